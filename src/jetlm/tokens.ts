/**
 * Jets as sequences of integers. With V codes the vocabulary has V + 2 ids: 0 is the start, code q becomes q + 1, and
 * V + 1 is the end (the convention of OmniJet-alpha, arXiv:2403.05618):
 *
 *     [0, q1 + 1, ..., qn + 1, V + 1]
 *
 * A jet with more constituents than the cap is cut and gets no end token: that it would have gone on is information. A
 * tokeniser of S stages gives a constituent S ids in a row, each from the range of its stage.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import type { Execution } from "../tensor/index.ts";
import { jetCount } from "./features.ts";
import type { RelativeJets } from "./features.ts";
import { emptyCounts } from "./tokens/tokeniser.ts";
import type { CodeCounts, CodedJets, Tokeniser } from "./tokens/tokeniser.ts";

export const START = 0;

/** The id that ends a sequence, V + 1. */
export function endId(tokeniser: Tokeniser): number {
  return tokeniser.codes + 1;
}

/** Number of ids, V + 2. */
export function vocabularySize(tokeniser: Tokeniser): number {
  return tokeniser.codes + 2;
}

/** Sequences one behind the other: sequence i is ids[offsets[i]] .. ids[offsets[i + 1] - 1]. */
export interface TokenSequences {
  readonly offsets: Int32Array;
  readonly ids: Int32Array;
}

/** constituents = kept + outsideAngles + beyondCap. */
export interface EncodingCounts extends Readonly<CodeCounts> {
  readonly kept: number;
  /** Jets left without a constituent; they have no sequence. */
  readonly emptyJets: number;
}

export interface EncodedJets extends TokenSequences {
  /** Index of the jet that each sequence comes from. */
  readonly jets: Int32Array;
  readonly counts: EncodingCounts;
  readonly warnings: readonly string[];
}

/** Encodes every jet; at most `cap` constituents of each. */
export async function encodeJets(
  execution: Execution,
  tokeniser: Tokeniser,
  jets: RelativeJets,
  cap: number,
): Promise<EncodedJets> {
  const codeCounts = emptyCounts();
  const { offsets, codes, cut } = await tokeniser.encode(execution, jets, cap, codeCounts);
  const sources = [...cut.keys()].filter((jet) => offsets[jet + 1] > offsets[jet]);
  const end = endId(tokeniser);
  const sequences = sources.map((jet) => {
    const shifted = codes.subarray(offsets[jet], offsets[jet + 1]).map((code) => code + 1);
    return Int32Array.of(START, ...shifted, ...(cut[jet] === 1 ? [] : [end]));
  });
  const kept = codes.length / tokeniser.stages;
  const counts = { ...codeCounts, kept, emptyJets: jetCount(jets) - sources.length };
  return { ...packSequences(sequences), jets: Int32Array.from(sources), counts, warnings: encodingWarnings(counts) };
}

/** Puts sequences one behind the other. */
export function packSequences(sequences: readonly Int32Array[]): TokenSequences {
  const offsets = new Int32Array(sequences.length + 1);
  sequences.forEach((sequence, i) => (offsets[i + 1] = offsets[i] + sequence.length));
  const ids = new Int32Array(offsets[sequences.length]);
  sequences.forEach((sequence, i) => ids.set(sequence, offsets[i]));
  return { offsets, ids };
}

/** The ids of one sequence, a view. */
export function sequenceAt({ offsets, ids }: TokenSequences, sequence: number): Int32Array {
  return ids.subarray(offsets[sequence], offsets[sequence + 1]);
}

function encodingWarnings(counts: EncodingCounts): string[] {
  const warnings: string[] = [];
  const share = (part: number) =>
    `${part} of ${counts.constituents} (${((100 * part) / counts.constituents).toFixed(2)} %)`;
  const outside = counts.belowPt + counts.abovePt;
  if (outside > 0) warnings.push(`${share(outside)} constituents lie outside the pT range and went to its edge bins`);
  if (counts.outsideAngles > 0)
    warnings.push(`${share(counts.outsideAngles)} constituents outside the angular range were dropped`);
  if (counts.cappedJets > 0) warnings.push(`${counts.cappedJets} jets were cut at the cap; they have no end token`);
  if (counts.emptyJets > 0)
    warnings.push(`${counts.emptyJets} jets have no constituent inside the angular range and were left out`);
  return warnings;
}

/** What is wrong with a sequence, by name. */
export const SEQUENCE_FAULTS = {
  empty: "a sequence without constituents",
  noStart: "a sequence that does not begin with the start id",
  startInside: "a start id inside a sequence",
  outsideVocabulary: "an id outside the vocabulary",
  afterEnd: "an id after the end",
  wrongStage: "an id from the range of another stage",
  incomplete: "a constituent without the ids of all its stages",
} as const;
export type SequenceFault = keyof typeof SEQUENCE_FAULTS;

/** The first fault of a sequence and its position, or undefined. */
export function sequenceFault(
  ids: Int32Array,
  { codes, stages }: Pick<Tokeniser, "codes" | "stages">,
): { fault: SequenceFault; position: number } | undefined {
  const end = codes + 1;
  if (ids.length > 0 && ids[0] !== START) return { fault: "noStart", position: 0 };
  for (let position = 1; position < ids.length; position++) {
    const id = ids[position];
    if (id < START || id > end) return { fault: "outsideVocabulary", position };
    if (id === START) return { fault: "startInside", position };
    if (id === end && position + 1 < ids.length) return { fault: "afterEnd", position: position + 1 };
    if (id !== end && stageOf(id - 1, codes, stages) !== (position - 1) % stages)
      return { fault: "wrongStage", position };
  }
  const codeCount = ids.length - 1 - (ids.at(-1) === end ? 1 : 0);
  if (codeCount < 1) return { fault: "empty", position: Math.max(0, ids.length - 1) };
  return codeCount % stages === 0 ? undefined : { fault: "incomplete", position: ids.length - 1 };
}

/** The stage that a code belongs to. */
export function stageOf(code: number, codes: number, stages: number): number {
  return Math.floor((code * stages) / codes);
}

/** The codes of a sequence, without start and end. @throws GlueballError `jetlm/bad-sequence`; `place` names the row. */
export function codesOf(ids: Int32Array, tokeniser: Tokeniser, place: string): Int32Array {
  const found = sequenceFault(ids, tokeniser);
  if (found !== undefined) {
    throw new GlueballError({
      code: "jetlm/bad-sequence",
      what: SEQUENCE_FAULTS[found.fault],
      place: `${place}, position ${found.position}`,
      found: ids[found.position],
      expected: `0, then ids from 1 to ${tokeniser.codes}, then at most one ${endId(tokeniser)} at the end`,
      hint: "The ids may come from another tokeniser",
    });
  }
  const ended = ids[ids.length - 1] === endId(tokeniser);
  return ids.subarray(1, ended ? ids.length - 1 : ids.length).map((id) => id - 1);
}

/** Sequences back to jets, one jet a sequence: centres of the cells, or with `rng` uniformly random points of a grid's. */
export function decodeJets(
  execution: Execution,
  tokeniser: Tokeniser,
  sequences: TokenSequences,
  rng?: Rng,
): Promise<RelativeJets> {
  return tokeniser.decode(execution, codedJets(tokeniser, sequences), rng);
}

function codedJets(tokeniser: Tokeniser, sequences: TokenSequences): CodedJets {
  const jets = Array.from({ length: jetCount(sequences) }, (_, i) =>
    codesOf(sequenceAt(sequences, i), tokeniser, `sequence ${i}`),
  );
  const { offsets, ids } = packSequences(jets);
  return { offsets, codes: ids };
}
