/** What a tagger is judged by, with errors. */
import type { Rng } from "../../base/index.ts";
import { auc, taggingPerformance } from "../../stats/index.ts";
import type { TaggingPerformance } from "../../stats/index.ts";
import { argMax, logOdds, probabilitiesOf, scoreJets } from "./scoring.ts";

/** A mean over jets with its standard error. */
export interface MeanOfJets {
  readonly value: number;
  readonly standardError: number;
}

export interface TaggerEvaluation {
  readonly jets: number;
  /** Cross-entropy in nats. */
  readonly loss: MeanOfJets;
  readonly accuracy: MeanOfJets;
  /** Of two classes the area under the ROC curve; of more the mean over all pairs of classes. */
  readonly auc: number;
  /** Jets of class (row) that were called (column). */
  readonly confusion: readonly (readonly number[])[];
  /** Of two classes, with class 1 as signal: AUC, accuracy, R30, R50 with bootstrap errors. */
  readonly binary: TaggingPerformance | undefined;
}

export function evaluateLogits(logits: Float32Array, labels: Int32Array, classes: number, rng: Rng): TaggerEvaluation {
  const { losses, hits } = scoreJets(logits, labels);
  const jets = labels.length;
  const scores = (signal: number, background: number) => logOddsByClass(logits, labels, classes, signal, background);
  const isBinary = classes === 2 && labels.includes(0) && labels.includes(1);
  return {
    jets,
    loss: meanOf(losses),
    accuracy: meanOf(hits),
    auc: pairwiseAuc(logits, labels, classes),
    confusion: confusionOf(logits, labels, classes),
    binary: isBinary ? taggingPerformance(...scores(1, 0), { rng, threshold: 0 }) : undefined,
  };
}

function meanOf(values: Float64Array): MeanOfJets {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { value: mean, standardError: Math.sqrt(variance / values.length) };
}

/** ln p(signal) - ln p(background) of the jets of class signal, and of those of class background. */
export function logOddsByClass(
  logits: Float32Array,
  labels: Int32Array,
  classes: number,
  signal: number,
  background: number,
): [Float64Array, Float64Array] {
  const odds = logOdds(logits, classes, signal, background);
  const ofClass = (label: number) => odds.filter((_, row) => labels[row] === label);
  return [ofClass(signal), ofClass(background)];
}

/**
 * The mean over ordered pairs of classes of the AUC of p(first) on the jets of both (Hand and Till, Mach. Learn. 45 (2001)
 * 171, eq. 7), as Particle Transformer reports it; pairs of which a class has no jets are left out. NaN without any pair.
 */
function pairwiseAuc(logits: Float32Array, labels: Int32Array, classes: number): number {
  const probabilities = probabilitiesOf(logits, classes);
  const column = (k: number, label: number) =>
    Float64Array.from(
      labels.keys().filter((row) => labels[row] === label),
      (row) => probabilities[row * classes + k],
    );
  const areas: number[] = [];
  for (let a = 0; a < classes; a++) {
    for (let b = 0; b < classes; b++) {
      const [own, other] = [column(a, a), column(a, b)];
      if (a !== b && own.length > 0 && other.length > 0) areas.push(auc(own, other));
    }
  }
  return areas.reduce((sum, area) => sum + area, 0) / areas.length;
}

function confusionOf(logits: Float32Array, labels: Int32Array, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  labels.forEach((label, row) => counts[label][argMax(logits.subarray(row * classes, (row + 1) * classes))]++);
  return counts;
}
