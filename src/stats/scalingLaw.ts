/**
 * Scaling laws: the loss of a trained model as a function of its size N, of the data D, or of the compute C. A law is an
 * object with three faces: its formula, its prediction, and a fitter that is made once for the points of a grid and
 * then fits many lists of losses, as the bootstrap needs it (scalingBootstrap.ts).
 *
 * Laws compete by the Bayesian information criterion, BIC = n ln(RSS / n) + k ln n with n losses and k parameters
 * (Schwarz, Ann. Statist. 6 (1978) 461); the smallest wins, and a difference above 6 counts as strong evidence.
 */
import { GlueballError } from "../base/index.ts";
import { requireFinite } from "./sample.ts";

/** Losses of trained models, and what they depend on: one column (size, data or compute), or two (size and data). */
export interface ScalingPoints {
  readonly variables: readonly Float64Array[];
  readonly loss: Float64Array;
}

export interface ScalingLaw {
  readonly name: string;
  readonly formula: string;
  /** Names of the parameters, in the order of their values. */
  readonly parameters: readonly string[];
  /** Number of columns that it needs. */
  readonly variables: 1 | 2;
  predict(parameters: ArrayLike<number>, variables: ArrayLike<number>): number;
  /** A function from losses at these places to parameters. `near`: a solution to start from, for refits. */
  fitter(variables: readonly Float64Array[]): (loss: Float64Array, near?: ArrayLike<number>) => Float64Array;
}

export interface LawFit {
  readonly law: ScalingLaw;
  readonly points: ScalingPoints;
  /** Values of the parameters, in the law's order. */
  readonly values: Float64Array;
  /** The same by name. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Sum of the squared residuals of the loss. */
  readonly residualSum: number;
  readonly bic: number;
}

/**
 * Fits a law to losses.
 * @throws GlueballError stats/too-few-points, stats/columns-differ-in-length, stats/value-not-finite,
 * stats/not-positive, stats/constant-variable
 */
export function fitLaw(law: ScalingLaw, points: ScalingPoints): LawFit {
  checkPoints(law, points);
  return describeFit(law, points, law.fitter(points.variables)(points.loss));
}

function describeFit(law: ScalingLaw, points: ScalingPoints, values: Float64Array): LawFit {
  const residualSum = residualsOf(law, points, values).reduce((sum, residual) => sum + residual * residual, 0);
  const count = points.loss.length;
  const parameters = Object.fromEntries(law.parameters.map((name, k) => [name, values[k]]));
  const bic = count * Math.log(residualSum / count) + law.parameters.length * Math.log(count);
  return { law, points, values, parameters, residualSum, bic };
}

/** Loss minus prediction. */
export function residualsOf(law: ScalingLaw, { variables, loss }: ScalingPoints, values: Float64Array): Float64Array {
  return loss.map((observed, i) => observed - law.predict(values, placeOf(variables, i)));
}

/** The variables of one point. */
export function placeOf(variables: readonly Float64Array[], point: number): number[] {
  return variables.map((column) => column[point]);
}

/** The fit with the smallest BIC. All must be fits of the same losses. */
export function chooseFit(fits: readonly LawFit[]): LawFit {
  return fits.reduce((best, fit) => (fit.bic < best.bic ? fit : best));
}

/** The points whose indices are listed. */
export function takePoints({ variables, loss }: ScalingPoints, rows: readonly number[]): ScalingPoints {
  const take = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]);
  return { variables: variables.map(take), loss: take(loss) };
}

function checkPoints(law: ScalingLaw, { variables, loss }: ScalingPoints): void {
  const count = loss.length;
  if (variables.length !== law.variables || variables.some((column) => column.length !== count)) {
    throw new GlueballError({
      code: "stats/columns-differ-in-length",
      what: `the law ${law.formula} needs a loss for every point`,
      found: `${count} losses and columns of ${variables.map((column) => column.length).join(", ")}`,
      expected: `${law.variables} column${law.variables === 1 ? "" : "s"} as long as the losses`,
    });
  }
  if (count <= law.parameters.length) {
    throw new GlueballError({
      code: "stats/too-few-points",
      what: `the law ${law.formula} has as many parameters as there are losses, or more`,
      found: count,
      expected: `at least ${law.parameters.length + 1} trained models`,
      hint: "Train more models, or fit a law with fewer parameters",
    });
  }
  requireFinite(loss, "losses");
  variables.forEach((column, k) => checkVariable(column, variables.length === 1 ? "x" : ["N", "D"][k]));
}

function checkVariable(column: Float64Array, name: string): void {
  requireFinite(column, name);
  const wrong = column.findIndex((value) => value <= 0);
  if (wrong >= 0) {
    throw new GlueballError({
      code: "stats/not-positive",
      what: "a power law needs a positive variable",
      place: `${name}, point ${wrong}`,
      found: column[wrong],
      expected: "a number above 0",
    });
  }
  const different = new Set(column).size;
  if (different < 3) {
    throw new GlueballError({
      code: "stats/constant-variable",
      what: "an exponent cannot be fitted where a variable hardly varies",
      place: name,
      found: `${different} different value${different === 1 ? "" : "s"}`,
      expected: "at least 3",
    });
  }
}

/** Geometric mean, the natural unit of a variable: powers of x / unit stay near 1. */
export function naturalUnit(column: Float64Array): number {
  return Math.exp(column.reduce((sum, value) => sum + Math.log(value), 0) / column.length);
}

/** Exponents that are tried: `count` values between LOWEST and HIGHEST, evenly in their logarithm. */
export function exponentGrid(count: number): Float64Array {
  const [low, high] = [Math.log(LOWEST_EXPONENT), Math.log(HIGHEST_EXPONENT)];
  return Float64Array.from({ length: count }, (_, k) => Math.exp(low + ((high - low) * k) / (count - 1)));
}

/** Below it a power cannot be told from a logarithm over six decades; above it everything is over after one. */
export const LOWEST_EXPONENT = 0.01;
export const HIGHEST_EXPONENT = 3;
