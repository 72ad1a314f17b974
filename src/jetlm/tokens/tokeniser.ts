import { createHash } from "node:crypto";
import type { Rng } from "../../base/index.ts";
import type { Constituents } from "../features.ts";

/** What happened to the constituents of a jet on the way to codes. `constituents` = codes made + `outsideAngles`. */
export interface CodeCounts {
  constituents: number;
  /** Dropped: not inside the angular range of the tokeniser. */
  outsideAngles: number;
  /** Kept, in the lowest or highest pT bin, although pT lies below or above its range. */
  belowPt: number;
  abovePt: number;
}

/**
 * Jets to codes 0 .. codes - 1, one a constituent, and back. Start, end and the shift by one belong to sequences
 * (tokens.ts), not to a tokeniser.
 */
export interface Tokeniser {
  readonly kind: string;
  /** V, the number of codes. */
  readonly codes: number;
  /** Everything that determines the tokeniser, as JSON: `tokeniserFromJson` makes the same one from it. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** SHA-256 over the parameters; a model stores it and refuses other tokens. */
  readonly hash: string;
  /** ln of the volume of a cell in (ln pT, etaRel, phiRel), the same for every code. */
  readonly logCellVolume: number;
  /** The code of each constituent, in their order; adds to `counts` what was dropped or moved. */
  quantise(jet: Constituents, counts: CodeCounts): Int32Array;
  /** A constituent for each code: the centre of its cell, or with `rng` a uniformly random point of it. */
  reconstruct(codes: Int32Array, rng?: Rng): Constituents;
  /** The pT bin of a code; higher bins hold higher pT. */
  ptBin(code: number): number;
  /** Half width of the angular range: |etaRel| and |phiRel| of every reconstructed constituent are below it. */
  readonly angle: number;
}

/** The columns that tokenisers see, part of every hash (features.ts). */
const FEATURE_SET = "pt, etaRel, phiRel; axis: constituent sum";

export function hashParameters(parameters: Readonly<Record<string, unknown>>): string {
  return createHash("sha256")
    .update(JSON.stringify([FEATURE_SET, parameters]))
    .digest("hex");
}
