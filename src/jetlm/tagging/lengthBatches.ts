/**
 * Batches of examples of similar length. A program has a fixed number of slots, and half of them are empty when all jets
 * are filled up to the longest. So a network is compiled for a few lengths, and a batch takes examples that fit the same:
 * an epoch is shuffled, sorted into lengths, cut into batches, and the batches are shuffled again. What is left over at
 * one length moves up to the next; the last batch is filled with examples from the start of the epoch.
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

/** Batches of exactly `rows` examples that cover all of them once; the last one repeats some. `lengths` rise. */
export function epochBatches(
  examples: Examples,
  lengths: readonly number[],
  rows: number,
  rng: Rng,
): readonly ExampleBatch[] {
  const order = rng.fork("examples").shuffle(allIndices(examples));
  const batches: ExampleBatch[] = [];
  let left: number[] = [];
  for (const [length, members] of byLength(order, examples, lengths)) {
    const waiting = [...left, ...members];
    const whole = waiting.length - (waiting.length % rows);
    for (let from = 0; from < whole; from += rows) {
      batches.push({ length, indices: Int32Array.from(waiting.slice(from, from + rows)) });
    }
    left = waiting.slice(whole);
  }
  if (left.length > 0) batches.push(filled(left, order, examples, lengths, rows));
  return rng.fork("batches").shuffle(batches);
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

/** The batch that fills what is left with the first of the epoch, over and over when there are fewer than `rows`. */
function filled(
  left: readonly number[],
  order: Int32Array,
  examples: Examples,
  lengths: readonly number[],
  rows: number,
): ExampleBatch {
  const indices = Int32Array.from({ length: rows }, (_, row) => left[row] ?? order[(row - left.length) % order.length]);
  const length = Math.max(...Array.from(indices, (index) => lengthOf(examples, index, lengths)));
  return { length, indices };
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
