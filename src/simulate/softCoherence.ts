/**
 * Where soft gluons go. A colour line between partons a and b radiates, for a soft gluon k (Bassetto, Ciafaloni,
 * Marchesini, Phys. Rep. 100 (1983) 201),
 *
 *   W = a.b / (a.k b.k) - m_a^2 / 2(a.k)^2 - m_b^2 / 2(b.k)^2,
 *
 * and a dipole shower gives a the part of it that is singular along a, a.b / (a.k (a+b).k); the parts add up to W. Where
 * a line of a final parton leads to a beam, or to the resonance that it stems from, something else recoils, and the
 * kernel has W of parton and recoiler. These are the ratios that put it right; so, too, for the emissions of a beam,
 * whose kernel knows only the other beam. Without them two jets and two beams radiate as two dipoles of their own instead
 * of as two from jet to beam: twice too much halfway between jets and beams, and too little between a jet and its beam.
 *
 * Momenta are (px, py, pz, E), of a parton `at` and its `recoiler` from these indices of p. The ratios are 1 where k is collinear to the emitter, and at
 * most 2 for two jets that balance; more is cut.
 */
import { twiceProduct } from "./dipoleKinematics.ts";

/** Largest ratio. */
export const MOST_COHERENCE = 2;

type Momenta = ArrayLike<number>;

const cut = (ratio: number): number => Math.min(MOST_COHERENCE, Math.max(0, ratio));

/** p.k */
function product(p: Momenta, i: number, k: Momenta, j: number): number {
  return twiceProduct(p, i, k, j) / 2;
}

/** n.k of the light-like n = (0, 0, side, 1). */
function alongBeam(k: Momenta, at: number, side: number): number {
  return k[at + 3] - side * k[at + 2];
}

/**
 * The ratio for a parton whose line leads to the beam of a side, +1 or -1, with a recoiler of no mass. The beam's parton is
 * as hard as makes its line neither harder nor softer than the one to the recoiler: p_i.(p+r) = p.r, as in 2 -> 2.
 */
export function finalToBeam(side: number, p: Momenta, at: number, recoiler: number, k: Momenta): number {
  const toRecoiler = product(p, at, p, recoiler);
  const beam = toRecoiler / (alongBeam(p, at, side) + alongBeam(p, recoiler, side));
  const toBeam = beam * alongBeam(p, at, side);
  const ofParton = product(p, at, k, 0);
  const ofBoth = ofParton + product(p, recoiler, k, 0);
  return cut((toBeam * ofBoth) / (toRecoiler * (ofParton + beam * alongBeam(k, 0, side))));
}

/** The ratio for a parton whose line leads to the resonance that it stems from, which does not radiate at rest. */
export function finalToOrigin(origin: Momenta, p: Momenta, at: number, recoiler: number, k: Momenta): number {
  const ofOrigin = product(origin, 0, k, 0);
  const ofParton = product(p, at, k, 0);
  const heavy = (product(origin, 0, origin, 0) * ofParton) / (2 * ofOrigin * ofOrigin);
  const dipole = product(origin, 0, p, at) / ofOrigin - heavy;
  return cut((dipole * (ofParton + product(p, recoiler, k, 0))) / product(p, at, p, recoiler));
}

/**
 * The ratio for the parton `beam` of an initial-state shower, whose kernel has 1 for all gluons ahead of the collision:
 * `partner` is the other end of its line, a final parton or the other beam itself.
 */
export function beamToPartner(beam: Momenta, other: Momenta, partner: Momenta, k: Momenta): number {
  const ahead = product(other, 0, k, 0) / product(beam, 0, other, 0);
  const ofBoth = product(beam, 0, k, 0) + product(partner, 0, k, 0);
  return cut((ahead * product(beam, 0, partner, 0)) / ofBoth);
}
