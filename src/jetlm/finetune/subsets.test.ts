import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { balancedSubset, ladderParts, shufflePool } from "./subsets.ts";

const CLASSES = ["QCD", "top"];
/** A third of the jets are tops. */
const labels = Int32Array.from({ length: 300 }, (_, jet) => Number(jet % 3 === 0));
const all = Int32Array.from(labels.keys());
const sizes = { validation: 50, test: 40, classes: CLASSES };

test("test, validation and pool are disjoint and together all jets; the pool is sorted into classes", () => {
  const { test: tested, validation, pool } = ladderParts(labels, all, sizes, createRng(1));
  expect([tested.length, validation.length]).toEqual([40, 50]);
  expect([...tested, ...validation, ...pool.flatMap((jets) => [...jets])].toSorted((a, b) => a - b)).toEqual([...all]);
  pool.forEach((jets, label) => expect(jets.every((jet) => labels[jet] === label)).toBe(true));
});

test("subsets of a repetition are nested and balanced; another repetition has others", () => {
  const parts = ladderParts(labels, all, sizes, createRng(1));
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 100 }), fc.integer({ min: 2, max: 100 }), fc.integer(), (a, b, seed) => {
      const pool = shufflePool(parts, createRng(seed));
      const [small, large] = [Math.min(a, b), Math.max(a, b)].map((size) => balancedSubset(pool, size, CLASSES));
      expect(new Set(large).size).toBe(Math.max(a, b));
      expect(small.every((jet) => large.includes(jet))).toBe(true);
      const tops = large.reduce((count, jet) => count + labels[jet], 0);
      expect(Math.abs(large.length - 2 * tops)).toBeLessThan(2);
    }),
  );
  const subsetOf = (seed: number) => balancedSubset(shufflePool(parts, createRng(seed)), 20, CLASSES);
  expect(subsetOf(1)).toEqual(subsetOf(1));
  expect(subsetOf(1)).not.toEqual(subsetOf(2));
});

test("a class that is missing from a subset is an error with the counts of each class", () => {
  const pool = shufflePool(ladderParts(labels, all, sizes, createRng(1)), createRng(1));
  const [qcd, top] = pool.map(({ length }) => length);
  expect(() => balancedSubset(pool, 200, CLASSES)).toThrow(
    `a class has too few jets to learn it at the pool of a subset of 200 jets: found "QCD ${qcd}, top ${top}", ` +
      "expected at least 100 of each class",
  );
  expect(() => balancedSubset(pool, 1, CLASSES)).toThrow('found "QCD 1, top 0", expected at least 1 of each class');
  const onlyQcd = all.filter((jet) => labels[jet] === 0);
  expect(() => ladderParts(labels, onlyQcd, sizes, createRng(1))).toThrow(
    "a class has too few jets to learn it at the test jets",
  );
});

test("too few jets for validation and test are refused", () => {
  expect(() => ladderParts(labels, all.subarray(0, 90), sizes, createRng(1))).toThrow(
    "too few jets for a ladder: found 90, expected more than 90: 50 for validation and 40 for the test",
  );
});
