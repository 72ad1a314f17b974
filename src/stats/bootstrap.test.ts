import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { bootstrap, bootstrapRows, describe, quantile, wasserstein1 } from "./index.ts";
import type { Sample } from "./index.ts";

const mean = (sample: Sample) => describe(sample).mean;

function gaussian(count: number, stream: string, shift = 0): Float64Array {
  const rng = createRng(21).fork(stream);
  return Float64Array.from({ length: count }, () => shift + rng.normal());
}

test("the error of a mean is the standard deviation over sqrt(N)", () => {
  const x = gaussian(400, "x");
  const found = bootstrap([x], mean, { rng: createRng(1), resamples: 1000 });
  const { standardDeviation } = describe(x);
  expect(found.value).toBe(mean(x));
  // 1000 resamples know a standard error to 1 / sqrt(2000) = 2.2 %.
  expect(Math.abs(found.standardError / (standardDeviation / 20) - 1)).toBeLessThan(0.09);
  const [low, high] = found.interval;
  expect((high - low) / (2 * 1.96 * found.standardError)).toBeCloseTo(1, 1);
  expect(found).toMatchObject({ level: 0.95, resamples: 1000 });
});

test("two samples: the errors of their means add in quadrature", () => {
  const [x, y] = [gaussian(300, "x"), gaussian(150, "y", 2)];
  const found = bootstrap([x, y], (a, b) => mean(b) - mean(a), { rng: createRng(2), resamples: 1000 });
  const expected = Math.hypot(describe(x).standardError, describe(y).standardError);
  expect(Math.abs(found.standardError / expected - 1)).toBeLessThan(0.09);
});

test("a 68 % interval of a mean covers the truth in 68 % of the trials", () => {
  const trials = 300;
  const rng = createRng(8);
  let covered = 0;
  for (let trial = 0; trial < trials; trial++) {
    const x = Float64Array.from({ length: 60 }, () => rng.normal());
    const [low, high] = bootstrap([x], mean, { rng: rng.fork(trial), level: 0.6827 }).interval;
    if (low <= 0 && high >= 0) covered++;
  }
  const spread = Math.sqrt((0.68 * 0.32) / trials);
  expect(Math.abs(covered / trials - 0.6827)).toBeLessThan(3 * spread);
});

test("for W1 of equal populations the error is right to 30 %, and the interval misses 0, as documented", () => {
  const trials = 40;
  const estimates = Array.from({ length: trials }, (_, trial) => {
    const samples = [gaussian(300, `a${trial}`), gaussian(300, `b${trial}`)] as const;
    return bootstrap(samples, wasserstein1, { rng: createRng(trial), resamples: 100 });
  });
  const truth = describe(estimates.map((found) => found.value)).standardDeviation;
  const claimed = mean(estimates.map((found) => found.standardError));
  expect(Math.abs(claimed / truth - 1)).toBeLessThan(0.3);
  expect(estimates.every((found) => found.interval[0] > 0)).toBe(true);
});

test("the same stream gives the same numbers, and resample r does not depend on how many there are", () => {
  const x = gaussian(50, "x");
  const draw = (resamples: number) => {
    const seen: number[] = [];
    bootstrap([x], (s) => seen[seen.push(mean(s)) - 1], { rng: createRng(4), resamples });
    return seen;
  };
  expect(draw(8)).toEqual(draw(8));
  expect(draw(20).slice(0, 9)).toEqual(draw(8)); // the sample itself, then 8 resamples
});

test("rows are ascending, of the sample's size, and every row is drawn once on average", () => {
  const size = 200;
  const drawn = new Float64Array(size);
  const count = (rows: Uint32Array) => {
    expect(rows.length).toBe(size);
    expect(rows.every((row, i) => i === 0 || row >= rows[i - 1])).toBe(true);
    rows.forEach((row) => drawn[row]++);
    return { distinct: new Set(rows).size };
  };
  const resamples = 400;
  const { distinct } = bootstrapRows([size], count, { rng: createRng(6), resamples });
  expect(distinct.value).toBe(size);
  const chi2 = drawn.reduce((sum, n) => sum + (n - 1 - resamples) ** 2 / resamples, 0);
  expect(Math.abs(chi2 - size)).toBeLessThan(5 * Math.sqrt(2 * size));
  // A row is missing from a resample with probability (1 - 1/n)^n = 1/e.
  const [low, high] = distinct.interval;
  expect(low).toBeLessThan(size * (1 - 1 / Math.E));
  expect(high).toBeGreaterThan(size * (1 - 1 / Math.E));
});

test("an infinite resample makes the error infinite and the interval open, not NaN", () => {
  const x = [0, 0, 0, 0, 1];
  const found = bootstrap([x], (s) => 1 / mean(s), { rng: createRng(7), resamples: 200 });
  expect(found.value).toBe(5);
  expect(found.standardError).toBe(Infinity);
  expect(found.interval[0]).toBeLessThan(5);
  expect(found.interval[1]).toBe(Infinity);
});

test("the interval of a median is made of order statistics near it", () => {
  const x = gaussian(101, "x");
  const found = bootstrap([x], (s) => quantile(s, 0.5), { rng: createRng(9) });
  // Asymptotic error of a median: sqrt(pi / 2) sigma / sqrt(N), known to the local density of 101 values.
  expect(found.standardError).toBeGreaterThan(0.5 * 0.125);
  expect(found.standardError).toBeLessThan(2 * 0.125);
  expect(found.interval[0]).toBeLessThanOrEqual(found.value);
  expect(found.interval[1]).toBeGreaterThanOrEqual(found.value);
});

test("bad input: no values, too few resamples, a level in percent, a statistic that gives NaN", () => {
  const rng = createRng(1);
  expect(() => bootstrap([[]], mean, { rng })).toThrow("a sample without values at sample 1");
  expect(() => bootstrap([[1, 2]], mean, { rng, resamples: 1 })).toThrow(
    "a bootstrap error needs resamples: found 1, expected a whole number of at least 2 [stats/too-few-resamples]",
  );
  expect(() => bootstrap([[1, 2]], mean, { rng, level: 95 })).toThrow(
    "an interval needs its probability content: found 95, expected a number between 0 and 1, for example 0.95 " +
      "[stats/level-out-of-range]",
  );
  expect(() => bootstrap([[1, 2]], () => NaN, { rng })).toThrow(
    "a statistic under bootstrap gave no number at the samples themselves: found NaN, expected a number for every " +
      "resample; Infinity is allowed [stats/statistic-not-a-number]",
  );
});
