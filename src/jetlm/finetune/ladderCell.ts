/** One place of a ladder: a mode, a number of labelled jets and a repetition; what came out of it. */
import { accuracy, auc, rejectionAt, splitByLabel } from "../../stats/index.ts";
import { logOdds, probabilitiesOf, scoreLogits } from "../tagging/scoring.ts";
import type { NetworkMode } from "./modes.ts";

/** `trees`: boosted trees of observables of the jets, for those who have no network. */
export type LadderMode = NetworkMode | "trees";

export interface LadderCell {
  readonly mode: LadderMode;
  /** Labelled jets of the training. */
  readonly size: number;
  /** From 0. Decides which jets, the initial values and the order of batches. */
  readonly repeat: number;
}

/** Figures on the test jets. */
export interface CellScore {
  /** Of the class with the largest logit. */
  readonly accuracy: number;
  /**
   * Of two classes, with the threshold that is best on the validation jets: a network that has learnt an order but not
   * yet where 0 is, as some do from a hundred jets, is not punished for it.
   */
  readonly tunedAccuracy?: number;
  /** Ties one half; of several classes the mean of each class against the others. */
  readonly auc: number;
  /** Background rejection at 30 % and 50 % signal efficiency, of two classes; Infinity where no background passes. */
  readonly r30?: number;
  readonly r50?: number;
}

export interface CellResult extends LadderCell, CellScore {
  /** On the validation jets, by which the training was stopped; nats. */
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  readonly steps: number;
  readonly seconds: number;
}

/** Logits [jets, classes] and labels of some jets. */
export interface Judged {
  readonly logits: Float32Array;
  readonly labels: Int32Array;
}

export function scoreOfLogits({ logits, labels }: Judged, validation: Judged): CellScore {
  const classes = logits.length / labels.length;
  if (classes === 2) return scoreOfTwo({ logits, labels }, validation);
  const probabilities = probabilitiesOf(logits, classes);
  const areas = Array.from({ length: classes }, (_, k) => {
    const own = labels.map((label) => Number(label === k));
    const scores = Float64Array.from(labels, (_label, row) => probabilities[row * classes + k]);
    const { signal, background } = splitByLabel(scores, own);
    return auc(signal, background);
  });
  return { accuracy: scoreLogits(logits, labels).accuracy, auc: areas.reduce((a, b) => a + b) / classes };
}

function scoreOfTwo(test: Judged, validation: Judged): CellScore {
  const { signal, background } = splitOf(test);
  return {
    accuracy: accuracy(signal, background, 0),
    tunedAccuracy: accuracy(signal, background, bestThreshold(validation)),
    auc: auc(signal, background),
    r30: rejectionAt(signal, background, 0.3).rejection,
    r50: rejectionAt(signal, background, 0.5).rejection,
  };
}

/** Log odds of class 1 against class 0, by class. */
function splitOf({ logits, labels }: Judged) {
  return splitByLabel(logOdds(logits, 2, 1, 0), labels);
}

/** Between the two scores where the accuracy on these jets is largest. */
function bestThreshold(judged: Judged): number {
  const { signal, background } = splitOf(judged);
  const scores = Float64Array.of(...signal, ...background).sort();
  const middles = scores.subarray(1).map((score, i) => (score + scores[i]) / 2);
  return middles.reduce((best, threshold) =>
    accuracy(signal, background, threshold) > accuracy(signal, background, best) ? threshold : best,
  );
}

/** Names the file of a cell. */
export function nameOf({ mode, size, repeat }: LadderCell): string {
  return `${mode}-${size}-${repeat}`;
}
