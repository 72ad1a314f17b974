/**
 * Jets as sequences of integers. With V codes the vocabulary has V + 2 ids: 0 is the start, code q becomes q + 1, and
 * V + 1 is the end (the convention of OmniJet-alpha, arXiv:2403.05618):
 *
 *     [0, q1 + 1, ..., qn + 1, V + 1]
 *
 * A jet with more constituents than the cap is cut and gets no end token: that it would have gone on is information.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { constituentsOf, jetCount, packJets, type Constituents, type RelativeJets } from "./features.ts";
import { binnedTokeniser, type BinnedOptions } from "./tokens/binned.ts";
import type { CodeCounts, Tokeniser } from "./tokens/tokeniser.ts";

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
  /** Constituents cut off by the cap, and the jets they belong to. */
  readonly beyondCap: number;
  readonly cappedJets: number;
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
export function encodeJets(tokeniser: Tokeniser, jets: RelativeJets, cap: number): EncodedJets {
  const codeCounts: CodeCounts = { constituents: 0, outsideAngles: 0, belowPt: 0, abovePt: 0 };
  const counts = { kept: 0, beyondCap: 0, cappedJets: 0, emptyJets: 0 };
  const sources: number[] = [];
  const sequences: Int32Array[] = [];
  for (let jet = 0; jet < jetCount(jets); jet++) {
    const codes = tokeniser.quantise(constituentsOf(jets, jet), codeCounts);
    const beyond = Math.max(0, codes.length - cap);
    counts.kept += codes.length - beyond;
    counts.beyondCap += beyond;
    if (beyond > 0) counts.cappedJets++;
    if (codes.length === 0) {
      counts.emptyJets++;
      continue;
    }
    sources.push(jet);
    sequences.push(sequenceOf(codes, cap, endId(tokeniser)));
  }
  const all = { ...codeCounts, ...counts };
  return { ...packSequences(sequences), jets: Int32Array.from(sources), counts: all, warnings: encodingWarnings(all) };
}

function sequenceOf(codes: Int32Array, cap: number, end: number): Int32Array {
  const shifted = codes.subarray(0, cap).map((code) => code + 1);
  return Int32Array.of(START, ...shifted, ...(codes.length > cap ? [] : [end]));
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
} as const;
export type SequenceFault = keyof typeof SEQUENCE_FAULTS;

/** The first fault of a sequence and its position, or undefined. */
export function sequenceFault(ids: Int32Array, codes: number): { fault: SequenceFault; position: number } | undefined {
  const end = codes + 1;
  if (ids.length > 0 && ids[0] !== START) return { fault: "noStart", position: 0 };
  for (let position = 1; position < ids.length; position++) {
    const id = ids[position];
    if (id < START || id > end) return { fault: "outsideVocabulary", position };
    if (id === START) return { fault: "startInside", position };
    if (id === end && position + 1 < ids.length) return { fault: "afterEnd", position: position + 1 };
  }
  const constituents = ids.length - 1 - (ids.at(-1) === end ? 1 : 0);
  return constituents < 1 ? { fault: "empty", position: Math.max(0, ids.length - 1) } : undefined;
}

/** The codes of a sequence, without start and end. @throws GlueballError `jetlm/bad-sequence`; `place` names the row. */
export function codesOf(ids: Int32Array, tokeniser: Tokeniser, place: string): Int32Array {
  const found = sequenceFault(ids, tokeniser.codes);
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

/** Sequences back to jets: centres of the cells, or with `rng` uniformly random points of them. One jet a sequence. */
export function decodeJets(tokeniser: Tokeniser, sequences: TokenSequences, rng?: Rng): RelativeJets {
  const jets: Constituents[] = [];
  for (let i = 0; i + 1 < sequences.offsets.length; i++) {
    // A stream of its own for each jet: its constituents do not depend on which jets come before.
    jets.push(tokeniser.reconstruct(codesOf(sequenceAt(sequences, i), tokeniser, `sequence ${i}`), rng?.fork(i)));
  }
  return packJets(jets, undefined);
}

/** Makes the tokeniser that `parameters` (stored with a model) describe. @throws GlueballError `jetlm/unknown-tokeniser`. */
export function tokeniserFromJson(parameters: Readonly<Record<string, unknown>>): Tokeniser {
  const { kind, ...options } = parameters;
  if (kind === "binned") return binnedTokeniser(options as unknown as BinnedOptions);
  throw new GlueballError({
    code: "jetlm/unknown-tokeniser",
    what: "there is no tokeniser of this kind",
    found: kind,
    expected: "binned",
  });
}

/** Stops unless the tokens come from the tokeniser whose hash a model or file at `place` stores. */
export function requireTokeniser(tokeniser: Tokeniser, hash: string, place: string): void {
  if (tokeniser.hash === hash) return;
  throw new GlueballError({
    code: "jetlm/other-tokeniser",
    what: "the tokens were made by another tokeniser",
    place,
    found: tokeniser.hash,
    expected: `tokeniser ${hash}`,
    hint: "Encode the jets with the tokeniser that is stored beside the model",
  });
}
