/** Small complex matrices in double precision. */
import type { Complex } from "../complexNumbers.ts";
import { addComplex, conjugateComplex, multiplyComplex, scaleComplex, sumComplex } from "../complexNumbers.ts";

/** Rows. */
export type ComplexMatrix = readonly (readonly Complex[])[];

export function conjugateMatrix(matrix: ComplexMatrix): ComplexMatrix {
  return matrix.map((row) => row.map(conjugateComplex));
}

export function transformVector(matrix: ComplexMatrix, vector: readonly Complex[]): Complex[] {
  return matrix.map((row) => sumComplex(row.map((entry, k) => multiplyComplex(entry, vector[k]))));
}

function multiplyMatrices(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const columns = b[0].map((_, j) => b.map((row) => row[j]));
  const rows = columns.map((column) => transformVector(a, column));
  return a.map((_, i) => rows.map((column) => column[i]));
}

/** By expansion in the first row; the matrices here have at most six rows. */
export function complexDeterminant(rows: ComplexMatrix): Complex {
  if (rows.length === 1) return rows[0][0];
  const products = rows[0].map((entry, k) => {
    const minor = complexDeterminant(rows.slice(1).map((row) => row.toSpliced(k, 1)));
    return scaleComplex(multiplyComplex(entry, minor), k % 2 === 0 ? 1 : -1);
  });
  return sumComplex(products);
}

const SQUARINGS = 8;
const SERIES_TERMS = 9;

/** exp(M) as exp(M / 256)^256 with the power series: exact to rounding for entries of order 1. */
export function exponential(matrix: ComplexMatrix): ComplexMatrix {
  const small = scale(matrix, 2 ** -SQUARINGS);
  let power = identity(matrix.length);
  let sum = power;
  for (let k = 1; k <= SERIES_TERMS; k++) {
    power = scale(multiplyMatrices(power, small), 1 / k);
    sum = sum.map((row, i) => row.map((entry, j) => addComplex(entry, power[i][j])));
  }
  for (let k = 0; k < SQUARINGS; k++) sum = multiplyMatrices(sum, sum);
  return sum;
}

function identity(size: number): ComplexMatrix {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j): Complex => [i === j ? 1 : 0, 0]));
}

function scale(matrix: ComplexMatrix, factor: number): ComplexMatrix {
  return matrix.map((row) => row.map((entry) => scaleComplex(entry, factor)));
}
