import fc from "fast-check";
import { expect, test } from "vitest";
import { hermiteNormalForm } from "./hermiteForm.ts";
import { determinant } from "./integerMatrix.ts";
import { saturatedBasis } from "./latticeBasis.ts";

const matrices = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) =>
  fc.array(fc.array(fc.bigInt({ min: -9n, max: 9n }), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  }),
);

test("known forms", () => {
  expect(
    hermiteNormalForm([
      [2n, 3n],
      [4n, 9n],
    ]),
  ).toEqual([
    [2n, 0n],
    [0n, 3n],
  ]);
  expect(
    hermiteNormalForm([
      [0n, 6n],
      [0n, -4n],
    ]),
  ).toEqual([[0n, 2n]]);
  expect(hermiteNormalForm([[0n, 0n]])).toEqual([]);
  expect(
    hermiteNormalForm([
      [3n, 1n],
      [0n, 2n],
    ]),
  ).toEqual([
    [3n, 1n],
    [0n, 2n],
  ]);
});

test("pivots are positive and step to the right, entries above them are reduced", () => {
  fc.assert(
    fc.property(matrices, (matrix) => {
      const form = hermiteNormalForm(matrix);
      const pivots = form.map((row) => row.findIndex((entry) => entry !== 0n));
      for (const [r, column] of pivots.entries()) {
        expect(r === 0 || column > pivots[r - 1]).toBe(true);
        for (let above = 0; above < r; above++) {
          expect(form[above][column] >= 0n && form[above][column] < form[r][column]).toBe(true);
        }
        expect(form[r][column] > 0n).toBe(true);
      }
    }),
    { seed: 41, numRuns: 200 },
  );
});

test("the form depends on the lattice only: rows mixed by unimodular steps give the same", () => {
  const steps = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.bigInt({ min: -3n, max: 3n })), { maxLength: 8 });
  fc.assert(
    fc.property(matrices, steps, (matrix, mixing) => {
      const mixed = matrix.map((row) => [...row]);
      for (const [i, j, factor] of mixing) {
        if (i === j || i >= mixed.length || j >= mixed.length) continue;
        mixed[i] = mixed[i].map((entry, k) => entry + factor * mixed[j][k]);
      }
      mixed.reverse();
      expect(hermiteNormalForm(mixed)).toEqual(hermiteNormalForm(matrix));
    }),
    { seed: 42, numRuns: 200 },
  );
});

test("the product of the pivots of a square matrix is the volume of its cell", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -9n, max: 9n }), { minLength: 9, maxLength: 9 }), (entries) => {
      const matrix = [0, 3, 6].map((start) => entries.slice(start, start + 3));
      const volume = determinant(matrix);
      fc.pre(volume !== 0n);
      const pivots = hermiteNormalForm(matrix).reduce((product, row, k) => product * row[k], 1n);
      expect(pivots).toBe(volume < 0n ? -volume : volume);
    }),
    { seed: 43, numRuns: 100 },
  );
});

test("a saturated basis holds every integer vector of the span", () => {
  const basis = saturatedBasis([tensor(1, 1, 0), tensor(1, -1, 0)], 2);
  expect(basis).toEqual([tensor(1, 0, 0), tensor(0, 1, 0)]);
  expect(saturatedBasis([tensor(7, 14, 21)], 1)).toEqual([tensor(1, 2, 3)]);
  // (2, 1, 1) + (0, 1, 3) is twice (1, 1, 2), which is (1, 0, -1) + (0, 1, 3).
  expect(saturatedBasis([tensor(2, 1, 1), tensor(0, 3, 9)], 2)).toEqual([tensor(1, 0, -1), tensor(0, 1, 3)]);
});

test("random vectors: the rows before saturation are integer combinations of those after, which are primitive", () => {
  fc.assert(
    fc.property(matrices, fc.bigInt({ min: 2n, max: 5n }), (matrix, stretch) => {
      const independent = hermiteNormalForm(matrix);
      fc.pre(independent.length > 0);
      const stretched = independent.map((row, k) => (k === 0 ? row.map((entry) => entry * stretch) : row));
      const asTensors = (rows: bigint[][]) => rows.map((row) => tensor(...row.map(Number)));
      const basis = saturatedBasis(asTensors(stretched), independent.length);
      expect(saturatedBasis(asTensors(independent), independent.length)).toEqual(basis);
      const columns = matrix[0].length;
      const dense = basis.map((t) => Array.from({ length: columns }, (_, c) => BigInt(t.get(c) ?? 0)));
      expect(hermiteNormalForm([...dense, ...independent])).toEqual(hermiteNormalForm(dense));
    }),
    { seed: 44, numRuns: 100 },
  );
});

function tensor(...components: number[]): Map<number, number> {
  return new Map([...components.entries()].filter(([, value]) => value !== 0));
}
