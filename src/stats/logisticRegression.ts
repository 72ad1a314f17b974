/**
 * Logistic regression with an L2 penalty, the plainest judge of embeddings: minimise over weights w and offset b
 *
 *     mean_i ln(1 + exp(-s_i (w.x_i + b))) + penalty |w|^2 / 2,      s_i = +1 for label 1, -1 for label 0,
 *
 * on columns that are standardised by the training rows. The minimum is unique. It is approached by Nesterov's accelerated
 * gradient steps of length 1 / L, L = (largest eigenvalue of the second moments) / 4 + penalty, the bound of the curvature,
 * with a restart of the momentum where it points uphill (O'Donoghue, Candes, arXiv 1204.3982). Cost: rows x columns a step.
 */
import type { FeatureRows } from "./featureRows.ts";

export interface LogisticRegression {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  readonly weights: Float64Array;
  readonly offset: number;
}

export interface LogisticSettings {
  readonly penalty: number;
  readonly steps: number;
}

/** A penalty of 1e-3 leaves directions alone whose spread is above a thirtieth of their column's. */
const LOGISTIC: LogisticSettings = { penalty: 1e-3, steps: 200 };

/** Of a sum of many numbers, relative. */
const ROUNDING = 1e-12;

/** Labels are 0 or 1. */
export function trainLogisticRegression(
  rows: FeatureRows,
  labels: ArrayLike<number>,
  { penalty, steps }: LogisticSettings = LOGISTIC,
): LogisticRegression {
  const { width } = rows;
  const { mean, scale } = columnMoments(rows);
  const x = standardised(rows, mean, scale);
  const step = 1 / (largestEigenvalue(x, width) / 4 + penalty);
  const [current, look] = [new Float64Array(width + 1), new Float64Array(width + 1)]; // the offset comes last
  const gradient = new Float64Array(width + 1);
  let momentum = 1;
  for (let k = 0; k < steps; k++) {
    fillGradient(gradient, look, { x, labels, penalty });
    const next = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    let uphill = 0;
    for (let c = 0; c <= width; c++) uphill += gradient[c] * (look[c] - step * gradient[c] - current[c]);
    const carry = uphill > 0 ? 0 : (momentum - 1) / next;
    for (let c = 0; c <= width; c++) {
      const moved = look[c] - step * gradient[c];
      look[c] = moved + carry * (moved - current[c]);
      current[c] = moved;
    }
    momentum = uphill > 0 ? 1 : next;
  }
  return { mean, scale, weights: current.slice(0, width), offset: current[width] };
}

/** Log odds of label 1. */
export function scoreLogisticRegression(
  { mean, scale, weights, offset }: LogisticRegression,
  { values, width }: FeatureRows,
): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) => {
    let score = offset;
    for (let c = 0; c < width; c++) score += (weights[c] * (values[row * width + c] - mean[c])) / scale[c];
    return score;
  });
}

interface Problem {
  /** Standardised rows, one after the other. */
  readonly x: Float64Array;
  readonly labels: ArrayLike<number>;
  readonly penalty: number;
}

function fillGradient(gradient: Float64Array, at: Float64Array, { x, labels, penalty }: Problem): void {
  const width = at.length - 1;
  const rows = labels.length;
  gradient.fill(0);
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    let score = at[width];
    for (let c = 0; c < width; c++) score += at[c] * x[start + c];
    const excess = (1 / (1 + Math.exp(-score)) - labels[row]) / rows;
    for (let c = 0; c < width; c++) gradient[c] += excess * x[start + c];
    gradient[width] += excess;
  }
  for (let c = 0; c < width; c++) gradient[c] += penalty * at[c];
}

/** A column whose spread is rounding of its mean is constant: it gets the scale 1. */
function columnMoments({ values, width }: FeatureRows) {
  const rows = values.length / width;
  const [mean, variance] = [new Float64Array(width), new Float64Array(width)];
  for (let i = 0; i < values.length; i++) mean[i % width] += values[i] / rows;
  for (let i = 0; i < values.length; i++) variance[i % width] += (values[i] - mean[i % width]) ** 2 / rows;
  const scale = variance.map((own, c) => (Math.sqrt(own) > ROUNDING * Math.abs(mean[c]) ? Math.sqrt(own) : 1));
  return { mean, scale };
}

function standardised({ values, width }: FeatureRows, mean: Float64Array, scale: Float64Array): Float64Array {
  return Float64Array.from(values, (value, i) => (value - mean[i % width]) / scale[i % width]);
}

/** Of x^T x / rows with a column of ones, by power iteration; a little above, as its use asks for. */
function largestEigenvalue(x: Float64Array, width: number): number {
  const rows = x.length / width;
  let vector = new Float64Array(width).fill(1 / Math.sqrt(width));
  let value = 0;
  for (let sweep = 0; sweep < 20; sweep++) {
    const image = new Float64Array(width);
    for (let row = 0; row < rows; row++) {
      let along = 0;
      for (let c = 0; c < width; c++) along += vector[c] * x[row * width + c];
      for (let c = 0; c < width; c++) image[c] += (along * x[row * width + c]) / rows;
    }
    value = Math.hypot(...image);
    if (value === 0) break;
    vector = image.map((component) => component / value);
  }
  return Math.max(1, 1.1 * value); // standardised columns are orthogonal to that of ones, whose eigenvalue is 1
}
