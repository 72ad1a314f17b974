import { expect, test } from "vitest";
import { pairedDifference, seedMean, signOf } from "./seeds.ts";

test("mean, deviation and interval of Student's own sleep data (Biometrika 6 (1908) 1): 0.70 .. 2.46 hours", () => {
  const dextro = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const laevo = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  const { mean, deviation, interval } = pairedDifference(laevo, dextro);
  expect(mean).toBeCloseTo(1.58, 10);
  expect(deviation).toBeCloseTo(1.23, 2);
  expect(interval[0]).toBeCloseTo(0.7001, 3);
  expect(interval[1]).toBeCloseTo(2.4599, 3);
});

test("three seeds: t = 4.303", () => {
  const { mean, deviation, interval } = seedMean([1, 2, 3]);
  expect([mean, deviation]).toEqual([2, 1]);
  expect(interval[1] - mean).toBeCloseTo(4.303 / Math.sqrt(3), 12);
});

test("an interval with both signs decides nothing", () => {
  expect(signOf(seedMean([1, 1.1, 1.2]))).toBe("above");
  expect(signOf(pairedDifference([0, 0.1, 0.2], [1, 1.1, 1.3]))).toBe("below");
  expect(signOf(seedMean([-1, 0.5, 1]))).toBe("undecided");
});

test("one seed has no interval, and pairs need partners", () => {
  expect(() => seedMean([1])).toThrow("no interval over so many seeds: found 1, expected 2 to 10 trainings");
  expect(() => pairedDifference([1, 2], [1])).toThrow("lagrangian/wrong-number-of-seeds");
});
