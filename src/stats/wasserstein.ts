/**
 * The Wasserstein-1 (earth mover's) distance of two samples on the line, the work of moving one distribution onto the
 * other: W1 = integral |F(x) - G(x)| dx with F, G the cumulative distributions. Sizes may differ and entries may carry
 * weights; for equal sizes without weights it is the mean |x_(i) - y_(i)| of the sorted values. In the observable's
 * unit. (Vallender, Theory Probab. Appl. 18 (1974) 784.)
 *
 * Two finite samples of one population are never at distance 0: give `distanceFloor` beside it. Cost: the sorting.
 */
import { GlueballError } from "../base/index.ts";
import { requireWeights } from "./histogram.ts";
import type { Sample } from "./sample.ts";
import { requireFinite, sortedSample, sortingOrder, takeRows } from "./sample.ts";

/** The steps of a cumulative distribution: values ascending, F just above each. */
interface Cumulative {
  readonly values: Float64Array;
  readonly heights: Float64Array;
}

/** W1 of two samples; a sample without weights counts every entry alike. Negative weights are allowed, their sum must be positive. */
export function wasserstein1(first: Sample, second: Sample, firstWeights?: Sample, secondWeights?: Sample): number {
  return areaBetween(cumulative(first, firstWeights, "first"), cumulative(second, secondWeights, "second"));
}

/** integral |F - G|: walk the steps of both from left to right. */
function areaBetween(f: Cumulative, g: Cumulative): number {
  let area = 0;
  let i = 0;
  let j = 0;
  let left = Math.min(f.values[0], g.values[0]);
  while (i < f.values.length && j < g.values.length) {
    const next = Math.min(f.values[i], g.values[j]);
    area += Math.abs(heightBelow(f, i) - heightBelow(g, j)) * (next - left);
    if (f.values[i] === next) i++;
    else j++;
    left = next;
  }
  // One sample is used up and its F is 1; what remains of the other is beyond it.
  const [rest, start] = i < f.values.length ? [f, i] : [g, j];
  for (let k = start; k < rest.values.length; k++) {
    area += Math.abs(1 - heightBelow(rest, k)) * (rest.values[k] - left);
    left = rest.values[k];
  }
  return area;
}

/** F between the steps k - 1 and k. */
function heightBelow(f: Cumulative, k: number): number {
  return k === 0 ? 0 : f.heights[k - 1];
}

function cumulative(sample: Sample, weights: Sample | undefined, name: string): Cumulative {
  if (weights !== undefined) return weightedCumulative(sample, weights, name);
  const values = sortedSample(sample, `${name} sample`);
  const heights = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) heights[i] = (i + 1) / values.length;
  return { values, heights };
}

function weightedCumulative(sample: Sample, weights: Sample, name: string): Cumulative {
  requireFinite(sample, `${name} sample`);
  requireWeights(weights, sample.length, `${name} weights`);
  const order = sortingOrder(Float64Array.from(sample));
  const heights = takeRows(weights, order);
  for (let i = 1; i < heights.length; i++) heights[i] += heights[i - 1];
  const total = heights[heights.length - 1];
  if (!(total > 0)) {
    throw new GlueballError({
      code: "stats/weights-sum-not-positive",
      what: "weights must make a distribution",
      place: `${name} weights`,
      found: total,
      expected: "a positive sum",
    });
  }
  return { values: takeRows(sample, order), heights: heights.map((height) => height / total) };
}
