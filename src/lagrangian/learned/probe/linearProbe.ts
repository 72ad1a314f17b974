/**
 * Linear probes: what a linear map reads from vectors (Alain, Bengio, arXiv 1610.01644). Classes by multinomial logistic
 * regression, numbers by least squares. Rows are whitened by those of training first, so that a probe depends neither on the
 * basis nor on the scale of an embedding; directions that do not vary are left out.
 *
 * Classes: minimise over weights w_c the mean of -ln softmax_label(w x) + penalty |w|^2 / 2. The curvature is at most
 * 1/2 + penalty for white rows (Boehning, Ann. Inst. Statist. Math. 44 (1992) 197), so Nesterov's steps of length
 * 1 / (1/2 + penalty) converge, with a restart of the momentum where it points uphill (O'Donoghue, Candes, arXiv 1204.3982).
 * Cost: rows x columns x classes a step.
 */
import { symmetricEigen } from "../../../stats/index.ts";
import type { FeatureRows } from "../../../stats/index.ts";

/** Variance, relative to the largest, below which a direction is rounding of 32-bit states. */
const NO_VARIANCE = 1e-8;
const PENALTY = 1e-3;
const STEPS = 100;

export interface Whitening {
  readonly mean: Float64Array;
  /** One direction after the other, divided by its standard deviation: [kept, width]. */
  readonly directions: Float64Array;
  readonly kept: number;
}

/** Principal directions of the rows, largest variance first. */
export function whiteningOf({ values, width }: FeatureRows): Whitening {
  const rows = values.length / width;
  const mean = new Float64Array(width);
  for (let i = 0; i < values.length; i++) mean[i % width] += values[i] / rows;
  const covariance = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      const own = (values[row * width + i] - mean[i]) / rows;
      for (let j = 0; j <= i; j++) covariance[i * width + j] += own * (values[row * width + j] - mean[j]);
    }
  }
  const { values: variances, vectors } = symmetricEigen(covariance, width);
  const threshold = NO_VARIANCE * variances[width - 1];
  const kept = variances.filter((variance) => variance > threshold).length;
  const directions = Float64Array.from({ length: kept * width }, (_, at) => {
    const k = width - 1 - Math.floor(at / width);
    return vectors[k * width + (at % width)] / Math.sqrt(variances[k]);
  });
  return { mean, directions, kept };
}

/** [rows, width] -> [rows, kept], of unit variance where the whitening was made. */
export function whiten({ values, width }: FeatureRows, { mean, directions, kept }: Whitening): FeatureRows {
  const rows = values.length / width;
  const white = new Float64Array(rows * kept);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < kept; k++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += directions[k * width + i] * (values[row * width + i] - mean[i]);
      white[row * kept + k] = sum;
    }
  }
  return { values: white, width: kept };
}

/** Predicts the class of each white row; labels are 0 ... classes - 1. */
export type ClassProbe = (white: FeatureRows) => Uint8Array;

export function trainClassProbe(white: FeatureRows, labels: Uint8Array, classes: number): ClassProbe {
  const weights = fitSoftmax({ x: white.values, labels, classes, width: white.width });
  return ({ values, width }) => {
    const scores = new Float64Array(classes);
    return Uint8Array.from({ length: values.length / width }, (_, row) => {
      fillScores(scores, weights, values, row, width);
      return scores.indexOf(Math.max(...scores));
    });
  };
}

interface SoftmaxProblem {
  /** White rows. */
  readonly x: ArrayLike<number>;
  readonly labels: Uint8Array;
  readonly classes: number;
  readonly width: number;
}

/** Weights [classes, width + 1], the offset last in each row. */
function fitSoftmax(problem: SoftmaxProblem): Float64Array {
  const size = problem.classes * (problem.width + 1);
  const step = 1 / (1 / 2 + PENALTY);
  const [current, look, gradient] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  let momentum = 1;
  for (let k = 0; k < STEPS; k++) {
    fillGradient(gradient, look, problem);
    let uphill = 0;
    for (let i = 0; i < size; i++) uphill += gradient[i] * (look[i] - step * gradient[i] - current[i]);
    const next = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const carry = uphill > 0 ? 0 : (momentum - 1) / next;
    for (let i = 0; i < size; i++) {
      const moved = look[i] - step * gradient[i];
      look[i] = moved + carry * (moved - current[i]);
      current[i] = moved;
    }
    momentum = uphill > 0 ? 1 : next;
  }
  return current;
}

function fillGradient(gradient: Float64Array, weights: Float64Array, problem: SoftmaxProblem): void {
  const { x, labels, classes, width } = problem;
  const rows = labels.length;
  const excess = new Float64Array(classes);
  gradient.fill(0);
  for (let row = 0; row < rows; row++) {
    fillScores(excess, weights, x, row, width);
    softmaxInPlace(excess);
    excess[labels[row]] -= 1;
    for (let c = 0; c < classes; c++) {
      const own = excess[c] / rows;
      const start = c * (width + 1);
      for (let i = 0; i < width; i++) gradient[start + i] += own * x[row * width + i];
      gradient[start + width] += own;
    }
  }
  for (let i = 0; i < gradient.length; i++) if (i % (width + 1) !== width) gradient[i] += PENALTY * weights[i];
}

function fillScores(
  scores: Float64Array,
  weights: Float64Array,
  x: ArrayLike<number>,
  row: number,
  width: number,
): void {
  for (let c = 0; c < scores.length; c++) {
    const start = c * (width + 1);
    let score = weights[start + width];
    for (let i = 0; i < width; i++) score += weights[start + i] * x[row * width + i];
    scores[c] = score;
  }
}

function softmaxInPlace(scores: Float64Array): void {
  const largest = Math.max(...scores);
  let sum = 0;
  for (let c = 0; c < scores.length; c++) sum += scores[c] = Math.exp(scores[c] - largest);
  for (let c = 0; c < scores.length; c++) scores[c] /= sum;
}

/** Predicts a number for each white row. */
export type NumberProbe = (white: FeatureRows) => Float64Array;

/** Least squares: for white rows the weights are the covariances with the target. */
export function trainNumberProbe(white: FeatureRows, targets: Float64Array): NumberProbe {
  const { values: x, width } = white;
  const offset = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  const weights = new Float64Array(width);
  for (let i = 0; i < x.length; i++) {
    weights[i % width] += (x[i] * (targets[Math.floor(i / width)] - offset)) / targets.length;
  }
  return ({ values }) =>
    Float64Array.from({ length: values.length / width }, (_, row) => {
      let sum = offset;
      for (let k = 0; k < width; k++) sum += weights[k] * values[row * width + k];
      return sum;
    });
}
