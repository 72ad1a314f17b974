/**
 * L_0, the loss that needs no network: one distribution of ids for each position of the sequence, counted on the
 * training set and mixed with the distribution over all positions with the weight of PRIOR counts. The learnable window
 * begins here. (baselines.ts has the same figure without its parts by position.)
 */
import type { TokenSequences } from "../tokens.ts";
import { sequenceAt } from "../tokens.ts";
import type { PositionLoss } from "./losses.ts";
import { sequenceCount } from "./tokenFiles.ts";

const SMOOTHING = 0.5;
const PRIOR = 200;

export interface UnigramLoss {
  readonly perToken: number;
  readonly positions: readonly PositionLoss[];
}

/** Counted on `train`, measured on `validation`. */
export function unigramByPosition(train: TokenSequences, validation: TokenSequences, vocabulary: number): UnigramLoss {
  const length = Math.max(longest(train), longest(validation));
  const counts = new Float64Array(length * vocabulary);
  const totals = new Float64Array(length);
  const overall = new Float64Array(vocabulary).fill(SMOOTHING);
  overall[0] = 0; // the start never follows
  eachTarget(train, (position, id) => {
    counts[position * vocabulary + id]++;
    totals[position]++;
    overall[id]++;
  });
  const all = overall.reduce((sum, count) => sum + count, 0);
  const positions: { sum: number; count: number }[] = [];
  eachTarget(validation, (position, id) => {
    const seen = counts[position * vocabulary + id] + (PRIOR * overall[id]) / all;
    const own = (positions[position] ??= { sum: 0, count: 0 });
    own.sum -= Math.log(seen / (totals[position] + PRIOR));
    own.count++;
  });
  const sum = positions.reduce((total, position) => total + position.sum, 0);
  return { perToken: sum / positions.reduce((total, { count }) => total + count, 0), positions };
}

function longest({ offsets }: TokenSequences): number {
  let most = 0;
  for (let i = 1; i < offsets.length; i++) most = Math.max(most, offsets[i] - offsets[i - 1] - 1);
  return most;
}

function eachTarget(sequences: TokenSequences, body: (position: number, id: number) => void): void {
  for (let i = 0; i < sequenceCount(sequences); i++) {
    const ids = sequenceAt(sequences, i);
    for (let position = 1; position < ids.length; position++) body(position - 1, ids[position]);
  }
}
