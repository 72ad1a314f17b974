/**
 * Masses of hadrons as they are produced: the pole for narrow ones, a Breit-Wigner within two widths of it for rho, K*,
 * Delta and the like, and never below what the lightest decay channel needs.
 */
import type { Rng } from "../base/index.ts";
import { breitWignerMass, type MassRange } from "./breitWigner.ts";
import { DECAYS } from "./decayTable.ts";
import { PARTICLES, particleOf, type Particle } from "./particleTable.ts";

const WIDTHS = 2;
/** Above the lightest threshold, so that the decay has some momentum. */
const MARGIN = 0.01;

function massRange({ pdgId, mass, width }: Particle): MassRange {
  const channels = DECAYS.get(pdgId) ?? [];
  const lightest = Math.min(...channels.map(({ threshold }) => threshold)) + MARGIN;
  return { lowest: Math.max(mass - WIDTHS * width, lightest), highest: mass + WIDTHS * width };
}

const WIDE: ReadonlyMap<number, MassRange> = new Map(
  PARTICLES.filter(({ pdgId, width }) => width > 0 && DECAYS.has(pdgId)).map((hadron) => [
    hadron.pdgId,
    massRange(hadron),
  ]),
);

/** A mass for a hadron that is being made. */
export function drawHadronMass(pdgId: number, rng: Rng): number {
  const range = WIDE.get(pdgId);
  const hadron = particleOf(pdgId);
  return range === undefined ? hadron.mass : breitWignerMass(hadron, range, rng.uniform());
}
