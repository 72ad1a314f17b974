import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { describe } from "./index.ts";

test("1, 2, 3, 4 has mean 2.5, population deviation sqrt(5/4) and error sqrt(5/12)", () => {
  const found = describe([1, 2, 3, 4]);
  expect(found.count).toBe(4);
  expect(found.mean).toBe(2.5);
  expect(found.standardDeviation).toBeCloseTo(Math.sqrt(5 / 4), 15);
  expect(found.standardError).toBeCloseTo(Math.sqrt(5 / 12), 15);
  expect(describe([7])).toEqual({ count: 1, mean: 7, standardDeviation: 0, standardError: Infinity });
});

test("an offset of 1e9 costs no digits of a width of 1, where sum of squares minus square of sum has none", () => {
  const rng = createRng(3);
  const narrow = Float64Array.from({ length: 1000 }, () => Math.round(rng.normal() * 1024) / 1024);
  const width = describe(narrow).standardDeviation;
  expect(describe(narrow.map((x) => x + 1e9)).standardDeviation).toBeCloseTo(width, 9);
});

test("bad input: no values, or a value that is not finite", () => {
  expect(() => describe([])).toThrow(
    "a sample without values at sample: expected at least one value [stats/empty-sample]",
  );
  expect(() => describe([1, NaN], "jet mass")).toThrow(
    "a value that is not a number of the sample's range at jet mass, entry 1: found NaN, expected a finite number " +
      "[stats/value-not-finite]. leave such entries out and count them before comparing samples",
  );
});
