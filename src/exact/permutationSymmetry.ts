/**
 * Vectors of a given permutation symmetry in a space on which S_n acts, without listing its n! permutations.
 *
 * Young's symmetriser of the tableau filled row by row (columns antisymmetrised, then rows symmetrised) projects on the
 * vectors of type lambda that no permutation within a row changes; m_lambda of them are independent, one for each copy of
 * the irrep. The adjacent transpositions s_k = (k k+1) alone cut them out:
 *
 *     s_k x = x                                for k and k + 1 in one row;
 *     x + sum over a in row i of (a b) x = 0   for b the first label of row i + 1.
 *
 * In the language of GL(N) the second line says that x is of highest weight: no label can move up a row, which removes
 * the irreps that are more symmetric than lambda (James, The Representation Theory of the Symmetric Groups, Springer
 * 1978, corollary 17.18; over the rationals it is enough to move one label). Since x is symmetric in row i, its terms
 * follow from one another, (a b) x = s_a (a+1 b) x. These vectors are eigenvectors of the Jucys-Murphy elements: the first
 * one of each irrep in the seminormal form.
 * Cost: two null spaces, and n products of a sparse matrix with each vector that the first condition leaves.
 */
import { GlueballError } from "../base/index.ts";
import { requirePartition, sizeOfPartition, type Partition } from "./partitions.ts";
import { clearDenominators, primitiveVector } from "./primitiveVector.ts";
import { nullSpace } from "./rationalSystems.ts";
import { commonDenominator, leastCommonMultiple, ONE, subtractRationals } from "./rationals.ts";
import type { RationalMatrix } from "./seminormalForm.ts";

/** One group S_n that acts, and the symmetry wanted of it. */
export interface WantedSymmetry {
  /** The matrices of s_1 ... s_(n-1): row i holds the image of basis element i, so that x goes to x M. */
  readonly transpositions: readonly RationalMatrix[];
  /** The irrep, a partition of n. */
  readonly irrep: Partition;
}

/**
 * Independent vectors of `dimension` coefficients, whole, primitive, with the first entry other than 0 positive, that
 * have all the symmetries; their number is the multiplicity of the product of irreps. The groups must commute.
 * Errors: `exact/not-a-partition`, `exact/sizes-differ`.
 */
export function vectorsOfSymmetry(dimension: number, wanted: readonly WantedSymmetry[]): bigint[][] {
  for (const symmetry of wanted) requireMatrices(symmetry, dimension);
  let vectors = nullSpace(wanted.flatMap(withinRows), dimension);
  for (const { transpositions, irrep } of wanted) {
    const matrices = transpositions.map(wholeMatrix);
    let below = 0;
    for (const length of irrep.slice(0, -1)) {
      below += length; // labels in this row and those above: s_below, as matrices[below - 1], moves the next row's first
      const path = matrices.slice(below - length, below).reverse();
      vectors = annihilated(vectors, (vector) => sumOfMoves(vector, path));
    }
  }
  return vectors;
}

/** The equations s_k x = x for neighbours in one row, each a whole row of coefficients of x. */
function withinRows({ transpositions, irrep }: WantedSymmetry): bigint[][] {
  const rowEnds = new Set<number>();
  irrep.reduce((sum, length) => (rowEnds.add(sum + length), sum + length), 0);
  return transpositions.flatMap((matrix, k) => (rowEnds.has(k + 1) ? [] : fixedBy(matrix)));
}

function fixedBy(matrix: RationalMatrix): bigint[][] {
  return matrix.map((_, j) => {
    const equation = matrix.map((row, i) => (i === j ? subtractRationals(row[j], ONE) : row[j]));
    return clearDenominators(equation).entries;
  });
}

/** denominator * M, by its entries that are not 0. */
interface WholeMatrix {
  readonly rows: readonly (readonly { readonly column: number; readonly entry: bigint }[])[];
  readonly denominator: bigint;
}

function wholeMatrix(matrix: RationalMatrix): WholeMatrix {
  const denominator = matrix.reduce((common, row) => leastCommonMultiple(common, commonDenominator(row)), 1n);
  const rows = matrix.map((row) =>
    row.flatMap((value, column) =>
      value.numerator === 0n ? [] : [{ column, entry: value.numerator * (denominator / value.denominator) }],
    ),
  );
  return { rows, denominator };
}

/** x + s x + s' s x + ... along the path of transpositions, times all their denominators. */
function sumOfMoves(vector: readonly bigint[], path: readonly WholeMatrix[]): bigint[] {
  let moved = vector;
  let sum = [...vector];
  for (const matrix of path) {
    moved = transform(moved, matrix);
    sum = sum.map((entry, i) => entry * matrix.denominator + moved[i]);
  }
  return sum;
}

function transform(vector: readonly bigint[], matrix: WholeMatrix): bigint[] {
  const image = Array<bigint>(vector.length).fill(0n);
  vector.forEach((coefficient, i) => {
    if (coefficient === 0n) return;
    for (const { column, entry } of matrix.rows[i]) image[column] += coefficient * entry;
  });
  return image;
}

/** The combinations of the vectors that a linear map sends to 0. */
function annihilated(vectors: readonly bigint[][], map: (vector: bigint[]) => bigint[]): bigint[][] {
  if (vectors.length === 0) return [];
  const images = vectors.map(map);
  const equations = images[0].map((_, j) => images.map((image) => image[j]));
  return nullSpace(equations, vectors.length).map((combination) =>
    primitiveVector(vectors[0].map((_, j) => combination.reduce((sum, factor, k) => sum + factor * vectors[k][j], 0n))),
  );
}

function requireMatrices({ transpositions, irrep }: WantedSymmetry, dimension: number): void {
  requirePartition(irrep);
  const expected = Math.max(sizeOfPartition(irrep) - 1, 0);
  const isFitting =
    transpositions.length === expected &&
    transpositions.every((matrix) => matrix.length === dimension && matrix.every((row) => row.length === dimension));
  if (isFitting) return;
  throw new GlueballError({
    code: "exact/sizes-differ",
    what: `matrices of adjacent transpositions do not fit the irrep [${irrep}]`,
    found: `${transpositions.length} matrices of ${transpositions[0]?.length ?? 0} rows`,
    expected: `${expected} of ${dimension} x ${dimension} entries`,
  });
}
