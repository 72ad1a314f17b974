/**
 * The figure of one observable. Two samples: overlaid histograms with their ratio. Quantiles only: our cumulative
 * distribution with the known quantiles as points on it, whose errors are binomial. A mean only: our histogram.
 */
import { curveFigure, histogramFigure, measured, formatMeasured, type Figure } from "../../run/index.ts";
import { histogram, linearEdges, quantiles, type Histogram } from "../../stats/index.ts";
import type { QuantileReference } from "./reference.ts";
import type { ComparedObservable } from "./validate.ts";

export interface SampleLabels {
  readonly ours: string;
  readonly reference: string;
}

const MOST_BINS = 40;
const FEWEST_BINS = 8;
/** What lies beyond is counted in the shares and not drawn. */
const DRAWN = [0.005, 0.995] as const;
const CURVE_POINTS = 201;

export function observableFigure(compared: ComparedObservable, labels: SampleLabels): Figure {
  const values = compared.values.filter((value) => Number.isFinite(value));
  const { reference } = compared;
  if (reference.kind === "quantiles") return cumulativeFigure(values, reference, compared, labels);
  if (reference.kind === "mean") return ownFigure(values, compared, labels);
  const theirs = reference.values.filter((value) => Number.isFinite(value));
  const edges = figureEdges(theirs, Math.min(values.length, theirs.length), compared);
  return histogramFigure({
    ...axes(compared),
    edges,
    series: [
      { label: labels.reference, ...shares(histogram(theirs, edges)), draw: "fill" },
      { label: labels.ours, ...shares(histogram(values, edges)), draw: "points" },
    ],
    ratioTo: labels.reference,
  });
}

function axes({ observable }: ComparedObservable) {
  return {
    x: { label: observable.label, unit: observable.unit },
    y: { label: "share of the sample in the bin" },
  };
}

function ownFigure(values: Float64Array, compared: ComparedObservable, labels: SampleLabels): Figure {
  const edges = figureEdges(values, values.length, compared);
  const { value, error } = compared.comparison.reference;
  return histogramFigure({
    ...axes(compared),
    note: `reference: mean ${formatMeasured(measured(value, error))}`,
    edges,
    series: [{ label: labels.ours, ...shares(histogram(values, edges)), draw: "fill" }],
  });
}

/** Fewer bins for fewer values, 2 n^(1/3) as Rice's rule has it; bins of a count hold equally many integers. */
function figureEdges(values: Float64Array, count: number, { observable }: ComparedObservable): Float64Array {
  const [low, high] = quantiles(values, DRAWN);
  const bins = Math.min(MOST_BINS, Math.max(FEWEST_BINS, Math.round(2 * Math.cbrt(count))));
  if (observable.kind === "count") {
    const [first, last] = [Math.floor(low), Math.ceil(high)];
    const step = Math.ceil((last - first + 1) / bins);
    const used = Math.ceil((last - first + 1) / step);
    return linearEdges(first - 0.5, first - 0.5 + used * step, used);
  }
  if (low < high) return linearEdges(low, high, bins);
  const margin = low === 0 ? 1 : Math.abs(low) / 10;
  return linearEdges(low - margin, low + margin, bins);
}

/** Contents over the whole sample, flows included, with their errors. */
function shares({ values, variances, underflow, overflow }: Histogram) {
  const total = values.reduce((sum, value) => sum + value, underflow.value + overflow.value);
  return {
    values: values.map((value) => value / total),
    errors: variances.map((variance) => Math.sqrt(variance) / total),
  };
}

function cumulativeFigure(
  values: Float64Array,
  { levels, quantiles: known, count }: QuantileReference,
  { observable }: ComparedObservable,
  labels: SampleLabels,
): Figure {
  const steps = Float64Array.from({ length: CURVE_POINTS }, (_, i) => {
    return DRAWN[0] + ((DRAWN[1] - DRAWN[0]) * i) / (CURVE_POINTS - 1);
  });
  return curveFigure({
    x: { label: observable.label, unit: observable.unit },
    y: { label: "share of the sample below", range: [0, 1.05] },
    series: [
      { label: labels.ours, x: quantiles(values, steps), y: steps, ...binomialBand(steps, values.length) },
      { label: labels.reference, x: known, y: levels, ...binomialBand(levels, count), draw: "points" },
    ],
  });
}

/** One standard deviation of a share of n. */
function binomialBand(levels: ArrayLike<number>, count: number) {
  const error = (p: number) => Math.sqrt((p * (1 - p)) / count);
  return {
    low: Float64Array.from(levels, (p) => Math.max(0, p - error(p))),
    high: Float64Array.from(levels, (p) => Math.min(1, p + error(p))),
  };
}
