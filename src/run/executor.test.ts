import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localExecutor } from "./executor.ts";
import type { Cell, CellJob } from "./executor.ts";

let folder: string;
let job: CellJob;

/** A cell counts its runs in a file beside the grid, and does what its options say. */
const MODULE = `
import { appendFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
export async function runCell({ value, throws, dies, waitsFor }, { folder, threads, progress }) {
  appendFileSync(join(dirname(folder), "log.txt"), value + "\\n");
  if (throws && !existsSync(join(dirname(folder), "mended"))) throw new Error("cell " + value + " is broken");
  if (dies) process.kill(process.pid, "SIGKILL");
  progress(0.5);
  while (waitsFor && !existsSync(join(dirname(folder), waitsFor))) await new Promise((done) => setTimeout(done, 10));
  return { square: value * value, threads };
}
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "executor-"));
  const module = join(folder, "cells.mjs");
  writeFileSync(module, MODULE);
  job = { module: pathToFileURL(module).href, folder };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cell = (value: number, more: Record<string, unknown> = {}): Cell => ({
  id: `cell-${value}`,
  options: { value, ...more },
  cost: value,
});
const runs = () => readFileSync(join(folder, "log.txt"), "utf8").trim().split("\n").map(Number);
const quiet = { signal: new AbortController().signal, progress: () => {} };

test("results come in the order of the cells, the largest starts first, progress is the share of the work", async () => {
  const seen: number[] = [];
  const watch = { ...quiet, progress: (done: number, total: number) => void seen.push(done / total) };
  const { results, failures } = await localExecutor({ processes: 1, threads: 3 }).run(
    job,
    [1, 2, 3].map((v) => cell(v)),
    watch,
  );
  expect(failures).toEqual([]);
  expect(results.map(({ result }) => result)).toEqual([1, 4, 9].map((square) => ({ square, threads: 3 })));
  expect(runs()).toEqual([3, 2, 1]);
  expect(seen[0]).toBe(0);
  expect(seen.at(-1)).toBe(1);
  expect(seen.every((share, k) => k === 0 || share >= seen[k - 1])).toBe(true);
});

test("a failed cell stops no other, is named with its reason, and is tried again; what is done is not, unless its options change", async () => {
  const executor = localExecutor({ processes: 2, threads: 1 });
  const cells = [cell(1), cell(2, { throws: true }), cell(3, { dies: true })];
  const first = await executor.run(job, cells, quiet);
  expect(first.results.map(({ id }) => id)).toEqual(["cell-1"]);
  expect(first.failures.map(({ id, failure }) => [id, failure.code])).toEqual([
    ["cell-2", "run/cell-failed"],
    ["cell-3", "run/cell-died"],
  ]);
  expect(first.failures[1].failure.found).toBe("SIGKILL");
  expect(first.failures[0].failure.found).toContain("cell 2 is broken");
  writeFileSync(join(folder, "mended"), "");
  const second = await executor.run(job, [cell(1), cells[1], cell(3)], quiet);
  expect(second.failures).toEqual([]);
  expect(runs().toSorted()).toEqual([1, 2, 2, 3, 3]);
});

test("an aborted grid ends its processes, keeps what was done, and goes on later", async () => {
  const executor = localExecutor({ processes: 1, threads: 1 });
  const cells = [cell(1, { waitsFor: "never" }), cell(2)];
  const abort = new AbortController();
  const watch = { signal: abort.signal, progress: (done: number) => void (done > 2 && abort.abort(new Error("stop"))) };
  await expect(executor.run(job, cells, watch)).rejects.toThrow("stop");
  expect(existsSync(join(folder, "cell-2", "result.json"))).toBe(true);
  expect(existsSync(join(folder, "cell-1", "failure.json"))).toBe(false);
  writeFileSync(join(folder, "never"), "");
  const { results } = await executor.run(job, cells, quiet);
  expect(results.length).toBe(2);
  expect(runs()).toEqual([2, 1, 1]);
});

test("two cells of one name, or a name that is a path, are refused", async () => {
  const run = (cells: Cell[]) => localExecutor({ processes: 1, threads: 1 }).run(job, cells, quiet);
  await expect(run([cell(1), cell(1)])).rejects.toThrow("[run/bad-cell-name]");
  await expect(run([{ ...cell(1), id: "../x" }])).rejects.toThrow("[run/bad-cell-name]");
});
