/**
 * Runs the cases [from, to) of one format in a process of its own, which the supervisor (`fuzzRun.ts`) can kill. Where
 * it is and what came out is written to files at once, so that nothing is lost with the process.
 */
import { appendFileSync, existsSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Rng } from "../src/base/index.ts";
import { judgeCase, readAll } from "./fuzzCase.ts";
import type { FuzzSeed, Judgement, Reading } from "./fuzzCase.ts";
import { minimiseEdits } from "./fuzzMutate.ts";
import type { Edit } from "./fuzzMutate.ts";
import { caseOf, CELLS, FAILURES, readState, STATE } from "./fuzzTask.ts";
import type { FailedCase, FuzzTask, SeedsModule } from "./fuzzTask.ts";

type Judge = (edits: readonly Edit[]) => Promise<Judgement>;

async function runCases(task: FuzzTask): Promise<void> {
  const state = openState(task.folder);
  const { fuzzSeeds } = (await import(task.seedsModule)) as SeedsModule;
  const seeds = await fuzzSeeds(task.format);
  const intact = new Map<FuzzSeed, Reading>();
  for (const file of seeds) intact.set(file, await readIntact(file, task.folder));
  const known = new Set<string>();
  const openBefore = openFiles();
  for (let index = task.from; index < task.to; index++) {
    state.set("current", index);
    const { file, edits, columns } = caseOf(seeds, task, index);
    const path = join(task.folder, `case${file.extension}`);
    const judge: Judge = (some) => {
      state.count("beat");
      return judgeCase(file, some, intact.get(file)!, path, chooser(file, columns));
    };
    const judgement = await judge(edits);
    await setImmediate(); // only then does Node free what belongs to unpacking
    state.count(judgement.verdict);
    if (judgement.verdict !== "failure") continue;
    note(task, await describeFailure({ index, seedName: file.name }, edits, judgement, judge, known));
  }
  const left = openFiles() - openBefore;
  if (left > MOST_LEFT_OPEN) {
    note(task, { index: task.from, seedName: "any", cause: "leak", message: `${left} files were left open` });
  }
  state.set("current", task.to);
}

function note({ folder }: FuzzTask, failed: FailedCase): void {
  appendFileSync(join(folder, FAILURES), `${JSON.stringify(failed)}\n`);
}

/** A few may wait for the garbage collector. */
const MOST_LEFT_OPEN = 8;

/** How many files this process has open; 0 where the system does not say. */
function openFiles(): number {
  return existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0;
}

/** The cells, written through to the file at every change; what an earlier process counted goes on. */
function openState(folder: string) {
  const cells = readState(folder);
  const file = openSync(join(folder, STATE), "r+"); // the supervisor made it
  const set = (cell: keyof typeof CELLS, value: number): void => {
    cells[CELLS[cell]] = value;
    writeSync(file, cells, 0, cells.byteLength, 0);
  };
  set("current", -1);
  return { set, count: (cell: keyof typeof CELLS) => set(cell, cells[CELLS[cell]]! + 1) };
}

/** A few names at random where a seed wants that. */
function chooser({ columns }: FuzzSeed, rng: Rng): ((all: readonly string[]) => string[] | undefined) | undefined {
  if (columns === undefined) return undefined;
  // Forked anew for each reading: a case that is repeated has to read the same columns.
  return (all) =>
    all.length <= columns
      ? undefined
      : rng
          .fork("names")
          .shuffle([...all])
          .slice(0, columns);
}

async function describeFailure(
  place: { readonly index: number; readonly seedName: string },
  edits: readonly Edit[],
  { cause = "", message = "" }: Judgement,
  judge: Judge,
  known: Set<string>,
): Promise<FailedCase> {
  if (known.has(cause)) return { ...place, cause, message };
  known.add(cause);
  const smallest = await minimiseEdits(edits, async (some) => (await judge(some)).cause === cause);
  return { ...place, cause, message, edits: smallest };
}

async function readIntact(file: FuzzSeed, folder: string): Promise<Reading> {
  const path = join(folder, `intact${file.extension}`);
  writeFileSync(path, file.bytes);
  const reading = await readAll(file, path);
  rmSync(path);
  return reading;
}

await runCases(JSON.parse(process.argv[2]!) as FuzzTask);
