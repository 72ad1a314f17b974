/**
 * The Frechet distance of two sets of feature rows, taken for Gaussian: the squared Wasserstein-2 distance of
 * N(mu1, S1) and N(mu2, S2) (Dowson and Landau, J. Multivariate Anal. 12 (1982) 450),
 *
 *     d^2 = |mu1 - mu2|^2 + Tr(S1 + S2 - 2 (S1 S2)^1/2).
 *
 * With S1 = V^T L V the product S1 S2 has the eigenvalues of the symmetric L^1/2 V S2 V^T L^1/2, which are not negative;
 * the trace of the root is the sum of their square roots. No root of a matrix that is not symmetric is taken, and
 * singular covariances need no addition to the diagonal, unlike in the code this metric is usually computed with.
 * On a ParticleNet's activations it is FPND, on energy flow polynomials FPD, on Inception's the FID of images.
 *
 * Cost: N w^2 / 2 products for the covariance of N rows of w features, some 12 w^3 for the distance.
 */
import { GlueballError } from "../base/index.ts";
import type { FeatureRows } from "./featureRows.ts";
import { requireRows, requireSameWidth } from "./featureRows.ts";
import { requireFinite } from "./sample.ts";
import { symmetricEigen, symmetricEigenvalues } from "./symmetricEigen.ts";

export interface FeatureMoments {
  readonly mean: Float64Array;
  /** [w, w], with N - 1. */
  readonly covariance: Float64Array;
}

/** Rows whose products are added in one sweep over the covariance. */
const BLOCK = 4;

/** Mean and covariance (N - 1) of at least two rows. */
export function featureMoments(rows: FeatureRows): FeatureMoments {
  const count = requireRows(rows, 2, "rows");
  return countedMoments(Float64Array.from(rows.values), rows.width, new Float64Array(count).fill(1));
}

/** Moments of rows of which row i is there counts[i] times; checked rows. */
export function countedMoments(values: Float64Array, width: number, counts: Float64Array): FeatureMoments {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = new Float64Array(width);
  for (let row = 0; row < counts.length; row++) {
    const count = counts[row];
    if (count > 0) for (let i = 0; i < width; i++) mean[i] += count * values[row * width + i];
  }
  for (let i = 0; i < width; i++) mean[i] /= total;
  const covariance = sumOfProducts(values, mean, counts);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) covariance[j * width + i] = covariance[i * width + j] /= total - 1;
  }
  return { mean, covariance };
}

/** sum count (x_i - mean_i) (x_j - mean_j) in the lower half. */
function sumOfProducts(values: Float64Array, mean: Float64Array, counts: Float64Array): Float64Array {
  const width = mean.length;
  const sums = new Float64Array(width * width);
  const block = new Float64Array(BLOCK * width);
  let filled = 0;
  for (let row = 0; row < counts.length; row++) {
    if (counts[row] === 0) continue;
    const weight = Math.sqrt(counts[row]);
    for (let i = 0; i < width; i++) block[filled * width + i] = weight * (values[row * width + i] - mean[i]);
    if (++filled < BLOCK) continue;
    addProducts(sums, block, width);
    filled = 0;
  }
  block.fill(0, filled * width);
  addProducts(sums, block, width);
  return sums;
}

function addProducts(sums: Float64Array, block: Float64Array, width: number): void {
  for (let i = 0; i < width; i++) {
    const a0 = block[i];
    const a1 = block[width + i];
    const a2 = block[2 * width + i];
    const a3 = block[3 * width + i];
    for (let j = 0, at = i * width; j <= i; j++, at++) {
      sums[at] += a0 * block[j] + a1 * block[width + j] + a2 * block[2 * width + j] + a3 * block[3 * width + j];
    }
  }
}

/** d^2 of two sets by their moments; 0 for equal ones, at most some 1e-14 of the traces below what it is. */
export function frechetDistance(first: FeatureMoments, second: FeatureMoments): number {
  [first, second].forEach((moments, k) => requireMoments(moments, k === 0 ? "first moments" : "second moments"));
  const width = first.mean.length;
  requireSameWidth(width, second.mean.length);
  let distance = -2 * traceOfRoot(first.covariance, second.covariance, width);
  for (let i = 0; i < width; i++) {
    const shift = first.mean[i] - second.mean[i];
    distance += shift * shift + first.covariance[i * width + i] + second.covariance[i * width + i];
  }
  return Math.max(distance, 0);
}

/** Tr (S1 S2)^1/2. Eigenvalues that rounding made negative are 0. */
function traceOfRoot(first: Float64Array, second: Float64Array, width: number): number {
  const { values, vectors } = symmetricEigen(first, width);
  const roots = values.map((value) => Math.sqrt(Math.max(value, 0)));
  const turned = times(vectors, second, width); // V S2; S2 is symmetric
  const symmetric = times(vectors, turned, width); // V (V S2)^T
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) symmetric[i * width + j] *= roots[i] * roots[j];
  }
  return symmetricEigenvalues(symmetric, width).reduce((sum, value) => sum + Math.sqrt(Math.max(value, 0)), 0);
}

/** A B^T, rows with rows. */
function times(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[i * n + k] * b[j * n + k];
      product[i * n + j] = sum;
    }
  }
  return product;
}

function requireMoments({ mean, covariance }: FeatureMoments, name: string): void {
  requireFinite(mean, `${name}, mean`);
  requireFinite(covariance, `${name}, covariance`);
  if (covariance.length === mean.length ** 2) return;
  throw new GlueballError({
    code: "stats/matrix-not-square",
    what: "a covariance that does not belong to its mean",
    place: name,
    found: `${covariance.length} numbers`,
    expected: `${mean.length} x ${mean.length}`,
  });
}
