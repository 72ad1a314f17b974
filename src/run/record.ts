/**
 * `run.json`: everything that is needed to repeat a run or to doubt it — command line, resolved options with the
 * origin of each, seed, version and commit, packages, machine, load, and the hash of every input.
 */
import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { GlueballError, writeFileAtomic } from "../base/index.ts";
import { jsonDocument, readJson } from "./json.ts";
import { describeMachine } from "./machine.ts";
import type { Machine } from "./machine.ts";
import type { Device } from "../base/index.ts";
import type { OptionOrigin, ResolvedOptions } from "./options.ts";
import { describeProduct } from "./product.ts";
import type { Product } from "./product.ts";
import { taskTitle } from "./task.ts";

/** Raised when a field changes its meaning; older formats are read, newer ones refused. */
export const RUN_FORMAT = 1;

export interface InputRecord {
  readonly path: string;
  readonly bytes: number;
  /** Of a folder: the hash of the sorted list of its files' hashes. */
  readonly sha256: string;
  readonly entries?: number | undefined;
}

export interface RunRecord {
  readonly formatVersion: number;
  readonly id: string;
  readonly room: string;
  readonly name: string;
  readonly commandLine: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly origins: Readonly<Record<string, OptionOrigin>>;
  readonly preset?: string | undefined;
  readonly seed: number;
  readonly threads: number;
  readonly device: Device;
  /** ISO time, UTC. */
  readonly started: string;
  readonly product: Product;
  readonly machine: Machine;
  readonly inputs: readonly InputRecord[];
}

export interface RecordSettings {
  readonly id: string;
  readonly task: { readonly room: string; readonly name: string };
  readonly resolved: ResolvedOptions;
  readonly seed: number;
  readonly threads: number;
  readonly device: Device;
  readonly commandLine?: readonly string[] | undefined;
}

/** The record of a run that starts now, on this machine. */
export function createRecord(settings: RecordSettings): RunRecord {
  const { id, task, resolved, seed, threads, device } = settings;
  return {
    formatVersion: RUN_FORMAT,
    id,
    room: task.room,
    name: task.name,
    commandLine: settings.commandLine ?? ["glueball", ...taskTitle(task).split(" ")],
    ...resolved,
    seed,
    threads,
    device,
    started: new Date().toISOString(),
    product: describeProduct(),
    machine: describeMachine(),
    inputs: [],
  };
}

/** @throws GlueballError run/not-a-run-folder, run/format-too-new. */
export function readRecord(folder: string): RunRecord {
  const path = join(folder, "run.json");
  const record = readJson(path) as Partial<RunRecord> | undefined;
  if (record?.formatVersion === undefined) {
    throw new GlueballError({
      code: "run/not-a-run-folder",
      what: "this is not the folder of a run",
      place: folder,
      expected: "a folder with a run.json that Glueball wrote",
      hint: "glueball runs list shows the runs that exist",
    });
  }
  if (record.formatVersion > RUN_FORMAT) {
    throw new GlueballError({
      code: "run/format-too-new",
      what: "the run was written by a newer Glueball",
      place: path,
      found: `format ${record.formatVersion}`,
      expected: `format ${RUN_FORMAT} or older`,
    });
  }
  return record as RunRecord;
}

export function writeRecord(folder: string, record: RunRecord): void {
  writeFileAtomic(join(folder, "run.json"), jsonDocument(record));
}

/** @throws GlueballError run/input-not-found. */
export function describeInput(path: string, entries?: number): InputRecord {
  if (!existsSync(path)) {
    throw new GlueballError({ code: "run/input-not-found", what: "an input is not there", place: path });
  }
  return { path: resolve(path), ...hashOf(path), entries };
}

function hashOf(path: string): { bytes: number; sha256: string } {
  if (!statSync(path).isDirectory()) return { bytes: statSync(path).size, sha256: sha256OfFile(path) };
  const hash = createHash("sha256");
  let bytes = 0;
  for (const name of filesBelow(path)) {
    const file = hashOf(join(path, name));
    hash.update(`${file.sha256}  ${name}\n`);
    bytes += file.bytes;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** Relative names of all files in a folder and its subfolders, sorted, with `/` on every system. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).isFile())
    .map((path) => relative(folder, path).replaceAll("\\", "/"))
    .sort();
}

/** Hash in pieces of 4 MB, so that the size of the file does not matter. */
export function sha256OfFile(path: string): string {
  const hash = createHash("sha256");
  const piece = Buffer.alloc(4 << 20);
  const file = openSync(path, "r");
  try {
    for (let count = readSync(file, piece); count > 0; count = readSync(file, piece)) {
      hash.update(piece.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}
