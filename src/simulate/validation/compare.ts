/**
 * One observable of our sample against its reference.
 *
 * The relative difference is (ours - reference) / |reference| of the medians. Where the reference's median is less than a
 * tenth of its interquartile range, as for what is symmetric about 0 or mostly 0, a ratio to it means nothing, and the
 * difference is given in units of that range; where the range is 0 too, in units of our own median (1 or 0).
 *
 * An observable agrees if |relative difference| is within its tolerance (5 %; 10 % for counts) or the two-sample
 * Kolmogorov-Smirnov test gives p > 0.01. The test needs the reference's values: of quantiles or a mean alone there is no
 * p-value, and only the difference decides. For a mean the means are compared instead of the medians.
 *
 * A large sample fails the test for any small difference, and passes by its median; a small one passes easily. Ties make
 * p too large for counts. So both numbers stand in the report, with the statistical errors of the medians:
 *
 *   error = [q(1/2 + 1/(2 sqrt n)) - q(1/2 - 1/(2 sqrt n))] / 2,
 *
 * half of the distribution-free 68 % interval of a median of n values.
 */
import { describe, kolmogorovSmirnov, quantiles } from "../../stats/index.ts";
import type { Observable } from "./observableTable.ts";
import { quantileAt, type QuantileReference, type Reference } from "./reference.ts";

export interface Comparison {
  /** Which number of both samples is compared. */
  readonly statistic: "median" | "mean";
  /** That number of our sample and of the reference, each with one standard deviation. */
  readonly ours: Estimate;
  readonly reference: Estimate;
  /** Our median, whatever is compared. */
  readonly median: number;
  readonly relativeDifference: Estimate;
  /** What the difference is given in units of. */
  readonly relativeTo: "the reference" | "the interquartile range" | "our value";
  /** Undefined where the reference has no values. */
  readonly ksP: number | undefined;
  readonly tolerance: number;
  readonly agrees: boolean;
  /** All quantiles of the reference that are known (of values: 5, 25, 50, 75 and 95 %) beside ours; none beside a mean. */
  readonly quantiles: readonly QuantilePair[];
  /** Values of our sample, and how many of its rows have none. */
  readonly count: number;
  readonly missing: number;
  /** The same of the reference, where its values are known; else as far as it is stated. */
  readonly referenceCount: number | undefined;
  readonly referenceMissing: number | undefined;
}

export interface QuantilePair {
  readonly level: number;
  readonly ours: number;
  readonly reference: number;
  /** As for medians, each in its own unit. */
  readonly relativeDifference: number;
}

export interface Estimate {
  readonly value: number;
  readonly error: number;
}

const TOLERANCE = { continuous: 0.05, count: 0.1 } as const;
/** p-value above which two samples are taken to be of one population. */
const LEAST_P = 0.01;
/** A median closer to 0 than this many interquartile ranges is no unit. */
const NEAR_ZERO = 0.1;
const QUARTILES = [0.25, 0.5, 0.75] as const;
const SHOWN_LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** Undefined where our sample, or the reference's, has no value of the observable at all. NaN counts as missing. */
export function compare(ours: Float64Array, reference: Reference, observable: Observable): Comparison | undefined {
  const own = finite(ours);
  const summary = summaryOf(reference);
  if (own.length === 0 || summary === undefined) return undefined;
  const sample = summaryOf({ kind: "samples", values: own })!;
  const statistic = reference.kind === "mean" ? "mean" : "median";
  const [value, against] = [sample[statistic]!, summary[statistic]!];
  const { unit, relativeTo } = unitOf(value.value, against.value, summary.range);
  const relative = inUnits(value.value - against.value, unit);
  const ksP = reference.kind === "samples" ? kolmogorovSmirnov(own, finite(reference.values)).pValue : undefined;
  const tolerance = observable.tolerance ?? TOLERANCE[observable.kind];
  return {
    statistic,
    ours: value,
    reference: against,
    median: sample.median!.value,
    relativeDifference: { value: relative, error: inUnits(Math.hypot(value.error, against.error), unit) },
    relativeTo,
    ksP,
    tolerance,
    quantiles: quantilePairs(own, reference, summary.range),
    agrees: Math.abs(relative) <= tolerance || (ksP !== undefined && ksP > LEAST_P),
    count: own.length,
    missing: ours.length - own.length,
    referenceCount: summary.count,
    referenceMissing: reference.kind === "samples" ? reference.values.length - summary.count! : undefined,
  };
}

interface Summary {
  readonly count: number | undefined;
  readonly mean?: Estimate;
  readonly median?: Estimate;
  /** Interquartile range. */
  readonly range: number;
}

function summaryOf(reference: Reference): Summary | undefined {
  if (reference.kind === "mean") {
    return { count: undefined, mean: { value: reference.mean, error: reference.error }, range: 0 };
  }
  if (reference.kind === "quantiles") return summaryOfQuantiles(reference);
  const values = finite(reference.values);
  if (values.length === 0) return undefined;
  const { mean, standardError } = describe(values);
  const shift = Math.min(0.5, 0.5 / Math.sqrt(values.length));
  const levels = [0.5 - shift, ...QUARTILES, 0.5 + shift];
  const [low, first, median, third, high] = quantiles(values, levels);
  return {
    count: values.length,
    mean: { value: mean, error: standardError },
    median: { value: median, error: (high - low) / 2 },
    range: third - first,
  };
}

function summaryOfQuantiles(reference: QuantileReference): Summary {
  const shift = 0.5 / Math.sqrt(reference.count);
  const [low, first, median, third, high] = [0.5 - shift, ...QUARTILES, 0.5 + shift].map((p) =>
    quantileAt(reference, p),
  );
  return {
    count: reference.count,
    median: { value: median, error: (high - low) / 2 },
    range: third - first,
  };
}

function unitOf(ours: number, reference: number, range: number) {
  const size = Math.abs(reference);
  if (size > NEAR_ZERO * range) return { unit: size, relativeTo: "the reference" } as const;
  if (range > 0) return { unit: range, relativeTo: "the interquartile range" } as const;
  return { unit: Math.abs(ours), relativeTo: "our value" } as const;
}

/** Two values that are both 0 have no unit and no difference. */
function inUnits(difference: number, unit: number): number {
  return unit === 0 ? 0 : difference / unit;
}

function quantilePairs(own: Float64Array, reference: Reference, range: number): QuantilePair[] {
  if (reference.kind === "mean") return [];
  const levels = reference.kind === "quantiles" ? reference.levels : SHOWN_LEVELS;
  const theirs = reference.kind === "quantiles" ? reference.quantiles : quantiles(finite(reference.values), levels);
  return Array.from(quantiles(own, levels), (ours, k) => {
    const { unit } = unitOf(ours, theirs[k], range);
    return { level: levels[k], ours, reference: theirs[k], relativeDifference: inUnits(ours - theirs[k], unit) };
  });
}

function finite(values: Float64Array): Float64Array {
  return values.filter((value) => Number.isFinite(value));
}
