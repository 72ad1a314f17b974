/** Intervals of shares: known values, and what none and all mean. */
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { orShare, shareEstimate } from "./shareInterval.ts";

test("known intervals", () => {
  // Newcombe, Stat. Med. 17 (1998) 857, table I, method 3
  const published = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const;
  for (const [successes, trials, low, high] of published) {
    const { value, interval } = shareEstimate(successes, trials);
    expect(value).toBe(successes / trials);
    expect([interval[0], interval[1]]).toEqual([expect.closeTo(low, 4), expect.closeTo(high, 4)]);
  }
});

test("all, none, and no trials", () => {
  expect(shareEstimate(100, 100).interval).toEqual([expect.closeTo(0.963, 3), 1]);
  expect(shareEstimate(100, 100).standardError).toBeGreaterThan(0.005);
  expect(shareEstimate(0, 0)).toMatchObject({ value: 1, interval: [0, 1] });
});

test("it covers the truth in 95 % of trials or nearly so, also near 1", () => {
  const rng = createRng(4);
  for (const truth of [0.5, 0.9, 0.98]) {
    let covered = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const own = rng.fork(truth).fork(trial);
      const successes = Array.from({ length: 60 }, () => own.uniform()).filter((u) => u < truth).length;
      const [low, high] = shareEstimate(successes, 60).interval;
      if (low <= truth && truth <= high) covered++;
    }
    expect(covered / 2000, String(truth)).toBeGreaterThan(0.91);
  }
});

test("a bootstrap that knows only one answer is replaced, another is kept", () => {
  const estimate = { value: 1, standardError: 0, interval: [1, 1], level: 0.95, resamples: 200 } as const;
  expect(orShare(estimate, 50)).toEqual(shareEstimate(50, 50));
  const mixed = { ...estimate, value: 0.5, standardError: 0.1 };
  expect(orShare(mixed, 50)).toBe(mixed);
});
