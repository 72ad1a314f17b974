/**
 * Quantiles by linear interpolation between order statistics, numpy's default (type 7 of Hyndman and Fan, The American
 * Statistician 50 (1996) 361): with the sorted values x_0 ... x_(n-1) and h = (n - 1) p, the quantile is
 * x_floor(h) + (h - floor(h)) (x_(floor(h)+1) - x_floor(h)).
 */
import { GlueballError } from "../base/index.ts";
import type { Sample } from "./sample.ts";
import { sortedSample } from "./sample.ts";

/** The quantile at probability p in [0, 1]. */
export function quantile(sample: Sample, p: number): number {
  return quantileOfSorted(sortedSample(sample, "sample"), p);
}

/** The quantiles at all probabilities, with one sort. */
export function quantiles(sample: Sample, probabilities: Sample): Float64Array {
  const sorted = sortedSample(sample, "sample");
  return Float64Array.from(probabilities, (p) => quantileOfSorted(sorted, p));
}

/** As `quantile`, for values sorted ascending; infinite values are allowed at the ends. */
export function quantileOfSorted(sorted: Sample, p: number): number {
  if (!(p >= 0 && p <= 1)) {
    throw new GlueballError({
      code: "stats/probability-out-of-range",
      what: "a quantile needs a probability",
      found: p,
      expected: "a number in [0, 1]",
    });
  }
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const fraction = position - below;
  const low = sorted[below];
  const high = sorted[Math.min(below + 1, sorted.length - 1)];
  // Equal neighbours are returned as they are: interpolation could move them by an ulp, or make Infinity - Infinity.
  if (fraction === 0 || low === high) return low;
  // On the way from a finite to an infinite value all is infinite.
  if (high === Infinity) return high;
  if (low === -Infinity) return low;
  // numpy interpolates from the nearer end, and so must edges that are to fall on the same values.
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
}

/** `count` equally spaced numbers from `low` to `high`, both included. */
export function linearSpace(low: number, high: number, count: number): Float64Array {
  const step = (high - low) / (count - 1);
  return Float64Array.from({ length: count }, (_, i) => (i === count - 1 ? high : low + i * step));
}
