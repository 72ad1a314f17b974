/**
 * Runs many damaged files of one format in processes of their own. One that does not come back, crashes or runs out of
 * memory is killed; the case that it was at counts as a failure, and a new process goes on behind it. (Worker threads
 * would not do: the heap limit of a thread that allocates fast ends the whole program.)
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { minimiseEdits } from "./fuzzMutate.ts";
import type { Edit } from "./fuzzMutate.ts";
import { caseOf, CELLS, FAILURES, readState, STATE } from "./fuzzTask.ts";
import type { FailedCase, FuzzTask, SeedsModule } from "./fuzzTask.ts";

export interface FuzzOptions {
  readonly format: string;
  /** Number of the first case, 0 unless said: so that a long run can be made in parts. */
  readonly start?: number;
  readonly count: number;
  readonly seed: number;
  /** Processes side by side. */
  readonly threads?: number;
  /** How long one file may take [ms]. */
  readonly limitMs?: number;
  /** How large the heap of a process may become [MB]. */
  readonly heapMb?: number;
  /** Module that exports `fuzzSeeds(format)`; a test gives its own. */
  readonly seedsModule?: string;
}

export interface FuzzReport {
  readonly format: string;
  readonly cases: number;
  /** Cases with the same data, with a good error, and with other data where nothing could tell. */
  readonly same: number;
  readonly error: number;
  readonly other: number;
  /** One of each cause, with how many cases had it. */
  readonly failures: readonly (FailedCase & { readonly cases: number })[];
  readonly seconds: number;
}

/** Reading a seed of some kB takes some milliseconds and a few MB. */
const LIMITS: Limits = { limitMs: 10_000, heapMb: 128 };
/** How often a fatal case is run to make it smaller: each run costs a process, and a hang its whole limit. */
const MOST_FATAL_RUNS = 12;
/** Loading the readers and reading the intact seeds. */
const START_MS = 120_000;

type Limits = Required<Pick<FuzzOptions, "limitMs" | "heapMb">>;

/** What ended a process before its last case. */
interface Fatal {
  readonly cause: string;
  readonly message: string;
}

/** @throws Error where an intact seed cannot be read: then nothing can be said of damaged ones. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const began = performance.now();
  const folder = scratchFolder();
  try {
    const { start = 0, count, threads = 1 } = options;
    const border = (i: number): number => start + Math.floor((i * count) / threads);
    const ranges = Array.from({ length: threads }, (_, i) => [border(i), border(i + 1)] as const);
    const parts = await Promise.all(
      ranges.map(([from, to], i) => {
        const own = join(folder, String(i));
        mkdirSync(own);
        return runRange(options, from, to, own);
      }),
    );
    const sum = (cell: keyof typeof CELLS): number =>
      parts.reduce((total, { cells }) => total + cells[CELLS[cell]]!, 0);
    const failures = byCause(parts.flatMap(({ failed }) => failed));
    const seconds = (performance.now() - began) / 1000;
    const { format } = options;
    return { format, cases: count, same: sum("same"), error: sum("error"), other: sum("other"), failures, seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Before the process is so far: nothing of an earlier one may be taken for its own progress. */
function markUnbegun(folder: string): void {
  const cells = readState(folder);
  cells[CELLS.current] = -1;
  writeFileSync(join(folder, STATE), cells);
}

/** In memory where the system has such a folder: 100,000 files need not reach a disk. */
function scratchFolder(): string {
  return mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "fuzz-"));
}

async function runRange(options: FuzzOptions, from: number, to: number, folder: string) {
  const { format, seed } = options;
  const limits = { ...LIMITS, ...options };
  const seedsModule = options.seedsModule ?? pathToFileURL(join(import.meta.dirname, "fuzzSeeds.ts")).href;
  const failed: FailedCase[] = [];
  let task: FuzzTask = { seedsModule, format, seed, from, to, folder };
  while (task.from < to) {
    const fatal = await runProcess(task, limits);
    failed.push(...takeFailures(folder));
    if (fatal === undefined) break;
    const index = readState(folder)[CELLS.current]!;
    failed.push(await describeFatal(task, index, fatal, failed, limits));
    task = { ...task, from: index + 1 };
  }
  return { cells: readState(folder), failed };
}

function takeFailures(folder: string): FailedCase[] {
  const path = join(folder, FAILURES);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  rmSync(path);
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as FailedCase);
}

/** Undefined when all cases were run. */
async function runProcess(task: FuzzTask, limits: Limits): Promise<Fatal | undefined> {
  const program = join(import.meta.dirname, "fuzzChild.ts");
  markUnbegun(task.folder);
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${limits.heapMb}`, "--expose-gc", program, JSON.stringify(task)],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const fatal = await watch(child, task, limits);
  child.kill("SIGKILL");
  if (fatal !== undefined && readState(task.folder)[CELLS.current] === -1) {
    throw new Error(`fuzzing ${task.format} cannot begin: ${fatal.message}`);
  }
  return fatal;
}

/** Waits for the end of a process, or for a case that takes too long. */
async function watch(
  child: ChildProcess,
  { folder, to }: FuzzTask,
  { limitMs, heapMb }: Limits,
): Promise<Fatal | undefined> {
  const { promise, resolve } = Promise.withResolvers<Fatal | undefined>();
  let said = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-8000)));
  let beat = -1;
  let since = performance.now();
  const timer = setInterval(() => {
    const cells = readState(folder);
    const limit = cells[CELLS.current] === -1 ? START_MS : limitMs;
    if (cells[CELLS.beat] !== beat) {
      beat = cells[CELLS.beat]!;
      since = performance.now();
    } else if (performance.now() - since > limit) {
      resolve({ cause: "hang", message: `no end after ${limit} ms` });
    }
  }, 20);
  child.on("close", (code, signal) => {
    resolve(readState(folder)[CELLS.current] === to ? undefined : endOf(code, signal, said, heapMb));
  });
  const fatal = await promise;
  clearInterval(timer);
  return fatal;
}

/** Why a process ended before its last case, by what Node says then. */
function endOf(code: number | null, signal: string | null, said: string, heapMb: number): Fatal {
  const UNSETTLED = 13; // Node's exit code for a top-level await that nothing can end
  if (code === UNSETTLED) return { cause: "no answer", message: "the reader's promise is never settled" };
  if (said.includes("heap out of memory")) return { cause: "memory", message: `a heap above ${heapMb} MB` };
  const [, name = "crash", message = said.trim().slice(-500)] = said.match(/^(\w*Error)(?: \[\w+\])?: (.*)$/m) ?? [];
  return { cause: signal === null ? `uncaught ${name}` : `killed by ${signal}`, message };
}

async function describeFatal(
  task: FuzzTask,
  index: number,
  { cause, message }: Fatal,
  known: readonly FailedCase[],
  limits: Limits,
): Promise<FailedCase> {
  const { fuzzSeeds } = (await import(task.seedsModule)) as SeedsModule;
  const { file, edits } = caseOf(await fuzzSeeds(task.format), task, index);
  const failed = { index, seedName: file.name, cause, message };
  if (known.some((other) => other.cause === cause)) return failed;
  const folder = join(task.folder, "alone");
  mkdirSync(folder, { recursive: true });
  const fails = async (some: readonly Edit[]): Promise<boolean> => {
    const fatal = await runProcess({ ...task, from: index, to: index + 1, folder, edits: some }, limits);
    return fatal?.cause === cause;
  };
  return { ...failed, edits: await minimiseEdits(edits, fails, MOST_FATAL_RUNS) };
}

/** The first case of each cause, the most frequent cause first. */
function byCause(failed: readonly FailedCase[]): FuzzReport["failures"] {
  const groups = Map.groupBy(failed, ({ cause }) => cause).values();
  return [...groups]
    .map((cases) => ({ ...(cases.find(({ edits }) => edits !== undefined) ?? cases[0]!), cases: cases.length }))
    .sort((a, b) => b.cases - a.cases);
}
