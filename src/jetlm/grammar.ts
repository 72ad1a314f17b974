/** What may follow in a sequence of ids. */
import { endId, START } from "./tokens.ts";
import type { Grid, Tokeniser } from "./tokens/tokeniser.ts";

/**
 * Rules out in the logits: a start, a jet without constituents, the stages of a constituent out of turn, and, `ordered`, a
 * rising pT bin.
 */
export function grammar(tokeniser: Tokeniser, ordered: boolean) {
  const { codes, stages, grid } = tokeniser;
  const end = endId(tokeniser);
  const perStage = codes / stages;
  const firstIds = ordered && grid !== undefined ? firstIdsOfBins(codes, grid) : undefined;
  return (logits: Float32Array, sequence: Int32Array): void => {
    logits[START] = -Infinity;
    logits.fill(-Infinity, end + 1); // starts of classes
    const stage = (sequence.length - 1) % stages;
    logits.fill(-Infinity, 1, 1 + stage * perStage);
    logits.fill(-Infinity, 1 + (stage + 1) * perStage, end);
    if (sequence.length === 1 || stage > 0) logits[end] = -Infinity;
    else if (firstIds !== undefined) {
      const bin = grid!.ptBin(sequence[sequence.length - 1] - 1);
      logits.fill(-Infinity, firstIds[bin + 1] ?? end, end);
    }
  };
}

/** The lowest id of each pT bin; codes of a binned tokeniser ascend with the bin. */
function firstIdsOfBins(codes: number, { ptBin }: Grid): number[] {
  const first: number[] = [];
  for (let code = 0; code < codes; code++) first[ptBin(code)] ??= code + 1;
  return first;
}
