/**
 * Kullback-Leibler divergence of two samples of one observable, binned at quantiles of the reference, in nats. The two
 * forms in use for generated jets differ in more than detail, and both are here. p belongs to the reference, q to the
 * sample.
 *
 * **Of densities** (OmniJet-alpha, arXiv 2403.05618; its code): n edges at the reference's quantiles between 0.001 and
 * 0.999; h = count / (count inside x bin width) + 1e-8 for both; KL = sum p ln(p / q) with p, q = h / sum h. So p is a
 * normalised *density*, not a bin probability: narrow bins weigh more. Entries outside the edges are ignored by the
 * sum; their fractions are part of the result.
 *
 * **Of probabilities** (arXiv 2512.04149; its code): n + 1 edges at the quantiles from 0 to 1, the outer ones replaced
 * by -Infinity and Infinity; KL = sum p ln(p / q) of count / N. Infinite when the sample leaves a bin empty that the
 * reference fills (their code can turn that into 0); the number of such bins is part of the result.
 *
 * With integer observables edges can coincide, which makes the originals divide by zero; equal edges are merged here.
 */
import { GlueballError } from "../base/index.ts";
import type { Histogram } from "./histogram.ts";
import { histogram, quantileEdges } from "./histogram.ts";
import { linearSpace } from "./quantile.ts";
import type { Sample } from "./sample.ts";
import { requireFinite } from "./sample.ts";

export interface QuantiledKl {
  /** Nats, >= 0; Infinity as described for each form. */
  readonly value: number;
  /** Bins that were used. */
  readonly bins: number;
  /** Edges that fell together with another one and were merged. */
  readonly mergedEdges: number;
  /** Bins which the sample leaves empty although the reference fills them. */
  readonly emptyBins: number;
  /** Fraction of the reference outside the edges. */
  readonly referenceOutside: number;
  /** Fraction of the sample outside the edges. */
  readonly sampleOutside: number;
}

/** The quantiles that carry the outer edges of the form of densities. */
const OUTER_QUANTILES = [0.001, 0.999] as const;
/** Added to every density of the form of densities, so that empty bins stay finite. */
const DENSITY_OFFSET = 1e-8;

/**
 * The form of densities with `edges` quantile edges, so edges - 1 bins (30 in OmniJet-alpha's evaluation, 50 in its
 * training callback). Infinity when the sample has nothing inside the edges.
 */
export function quantiledKlOfDensities(reference: Sample, sample: Sample, edges = 30): QuantiledKl {
  requireCount(edges, "edges");
  return compare(reference, sample, linearSpace(...OUTER_QUANTILES, edges), (own) => own, densities);
}

/** The form of probabilities with `bins` quantile bins (30 in the original). Infinity when `emptyBins` > 0. */
export function quantiledKlOfProbabilities(reference: Sample, sample: Sample, bins = 30): QuantiledKl {
  requireCount(bins, "bins");
  return compare(reference, sample, linearSpace(0, 1, bins + 1), withOpenEnds, counts);
}

function compare(
  reference: Sample,
  sample: Sample,
  quantiles: Float64Array,
  extend: (edges: Float64Array) => Float64Array,
  heights: (histogram: Histogram) => Float64Array,
): QuantiledKl {
  requireFinite(reference, "reference");
  requireFinite(sample, "sample");
  const edges = quantileEdges(reference, quantiles);
  if (edges.length < 2) throw constantReference(edges[0]);
  const p = histogram(reference, extend(edges));
  const q = histogram(sample, p.edges);
  return {
    value: divergence(heights(p), heights(q)),
    bins: p.values.length,
    mergedEdges: quantiles.length - edges.length,
    emptyBins: p.values.filter((count, bin) => count > 0 && q.values[bin] === 0).length,
    referenceOutside: (p.underflow.value + p.overflow.value) / reference.length,
    sampleOutside: (q.underflow.value + q.overflow.value) / sample.length,
  };
}

/** sum p ln(p / q) with p and q normalised to sum 1. */
function divergence(p: Float64Array, q: Float64Array): number {
  const pTotal = sum(p);
  const qTotal = sum(q);
  if (qTotal === 0) return Infinity;
  let kl = 0;
  for (let bin = 0; bin < p.length; bin++) {
    const share = p[bin] / pTotal;
    if (share > 0) kl += share * Math.log(share / (q[bin] / qTotal));
  }
  // Rounding may leave equal distributions at -1e-17; a divergence is never negative.
  return Math.max(0, kl);
}

/** count / (count inside x width) + 1e-8 a bin; zeros when nothing is inside, where no density exists. */
function densities({ values, edges }: Histogram): Float64Array {
  const inside = sum(values);
  if (inside === 0) return values;
  return values.map((count, bin) => count / (inside * (edges[bin + 1] - edges[bin])) + DENSITY_OFFSET);
}

/** The form of probabilities needs no more than counts: `divergence` divides by their sum, which is N. */
function counts({ values }: Histogram): Float64Array {
  return values;
}

function withOpenEnds(edges: Float64Array): Float64Array {
  return Float64Array.of(-Infinity, ...edges.subarray(1, -1), Infinity);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function requireCount(count: number, name: string): void {
  if (Number.isInteger(count) && count >= 2) return;
  throw new GlueballError({
    code: "stats/bin-count-not-positive",
    what: "a quantiled divergence needs quantiles",
    place: name,
    found: count,
    expected: "a whole number of at least 2",
  });
}

function constantReference(value: number): GlueballError {
  return new GlueballError({
    code: "stats/reference-constant",
    what: "all quantiles of the reference are equal, so there is no bin",
    place: "reference",
    found: value,
    expected: "an observable with at least two values between its 0.1 % and 99.9 % quantiles",
  });
}
