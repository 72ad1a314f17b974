/**
 * Laws of one variable x (size, data or compute):
 *
 *     power law with floor   L = E + (X / x)^a    (Kaplan et al., arXiv 2001.08361, with the floor of Henighan et al.,
 *                                                  arXiv 2010.14701)
 *     logarithm              L = a - b ln x       (the scaling study of jets, arXiv 2605.28940)
 *
 * The power law is linear in E and in the factor of x^-a, so only the exponent is searched (variable projection, Golub
 * and Pereyra, SIAM J. Numer. Anal. 10 (1973) 413): on a grid, then by golden section between its neighbours.
 * E and the factor may not be negative; a floor of 0 is a pure power law.
 */
import { nonNegativeSolver } from "./nonNegativeLeastSquares.ts";
import { exponentGrid, naturalUnit } from "./scalingLaw.ts";
import type { ScalingLaw } from "./scalingLaw.ts";

const GRID = exponentGrid(64);
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const GOLDEN_STEPS = 60;

export const POWER_LAW: ScalingLaw = {
  name: "power law",
  formula: "L = E + (X/x)^a",
  parameters: ["E", "X", "a"],
  variables: 1,
  predict: ({ 0: floor, 1: scale, 2: exponent }, { 0: x }) => floor + (scale / x) ** exponent,
  fitter: ([x]) => {
    const unit = naturalUnit(x);
    const logs = x.map((value) => Math.log(value / unit));
    return (loss) => {
      const profile = powerProfile(logs, loss);
      const exponent = Math.exp(bestExponent((logExponent) => profile(Math.exp(logExponent)).residualSum));
      const { floor, factor } = profile(exponent);
      return Float64Array.of(floor, unit * factor ** (1 / exponent), exponent);
    };
  },
};

export const LOGARITHM: ScalingLaw = {
  name: "logarithm",
  formula: "L = a - b ln x",
  parameters: ["a", "b"],
  variables: 1,
  predict: ({ 0: level, 1: slope }, { 0: x }) => level - slope * Math.log(x),
  fitter: ([x]) => {
    const logs = x.map(Math.log);
    const mean = average(logs);
    const spread = logs.reduce((sum, t) => sum + (t - mean) ** 2, 0);
    return (loss) => {
      const slope = -loss.reduce((sum, value, i) => sum + value * (logs[i] - mean), 0) / spread;
      return Float64Array.of(average(loss) + slope * mean, slope);
    };
  },
};

/** For each exponent the best floor and factor of E + factor exp(-a t), and what is left. */
function powerProfile(logs: Float64Array, loss: Float64Array) {
  const solver = nonNegativeSolver(2);
  const gram = new Float64Array(4);
  const right = new Float64Array(2);
  const powers = new Float64Array(logs.length);
  return (exponent: number) => {
    gram.fill(0);
    right.fill(0);
    gram[0] = logs.length;
    for (let i = 0; i < logs.length; i++) {
      const power = (powers[i] = Math.exp(-exponent * logs[i]));
      gram[1] += power;
      gram[3] += power * power;
      right[0] += loss[i];
      right[1] += power * loss[i];
    }
    gram[2] = gram[1];
    solver.solve(gram, right);
    const [floor, factor] = solver.coefficients;
    let residualSum = 0;
    for (let i = 0; i < logs.length; i++) residualSum += (loss[i] - floor - factor * powers[i]) ** 2;
    return { floor, factor, residualSum };
  };
}

/** ln of the exponent at the lowest value: the best of the grid, then golden section between its neighbours. */
function bestExponent(f: (logExponent: number) => number): number {
  const values = Float64Array.from(GRID, (exponent) => f(Math.log(exponent)));
  const best = values.reduce((lowest, value, k) => (value < values[lowest] ? k : lowest), 0);
  let low = Math.log(GRID[Math.max(0, best - 1)]);
  let high = Math.log(GRID[Math.min(GRID.length - 1, best + 1)]);
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [atLeft, atRight] = [f(left), f(right)];
  for (let step = 0; step < GOLDEN_STEPS; step++) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = f(right);
    }
  }
  return (low + high) / 2;
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
