/** Jets through a tokeniser and back: what its codes keep of them, and how the codes are used. */
import { codebookUse } from "../../nets/index.ts";
import type { CodebookUse } from "../../nets/index.ts";
import type { Execution } from "../../tensor/index.ts";
import { constituentsOf, jetCount, packJets } from "../features.ts";
import type { RelativeJets } from "../features.ts";
import { emptyCounts } from "../tokens/tokeniser.ts";
import type { CodeCounts, Tokeniser } from "../tokens/tokeniser.ts";

export interface ThroughTokeniser {
  /** The jets without the constituents that have no code: outside the angular range, beyond the cap. */
  readonly original: RelativeJets;
  /** The same constituents from their codes, in the order of `original`: at the centres of the cells of a grid. */
  readonly reconstructed: RelativeJets;
  readonly counts: CodeCounts;
  /** How the codes of each stage are used by these jets. */
  readonly use: readonly CodebookUse[];
  /** Codes that occur, all stages together. */
  readonly codesUsed: number;
  /** Share of the jets whose decoded constituents have the same codes again. */
  readonly returning: number;
}

export async function throughTokeniser(
  execution: Execution,
  tokeniser: Tokeniser,
  jets: RelativeJets,
  cap: number,
): Promise<ThroughTokeniser> {
  const counts = emptyCounts();
  const coded = await tokeniser.encode(execution, jets, cap, counts);
  const reconstructed = await tokeniser.decode(execution, coded);
  const again = await tokeniser.encode(execution, reconstructed, cap, emptyCounts());
  let returning = 0;
  for (let jet = 0; jet < jetCount(jets); jet++) {
    const [first, second] = [coded, again].map(({ codes, offsets }) => codes.subarray(offsets[jet], offsets[jet + 1]));
    if (first.length === second.length && first.every((code, i) => code === second[i])) returning++;
  }
  return {
    original: withCodes(jets, tokeniser.angle, cap),
    reconstructed,
    counts,
    use: useOf(tokeniser, coded.codes),
    codesUsed: new Set(coded.codes).size,
    returning: returning / jetCount(jets),
  };
}

function useOf({ codes: all, stages }: Tokeniser, codes: Int32Array): CodebookUse[] {
  const perStage = all / stages;
  return Array.from({ length: stages }, (_, stage) => {
    const own = codes.filter((_, i) => i % stages === stage).map((code) => code - stage * perStage);
    return codebookUse(own, perStage);
  });
}

/** The constituents that a tokeniser keeps; the axes stay. */
function withCodes(jets: RelativeJets, angle: number, cap: number): RelativeJets {
  const kept = Array.from({ length: jetCount(jets) }, (_, jet) => {
    const { pt, etaRel, phiRel } = constituentsOf(jets, jet);
    const inside = pt.map((_, i) => Number(Math.abs(etaRel[i]) < angle && Math.abs(phiRel[i]) < angle));
    const take = (column: Float64Array) => column.filter((_, i) => inside[i] === 1).subarray(0, cap);
    return { pt: take(pt), etaRel: take(etaRel), phiRel: take(phiRel) };
  });
  return packJets(kept, jets.labels);
}
