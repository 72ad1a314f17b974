/**
 * Coverage and minimum matching distance of generated jets (Achlioptas et al., arXiv 1707.02392), with the energy mover's
 * distance, as JetNet's code has them. In a matrix of 100 generated jets by 100 real ones, ten times drawn with
 * replacement and averaged:
 *
 *     coverage = share of the real jets that are nearest to some generated jet,
 *     MMD      = mean over the real jets of the distance to the nearest generated jet.
 *
 * JetNet's comments say it the other way round. A perfect generator does not reach coverage 1: of jets that differ along
 * one line 5/9 are met, so take the same for real against real as the ceiling. Cost: the nearest jets of ten matrices
 * (nearestJets.ts), with 50 particles a jet half a second each.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { describe } from "./describe.ts";
import { nearestJets } from "./nearestJets.ts";
import type { MovableJet } from "./energyMoversDistance.ts";

export interface CoverageOptions {
  readonly rng: Rng;
  /** Jets of each kind in a matrix; default 100. */
  readonly jets?: number;
  /** Matrices; default 10. */
  readonly batches?: number;
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

/** The jets of a matrix. */
export interface CoverageBatch {
  readonly generated: readonly MovableJet[];
  readonly real: readonly MovableJet[];
}

/** Coverage and MMD of one matrix. */
export interface BatchCoverage {
  readonly coverage: number;
  readonly mmd: number;
}

/** @throws GlueballError stats/empty-sample, stats/batches-not-positive and as `energyMoversDistance` */
export function coverageAndMmd(
  real: readonly MovableJet[],
  generated: readonly MovableJet[],
  { radius = 1, ...options }: CoverageOptions & { /** R of the distance; default 1. */ readonly radius?: number },
): Coverage {
  return averageCoverage(coverageBatches(real, generated, options).map((batch) => coverageOfBatch(batch, radius)));
}

/** The jets of each matrix. @throws GlueballError stats/empty-sample, stats/batches-not-positive */
export function coverageBatches(
  real: readonly MovableJet[],
  generated: readonly MovableJet[],
  { rng, jets = DEFAULT_JETS, batches = DEFAULT_BATCHES }: CoverageOptions,
): CoverageBatch[] {
  requireJets(real, "real jets");
  requireJets(generated, "generated jets");
  requirePositive(jets, "jets of a batch");
  requirePositive(batches, "batches");
  const draw = (set: readonly MovableJet[], own: Rng) =>
    Array.from({ length: jets }, () => set[own.integer(set.length)]);
  return Array.from({ length: batches }, (_, k) => {
    const stream = rng.fork(k);
    return { generated: draw(generated, stream.fork("generated")), real: draw(real, stream.fork("real")) };
  });
}

/** Of equally near jets the first counts. @throws GlueballError as `energyMoversDistance` */
export function coverageOfBatch({ generated, real }: CoverageBatch, radius = 1): BatchCoverage {
  const { nearestColumns, smallestOfColumns } = nearestJets(generated, real, radius);
  return {
    coverage: new Set(nearestColumns).size / real.length,
    mmd: describe(smallestOfColumns).mean,
  };
}

export function averageCoverage(found: readonly BatchCoverage[]): Coverage {
  return { coverage: estimate(found.map((one) => one.coverage)), mmd: estimate(found.map((one) => one.mmd)) };
}

function estimate(values: readonly number[]): CoverageEstimate {
  const { mean, standardDeviation } = describe(values);
  return { value: mean, standardDeviation };
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
