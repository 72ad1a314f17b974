/**
 * Where a grid of independent computations runs. A cell is a name and options; what it does is a module that exports
 * `runCell(options, context)`. Cells know nothing of each other, and rooms do not know where they run: here in processes
 * of this machine; a batch system would start the same entry (executorCell.ts) once a cell as the tasks of an array.
 *
 *     FOLDER/ID/cell.json     module, options: what to do
 *     FOLDER/ID/result.json   what came out, written last and at once
 *     FOLDER/ID/failure.json  why nothing came out
 *
 * A cell whose result is there, for the same options, is not run again: a killed grid goes on where it was, and what had
 * failed is tried once more. Processes, not threads, because the learning engine is a native library: one cell that dies
 * takes no other with it, and memory is given back.
 */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { GlueballError, writeFileAtomic } from "../base/index.ts";
import type { ErrorData } from "../base/index.ts";
import { startCell } from "./executorProcess.ts";
import { jsonDocument, readJson } from "./json.ts";

export interface Cell {
  /** Names its folder: letters, digits, points, dashes. */
  readonly id: string;
  /** Plain data. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Expected work in any one unit: the largest cells start first, and progress is the share of the work. */
  readonly cost: number;
}

export interface CellJob {
  /** The module, as `new URL("./name.ts", import.meta.url).href`. */
  readonly module: string;
  /** Where the cells have their folders. */
  readonly folder: string;
}

/** What a cell's function gets beside its options. */
export interface CellContext {
  /** The cell's own folder, for files. */
  readonly folder: string;
  /** Threads that it may use. */
  readonly threads: number;
  /** Tells what share of the work is done, 0 to 1. */
  progress(share: number): void;
}

export interface CellModule {
  /** Returns plain data. */
  runCell(options: Readonly<Record<string, unknown>>, context: CellContext): Promise<unknown>;
}

export interface CellResult {
  readonly id: string;
  readonly folder: string;
  readonly result: unknown;
  /** Wall-clock time that it took, now or in an earlier run. */
  readonly seconds: number;
}

export interface CellFailure {
  readonly id: string;
  readonly folder: string;
  readonly failure: ErrorData;
}

export interface GridOutcome {
  /** In the order of the cells. */
  readonly results: readonly CellResult[];
  readonly failures: readonly CellFailure[];
}

export interface GridWatch {
  readonly signal: AbortSignal;
  /** Work done and to do, in units of cost. */
  readonly progress: (done: number, total: number) => void;
}

export interface Executor {
  /** Runs all cells that have no result yet. A cell that fails stops no other. Rejects only when aborted. */
  run(job: CellJob, cells: readonly Cell[], watch: GridWatch): Promise<GridOutcome>;
}

export interface LocalExecutorOptions {
  /** Cells under way at the same time. */
  readonly processes: number;
  /** Threads of each. */
  readonly threads: number;
}

/** Cells in processes of this machine, the largest first. */
export function localExecutor({ processes, threads }: LocalExecutorOptions): Executor {
  return {
    run: async (job, cells, { signal, progress }) => {
      requireNames(cells);
      const total = cells.reduce((sum, { cost }) => sum + cost, 0);
      const shares = new Map<string, number>();
      const show = () =>
        progress(
          cells.reduce((sum, { id, cost }) => sum + cost * (shares.get(id) ?? 0), 0),
          total,
        );
      const settle = (id: string, share: number) => {
        shares.set(id, share);
        show();
      };
      const open = cells.filter((cell) => {
        const done = resultOf(job, cell) !== undefined;
        if (done) shares.set(cell.id, 1);
        return !done;
      });
      show();
      const queue = open.toSorted((a, b) => b.cost - a.cost);
      const lane = async (): Promise<void> => {
        for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
          const { id } = cell;
          await startCell(prepareCell(job, cell), threads, { signal, progress: (share) => settle(id, share) });
          signal.throwIfAborted();
          settle(id, 1);
        }
      };
      await Promise.all(Array.from({ length: processes }, lane));
      return collect(job, cells);
    },
  };
}

function requireNames(cells: readonly Cell[]): void {
  const names = new Set<string>();
  for (const { id } of cells) {
    if (!/^[\w.-]+$/.test(id) || names.has(id)) {
      throw new GlueballError({
        code: "run/bad-cell-name",
        what: "a cell of a grid needs a name of its own",
        found: id,
        expected: "letters, digits, points and dashes, no name twice",
      });
    }
    names.add(id);
  }
}

interface StoredResult {
  readonly result: unknown;
  readonly seconds: number;
}

/** The result of a cell, if it is there and belongs to these options. */
function resultOf({ folder }: CellJob, { id, options }: Cell): StoredResult | undefined {
  const path = join(folder, id);
  if (!existsSync(join(path, "result.json"))) return undefined;
  const { options: stored } = readJson(join(path, "cell.json")) as { options: unknown };
  const same = JSON.stringify(stored) === JSON.stringify(options);
  return same ? (readJson(join(path, "result.json")) as StoredResult) : undefined;
}

/** Makes the folder of a cell anew and says in it what is to be done. */
function prepareCell({ module, folder }: CellJob, { id, options }: Cell): string {
  const path = join(folder, id);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  writeFileAtomic(join(path, "cell.json"), jsonDocument({ module, options }));
  return path;
}

function collect(job: CellJob, cells: readonly Cell[]): GridOutcome {
  const results: CellResult[] = [];
  const failures: CellFailure[] = [];
  for (const cell of cells) {
    const [{ id }, folder] = [cell, join(job.folder, cell.id)];
    const stored = resultOf(job, cell);
    if (stored !== undefined) results.push({ id, folder, ...stored });
    else failures.push({ id, folder, failure: readJson(join(folder, "failure.json")) as ErrorData });
  }
  return { results, failures };
}
