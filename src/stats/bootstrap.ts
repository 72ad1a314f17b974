/**
 * The bootstrap (Efron, Ann. Statist. 7 (1979) 1): what a statistic would have been with another sample of the same
 * size is imitated by drawing rows with replacement. The standard deviation of the statistic over such resamples
 * estimates its standard error, their quantiles make its interval. Several samples are resampled independently of each
 * other, each at its own size.
 *
 * A caution for distances. Resampling adds to each sample noise of the size the sample already has, so a distance that
 * is all noise comes out larger in every resample: the interval of W1 between two samples of one population never
 * contains 0 (100 of 100 trials with 300 Gaussian values), while the standard error is right to 25 %. Read distances
 * with their standard error against their floor (`distanceFloor`), not by their interval.
 *
 * Resample r draws from the stream `rng.fork(r)`, so its rows do not depend on how many came before. Cost: `resamples`
 * evaluations of the statistic.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { describe } from "./describe.ts";
import { quantileOfSorted } from "./quantile.ts";
import type { Sample } from "./sample.ts";
import { requireValues, takeRows } from "./sample.ts";

export interface BootstrapOptions {
  readonly rng: Rng;
  /** Number of resamples, at least 2; 200 settle a standard error to 5 %. Default 200. */
  readonly resamples?: number;
  /** Probability content of the interval; default 0.95. */
  readonly level?: number;
}

/** A value with its bootstrap error. */
export interface Estimate {
  /** The statistic of the samples themselves. */
  readonly value: number;
  /** Standard deviation over the resamples; Infinity when a resample was infinite. */
  readonly standardError: number;
  /** Central quantiles of the resamples (percentile interval). */
  readonly interval: readonly [low: number, high: number];
  readonly level: number;
  readonly resamples: number;
}

const DEFAULT_RESAMPLES = 200;
const DEFAULT_LEVEL = 0.95;

/** Bootstrap of a statistic of one or more samples of numbers: `bootstrap([x, y], wasserstein1, { rng })`. */
export function bootstrap<const Samples extends readonly Sample[]>(
  samples: Samples,
  statistic: (...samples: { [K in keyof Samples]: Sample }) => number,
  options: BootstrapOptions,
): Estimate {
  const ofRows = (...rows: Uint32Array[]) => {
    const resampled = rows.map((own, k) => takeRows(samples[k], own));
    return { value: statistic(...(resampled as unknown as { [K in keyof Samples]: Sample })) };
  };
  samples.forEach((sample, k) => requireValues(sample, `sample ${k + 1}`));
  return bootstrapRows(
    samples.map((sample) => sample.length),
    ofRows,
    options,
  ).value;
}

/**
 * The general form: samples of any kind, known by their sizes only, and several statistics at once. `statistics`
 * receives one list of rows a sample, each in ascending order, so that rows of sorted data are again sorted.
 */
export function bootstrapRows<Name extends string>(
  sizes: readonly number[],
  statistics: (...rows: Uint32Array[]) => Readonly<Record<Name, number>>,
  options: BootstrapOptions,
): Readonly<Record<Name, Estimate>> {
  const { resamples } = resolveOptions(options);
  const values = statistics(...sizes.map(allRows));
  const names = Object.keys(values) as Name[];
  const replicas = new Map(names.map((name) => [name, new Float64Array(resamples)]));
  for (let r = 0; r < resamples; r++) {
    const rng = options.rng.fork(r);
    const replica = statistics(...sizes.map((size) => rowsOfCounts(drawCounts(size, rng))));
    for (const [name, list] of replicas) list[r] = replica[name];
  }
  const estimates = [...replicas].map(([name, list]) => [name, estimate(values[name], list, options)]);
  return Object.fromEntries(estimates) as Record<Name, Estimate>;
}

/** Value, error and interval from the statistic's values on the resamples. */
export function estimate(value: number, replicas: Float64Array, options: BootstrapOptions): Estimate {
  const { level, resamples } = resolveOptions(options);
  if (Number.isNaN(value) || replicas.some(Number.isNaN)) throw notANumber(value);
  const sorted = replicas.slice().sort();
  const standardError = sorted.every(Number.isFinite) ? describe(sorted).standardDeviation : Infinity;
  const tail = (1 - level) / 2;
  const interval = [quantileOfSorted(sorted, tail), quantileOfSorted(sorted, 1 - tail)] as const;
  return { value, standardError, interval, level, resamples };
}

/** How often each of `size` rows is drawn when `size` rows are drawn with replacement. */
export function drawCounts(size: number, rng: Rng): Uint32Array {
  const counts = new Uint32Array(size);
  for (let i = 0; i < size; i++) counts[rng.integer(size)]++;
  return counts;
}

export function resolveOptions(options: BootstrapOptions): { resamples: number; level: number } {
  const { resamples = DEFAULT_RESAMPLES, level = DEFAULT_LEVEL } = options;
  if (!(Number.isInteger(resamples) && resamples >= 2)) {
    throw new GlueballError({
      code: "stats/too-few-resamples",
      what: "a bootstrap error needs resamples",
      found: resamples,
      expected: "a whole number of at least 2",
    });
  }
  if (!(level > 0 && level < 1)) {
    throw new GlueballError({
      code: "stats/level-out-of-range",
      what: "an interval needs its probability content",
      found: level,
      expected: "a number between 0 and 1, for example 0.95",
    });
  }
  return { resamples, level };
}

function allRows(size: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, row) => row);
}

function rowsOfCounts(counts: Uint32Array): Uint32Array {
  const rows = new Uint32Array(counts.length);
  let next = 0;
  counts.forEach((count, row) => {
    rows.fill(row, next, next + count);
    next += count;
  });
  return rows;
}

function notANumber(value: number): GlueballError {
  return new GlueballError({
    code: "stats/statistic-not-a-number",
    what: "a statistic under bootstrap gave no number",
    place: Number.isNaN(value) ? "the samples themselves" : "a resample",
    found: NaN,
    expected: "a number for every resample; Infinity is allowed",
  });
}
