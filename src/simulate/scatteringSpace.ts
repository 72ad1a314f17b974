/**
 * Phase space of proton proton -> 3 4 in pt, y3 and y4, in which the cross-section is
 *
 *   d sigma = x1 f(x1) x2 f(x2) d sigma/dt  d(pt^2) dy3 dy4,   x_1,2 = (mT3 e^(+-y3) + mT4 e^(+-y4)) / sqrt S.
 *
 * pt is sampled from pt^-5, which is about how the cross-section of jets falls (more slowly below (m3 + m4) / 2), the
 * rapidities evenly in all that pt and x < 1 leave them.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import { addParticle, type EventRecord, STATUS } from "./eventRecord.ts";
import { beginEvent, FIRST_OUTGOING, INCOMING_1 } from "./hardProcess.ts";
import { twoBodyMomentum } from "./phaseSpace.ts";

export interface ScatteringCuts {
  /** Energy of both beams together. */
  readonly energy: number;
  /** Above 0, but for two massive particles, whose cross-section is finite. */
  readonly ptMin: number;
  /** The kinematic limit by default. */
  readonly ptMax?: number;
  /** Largest |y| of both particles. */
  readonly yMax?: number;
}

export interface ScatteringPoint {
  pt: number;
  y3: number;
  y4: number;
  x1: number;
  x2: number;
  /** Invariants of the partons, t = (p1 - p3)^2. */
  s: number;
  t: number;
  u: number;
  /** d(pt^2) dy3 dy4 for a step in the unit cube. */
  volume: number;
}

/** The point of phase space at a point of the unit cube (three numbers); it is overwritten by the next call. */
export type ScatteringSpace = (cube: ArrayLike<number>) => ScatteringPoint;

/** Masses of the outgoing particles 3 and 4. */
export type OutgoingMasses = readonly [number, number];

const MASSLESS: OutgoingMasses = [0, 0];
/** Below half the mass that is made, the cross-section falls more slowly than pt^-5. */
const SOFTENING = 0.25;
const Y_MAX = 5;

/** @throws GlueballError simulate/bad-beam-energy, simulate/pt-range-empty, simulate/rapidity-range-empty */
export function scatteringSpace(cuts: ScatteringCuts, masses: OutgoingMasses = MASSLESS): ScatteringSpace {
  const { energy, ptMin, yMax = Y_MAX } = cuts;
  const [mass3, mass4] = masses;
  requireCuts(cuts, masses);
  const ptMax = Math.min(cuts.ptMax ?? Infinity, twoBodyMomentum(energy, mass3, mass4));
  const shift = SOFTENING * (mass3 + mass4) ** 2;
  const low = (ptMin * ptMin + shift) ** -2;
  const high = (ptMax * ptMax + shift) ** -2;
  const point: ScatteringPoint = { pt: 0, y3: 0, y4: 0, x1: 0, x2: 0, s: 0, t: 0, u: 0, volume: 0 };

  return (cube) => {
    const shifted = 1 / Math.sqrt(low + cube[0] * (high - low));
    const pt = Math.sqrt(Math.max(0, shifted - shift));
    const mT3 = Math.sqrt(pt * pt + mass3 * mass3);
    const mT4 = Math.sqrt(pt * pt + mass4 * mass4);
    const y3Max = Math.min(
      yMax,
      Math.acosh(Math.max(1, (energy * energy + mass3 * mass3 - mass4 * mass4) / (2 * energy * mT3))),
      // Beyond this, x < 1 would want |y4| above its limit.
      Math.log((energy - mT4 * Math.exp(-yMax)) / mT3),
    );
    const y3 = y3Max * (2 * cube[1] - 1);
    const y4Min = Math.max(-yMax, -Math.log((energy - mT3 * Math.exp(-y3)) / mT4));
    const y4Max = Math.min(yMax, Math.log((energy - mT3 * Math.exp(y3)) / mT4));
    point.pt = pt;
    point.y3 = y3;
    point.y4 = y4Min + cube[2] * (y4Max - y4Min);
    setInvariants(point, energy, masses);
    point.volume = ((low - high) / 2) * shifted ** 3 * 2 * y3Max * Math.max(0, y4Max - y4Min);
    return point;
  };
}

/** x1, x2, s, t and u of a point from its pt, y3 and y4, for particles of these masses. */
export function setInvariants(point: ScatteringPoint, energy: number, [mass3, mass4]: OutgoingMasses): void {
  const { pt, y3, y4 } = point;
  const mT3 = Math.sqrt(pt * pt + mass3 * mass3);
  const mT4 = Math.sqrt(pt * pt + mass4 * mass4);
  point.x1 = (mT3 * Math.exp(y3) + mT4 * Math.exp(y4)) / energy;
  point.x2 = (mT3 * Math.exp(-y3) + mT4 * Math.exp(-y4)) / energy;
  point.s = point.x1 * point.x2 * energy * energy;
  point.t = mass3 * mass3 - point.x1 * energy * mT3 * Math.exp(-y3);
  point.u = mass4 * mass4 - point.x1 * energy * mT4 * Math.exp(-y4);
}

export interface Scattering {
  /** Energy of both beams together. */
  readonly energy: number;
  readonly incoming: readonly [number, number];
  readonly outgoing: readonly [number, number];
  /** None by default. */
  readonly masses?: OutgoingMasses;
}

/** Writes the event of a point, at a random azimuth. */
export function addScattering(
  rng: Rng,
  event: EventRecord,
  { energy, incoming, outgoing, masses = MASSLESS }: Scattering,
  { pt, y3, y4, x1, x2 }: ScatteringPoint,
): void {
  beginEvent(event, { energy, incoming, energies: [(x1 * energy) / 2, (x2 * energy) / 2] });
  const phi = 2 * Math.PI * rng.uniform();
  const particle = { status: STATUS.final, mother: INCOMING_1 };
  for (const [pdgId, mass, y, sign] of [
    [outgoing[0], masses[0], y3, 1],
    [outgoing[1], masses[1], y4, -1],
  ] as const) {
    const mT = Math.sqrt(pt * pt + mass * mass);
    const px = sign * pt * Math.cos(phi);
    const py = sign * pt * Math.sin(phi);
    addParticle(event, { ...particle, pdgId, px, py, pz: mT * Math.sinh(y), energy: mT * Math.cosh(y), mass });
  }
}

/** pt of the first outgoing particle: the scale of the scattering. */
export function outgoingPt(event: EventRecord): number {
  return Math.hypot(event.px[FIRST_OUTGOING], event.py[FIRST_OUTGOING]);
}

function requireCuts({ energy, ptMin, ptMax = Infinity, yMax = Y_MAX }: ScatteringCuts, masses: OutgoingMasses): void {
  const [mass3, mass4] = masses;
  requireBeamEnergy(energy, mass3 + mass4);
  const limit = twoBodyMomentum(energy, mass3, mass4);
  const bothMassive = mass3 > 0 && mass4 > 0;
  if (!((bothMassive ? ptMin >= 0 : ptMin > 0) && ptMin < limit && ptMin < ptMax)) {
    throw new GlueballError({
      code: "simulate/pt-range-empty",
      what: "no event has such a transverse momentum",
      place: "ptMin",
      found: `ptMin ${ptMin} and ptMax ${ptMax}`,
      expected:
        `0 ${bothMassive ? "<=" : "<"} ptMin < ptMax, and ptMin below ${limit.toPrecision(6)} GeV, ` +
        `the limit at ${energy} GeV`,
    });
  }
  if (!(yMax > 0)) {
    throw new GlueballError({
      code: "simulate/rapidity-range-empty",
      what: "the range of rapidity is empty",
      place: "yMax",
      found: yMax,
      expected: "the largest |y|, above 0",
    });
  }
}

/** @throws GlueballError simulate/bad-beam-energy unless `mass` can be made */
export function requireBeamEnergy(energy: number, mass = 0): void {
  if (energy > mass && energy > 0 && Number.isFinite(energy)) return;
  throw new GlueballError({
    code: "simulate/bad-beam-energy",
    what: "the beams cannot make this",
    place: "energy",
    found: energy,
    expected: `the energy of both beams together, above ${mass} GeV`,
  });
}
