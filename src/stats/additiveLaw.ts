/**
 * The joint law of size and data of Hoffmann et al. (arXiv 2203.15556, equation 2),
 *
 *     L(N, D) = E + A N^-alpha + B D^-beta.
 *
 * It is linear in E, A and B, so only (alpha, beta) are searched (variable projection): on a grid of 256 x 256, with
 * the three coefficients by non-negative least squares at each, then by the simplex method from the best. The normal
 * equations of the grid are sums over the points that depend on alpha alone, on beta alone, or, for one entry, on
 * both; none of them on the losses but three sums. So refits of the bootstrap reuse them, and look at every sixth
 * exponent only, since they also start from the fit of the data.
 *
 * Cost with 25 points: 50 ms for the first fit, 1 ms for a refit.
 */
import { nelderMead } from "./nelderMead.ts";
import { nonNegativeSolver } from "./nonNegativeLeastSquares.ts";
import { exponentGrid, HIGHEST_EXPONENT, LOWEST_EXPONENT, naturalUnit } from "./scalingLaw.ts";
import type { ScalingLaw } from "./scalingLaw.ts";

const GRID = exponentGrid(256);
const REFIT_STRIDE = 6;
const SIMPLEX = { step: 0.05, size: 1e-10, evaluations: 400 };
const REFIT_SIMPLEX = { step: 0.05, size: 1e-4, evaluations: 120 };

export const ADDITIVE_LAW: ScalingLaw = {
  name: "additive",
  formula: "L = E + A N^-alpha + B D^-beta",
  parameters: ["E", "A", "B", "alpha", "beta"],
  variables: 2,
  predict: predictAdditive,
  fitter: ([size, data]) => {
    const units = [naturalUnit(size), naturalUnit(data)];
    const logs: LogPlaces = [size.map((n) => Math.log(n / units[0])), data.map((d) => Math.log(d / units[1]))];
    const grid = exponentTables(logs);
    return (loss, near) => {
      const profile = additiveProfile(logs, loss);
      const objective = (x: Float64Array) => profile(Math.exp(x[0]), Math.exp(x[1])).residualSum;
      const refit = near !== undefined;
      const starts = [searchGrid(grid, loss, refit ? REFIT_STRIDE : 1), ...(refit ? [[near[3], near[4]]] : [])];
      const minima = starts.map((start) => nelderMead(objective, start.map(Math.log), refit ? REFIT_SIMPLEX : SIMPLEX));
      const best = minima.reduce((lowest, other) => (other.value < lowest.value ? other : lowest));
      const again = refit ? best : nelderMead(objective, best.at, { ...SIMPLEX, step: 1e-3 });
      const [alpha, beta] = again.at.map(Math.exp);
      const { floor, ofSize, ofData } = profile(alpha, beta);
      return Float64Array.of(floor, ofSize * units[0] ** alpha, ofData * units[1] ** beta, alpha, beta);
    };
  },
};

export function predictAdditive(
  { 0: floor, 1: ofSize, 2: ofData, 3: alpha, 4: beta }: ArrayLike<number>,
  { 0: size, 1: data }: ArrayLike<number>,
): number {
  return floor + ofSize * size ** -alpha + ofData * data ** -beta;
}

/** ln of sizes and of data, each in its natural unit. */
type LogPlaces = readonly [size: Float64Array, data: Float64Array];

/** Best coefficients and sum of squared residuals for given exponents; Infinity outside the range of exponents. */
function additiveProfile([size, data]: LogPlaces, loss: Float64Array) {
  const solver = nonNegativeSolver(3);
  const gram = new Float64Array(9);
  const right = new Float64Array(3);
  const [u, v] = [new Float64Array(loss.length), new Float64Array(loss.length)];
  return (alpha: number, beta: number) => {
    if (!(inRange(alpha) && inRange(beta))) return { floor: 0, ofSize: 0, ofData: 0, residualSum: Infinity };
    gram.fill(0);
    right.fill(0);
    gram[0] = loss.length;
    for (let i = 0; i < loss.length; i++) {
      u[i] = Math.exp(-alpha * size[i]);
      v[i] = Math.exp(-beta * data[i]);
      gram[1] += u[i];
      gram[2] += v[i];
      gram[4] += u[i] * u[i];
      gram[5] += u[i] * v[i];
      gram[8] += v[i] * v[i];
      right[0] += loss[i];
      right[1] += u[i] * loss[i];
      right[2] += v[i] * loss[i];
    }
    solver.solve(gram, right);
    const [floor, ofSize, ofData] = solver.coefficients;
    let residualSum = 0;
    for (let i = 0; i < loss.length; i++) residualSum += (loss[i] - floor - ofSize * u[i] - ofData * v[i]) ** 2;
    return { floor, ofSize, ofData, residualSum };
  };
}

function inRange(exponent: number): boolean {
  return exponent >= LOWEST_EXPONENT && exponent <= HIGHEST_EXPONENT;
}

/** Powers of one variable at each exponent of the grid (row after row), with their sums and sums of squares. */
interface PowerTable {
  readonly powers: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

interface ExponentTables {
  readonly size: PowerTable;
  readonly data: PowerTable;
  /** Sums over the points of the products of both powers, one row an alpha. */
  readonly products: Float64Array;
}

function exponentTables([size, data]: LogPlaces): ExponentTables {
  const [u, v] = [powerTable(size), powerTable(data)];
  const points = size.length;
  const products = new Float64Array(GRID.length ** 2);
  for (let a = 0; a < GRID.length; a++) {
    for (let b = 0; b < GRID.length; b++) {
      let sum = 0;
      for (let i = 0; i < points; i++) sum += u.powers[a * points + i] * v.powers[b * points + i];
      products[a * GRID.length + b] = sum;
    }
  }
  return { size: u, data: v, products };
}

function powerTable(logs: Float64Array): PowerTable {
  const powers = new Float64Array(GRID.length * logs.length);
  const [sums, squares] = [new Float64Array(GRID.length), new Float64Array(GRID.length)];
  GRID.forEach((exponent, k) => {
    logs.forEach((t, i) => {
      const power = (powers[k * logs.length + i] = Math.exp(-exponent * t));
      sums[k] += power;
      squares[k] += power * power;
    });
  });
  return { powers, sums, squares };
}

/** The exponents of the grid that leave the smallest residuals, of every `stride`-th. */
function searchGrid({ size, data, products }: ExponentTables, loss: Float64Array, stride: number): number[] {
  const solver = nonNegativeSolver(3);
  const gram = new Float64Array(9);
  const [ofSize, ofData] = [momentsOf(size, loss, stride), momentsOf(data, loss, stride)];
  const right = Float64Array.of(
    loss.reduce((sum, value) => sum + value, 0),
    0,
    0,
  );
  gram[0] = loss.length;
  let [best, bestA, bestB] = [-1, 0, 0];
  for (let a = 0; a < GRID.length; a += stride) {
    gram[1] = size.sums[a];
    gram[4] = size.squares[a];
    right[1] = ofSize[a];
    for (let b = 0; b < GRID.length; b += stride) {
      gram[2] = data.sums[b];
      gram[5] = products[a * GRID.length + b];
      gram[8] = data.squares[b];
      right[2] = ofData[b];
      const gain = solver.solve(gram, right);
      if (gain > best) [best, bestA, bestB] = [gain, a, b];
    }
  }
  return [GRID[bestA], GRID[bestB]];
}

/** Sums of power x loss over the points, at each exponent. */
function momentsOf({ powers }: PowerTable, loss: Float64Array, stride: number): Float64Array {
  const moments = new Float64Array(GRID.length);
  for (let k = 0; k < GRID.length; k += stride) {
    let sum = 0;
    for (let i = 0; i < loss.length; i++) sum += powers[k * loss.length + i] * loss[i];
    moments[k] = sum;
  }
  return moments;
}
