import fc from "fast-check";
import { expect, test } from "vitest";
import { quantile, quantiles } from "./index.ts";
import { linearSpace, quantileOfSorted } from "./quantile.ts";

const sample = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 40 });
const probability = fc.double({ min: 0, max: 1, noNaN: true });

test("quantiles are numpy's", () => {
  const values = [3.5, -1.25, 7, 2, 2, 10.75, 0.5];
  const numpy = [-1.25, -0.19999999999999984, 1.25, 2.0, 4.1999999999999975, 10.524999999999999, 10.75];
  expect([...quantiles(values, [0, 0.1, 0.25, 0.5, 0.7, 0.99, 1])]).toEqual(numpy);
  expect(quantile([5], 0.3)).toBe(5);
});

/** The slow twin: find the piece of the broken line through (i / (n - 1), x_i) that holds p. */
function quantileByPieces(values: readonly number[], p: number): number {
  const x = [...values].sort((a, b) => a - b);
  const pieces = x.length - 1;
  if (pieces === 0) return x[0];
  const i = x.findIndex((_, k) => p <= (k + 1) / pieces);
  return x[i] + (p * pieces - i) * (x[i + 1] - x[i]);
}

test("a quantile lies on the broken line through the order statistics", () => {
  fc.assert(
    fc.property(sample, probability, (values, p) => {
      expect(Math.abs(quantile(values, p) - quantileByPieces(values, p))).toBeLessThan(1e-9);
    }),
  );
});

test("quantiles rise with p, and minus the sample has minus the opposite quantile", () => {
  fc.assert(
    fc.property(sample, probability, probability, (values, p, q) => {
      const low = quantile(values, Math.min(p, q));
      expect(quantile(values, Math.max(p, q))).toBeGreaterThanOrEqual(low - 1e-12);
      const mirrored = values.map((x) => -x);
      expect(-quantile(mirrored, 1 - p)).toBeCloseTo(quantile(values, p), 8);
    }),
  );
});

test("infinite ends do not turn into NaN", () => {
  const sorted = [1, 2, Infinity, Infinity];
  expect(quantileOfSorted(sorted, 0.9)).toBe(Infinity);
  expect(quantileOfSorted(sorted, 0.5)).toBe(Infinity);
  expect(quantileOfSorted(sorted, 1 / 3)).toBe(2);
  expect(quantileOfSorted([-Infinity, 3], 0.7)).toBe(-Infinity);
});

test("a linear space has its ends exactly", () => {
  const space = linearSpace(0.001, 0.999, 30);
  expect(space.length).toBe(30);
  expect([space[0], space[29]]).toEqual([0.001, 0.999]);
  expect(space[1] - space[0]).toBeCloseTo(0.998 / 29, 15);
});

test("bad input: a probability outside [0, 1]", () => {
  expect(() => quantile([1, 2], 50)).toThrow(
    "a quantile needs a probability: found 50, expected a number in [0, 1] [stats/probability-out-of-range]",
  );
  expect(() => quantile([1, 2], NaN)).toThrow("[stats/probability-out-of-range]");
});
