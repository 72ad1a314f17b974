/**
 * How well a score separates signal from background. A larger score means more signal-like. All figures depend only on
 * the order of the scores.
 *
 * - AUC = P(signal score > background score) + 1/2 P(equal), the Mann-Whitney statistic: ties count one half, and the
 *   trapezoids under the curve below have exactly this area.
 * - Rejection at signal efficiency e (R30, R50) = 1 / (background efficiency above the (1 - e) quantile of the signal
 *   scores). When no background passes it is infinite, and what the sample supports is the 95 % lower bound
 *   1 / (1 - 0.05^(1/N)), about N / 3, from the chance (1 - eff)^N of seeing none of N.
 *
 * Cost of each: sorting both samples.
 */
import { GlueballError } from "../base/index.ts";
import { quantileOfSorted } from "./quantile.ts";
import type { Sample } from "./sample.ts";
import { sortedSample } from "./sample.ts";

/** Points from (0, 0) to (1, 1); a jet passes point k when its score is >= thresholds[k]. */
export interface RocCurve {
  /** Infinity, then every score that occurs, descending. */
  readonly thresholds: Float64Array;
  readonly signalEfficiency: Float64Array;
  readonly backgroundEfficiency: Float64Array;
}

export interface Rejection {
  /** 1 / background efficiency; Infinity when no background passes. */
  readonly rejection: number;
  /** The 95 % lower bound when `rejection` is infinite, undefined otherwise. */
  readonly lowerBound95: number | undefined;
  /** Scores strictly above it pass. */
  readonly threshold: number;
  /** The signal efficiency reached; with tied scores it can fall well short of the one asked for. */
  readonly signalEfficiency: number;
  readonly backgroundPassed: number;
}

/** Scores with labels (1 signal, 0 background) as two samples; both classes must occur. */
export function splitByLabel(scores: Sample, labels: Sample): { signal: Float64Array; background: Float64Array } {
  if (scores.length !== labels.length) throw labelsDiffer(scores.length, labels.length);
  const rows = Array.from({ length: labels.length }, (_, i) => i);
  const stranger = rows.find((i) => labels[i] !== 0 && labels[i] !== 1);
  if (stranger !== undefined) throw labelNotBinary(stranger, labels[stranger]);
  const ofLabel = (label: number) =>
    Float64Array.from(
      rows.filter((i) => labels[i] === label),
      (i) => scores[i],
    );
  const [signal, background] = [ofLabel(1), ofLabel(0)];
  if (signal.length === 0 || background.length === 0) throw classMissing(signal.length, background.length);
  return { signal, background };
}

export function rocCurve(signal: Sample, background: Sample): RocCurve {
  const s = sortedSample(signal, "signal scores");
  const b = sortedSample(background, "background scores");
  const points: [threshold: number, signalPassed: number, backgroundPassed: number][] = [[Infinity, 0, 0]];
  let i = s.length;
  let j = b.length;
  while (i > 0 || j > 0) {
    const threshold = Math.max(i > 0 ? s[i - 1] : -Infinity, j > 0 ? b[j - 1] : -Infinity);
    while (i > 0 && s[i - 1] === threshold) i--;
    while (j > 0 && b[j - 1] === threshold) j--;
    points.push([threshold, s.length - i, b.length - j]);
  }
  return {
    thresholds: Float64Array.from(points, ([threshold]) => threshold),
    signalEfficiency: Float64Array.from(points, ([, passed]) => passed / s.length),
    backgroundEfficiency: Float64Array.from(points, ([, , passed]) => passed / b.length),
  };
}

/** Area under the ROC curve, ties one half. */
export function auc(signal: Sample, background: Sample): number {
  return aucOfSorted(sortedSample(signal, "signal scores"), sortedSample(background, "background scores"));
}

export function rejectionAt(signal: Sample, background: Sample, signalEfficiency: number): Rejection {
  const s = sortedSample(signal, "signal scores");
  return rejectionOfSorted(s, sortedSample(background, "background scores"), signalEfficiency);
}

/** Fraction of both samples together on their own side of the threshold: signal above it, background not. */
export function accuracy(signal: Sample, background: Sample, threshold: number): number {
  const s = sortedSample(signal, "signal scores");
  return accuracyOfSorted(s, sortedSample(background, "background scores"), threshold);
}

/** As `auc`, for ascending scores. */
export function aucOfSorted(signal: Float64Array, background: Float64Array): number {
  let twicePairs = 0; // 2 for each pair with background below, 1 for each tied pair
  let below = 0;
  let notAbove = 0;
  for (const score of signal) {
    while (below < background.length && background[below] < score) below++;
    if (notAbove < below) notAbove = below;
    while (notAbove < background.length && background[notAbove] === score) notAbove++;
    twicePairs += below + notAbove;
  }
  return twicePairs / (2 * signal.length * background.length);
}

/** As `rejectionAt`, for ascending scores. */
export function rejectionOfSorted(signal: Float64Array, background: Float64Array, signalEfficiency: number): Rejection {
  if (!(signalEfficiency > 0 && signalEfficiency < 1)) throw efficiencyOutOfRange(signalEfficiency);
  const threshold = quantileOfSorted(signal, 1 - signalEfficiency);
  const backgroundPassed = countAbove(background, threshold);
  return {
    rejection: background.length / backgroundPassed,
    lowerBound95: backgroundPassed === 0 ? 1 / (1 - 0.05 ** (1 / background.length)) : undefined,
    threshold,
    signalEfficiency: countAbove(signal, threshold) / signal.length,
    backgroundPassed,
  };
}

/** As `accuracy`, for ascending scores. */
export function accuracyOfSorted(signal: Float64Array, background: Float64Array, threshold: number): number {
  const right = countAbove(signal, threshold) + background.length - countAbove(background, threshold);
  return right / (signal.length + background.length);
}

/** How many ascending values are strictly above the threshold, by bisection. */
function countAbove(sorted: Float64Array, threshold: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] > threshold) high = middle;
    else low = middle + 1;
  }
  return sorted.length - low;
}

function efficiencyOutOfRange(found: number): GlueballError {
  return new GlueballError({
    code: "stats/efficiency-out-of-range",
    what: "a rejection needs a signal efficiency",
    found,
    expected: "a number between 0 and 1, for example 0.3",
  });
}

function labelsDiffer(scores: number, labels: number): GlueballError {
  return new GlueballError({
    code: "stats/labels-differ-in-length",
    what: "there must be one label a score",
    found: labels,
    expected: `${scores} labels`,
  });
}

function labelNotBinary(index: number, found: number): GlueballError {
  return new GlueballError({
    code: "stats/label-not-binary",
    what: "a label that is neither signal nor background",
    place: `labels, entry ${index}`,
    found,
    expected: "1 (signal) or 0 (background)",
  });
}

function classMissing(signal: number, background: number): GlueballError {
  return new GlueballError({
    code: "stats/class-missing",
    what: "one of the two classes does not occur",
    place: "labels",
    found: `${signal} signal, ${background} background`,
    expected: "at least one of each",
  });
}
