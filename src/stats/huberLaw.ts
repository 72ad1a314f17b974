/**
 * The additive law fitted as its authors did (Hoffmann et al., arXiv 2203.15556, section D.2): Huber loss with
 * delta = 1e-3 on the residuals of ln L, so that a run that went astray pulls with constant force instead of ever more.
 *
 * They minimised by L-BFGS from a grid of starts. Here the start is the least-squares solution, and the minimum is found
 * by Gauss-Newton steps with weights min(1, delta / |r|) (iteratively reweighted least squares, Huber 1964) and a
 * damping that grows when a step does not help. Parameters are ln E, ln A', ln B', ln alpha, ln beta, with A' and B' in
 * natural units.
 */
import { ADDITIVE_LAW, predictAdditive } from "./additiveLaw.ts";
import { naturalUnit, placeOf } from "./scalingLaw.ts";
import type { ScalingLaw } from "./scalingLaw.ts";

const DELTA = 1e-3;
const STEPS = 500;
/** A coefficient at its bound of 0 has no logarithm; this share of the loss stands for it. */
const TINY = 1e-6;

export const HUBER_LAW: ScalingLaw = {
  ...ADDITIVE_LAW,
  name: "additive, Huber loss of ln L",
  fitter: (variables) => {
    const leastSquares = ADDITIVE_LAW.fitter(variables);
    return (loss, near) => minimiseHuber(variables, loss, leastSquares(loss, near));
  },
};

function minimiseHuber(variables: readonly Float64Array[], loss: Float64Array, start: Float64Array): Float64Array {
  const units = variables.map(naturalUnit);
  const [floor, ofSize, ofData, alpha, beta] = start;
  const natural = [floor, ofSize * units[0] ** -alpha, ofData * units[1] ** -beta];
  let at: Float64Array = Float64Array.from([...natural.map((value) => Math.max(value, TINY)), alpha, beta], Math.log);
  const places = Array.from(loss, (_, i) => placeOf(variables, i).map((value, k) => value / units[k]));
  let objective = huberSum(at, places, loss);
  let damping = 1e-3;
  for (let step = 0; step < STEPS && damping < 1e12; step++) {
    const trial = gaussNewtonStep(at, places, loss, damping);
    const value = huberSum(trial, places, loss);
    if (value < objective) [at, objective, damping] = [trial, value, damping / 3];
    else damping *= 4;
  }
  const [e, a, b, newAlpha, newBeta] = at.map(Math.exp);
  return Float64Array.of(e, a * units[0] ** newAlpha, b * units[1] ** newBeta, newAlpha, newBeta);
}

function huberSum(at: Float64Array, places: readonly (readonly number[])[], loss: Float64Array): number {
  const values = at.map(Math.exp);
  let sum = 0;
  for (let i = 0; i < loss.length; i++) {
    const size = Math.abs(Math.log(predictAdditive(values, places[i]) / loss[i]));
    sum += size <= DELTA ? (size * size) / 2 : DELTA * (size - DELTA / 2);
  }
  return Number.isFinite(sum) ? sum : Infinity;
}

/** One damped step of weighted least squares on the residuals of ln L. */
function gaussNewtonStep(
  at: Float64Array,
  places: readonly (readonly number[])[],
  loss: Float64Array,
  damping: number,
): Float64Array {
  const values = at.map(Math.exp);
  const matrix = Array.from({ length: 5 }, () => new Float64Array(6)); // the normal equations and their right side
  for (let i = 0; i < loss.length; i++) {
    const prediction = predictAdditive(values, places[i]);
    const residual = Math.log(loss[i] / prediction);
    const weight = Math.min(1, DELTA / Math.abs(residual));
    const [n, d] = places[i];
    const terms = [values[0], values[1] * n ** -values[3], values[2] * d ** -values[4]];
    const slopes = [...terms, -terms[1] * values[3] * Math.log(n), -terms[2] * values[4] * Math.log(d)];
    for (let k = 0; k < 5; k++) {
      for (let l = 0; l < 5; l++) matrix[k][l] += (weight * slopes[k] * slopes[l]) / prediction ** 2;
      matrix[k][5] += (weight * slopes[k] * residual) / prediction;
    }
  }
  for (let k = 0; k < 5; k++) matrix[k][k] = matrix[k][k] * (1 + damping) + 1e-300;
  const step = solveLinear(matrix);
  return at.map((value, k) => value + step[k]);
}

/** Gauss elimination with pivoting; the right side is the last column. Changes its argument. */
function solveLinear(matrix: Float64Array[]): Float64Array {
  const count = matrix.length;
  for (let column = 0; column < count; column++) {
    const rest = matrix.slice(column);
    const pivot =
      column + rest.reduce((best, row, k) => (Math.abs(row[column]) > Math.abs(rest[best][column]) ? k : best), 0);
    [matrix[column], matrix[pivot]] = [matrix[pivot], matrix[column]];
    for (let row = column + 1; row < count; row++) {
      const factor = matrix[row][column] / matrix[column][column];
      for (let k = column; k <= count; k++) matrix[row][k] -= factor * matrix[column][k];
    }
  }
  const solution = new Float64Array(count);
  for (let row = count - 1; row >= 0; row--) {
    let value = matrix[row][count];
    for (let k = row + 1; k < count; k++) value -= matrix[row][k] * solution[k];
    solution[row] = value / matrix[row][row];
  }
  return solution;
}
