/**
 * Least squares with coefficients that may not be negative, for up to three coefficients: minimise |y - M x|^2 with
 * x >= 0. With so few, the active set need not be searched (Lawson and Hanson, "Solving least squares problems", 1974,
 * chapter 23): the solution is the free solution of one of the 2^n subsets of columns, so all are tried, the full one
 * first. A subset's solution lowers |y|^2 by x . M^T y, and the feasible one that lowers it most is the answer.
 *
 * Input are the normal equations G = M^T M and c = M^T y, since fits of scaling laws know them without M. Cost: some
 * tens of nanoseconds when nothing is at its bound.
 */

/** Determinant of a Gram matrix over the product of its diagonal, below which columns count as dependent. */
const DEPENDENT = 1e-13;

/** SUBSETS[n]: the subsets of n columns as lists, the largest first. */
const SUBSETS = [0, 1, 2, 3].map((count) =>
  Array.from({ length: 2 ** count - 1 }, (_, k) => [0, 1, 2].filter((column) => ((k + 1) >> column) & 1)).sort(
    (a, b) => b.length - a.length,
  ),
);

export interface NonNegativeSolver {
  /**
   * Solves for `gram` (n x n, row after row) and `right` (n); the coefficients are in `coefficients` until the next
   * call. Returns by how much they lower |y|^2: 0 when all are 0.
   */
  solve(gram: Float64Array, right: Float64Array): number;
  readonly coefficients: Float64Array;
}

/** A solver for `count` (1 to 3) coefficients that allocates nothing while it solves. */
export function nonNegativeSolver(count: 1 | 2 | 3): NonNegativeSolver {
  const coefficients = new Float64Array(count);
  const trial = new Float64Array(count);
  const subsets = SUBSETS[count];

  function solve(gram: Float64Array, right: Float64Array): number {
    coefficients.fill(0);
    let best = 0;
    for (const subset of subsets) {
      // Every larger subset was tried: the free solution of all columns, if feasible, cannot be beaten.
      if (!solveSubset(subset, count, gram, right, trial)) continue;
      let gain = 0;
      let feasible = true;
      for (const column of subset) {
        gain += trial[column] * right[column];
        if (trial[column] < 0) feasible = false;
      }
      if (!feasible || gain <= best) continue;
      best = gain;
      coefficients.fill(0);
      for (const column of subset) coefficients[column] = trial[column];
      if (subset.length === count) break;
    }
    return best;
  }
  return { solve, coefficients };
}

/** The free solution on the columns of a subset, by Cramer's rule; false when the columns are dependent. */
function solveSubset(
  subset: readonly number[],
  count: number,
  gram: Float64Array,
  right: Float64Array,
  out: Float64Array,
): boolean {
  const [i, j, k] = subset;
  const ii = gram[i * count + i];
  if (subset.length === 1) {
    out[i] = right[i] / ii;
    return ii > 0;
  }
  const ij = gram[i * count + j];
  const jj = gram[j * count + j];
  const minor = ii * jj - ij * ij;
  if (subset.length === 2) {
    out[i] = (right[i] * jj - right[j] * ij) / minor;
    out[j] = (right[j] * ii - right[i] * ij) / minor;
    return minor > DEPENDENT * ii * jj;
  }
  const ik = gram[i * count + k];
  const jk = gram[j * count + k];
  const kk = gram[k * count + k];
  // Cofactors of the symmetric 3 x 3 matrix.
  const c00 = jj * kk - jk * jk;
  const c01 = ik * jk - ij * kk;
  const c02 = ij * jk - ik * jj;
  const c11 = ii * kk - ik * ik;
  const c12 = ij * ik - ii * jk;
  const determinant = ii * c00 + ij * c01 + ik * c02;
  out[i] = (c00 * right[i] + c01 * right[j] + c02 * right[k]) / determinant;
  out[j] = (c01 * right[i] + c11 * right[j] + c12 * right[k]) / determinant;
  out[k] = (c02 * right[i] + c12 * right[j] + minor * right[k]) / determinant;
  return determinant > DEPENDENT * ii * jj * kk;
}
