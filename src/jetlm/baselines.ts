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

/** Baselines counted on `train` and measured on `test`. @param vocabulary ids including start and end */
export function lossBaselines(train: TokenSequences, test: TokenSequences, vocabulary: number): LossBaselines {
  const unigram = new Float64Array(vocabulary).fill(SMOOTHING);
  const byPosition = new Map<number, Map<number, number>>();
  const totals = new Map<number, number>();
  eachTarget(train, (position, id) => {
    unigram[id]++;
    const counts = byPosition.get(position) ?? new Map<number, number>();
    byPosition.set(position, counts.set(id, (counts.get(id) ?? 0) + 1));
    totals.set(position, (totals.get(position) ?? 0) + 1);
  });
  unigram[0] = 0; // the start never follows
  const total = unigram.reduce((sum, count) => sum + count, 0);
  let single = 0;
  let positional = 0;
  let targets = 0;
  eachTarget(test, (position, id) => {
    const prior = unigram[id] / total;
    const seen = byPosition.get(position)?.get(id) ?? 0;
    single -= Math.log(prior);
    positional -= Math.log((seen + POSITION_PRIOR * prior) / ((totals.get(position) ?? 0) + POSITION_PRIOR));
    targets++;
  });
  return { uniform: Math.log(vocabulary - 1), unigram: single / targets, unigramByPosition: positional / targets };
}

function eachTarget(sequences: TokenSequences, body: (position: number, id: number) => void): void {
  for (let i = 0; i + 1 < sequences.offsets.length; i++) {
    const ids = sequenceAt(sequences, i);
    for (let position = 1; position < ids.length; position++) body(position, ids[position]);
  }
}
