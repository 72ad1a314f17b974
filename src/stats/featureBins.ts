/**
 * Features in bins, as trees look at them: a split is sought between bins instead of between all values. Bin 0 holds what
 * is missing (NaN); value x lies in bin 1 + (number of cuts below x). With no more values than bins every cut is half-way
 * between two neighbours and nothing is lost; else cuts stand at quantiles. Cost: sorting each feature once.
 */
import { GlueballError } from "../base/index.ts";
import type { Columns, Sample } from "./sample.ts";
import { requireValues } from "./sample.ts";

export interface FeatureBins {
  /** Of each feature, ascending; -Infinity first, so that cut b separates bins 0 to b from those above. */
  readonly cuts: readonly Float64Array[];
  /** Bin of each row, one array a feature. */
  readonly bins: readonly Uint8Array[];
}

/** A bin fits in a byte. */
export const MOST_BINS = 255;

/** @throws GlueballError stats/no-features, stats/empty-sample, stats/columns-differ-in-length, stats/feature-infinite */
export function binFeatures(columns: Columns, most: number): FeatureBins {
  requireColumns(columns);
  const cuts = columns.map((column, k) => cutsOf(column, most, k));
  return { cuts, bins: columns.map((column, k) => Uint8Array.from(column, (value) => binOf(value, cuts[k]))) };
}

/** Every feature has one value a row, of which NaN means missing. Returns the number of rows. */
export function requireColumns(columns: Columns): number {
  const [first] = columns;
  if (first === undefined) {
    throw new GlueballError({ code: "stats/no-features", what: "rows are told apart by their features", found: 0 });
  }
  requireValues(first, "feature 0");
  columns.forEach((column, k) => {
    if (column.length === first.length) return;
    throw new GlueballError({
      code: "stats/columns-differ-in-length",
      what: "there must be one value a row of every feature",
      place: `feature ${k}`,
      found: column.length,
      expected: `${first.length}, as feature 0 has`,
    });
  });
  return first.length;
}

function cutsOf(column: Sample, most: number, feature: number): Float64Array {
  const sorted = Float64Array.from(column)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const infinite = sorted.length > 0 && !(Number.isFinite(sorted[0]) && Number.isFinite(sorted.at(-1)));
  if (infinite) throw featureInfinite(column, feature);
  const values = distinct(sorted);
  const cuts = [-Infinity];
  const steps = Math.min(values.length, most);
  for (let step = 1; step < steps; step++) {
    const above = values.length <= most ? values[step] : sorted[Math.floor((step * sorted.length) / most)];
    const below = values[countBelow(values, above) - 1];
    if (below === undefined) continue;
    const cut = between(below, above);
    if (cut > cuts.at(-1)!) cuts.push(cut);
  }
  return Float64Array.from(cuts);
}

function distinct(sorted: Float64Array): Float64Array {
  return sorted.filter((value, i) => i === 0 || value > sorted[i - 1]);
}

/** A number with below <= it < above. */
function between(below: number, above: number): number {
  const middle = below / 2 + above / 2;
  return middle >= below && middle < above ? middle : below;
}

function binOf(value: number, cuts: Float64Array): number {
  return Number.isNaN(value) ? 0 : countBelow(cuts, value);
}

/** How many entries of an ascending list are below `value`, by bisection. */
function countBelow(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function featureInfinite(column: Sample, feature: number): GlueballError {
  const row = Array.from({ length: column.length }, (_, i) => column[i]).findIndex((x) => Math.abs(x) === Infinity);
  return new GlueballError({
    code: "stats/feature-infinite",
    what: "a feature has no finite value",
    place: `feature ${feature}, row ${row}`,
    found: column[row],
    expected: "a finite number, or NaN for a missing one",
  });
}
