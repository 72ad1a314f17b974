/**
 * Batches of examples that differ in length. A program has a fixed number of slots, and half of them are empty when all
 * jets are filled up to the longest, so a network is compiled for a few lengths.
 *
 * Examples that are judged are sorted into the lengths. Batches of a training are not: they are drawn at random, and take
 * the program that holds their longest example. Batches of jets of one length are batches of one class more often than
 * not (a top jet has more constituents than a QCD jet), and learning from them is noisier than what their speed gains: on
 * top2000 a particle flow network came to an AUC of 0.909 and 0.913 so (two seeds), to 0.920 and 0.939 with random batches.
 *
 * An epoch is a function of the seed and its number, so a resumed training sees the same batches.
 */
import { GlueballError } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";

/** What a classifier is trained on or applied to. */
export interface Examples {
  /** The class of each example, from 0. */
  readonly labels: Int32Array;
  /** Slots that each example needs, where the network has programs of several lengths; longer ones are cut by `feeds`. */
  readonly lengths?: ArrayLike<number>;
  /** Values of the network's inputs for these examples, one a row of the batch, in a program of `length` slots. */
  readonly feeds: (indices: Int32Array, length: number) => Readonly<Record<string, ArrayLike<number>>>;
}

export interface ExampleBatch {
  /** Slots of the program that takes it. */
  readonly length: number;
  readonly indices: Int32Array;
}

/** Batches of exactly `rows` examples that cover all of them once; the last is filled with the first of the epoch. */
export function epochBatches(
  examples: Examples,
  lengths: readonly number[],
  rows: number,
  rng: Rng,
): readonly ExampleBatch[] {
  const order = rng.shuffle(allIndices(examples));
  return Array.from({ length: Math.ceil(order.length / rows) }, (_, batch) => {
    const indices = Int32Array.from({ length: rows }, (__, row) => order[(batch * rows + row) % order.length]);
    return { length: Math.max(...Array.from(indices, (index) => lengthOf(examples, index, lengths))), indices };
  });
}

/** All examples in order of their length, without chance: the last batch of a length is filled by repeating its last. */
export function orderedBatches(examples: Examples, lengths: readonly number[], rows: number): readonly ExampleBatch[] {
  return byLength(allIndices(examples), examples, lengths).flatMap(([length, members]) =>
    Array.from({ length: Math.ceil(members.length / rows) }, (_, batch) => ({
      length,
      indices: Int32Array.from({ length: rows }, (__, row) => members[batch * rows + row] ?? members.at(-1)!),
    })),
  );
}

function allIndices({ labels }: Examples): Int32Array {
  return Int32Array.from(labels.keys());
}

/** The members of each length in the order given; lengths without members are left out. */
function byLength(order: Int32Array, examples: Examples, lengths: readonly number[]): [number, number[]][] {
  const members = new Map(lengths.map((length) => [length, [] as number[]]));
  for (const index of order) members.get(lengthOf(examples, index, lengths))!.push(index);
  return [...members].filter(([, own]) => own.length > 0);
}

/** The shortest length that holds an example; the longest for those that none holds. */
function lengthOf({ lengths: needed }: Examples, index: number, lengths: readonly number[]): number {
  if (needed === undefined) return lengths.at(-1)!;
  return lengths.find((length) => needed[index] <= length) ?? lengths.at(-1)!;
}

/** @throws GlueballError jetlm/nothing-to-learn, jetlm/label-outside-classes */
export function requireExamples({ labels }: Examples, classes: number, part: string): void {
  if (labels.length === 0) {
    throw new GlueballError({
      code: "jetlm/nothing-to-learn",
      what: `there are no ${part} jets`,
      found: 0,
      expected: "at least one",
    });
  }
  const stranger = labels.findIndex((label) => !(label >= 0 && label < classes));
  if (stranger === -1) return;
  throw new GlueballError({
    code: "jetlm/label-outside-classes",
    what: "a jet is of a class that the classifier does not have",
    place: `${part} jet ${stranger}`,
    found: labels[stranger],
    expected: `0 to ${classes - 1}`,
  });
}
