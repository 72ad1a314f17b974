/** Factors multiply back to the matrix, are unitary, keep small masses, and handle equal and vanishing ones. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import type { Complex } from "../../complexNumbers.ts";
import {
  complexSize,
  conjugateComplex,
  multiplyComplex,
  scaleComplex,
  subtractComplex,
  sumComplex,
} from "../../complexNumbers.ts";
import type { ComplexMatrix } from "./massDiagonalisation.ts";
import { positiveEigen, singularValues, takagi } from "./massDiagonalisation.ts";

const rng = createRng(7).fork("matrices");
const number = (): Complex => [2 * rng.uniform() - 1, 2 * rng.uniform() - 1];
const randomMatrix = (rows: number, columns: number): Complex[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, number));

function times(a: ComplexMatrix, b: ComplexMatrix): Complex[][] {
  return a.map((row) => b[0].map((_, j) => sumComplex(row.map((own, k) => multiplyComplex(own, b[k][j])))));
}
const transpose = (a: ComplexMatrix): Complex[][] => a[0].map((_, j) => a.map((row) => row[j]));
const conjugate = (a: ComplexMatrix): Complex[][] => a.map((row) => row.map(conjugateComplex));
const adjoint = (a: ComplexMatrix): Complex[][] => conjugate(transpose(a));
const distance = (a: ComplexMatrix, b: ComplexMatrix): number =>
  Math.max(...a.flatMap((row, i) => row.map((own, j) => complexSize(subtractComplex(own, b[i][j])))));
const unit = (n: number): Complex[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j): Complex => [i === j ? 1 : 0, 0]));
const diagonal = (values: readonly number[], rows: number, columns: number): Complex[][] =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (__, j): Complex => [i === j && i < values.length ? values[i] : 0, 0]),
  );

const CLOSE = 1e-13; // products of a few doubles of order 1

describe("M = U S V+", () => {
  test.each([
    [1, 1],
    [3, 3],
    [2, 5],
    [4, 1],
    [7, 4],
  ])("%i x %i", (rows, columns) => {
    const matrix = randomMatrix(rows, columns);
    const { values, left, right } = singularValues(matrix, columns);
    expect(values).toHaveLength(Math.min(rows, columns));
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(distance(times(times(left, diagonal(values, rows, columns)), adjoint(right)), matrix)).toBeLessThan(CLOSE);
    expect(distance(times(adjoint(left), left), unit(rows))).toBeLessThan(CLOSE);
    expect(distance(times(adjoint(right), right), unit(columns))).toBeLessThan(CLOSE);
  });

  test("of rank one: the other values are zero and the bases whole", () => {
    const matrix = Array.from({ length: 3 }, () => Array.from({ length: 3 }, (): Complex => [0.1, 0]));
    const { values, left } = singularValues(matrix, 3);
    expect(values.slice(0, 2)).toEqual([0, 0]);
    expect(values[2]).toBeCloseTo(0.3, 12);
    expect(distance(times(adjoint(left), left), unit(3))).toBeLessThan(CLOSE);
  });

  test("small values beside large ones keep their digits: me beside mt", () => {
    const masses = [0.00051, 0.10566, 172.5];
    const [{ left }, { right }] = [singularValues(randomMatrix(3, 3), 3), singularValues(randomMatrix(3, 3), 3)];
    // Strongly graded columns, as in a Yukawa matrix times small right-handed rotations.
    const graded = times(times(left, diagonal(masses, 3, 3)), unit(3));
    singularValues(graded, 3).values.forEach((value, k) => expect(value / masses[k]).toBeCloseTo(1, 13));
    const full = times(graded, adjoint(right));
    singularValues(full, 3).values.forEach((value, k) => expect(value / masses[k]).toBeCloseTo(1, 8));
  });
});

describe("M = U S U^T", () => {
  const check = (matrix: ComplexMatrix) => {
    const n = matrix.length;
    const { values, unitary } = takagi(matrix);
    const back = times(times(unitary, diagonal(values, n, n)), transpose(unitary));
    const size = Math.max(...values);
    expect(distance(back, matrix)).toBeLessThan(1e-13 * size);
    expect(distance(times(adjoint(unitary), unitary), unit(n))).toBeLessThan(CLOSE);
    return values;
  };

  test.each([1, 2, 6])("random of order %i", (n) => {
    const raw = randomMatrix(n, n);
    check(raw.map((row, i) => row.map((own, j) => sumComplex([own, raw[j][i]]))));
  });

  test("equal values: a Dirac mass is two Majorana masses, a phase times unity is unity", () => {
    const dirac: Complex[][] = [
      [
        [0, 0],
        [3, 4],
      ],
      [
        [3, 4],
        [0, 0],
      ],
    ];
    check(dirac).forEach((value) => expect(value).toBeCloseTo(5, 12));
    check(unit(3).map((row) => row.map((own) => multiplyComplex([0, -2], own)))).forEach((value) =>
      expect(value).toBeCloseTo(2, 12),
    );
  });

  test("the seesaw: m_D^2/M to eight digits where it is 3e-14 of M", () => {
    const [dirac, heavy] = [1.74e-4, 1000];
    const [light] = check([
      [
        [0, 0],
        [dirac, 0],
      ],
      [
        [dirac, 0],
        [heavy, 0],
      ],
    ]);
    expect((light * heavy) / dirac ** 2).toBeCloseTo(1, 8);
  });
});

test("M = V S V+ of a positive matrix, nothing of one that is not", () => {
  const raw = randomMatrix(4, 4);
  const positive = times(adjoint(raw), raw);
  const { values, unitary } = positiveEigen(positive)!;
  expect(distance(times(times(unitary, diagonal(values, 4, 4)), adjoint(unitary)), positive)).toBeLessThan(1e-12);
  expect(positiveEigen(diagonal([2, -1], 2, 2))).toBeUndefined();
  expect(positiveEigen(positive.map((row) => row.map((own) => scaleComplex(own, -1))))).toBeUndefined();
});
