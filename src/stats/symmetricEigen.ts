/**
 * Eigenvalues and eigenvectors of a real symmetric matrix, A = V^T diag(values) V with the eigenvectors as rows of V
 * (Golub and Van Loan, Matrix Computations, 4th ed., section 8.3):
 *
 * 1. Householder reflections H_k = 1 - 2 v v^T bring A to a tridiagonal T (algorithm 8.3.1);
 * 2. implicit QR steps with Wilkinson's shift, chains of plane rotations, make T diagonal (8.3.2 and 8.3.3).
 *
 * Each is orthogonal, so values are exact to some 1e-16 of the largest, whatever their spacing. All products run along
 * rows: the vectors are kept transposed. Cost: 4/3 n^3 products for T, as many for its vectors and some 3 n^3 for the
 * rotations; without vectors the first alone. Scale: A is divided by its largest entry first.
 */
import { GlueballError } from "../base/index.ts";
import { requireFinite, sortingOrder } from "./sample.ts";

export interface SymmetricEigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** Unit vectors one after the other: the n components of vector k from k n on. */
  readonly vectors: Float64Array;
}

/** d_0 ... d_(n-1) on the diagonal, e_0 ... e_(n-2) beside it. */
interface Tridiagonal {
  readonly d: Float64Array;
  readonly e: Float64Array;
}

/** Off-diagonals below this share of the largest entry are zero even between diagonals that are zero. */
const NEGLIGIBLE = 1e-30;
/** Two or three steps an eigenvalue are usual. */
const STEPS_PER_VALUE = 30;

/** Values and vectors of a matrix [n, n], row by row; it is taken for symmetric, and its lower half counts. */
export function symmetricEigen(matrix: ArrayLike<number>, order: number): SymmetricEigen {
  const { work, scale } = scaledCopy(matrix, order);
  const reflections = new Float64Array(order * order);
  const tridiagonal = tridiagonalise(work, order, reflections);
  const vectors = productOfReflections(reflections, order);
  diagonalise(tridiagonal, vectors);
  return sortedPairs(tridiagonal.d, vectors, scale);
}

/** The eigenvalues alone, ascending. */
export function symmetricEigenvalues(matrix: ArrayLike<number>, order: number): Float64Array {
  const { work, scale } = scaledCopy(matrix, order);
  const tridiagonal = tridiagonalise(work, order);
  diagonalise(tridiagonal);
  return tridiagonal.d.map((value) => value * scale).sort();
}

function scaledCopy(matrix: ArrayLike<number>, order: number): { work: Float64Array; scale: number } {
  if (!(Number.isInteger(order) && order >= 1 && matrix.length === order * order)) {
    throw new GlueballError({
      code: "stats/matrix-not-square",
      what: "the numbers of a square matrix",
      found: `${matrix.length} numbers for order ${order}`,
      expected: "order^2 numbers, order at least 1",
    });
  }
  requireFinite(matrix, "matrix");
  const work = Float64Array.from(matrix);
  const scale = work.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0);
  if (scale === 0) return { work, scale: 1 };
  for (let i = 0; i < work.length; i++) work[i] /= scale;
  return { work, scale };
}

/** T of a matrix that is used up; the unit vector of reflection k goes to row k of `reflections`, zero up to entry k. */
function tridiagonalise(a: Float64Array, n: number, reflections?: Float64Array): Tridiagonal {
  const d = new Float64Array(n);
  const e = new Float64Array(Math.max(n - 1, 0));
  const v = new Float64Array(n);
  const q = new Float64Array(n);
  for (let k = 0; k + 1 < n; k++) {
    d[k] = a[k * n + k];
    e[k] = reflectColumn(a, n, k, v);
    reflections?.set(v, k * n);
    reflectBothSides(a, n, k + 1, v, q);
  }
  d[n - 1] = a[n * n - 1];
  return { d, e };
}

/** The unit v whose reflection leaves of column k below the diagonal only its first entry, which is returned. */
function reflectColumn(a: Float64Array, n: number, k: number, v: Float64Array): number {
  v.fill(0);
  let rest = 0;
  for (let i = k + 1; i < n; i++) {
    v[i] = a[i * n + k];
    if (i > k + 1) rest += v[i] * v[i];
  }
  const first = v[k + 1];
  if (rest === 0) {
    v[k + 1] = 0; // nothing to do: v = 0 reflects nothing
    return first;
  }
  const norm = Math.sqrt(first * first + rest);
  const kept = first > 0 ? -norm : norm; // the sign that does not cancel in v
  v[k + 1] = first - kept;
  const length = Math.sqrt(v[k + 1] * v[k + 1] + rest);
  for (let i = k + 1; i < n; i++) v[i] /= length;
  return kept;
}

/** A - 2 v q^T - 2 q v^T with q = A v - (v.A v) v, in the lower half of rows and columns from `start`. */
function reflectBothSides(a: Float64Array, n: number, start: number, v: Float64Array, q: Float64Array): void {
  q.fill(0);
  for (let i = start; i < n; i++) {
    let sum = a[i * n + i] * v[i];
    for (let j = start; j < i; j++) {
      sum += a[i * n + j] * v[j];
      q[j] += a[i * n + j] * v[i];
    }
    q[i] += sum;
  }
  let projection = 0;
  for (let i = start; i < n; i++) projection += v[i] * q[i];
  for (let i = start; i < n; i++) q[i] -= projection * v[i];
  for (let i = start; i < n; i++) {
    const [vi, qi] = [2 * v[i], 2 * q[i]];
    for (let j = start; j <= i; j++) a[i * n + j] -= vi * q[j] + qi * v[j];
  }
}

/** (H_0 H_1 ...)^T: from the last reflection to the first, so that each meets only rows and columns behind its own. */
function productOfReflections(reflections: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) product[i * n + i] = 1;
  for (let k = n - 2; k >= 0; k--) {
    const v = reflections.subarray(k * n, (k + 1) * n);
    for (let row = k + 1; row < n; row++) {
      let along = 0;
      for (let j = k + 1; j < n; j++) along += product[row * n + j] * v[j];
      for (let j = k + 1; j < n; j++) product[row * n + j] -= 2 * along * v[j];
    }
  }
  return product;
}

/** Makes e zero, the last entry first; d becomes the eigenvalues, and the rows of `vectors` turn along. */
function diagonalise({ d, e }: Tridiagonal, vectors?: Float64Array): void {
  let stepsLeft = STEPS_PER_VALUE * d.length;
  for (let last = d.length - 1; last > 0;) {
    let first = last;
    while (first > 0 && !isNegligible(d, e, first - 1)) first--;
    if (first === last) last--;
    else if (stepsLeft-- > 0) qrStep(d, e, first, last, vectors);
    else throw new Error(`QR steps for a matrix of order ${d.length} did not converge`);
  }
}

function isNegligible(d: Float64Array, e: Float64Array, k: number): boolean {
  return Math.abs(e[k]) <= Number.EPSILON * (Math.abs(d[k]) + Math.abs(d[k + 1])) + NEGLIGIBLE;
}

/** One implicit QR step on the block [first, last]: the rotation of the shift, then those that chase its bulge out. */
function qrStep(d: Float64Array, e: Float64Array, first: number, last: number, vectors?: Float64Array): void {
  let x = d[first] - wilkinsonShift(d[last - 1], e[last - 1], d[last]);
  let bulge = e[first];
  for (let k = first; k < last; k++) {
    const r = Math.sqrt(x * x + bulge * bulge);
    const c = r === 0 ? 1 : x / r;
    const s = r === 0 ? 0 : bulge / r;
    if (k > first) e[k - 1] = r;
    const [top, side, bottom] = [d[k], e[k], d[k + 1]];
    d[k] = c * c * top + 2 * c * s * side + s * s * bottom;
    d[k + 1] = s * s * top - 2 * c * s * side + c * c * bottom;
    e[k] = c * s * (bottom - top) + (c * c - s * s) * side;
    if (k + 1 < last) {
      x = e[k];
      bulge = s * e[k + 1];
      e[k + 1] *= c;
    }
    if (vectors !== undefined) rotateRows(vectors, d.length, k, c, s);
  }
}

/** The eigenvalue of [[a, b], [b, c]] nearer to c. */
function wilkinsonShift(a: number, b: number, c: number): number {
  const half = (a - c) / 2;
  const root = Math.sqrt(half * half + b * b);
  return c - (b * b) / (half + (half < 0 ? -root : root));
}

function rotateRows(vectors: Float64Array, n: number, k: number, c: number, s: number): void {
  for (let i = k * n, j = i + n; i < (k + 1) * n; i++, j++) {
    const [upper, lower] = [vectors[i], vectors[j]];
    vectors[i] = c * upper + s * lower;
    vectors[j] = c * lower - s * upper;
  }
}

function sortedPairs(values: Float64Array, vectors: Float64Array, scale: number): SymmetricEigen {
  const n = values.length;
  const order = sortingOrder(values);
  const sorted = { values: new Float64Array(n), vectors: new Float64Array(n * n) };
  order.forEach((from, to) => {
    sorted.values[to] = values[from] * scale;
    sorted.vectors.set(vectors.subarray(from * n, (from + 1) * n), to * n);
  });
  return sorted;
}
