/**
 * Small dense complex matrices made diagonal, for mass matrices of all kinds.
 *
 *     M = U S V+                 Dirac masses of charged Weyl fermions
 *     M = U S U^T, M symmetric   Majorana masses (Takagi 1925; Horn and Johnson, Matrix Analysis, 4.4.4)
 *     M = V S V+, M positive     squared masses of scalars
 *
 * All rest on the one-sided method of Jacobi (Hestenes 1958; Demmel and Veselic 1992): plane rotations of the columns of M
 * until they are orthogonal. Unlike methods that work with M+ M it keeps small singular values of graded matrices: me
 * beside mt, light neutrinos beside heavy ones. A few n^3 products a sweep, some six sweeps.
 */
import { symmetricEigen } from "../../../stats/index.ts";
import type { Complex } from "../../complexNumbers.ts";
import {
  addComplex,
  complexSize,
  conjugateComplex,
  multiplyComplex,
  scaleComplex,
  sumComplex,
} from "../../complexNumbers.ts";

/** Rows of entries. */
export type ComplexMatrix = readonly (readonly Complex[])[];

type Vector = readonly Complex[];

export interface SingularValues {
  /** Ascending, as many as the smaller side. */
  readonly values: readonly number[];
  /** Square and unitary; column k belongs to value k, further columns to none. */
  readonly left: ComplexMatrix;
  readonly right: ComplexMatrix;
}

const ORTHOGONAL = 1e-15; // of the product of the two norms
const MAX_SWEEPS = 60; // six are usual
/** Below this share of the largest a singular value is rounding. */
const NEGLIGIBLE = 1e-15;
/** Below this share of the largest an eigenvalue has no sign. */
const ROUNDING = 1e-12;
/** Values that differ by less are one, with a basis of their own. */
const DEGENERATE = 1e-10;

/** M = U S V+. */
export function singularValues(matrix: ComplexMatrix, columns: number): SingularValues {
  const rows = matrix.length;
  if (rows < columns) {
    const { values, left, right } = singularValues(adjoint(matrix, columns), rows);
    return { values, left: right, right: left };
  }
  const images = columnsOf(matrix, columns);
  const turned = identityColumns(columns);
  orthogonalise(images, turned);
  const norms = images.map(norm);
  const order = norms.map((_, k) => k).sort((a, b) => norms[a] - norms[b] || a - b);
  const largest = Math.max(0, ...norms);
  const values = order.map((k) => (norms[k] <= NEGLIGIBLE * largest ? 0 : norms[k]));
  const known = order.map((k, place) => (values[place] === 0 ? undefined : scaled(images[k], [1 / norms[k], 0])));
  return {
    values,
    left: transposed(completed(known, rows), rows),
    right: transposed(
      order.map((k) => turned[k]),
      columns,
    ),
  };
}

/** M = U S U^T of a symmetric matrix; all columns of U. */
export function takagi(matrix: ComplexMatrix): { values: readonly number[]; unitary: ComplexMatrix } {
  const size = matrix.length;
  const { values, left } = singularValues(matrix, size);
  const columns = columnsOf(left, size);
  const found: Vector[] = [];
  for (let start = 0; start < size;) {
    let end = start + 1;
    while (end < size && values[end] - values[start] <= DEGENERATE * values[end]) end++;
    const group = columns.slice(start, end);
    found.push(...(values[start] === 0 ? group : takagiBasis(matrix, group)));
    start = end;
  }
  return { values, unitary: transposed(found, size) };
}

/**
 * Of one singular value: with Z = U+ M U* = s w w^T + ..., the real vector (Re w, Im w) is an eigenvector of
 * [[Re Z, Im Z], [Im Z, -Re Z]] with the eigenvalue +s.
 */
function takagiBasis(matrix: ComplexMatrix, group: readonly Vector[]): Vector[] {
  const g = group.length;
  const z = group.map((u) =>
    group.map((w) =>
      sumComplex(
        matrix.flatMap((row, i) =>
          row.map((entry, j) => multiplyComplex(entry, conjugateComplex(multiplyComplex(u[i], w[j])))),
        ),
      ),
    ),
  );
  const entry = (row: number, column: number): number => {
    const [re, im] = z[row % g][column % g];
    return row < g ? (column < g ? re : im) : column < g ? im : -re;
  };
  const flat = Array.from({ length: 4 * g * g }, (_, k) => entry(Math.floor(k / (2 * g)), k % (2 * g)));
  const { vectors } = symmetricEigen(flat, 2 * g);
  return group.map((_, k) => {
    const own = vectors.subarray((g + k) * 2 * g, (g + k + 1) * 2 * g);
    return combined(
      group,
      group.map((__, j): Complex => [own[j], own[g + j]]),
    );
  });
}

/** M = V S V+ of a hermitian matrix; undefined if an eigenvalue is negative. */
export function positiveEigen(
  matrix: ComplexMatrix,
): { values: readonly number[]; unitary: ComplexMatrix } | undefined {
  const size = matrix.length;
  const { values, right } = singularValues(matrix, size);
  const largest = Math.max(0, ...values);
  const isPositive = columnsOf(right, size).every((vector, k) => {
    if (values[k] <= ROUNDING * largest) return true;
    const image = matrix.map((row) => sumComplex(row.map((entry, j) => multiplyComplex(entry, vector[j]))));
    return product(vector, image)[0] >= values[k] * (1 - 1e-6);
  });
  return isPositive ? { values, unitary: right } : undefined;
}

/** Rotations of pairs of columns, the same on both lists, until the images are orthogonal. */
function orthogonalise(images: Vector[], turned: Vector[]): void {
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < images.length; p++) {
      for (let q = p + 1; q < images.length; q++) {
        const overlap = product(images[p], images[q]);
        const size = complexSize(overlap);
        const [alpha, beta] = [norm(images[p]) ** 2, norm(images[q]) ** 2];
        if (size === 0 || size <= ORTHOGONAL * Math.sqrt(alpha * beta)) continue;
        rotated = true;
        const zeta = (beta - alpha) / (2 * size);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const c = 1 / Math.sqrt(1 + t * t);
        const phase = scaleComplex(overlap, (c * t) / size);
        for (const list of [images, turned]) {
          const [x, y] = [list[p], list[q]];
          list[p] = x.map((own, k) =>
            addComplex(scaleComplex(own, c), scaleComplex(multiplyComplex(conjugateComplex(phase), y[k]), -1)),
          );
          list[q] = y.map((own, k) => addComplex(scaleComplex(own, c), multiplyComplex(phase, x[k])));
        }
      }
    }
    if (!rotated) return;
  }
  throw new Error(`rotations of ${images.length} columns did not converge`);
}

/** Missing vectors, and further ones up to the dimension, from unit vectors by Gram and Schmidt. */
function completed(known: readonly (Vector | undefined)[], dimension: number): Vector[] {
  const basis = known.filter((vector) => vector !== undefined);
  const units = identityColumns(dimension);
  const fresh: Vector[] = [];
  while (basis.length + fresh.length < dimension) {
    const rests = units.map((unit) => projectedOut(projectedOut(unit, [...basis, ...fresh]), [...basis, ...fresh]));
    const largest = rests.reduce((best, rest) => (norm(rest) > norm(best) + 1e-9 ? rest : best));
    fresh.push(scaled(largest, [1 / norm(largest), 0]));
  }
  const filled = known.map((vector) => vector ?? fresh.shift()!);
  return [...filled, ...fresh];
}

function projectedOut(vector: Vector, basis: readonly Vector[]): Vector {
  return basis.reduce((rest, own) => {
    const overlap = scaleComplex(product(own, rest), -1);
    return rest.map((entry, k) => addComplex(entry, multiplyComplex(overlap, own[k])));
  }, vector);
}

/** a+ b. */
function product(a: Vector, b: Vector): Complex {
  return sumComplex(a.map((own, k) => multiplyComplex(conjugateComplex(own), b[k])));
}

function norm(vector: Vector): number {
  return Math.hypot(...vector.flat());
}

function scaled(vector: Vector, factor: Complex): Vector {
  return vector.map((own) => multiplyComplex(own, factor));
}

function combined(vectors: readonly Vector[], factors: readonly Complex[]): Vector {
  return vectors[0].map((_, k) => sumComplex(vectors.map((vector, j) => multiplyComplex(vector[k], factors[j]))));
}

function identityColumns(size: number): Vector[] {
  return Array.from({ length: size }, (_, k) => Array.from({ length: size }, (__, j): Complex => [j === k ? 1 : 0, 0]));
}

function columnsOf(matrix: ComplexMatrix, columns: number): Vector[] {
  return Array.from({ length: columns }, (_, k) => matrix.map((row) => row[k]));
}

function transposed(vectors: readonly Vector[], size: number): Complex[][] {
  return Array.from({ length: size }, (_, k) => vectors.map((vector) => vector[k]));
}

function adjoint(matrix: ComplexMatrix, columns: number): Complex[][] {
  return columnsOf(matrix, columns).map((column) => column.map(conjugateComplex));
}
