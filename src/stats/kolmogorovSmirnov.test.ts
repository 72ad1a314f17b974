import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { kolmogorovSmirnov } from "./index.ts";

const entry = fc.oneof(fc.double({ min: -5, max: 5, noNaN: true }), fc.integer({ min: -2, max: 2 }));
const sample = fc.array(entry, { minLength: 1, maxLength: 25 });

test("the walk finds the largest difference that counting at every value finds", () => {
  fc.assert(
    fc.property(sample, sample, (x, y) => {
      const below = (values: readonly number[], t: number) => values.filter((v) => v <= t).length / values.length;
      const differences = [...x, ...y].map((t) => Math.abs(below(x, t) - below(y, t)));
      expect(kolmogorovSmirnov(x, y).statistic).toBeCloseTo(Math.max(...differences), 14);
    }),
  );
});

test("the asymptotic p-value lies within 15 % of scipy's exact one for 20 against 30 values", () => {
  const x = Array.from({ length: 20 }, (_, i) => (i * i) / 41);
  const y = Array.from({ length: 30 }, (_, i) => 0.8 + 0.4 * i);
  const { statistic, pValue } = kolmogorovSmirnov(x, y);
  expect(statistic).toBeCloseTo(0.4166666666666667, 14);
  expect(Math.abs(pValue / 0.024351206903677477 - 1)).toBeLessThan(0.15); // 12 %: D has steps of 1/60 here
});

test("for large samples the tail is Kolmogorov's distribution", () => {
  // n values against the same n shifted by k places of n: D = k / n exactly.
  const n = 200_000;
  const x = Float64Array.from({ length: n }, (_, i) => i);
  for (const [lambda, tail] of [
    [0.5, 0.9639452436648751],
    [1, 0.26999967167735456],
    [2, 0.0006709252557796953],
  ]) {
    const places = Math.round(lambda * Math.sqrt(2 * n));
    const { statistic, pValue } = kolmogorovSmirnov(
      x,
      x.map((value) => value + places),
    );
    expect(statistic).toBeCloseTo(places / n, 14);
    expect(Math.abs(pValue / tail - 1)).toBeLessThan(0.01);
  }
});

test("p is uniform for samples of one population: mean 1/2, and 5 % below 0.05", () => {
  const rng = createRng(5);
  const trials = 600;
  const draw = (n: number) => Float64Array.from({ length: n }, () => rng.normal());
  const pValues = Array.from({ length: trials }, () => kolmogorovSmirnov(draw(80), draw(50)).pValue);
  const mean = pValues.reduce((sum, p) => sum + p, 0) / trials;
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / trials));
  const small = pValues.filter((p) => p < 0.05).length / trials;
  expect(Math.abs(small - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / trials));
});

test("equal samples have D = 0 and p = 1, separate ones D = 1", () => {
  expect(kolmogorovSmirnov([1, 2, 2], [2, 1, 2])).toEqual({ statistic: 0, pValue: 1 });
  const apart = kolmogorovSmirnov(new Float64Array(50).fill(0), new Float64Array(50).fill(1));
  expect(apart.statistic).toBe(1);
  expect(apart.pValue).toBeLessThan(1e-20);
});

test("bad input: an empty sample", () => {
  expect(() => kolmogorovSmirnov([1], [])).toThrow("a sample without values at second sample");
});
