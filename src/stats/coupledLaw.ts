/**
 * The joint law of size and data of Kaplan et al. (arXiv 2001.08361, equation 1.5) with a floor,
 *
 *     L(N, D) = E + [A N^(-alpha / beta) + B / D]^beta,
 *
 * in which the two shortages are not simply added. With n, d in their natural units and r the ratio of the two terms
 * there, L = E + K h with h = [r n^(-alpha / beta) + 1 / d]^beta: linear in E and K, so that alpha, beta and ln r are
 * searched. A coarse grid, then the simplex method from its best corners. Cost with 25 points: 80 ms, a refit 1 ms.
 */
import { nelderMead } from "./nelderMead.ts";
import { nonNegativeSolver } from "./nonNegativeLeastSquares.ts";
import { exponentGrid, HIGHEST_EXPONENT, LOWEST_EXPONENT, naturalUnit } from "./scalingLaw.ts";
import type { ScalingLaw } from "./scalingLaw.ts";

const GRID = exponentGrid(16);
/** ln of the ratio of the two terms at the middle of the points. */
const LOG_RATIOS = [-6, -4, -2, -1, 0, 1, 2, 4, 6];
/** Largest alpha / beta: beyond it A, which carries the unit of N to that power, leaves the range of float64. */
const STEEPEST = 20;
/** Corners of the grid that are followed to their minimum. */
const FOLLOWED = 6;
const SIMPLEX = { step: 0.2, size: 1e-9, evaluations: 600 };
const REFIT_SIMPLEX = { step: 0.1, size: 1e-4, evaluations: 200 };

export const COUPLED_LAW: ScalingLaw = {
  name: "coupled",
  formula: "L = E + [A N^(-alpha/beta) + B/D]^beta",
  parameters: ["E", "A", "B", "alpha", "beta"],
  variables: 2,
  predict: ({ 0: floor, 1: ofSize, 2: ofData, 3: alpha, 4: beta }, { 0: size, 1: data }) =>
    floor + (ofSize * size ** (-alpha / beta) + ofData / data) ** beta,
  fitter: ([size, data]) => {
    const units = [naturalUnit(size), naturalUnit(data)];
    const logs = [size.map((n) => Math.log(n / units[0])), data.map((d) => Math.log(d / units[1]))] as const;
    return (loss, near) => {
      const profile = coupledProfile(logs, loss);
      const objective = (x: Float64Array) => profile(x).residualSum;
      const starts = near === undefined ? corners(objective) : [startOf(near, units)];
      const minima = starts.map((start) => nelderMead(objective, start, near === undefined ? SIMPLEX : REFIT_SIMPLEX));
      const best = minima.reduce((lowest, other) => (other.value < lowest.value ? other : lowest));
      const again = near === undefined ? nelderMead(objective, best.at, { ...SIMPLEX, step: 1e-3 }) : best;
      const { floor, factor } = profile(again.at);
      const [alpha, beta, ratio] = again.at.map(Math.exp);
      const ofData = factor ** (1 / beta); // K h = [K^(1/beta) (r n^... + 1 / d)]^beta
      return Float64Array.of(floor, ofData * ratio * units[0] ** (alpha / beta), ofData * units[1], alpha, beta);
    };
  },
};

/** Best E and K, and what is left, for (ln alpha, ln beta, ln r). */
function coupledProfile([size, data]: readonly [Float64Array, Float64Array], loss: Float64Array) {
  const solver = nonNegativeSolver(2);
  const gram = new Float64Array(4);
  const right = new Float64Array(2);
  const h = new Float64Array(loss.length);
  return (at: Float64Array) => {
    const [alpha, beta] = [Math.exp(at[0]), Math.exp(at[1])];
    const inRange = (exponent: number) => exponent >= LOWEST_EXPONENT && exponent <= HIGHEST_EXPONENT;
    if (!(inRange(alpha) && inRange(beta) && alpha <= STEEPEST * beta) || Math.abs(at[2]) > 40)
      return { floor: 0, factor: 0, residualSum: Infinity };
    gram.fill(0);
    right.fill(0);
    gram[0] = loss.length;
    for (let i = 0; i < loss.length; i++) {
      h[i] = (Math.exp(at[2] - (alpha / beta) * size[i]) + Math.exp(-data[i])) ** beta;
      gram[1] += h[i];
      gram[3] += h[i] * h[i];
      right[0] += loss[i];
      right[1] += h[i] * loss[i];
    }
    gram[2] = gram[1];
    solver.solve(gram, right);
    const [floor, factor] = solver.coefficients;
    let residualSum = 0;
    for (let i = 0; i < loss.length; i++) residualSum += (loss[i] - floor - factor * h[i]) ** 2;
    return { floor, factor, residualSum };
  };
}

/** The corners of the coarse grid with the smallest residuals. */
function corners(objective: (x: Float64Array) => number): Float64Array[] {
  const all: { at: Float64Array; value: number }[] = [];
  for (const alpha of GRID) {
    for (const beta of GRID) {
      for (const logRatio of LOG_RATIOS) {
        const at = Float64Array.of(Math.log(alpha), Math.log(beta), logRatio);
        all.push({ at, value: objective(at) });
      }
    }
  }
  all.sort((a, b) => a.value - b.value);
  return all.slice(0, FOLLOWED).map(({ at }) => at);
}

/** Where the search stands for given parameters. */
function startOf(
  { 1: ofSize, 2: ofData, 3: alpha, 4: beta }: ArrayLike<number>,
  units: readonly number[],
): Float64Array {
  const ratio = (ofSize * units[0] ** (-alpha / beta)) / (ofData / units[1]);
  return Float64Array.of(Math.log(alpha), Math.log(beta), Math.min(40, Math.max(-40, Math.log(ratio))));
}
