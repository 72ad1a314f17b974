/**
 * The kernel physics distance KPD (Kansal et al., arXiv 2211.10295) as JetNet's code has it: the unbiased estimate of the
 * squared maximum mean discrepancy (Gretton et al., JMLR 13 (2012) 723, equation 3)
 *
 *     MMD^2 = sum_{i != j} k(x_i, x_j) / m (m - 1) + sum_{i != j} k(y_i, y_j) / n (n - 1) - 2 sum_{i,j} k(x_i, y_j) / m n
 *
 * with k(x, y) = (x.y / d + 1)^4, of ten pairs of batches of 5000 rows drawn with replacement; the median is the value,
 * half of the range from 16.275 to 83.725 % its error. It may be negative. Drawing with replacement puts pairs i != j of
 * the same row into the first two sums: two samples of n rows of one population have an expectation of order 1/n above 0.
 *
 * The sums over pairs are not carried out. With z = (x / sqrt d, 1) the kernel is (z.z')^4, the product of two vectors
 * of monomials z_a z_b z_c z_e, a <= b <= c <= e, each weighted by the number of its orders, so sums over pairs are
 * products of sums over rows: exact, and the cost is N C(d + 4, 4) instead of N^2 d (half of it for 36 features, a 200th for 5).
 * Memory: C(d + 4, 4) numbers a sample, 91,390 for 36 features.
 */
import type { Rng } from "../base/index.ts";
import { drawCounts } from "./featureRows.ts";
import type { FeatureRows } from "./featureRows.ts";
import { comparedRows } from "./frechetPhysicsDistance.ts";
import type { PhysicsDistance, PhysicsDistanceOptions } from "./frechetPhysicsDistance.ts";
import { quantiles } from "./quantile.ts";

const BATCHES = 10;
const BATCH_SIZE = 5000;
const VALUE_AND_RANGE = [0.5, 0.16275, 0.83725];
/** Rows whose monomials are added in one sweep. */
const BLOCK = 4;

/** KPD of at least 1000 rows each. @throws as `frechetPhysicsDistance` */
export function kernelPhysicsDistance(
  real: FeatureRows,
  generated: FeatureRows,
  { rng, normalise = true }: PhysicsDistanceOptions,
): PhysicsDistance {
  const { first, second, width } = comparedRows(real, generated, normalise);
  const sums = (values: Float64Array, stream: Rng) =>
    kernelSums(values, width, drawCounts(values.length / width, BATCH_SIZE, stream));
  const batches = Array.from({ length: BATCHES }, (_, k) => {
    const stream = rng.fork(k);
    return unbiasedMmd2(sums(first, stream.fork("real")), sums(second, stream.fork("generated")));
  });
  const [value, low, high] = quantiles(batches, VALUE_AND_RANGE);
  return { value, error: (high - low) / 2 };
}

/** What a sample contributes to sums of kernels. */
export interface KernelSums {
  readonly width: number;
  readonly rows: number;
  /** sum over rows of each monomial, a <= b <= c <= e in lexical order. */
  readonly monomials: Float64Array;
  /** sum of k(x_i, x_i). */
  readonly diagonal: number;
}

/** MMD^2 of two samples of at least two rows each. */
export function unbiasedMmd2(x: KernelSums, y: KernelSums): number {
  const weights = monomialOrders(x.width);
  const within = (sums: KernelSums) =>
    (weightedProduct(sums.monomials, sums.monomials, weights) - sums.diagonal) / (sums.rows * (sums.rows - 1));
  const between = weightedProduct(x.monomials, y.monomials, weights) / (x.rows * y.rows);
  return within(x) + within(y) - 2 * between;
}

function weightedProduct(a: Float64Array, b: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += weights[i] * a[i] * b[i];
  return sum;
}

/** The sums of rows of which row i is there counts[i] times. */
export function kernelSums(values: Float64Array, width: number, counts: Float64Array): KernelSums {
  const length = width + 1;
  const monomials = new Float64Array((length * (length + 1) * (length + 2) * (length + 3)) / 24);
  const block = new Float64Array(BLOCK * length); // z of four rows
  const blockCounts = new Float64Array(BLOCK);
  let [filled, rows, diagonal] = [0, 0, 0];
  for (let row = 0; row < counts.length; row++) {
    if (counts[row] === 0) continue;
    const square = extendedRow(values, row, width, block.subarray(filled * length, (filled + 1) * length));
    rows += counts[row];
    diagonal += counts[row] * square ** 4;
    blockCounts[filled++] = counts[row];
    if (filled < BLOCK) continue;
    addMonomials(monomials, block, blockCounts, length);
    filled = 0;
  }
  blockCounts.fill(0, filled);
  addMonomials(monomials, block, blockCounts, length);
  return { width, rows, monomials, diagonal };
}

/** z = (x / sqrt d, 1) into `z`; returns z.z. */
function extendedRow(values: Float64Array, row: number, width: number, z: Float64Array): number {
  const scale = 1 / Math.sqrt(width);
  let square = 1;
  for (let i = 0; i < width; i++) {
    z[i] = values[row * width + i] * scale;
    square += z[i] * z[i];
  }
  z[width] = 1;
  return square;
}

/** Adds count z_a z_b z_c z_e of each row of the block; a row without count adds nothing. */
function addMonomials(monomials: Float64Array, block: Float64Array, counts: Float64Array, length: number): void {
  const z0 = block.subarray(0, length);
  const z1 = block.subarray(length, 2 * length);
  const z2 = block.subarray(2 * length, 3 * length);
  const z3 = block.subarray(3 * length);
  let at = 0;
  for (let a = 0; a < length; a++) {
    for (let b = a; b < length; b++) {
      const p0 = counts[0] * z0[a] * z0[b];
      const p1 = counts[1] * z1[a] * z1[b];
      const p2 = counts[2] * z2[a] * z2[b];
      const p3 = counts[3] * z3[a] * z3[b];
      for (let c = b; c < length; c++) {
        const q0 = p0 * z0[c];
        const q1 = p1 * z1[c];
        const q2 = p2 * z2[c];
        const q3 = p3 * z3[c];
        for (let e = c; e < length; e++) monomials[at++] += q0 * z0[e] + q1 * z1[e] + q2 * z2[e] + q3 * z3[e];
      }
    }
  }
}

/** In how many orders each monomial comes up in (z.z')^4: 4! over the factorials of its powers. */
function monomialOrders(width: number): Float64Array {
  const orders: number[] = [];
  for (let a = 0; a <= width; a++) {
    for (let b = a; b <= width; b++) {
      for (let c = b; c <= width; c++) for (let e = c; e <= width; e++) orders.push(ordersOf(a, b, c, e));
    }
  }
  return Float64Array.from(orders);
}

/** Of sorted indices: each divides 4! by its place in its run of equal ones, so that a run of r divides it by r!. */
function ordersOf(a: number, b: number, c: number, e: number): number {
  const second = a === b ? 2 : 1;
  const third = b === c ? second + 1 : 1;
  const fourth = c === e ? third + 1 : 1;
  return 24 / (second * third * fourth);
}
