/**
 * Coverage and minimum matching distance of generated jets (Achlioptas et al., arXiv 1707.02392), with the energy mover's
 * distance, as JetNet's code has them. In a matrix of 100 generated jets by 100 real ones, ten times drawn with
 * replacement and averaged:
 *
 *     coverage = share of the real jets that are nearest to some generated jet,
 *     MMD      = mean over the real jets of the distance to the nearest generated jet.
 *
 * JetNet's comments say it the other way round. A perfect generator does not reach coverage 1: of jets that differ along
 * one line 5/9 are met, so take the same for real against real as the ceiling. Cost: 100,000 transports (see
 * energyMoversDistance.ts), with 50 particles a jet some two minutes.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { describe } from "./describe.ts";
import { energyMoversDistances } from "./energyMoversDistance.ts";
import type { MovableJet } from "./energyMoversDistance.ts";

export interface CoverageOptions {
  readonly rng: Rng;
  /** Jets of each kind in a matrix; default 100. */
  readonly jets?: number;
  /** Matrices; default 10. */
  readonly batches?: number;
  /** R of the energy mover's distance; default 1. */
  readonly radius?: number;
}

export interface CoverageEstimate {
  /** Mean over the batches. */
  readonly value: number;
  /** Spread of single batches (population standard deviation). */
  readonly standardDeviation: number;
}

export interface Coverage {
  readonly coverage: CoverageEstimate;
  /** In the unit of pT. */
  readonly mmd: CoverageEstimate;
}

const DEFAULT_JETS = 100;
const DEFAULT_BATCHES = 10;

/** @throws GlueballError stats/empty-sample, stats/batches-not-positive and as `energyMoversDistance` */
export function coverageAndMmd(
  real: readonly MovableJet[],
  generated: readonly MovableJet[],
  { rng, jets = DEFAULT_JETS, batches = DEFAULT_BATCHES, radius = 1 }: CoverageOptions,
): Coverage {
  requireJets(real, "real jets");
  requireJets(generated, "generated jets");
  requirePositive(jets, "jets of a batch");
  requirePositive(batches, "batches");
  const found = Array.from({ length: batches }, (_, k) => {
    const stream = rng.fork(k);
    const draw = (set: readonly MovableJet[], own: Rng) =>
      Array.from({ length: jets }, () => set[own.integer(set.length)]);
    const rows = draw(generated, stream.fork("generated"));
    return coverageOfDistances(energyMoversDistances(rows, draw(real, stream.fork("real")), radius), jets);
  });
  return { coverage: estimate(found.map((one) => one.coverage)), mmd: estimate(found.map((one) => one.mmd)) };
}

function estimate(values: readonly number[]): CoverageEstimate {
  const { mean, standardDeviation } = describe(values);
  return { value: mean, standardDeviation };
}

/** Of distances [generated, real], with `columns` real jets: of equally near ones the first counts. */
export function coverageOfDistances(
  distances: Float64Array,
  columns: number,
): { readonly coverage: number; readonly mmd: number } {
  const smallest = new Float64Array(columns).fill(Infinity);
  const met = new Set<number>();
  for (let start = 0; start < distances.length; start += columns) {
    let nearest = 0;
    for (let j = 0; j < columns; j++) {
      smallest[j] = Math.min(smallest[j], distances[start + j]);
      if (distances[start + j] < distances[start + nearest]) nearest = j;
    }
    met.add(nearest);
  }
  return { coverage: met.size / columns, mmd: smallest.reduce((sum, x) => sum + x, 0) / columns };
}

function requireJets(set: readonly MovableJet[], name: string): void {
  if (set.length > 0) return;
  throw new GlueballError({ code: "stats/empty-sample", what: "no jets to compare", place: name, expected: "jets" });
}

function requirePositive(count: number, what: string): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new GlueballError({
    code: "stats/batches-not-positive",
    what,
    found: count,
    expected: "a whole number of at least 1",
  });
}
