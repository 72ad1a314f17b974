/**
 * What needs no network: the entropy of ids drawn independently, from one distribution or from one for each position.
 * Any model must beat them; the distance to them is what it learned.
 */
import type { TokenSequences } from "./tokens.ts";
import { sequenceAt } from "./tokens.ts";

export interface LossBaselines {
  /** ln of the number of ids that may follow. */
  readonly uniform: number;
  /** Cross-entropy on the second set of frequencies counted on the first, nats per token. */
  readonly unigram: number;
  /** The same with frequencies for each position, mixed with the unigram ones. */
  readonly unigramByPosition: number;
}

/** Counts for each id are raised by a share of one, so that ids not seen in training keep a probability. */
const SMOOTHING = 0.5;
/** Weight of the unigram distribution in that of a position, in counts. */
const POSITION_PRIOR = 200;

/** Losses of the targets at one place of their sequences (the first is 0), summed in nats, and their number. */
export interface PositionLoss {
  readonly sum: number;
  readonly count: number;
}

/** The loss of one distribution for each position, in nats per token, and its parts. */
export interface UnigramLoss {
  readonly perToken: number;
  readonly positions: readonly PositionLoss[];
}

/** Baselines counted on `train` and measured on `test`. @param vocabulary ids including start and end */
export function lossBaselines(train: TokenSequences, test: TokenSequences, vocabulary: number): LossBaselines {
  const frequencies = unigramFrequencies(train, vocabulary);
  let [sum, targets] = [0, 0];
  eachTarget(test, (_, id) => {
    sum -= Math.log(frequencies[id]);
    targets++;
  });
  const unigramByPosition = unigramLosses(train, test, vocabulary).perToken;
  return { uniform: Math.log(vocabulary - 1), unigram: sum / targets, unigramByPosition };
}

/** One distribution for each position, mixed with the one over all positions. */
export function unigramLosses(train: TokenSequences, test: TokenSequences, vocabulary: number): UnigramLoss {
  const overall = unigramFrequencies(train, vocabulary);
  const length = Math.max(longest(train), longest(test));
  const counts = new Uint32Array(length * vocabulary);
  const totals = new Float64Array(length);
  eachTarget(train, (position, id) => {
    counts[position * vocabulary + id]++;
    totals[position]++;
  });
  const positions: { sum: number; count: number }[] = [];
  eachTarget(test, (position, id) => {
    const share =
      (counts[position * vocabulary + id] + POSITION_PRIOR * overall[id]) / (totals[position] + POSITION_PRIOR);
    const own = (positions[position] ??= { sum: 0, count: 0 });
    own.sum -= Math.log(share);
    own.count++;
  });
  const sum = positions.reduce((total, position) => total + position.sum, 0);
  return { perToken: sum / positions.reduce((total, { count }) => total + count, 0), positions };
}

function unigramFrequencies(sequences: TokenSequences, vocabulary: number): Float64Array {
  const counts = new Float64Array(vocabulary).fill(SMOOTHING);
  eachTarget(sequences, (_, id) => counts[id]++);
  counts[0] = 0; // the start never follows
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

/** Targets of the longest sequence. */
function longest({ offsets }: TokenSequences): number {
  let most = 0;
  for (let i = 1; i < offsets.length; i++) most = Math.max(most, offsets[i] - offsets[i - 1] - 1);
  return most;
}

/** Positions from 0. */
function eachTarget(sequences: TokenSequences, body: (position: number, id: number) => void): void {
  for (let i = 0; i + 1 < sequences.offsets.length; i++) {
    const ids = sequenceAt(sequences, i);
    for (let position = 1; position < ids.length; position++) body(position - 1, ids[position]);
  }
}
