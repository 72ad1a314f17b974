/** Complex numbers and small complex matrices in double precision. */

export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** Rows. */
export type ComplexMatrix = readonly (readonly Complex[])[];

export const ZERO_COMPLEX: Complex = { re: 0, im: 0 };
export const ONE_COMPLEX: Complex = { re: 1, im: 0 };

export function addComplex(a: Complex, b: Complex): Complex {
  return { re: a.re + b.re, im: a.im + b.im };
}

export function multiplyComplex(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

export function modulus({ re, im }: Complex): number {
  return Math.hypot(re, im);
}

export function conjugateMatrix(matrix: ComplexMatrix): ComplexMatrix {
  return matrix.map((row) => row.map(({ re, im }) => ({ re, im: -im })));
}

export function transformVector(matrix: ComplexMatrix, vector: readonly Complex[]): Complex[] {
  return matrix.map((row) => row.map((entry, k) => multiplyComplex(entry, vector[k])).reduce(addComplex, ZERO_COMPLEX));
}

function multiplyMatrices(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const columns = b[0].map((_, j) => b.map((row) => row[j]));
  const rows = columns.map((column) => transformVector(a, column));
  return a.map((_, i) => rows.map((column) => column[i]));
}

/** By expansion in the first row; the matrices here have at most six rows. */
export function complexDeterminant(rows: ComplexMatrix): Complex {
  if (rows.length === 1) return rows[0][0];
  return rows[0].reduce((sum, entry, k) => {
    const minor = complexDeterminant(rows.slice(1).map((row) => row.toSpliced(k, 1)));
    const product = multiplyComplex(entry, minor);
    return addComplex(sum, k % 2 === 0 ? product : { re: -product.re, im: -product.im });
  }, ZERO_COMPLEX);
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
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => (i === j ? ONE_COMPLEX : ZERO_COMPLEX)),
  );
}

function scale(matrix: ComplexMatrix, factor: number): ComplexMatrix {
  return matrix.map((row) => row.map(({ re, im }) => ({ re: re * factor, im: im * factor })));
}
