/**
 * The fits of a study. Where there are too few models for a law the fit is absent and says why: nothing is extrapolated
 * from points that an exponent could pass through in any case.
 */
import { GlueballError } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";
import type {
  Estimate,
  Allocation,
  IsoFlopMinimum,
  LawErrors,
  LawFit,
  ScalingLaw,
  ScalingPoints,
} from "../../stats/index.ts";
import {
  ADDITIVE_LAW,
  computeOptimal,
  isoFlopMinimum,
  COUPLED_LAW,
  HUBER_LAW,
  LOGARITHM,
  POWER_LAW,
  bootstrapLaw,
  extrapolate,
  chooseFit,
  fitLaw,
} from "../../stats/index.ts";
import type { TrainedCell } from "./trainedCell.ts";

export interface FitOptions {
  readonly rng: Rng;
  readonly resamples: number;
}

/** A fit, or the reason why there is none. */
export type Fitted<Value> =
  | { readonly value: Value; readonly missing?: undefined }
  | { readonly value?: undefined; readonly missing: string };

/** Laws of the same points that compete; `chosen` has the smallest BIC. */
export interface Competition {
  readonly laws: readonly LawErrors[];
  readonly chosen: LawErrors;
}

/** Power law with floor and logarithm of one variable. */
export function fitCurve(
  cells: readonly TrainedCell[],
  x: (cell: TrainedCell) => number,
  options: FitOptions,
): Fitted<Competition> {
  return attempt(() => compete([POWER_LAW, LOGARITHM], pointsOf(cells, x), options));
}

export interface JointFit extends Competition {
  /** The additive law by Huber loss of ln L, as published for language models; no interval. */
  readonly huber: LawFit;
  /** Both laws without the largest runs, and how well they are predicted. */
  readonly extrapolation: Fitted<
    readonly { readonly law: string; readonly relativeError: number; readonly held: number }[]
  >;
}

/** The joint laws of size and data. */
export function fitJoint(cells: readonly TrainedCell[], options: FitOptions): Fitted<JointFit> {
  return attempt(() => {
    const points = jointPoints(cells);
    const laws = [ADDITIVE_LAW, COUPLED_LAW];
    const held = largestRuns(cells);
    const extrapolation = attempt(() =>
      laws.map((law) => ({
        law: law.name,
        held: held.length,
        relativeError: extrapolate(law, points, held).relativeError,
      })),
    );
    return { ...compete(laws, points, options), huber: fitLaw(HUBER_LAW, points), extrapolation };
  });
}

function jointPoints(cells: readonly TrainedCell[]): ScalingPoints {
  const { variables, loss } = pointsOf(cells, ({ record }) => record.size.nonEmbedding);
  return { variables: [variables[0], Float64Array.from(cells, ({ record }) => record.seenTokens)], loss };
}

function pointsOf(cells: readonly TrainedCell[], x: (cell: TrainedCell) => number): ScalingPoints {
  const loss = Float64Array.from(cells, ({ record }) => record.validation.perToken);
  return { variables: [Float64Array.from(cells, x)], loss };
}

function compete(laws: readonly ScalingLaw[], points: ScalingPoints, { rng, resamples }: FitOptions): Competition {
  const fitted = laws.map((law) => bootstrapLaw(fitLaw(law, points), { rng: rng.fork(law.name), resamples }));
  const best = chooseFit(fitted.map(({ fit }) => fit));
  return { laws: fitted, chosen: fitted.find(({ fit }) => fit === best)! };
}

/** Indices of the tenth of the runs that cost most, two at least. */
function largestRuns(cells: readonly TrainedCell[]): number[] {
  const count = Math.max(2, Math.round(cells.length / 10));
  const order = [...cells.keys()].sort((a, b) => cells[b].record.compute.total - cells[a].record.compute.total);
  return order.slice(0, count);
}

/** The runs that no run of the same cost or less beats, by rising cost. */
export function computeFrontier(cells: readonly TrainedCell[]): TrainedCell[] {
  const cost = ({ record }: TrainedCell) => record.compute.total;
  const loss = ({ record }: TrainedCell) => record.validation.perToken;
  let best = Infinity;
  return cells
    .toSorted((a, b) => cost(a) - cost(b) || loss(a) - loss(b))
    .filter((cell) => {
      if (loss(cell) >= best) return false;
      best = loss(cell);
      return true;
    });
}

export interface BudgetFit {
  readonly budget: number;
  readonly cells: readonly TrainedCell[];
  readonly minimum: IsoFlopMinimum;
  readonly warnings: readonly string[];
}

/** How far off its grid's centre a minimum may lie, in half widths, before it is called displaced. */
const OFF_CENTRE = 0.5;

/** A parabola for each budget with three sizes or more. */
export function fitBudgets(cells: readonly TrainedCell[]): BudgetFit[] {
  const budgets = [...new Set(cells.flatMap(({ budget }) => budget ?? []))].sort((a, b) => a - b);
  return budgets.flatMap((budget) => {
    const own = cells.filter((cell) => cell.budget === budget);
    if (own.length < 3) return [];
    const sizes = own.map(({ record }) => record.size.nonEmbedding);
    const losses = own.map(({ record }) => record.validation.perToken);
    const minimum = isoFlopMinimum(sizes, losses);
    return [{ budget, cells: own, minimum, warnings: warningsOf(minimum) }];
  });
}

function warningsOf({ inside, curvature, offCentre }: IsoFlopMinimum): string[] {
  if (curvature <= 0) return ["the losses have no minimum in this range of sizes"];
  if (!inside) return ["the minimum lies outside the sizes that were trained: it is extrapolated"];
  if (Math.abs(offCentre) > OFF_CENTRE) return ["the minimum lies off the centre of the grid, which displaces it"];
  return [];
}

/** The best size and data of a budget with their intervals, from the additive law and its replicas. */
export function allocate(
  { fit, replicas }: LawErrors,
  budget: number,
): Fitted<Allocation & { readonly sizeInterval: readonly [number, number] }> {
  return attempt(() => {
    const best = computeOptimal(named(fit.values), budget);
    const sizes = replicas
      .flatMap((values) => {
        const own = attempt(() => computeOptimal(named(values), budget).size);
        return own.value ?? [];
      })
      .sort((a, b) => a - b);
    const at = (share: number) => sizes[Math.min(sizes.length - 1, Math.floor(share * sizes.length))] ?? NaN;
    return { ...best, sizeInterval: [at(0.025), at(0.975)] as const };
  });
}

function named([E, A, B, alpha, beta]: Float64Array) {
  return { E, A, B, alpha, beta };
}

/** What more data and more parameters would still bring, at the largest model and data of the fit. */
export interface Saturation {
  readonly size: number;
  readonly data: number;
  /** Nats per token. */
  readonly doublingSize: Estimate;
  readonly doublingData: Estimate;
  readonly allOfSize: Estimate;
  readonly allOfData: Estimate;
  /** Share of the replicas in which there is less left to gain from data than from size. */
  readonly dataFirst: number;
}

export function saturation({ fit, replicas }: LawErrors): Saturation {
  const [size, data] = fit.points.variables.map((column) => column.reduce((most, value) => Math.max(most, value), 0));
  const gain = (to: readonly [number, number]) => (values: ArrayLike<number>) =>
    fit.law.predict(values, [size, data]) - fit.law.predict(values, to);
  const allOfSize = gain([size * WITHOUT_END, data]);
  const allOfData = gain([size, data * WITHOUT_END]);
  return {
    size,
    data,
    doublingSize: spread(gain([2 * size, data]), fit, replicas),
    doublingData: spread(gain([size, 2 * data]), fit, replicas),
    allOfSize: spread(allOfSize, fit, replicas),
    allOfData: spread(allOfData, fit, replicas),
    dataFirst: replicas.filter((values) => allOfData(values) < allOfSize(values)).length / replicas.length,
  };
}

/** So much more than there is that nothing is left to gain; an infinite size would be 0 x infinity in the coupled law. */
const WITHOUT_END = 1e60;

/** A function of the parameters with its spread over the replicas. */
export function spread(
  of: (values: ArrayLike<number>) => number,
  fit: LawFit,
  replicas: readonly Float64Array[],
): Estimate {
  const list = Float64Array.from(replicas, of).sort();
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  const standardError = Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length);
  const at = (share: number) => list[Math.round(share * (list.length - 1))];
  return {
    value: of(fit.values),
    standardError,
    interval: [at(0.025), at(0.975)],
    level: 0.95,
    resamples: list.length,
  };
}

/** The value, or the sentence of the error that says why there is none. */
export function attempt<Value>(make: () => Value): Fitted<Value> {
  try {
    return { value: make() };
  } catch (error) {
    if (error instanceof GlueballError)
      return { missing: `${error.data.what}: ${error.data.found}, expected ${error.data.expected}` };
    throw error;
  }
}
