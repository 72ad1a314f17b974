/**
 * Linear systems with whole entries, solved over the rational numbers and proven, at the price of a few eliminations
 * modulo primes.
 *
 * Everything is the null space of a matrix A. Modulo p its reduced echelon form gives one null vector for each column
 * without a pivot, with a 1 there. Entries n/d come back from their residue modulo M (one prime, or the product of
 * several by the Chinese remainder theorem) by the extended Euclidean algorithm as long as |n|, d <= sqrt(M/2) (von zur
 * Gathen and Gerhard, Modern Computer Algebra, section 5.10). They may be wrong, so A x = 0 is checked in whole numbers. If
 * it holds for all, nothing is left open: the vectors are independent, there are columns - rank_p of them, and the rank
 * over the rationals is at least rank_p. If not, the next prime is taken; only finitely many primes are bad.
 *
 * A x = b is the null vector of [A, -b] whose last entry is 1; there is none if the last column is a pivot.
 * Cost: rows * rank * columns products modulo p (1-2 ns) and the check, for small fractions.
 */
import { GlueballError } from "../base/index.ts";
import { invertModulo, largePrimes, residue } from "./modularArithmetic.ts";
import { modularEchelon, requireLength, type EchelonForm, type IntegerRow } from "./modularMatrix.ts";
import { clearDenominators, primitiveVector } from "./primitiveVector.ts";
import { negateRational, ONE, rational, ZERO, type Rational } from "./rationals.ts";

/** A basis of {x : rows x = 0} over the rationals, as primitive whole vectors, one for each column without a pivot. */
export function nullSpace(rows: readonly IntegerRow[], columns: number): bigint[][] {
  return provenNullSpace(rows, columns).vectors.map((vector) => primitiveVector(clearDenominators(vector).entries));
}

/** The rank over the rationals, proven. */
export function rationalRank(rows: readonly IntegerRow[]): number {
  const columns = rows[0]?.length ?? 0;
  return columns - provenNullSpace(rows, columns).freeColumns.length;
}

/** x with rows x = right, 0 where x is free; undefined where there is none. Error: `exact/sizes-differ`. */
export function solveRational(rows: readonly IntegerRow[], right: IntegerRow): Rational[] | undefined {
  requireLength(right, rows.length);
  const columns = rows[0]?.length ?? 0;
  const { freeColumns, vectors } = provenNullSpace(
    rows.map((row, i) => [...Array.from(row), right[i]]),
    columns + 1,
  );
  const last = freeColumns.indexOf(columns);
  return last === -1 ? undefined : vectors[last].slice(0, columns).map(negateRational);
}

/**
 * The coefficients c of each vector in a basis, vector_i = sum_k c_ik basis_k; undefined if a vector is not in the span.
 * Errors: `exact/sizes-differ` for vectors of different lengths, `exact/rows-dependent` for a basis that is none.
 */
export function coordinatesInBasis(
  basis: readonly IntegerRow[],
  vectors: readonly IntegerRow[],
): Rational[][] | undefined {
  const all = [...basis, ...vectors];
  const components = all[0]?.length ?? 0;
  for (const row of all) requireLength(row, components);
  const system = Array.from({ length: components }, (_, j) => all.map((row) => row[j]));
  // As many independent components as the basis has vectors fix the coefficients; the others are only checked.
  const { pivotColumns } = modularEchelon(basis, components);
  const decisive = pivotColumns.length === basis.length ? pivotColumns.map((j) => system[j]) : system;
  const solved = provenNullSpace(decisive, all.length);
  const dependent = solved.freeColumns.find((column) => column < basis.length);
  if (dependent !== undefined) throw dependentRow(dependent);
  const isSpanned = solved.vectors.length === vectors.length && solved.vectors.every((x) => isNullVector(system, x));
  if (!isSpanned) return undefined;
  return solved.vectors.map((vector) => vector.slice(0, basis.length).map(negateRational));
}

interface NullSpace {
  /** Columns without a pivot, rising. */
  readonly freeColumns: readonly number[];
  /** Vector k is 1 at freeColumns[k] and 0 at the other free columns. */
  readonly vectors: readonly (readonly Rational[])[];
}

function provenNullSpace(rows: readonly IntegerRow[], columns: number): NullSpace {
  let image: Image | undefined;
  for (const prime of largePrimes()) {
    image = combineImages(image, nullSpaceImage(modularEchelon(rows, columns, prime), columns, prime));
    const vectors = reconstructVectors(image, columns);
    if (vectors?.every((vector) => isNullVector(rows, vector))) return { freeColumns: image.freeColumns, vectors };
  }
  throw new Error("no prime below 2^31 was good"); // more than 10^8 primes would have to divide a minor
}

/** The null space modulo a number: entries[f][k] of the null vector of free column f at the pivot column k. */
interface Image {
  readonly modulus: bigint;
  readonly pivotColumns: readonly number[];
  readonly freeColumns: readonly number[];
  readonly entries: readonly (readonly bigint[])[];
}

function nullSpaceImage({ rows, pivotColumns }: EchelonForm, columns: number, prime: number): Image {
  const bound = new Set(pivotColumns);
  const freeColumns = Array.from({ length: columns }, (_, column) => column).filter((column) => !bound.has(column));
  const entries = freeColumns.map((column) => rows.map((row) => BigInt((prime - row[column]) % prime)));
  return { modulus: BigInt(prime), pivotColumns, freeColumns, entries };
}

/** Both images in one, by the Chinese remainder theorem; of images with different pivots only the better one counts. */
function combineImages(known: Image | undefined, next: Image): Image {
  if (known === undefined) return next;
  const better = comparePivots(known.pivotColumns, next.pivotColumns);
  if (better !== 0) return better < 0 ? known : next;
  const prime = Number(next.modulus);
  const inverse = BigInt(invertModulo(residue(known.modulus, prime), prime));
  const entries = known.entries.map((column, f) =>
    column.map((value, k) => {
      const step = (((next.entries[f][k] - value) * inverse) % next.modulus) + next.modulus;
      return value + known.modulus * (step % next.modulus);
    }),
  );
  return { ...known, modulus: known.modulus * next.modulus, entries };
}

/** Negative if the first list is that of the better prime: more pivots, and further to the left. */
function comparePivots(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return b.length - a.length;
  const k = a.findIndex((column, i) => column !== b[i]);
  return k === -1 ? 0 : a[k] - b[k];
}

function reconstructVectors(image: Image, columns: number): Rational[][] | undefined {
  const bound = squareRootBelow(image.modulus / 2n);
  const vectors: Rational[][] = [];
  for (const [f, free] of image.freeColumns.entries()) {
    const vector = Array<Rational>(columns).fill(ZERO);
    vector[free] = ONE;
    for (const [k, pivot] of image.pivotColumns.entries()) {
      const entry = reconstruct(image.entries[f][k], image.modulus, bound);
      if (entry === undefined) return undefined;
      vector[pivot] = entry;
    }
    vectors.push(vector);
  }
  return vectors;
}

/** The fraction n/d with |n|, d <= bound that has this residue, if there is one. */
function reconstruct(value: bigint, modulus: bigint, bound: bigint): Rational | undefined {
  let [remainder, next] = [modulus, value % modulus];
  let [coefficient, nextCoefficient] = [0n, 1n];
  while (next > bound) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [coefficient, nextCoefficient] = [nextCoefficient, coefficient - quotient * nextCoefficient];
  }
  const size = nextCoefficient < 0n ? -nextCoefficient : nextCoefficient;
  return size > bound ? undefined : rational(next, nextCoefficient);
}

/** floor(sqrt(n)) for n >= 1, by Newton's method from above. */
function squareRootBelow(n: bigint): bigint {
  let root = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** Whether all rows annihilate the vector: in doubles where every sum is exact in them, else with bigints. */
function isNullVector(rows: readonly IntegerRow[], vector: readonly Rational[]): boolean {
  const { entries } = clearDenominators(vector);
  const support = entries.flatMap((entry, j) => (entry === 0n ? [] : [j]));
  const doubles = entries.map(Number);
  return rows.every((row) => {
    let [sum, size] = [0, 0];
    for (const j of support) {
      const term = Number(row[j]) * doubles[j];
      sum += term;
      size += Math.abs(term);
    }
    // A factor, product or partial sum that is not exact makes the sum of sizes at least 2^53.
    if (size < 2 ** 53) return sum === 0;
    return support.reduce((total, j) => total + BigInt(row[j]) * entries[j], 0n) === 0n;
  });
}

function dependentRow(row: number): GlueballError {
  return new GlueballError({
    code: "exact/rows-dependent",
    what: "the rows of a basis are linearly dependent",
    found: `row ${row + 1} depends on those before`,
    expected: "independent rows",
  });
}
