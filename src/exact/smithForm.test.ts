import fc from "fast-check";
import { expect, test } from "vitest";
import { determinant, fractionFreeRank } from "./integerMatrix.ts";
import { greatestCommonDivisor } from "./rationals.ts";
import { smithNormalForm } from "./smithForm.ts";

const matrix = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })).chain(([rows, columns]) =>
  fc.array(fc.array(fc.integer({ min: -12, max: 12 }), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  }),
);

function product(a: readonly (readonly bigint[])[], b: readonly (readonly bigint[])[]): bigint[][] {
  return a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0n)));
}

function subsets(n: number, size: number): number[][] {
  if (size === 0) return [[]];
  return n < size ? [] : [...subsets(n - 1, size), ...subsets(n - 1, size - 1).map((rest) => [...rest, n - 1])];
}

/** The slow twin: the greatest common divisor of all minors of one size is d_1 d_2 ... d_size. */
function divisorOfMinors(rows: readonly (readonly number[])[], size: number): bigint {
  const minors = subsets(rows.length, size).flatMap((chosen) =>
    subsets(rows[0].length, size).map((columns) => determinant(chosen.map((i) => columns.map((j) => rows[i][j])))),
  );
  return minors.reduce(greatestCommonDivisor, 0n);
}

test("U A V is diagonal, U and V are unimodular, each divisor divides the next", () => {
  fc.assert(
    fc.property(matrix, (rows) => {
      const columns = rows[0].length;
      const { divisors, left, right } = smithNormalForm(rows, columns);
      expect(divisors).toHaveLength(fractionFreeRank(rows));
      const diagonal = product(
        product(
          left,
          rows.map((row) => row.map(BigInt)),
        ),
        right,
      );
      expect(diagonal).toEqual(rows.map((_, i) => rows[0].map((_, j) => (i === j ? (divisors[i] ?? 0n) : 0n))));
      expect([determinant(left) ** 2n, determinant(right) ** 2n]).toEqual([1n, 1n]);
      divisors.slice(1).forEach((divisor, i) => expect(divisor % divisors[i]).toBe(0n));
    }),
  );
});

test("products of divisors are the greatest common divisors of minors", () => {
  fc.assert(
    fc.property(matrix, (rows) => {
      const { divisors } = smithNormalForm(rows, rows[0].length);
      let volume = 1n;
      divisors.forEach((divisor, k) => {
        volume *= divisor;
        expect(volume).toBe(divisorOfMinors(rows, k + 1));
      });
    }),
  );
});

test("known forms: a diagonal that has to be mended, Cartan matrices, empty matrices", () => {
  expect(
    smithNormalForm(
      [
        [4, 0],
        [0, 6],
      ],
      2,
    ).divisors,
  ).toEqual([2n, 12n]);
  expect(
    smithNormalForm(
      [
        [0, 0],
        [0, 3],
      ],
      2,
    ).divisors,
  ).toEqual([3n]);
  // SU(4): the weights modulo the roots are its centre Z_4.
  expect(
    smithNormalForm(
      [
        [2, -1, 0],
        [-1, 2, -1],
        [0, -1, 2],
      ],
      3,
    ).divisors,
  ).toEqual([1n, 1n, 4n]);
  expect(smithNormalForm([], 2)).toEqual({
    divisors: [],
    left: [],
    right: [
      [1n, 0n],
      [0n, 1n],
    ],
  });
});
