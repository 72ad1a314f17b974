/**
 * The Frechet physics distance FPD (Kansal et al., Phys. Rev. D 107 (2023) 076017, arXiv 2211.10295) as JetNet's code has
 * it: the Frechet distance of finite samples is too large by about 1/N, so it is measured at ten batch sizes between
 * 20,000 and 50,000, equally spaced in 1/N, each the mean over 20 pairs of batches drawn with replacement, and
 * extrapolated by a line
 *
 *     v = a + b / N,    a >= 0, b >= 0,
 *
 * to a, the value. Its error is that of the fit without the bounds, scaled to the residuals, as curve_fit gives it.
 *
 * Drawing with replacement from n rows can only undo the bias of the drawing, not that of the n rows themselves: two
 * disjoint halves of one sample have an FPD above 0, so give `distanceFloorOfRows` beside it. The recommended input are
 * 50,000 jets with the 36 energy flow polynomials of at most 4 edges.
 *
 * Cost: a batch is held as counts of the n rows: 400 covariances of min(n, N) rows at most.
 */
import type { Rng } from "../base/index.ts";
import { drawCounts, requireRows, requireSameWidth, scaledByReference } from "./featureRows.ts";
import type { FeatureRows } from "./featureRows.ts";
import { countedMoments, frechetDistance } from "./frechetDistance.ts";
import { linearSpace } from "./quantile.ts";

export interface PhysicsDistanceOptions {
  readonly rng: Rng;
  /** Divide each feature by its largest absolute value in the real sample; default true. */
  readonly normalise?: boolean;
}

export interface PhysicsDistance {
  readonly value: number;
  readonly error: number;
}

export interface FrechetPhysicsDistance extends PhysicsDistance {
  /** b of the fit. */
  readonly slope: number;
  /** What was fitted: the mean distance of batches of each size. */
  readonly batchSizes: Float64Array;
  readonly distances: Float64Array;
}

/** Below it no distance of this kind means anything. */
const FEWEST_ROWS = 1000;

const SMALLEST_BATCH = 20_000;
const LARGEST_BATCH = 50_000;
const SIZES = 10;
const BATCHES_PER_SIZE = 20;

/** FPD of at least 1000 rows each. @throws GlueballError stats/too-few-rows, stats/observables-differ and as `featureMoments` */
export function frechetPhysicsDistance(
  real: FeatureRows,
  generated: FeatureRows,
  { rng, normalise = true }: PhysicsDistanceOptions,
): FrechetPhysicsDistance {
  const { first, second, width } = comparedRows(real, generated, normalise);
  const inverse = linearSpace(1 / SMALLEST_BATCH, 1 / LARGEST_BATCH, SIZES);
  // Rounding leaves three of them, 50,000 included, just below a whole number: floor takes one off, as in JetNet.
  const batchSizes = inverse.map((x) => Math.floor(1 / x));
  const moments = (values: Float64Array, size: number, stream: Rng) =>
    countedMoments(values, width, drawCounts(values.length / width, size, stream));
  const distances = batchSizes.map((size, k) => {
    let sum = 0;
    for (let batch = 0; batch < BATCHES_PER_SIZE; batch++) {
      const stream = rng.fork(k * BATCHES_PER_SIZE + batch);
      sum += frechetDistance(
        moments(first, size, stream.fork("real")),
        moments(second, size, stream.fork("generated")),
      );
    }
    return sum / BATCHES_PER_SIZE;
  });
  const { intercept, slope, error } = fitRisingLine(
    batchSizes.map((size) => 1 / size),
    distances,
  );
  return { value: intercept, error, slope, batchSizes, distances };
}

/** Both sets checked, and divided by the largest real values where wanted. */
export function comparedRows(
  real: FeatureRows,
  generated: FeatureRows,
  normalise: boolean,
): { readonly first: Float64Array; readonly second: Float64Array; readonly width: number } {
  requireRows(real, FEWEST_ROWS, "real sample");
  requireRows(generated, FEWEST_ROWS, "generated sample");
  requireSameWidth(real.width, generated.width);
  const { width } = real;
  if (!normalise) {
    return { first: Float64Array.from(real.values), second: Float64Array.from(generated.values), width };
  }
  const { reference, other } = scaledByReference(real, generated);
  return { first: reference, second: other, width };
}

export interface RisingLine {
  readonly intercept: number;
  readonly slope: number;
  /** Of the intercept. */
  readonly error: number;
}

/** Least squares of y = a + b x with a, b >= 0, for three points or more, not all at one x. */
export function fitRisingLine(x: Float64Array, y: Float64Array): RisingLine {
  const count = x.length;
  const sum = (term: (i: number) => number) => x.reduce((total, _, i) => total + term(i), 0);
  const [meanX, meanY] = [sum((i) => x[i]) / count, sum((i) => y[i]) / count];
  const spread = sum((i) => (x[i] - meanX) ** 2);
  const free = sum((i) => (x[i] - meanX) * (y[i] - meanY)) / spread;
  const squares = sum((i) => x[i] * x[i]);
  const residuals = (a: number, b: number) => sum((i) => (y[i] - a - b * x[i]) ** 2);
  // Squares are convex: without the free minimum inside, the best is on one of the two edges.
  const edges = [
    { intercept: Math.max(meanY, 0), slope: 0 },
    { intercept: 0, slope: Math.max(sum((i) => x[i] * y[i]) / squares, 0) },
  ].map((line) => ({ ...line, squares: residuals(line.intercept, line.slope) }));
  const inside = { intercept: meanY - free * meanX, slope: free };
  const bestEdge = edges[0].squares <= edges[1].squares ? edges[0] : edges[1];
  const { intercept, slope } = inside.intercept >= 0 && inside.slope >= 0 ? inside : bestEdge;
  const variance = residuals(intercept, slope) / (count - 2);
  return { intercept, slope, error: Math.sqrt((variance * squares) / (count * spread)) };
}
