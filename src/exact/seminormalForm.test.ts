import { expect, test } from "vitest";
import { partitionsOf, type Partition } from "./partitions.ts";
import { addRationals, multiplyRationals, ONE, rational, ZERO } from "./rationals.ts";
import { seminormalMatrices, type RationalMatrix } from "./seminormalForm.ts";
import { character, symmetricGroupDimension } from "./symmetricGroup.ts";

function product(a: RationalMatrix, b: RationalMatrix): RationalMatrix {
  return a.map((row) =>
    b.map((_, j) => row.reduce((sum, entry, k) => addRationals(sum, multiplyRationals(entry, b[k][j])), ZERO)),
  );
}

function identity(size: number): RationalMatrix {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? ONE : ZERO)));
}

function trace(matrix: RationalMatrix) {
  return matrix.reduce((sum, row, i) => addRationals(sum, row[i]), ZERO);
}

/** A permutation of this cycle type: the product of s_k inside each cycle. */
function cycleMatrix(transpositions: readonly RationalMatrix[], cycles: Partition, size: number): RationalMatrix {
  let first = 0;
  let result = identity(size);
  for (const cycle of cycles) {
    for (let k = first; k < first + cycle - 1; k++) result = product(result, transpositions[k]);
    first += cycle;
  }
  return result;
}

test("the irrep [2, 1]", () => {
  expect(seminormalMatrices([2, 1])).toEqual([
    [
      [ONE, ZERO],
      [ZERO, rational(-1)],
    ],
    [
      [rational(-1, 2), ONE],
      [rational(3, 4), rational(1, 2)],
    ],
  ]);
  expect(seminormalMatrices([1])).toEqual([]);
});

test("Coxeter's relations hold: squares are 1, neighbours braid, others commute (n <= 5)", () => {
  for (const irrep of [3, 4, 5].flatMap(partitionsOf)) {
    const s = seminormalMatrices(irrep);
    const size = s[0].length;
    expect(size).toBe(Number(symmetricGroupDimension(irrep)));
    s.forEach((a, i) => {
      expect(product(a, a)).toEqual(identity(size));
      s.slice(i + 1).forEach((b, k) => {
        const [left, right] =
          k === 0 ? [product(product(a, b), a), product(product(b, a), b)] : [product(a, b), product(b, a)];
        expect(left).toEqual(right);
      });
    });
  }
});

test("traces are the characters of Murnaghan and Nakayama (n <= 5)", () => {
  for (const n of [2, 3, 4, 5]) {
    for (const irrep of partitionsOf(n)) {
      const s = seminormalMatrices(irrep);
      for (const cycles of partitionsOf(n)) {
        expect(trace(cycleMatrix(s, cycles, s[0].length))).toEqual(rational(character(irrep, cycles)));
      }
    }
  }
});
