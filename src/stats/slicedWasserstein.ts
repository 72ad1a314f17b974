/**
 * The sliced Wasserstein distance of two samples in d dimensions (Rabin, Peyre, Delon, Bernot, SSVM 2011):
 *
 *   SW_p^p = mean over unit vectors theta of W_p^p(theta.X, theta.Y),   p = 1 and 2,
 *
 * where W_p of equally many numbers is the mean of |x_(i) - y_(i)|^p over sorted values. Observables have different
 * units, so each is first standardised by the mean and standard deviation of a reference; the result has no unit.
 * Means shifted by mu at equal shape give SW_2^2 = |mu|^2 / d.
 *
 * Both the standardisation and the directions are frozen in a plan: all models of a study are measured with one plan,
 * and their distances differ by the models alone. The directions are fixed random ones plus the d axes, so that a
 * fault in one observable is always looked at straight on. Cost: directions x n (d + log n).
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { describe } from "./describe.ts";
import type { Columns } from "./sample.ts";
import { requireFinite } from "./sample.ts";

export interface SlicingPlan {
  /** Mean and population standard deviation of each observable in the reference. */
  readonly mean: Float64Array;
  readonly standardDeviation: Float64Array;
  /** Unit vectors one after the other, d numbers each: the random ones, then the axes. */
  readonly directions: Float64Array;
}

export interface SlicedWasserstein {
  readonly sw1: number;
  readonly sw2: number;
}

const DEFAULT_RANDOM_DIRECTIONS = 512;

/** Freezes standardisation and directions. Reported figures take at least 512 random directions; 0 leaves the axes alone. */
export function slicingPlan(
  reference: Columns,
  rng: Rng,
  randomDirections: number = DEFAULT_RANDOM_DIRECTIONS,
): SlicingPlan {
  requireColumns(reference, "reference");
  const moments = reference.map((column, c) => describe(column, `reference, column ${c + 1}`));
  const constant = moments.findIndex((moment) => moment.standardDeviation === 0);
  if (constant >= 0) throw constantColumn(constant, moments[constant].mean);
  return {
    mean: Float64Array.from(moments, (moment) => moment.mean),
    standardDeviation: Float64Array.from(moments, (moment) => moment.standardDeviation),
    directions: drawDirections(reference.length, randomDirections, rng),
  };
}

/** Uniform directions on the sphere (normalised Gaussian vectors), then the axes. */
function drawDirections(dimension: number, random: number, rng: Rng): Float64Array {
  const directions = new Float64Array((random + dimension) * dimension);
  for (let k = 0; k < random; k++) {
    const direction = directions.subarray(k * dimension, (k + 1) * dimension).map(() => rng.normal());
    const norm = Math.hypot(...direction);
    directions.set(
      direction.map((component) => component / norm),
      k * dimension,
    );
  }
  for (let axis = 0; axis < dimension; axis++) directions[(random + axis) * dimension + axis] = 1;
  return directions;
}

/** SW_1 and SW_2 of two samples with the plan's observables and equally many rows. */
export function slicedWasserstein(first: Columns, second: Columns, plan: SlicingPlan): SlicedWasserstein {
  let sum1 = 0;
  let sum2 = 0;
  const { slices, rows } = forEachSlice(first, second, plan, (x, y) => {
    x.sort();
    y.sort();
    for (let i = 0; i < x.length; i++) {
      const step = Math.abs(x[i] - y[i]);
      sum1 += step;
      sum2 += step * step;
    }
  });
  return { sw1: sum1 / (slices * rows), sw2: Math.sqrt(sum2 / (slices * rows)) };
}

/** Visits the standardised projections of both samples, one direction at a time, in buffers that are reused. */
export function forEachSlice(
  first: Columns,
  second: Columns,
  plan: SlicingPlan,
  visit: (x: Float64Array, y: Float64Array) => void,
): { readonly slices: number; readonly rows: number } {
  const dimension = plan.mean.length;
  const rows = requireComparable(first, second, dimension);
  const standardFirst = standardise(first, plan);
  const standardSecond = standardise(second, plan);
  const x = new Float64Array(rows);
  const y = new Float64Array(rows);
  const slices = plan.directions.length / dimension;
  for (let k = 0; k < slices; k++) {
    const direction = plan.directions.subarray(k * dimension, (k + 1) * dimension);
    project(standardFirst, direction, x);
    project(standardSecond, direction, y);
    visit(x, y);
  }
  return { slices, rows };
}

function standardise(columns: Columns, { mean, standardDeviation }: SlicingPlan): Float64Array[] {
  return columns.map((column, c) => Float64Array.from(column, (value) => (value - mean[c]) / standardDeviation[c]));
}

function project(columns: readonly Float64Array[], direction: Float64Array, out: Float64Array): void {
  out.fill(0);
  columns.forEach((column, c) => {
    const component = direction[c];
    for (let i = 0; i < out.length; i++) out[i] += component * column[i];
  });
}

/** The number of rows both samples share. */
function requireComparable(first: Columns, second: Columns, dimension: number): number {
  const rows = requireColumns(first, "first sample");
  const otherRows = requireColumns(second, "second sample");
  if (first.length !== dimension || second.length !== dimension) {
    throw new GlueballError({
      code: "stats/observables-differ",
      what: "samples and slicing plan have different numbers of observables",
      found: [first.length, second.length],
      expected: `${dimension} columns in each, in the plan's order`,
    });
  }
  if (rows !== otherRows) {
    throw new GlueballError({
      code: "stats/sizes-differ",
      what: "the sliced Wasserstein distance compares equally many rows",
      found: [rows, otherRows],
      expected: "the same number in both samples",
      hint: `take ${Math.min(rows, otherRows)} random rows of the larger sample`,
    });
  }
  return rows;
}

function requireColumns(columns: Columns, name: string): number {
  columns.forEach((column, c) => requireFinite(column, `${name}, column ${c + 1}`));
  const lengths = columns.map((column) => column.length);
  if (lengths.length > 0 && lengths.every((length) => length === lengths[0])) return lengths[0];
  throw new GlueballError({
    code: "stats/columns-differ-in-length",
    what: "the observables of one sample differ in length",
    place: name,
    found: lengths,
    expected: "one or more columns with one entry a row",
  });
}

function constantColumn(column: number, value: number): GlueballError {
  return new GlueballError({
    code: "stats/constant-column",
    what: "a constant observable cannot be standardised",
    place: `reference, column ${column + 1}`,
    found: value,
    expected: "at least two different values",
    hint: "leave this observable out",
  });
}
