import fc from "fast-check";
import { expect, test } from "vitest";
import { centraliserOrder, conjugatePartition, factorial, partitionsOf } from "./partitions.ts";
import { character, generalLinearDimension, symmetricGroupDimension } from "./symmetricGroup.ts";

const irrepWithCycles = fc.integer({ min: 1, max: 9 }).chain((n) => {
  const all = partitionsOf(n);
  return fc.tuple(fc.constantFrom(...all), fc.constantFrom(...all));
});

test("the character table of S_4 (rows: irreps, columns: classes, both from [4] to [1,1,1,1])", () => {
  const table = partitionsOf(4).map((irrep) => partitionsOf(4).map((cycles) => Number(character(irrep, cycles))));
  expect(table).toEqual([
    [1, 1, 1, 1, 1],
    [-1, 0, -1, 1, 3],
    [0, -1, 2, 0, 2],
    [1, 0, -1, -1, 3],
    [-1, 1, 1, -1, 1],
  ]);
  expect(character([], [])).toBe(1n);
});

test("rows and columns of the character table are orthogonal, n <= 7", () => {
  for (let n = 1; n <= 7; n++) {
    const all = partitionsOf(n);
    for (const a of all) {
      for (const b of all) {
        const rows = all.reduce(
          (sum, rho) => sum + (factorial(n) / centraliserOrder(rho)) * character(a, rho) * character(b, rho),
          0n,
        );
        expect(rows).toBe(a === b ? factorial(n) : 0n);
        const columns = all.reduce((sum, lambda) => sum + character(lambda, a) * character(lambda, b), 0n);
        expect(columns).toBe(a === b ? centraliserOrder(a) : 0n);
      }
    }
  }
});

test("the hook formula is the character of the identity, and the squares sum to n!", () => {
  for (let n = 0; n <= 10; n++) {
    const dimensions = partitionsOf(n).map((irrep) => symmetricGroupDimension(irrep));
    expect(dimensions).toEqual(partitionsOf(n).map((irrep) => character(irrep, Array<number>(n).fill(1))));
    expect(dimensions.reduce((sum, dimension) => sum + dimension ** 2n, 0n)).toBe(factorial(n));
  }
});

test("the conjugate irrep is the irrep times the sign", () => {
  fc.assert(
    fc.property(irrepWithCycles, ([irrep, cycles]) => {
      const sign = cycles.reduce((product, part) => (part % 2 === 0 ? -product : product), 1n);
      expect(character(conjugatePartition(irrep), cycles)).toBe(sign * character(irrep, cycles));
    }),
  );
});

test("Schur-Weyl: N^(number of cycles) = sum over irreps of dim GL(N) times the character", () => {
  fc.assert(
    fc.property(irrepWithCycles, fc.integer({ min: 0, max: 5 }), ([, cycles], copies) => {
      const n = cycles.reduce((sum, part) => sum + part, 0);
      const trace = partitionsOf(n).reduce(
        (sum, irrep) => sum + generalLinearDimension(irrep, copies) * character(irrep, cycles),
        0n,
      );
      expect(trace).toBe(BigInt(copies) ** BigInt(cycles.length));
    }),
  );
});

test("three generations: symmetric, mixed and antisymmetric tensors of three indices", () => {
  expect([[3], [2, 1], [1, 1, 1], [1, 1, 1, 1]].map((irrep) => generalLinearDimension(irrep, 3))).toEqual([
    10n,
    8n,
    1n,
    0n,
  ]);
});

test("bad input", () => {
  expect(() => character([2, 1], [2, 2])).toThrow(
    "irrep [2,1] and cycle type [2,2] belong to different symmetric groups: found 4, expected cycles of 3 objects [exact/sizes-differ]",
  );
  expect(() => character([1, 2], [3])).toThrow("[exact/not-a-partition]");
  expect(() => generalLinearDimension([2, 1], -1)).toThrow("[exact/size-not-whole]");
});
