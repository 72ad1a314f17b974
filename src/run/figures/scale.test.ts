import fc from "fast-check";
import { expect, test } from "vitest";
import { axisTicks, createScale } from "./scale.ts";

const ticks = (low: number, high: number, log = false, count = 7) =>
  axisTicks(createScale({ low, high, log }, 0, 100), count);
const texts = (low: number, high: number, log = false): string[] => ticks(low, high, log).major.map(({ text }) => text);

test.each<[low: number, high: number, numbers: string[]]>([
  [0, 200, ["0", "50", "100", "150", "200"]],
  [0, 1, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]],
  [-1, 1, ["−1.0", "−0.5", "0", "0.5", "1.0"]],
  [0.37, 1.13, ["0.4", "0.6", "0.8", "1.0"]],
  [0, 0.03, ["0", "0.005", "0.010", "0.015", "0.020", "0.025", "0.030"]],
  [1990, 2026, ["1990", "2000", "2010", "2020"]],
])("the axis from %d to %d is numbered %j", (low, high, numbers) => {
  expect(texts(low, high)).toEqual(numbers);
});

test("short marks divide a step of 2 by four, of 1 and 5 by five", () => {
  expect(ticks(0, 1).minor.slice(0, 5)).toEqual([0, 0.05, 0.1, 0.15, 0.2]);
  expect(ticks(0, 200).minor.slice(0, 6)).toEqual([0, 10, 20, 30, 40, 50]);
});

test("large and small numbers lose a power of ten, which is told", () => {
  const large = ticks(0, 2e6);
  expect(large.exponent).toBe(6);
  expect(large.major.map(({ text }) => text)).toEqual(["0", "0.5", "1.0", "1.5", "2.0"]);
  expect(ticks(0, 4e-5).exponent).toBe(-5);
});

test("decades are numbered plainly in the middle, by powers of ten beyond, and thinned when there are many", () => {
  expect(texts(0.1, 100, true)).toEqual(["0.1", "1", "10", "100"]);
  expect(texts(1e-3, 1e2, true)).toEqual(["$10^{-3}$", "$10^{-2}$", "$10^{-1}$", "1", "10", "$10^{2}$"]);
  expect(texts(1, 1e12, true).filter((text) => text !== "")).toEqual([
    "1",
    "$10^{2}$",
    "$10^{4}$",
    "$10^{6}$",
    "$10^{8}$",
    "$10^{10}$",
    "$10^{12}$",
  ]);
  expect(texts(10, 100, true)).toEqual(["10", "20", "50", "100"]);
});

test("numbered marks lie on the axis, are ascending, and are neither too few nor too many", () => {
  const ends = fc.tuple(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  );
  fc.assert(
    fc.property(ends, ([low, width]) => {
      fc.pre(width > Math.abs(low) * 1e-6);
      const { major } = ticks(low, low + width);
      expect(major.length).toBeGreaterThanOrEqual(2);
      expect(major.length).toBeLessThanOrEqual(8);
      for (const [index, { value }] of major.entries()) {
        expect(value).toBeGreaterThanOrEqual(low - width * 1e-5);
        expect(value).toBeLessThanOrEqual(low + width * (1 + 1e-5));
        if (index > 0) expect(value).toBeGreaterThan(major[index - 1]!.value);
      }
      expect(new Set(major.map(({ text }) => text)).size).toBe(major.length); // no two numbers read the same
    }),
    { seed: 1 },
  );
});

test("pixels: linear by value, logarithmic by ratio", () => {
  expect(createScale({ low: 10, high: 20, log: false }, 100, 300).position(15)).toBe(200);
  expect(createScale({ low: 1, high: 100, log: true }, 400, 0).position(10)).toBeCloseTo(200, 10);
});
