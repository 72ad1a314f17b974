/**
 * The exact check of a generated sample: nothing here is a network's opinion or a statistic. A jet is valid when its
 * sequence is well formed (starts with 0, ids inside the vocabulary, nothing after the end, at least one constituent,
 * ended or as long as the cap), when its pT bins fall where that was promised, when every constituent is a particle
 * (finite, pT > 0, inside the angular range), and, where the codes are cells of a grid, when encoding the jet gives back
 * its ids. A learnt tokeniser does not promise the last; how many jets return is counted all the same.
 */
import { GlueballError } from "../base/index.ts";
import type { Execution } from "../tensor/index.ts";
import { constituentsOf, jetCount, type Constituents, type RelativeJets } from "./features.ts";
import { endId, SEQUENCE_FAULTS, sequenceAt, sequenceFault, type TokenSequences } from "./tokens.ts";
import { emptyCounts } from "./tokens/tokeniser.ts";
import type { CodedJets, Tokeniser } from "./tokens/tokeniser.ts";

/** Why a jet fails, by name; a jet is counted under the first that applies, in this order. */
export const JET_FAULTS = {
  ...SEQUENCE_FAULTS,
  beyondCap: "more constituents than the cap",
  unended: "no end token although the cap was not reached",
  ptBinRises: "a pT bin above the one before",
  wrongLength: "not one constituent an id",
  notFinite: "a constituent with a component that is not a number",
  ptNotPositive: "a constituent with pT <= 0",
  outsideAngles: "a constituent outside the angular range of the tokeniser",
  otherIds: "a jet whose encoding is not its sequence",
} as const;
export type JetFault = keyof typeof JET_FAULTS;

export interface SampleVerdict {
  readonly jets: number;
  readonly valid: number;
  /** Number of jets by fault; jets = valid + the sum of these. */
  readonly faults: Readonly<Record<JetFault, number>>;
  /** Jets whose encoding is their sequence. */
  readonly returning: number;
  /** Index of the first jet with each fault that occurs. */
  readonly firstJets: Readonly<Partial<Record<JetFault, number>>>;
  /** Whether every jet is valid. */
  readonly passed: boolean;
}

export interface VerifyOptions {
  /** Largest number of constituents of a jet. */
  readonly cap: number;
  /** Whether falling pT bins were promised. */
  readonly ptOrdered: boolean;
}

/**
 * Checks every jet of a sample with its sequence; `jets` are the decoded jets that are handed out, one a sequence.
 * @throws GlueballError `jetlm/sample-lengths-differ`.
 */
export async function verifySample(
  execution: Execution,
  tokeniser: Tokeniser,
  sequences: TokenSequences,
  jets: RelativeJets,
  options: VerifyOptions,
): Promise<SampleVerdict> {
  const count = jetCount(jets);
  if (jetCount(sequences) !== count) {
    throw new GlueballError({
      code: "jetlm/sample-lengths-differ",
      what: "the sample has not one jet a sequence",
      found: `${count} jets and ${jetCount(sequences)} sequences`,
      expected: "equal numbers",
    });
  }
  const faults = Object.fromEntries(Object.keys(JET_FAULTS).map((fault) => [fault, 0])) as Record<JetFault, number>;
  const firstJets: Partial<Record<JetFault, number>> = {};
  const encoded = await tokeniser.encode(execution, jets, Infinity, emptyCounts());
  let [valid, returning] = [0, 0];
  for (let jet = 0; jet < count; jet++) {
    const ids = sequenceAt(sequences, jet);
    const returns = isSequenceOf(ids, encoded, jet);
    if (returns) returning++;
    const other = returns || tokeniser.grid === undefined ? undefined : "otherIds";
    const fault = idsFault(tokeniser, ids, options) ?? jetFault(tokeniser, ids, constituentsOf(jets, jet)) ?? other;
    if (fault === undefined) valid++;
    else {
      faults[fault]++;
      firstJets[fault] ??= jet;
    }
  }
  return { jets: count, valid, faults, returning, firstJets, passed: valid === count };
}

function idsFault(tokeniser: Tokeniser, ids: Int32Array, { cap, ptOrdered }: VerifyOptions): JetFault | undefined {
  const malformed = sequenceFault(ids, tokeniser);
  if (malformed !== undefined) return malformed.fault;
  const constituents = constituentCount(tokeniser, ids);
  if (constituents > cap) return "beyondCap";
  if (ids[ids.length - 1] !== endId(tokeniser) && constituents < cap) return "unended";
  if (ptOrdered && ptBinRises(tokeniser, ids.subarray(1, 1 + constituents))) return "ptBinRises";
  return undefined;
}

/** Constituents of a well-formed sequence. */
function constituentCount({ codes, stages }: Tokeniser, ids: Int32Array): number {
  return (ids.length - (ids[ids.length - 1] === codes + 1 ? 2 : 1)) / stages;
}

function ptBinRises({ grid }: Tokeniser, ids: Int32Array): boolean {
  let before = Infinity;
  for (const id of ids) {
    const bin = grid?.ptBin(id - 1) ?? 0;
    if (bin > before) return true;
    before = bin;
  }
  return false;
}

function jetFault(tokeniser: Tokeniser, ids: Int32Array, jet: Constituents): JetFault | undefined {
  if (jet.pt.length !== constituentCount(tokeniser, ids)) return "wrongLength";
  for (let i = 0; i < jet.pt.length; i++) {
    if (!Number.isFinite(jet.pt[i] + jet.etaRel[i] + jet.phiRel[i])) return "notFinite";
    if (jet.pt[i] <= 0) return "ptNotPositive";
    if (Math.max(Math.abs(jet.etaRel[i]), Math.abs(jet.phiRel[i])) >= tokeniser.angle) return "outsideAngles";
  }
  return undefined;
}

/** Whether the codes of a jet are those of a sequence. */
function isSequenceOf(ids: Int32Array, { offsets, codes }: CodedJets, jet: number): boolean {
  const own = codes.subarray(offsets[jet], offsets[jet + 1]);
  return own.length > 0 && own.every((code, i) => code + 1 === ids[i + 1]);
}
