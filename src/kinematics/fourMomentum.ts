/**
 * Four-momenta as pure formulas on numbers. Natural units (GeV) and radians, z along the beam, float64.
 *
 *   (px, py, pz, E)  <->  (pt, eta, phi, mass)
 *
 * What is unusual here is the care for cancellations, which at the LHC is not a luxury: a 6 TeV proton has
 * E - |p| = 7e-5 GeV, and a jet of 600 GeV summed in float32 has no meaningful mass.
 *
 * - eta = asinh(pz / pt). The textbook -ln tan(theta / 2) loses all digits along the beam.
 * - m^2 = (E + pz)(E - pz) - pt^2, as FastJet has it: the difference of the two large numbers is taken before squaring.
 * - The rapidity uses m^2 + pt^2 in place of E - |pz|, which cancels (FastJet, PseudoJet::_finish_init).
 */

export interface FourMomentum {
  readonly px: number;
  readonly py: number;
  readonly pz: number;
  readonly energy: number;
}

export interface PtEtaPhiMass {
  /** Transverse momentum, >= 0. */
  readonly pt: number;
  /** Pseudorapidity. */
  readonly eta: number;
  /** Azimuth; atan2's range [-pi, pi] on the way out, any angle on the way in. */
  readonly phi: number;
  /** sign(m^2) sqrt|m^2|: negative when space-like (see `mass`). */
  readonly mass: number;
}

/**
 * A negative m^2 above -MASS2_CLAMP E^2 is rounding and becomes 0. Adding 100 massless float64 constituents leaves
 * errors below 1e-14 E^2; a mass of 1e-6 E (1 MeV at 1 TeV) is below anything a detector resolves.
 */
const MASS2_CLAMP = 1e-12;

/** FastJet's stand-in for the infinite rapidity of a particle along the beam, plus |pz| so that such particles stay ordered. */
const BEAM_RAPIDITY = 1e5;

export function transverseMomentum(px: number, py: number): number {
  return Math.sqrt(px * px + py * py);
}

/** asinh(pz / pt); +-Infinity along the beam and 0 for a particle at rest. */
export function pseudorapidity(px: number, py: number, pz: number): number {
  return pz === 0 ? 0 : Math.asinh(pz / transverseMomentum(px, py));
}

/** Azimuth by atan2, in [-pi, pi]. */
export function azimuth(px: number, py: number): number {
  return Math.atan2(py, px);
}

/** m^2 = (E + pz)(E - pz) - pt^2, unclamped: it may be negative. */
export function massSquare(px: number, py: number, pz: number, energy: number): number {
  return (energy + pz) * (energy - pz) - (px * px + py * py);
}

/**
 * sign(m^2) sqrt|m^2|, the convention of FastJet and ROOT: a truly space-like momentum shows as a negative mass. A
 * negative m^2 that rounding alone explains (above -1e-12 E^2) gives 0.
 */
export function mass(px: number, py: number, pz: number, energy: number): number {
  const m2 = massSquare(px, py, pz, energy);
  if (m2 >= 0) return Math.sqrt(m2);
  return m2 >= -MASS2_CLAMP * energy * energy ? 0 : -Math.sqrt(-m2);
}

/** sqrt(E^2 - pz^2) = sqrt(m^2 + pt^2); 0 when rounding or a space-like momentum makes the square negative. */
export function transverseMass(pz: number, energy: number): number {
  return Math.sqrt(Math.max(0, (energy + pz) * (energy - pz)));
}

/** Squares below it have lost digits to underflow, or are about to. */
const SMALLEST_SQUARE = 1e-290;

/**
 * Rapidity 1/2 ln((E + pz) / (E - pz)) in FastJet's stable form: with m2 = max(0, m^2),
 * |y| = 1/2 ln((E + |pz|)^2 / (pt^2 + m2)). A particle along the beam (pt = 0, E <= |pz|) has sign(pz) (1e5 + |pz|); the
 * null vector has 0.
 */
export function rapidity(px: number, py: number, pz: number, energy: number): number {
  const absolutePz = Math.abs(pz);
  const lightCone = energy + absolutePz;
  const transverseMass2 = px * px + py * py + Math.max(0, massSquare(px, py, pz, energy));
  const ratio2 = (lightCone * lightCone) / transverseMass2;
  const isExact = transverseMass2 > SMALLEST_SQUARE && ratio2 < Infinity;
  const absoluteRapidity = isExact ? 0.5 * Math.log(ratio2) : rapidityWithoutSquares(px, py, absolutePz, energy);
  return pz < 0 ? -absoluteRapidity : absoluteRapidity;
}

/** |y| where a square would underflow or overflow: pt^2 + m2 = max(pt^2, (E + |pz|)(E - |pz|)), by its root. */
function rapidityWithoutSquares(px: number, py: number, absolutePz: number, energy: number): number {
  const lightCone = energy + absolutePz;
  const ofEnergy = Math.sqrt(lightCone) * Math.sqrt(Math.max(0, energy - absolutePz));
  const transverseMass = Math.max(Math.hypot(px, py), ofEnergy);
  if (transverseMass > 0) return Math.log(lightCone / transverseMass);
  return absolutePz === 0 ? 0 : BEAM_RAPIDITY + absolutePz;
}

/** (px, py, pz, E) to (pt, eta, phi, mass). */
export function toPtEtaPhiMass({ px, py, pz, energy }: FourMomentum): PtEtaPhiMass {
  return {
    pt: transverseMomentum(px, py),
    eta: pseudorapidity(px, py, pz),
    phi: azimuth(px, py),
    mass: mass(px, py, pz, energy),
  };
}

/**
 * (pt, eta, phi, mass) to (px, py, pz, E) with pz = pt sinh eta and E = sqrt(p^2 + m |m|), so that a negative mass
 * stands for the space-like momentum `mass` made it from. A particle along the beam (pt = 0) cannot be written in
 * these coordinates: it comes back at rest.
 */
export function fromPtEtaPhiMass({ pt, eta, phi, mass }: PtEtaPhiMass): FourMomentum {
  const momentum = pt === 0 ? 0 : pt * Math.cosh(eta);
  return {
    px: pt * Math.cos(phi),
    py: pt * Math.sin(phi),
    pz: pt === 0 ? 0 : pt * Math.sinh(eta),
    energy: Math.sqrt(Math.max(0, momentum * momentum + mass * Math.abs(mass))),
  };
}

/** The sum of any number of momenta; the null vector for none. */
export function sum(momenta: Iterable<FourMomentum>): FourMomentum {
  const total = { px: 0, py: 0, pz: 0, energy: 0 };
  for (const momentum of momenta) {
    total.px += momentum.px;
    total.py += momentum.py;
    total.pz += momentum.pz;
    total.energy += momentum.energy;
  }
  return total;
}

/** The mass of a sum, with the sign and the clamp of `mass`: `invariantMass([jet1, jet2])` is m_jj. */
export function invariantMass(momenta: Iterable<FourMomentum>): number {
  const { px, py, pz, energy } = sum(momenta);
  return mass(px, py, pz, energy);
}
