/** What a judgement says of labelled jets: confusion and cross-entropy of many classes, or the separation of two. */
import { GlueballError, nearestNames } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";
import { splitByLabel, taggingPerformance, type TaggingPerformance } from "../../stats/index.ts";
import { assignedClasses, binomial, confusionMatrix, jetClassLabels, recalls, type Share } from "./confusion.ts";
import type { Judgement } from "./judge.ts";

export interface ClassVerdict {
  /** Rows are the true class, columns the assigned one. */
  readonly confusion: readonly (readonly number[])[];
  readonly recalls: readonly Share[];
  readonly right: number;
  readonly accuracy: { readonly value: number; readonly error: number };
  /** Mean of -ln p(class) in nats. */
  readonly crossEntropy: number;
}

/** Undefined where the labels are not those of the judge's classes. */
export function classVerdict({ logits, classes }: Judgement, labels: Int32Array | undefined): ClassVerdict | undefined {
  const count = classes.length;
  const own = count === 2 ? labels : jetClassLabels(labels, count);
  if (own === undefined || own.some((label) => label < 0 || label >= count)) return undefined;
  const confusion = confusionMatrix(own, assignedClasses(logits, count), count);
  const right = confusion.reduce((sum, row, c) => sum + row[c], 0);
  return {
    confusion,
    recalls: recalls(confusion),
    right,
    accuracy: binomial({ right, all: own.length }),
    crossEntropy: crossEntropyOf(logits, own, count),
  };
}

function crossEntropyOf(logits: Float64Array, labels: Int32Array, classes: number): number {
  let sum = 0;
  labels.forEach((label, jet) => {
    const row = logits.subarray(jet * classes, (jet + 1) * classes);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    sum += top + Math.log(row.reduce((total, logit) => total + Math.exp(logit - top), 0)) - row[label];
  });
  return sum / labels.length;
}

export interface TwoClasses {
  readonly signal: string;
  readonly background: string;
}

/**
 * How well ln p(signal) - ln p(background) of the judge tells label 1 from label 0; undefined unless the labels are these.
 * @throws GlueballError jetlm/unknown-class
 */
export function taggingVerdict(
  { logits, classes }: Judgement,
  labels: Int32Array | undefined,
  { signal, background, rng }: TwoClasses & { readonly rng: Rng },
): TaggingPerformance | undefined {
  const [up, down] = [signal, background].map((name) => placeOfClass(name, classes));
  const both = labels !== undefined && [0, 1].every((label) => labels.includes(label));
  if (!both || labels.some((label) => label < 0 || label > 1)) return undefined;
  const scores = Float64Array.from(
    labels,
    (_, jet) => logits[jet * classes.length + up] - logits[jet * classes.length + down],
  );
  const parts = splitByLabel(scores, labels);
  return taggingPerformance(parts.signal, parts.background, { rng, threshold: 0 });
}

/** The place of a class of the judge. @throws GlueballError jetlm/unknown-class. */
export function placeOfClass(name: string, classes: readonly string[]): number {
  const place = classes.indexOf(name);
  if (place >= 0) return place;
  const near = nearestNames(name, classes);
  throw new GlueballError({
    code: "jetlm/unknown-class",
    what: "the judge has no such class",
    found: name,
    expected: classes.join(", "),
    hint: near.length === 0 ? undefined : `Nearest: ${near.join(", ")}`,
  });
}
