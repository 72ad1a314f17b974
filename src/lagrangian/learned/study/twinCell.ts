/**
 * One cell of a study's grid: a twin is found or trained, and writes the Lagrangians of the test lists, freely (L0). What
 * is written is kept beside the twins and shared by all studies:
 *
 *     TWINS/written/TWIN-TEST-TOKENS.json   the types of each list as they were written, in the order of the test set
 */
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createRng, writeFileAtomic } from "../../../base/index.ts";
import type { Device } from "../../../base/index.ts";
import { createContext } from "../../../run/index.ts";
import type { CellContext, RunContext } from "../../../run/index.ts";
import type { ReadTypes } from "../compact/compactTarget.ts";
import { decodeLists } from "../decoding/decode.ts";
import type { TrainedNetwork } from "../decoding/decode.ts";
import { allLists, fieldsOfList, readLists } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { hashOfLists, trainedTwin } from "./twins.ts";
import type { TwinPlan } from "./twins.ts";

export interface TwinCellOptions {
  readonly twins: string;
  readonly twin: string;
  readonly plan: TwinPlan;
  /** Folder of the set of lists. */
  readonly lists: string;
  /** Files of test lists. */
  readonly tests: readonly string[];
  /** Most tokens of a Lagrangian. */
  readonly maxTokens: number;
  readonly device: Device;
}

/** Share of a cell's time that goes into training, for the progress only. */
const TRAINING_SHARE = 0.8;

export async function runCell(given: Readonly<Record<string, unknown>>, cell: CellContext): Promise<object> {
  const { twins, plan, lists, tests, maxTokens, device } = given as unknown as TwinCellOptions;
  const context = createContext({ seed: plan.seed, threads: cell.threads, device });
  const set = openLists(context, lists);
  const { signal } = context;
  const progress = (share: number) => cell.progress(TRAINING_SHARE * share);
  const work = { threads: cell.threads, device, signal, progress };
  const twin = await trainedTwin(twins, plan, { set, hash: hashOfLists(set) }, work);
  for (const [done, test] of tests.entries()) {
    await writeTest(context, twin, {
      path: writtenPath(twins, basename(twin.folder), test, maxTokens),
      test,
      maxTokens,
    });
    cell.progress(TRAINING_SHARE + ((1 - TRAINING_SHARE) * (done + 1)) / tests.length);
  }
  return {};
}

export function writtenPath(twins: string, twin: string, test: string, maxTokens: number): string {
  return join(twins, "written", `${twin}-${basename(test, ".npz")}-${maxTokens}.json`);
}

/** Writes the Lagrangians of one test set, unless they are there. */
export async function writeTest(
  context: RunContext,
  network: TrainedNetwork,
  { path, test, maxTokens }: { readonly path: string; readonly test: string; readonly maxTokens: number },
): Promise<void> {
  if (existsSync(path)) return;
  const set = readLists(test);
  const fields = allLists(set).map((list) => fieldsOfList(set, list));
  const options = { level: "L0", batch: 32, maxTokens, temperature: 0, rng: createRng(0) } as const;
  const decoded = await decodeLists(context, network, fields, options);
  const written = decoded.map(({ types, unreadable, repeated, complete }): ReadTypes => {
    return { types, unreadable, repeated, complete };
  });
  writeFileAtomic(path, JSON.stringify(written));
}

export function readWritten(path: string): ReadTypes[] {
  return JSON.parse(readFileSync(path, "utf8")) as ReadTypes[];
}
