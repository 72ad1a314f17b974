import fc from "fast-check";
import { expect, test } from "vitest";
import {
  centraliserOrder,
  conjugatePartition,
  factorial,
  partitionsOf,
  requirePartition,
  sizeOfPartition,
} from "./partitions.ts";

const partition = fc
  .array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 })
  .map((parts) => [...parts].sort((a, b) => b - a));

test("the partitions of 4 in their order; p(n) of the textbooks", () => {
  expect(partitionsOf(4)).toEqual([[4], [3, 1], [2, 2], [2, 1, 1], [1, 1, 1, 1]]);
  expect([0, 1, 2, 3, 5, 8, 10, 15, 20].map((n) => partitionsOf(n).length)).toEqual([1, 1, 2, 3, 7, 22, 42, 176, 627]);
  expect(partitionsOf(9).every((one) => sizeOfPartition(one) === 9)).toBe(true);
});

test("the classes fill the group: the sum of n!/z is n!", () => {
  for (let n = 0; n <= 12; n++) {
    const elements = partitionsOf(n).reduce((sum, cycles) => sum + factorial(n) / centraliserOrder(cycles), 0n);
    expect(elements).toBe(factorial(n));
  }
  expect(centraliserOrder([3, 2, 2, 1])).toBe(3n * 8n);
});

test("conjugation is an involution that exchanges rows and columns", () => {
  expect(conjugatePartition([3, 1])).toEqual([2, 1, 1]);
  fc.assert(
    fc.property(partition, (rows) => {
      const columns = conjugatePartition(rows);
      expect(conjugatePartition(columns)).toEqual(rows);
      expect(columns.length).toBe(rows[0] ?? 0);
      expect(() => requirePartition(columns)).not.toThrow();
    }),
  );
});

test("bad input", () => {
  expect(() => partitionsOf(2.5)).toThrow(
    "the size of a partition or the number of copies is not a whole number: found 2.5, expected 0, 1, 2, ... [exact/size-not-whole]",
  );
  expect(() => factorial(-1)).toThrow("[exact/size-not-whole]");
  expect(() => requirePartition([1, 2])).toThrow(
    "a list is not a partition: found [1, 2], expected positive whole numbers that never rise, such as [3, 1, 1] [exact/not-a-partition]",
  );
  expect(() => requirePartition([2, 0])).toThrow("[exact/not-a-partition]");
});
