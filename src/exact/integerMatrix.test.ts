import fc from "fast-check";
import { expect, test } from "vitest";
import { determinant, fractionFreeForm, fractionFreeRank } from "./integerMatrix.ts";
import { modularRank } from "./modularMatrix.ts";

const entry = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -1000, max: 1000 }));
const matrix = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(entry, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  );
const square = fc
  .integer({ min: 0, max: 5 })
  .chain((n) => fc.array(fc.array(entry, { minLength: n, maxLength: n }), { minLength: n, maxLength: n }));

/** The slow twin: expansion along the first row. */
function slowDeterminant(rows: readonly (readonly number[])[]): bigint {
  if (rows.length === 0) return 1n;
  return rows[0].reduce((sum, entry, j) => {
    const minor = rows.slice(1).map((row) => row.filter((_, column) => column !== j));
    const term = BigInt(entry) * slowDeterminant(minor);
    return j % 2 === 0 ? sum + term : sum - term;
  }, 0n);
}

test("the fraction-free rank is the rank modulo a large prime", () => {
  fc.assert(
    fc.property(matrix, (rows) => {
      expect(fractionFreeRank(rows)).toBe(modularRank(rows));
    }),
  );
});

test("a matrix whose rank falls modulo 2^31 - 1 keeps its rank over the rationals", () => {
  const rows = [
    [2147483647, 0],
    [0, 1],
  ];
  expect([fractionFreeRank(rows), modularRank(rows), modularRank(rows, 2147483629)]).toEqual([2, 1, 2]);
});

test("determinants are those of the expansion along a row", () => {
  fc.assert(
    fc.property(square, (rows) => {
      expect(determinant(rows)).toBe(slowDeterminant(rows));
    }),
  );
  // Hilbert's matrix of order 4 times 420: 420^4 / 6048000
  const hilbert = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => 420 / (i + j + 1)));
  expect(determinant(hilbert)).toBe(420n ** 4n / 6048000n);
});

test("the echelon form: pivots rise, zeros before them, and no row leaves the span", () => {
  fc.assert(
    fc.property(matrix, (rows) => {
      const form = fractionFreeForm(rows);
      form.rows.forEach((row, k) => {
        expect(row.findIndex((entry) => entry !== 0n)).toBe(form.pivotColumns[k]);
      });
      expect(form.pivotColumns).toEqual([...form.pivotColumns].sort((a, b) => a - b));
      expect(modularRank([...rows, ...form.rows])).toBe(form.rows.length);
    }),
  );
  expect(fractionFreeForm([])).toEqual({ rows: [], pivotColumns: [], sign: 1n });
});
