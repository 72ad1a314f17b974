import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { kernelPhysicsDistance } from "./index.ts";
import type { FeatureRows } from "./index.ts";
import { kernelSums, unbiasedMmd2 } from "./kernelPhysicsDistance.ts";

function constant(value: number, rows = 1000, width = 2): FeatureRows {
  return { values: new Float64Array(rows * width).fill(value), width };
}

function gaussian(rows: number, width: number, seed: number, shift = 0): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: rows * width }, () => shift + rng.normal());
}

/** The slow twin: all pairs of rows written out as often as they are counted. */
function mmd2ByPairs(x: number[][], y: number[][]): number {
  const kernel = (a: number[], b: number[]) => (a.reduce((sum, v, i) => sum + v * b[i], 0) / a.length + 1) ** 4;
  const mean = (a: number[][], b: number[][], skipEqual: boolean) => {
    let [sum, pairs] = [0, 0];
    a.forEach((rowA, i) =>
      b.forEach((rowB, j) => {
        if (skipEqual && i === j) return;
        sum += kernel(rowA, rowB);
        pairs++;
      }),
    );
    return sum / pairs;
  };
  return mean(x, x, true) + mean(y, y, true) - 2 * mean(x, y, false);
}

test("sums over rows give what all pairs give, rows counted several times included", () => {
  const property = (width: number, countsX: number[], countsY: number[], seed: number) => {
    const samples = [countsX, countsY].map((counts, k) => {
      const values = gaussian(counts.length, width, 2 * seed + k, k / 2);
      const rows = counts.flatMap((count, row) =>
        Array.from({ length: count }, () => [...values.subarray(row * width, (row + 1) * width)]),
      );
      return { sums: kernelSums(values, width, Float64Array.from(counts)), rows };
    });
    const found = unbiasedMmd2(samples[0].sums, samples[1].sums);
    const expected = mmd2ByPairs(samples[0].rows, samples[1].rows);
    const scale = Math.max(...samples.map(({ sums }) => sums.diagonal / sums.rows));
    expect(Math.abs(found - expected)).toBeLessThan(1e-12 * scale);
  };
  const counts = fc
    .array(fc.nat(3), { minLength: 2, maxLength: 11 })
    .filter((list) => list.filter((c) => c > 0).length > 1);
  fc.assert(fc.property(fc.integer({ min: 1, max: 5 }), counts, counts, fc.nat(999), property), { seed: 6 });
});

test("known answer: two columns, real all 2, generated all 0: 15 normalised, 624 not; equal samples 0", () => {
  const rng = createRng(1);
  const { value, error } = kernelPhysicsDistance(constant(2), constant(0), { rng });
  expect(value).toBeCloseTo(15, 12);
  expect(error).toBeLessThan(1e-12);
  expect(kernelPhysicsDistance(constant(2), constant(0), { rng, normalise: false }).value).toBeCloseTo(624, 10);
  expect(Math.abs(kernelPhysicsDistance(constant(2), constant(2), { rng }).value)).toBeLessThan(1e-12);
});

test("unbiased: the mean over pairs of samples of one Gaussian is 0", () => {
  const values = Array.from({ length: 400 }, (_, k) => {
    const sums = (seed: number) => kernelSums(gaussian(20, 2, seed), 2, new Float64Array(20).fill(1));
    return unbiasedMmd2(sums(2 * k), sums(2 * k + 1));
  });
  const mean = values.reduce((sum, value) => sum + value) / 400;
  const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / 400;
  expect(Math.abs(mean)).toBeLessThan(3 * error);
  expect(Math.min(...values)).toBeLessThan(0);
});

test("one feature, N(0, 1) against N(m, 1): the sum over powers of C(4, k) (E x^k - E y^k)^2", () => {
  // k(x, y) = (x y + 1)^4 = sum_k C(4, k) x^k y^k, so MMD^2 = sum_k C(4, k) (difference of moment k)^2; m = 1/2:
  const m = 0.5;
  const differences = [0, m, m ** 2, m ** 3 + 3 * m, m ** 4 + 6 * m ** 2];
  const expected = [1, 4, 6, 4, 1].reduce((sum, binomial, k) => sum + binomial * differences[k] ** 2, 0);
  const [first, second] = [gaussian(50_000, 1, 11), gaussian(50_000, 1, 12, m)];
  const { value, error } = kernelPhysicsDistance(
    { values: first, width: 1 },
    { values: second, width: 1 },
    { rng: createRng(3), normalise: false },
  );
  // The median of ten batches has 1.25 / sqrt 10 of one batch's error; sampling of the 50,000 rows adds 1 / sqrt 10.
  expect(Math.abs(value - expected)).toBeLessThan(2 * error);
  expect(error).toBeLessThan(0.15 * expected);
});

test("one seed, one value; features and rows are checked", () => {
  const [first, second] = [gaussian(1000, 2, 8), gaussian(1000, 2, 9)].map((values) => ({ values, width: 2 }));
  const at = (seed: number) => kernelPhysicsDistance(first, second, { rng: createRng(seed) });
  expect(at(4)).toEqual(at(4));
  expect(at(5).value).not.toBe(at(4).value);
  expect(() => kernelPhysicsDistance(constant(1, 10), first, { rng: createRng(1) })).toThrow("stats/too-few-rows");
  expect(() => kernelPhysicsDistance(first, constant(1, 1000, 3), { rng: createRng(1) })).toThrow(
    "stats/observables-differ",
  );
});
