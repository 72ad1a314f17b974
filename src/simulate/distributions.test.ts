import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { kolmogorovSmirnov } from "../stats/index.ts";
import { drawLogNormal, drawPoisson, drawPowerLaw } from "./distributions.ts";

/** A right sampler fails once in so many seeds, and the seed is fixed. */
const SMALL_P = 1e-3;

/** Draws against as many evenly spaced quantiles of the analytic form: a one-sample test to 1 / n. */
function agreement(draw: () => number, quantile: (p: number) => number, n = 4000): number {
  const drawn = Float64Array.from({ length: n }, draw);
  const expected = Float64Array.from({ length: 20 * n }, (_, i) => quantile((i + 0.5) / (20 * n)));
  return kolmogorovSmirnov(drawn, expected).pValue;
}

test.each([0.3, 4, 60])("counts of mean %d follow the Poisson probabilities (chi-square)", (mean) => {
  const rng = createRng(1).fork(mean);
  const n = 20_000;
  const counts = new Float64Array(200);
  for (let i = 0; i < n; i++) counts[drawPoisson(mean, rng)]++;
  let probability = Math.exp(-mean);
  let [chi2, bins, restExpected, restCount] = [0, -1, 0, 0];
  for (let k = 0; k < 200; k++, probability *= mean / k) {
    restExpected += n * probability;
    restCount += counts[k];
    // Bins with few entries join the next one.
    if (restExpected < 25) continue;
    chi2 += (restCount - restExpected) ** 2 / restExpected;
    bins++;
    restExpected = restCount = 0;
  }
  expect(bins).toBeGreaterThanOrEqual(2);
  expect(chi2).toBeLessThan(bins + 4 * Math.sqrt(2 * bins));
});

test("no event has no counts", () => {
  expect(drawPoisson(0, createRng(1))).toBe(0);
});

test("power laws follow the inverse of their integral (Kolmogorov-Smirnov)", () => {
  const rng = createRng(2);
  const [low, high] = [500 ** -4, 1000 ** -4];
  const quantile = (p: number) => (low + (high - low) * p) ** (-1 / 4);
  expect(agreement(() => drawPowerLaw(500, 1000, 5, rng), quantile)).toBeGreaterThan(SMALL_P);
  // The same draws are not those of the neighbouring power: the test can fail.
  expect(agreement(() => drawPowerLaw(500, 1000, 4.5, rng), quantile)).toBeLessThan(SMALL_P);
});

test.each([
  [100, 10],
  [2, 3],
])("log-normal numbers have mean %d and deviation %d, and a normal logarithm", (mean, deviation) => {
  const rng = createRng(3).fork(mean);
  const n = 40_000;
  const drawn = Float64Array.from({ length: n }, () => drawLogNormal(mean, deviation, rng));
  const average = drawn.reduce((sum, x) => sum + x, 0) / n;
  expect(Math.abs(average - mean)).toBeLessThan((4 * deviation) / Math.sqrt(n));
  const width2 = Math.log(1 + (deviation / mean) ** 2);
  const normal = createRng(4);
  const other = Float64Array.from(drawn, () => Math.log(mean) - width2 / 2 + Math.sqrt(width2) * normal.normal());
  expect(kolmogorovSmirnov(drawn.map(Math.log), other).pValue).toBeGreaterThan(SMALL_P);
  expect(Math.min(...drawn)).toBeGreaterThan(0);
});

test("without deviation the mean comes back, and nothing is drawn", () => {
  const rng = createRng(5);
  expect(drawLogNormal(7, 0, rng)).toBe(7);
  expect(rng.uint32()).toBe(createRng(5).uint32());
});
