/**
 * Young's seminormal form of the irreps of S_n: matrices of fractions for the adjacent transpositions s_k = (k k+1), from
 * which every permutation follows (James and Kerber, The Representation Theory of the Symmetric Group, section 3.2).
 *
 * The basis is numbered by standard tableaux. With r the content (column - row) of k + 1 less that of k in the tableau T,
 *
 *     s_k T = T / r + T'                 if k + 1 stands below k in T, and T' is standard,
 *     s_k T = T / r + (1 - 1/r^2) T'     if k + 1 stands above k in T, and T' is standard,
 *     s_k T = T / r                      if T' is not standard; then r = 1 (one row) or -1 (one column),
 *
 * where T' is T with k and k + 1 exchanged.
 * Cost: dimension^2 entries for each of the n - 1 matrices.
 */
import { sizeOfPartition, type Partition } from "./partitions.ts";
import { rational, ZERO, type Rational } from "./rationals.ts";
import { standardTableaux, type Tableau } from "./youngTableaux.ts";

/** Row i holds the coordinates of the image of basis element i; a row of coefficients x goes to x M. */
export type RationalMatrix = readonly (readonly Rational[])[];

/** The matrices of s_1 ... s_(n-1), in the order of `standardTableaux`. Error: `exact/not-a-partition`. */
export function seminormalMatrices(irrep: Partition): RationalMatrix[] {
  const tableaux = standardTableaux(irrep);
  const numbers = new Map(tableaux.map((tableau, i) => [JSON.stringify(tableau), i]));
  return Array.from({ length: Math.max(sizeOfPartition(irrep) - 1, 0) }, (_, k) =>
    tableaux.map((tableau, i) => imageRow(tableau, i, k + 1, numbers)),
  );
}

function imageRow(tableau: Tableau, own: number, k: number, numbers: ReadonlyMap<string, number>): Rational[] {
  const image = Array<Rational>(numbers.size).fill(ZERO);
  const [here, next] = [placeOf(tableau, k), placeOf(tableau, k + 1)];
  const distance = next.column - next.row - (here.column - here.row);
  image[own] = rational(1, distance);
  const swapped = tableau.map((row) => row.map((label) => (label === k ? k + 1 : label === k + 1 ? k : label)));
  const other = numbers.get(JSON.stringify(swapped));
  if (other !== undefined)
    image[other] = next.row > here.row ? rational(1) : rational(distance ** 2 - 1, distance ** 2);
  return image;
}

function placeOf(tableau: Tableau, label: number): { readonly row: number; readonly column: number } {
  const row = tableau.findIndex((labels) => labels.includes(label));
  return { row, column: tableau[row].indexOf(label) };
}
