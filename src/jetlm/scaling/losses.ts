/**
 * Losses of a set of sequences from the losses of its targets. The loss in nats per token is a ratio, the sum of all
 * over their number, and sequences, not tokens, are independent: its error is that of a ratio estimate over sequences
 * (Cochran, "Sampling techniques", 1977, section 6.4).
 */
import type { PositionLoss } from "../baselines.ts";
import type { PackedRows } from "../pack.ts";
import { IGNORED } from "../model.ts";
import { sequenceAt } from "../tokens.ts";
import type { TokenSequences } from "../tokens.ts";

export interface MeanLoss {
  /** Nats per token. */
  readonly perToken: number;
  readonly error: number;
  /** Nats per sequence, and its error. */
  readonly perSequence: number;
  readonly perSequenceError: number;
  readonly tokens: number;
  readonly sequences: number;
}

/** Mean loss with its error from one entry a sequence. */
export function ratioOfSums(sequences: readonly Omit<SequenceLoss, "ids">[]): MeanLoss {
  const n = sequences.length;
  const sum = sequences.reduce((total, each) => total + each.sum, 0);
  const tokens = sequences.reduce((total, each) => total + each.count, 0);
  const perToken = sum / tokens;
  const perSequence = sum / n;
  let [ofRatio, ofMean] = [0, 0];
  for (const each of sequences) {
    ofRatio += (each.sum - perToken * each.count) ** 2;
    ofMean += (each.sum - perSequence) ** 2;
  }
  return {
    perToken,
    error: (Math.sqrt(ofRatio / (n * (n - 1))) * n) / tokens,
    perSequence,
    perSequenceError: Math.sqrt(ofMean / (n * (n - 1))),
    tokens,
    sequences: n,
  };
}

/** The loss of each packed sequence, known by its ids without the start: equal sequences have equal losses. */
export interface SequenceLoss {
  readonly ids: string;
  readonly sum: number;
  readonly count: number;
}

export function sequenceLosses(packed: PackedRows, losses: Float64Array): SequenceLoss[] {
  const sequences: { ids: number[]; sum: number }[] = [];
  eachTarget(packed, (position, target) => {
    if (position === 0) sequences.push({ ids: [], sum: 0 });
    const last = sequences[sequences.length - 1];
    last.ids.push(packed.targets[target]);
    last.sum += losses[target];
  });
  return sequences.map(({ ids, sum }) => ({ ids: ids.join(), sum, count: ids.length }));
}

/**
 * Loss above that of a teacher whose -ln p of each sequence is known: the mean of the differences, sequence by sequence, so
 * that what makes a sequence rare drops out of the error.
 */
export function excessOver(surprise: Float64Array, sequences: TokenSequences, own: readonly SequenceLoss[]): MeanLoss {
  const sums = new Map(own.map(({ ids, sum }) => [ids, sum]));
  const differences = Array.from(surprise, (teacher, i) => {
    const ids = sequenceAt(sequences, i).subarray(1);
    return { sum: sums.get(ids.join())! - teacher, count: ids.length };
  });
  return ratioOfSums(differences);
}

export function lossesByPosition(packed: PackedRows, losses: Float64Array): PositionLoss[] {
  const positions: { sum: number; count: number }[] = [];
  eachTarget(packed, (position, target) => {
    const own = (positions[position] ??= { sum: 0, count: 0 });
    own.sum += losses[target];
    own.count++;
  });
  return positions;
}

/** Calls `body` with the position of each target in its sequence and its place in the rows. */
function eachTarget({ rows, length, segments }: PackedRows, body: (position: number, target: number) => void): void {
  for (let row = 0; row < rows; row++) {
    let position = 0;
    for (let at = row * length; at < (row + 1) * length && segments[at] !== IGNORED; at++) {
      position = at > row * length && segments[at] === segments[at - 1] ? position + 1 : 0;
      body(position, at);
    }
  }
}
