/**
 * Fraction-free elimination of whole matrices (Bareiss, Mathematics of Computation 22 (1968) 565). Step k replaces
 *
 *     a_ij <- (a_kk a_ij - a_ik a_kj) / (pivot of the step before)
 *
 * for the rows below the pivot. Every entry is then a minor of the matrix, so the division leaves no remainder and the
 * numbers grow no further than determinants do. Cost: rank * rows * columns products of bigints whose digits grow with
 * the rank; beyond some dozens of columns `rationalSystems.ts` gives the same answers in a small part of the time.
 */
import type { IntegerRow } from "./modularMatrix.ts";

export interface FractionFreeForm {
  /** The echelon form: as many rows as the rank, each with its first entry at its pivot column. */
  readonly rows: readonly (readonly bigint[])[];
  readonly pivotColumns: readonly number[];
  /** 1 or -1 by the number of exchanges of rows. */
  readonly sign: bigint;
}

/** The echelon form over the whole numbers; the last pivot times the sign is the determinant of a regular matrix. */
export function fractionFreeForm(rows: readonly IntegerRow[]): FractionFreeForm {
  const work = rows.map((row) => Array.from(row, BigInt));
  const columns = work[0]?.length ?? 0;
  const pivotColumns: number[] = [];
  let sign = 1n;
  let previous = 1n;
  for (let column = 0; column < columns && pivotColumns.length < work.length; column++) {
    const rank = pivotColumns.length;
    const found = work.findIndex((row, i) => i >= rank && row[column] !== 0n);
    if (found === -1) continue;
    if (found !== rank) sign = -sign;
    [work[rank], work[found]] = [work[found], work[rank]];
    const pivotRow = work[rank];
    const pivot = pivotRow[column];
    for (let i = rank + 1; i < work.length; i++) {
      const factor = work[i][column];
      for (let j = column; j < columns; j++) work[i][j] = (pivot * work[i][j] - factor * pivotRow[j]) / previous;
    }
    previous = pivot;
    pivotColumns.push(column);
  }
  return { rows: work.slice(0, pivotColumns.length), pivotColumns, sign };
}

/** The rank over the rationals. */
export function fractionFreeRank(rows: readonly IntegerRow[]): number {
  return fractionFreeForm(rows).pivotColumns.length;
}

/** The determinant of a square matrix; 1 for an empty one. */
export function determinant(rows: readonly IntegerRow[]): bigint {
  const form = fractionFreeForm(rows);
  if (form.pivotColumns.length < rows.length) return 0n;
  return rows.length === 0 ? 1n : form.sign * form.rows.at(-1)!.at(-1)!;
}
