import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { compare, type Comparison } from "./compare.ts";
import type { Observable } from "./observableTable.ts";
import type { Reference } from "./reference.ts";
import { quantileAt } from "./reference.ts";

const CONTINUOUS: Observable = { label: "x", kind: "continuous" };
const COUNT: Observable = { label: "n", kind: "count" };

const samples = (...values: number[]): Reference => ({ kind: "samples", values: Float64Array.from(values) });
const quartiles = (count: number, ...quantiles: number[]): Reference => ({
  kind: "quantiles",
  count,
  levels: [0.25, 0.5, 0.75],
  quantiles,
});

function compared(ours: readonly number[], reference: Reference, observable = CONTINUOUS): Comparison {
  const comparison = compare(Float64Array.from(ours), reference, observable);
  if (comparison === undefined) throw new Error("nothing was compared");
  return comparison;
}

/** `count` normal numbers. */
function normal(seed: number, count: number, mean = 0, width = 1): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: count }, () => mean + width * rng.normal());
}

test("by hand: medians 6 and 5 differ by 20 %; no p-value exists beside quantiles, so this is poor", () => {
  const found = compared([2, 6, 30], quartiles(100, 4, 5, 6));
  expect(found).toMatchObject({ statistic: "median", median: 6, relativeTo: "the reference", agrees: false });
  expect(found.ours.value).toBe(6);
  expect(found.reference.value).toBe(5);
  expect(found.relativeDifference.value).toBeCloseTo(0.2, 14);
  expect(found.ksP).toBeUndefined();
  expect(found).toMatchObject({ count: 3, missing: 0, referenceCount: 100, referenceMissing: undefined });
});

test("5 % are allowed, 10 % of a count, and what the observable says", () => {
  const wide = quartiles(100, 50, 100, 150);
  const agrees = (median: number, observable: Observable) => compared([median], wide, observable).agrees;
  expect([agrees(105, CONTINUOUS), agrees(105.1, CONTINUOUS)]).toEqual([true, false]);
  expect([agrees(110, COUNT), agrees(110.1, COUNT)]).toEqual([true, false]);
  expect([agrees(80, { ...CONTINUOUS, tolerance: 0.2 }), agrees(79.9, { ...CONTINUOUS, tolerance: 0.2 })]).toEqual([
    true,
    false,
  ]);
});

test("few values: medians 30 % apart agree by the Kolmogorov-Smirnov test; many values: they do not", () => {
  const [few, many] = [20, 2000].map((count) =>
    compare(normal(1, count, 1.3), { kind: "samples", values: normal(2, count, 1) }, CONTINUOUS),
  );
  expect(Math.abs(few!.relativeDifference.value)).toBeGreaterThan(0.05);
  expect(few!.ksP).toBeGreaterThan(0.01);
  expect(few!.agrees).toBe(true);
  expect(many!.relativeDifference.value).toBeCloseTo(0.3, 1);
  expect(many!.ksP).toBeLessThan(1e-10);
  expect(many!.agrees).toBe(false);
});

test("equal medians of unlike shapes agree, and the p-value says that the shapes differ", () => {
  const found = compare(normal(3, 2000, 10, 1), { kind: "samples", values: normal(4, 2000, 10, 3) }, CONTINUOUS)!;
  expect(found.agrees).toBe(true);
  expect(found.ksP).toBeLessThan(1e-10);
  expect(found.quantiles.map(({ level }) => level)).toEqual([0.05, 0.25, 0.5, 0.75, 0.95]);
  expect(found.quantiles[0].relativeDifference).toBeCloseTo((8.355 - 5.065) / 5.065, 1);
});

test("a median near 0 is no unit: the interquartile range is, and our own value where that is 0 too", () => {
  const symmetric = compared([0.5], quartiles(100, -1, 0.01, 1));
  expect(symmetric.relativeTo).toBe("the interquartile range");
  expect(symmetric.relativeDifference.value).toBeCloseTo(0.49 / 2, 14);
  const constant = quartiles(100, 0, 0, 0);
  expect(compared([3], constant).relativeDifference.value).toBe(1);
  expect(compared([-3], constant).relativeDifference.value).toBe(-1);
  expect(compared([0], constant)).toMatchObject({ agrees: true, relativeDifference: { value: 0, error: 0 } });
  // A negative reference keeps the sign of the difference.
  expect(compared([-9], samples(-10, -10, -10)).relativeDifference.value).toBeCloseTo(0.1, 14);
});

test("a published mean is compared with our mean, and the median is told beside", () => {
  const found = compared([1, 2, 6], { kind: "mean", mean: 2.9, error: 0.1 });
  expect(found).toMatchObject({ statistic: "mean", median: 2, quantiles: [], agrees: true, ksP: undefined });
  expect(found.ours.value).toBe(3);
  expect(found.ours.error).toBeCloseTo(Math.sqrt(14 / 3 / 2), 14); // variance 14/3, over n - 1
  expect(found.relativeDifference.error).toBeCloseTo(Math.hypot(found.ours.error, 0.1) / 2.9, 14);
});

test("what does not exist is counted; without any value there is nothing to compare", () => {
  const found = compared([1, NaN, 1], samples(1, 1, NaN, NaN));
  expect(found).toMatchObject({ count: 2, missing: 1, referenceCount: 2, referenceMissing: 2 });
  expect(compare(Float64Array.of(NaN), samples(1), CONTINUOUS)).toBeUndefined();
  expect(compare(Float64Array.of(1), samples(NaN), CONTINUOUS)).toBeUndefined();
  expect(compare(new Float64Array(0), quartiles(9, 1, 2, 3), CONTINUOUS)).toBeUndefined();
});

test("the error of a median is that of theory for a normal distribution, sqrt(pi / 2n), also from quartiles", () => {
  const count = 2000;
  const theory = Math.sqrt(Math.PI / 2 / count);
  const trials = Array.from({ length: 40 }, (_, k) =>
    compare(normal(100 + k, count), { kind: "samples", values: normal(200 + k, count) }, CONTINUOUS),
  );
  const mean = trials.reduce((sum, found) => sum + found!.ours.error / trials.length, 0);
  // One estimate scatters by a fifth (it uses 45 of the 2000 values), the mean of 40 by 3 %.
  expect(Math.abs(mean / theory - 1)).toBeLessThan(0.1);
  const medians = trials.map((found) => found!.median);
  const spread = Math.sqrt(medians.reduce((sum, median) => sum + median * median, 0) / medians.length);
  expect(Math.abs(spread / theory - 1)).toBeLessThan(4 / Math.sqrt(2 * medians.length));
  // From quartiles the density at the median is taken as its mean between them: 7.6 % too low, the error as much too large.
  const fromQuartiles = compared([0], quartiles(count, -0.67449, 0, 0.67449)).reference.error;
  expect(fromQuartiles / theory).toBeCloseTo(1.0763, 3);
});

test("quantiles between known levels are on straight lines, and constant beyond", () => {
  const known = { kind: "quantiles", count: 5, levels: [0.16, 0.5, 0.84], quantiles: [1, 2, 4] } as const;
  const values = [0, 0.16, 0.33, 0.5, 0.75, 0.84, 1].map((p) => quantileAt(known, p));
  [1, 1, 1.5, 2, 2 + (2 * 0.25) / 0.34, 4, 4].forEach((wanted, k) => expect(values[k]).toBeCloseTo(wanted, 12));
});
