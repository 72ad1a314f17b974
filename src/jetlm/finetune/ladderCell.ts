/** One place of a ladder: a mode, a number of labelled jets and a repetition; what came out of it. */
import { accuracy, auc, rejectionAt, splitByLabel } from "../../stats/index.ts";
import { logOdds, probabilitiesOf, scoreLogits } from "../tagging/scoring.ts";
import type { Mode } from "./modes.ts";

/** `trees`: boosted trees of observables of the jets, for those who have no network. */
export type LadderMode = Mode | "trees";

export interface LadderCell {
  readonly mode: LadderMode;
  /** Labelled jets of the training. */
  readonly size: number;
  /** From 0. Decides which jets, the initial values and the order of batches. */
  readonly repeat: number;
}

/** Figures on the test jets. */
export interface CellScore {
  readonly accuracy: number;
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

/** Of logits [jets, classes]. */
export function scoreOfLogits(logits: Float32Array, labels: Int32Array): CellScore {
  const classes = logits.length / labels.length;
  if (classes === 2) return scoreOfOdds(logOdds(logits, 2, 1, 0), labels);
  const probabilities = probabilitiesOf(logits, classes);
  const areas = Array.from({ length: classes }, (_, k) => {
    const own = labels.map((label) => Number(label === k));
    const scores = Float64Array.from(labels, (_label, row) => probabilities[row * classes + k]);
    const { signal, background } = splitByLabel(scores, own);
    return auc(signal, background);
  });
  return { accuracy: scoreLogits(logits, labels).accuracy, auc: areas.reduce((a, b) => a + b) / classes };
}

/** Of log odds of class 1 against class 0. */
function scoreOfOdds(odds: Float64Array, labels: Int32Array): CellScore {
  const { signal, background } = splitByLabel(odds, labels);
  return {
    accuracy: accuracy(signal, background, 0),
    auc: auc(signal, background),
    r30: rejectionAt(signal, background, 0.3).rejection,
    r50: rejectionAt(signal, background, 0.5).rejection,
  };
}

/** Names the file of a cell. */
export function nameOf({ mode, size, repeat }: LadderCell): string {
  return `${mode}-${size}-${repeat}`;
}
