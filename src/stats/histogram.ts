/**
 * Histograms with fixed edges. Bin i holds edges[i] <= x < edges[i + 1]; the last bin also holds its upper edge, as
 * numpy has it (boost-histogram and ROOT count it as overflow). What lies outside is kept in underflow and overflow,
 * so the total always equals what was filled. A bin's error is sqrt(sum of squared weights).
 */
import { GlueballError } from "../base/index.ts";
import { linearSpace, quantiles } from "./quantile.ts";
import type { Sample } from "./sample.ts";
import { notFinite, requireFinite } from "./sample.ts";

/** Sum of weights and its variance, the sum of squared weights. */
export interface Flow {
  readonly value: number;
  readonly variance: number;
}

export interface Histogram {
  /** Strictly ascending, one more than bins; the outer ones may be infinite. */
  readonly edges: Float64Array;
  /** Sum of weights a bin. */
  readonly values: Float64Array;
  /** Sum of squared weights a bin. */
  readonly variances: Float64Array;
  readonly underflow: Flow;
  readonly overflow: Flow;
}

/** A histogram as drawn: heights with their errors, one entry a bin. */
export interface BinHeights {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/** `bins` bins of equal width between two finite numbers. */
export function linearEdges(low: number, high: number, bins: number): Float64Array {
  if (!(Number.isInteger(bins) && bins >= 1)) throw badBinCount(bins);
  return requireEdges(linearSpace(low, high, bins + 1));
}

/**
 * Edges at the quantiles of a sample, for bins of about equal population. Edges that coincide (an integer observable,
 * a constant) are merged, so there may be fewer bins than probabilities minus one, down to none.
 */
export function quantileEdges(sample: Sample, probabilities: Sample): Float64Array {
  const edges = quantiles(sample, probabilities);
  return edges.filter((edge, i) => i === 0 || edge > edges[i - 1]);
}

/** Fills a histogram; weights default to 1. Infinite values go to the flows, NaN is refused. Cost n log(bins). */
export function histogram(sample: Sample, edges: Sample, weights?: Sample): Histogram {
  const own = requireEdges(Float64Array.from(edges));
  if (weights !== undefined) requireWeights(weights, sample.length, "weights");
  const bins = own.length - 1;
  // One slot a flow at each end: slot b + 1 is bin b.
  const values = new Float64Array(bins + 2);
  const variances = new Float64Array(bins + 2);
  for (let i = 0; i < sample.length; i++) {
    if (Number.isNaN(sample[i])) throw notFinite(sample, i, "sample");
    const slot = findBin(own, sample[i]) + 1;
    const weight = weights === undefined ? 1 : weights[i];
    values[slot] += weight;
    variances[slot] += weight * weight;
  }
  return {
    edges: own,
    values: values.slice(1, -1),
    variances: variances.slice(1, -1),
    underflow: { value: values[0], variance: variances[0] },
    overflow: { value: values[bins + 1], variance: variances[bins + 1] },
  };
}

/** sqrt(sum of squared weights) a bin. */
export function binErrors(histogram: Histogram): Float64Array {
  return histogram.variances.map(Math.sqrt);
}

/** Value / (total inside the edges x bin width): the density whose integral over the bins is 1. */
export function density(histogram: Histogram): BinHeights {
  const total = histogram.values.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) {
    throw new GlueballError({
      code: "stats/histogram-empty",
      what: "a histogram without content has no density",
      found: total,
      expected: "a positive sum of weights inside the edges",
    });
  }
  const { edges } = histogram;
  const perWidth = (height: number, bin: number) => height / (total * (edges[bin + 1] - edges[bin]));
  return { values: histogram.values.map(perWidth), errors: binErrors(histogram).map(perWidth) };
}

/** The bin that holds x: -1 below the first edge, the number of bins above the last. */
function findBin(edges: Float64Array, x: number): number {
  const bins = edges.length - 1;
  if (x >= edges[bins]) return x === edges[bins] ? bins - 1 : bins;
  let low = -1; // the last edge known to be <= x
  let high = bins;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x >= edges[middle]) low = middle;
    else high = middle;
  }
  return low;
}

/** Weights: one a value, finite (negative ones are legitimate, as from next-to-leading-order generators). */
export function requireWeights(weights: Sample, count: number, name: string): void {
  if (weights.length !== count) {
    throw new GlueballError({
      code: "stats/weights-differ-in-length",
      what: "there must be one weight a value",
      place: name,
      found: weights.length,
      expected: `${count} weights`,
    });
  }
  if (count > 0) requireFinite(weights, name);
}

function requireEdges(edges: Float64Array): Float64Array {
  const ascending = edges.length >= 2 && edges.every((edge, i) => i === 0 || edge > edges[i - 1]);
  if (ascending && !Number.isNaN(edges[0])) return edges;
  throw new GlueballError({
    code: "stats/edges-not-ascending",
    what: "a histogram needs ascending edges",
    found: Array.from(edges),
    expected: "two or more numbers, each larger than the one before",
  });
}

function badBinCount(bins: number): GlueballError {
  return new GlueballError({
    code: "stats/bin-count-not-positive",
    what: "a histogram needs bins",
    found: bins,
    expected: "a whole number of at least 1",
  });
}
