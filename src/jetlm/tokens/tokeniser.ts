import { createHash } from "node:crypto";
import type { Rng } from "../../base/index.ts";
import type { Execution, NamedArrays } from "../../tensor/index.ts";
import type { RelativeJets } from "../features.ts";

/** What happened to the constituents of jets on the way to codes. `constituents` = kept + outside + beyond the cap. */
export interface CodeCounts {
  constituents: number;
  /** Dropped: not inside the angular range of the tokeniser. */
  outsideAngles: number;
  /** Kept, in the lowest or highest pT bin, although pT lies below or above its range. */
  belowPt: number;
  abovePt: number;
  /** Cut off by the cap, and the jets they belong to. */
  beyondCap: number;
  cappedJets: number;
}

/** Codes of jets one behind the other: those of jet j are codes[offsets[j]] .. codes[offsets[j + 1] - 1]. */
export interface CodedJets {
  readonly offsets: Int32Array;
  readonly codes: Int32Array;
}

/** Codes, and 1 for each jet that was cut at the cap. */
export interface QuantisedJets extends CodedJets {
  readonly cut: Uint8Array;
}

/**
 * Jets to codes 0 .. codes - 1 and back. Whole stores go in and come out, because a learnt tokeniser runs a network on
 * many jets at once, and because its codes may mean something in their jet only. Start, end and the shift by one belong to
 * sequences (tokens.ts), not to a tokeniser.
 */
export interface Tokeniser {
  readonly kind: string;
  /** V, the number of codes. */
  readonly codes: number;
  /** S: a constituent has S codes in a row, that of stage s between s V / S and (s + 1) V / S - 1. */
  readonly stages: number;
  /** Everything that determines the tokeniser beside its weights, as JSON. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Of the network of a learnt tokeniser. */
  readonly weights?: NamedArrays;
  /** SHA-256 over parameters and weights; a model stores it and refuses other tokens. */
  readonly hash: string;
  /** Half width of the angular range: |etaRel| and |phiRel| of every constituent that is kept or made are below it. */
  readonly angle: number;
  /** Where codes are cells of a grid; a learnt code has no cell of a simple shape. */
  readonly grid: Grid | undefined;
  /** The codes of at most `cap` constituents of each jet, in their order; adds to `counts`. */
  encode(execution: Execution, jets: RelativeJets, cap: number, counts: CodeCounts): Promise<QuantisedJets>;
  /** A constituent for every S codes. With `rng` a grid gives uniformly random points of its cells, else their centres. */
  decode(execution: Execution, coded: CodedJets, rng?: Rng): Promise<RelativeJets>;
}

export interface Grid {
  /** ln of the volume of a cell in (ln pT, etaRel, phiRel), the same for every code. */
  readonly logCellVolume: number;
  /** The pT bin of a code; higher bins hold higher pT. */
  ptBin(code: number): number;
}

export function emptyCounts(): CodeCounts {
  return { constituents: 0, outsideAngles: 0, belowPt: 0, abovePt: 0, beyondCap: 0, cappedJets: 0 };
}

/** The columns that tokenisers see, part of every hash (features.ts). */
const FEATURE_SET = "pt, etaRel, phiRel; axis: constituent sum";

export function hashParameters(parameters: Readonly<Record<string, unknown>>): string {
  return createHash("sha256")
    .update(JSON.stringify([FEATURE_SET, parameters]))
    .digest("hex");
}
