/**
 * The figures by which taggers are compared, each with its bootstrap error: AUC, accuracy, R30 and R50. Signal and
 * background are resampled separately, since their numbers are chosen, not measured.
 */
import type { BootstrapOptions, Estimate } from "./bootstrap.ts";
import { bootstrapRows } from "./bootstrap.ts";
import type { Rejection } from "./roc.ts";
import { accuracyOfSorted, aucOfSorted, rejectionOfSorted } from "./roc.ts";
import type { Sample } from "./sample.ts";
import { sortedSample, takeRows } from "./sample.ts";

export interface TaggingOptions extends BootstrapOptions {
  /** Scores strictly above it are called signal in the accuracy: 0.5 for probabilities, 0 for log odds. */
  readonly threshold: number;
}

/**
 * A rejection with its error. When no background passes, `value` is Infinity, and no resample can tell how large the
 * rejection might be: the interval is then [lowerBound95, Infinity] at level 0.95.
 */
export interface RejectionEstimate extends Estimate, Omit<Rejection, "rejection"> {}

export interface TaggingPerformance {
  readonly signalCount: number;
  readonly backgroundCount: number;
  readonly auc: Estimate;
  readonly accuracy: Estimate;
  /** Background rejection at 30 % and 50 % signal efficiency. */
  readonly r30: RejectionEstimate;
  readonly r50: RejectionEstimate;
}

export function taggingPerformance(signal: Sample, background: Sample, options: TaggingOptions): TaggingPerformance {
  const s = sortedSample(signal, "signal scores");
  const b = sortedSample(background, "background scores");
  const figures = (signalRows: Uint32Array, backgroundRows: Uint32Array) => {
    // Rows come ascending, so a resample of sorted scores is sorted.
    const own = takeRows(s, signalRows);
    const other = takeRows(b, backgroundRows);
    return {
      auc: aucOfSorted(own, other),
      accuracy: accuracyOfSorted(own, other, options.threshold),
      r30: rejectionOfSorted(own, other, 0.3).rejection,
      r50: rejectionOfSorted(own, other, 0.5).rejection,
    };
  };
  const estimates = bootstrapRows([s.length, b.length], figures, options);
  return {
    signalCount: s.length,
    backgroundCount: b.length,
    auc: estimates.auc,
    accuracy: estimates.accuracy,
    r30: rejectionEstimate(rejectionOfSorted(s, b, 0.3), estimates.r30),
    r50: rejectionEstimate(rejectionOfSorted(s, b, 0.5), estimates.r50),
  };
}

function rejectionEstimate(observed: Rejection, estimate: Estimate): RejectionEstimate {
  const { lowerBound95, threshold, signalEfficiency, backgroundPassed } = observed;
  const details = { lowerBound95, threshold, signalEfficiency, backgroundPassed };
  if (lowerBound95 === undefined) return { ...estimate, ...details };
  return { ...estimate, ...details, interval: [lowerBound95, Infinity], level: 0.95 };
}
