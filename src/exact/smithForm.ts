/**
 * The Smith normal form of a whole matrix: D = U A V is diagonal with d_1 | d_2 | ..., and U and V are whole with
 * determinant 1 or -1 (Cohen, A Course in Computational Algebraic Number Theory, section 2.4.4). If the rows of A are the
 * exponents of fields in the terms of a Lagrangian, the phase rotations of the fields that keep all terms form the group
 * U(1)^(fields - rank) x Z_(d_1) x Z_(d_2) x ..., and the columns of V are their charges.
 *
 * Hermite forms of rows and of columns alternate until nothing stands beside the diagonal; then, where d_i does not
 * divide d_(i+1), column i+1 is added to column i, and the next round has their greatest common divisor as d_i. Every
 * round makes a divisor smaller, so it ends. Meant for small matrices: entries may grow on the way.
 */
import { hermiteNormalForm } from "./hermiteForm.ts";
import type { IntegerRow } from "./modularMatrix.ts";

export interface SmithForm {
  /** d_1 | d_2 | ..., positive, as many as the rank. */
  readonly divisors: readonly bigint[];
  /** U and V of U A V = D. */
  readonly left: readonly (readonly bigint[])[];
  readonly right: readonly (readonly bigint[])[];
}

/** The Smith form of a matrix with `columns` columns. */
export function smithNormalForm(rows: readonly IntegerRow[], columns: number): SmithForm {
  let matrix = rows.map((row) => Array.from(row, BigInt));
  let left = identity(rows.length);
  let right = identity(columns); // the transpose of V
  for (;;) {
    [matrix, left] = reduceRows(matrix, left);
    if (!isDiagonal(matrix)) {
      const reduced = reduceRows(transpose(matrix, columns), right);
      [matrix, right] = [transpose(reduced[0], rows.length), reduced[1]];
      continue;
    }
    const divisors = matrix.map((row, i) => row[i] ?? 0n).filter((divisor) => divisor !== 0n);
    const faulty = divisors.findIndex((divisor, i) => i + 1 < divisors.length && divisors[i + 1] % divisor !== 0n);
    if (faulty === -1) return { divisors, left, right: transpose(right, columns) };
    for (const row of matrix) row[faulty] += row[faulty + 1];
    right[faulty] = right[faulty].map((entry, k) => entry + right[faulty + 1][k]);
  }
}

/** The Hermite form of a matrix, and the transformation with the same operations applied. */
function reduceRows(matrix: readonly bigint[][], transformation: readonly bigint[][]): [bigint[][], bigint[][]] {
  const columns = matrix[0]?.length ?? 0;
  // With the transformation behind them the rows are independent, so none is lost.
  const reduced = hermiteNormalForm(matrix.map((row, i) => [...row, ...transformation[i]]));
  return [reduced.map((row) => row.slice(0, columns)), reduced.map((row) => row.slice(columns))];
}

function identity(size: number): bigint[][] {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1n : 0n)));
}

function transpose(matrix: readonly bigint[][], columns: number): bigint[][] {
  return Array.from({ length: columns }, (_, j) => matrix.map((row) => row[j]));
}

function isDiagonal(matrix: readonly bigint[][]): boolean {
  return matrix.every((row, i) => row.every((entry, j) => entry === 0n || i === j));
}
