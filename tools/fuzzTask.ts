/** What the supervisor and its processes share: the task, how far it is, and how a case follows from its number. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRng } from "../src/base/index.ts";
import type { FuzzSeed } from "./fuzzCase.ts";
import { drawEdits } from "./fuzzMutate.ts";
import type { Edit } from "./fuzzMutate.ts";

export interface FuzzTask {
  /** Module that exports `fuzzSeeds(format)`. */
  readonly seedsModule: string;
  readonly format: string;
  readonly seed: number;
  /** Numbers of the cases: [from, to). */
  readonly from: number;
  readonly to: number;
  /** Folder of this process: the damaged file, `state`, `failures.jsonl`. */
  readonly folder: string;
  /** A case to run as it is, instead of drawing: to make a fatal one smaller. */
  readonly edits?: readonly Edit[];
}

export type SeedsModule = { readonly fuzzSeeds: (format: string) => Promise<readonly FuzzSeed[]> };

/** One line of `failures.jsonl`; the edits are there for the first case with a new cause, as few as they could be made. */
export interface FailedCase {
  readonly index: number;
  readonly seedName: string;
  readonly cause: string;
  readonly message: string;
  readonly edits?: readonly Edit[];
}

export const FAILURES = "failures.jsonl";
export const STATE = "state";

/** Cells of the file `state`: the case that is running, a count of readings begun, and cases by verdict. */
export const CELLS = { current: 0, beat: 1, same: 2, error: 3, other: 4, failure: 5 } as const;

/** How far the process in this folder is, or was when it ended. */
export function readState(folder: string): Int32Array {
  const cells = new Int32Array(Object.keys(CELLS).length);
  const path = join(folder, STATE);
  if (existsSync(path)) new Uint8Array(cells.buffer).set(readFileSync(path).subarray(0, cells.byteLength));
  return cells;
}

/** The edits of a case depend on seed, format and number only, so any single case can be drawn again. */
export function caseOf(seeds: readonly FuzzSeed[], { format, seed, edits }: FuzzTask, index: number) {
  const rng = createRng(seed).fork(format).fork(index);
  const file = seeds[index % seeds.length]!;
  return { file, edits: edits ?? drawEdits(file.bytes, rng, file.hot), columns: rng.fork("columns") };
}
