/**
 * Masses of hadrons as they are produced: the pole for narrow ones, a Breit-Wigner within two widths of it for rho, K*,
 * Delta and the like, and never below what the lightest decay channel needs.
 */
import type { Rng } from "../base/index.ts";
import { DECAYS } from "./decayTable.ts";
import { PARTICLES, particleOf, type Particle } from "./particleTable.ts";

/** Half-range in widths. */
const WIDTHS = 2;
/** Above the lightest threshold, so that the decay has some momentum. */
const MARGIN = 0.01;

interface MassRange {
  readonly pole: number;
  readonly halfWidth: number;
  /** Arctangents of the limits in half-widths. */
  readonly low: number;
  readonly high: number;
}

function massRange({ pdgId, mass, width }: Particle): MassRange {
  const channels = DECAYS.get(pdgId) ?? [];
  const lightest = Math.min(...channels.map(({ threshold }) => threshold)) + MARGIN;
  const lowest = Math.max(mass - WIDTHS * width, lightest);
  const high = Math.atan(2 * WIDTHS);
  return { pole: mass, halfWidth: width / 2, low: Math.atan((2 * (lowest - mass)) / width), high };
}

const WIDE: ReadonlyMap<number, MassRange> = new Map(
  PARTICLES.filter(({ pdgId, width }) => width > 0 && DECAYS.has(pdgId)).map((hadron) => [
    hadron.pdgId,
    massRange(hadron),
  ]),
);

/** A mass for a hadron that is being made. */
export function drawMass(pdgId: number, rng: Rng): number {
  const range = WIDE.get(pdgId);
  if (range === undefined) return particleOf(pdgId).mass;
  return range.pole + range.halfWidth * Math.tan(range.low + (range.high - range.low) * rng.uniform());
}
