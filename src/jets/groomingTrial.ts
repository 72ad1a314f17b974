/** What the tests of groomers share: jets of an event, what is seen of a groomed one, random jets. */
import fc from "fast-check";
import { createRng, GlueballError, type Rng } from "../base/index.ts";
import {
  azimuth,
  fromPtEtaPhiMassColumns,
  mass,
  rapidity,
  transverseMomentum,
  type FourMomentum,
  type FourMomentumColumns,
  type MomentumColumns,
} from "../kinematics/index.ts";
import { cluster } from "./cluster.ts";
import { jetDefinition, type JetAlgorithm } from "./definition.ts";
import { jetConstituents, type JetConstituents } from "./jetConstituents.ts";

/** The constituents of all jets above `ptMin`, hardest jet first. */
export function jetsOf(
  event: MomentumColumns,
  algorithm: JetAlgorithm,
  radius: number,
  ptMin: number,
): JetConstituents[] {
  const sequence = cluster(event, jetDefinition({ algorithm, radius }));
  return sequence.inclusiveJets(ptMin).map((jet) => jetConstituents(sequence, jet));
}

/** pt, mass, rapidity and azimuth in [0, 2 pi), as FastJet prints them. */
export function seen({ px, py, pz, energy }: FourMomentum): Record<"pt" | "mass" | "rapidity" | "phi", number> {
  const phi = azimuth(px, py);
  return {
    pt: transverseMomentum(px, py),
    mass: mass(px, py, pz, energy),
    rapidity: rapidity(px, py, pz, energy),
    phi: phi < 0 ? phi + 2 * Math.PI : phi,
  };
}

/** The six significant digits with which C++ prints a number. */
export function printed(value: number | undefined): number {
  return Number((value ?? Number.NaN).toPrecision(6));
}

/** The sum of some entries. */
export function totalOf({ px, py, pz, energy }: MomentumColumns, kept: ArrayLike<number>): FourMomentum {
  const total = { px: 0, py: 0, pz: 0, energy: 0 };
  for (const i of Array.from(kept)) {
    total.px += px[i];
    total.py += py[i];
    total.pz += pz[i];
    total.energy += energy[i];
  }
  return total;
}

/**
 * Jets of 1 to `most` particles within a distance of about 1, with pt over four decades and some with mass. No two
 * distances are equal, so that rounding decides nothing.
 */
export function randomJets(most: number): fc.Arbitrary<FourMomentumColumns> {
  return fc.integer({ min: 0 }).map((seed) => randomJet(createRng(seed), most));
}

/** One such jet. */
export function randomJet(rng: Rng, most: number): FourMomentumColumns {
  const particles = Array.from({ length: 1 + rng.integer(most) });
  const column = (draw: () => number) => Float64Array.from(particles, draw);
  const angle = () => 1.4 * rng.uniform() - 0.7;
  const pt = column(() => 10 ** (4 * rng.uniform() - 2));
  return fromPtEtaPhiMassColumns(
    pt,
    column(angle),
    column(angle),
    column(() => [0, 0.13957, 0.938][rng.integer(3)]),
  );
}

/** A jet of massless particles by (pt, eta, phi). */
export function masslessJet(particles: readonly (readonly [number, number, number])[]): FourMomentumColumns {
  const column = (index: number) => Float64Array.from(particles, (particle) => particle[index] ?? 0);
  return fromPtEtaPhiMassColumns(column(0), column(1), column(2), column(3));
}

/** The error that `act` throws; fails where it throws none. */
export function errorOf(act: () => unknown): GlueballError {
  try {
    act();
  } catch (error) {
    if (error instanceof GlueballError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
