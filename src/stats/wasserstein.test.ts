import fc from "fast-check";
import { expect, test } from "vitest";
import { wasserstein1 } from "./index.ts";

const entry = fc.oneof(fc.double({ min: -50, max: 50, noNaN: true }), fc.integer({ min: -3, max: 3 }));
const sample = fc.array(entry, { minLength: 1, maxLength: 25 });
const weighted = fc.array(fc.tuple(entry, fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 12 });

/** The slow twin: F and G by counting, at every gap between neighbouring values. */
function wassersteinByCounting(first: readonly number[], second: readonly number[]): number {
  const grid = [...first, ...second].sort((a, b) => a - b);
  const below = (values: readonly number[], x: number) => values.filter((v) => v <= x).length / values.length;
  let area = 0;
  for (let k = 0; k + 1 < grid.length; k++) {
    area += Math.abs(below(first, grid[k]) - below(second, grid[k])) * (grid[k + 1] - grid[k]);
  }
  return area;
}

test("scipy's values for unequal sizes with ties, without and with weights", () => {
  const x = [3.5, -1.25, 7, 2, 2, 10.75, 0.5];
  const y = [1, 4, 4, -3, 8.5];
  expect(wasserstein1(x, y)).toBeCloseTo(1.6857142857142855, 14);
  expect(wasserstein1(x, y, [0.5, 2, 1, 1, 3, 0.25, 1], [2, 1, 1, 4, 0.5])).toBeCloseTo(2.2525210084033613, 14);
});

test("one point to another is their distance; a point to a pair half way each", () => {
  expect(wasserstein1([2], [5])).toBe(3);
  expect(wasserstein1([0], [-1, 3])).toBe(2);
});

test("the walk equals counting", () => {
  fc.assert(
    fc.property(sample, sample, (x, y) => {
      expect(wasserstein1(x, y)).toBeCloseTo(wassersteinByCounting(x, y), 10);
    }),
  );
});

test("equal sizes: the mean distance of sorted partners", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(entry, entry), { minLength: 1, maxLength: 25 }), (pairs) => {
      const x = pairs.map(([a]) => a).sort((a, b) => a - b);
      const y = pairs.map(([, b]) => b).sort((a, b) => a - b);
      const partners = x.reduce((sum, a, i) => sum + Math.abs(a - y[i]), 0) / x.length;
      expect(wasserstein1(x, y)).toBeCloseTo(partners, 10);
    }),
  );
});

test("a whole weight is a repeated entry", () => {
  fc.assert(
    fc.property(weighted, weighted, (x, y) => {
      const values = (list: [number, number][]) => list.map(([value]) => value);
      const weights = (list: [number, number][]) => list.map(([, weight]) => weight);
      const repeated = (list: [number, number][]) => list.flatMap(([value, weight]) => Array(weight).fill(value));
      const found = wasserstein1(values(x), values(y), weights(x), weights(y));
      expect(found).toBeCloseTo(wassersteinByCounting(repeated(x), repeated(y)), 10);
    }),
  );
});

test("it is a metric: zero for equal samples, symmetric, triangle inequality", () => {
  fc.assert(
    fc.property(sample, sample, sample, (x, y, z) => {
      expect(wasserstein1(x, x.toReversed())).toBe(0);
      expect(wasserstein1(x, y)).toBeCloseTo(wasserstein1(y, x), 11);
      expect(wasserstein1(x, z)).toBeLessThanOrEqual(wasserstein1(x, y) + wasserstein1(y, z) + 1e-11);
    }),
  );
});

test("a common shift changes nothing, a scale multiplies, and a sample to its own shift is the shift", () => {
  fc.assert(
    fc.property(sample, sample, fc.integer({ min: -20, max: 20 }), (x, y, c) => {
      const distance = wasserstein1(x, y);
      const shifted = (values: number[]) => values.map((v) => v + c);
      const scaled = (values: number[]) => values.map((v) => v * c);
      expect(wasserstein1(shifted(x), shifted(y))).toBeCloseTo(distance, 10);
      expect(wasserstein1(scaled(x), scaled(y))).toBeCloseTo(Math.abs(c) * distance, 9);
      expect(wasserstein1(x, shifted(x))).toBeCloseTo(Math.abs(c), 10);
    }),
  );
});

test("bad input: empty samples, NaN, weights that make no distribution", () => {
  expect(() => wasserstein1([], [1])).toThrow("a sample without values at first sample");
  expect(() => wasserstein1([1], [1, Infinity])).toThrow("at second sample, entry 1: found Infinity");
  expect(() => wasserstein1([1, 2], [1], [1])).toThrow(
    "there must be one weight a value at first weights: found 1, expected 2 weights [stats/weights-differ-in-length]",
  );
  expect(() => wasserstein1([1], [1, 2], undefined, [1, -1])).toThrow(
    "weights must make a distribution at second weights: found 0, expected a positive sum [stats/weights-sum-not-positive]",
  );
});
