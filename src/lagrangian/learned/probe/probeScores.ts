/**
 * How well probes do on letters that they were not trained on, with errors from the bootstrap over lists: letters of one list
 * are no independent cases.
 */
import type { Rng } from "../../../base/index.ts";
import { bootstrapRows, takeFeatureRows } from "../../../stats/index.ts";
import type { Estimate, FeatureRows } from "../../../stats/index.ts";
import { trainClassProbe, whiten, whiteningOf } from "./linearProbe.ts";
import type { LetterSplit } from "./probeSplits.ts";

/** The vectors of all letters at one place. */
export interface Embedding {
  /** `features`, `trained 2` ... */
  readonly name: string;
  readonly rows: FeatureRows;
}

/** White rows of both sides, by those of training. */
export interface SplitRows {
  readonly name: string;
  readonly train: FeatureRows;
  readonly test: FeatureRows;
}

export function splitRows({ name, rows }: Embedding, { train, test }: LetterSplit): SplitRows {
  const own = takeFeatureRows(rows, train);
  const whitening = whiteningOf(own);
  return { name, train: whiten(own, whitening), test: whiten(takeFeatureRows(rows, test), whitening) };
}

/** Accuracy of each embedding's probe, of the most frequent class of training, and differences of two of them. */
export interface ClassScores {
  readonly majority: Estimate;
  readonly accuracies: readonly { readonly name: string; readonly accuracy: Estimate }[];
  /** [better, worse] as asked for; errors of the difference on the same letters. */
  readonly differences: readonly { readonly names: readonly [string, string]; readonly difference: Estimate }[];
}

export interface ClassQuestion {
  readonly split: LetterSplit;
  /** Of all letters. */
  readonly labels: Uint8Array;
  readonly classes: number;
  /** The list of each letter. */
  readonly lists: ArrayLike<number>;
  readonly differences: readonly (readonly [string, string])[];
  readonly rng: Rng;
}

export function classScores(embeddings: readonly SplitRows[], question: ClassQuestion): ClassScores {
  const { split, labels, classes, lists, differences, rng } = question;
  const [train, test] = [split.train, split.test].map((letters) =>
    Uint8Array.from(letters, (letter) => labels[letter]),
  );
  const hitsOf = (predicted: Uint8Array) => Float64Array.from(test, (label, k) => (predicted[k] === label ? 1 : 0));
  const frequent = mostFrequent(train, classes);
  const hits = new Map([["majority", hitsOf(new Uint8Array(test.length).fill(frequent))]]);
  for (const own of embeddings) hits.set(own.name, hitsOf(trainClassProbe(own.train, train, classes)(own.test)));
  const groups = groupLetters(split.test, lists);
  const estimates = bootstrapRows(
    [groups.length],
    (drawn) => {
      const letters = [...drawn].flatMap((group) => groups[group]);
      const shares = new Map([...hits].map(([name, own]) => [name, meanAt(own, letters)]));
      const gaps = differences.map(([a, b]) => [gapName([a, b]), shares.get(a)! - shares.get(b)!] as const);
      return Object.fromEntries<number>([...shares, ...gaps]);
    },
    { rng },
  );
  return {
    majority: estimates["majority"],
    accuracies: embeddings.map(({ name }) => ({ name, accuracy: estimates[name] })),
    differences: differences.map((names) => ({ names, difference: estimates[gapName(names)] })),
  };
}

function gapName([a, b]: readonly [string, string]): string {
  return `${a} - ${b}`;
}

function mostFrequent(labels: Uint8Array, classes: number): number {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]++;
  return counts.indexOf(Math.max(...counts));
}

function meanAt(values: Float64Array, places: readonly number[]): number {
  return places.reduce((sum, place) => sum + values[place], 0) / places.length;
}

/** Places among `letters`, list by list. */
function groupLetters(letters: Uint32Array, lists: ArrayLike<number>): readonly (readonly number[])[] {
  const places = Array.from(letters, (_, place) => place);
  return [...Map.groupBy(places, (place) => lists[letters[place]]).values()];
}

/** R^2 = 1 - sum (y - prediction)^2 / sum (y - mean y)^2; `lists` are those of the letters. */
export function explainedVariance(
  predicted: Float64Array,
  targets: Float64Array,
  lists: ArrayLike<number>,
  rng: Rng,
): Estimate {
  const groups = groupLetters(
    Uint32Array.from(predicted, (_, place) => place),
    lists,
  );
  const explained = (drawn: Uint32Array) => {
    const letters = [...drawn].flatMap((group) => groups[group]);
    const mean = meanAt(targets, letters);
    let [left, all] = [0, 0];
    for (const letter of letters) {
      left += (targets[letter] - predicted[letter]) ** 2;
      all += (targets[letter] - mean) ** 2;
    }
    return { explained: 1 - left / all };
  };
  return bootstrapRows([groups.length], explained, { rng }).explained;
}
