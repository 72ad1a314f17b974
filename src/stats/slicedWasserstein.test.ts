import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import {
  bootstrapRows,
  distanceFloorOfRows,
  slicedWasserstein,
  slicedWassersteinBootstrap,
  slicingPlan,
  takeRows,
  wasserstein1,
} from "./index.ts";
import type { Columns, SlicingPlan } from "./index.ts";

function gaussian(dimension: number, count: number, rng: Rng, shift = 0): Float64Array[] {
  return Array.from({ length: dimension }, () => Float64Array.from({ length: count }, () => shift + rng.normal()));
}

/** Samples of mean exactly 0 and deviation exactly 1 a column, so that they are their own reference. */
function standardGaussian(dimension: number, count: number, rng: Rng): Float64Array[] {
  return gaussian(dimension, count, rng).map((column) => {
    const mean = column.reduce((sum, x) => sum + x, 0) / count;
    const deviation = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count);
    return column.map((x) => (x - mean) / deviation);
  });
}

function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((rest) =>
    Array.from({ length: n }, (_, place) => rest.toSpliced(place, 0, n - 1)),
  );
}

/** The slow twin: the cheapest of all assignments of rows to rows, direction by direction, by definition of W_p. */
function slicedByAssignments(first: Columns, second: Columns, plan: SlicingPlan) {
  const [d, n] = [plan.mean.length, first[0].length];
  const projected = (columns: Columns, k: number) =>
    Array.from({ length: n }, (_, i) =>
      columns.reduce(
        (sum, column, c) => sum + (plan.directions[k * d + c] * (column[i] - plan.mean[c])) / plan.standardDeviation[c],
        0,
      ),
    );
  const slices = plan.directions.length / d;
  const meanPower = (p: number) => {
    let total = 0;
    for (let k = 0; k < slices; k++) {
      const [x, y] = [projected(first, k), projected(second, k)];
      const costs = permutations(n).map((order) => order.reduce((sum, j, i) => sum + Math.abs(x[i] - y[j]) ** p, 0));
      total += Math.min(...costs) / n;
    }
    return total / slices;
  };
  return { sw1: meanPower(1), sw2: Math.sqrt(meanPower(2)) };
}

test("sorting finds the cheapest of all assignments", () => {
  const value = fc.double({ min: -3, max: 3, noNaN: true });
  const column = fc.array(value, { minLength: 5, maxLength: 5 });
  const plan = slicingPlan(gaussian(3, 40, createRng(1), 0.4), createRng(2), 4);
  fc.assert(
    fc.property(fc.tuple(column, column, column), fc.tuple(column, column, column), (x, y) => {
      const found = slicedWasserstein(x, y, plan);
      const slow = slicedByAssignments(x, y, plan);
      expect(found.sw1).toBeCloseTo(slow.sw1, 10);
      expect(found.sw2).toBeCloseTo(slow.sw2, 7);
    }),
    { numRuns: 20 },
  );
});

test("directions are 512 unit vectors and the axes, spread evenly over the sphere, the same for the same stream", () => {
  const reference = gaussian(5, 30, createRng(3));
  const plan = slicingPlan(reference, createRng(4));
  expect(plan.directions.length).toBe((512 + 5) * 5);
  expect(slicingPlan(reference, createRng(4)).directions).toEqual(plan.directions);
  const rows = Array.from({ length: 517 }, (_, k) => [...plan.directions.subarray(5 * k, 5 * k + 5)]);
  rows.forEach((row) => expect(Math.hypot(...row)).toBeCloseTo(1, 14));
  expect(rows.slice(512)).toEqual([0, 1, 2, 3, 4].map((axis) => [0, 1, 2, 3, 4].map((c) => (c === axis ? 1 : 0))));
  // <theta_a theta_b> = delta_ab / 5; for 512 vectors each entry is known to about 0.01.
  for (let a = 0; a < 5; a++) {
    for (let b = 0; b < 5; b++) {
      const moment = rows.reduce((sum, row) => sum + row[a] * row[b], 0) / 517;
      expect(Math.abs(moment - (a === b ? 0.2 : 0))).toBeLessThan(0.05);
    }
  }
});

test("a sample and its own shift by mu: SW_2^2 is the mean of (theta.mu)^2 exactly, |mu|^2 / d in the limit", () => {
  const reference = standardGaussian(4, 300, createRng(5));
  const mu = [0.5, -1, 0.25, 2];
  const shifted = reference.map((column, c) => column.map((x) => x + mu[c]));
  const plan = slicingPlan(reference, createRng(6), 2000);
  const dots = Array.from({ length: 2004 }, (_, k) =>
    mu.reduce((sum, component, c) => sum + component * plan.directions[4 * k + c], 0),
  );
  const { sw1, sw2 } = slicedWasserstein(reference, shifted, plan);
  expect(sw2 ** 2).toBeCloseTo(dots.reduce((sum, dot) => sum + dot * dot, 0) / 2004, 10);
  expect(sw1).toBeCloseTo(dots.reduce((sum, dot) => sum + Math.abs(dot), 0) / 2004, 10);
  const limit = mu.reduce((sum, component) => sum + component * component, 0) / 4;
  expect(Math.abs(sw2 ** 2 / limit - 1)).toBeLessThan(0.06);
});

test("independent N(0, I) and N(mu, I): SW_2^2 = |mu|^2 / d within the noise of 4000 rows", () => {
  const x = gaussian(3, 4000, createRng(7));
  const mu = 0.8;
  const y = gaussian(3, 4000, createRng(8), mu);
  const { sw2 } = slicedWasserstein(x, y, slicingPlan(x, createRng(9)));
  expect(Math.abs(sw2 ** 2 / mu ** 2 - 1)).toBeLessThan(0.1);
});

test("equal sets have distance 0; order of rows, and of columns with their directions, does not matter", () => {
  const [x, y] = [gaussian(3, 60, createRng(10)), gaussian(3, 60, createRng(11), 0.3)];
  const plan = slicingPlan(x, createRng(12));
  const distance = slicedWasserstein(x, y, plan);
  const shuffled = createRng(13).shuffle(Uint32Array.from({ length: 60 }, (_, i) => i));
  const reordered = x.map((column) => takeRows(column, shuffled));
  expect(slicedWasserstein(x, reordered, plan)).toEqual({ sw1: 0, sw2: 0 });
  expect(slicedWasserstein(reordered, y, plan)).toEqual(distance);

  const permute = <T>(list: ArrayLike<T>) => [list[2], list[0], list[1]];
  const directions = Float64Array.from(
    Array.from({ length: 515 }, (_, k) => permute(plan.directions.subarray(3 * k, 3 * k + 3))).flat(),
  );
  const permutedPlan = {
    mean: Float64Array.from(permute(plan.mean)),
    standardDeviation: Float64Array.from(permute(plan.standardDeviation)),
    directions,
  };
  const permuted = slicedWasserstein(permute(x), permute(y), permutedPlan);
  expect(permuted.sw1).toBeCloseTo(distance.sw1, 12);
  expect(permuted.sw2).toBeCloseTo(distance.sw2, 12);
});

test("units do not matter: any linear change of an observable leaves the distance", () => {
  const [x, y] = [gaussian(2, 80, createRng(14)), gaussian(2, 80, createRng(15), 0.5)];
  const inMeV = (columns: Float64Array[]) => [columns[0].map((v) => 1000 * v + 7), columns[1]];
  const distance = slicedWasserstein(x, y, slicingPlan(x, createRng(16)));
  const changed = slicedWasserstein(inMeV(x), inMeV(y), slicingPlan(inMeV(x), createRng(16)));
  expect(changed.sw1).toBeCloseTo(distance.sw1, 10);
  expect(changed.sw2).toBeCloseTo(distance.sw2, 10);
});

test("with the axes alone, SW_1 is the mean of the standardised W1", () => {
  const [x, y] = [gaussian(3, 50, createRng(17)), gaussian(3, 50, createRng(18), 1)];
  const plan = slicingPlan(x, createRng(19), 0);
  const single = x.map((column, c) => wasserstein1(column, y[c]) / plan.standardDeviation[c]);
  expect(slicedWasserstein(x, y, plan).sw1).toBeCloseTo((single[0] + single[1] + single[2]) / 3, 12);
});

test("the floor falls as n^-1/2", () => {
  const floorOf = (count: number) => {
    const reference = gaussian(3, count, createRng(20));
    const plan = slicingPlan(reference, createRng(21), 64);
    const distance = (a: Uint32Array, b: Uint32Array) =>
      slicedWasserstein(
        reference.map((column) => takeRows(column, a)),
        reference.map((column) => takeRows(column, b)),
        plan,
      ).sw1;
    return distanceFloorOfRows(count, distance, { rng: createRng(22), splits: 6 }).value;
  };
  const exponent = Math.log(floorOf(4000) / floorOf(250)) / Math.log(16);
  expect(exponent).toBeLessThan(-0.4);
  expect(exponent).toBeGreaterThan(-0.6);
});

test("the bootstrap that sorts once gives the numbers of the one that sorts every resample", () => {
  const [x, y] = [gaussian(3, 70, createRng(23)), gaussian(3, 70, createRng(24), 0.4)];
  x[0][5] = x[0][6]; // ties
  const plan = slicingPlan(x, createRng(25), 20);
  const options = { rng: createRng(26), resamples: 30, level: 0.9 };
  const fast = slicedWassersteinBootstrap(x, y, plan, options);
  const take = (columns: Columns, rows: Uint32Array) => columns.map((column) => takeRows(column, rows));
  const distance = (a: Uint32Array, b: Uint32Array) => ({ ...slicedWasserstein(take(x, a), take(y, b), plan) });
  const slow = bootstrapRows([70, 70], distance, options);
  for (const key of ["sw1", "sw2"] as const) {
    expect(fast[key].value).toBe(slow[key].value);
    expect(fast[key].standardError).toBeCloseTo(slow[key].standardError, 12);
    expect(fast[key].interval[0]).toBeCloseTo(slow[key].interval[0], 12);
    expect(fast[key].interval[1]).toBeCloseTo(slow[key].interval[1], 12);
    expect(fast[key].level).toBe(0.9);
  }
});

test("bad input: sizes, columns, a constant observable, NaN", () => {
  const x = gaussian(2, 10, createRng(27));
  const plan = slicingPlan(x, createRng(28), 3);
  expect(() => slicedWasserstein(x, gaussian(2, 8, createRng(29)), plan)).toThrow(
    "the sliced Wasserstein distance compares equally many rows: found [10, 8], expected the same number in both samples " +
      "[stats/sizes-differ]. take 8 random rows of the larger sample",
  );
  expect(() => slicedWasserstein(x, gaussian(3, 10, createRng(29)), plan)).toThrow(
    "samples and slicing plan have different numbers of observables: found [2, 3], expected 2 columns in each, in the " +
      "plan's order [stats/observables-differ]",
  );
  expect(() => slicingPlan([x[0], x[1].subarray(1)], createRng(1))).toThrow(
    "the observables of one sample differ in length at reference: found [10, 9], expected one or more columns with one " +
      "entry a row [stats/columns-differ-in-length]",
  );
  expect(() => slicingPlan([], createRng(1))).toThrow("[stats/columns-differ-in-length]");
  expect(() => slicingPlan([x[0], new Float64Array(10).fill(3)], createRng(1))).toThrow(
    "a constant observable cannot be standardised at reference, column 2: found 3, expected at least two different values " +
      "[stats/constant-column]. leave this observable out",
  );
  expect(() => slicedWasserstein([x[0], x[1].with(4, NaN)], x, plan)).toThrow(
    "at first sample, column 2, entry 4: found NaN",
  );
});
