import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { epochBatches, orderedBatches } from "./lengthBatches.ts";

const LENGTHS = [4, 8, 12];
/** Some are longer than every program. */
const needs = fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 80 });
const examplesOf = (lengths: readonly number[]) => ({
  labels: new Int32Array(lengths.length),
  lengths,
  feeds: () => ({}),
});

test("an epoch has every example once but for the filling of its last batch, each in a program that holds it", () => {
  fc.assert(
    fc.property(needs, fc.integer({ min: 1, max: 16 }), (lengths, rows) => {
      const batches = epochBatches(examplesOf(lengths), LENGTHS, rows, createRng(1));
      expect(batches).toHaveLength(Math.ceil(lengths.length / rows));
      const times = new Int32Array(lengths.length);
      for (const { length, indices } of batches) {
        expect(indices).toHaveLength(rows);
        for (const index of indices) {
          times[index]++;
          expect(Math.min(lengths[index], 12)).toBeLessThanOrEqual(length);
        }
      }
      expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
      expect(times.reduce((a, b) => a + b) - lengths.length).toBeLessThan(rows);
    }),
  );
});

test("a batch takes the shortest program that holds its longest example, and is not sorted by length", () => {
  const lengths = Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? 7 : 3));
  const batches = epochBatches(examplesOf(lengths), LENGTHS, 4, createRng(2));
  for (const { length, indices } of batches) expect(length).toBe(indices.some((i) => lengths[i] === 7) ? 8 : 4);
  const mixed = batches.filter(({ indices }) => new Set(Array.from(indices, (i) => lengths[i])).size > 1);
  expect(mixed.length).toBeGreaterThan(5);
  expect(batches.filter(({ length }) => length === 4).length).toBeGreaterThan(5);
});

test("few examples are repeated to a whole batch", () => {
  const [{ indices, length }] = epochBatches(examplesOf([3, 5]), LENGTHS, 6, createRng(1));
  expect([...indices].sort()).toEqual([0, 0, 0, 1, 1, 1]);
  expect(length).toBe(8);
});

test("epochs are functions of their stream", () => {
  const examples = examplesOf(Array.from({ length: 50 }, (_, i) => 1 + (i % 12)));
  const epoch = (seed: number) => epochBatches(examples, LENGTHS, 8, createRng(seed));
  expect(epoch(3)).toEqual(epoch(3));
  expect(epoch(3)).not.toEqual(epoch(4));
});

test("ordered batches have every example in the shortest program that holds it", () => {
  fc.assert(
    fc.property(needs, fc.integer({ min: 1, max: 16 }), (lengths, rows) => {
      const seen = new Set<number>();
      for (const { length, indices } of orderedBatches(examplesOf(lengths), LENGTHS, rows)) {
        expect(indices).toHaveLength(rows);
        for (const index of indices) {
          seen.add(index);
          expect(length).toBe(LENGTHS.find((slots) => lengths[index] <= slots) ?? 12);
        }
      }
      expect(seen.size).toBe(lengths.length);
    }),
  );
});
