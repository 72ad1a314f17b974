/** Token sequences on disk, as two NumPy arrays: `NAME_offsets.npy` and `NAME_ids.npy` (tokens.ts). */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { readNpyFile, writeNpyFile } from "../../formats/index.ts";
import { packSequences, sequenceAt } from "../tokens.ts";
import type { TokenSequences } from "../tokens.ts";

export function saveSequences(folder: string, name: string, { offsets, ids }: TokenSequences): void {
  mkdirSync(folder, { recursive: true });
  writeNpyFile(join(folder, `${name}_offsets.npy`), {
    type: "i4",
    shape: [offsets.length],
    data: Int32Array.from(offsets),
  });
  writeNpyFile(join(folder, `${name}_ids.npy`), { type: "i4", shape: [ids.length], data: Int32Array.from(ids) });
}

/** The first `count` sequences of a file, or all. */
export function loadSequences(folder: string, name: string, count = Infinity): TokenSequences {
  const offsets = readNpyFile(join(folder, `${name}_offsets.npy`)).data as Int32Array;
  const ids = readNpyFile(join(folder, `${name}_ids.npy`)).data as Int32Array;
  const kept = offsets.subarray(0, Math.min(count, offsets.length - 1) + 1);
  return { offsets: kept, ids: ids.subarray(0, kept[kept.length - 1]) };
}

export function sequenceCount({ offsets }: TokenSequences): number {
  return offsets.length - 1;
}

/** Tokens that a model is asked for: all but the start of each sequence. */
export function targetCount(sequences: TokenSequences): number {
  return sequences.ids.length - sequenceCount(sequences);
}

/** Sequences from..to-1 in a store of their own. */
export function sliceSequences(sequences: TokenSequences, from: number, to: number): TokenSequences {
  return packSequences(Array.from({ length: to - from }, (_, i) => sequenceAt(sequences, from + i)));
}

/** -ln p of each sequence under what it was drawn from, in nats. */
export function saveSurprise(folder: string, name: string, surprise: Float64Array): void {
  const data = Float64Array.from(surprise);
  writeNpyFile(join(folder, `${name}_surprise.npy`), { type: "f8", shape: [data.length], data });
}

/** Undefined where nobody knows. */
export function findSurprise(folder: string, name: string): Float64Array | undefined {
  const path = join(folder, `${name}_surprise.npy`);
  return existsSync(path) ? (readNpyFile(path).data as Float64Array) : undefined;
}
