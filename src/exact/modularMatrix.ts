/**
 * Dense linear algebra modulo a prime p < 2^31: rank, greedy choice of independent rows, reduced echelon form.
 *
 * Rows that are independent modulo p are independent over the rationals; the rank modulo p is too small only if p
 * divides every minor of the full rank. `rationalSystems.ts` turns modular results into proven exact ones.
 *
 * Rows come one at a time. Row k of the basis has its first entry, made 1, at the pivot column c_k and zeros at the
 * pivots of the rows before it, so a new row v is cleared in the order of arrival. Four basis rows are taken at once:
 * their multiples f_k follow from a triangle of scalars, and one pass over the columns
 *
 *     v_j <- ((h_j mod p) 2^16 + sum_k a_kj f_k0 + v_j) mod p,   h_j = sum_k a_kj f_k1,   f_k = f_k1 2^16 + f_k0
 *
 * needs two reductions instead of eight; all sums stay below 2^19 p (`modularArithmetic.ts`).
 * Cost: rank * columns products for each row, about 1 ns each.
 */
import { GlueballError } from "../base/index.ts";
import {
  invertModulo,
  multiplyModulo,
  PRIME,
  reciprocalAbove,
  requirePrime,
  residue,
  SPLIT,
} from "./modularArithmetic.ts";

/** One row of whole numbers; safe integers of any sign, or bigints. */
export type IntegerRow = ArrayLike<number | bigint>;

/** The span of the rows added so far. */
export interface RowSpace {
  readonly columns: number;
  readonly prime: number;
  readonly rank: number;
  /** Adds a row and says whether it was independent of those before. */
  add(row: IntegerRow): boolean;
  /** Whether a row lies in the span. */
  contains(row: IntegerRow): boolean;
  /** The reduced echelon form of the span: leading ones alone in their columns, which rise. */
  reducedRows(): EchelonForm;
}

export interface EchelonForm {
  /** Residues 0 ... p-1. */
  readonly rows: readonly Float64Array[];
  /** The column of each row's leading 1. */
  readonly pivotColumns: readonly number[];
}

/** An empty span in a space of `columns` dimensions. Errors: `exact/not-a-prime`; of a row: `exact/sizes-differ`. */
export function createRowSpace(columns: number, prime = PRIME): RowSpace {
  requirePrime(prime);
  const rows: Float64Array[] = [];
  const pivots: number[] = [];
  const remainder = (row: IntegerRow) => {
    const rest = residues(row, columns, prime);
    clearPivots(rest, rows, pivots, prime);
    return rest;
  };
  return {
    columns,
    prime,
    get rank() {
      return rows.length;
    },
    add(row) {
      const rest = remainder(row);
      const pivot = firstNonZero(rest);
      if (pivot === -1) return false;
      scaleRow(rest, pivot, prime);
      rows.push(rest);
      pivots.push(pivot);
      return true;
    },
    contains: (row) => firstNonZero(remainder(row)) === -1,
    reducedRows: () => reduceEchelon(rows, pivots, prime),
  };
}

/** The rank of a matrix given by its rows. */
export function modularRank(rows: readonly IntegerRow[], prime = PRIME): number {
  return modularPivots(rows, prime).length;
}

/**
 * The rows that are independent of all rows before them, by number: a basis of the span, chosen greedily in the order
 * given. Stops at `targetRank` rows where the rank is known beforehand.
 */
export function modularPivots(rows: readonly IntegerRow[], prime = PRIME, targetRank = Infinity): number[] {
  const space = createRowSpace(rows[0]?.length ?? 0, prime);
  const chosen: number[] = [];
  for (let k = 0; k < rows.length && chosen.length < targetRank; k++) if (space.add(rows[k])) chosen.push(k);
  return chosen;
}

/** The reduced echelon form of a matrix. */
export function modularEchelon(rows: readonly IntegerRow[], columns: number, prime = PRIME): EchelonForm {
  const space = createRowSpace(columns, prime);
  for (const row of rows) space.add(row);
  return space.reducedRows();
}

function residues(row: IntegerRow, columns: number, prime: number): Float64Array {
  requireLength(row, columns);
  const values = new Float64Array(columns);
  for (let j = 0; j < columns; j++) values[j] = residue(row[j], prime);
  return values;
}

/** Error: `exact/sizes-differ`. */
export function requireLength(row: IntegerRow, expected: number): void {
  if (row.length === expected) return;
  throw new GlueballError({
    code: "exact/sizes-differ",
    what: "a row of a matrix has the wrong length",
    found: row.length,
    expected: `${expected} entries`,
  });
}

function firstNonZero(row: Float64Array): number {
  return row.findIndex((entry) => entry !== 0);
}

/** Divides a row by its entry at `pivot`, the first that is not 0. */
function scaleRow(row: Float64Array, pivot: number, prime: number): void {
  const factor = invertModulo(row[pivot], prime);
  for (let j = pivot; j < row.length; j++) row[j] = multiplyModulo(row[j], factor, prime);
}

/** Subtracts multiples of basis rows from `first` on until v is 0 at their pivots. */
function clearPivots(
  v: Float64Array,
  rows: readonly Float64Array[],
  pivots: readonly number[],
  prime: number,
  first = 0,
): void {
  const multiples = new Float64Array(4);
  for (let k = first; k < rows.length; k += 4) {
    const count = Math.min(4, rows.length - k);
    if (!findMultiples(v, rows, pivots, { k, count, prime, multiples })) continue;
    let start = v.length;
    for (let i = k; i < k + count; i++) start = Math.min(start, pivots[i]);
    // Absent rows have multiple 0, so any row may stand for them.
    const block = [rows[k], rows[k + Math.min(1, count - 1)], rows[k + Math.min(2, count - 1)], rows[k + count - 1]];
    addMultiples(v, block, multiples, start, prime);
  }
}

interface Block {
  /** The block is rows k ... k + count - 1. */
  readonly k: number;
  readonly count: number;
  readonly prime: number;
  readonly multiples: Float64Array;
}

/** Multiples of the block's rows that, added to v, clear its pivots; says whether any is not 0. */
function findMultiples(
  v: Float64Array,
  rows: readonly Float64Array[],
  pivots: readonly number[],
  { k, count, prime, multiples }: Block,
): boolean {
  let any = false;
  multiples.fill(0);
  for (let i = 0; i < count; i++) {
    const column = pivots[k + i];
    let entry = v[column];
    for (let earlier = 0; earlier < i; earlier++) {
      entry = (entry + multiplyModulo(rows[k + earlier][column], multiples[earlier], prime)) % prime;
    }
    if (entry === 0) continue;
    multiples[i] = prime - entry;
    any = true;
  }
  return any;
}

/** v_j += sum_k multiple_k row_kj (mod p) from column `start` on: the one hot loop. */
function addMultiples(
  v: Float64Array,
  block: readonly Float64Array[],
  multiples: Float64Array,
  start: number,
  prime: number,
): void {
  const reciprocal = reciprocalAbove(prime);
  const [a, b, c, d] = block;
  const [aHigh, bHigh, cHigh, dHigh] = [0, 1, 2, 3].map((k) => Math.floor(multiples[k] / SPLIT));
  const [aLow, bLow, cLow, dLow] = [aHigh, bHigh, cHigh, dHigh].map((high, k) => multiples[k] - high * SPLIT);
  for (let j = start; j < v.length; j++) {
    let high = a[j] * aHigh + b[j] * bHigh + c[j] * cHigh + d[j] * dHigh;
    high -= Math.floor(high * reciprocal) * prime;
    const sum = high * SPLIT + a[j] * aLow + b[j] * bLow + c[j] * cLow + d[j] * dLow + v[j];
    v[j] = sum - Math.floor(sum * reciprocal) * prime;
  }
}

/** Clears each row at the pivots of the rows after it, last row first, and sorts by pivot column. */
function reduceEchelon(rows: readonly Float64Array[], pivots: readonly number[], prime: number): EchelonForm {
  const reduced = rows.map((row) => row.slice());
  for (let k = reduced.length - 2; k >= 0; k--) clearPivots(reduced[k], reduced, pivots, prime, k + 1);
  const order = pivots.map((_, k) => k).sort((a, b) => pivots[a] - pivots[b]);
  return { rows: order.map((k) => reduced[k]), pivotColumns: order.map((k) => pivots[k]) };
}
