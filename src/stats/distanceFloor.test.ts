import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { disjointHalves } from "./distanceFloor.ts";
import { describe, distanceFloor, distanceFloorOfRows, takeRows, wasserstein1 } from "./index.ts";

function gaussian(count: number): Float64Array {
  const rng = createRng(31);
  return Float64Array.from({ length: count }, () => rng.normal());
}

test("halves are disjoint, equally large and cover an even reference", () => {
  const [first, second] = disjointHalves(10, createRng(1));
  expect([first.length, second.length]).toEqual([5, 5]);
  expect(new Set([...first, ...second]).size).toBe(10);
  const [a, b] = disjointHalves(11, createRng(1));
  expect(new Set([...a, ...b]).size).toBe(10);
});

test("the floor is the mean over splits made by hand", () => {
  const reference = gaussian(200);
  const rng = createRng(3);
  const found = distanceFloor(reference, wasserstein1, { rng, splits: 4 });
  const distances = [0, 1, 2, 3].map((k) => {
    const [first, second] = disjointHalves(200, rng.fork(k));
    return wasserstein1(takeRows(reference, first), takeRows(reference, second));
  });
  const { mean, standardDeviation } = describe(distances);
  expect(found).toEqual({ value: mean, standardDeviation, splits: 4, rowsPerHalf: 100 });
});

test("the W1 floor of Gaussian samples falls as n^-1/2", () => {
  const floorOf = (count: number) =>
    distanceFloor(gaussian(count), wasserstein1, { rng: createRng(4), splits: 40 }).value;
  // E W1 of two Gaussian samples of n values: integral sqrt(2 / pi) sqrt(2 F (1 - F) / n) dx = 1.822 / sqrt n. The
  // splits of one reference vary by 50 %, their mean over 40 by 8 % and the references themselves as much again.
  expect(Math.abs((floorOf(8000) * Math.sqrt(4000)) / 1.822 - 1)).toBeLessThan(0.3);
  expect(Math.abs((floorOf(500) * Math.sqrt(250)) / 1.822 - 1)).toBeLessThan(0.3);
});

test("an infinite split makes the floor infinite", () => {
  let calls = 0;
  const found = distanceFloorOfRows(20, () => (calls++ === 1 ? Infinity : 0.5), { rng: createRng(5), splits: 3 });
  expect(found).toEqual({ value: Infinity, standardDeviation: Infinity, splits: 3, rowsPerHalf: 10 });
});

test("bad input: a reference too small, a single split", () => {
  expect(() => distanceFloor([1, 2, 3], wasserstein1, { rng: createRng(1) })).toThrow(
    "a sample too small to be split in halves: found 3, expected at least 4 rows [stats/too-few-rows]",
  );
  expect(() => distanceFloor(gaussian(10), wasserstein1, { rng: createRng(1), splits: 1 })).toThrow(
    "a floor with its spread needs several splits: found 1, expected a whole number of at least 2 [stats/too-few-splits]",
  );
});
