/**
 * Features of many jets, one row a jet: energy flow polynomials or a network's activations, compared by the Frechet and
 * kernel distances of generative models.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { requireFinite } from "./sample.ts";

export interface FeatureRows {
  /** Row by row, `width` finite numbers each. */
  readonly values: ArrayLike<number>;
  readonly width: number;
}

/** The given rows, in that order, as a set of their own: the halves of a floor (`distanceFloorOfRows`), a resample. */
export function takeFeatureRows({ values, width }: FeatureRows, rows: Uint32Array): FeatureRows {
  const taken = new Float64Array(rows.length * width);
  for (let k = 0; k < rows.length; k++) {
    for (let i = 0; i < width; i++) taken[k * width + i] = values[rows[k] * width + i];
  }
  return { values: taken, width };
}

/** The number of rows. @throws GlueballError stats/rows-incomplete, stats/too-few-rows, stats/value-not-finite */
export function requireRows({ values, width }: FeatureRows, fewest: number, name: string): number {
  const count = values.length / width;
  if (!(Number.isInteger(width) && width >= 1 && Number.isInteger(count))) {
    throw new GlueballError({
      code: "stats/rows-incomplete",
      what: "the numbers do not make complete rows",
      place: name,
      found: `${values.length} numbers in rows of ${width}`,
      expected: "a whole number of rows",
    });
  }
  if (!(count >= fewest)) {
    throw new GlueballError({
      code: "stats/too-few-rows",
      what: "too few rows for this distance",
      place: name,
      found: count,
      expected: `at least ${fewest}`,
    });
  }
  requireFinite(values, name);
  return count;
}

export function requireSameWidth(first: number, second: number): void {
  if (first === second) return;
  throw new GlueballError({
    code: "stats/observables-differ",
    what: "the two sets have different numbers of features",
    found: [first, second],
    expected: "the same features in both, in the same order",
  });
}

/** Both sets divided, feature by feature, by the largest |reference value|; features that are 0 throughout stay as they are. */
export function scaledByReference(
  reference: FeatureRows,
  other: FeatureRows,
): { readonly reference: Float64Array; readonly other: Float64Array } {
  const { width } = reference;
  const largest = new Float64Array(width);
  for (let i = 0; i < reference.values.length; i++) {
    largest[i % width] = Math.max(largest[i % width], Math.abs(reference.values[i]));
  }
  const divisors = largest.map((value) => (value === 0 ? 1 : value));
  const scaled = ({ values }: FeatureRows) => Float64Array.from(values, (value, i) => value / divisors[i % width]);
  return { reference: scaled(reference), other: scaled(other) };
}

/** How often each of `rows` rows is drawn in `draws` draws with replacement. */
export function drawCounts(rows: number, draws: number, rng: Rng): Float64Array {
  const counts = new Float64Array(rows);
  for (let k = 0; k < draws; k++) counts[rng.integer(rows)]++;
  return counts;
}
