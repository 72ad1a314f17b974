import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { fitRisingLine } from "./frechetPhysicsDistance.ts";
import { frechetPhysicsDistance } from "./index.ts";
import type { FeatureRows } from "./index.ts";

function constant(value: number, rows = 1000, width = 2): FeatureRows {
  return { values: new Float64Array(rows * width).fill(value), width };
}

function gaussian(rows: number, width: number, seed: number, shift = 0): FeatureRows {
  const rng = createRng(seed);
  return { values: Float64Array.from({ length: rows * width }, () => shift + rng.normal()), width };
}

// numpy: (1 / np.linspace(1 / 20000, 1 / 50000, 10)).astype("int32"), rounding included.
const NUMPY_BATCHES = [20_000, 21_428, 23_076, 24_999, 27_272, 30_000, 33_333, 37_499, 42_857, 49_999];

test("known answer: two columns, real all 2, generated all 0: 2 normalised, 8 not; numpy's batch sizes", () => {
  const rng = createRng(1);
  const normalised = frechetPhysicsDistance(constant(2), constant(0), { rng });
  expect(normalised).toMatchObject({ value: 2, error: 0, slope: 0 });
  expect([...normalised.batchSizes]).toEqual(NUMPY_BATCHES);
  expect(frechetPhysicsDistance(constant(2), constant(0), { rng, normalise: false }).value).toBe(8);
});

test("a feature that is 0 in the real sample is not normalised", () => {
  const found = frechetPhysicsDistance(constant(0, 1000, 1), constant(3, 1000, 1), { rng: createRng(1) });
  expect(found.value).toBeCloseTo(9, 12);
});

test("a sample with itself: the drawing's bias is extrapolated away", () => {
  const rows = gaussian(2000, 3, 5);
  const options = { rng: createRng(2), normalise: false };
  const { value, error, slope, distances } = frechetPhysicsDistance(rows, rows, options);
  // Bias of two batches of N: (2 w + w (w + 1) / 2) / N = 12 / N.
  expect(Math.abs(slope / 12 - 1)).toBeLessThan(0.35);
  expect(value).toBeLessThan(4 * error + 1e-5);
  expect(value).toBeLessThan(0.2 * distances[9]);
});

test("Gaussians shifted by 1/2 in each of 3 features and twice as wide: |shift|^2 + w (2 - 1)^2", () => {
  const first = gaussian(20_000, 3, 6);
  const second = { values: (gaussian(20_000, 3, 7).values as Float64Array).map((x) => 2 * x + 0.5), width: 3 };
  const { value } = frechetPhysicsDistance(first, second, { rng: createRng(3), normalise: false });
  // Sampling: 2 * 0.5 * sqrt(5 / 20,000) a mean, 2 * 1 * 2 / sqrt(40,000) a width, six of them.
  expect(Math.abs(value - 3.75)).toBeLessThan(0.12);
});

test("one seed, one value", () => {
  const [first, second] = [gaussian(1000, 2, 8), gaussian(1000, 2, 9, 0.1)];
  const at = (seed: number) => frechetPhysicsDistance(first, second, { rng: createRng(seed) });
  expect(at(4)).toEqual(at(4));
});

// scipy.optimize.curve_fit with bounds, at x = 1, 2, 3, 4: intercept, slope, error of the intercept.
const CURVE_FIT = [
  { y: [1.1, 1.9, 3.2, 3.9], fit: [0.1, 0.97, 0.2173706511928416] },
  { y: [2, 1.5, 1.2, 0.4], fit: [1.275, 0, 1.005298463144155] },
  { y: [-1, 0.5, 1, 2.5], fit: [0, 4.333333333e-1, 1.466287829861518] },
  { y: [-1, -2, -1, -3], fit: [0, 0, 3.3541019662496834] },
];

test("a line: exact, with scipy's curve_fit for error, and at each bound", () => {
  const x = Float64Array.of(1, 2, 3, 4);
  const exact = fitRisingLine(x, Float64Array.of(3, 5, 7, 9));
  expect([exact.intercept, exact.slope, exact.error]).toEqual([1, 2, 0]);
  for (const { y, fit } of CURVE_FIT) {
    const { intercept, slope, error } = fitRisingLine(x, Float64Array.from(y));
    [intercept, slope, error].forEach((found, k) => expect(found).toBeCloseTo(fit[k], 6));
  }
});

test("no line within the bounds is better than the fitted one", () => {
  const values = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 5, maxLength: 5 });
  const parameter = fc.double({ min: 0, max: 4, noNaN: true });
  const x = Float64Array.of(0.5, 1, 2, 2.5, 4);
  const property = (y: number[], a: number, b: number) => {
    const squares = (p: number, q: number) => y.reduce((sum, value, i) => sum + (value - p - q * x[i]) ** 2, 0);
    const { intercept, slope } = fitRisingLine(x, Float64Array.from(y));
    expect(Math.min(intercept, slope)).toBeGreaterThanOrEqual(0);
    expect(squares(intercept, slope)).toBeLessThanOrEqual(squares(a, b) + 1e-12);
  };
  fc.assert(fc.property(values, parameter, parameter, property), { seed: 4, numRuns: 500 });
});

test("bad input: too few rows, other features", () => {
  const rng = createRng(1);
  expect(() => frechetPhysicsDistance(constant(1), constant(1, 999), { rng })).toThrow(
    "too few rows for this distance at generated sample: found 999, expected at least 1000 [stats/too-few-rows]",
  );
  expect(() => frechetPhysicsDistance(constant(1), constant(1, 1000, 3), { rng })).toThrow("stats/observables-differ");
});
