/**
 * Structures as combinations of the basis, exactly: solved modulo a prime from their values at random points, lifted to
 * rational numbers, and confirmed at new points modulo a second prime.
 *
 * A residue r mod p is the fraction a/b with |a|, b <= sqrt(p/2) = 32767 for at most one pair (a, b), which the Euclidean
 * algorithm finds (von zur Gathen, Gerhard, Modern Computer Algebra, section 5.10). The coefficients here are small:
 * those of tableaux are whole numbers. A wrong lift, or a structure outside the span, fails at the second prime but for
 * a chance of about 1 in 10^8.
 */
import type { Rng } from "../../base/index.ts";
import { modularEchelon, multiplyModulo, PRIME, residue, SECOND_PRIME } from "../../exact/index.ts";

/** Where structures are evaluated. */
export interface PointOptions {
  readonly prime: number;
  readonly points: number;
  readonly rng: Rng;
}

/** Rows of rational numbers over one denominator. */
export interface RationalRows {
  readonly numerators: readonly Float64Array[];
  /** Positive. */
  readonly denominator: number;
  /** sum_a max_b |numerators[a][b]|: a vector times the rows grows by this factor at most. */
  readonly growth: number;
}

/** Values at the points of the options, one array for each structure. The same options give the same points. */
export type EvaluateAll = (options: PointOptions) => readonly Float64Array[];

/** Points beyond the number of unknowns, and points of the confirmation. */
const SPARE_POINTS = 2;

/** The points at which structures are expanded in a basis of that dimension. */
export function solvingPoints(dimension: number, rng: Rng): PointOptions {
  return { prime: PRIME, points: dimension + SPARE_POINTS, rng: rng.fork("solve") };
}

/** The coefficients of every other structure in the basis: others[a] = sum_b rows[a][b] basis[b]. */
export function expandInBasis(basis: EvaluateAll, others: EvaluateAll, dimension: number, rng: Rng): RationalRows {
  const points = solvingPoints(dimension, rng);
  const expansion = liftRows(solveModulo(basis(points), others(points)));
  const confirmation = { prime: SECOND_PRIME, points: SPARE_POINTS, rng: rng.fork("confirm") };
  if (!holdsModulo(expansion, basis(confirmation), others(confirmation))) {
    throw new Error("an expansion found modulo one prime fails modulo another");
  }
  return expansion;
}

/** One row of residues for each of the others. */
function solveModulo(basis: readonly Float64Array[], others: readonly Float64Array[]): Float64Array[] {
  const dimension = basis.length;
  const columns = dimension + others.length;
  const equations = Array.from({ length: dimension + SPARE_POINTS }, (_, point) => {
    const row = new Float64Array(columns);
    basis.forEach((values, b) => (row[b] = values[point]));
    others.forEach((values, a) => (row[dimension + a] = values[point]));
    return row;
  });
  const { rows, pivotColumns } = modularEchelon(equations, columns, PRIME);
  if (rows.length !== dimension || pivotColumns.some((column, b) => column !== b)) {
    throw new Error(`structures do not lie in the span of ${dimension} others: rank ${rows.length}`);
  }
  return others.map((_, a) => Float64Array.from(rows, (row) => row[dimension + a]));
}

function liftRows(residues: readonly Float64Array[]): RationalRows {
  const denominator = residues.reduce(
    (common, row) =>
      row.reduce((least, r) => (isSmall(multiplyModulo(r, least, PRIME)) ? least : extend(least, r)), common),
    1,
  );
  const numerators = residues.map((row) => row.map((r) => symmetric(multiplyModulo(r, denominator, PRIME), PRIME)));
  const growth = numerators.reduce((sum, row) => sum + row.reduce((most, n) => Math.max(most, Math.abs(n)), 0), 0);
  return { numerators, denominator, growth };
}

/** The common denominator that also makes r a whole number. */
function extend(denominator: number, r: number): number {
  return denominator * denominatorOf(multiplyModulo(r, denominator, PRIME));
}

const LARGEST_PART = Math.floor(Math.sqrt(PRIME / 2));

function isSmall(r: number): boolean {
  return Math.abs(symmetric(r, PRIME)) <= LARGEST_PART;
}

/** The residue in -p/2 ... p/2. */
function symmetric(r: number, prime: number): number {
  return r > prime / 2 ? r - prime : r;
}

/** b of r = a/b: the Euclidean algorithm for (p, r), stopped at the first remainder below the bound. */
function denominatorOf(r: number): number {
  let [larger, smaller] = [PRIME, r];
  let [before, now] = [0, 1];
  while (smaller > LARGEST_PART) {
    const quotient = Math.floor(larger / smaller);
    [larger, smaller] = [smaller, larger - quotient * smaller];
    [before, now] = [now, before - quotient * now];
  }
  return Math.abs(now);
}

function holdsModulo(
  { numerators, denominator }: RationalRows,
  basis: readonly Float64Array[],
  others: readonly Float64Array[],
): boolean {
  return others.every((values, a) =>
    values.every((value, point) => {
      const sum = basis.reduce((total, structure, b) => {
        const coefficient = residue(numerators[a][b], SECOND_PRIME);
        return (total + multiplyModulo(coefficient, structure[point], SECOND_PRIME)) % SECOND_PRIME;
      }, 0);
      return sum === multiplyModulo(value, denominator, SECOND_PRIME);
    }),
  );
}
