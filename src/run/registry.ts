/**
 * The index of all runs in a folder, `runs/registry.sqlite`: one row a run, so that a list of thousands opens at once.
 * The folders are the truth. Opening the index brings it up to date (new folders get a row, vanished ones lose it,
 * unfinished ones are read again), and it can be deleted at any time: a missing or damaged index is rebuilt. Where nothing
 * can be written, as in the runs of somebody else, it is made in memory.
 */
import { accessSync, constants, existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { GlueballError, nearestNames } from "../base/index.ts";
import { isBusy, isLocked } from "./lock.ts";
import { readManifest } from "./manifest.ts";
import type { RunStatus } from "./manifest.ts";
import { readJson } from "./json.ts";
import { readRecord } from "./record.ts";
import { taskTitle } from "./task.ts";
import type { TaskResult } from "./task.ts";

export interface RunRow {
  /** Name of the folder. */
  readonly name: string;
  readonly task: string;
  /** running: a process works on it at this moment. */
  readonly status: RunStatus | "running" | "unfinished" | "unreadable";
  readonly started: string;
  /** Absent while unfinished. */
  readonly ended: string | null;
  readonly seed: number;
  readonly summary: string;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS runs (
  name TEXT PRIMARY KEY, task TEXT NOT NULL, status TEXT NOT NULL, started TEXT NOT NULL, ended TEXT,
  seed INTEGER NOT NULL, summary TEXT NOT NULL, stamp REAL NOT NULL) STRICT`;
const UPSERT = `INSERT OR REPLACE INTO runs (name, task, status, started, ended, seed, summary, stamp)
  VALUES (:name, :task, :status, :started, :ended, :seed, :summary, :stamp)`;
const SELECT = "SELECT name, task, status, started, ended, seed, summary FROM runs ORDER BY started, name";
/** Other processes may hold the index for a moment. */
const PATIENCE_MS = 3000;

/** Brings the index of `root` up to date and returns its rows, oldest first. */
export function listRuns(root: string): RunRow[] {
  if (!existsSync(root)) return [];
  const database = openIndex(root);
  try {
    refresh(database, root);
    // node:sqlite gives rows without a prototype; a spread makes them plain records.
    const rows = database.prepare(SELECT).all();
    return rows.map((row) => ({ ...row }) as unknown as RunRow);
  } finally {
    database.close();
  }
}

/**
 * The folder of a run, named by its folder's name, a unique part of it (such as the short id), or a path.
 * @throws GlueballError run/unknown-run, run/ambiguous-run.
 */
export function findRun(root: string, wanted: string): string {
  if (existsSync(join(wanted, "run.json"))) return wanted;
  const names = listRuns(root).map(({ name }) => name);
  const matches = names.includes(wanted) ? [wanted] : names.filter((name) => name.includes(wanted));
  if (matches.length === 1) return join(root, matches[0]!);
  const near = matches.length > 1 ? matches : nearestNames(wanted, names);
  throw new GlueballError({
    code: matches.length > 1 ? "run/ambiguous-run" : "run/unknown-run",
    what: matches.length > 1 ? "several runs have this in their name" : "there is no such run",
    place: root,
    found: wanted,
    expected: "the name of a run, a unique part of it, or a path",
    hint:
      near.length > 0 ? `There ${near.length === 1 ? "is" : "are"} ${near.join(", ")}` : "glueball runs list shows all",
  });
}

function openIndex(root: string): DatabaseSync {
  const path = join(root, "registry.sqlite");
  if (!isWritable(root) || (existsSync(path) && !isWritable(path))) return connect(":memory:");
  try {
    return connect(path);
  } catch (error) {
    if (!existsSync(path) || isBusy(error)) throw error;
    rmSync(path); // damaged: nothing is lost, the folders hold everything
    return connect(path);
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function connect(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: PATIENCE_MS });
  try {
    database.exec(SCHEMA);
    database.prepare(UPSERT); // fails on an index with other columns
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function refresh(database: DatabaseSync, root: string): void {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/\.(partial|replaced)$/.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => existsSync(join(root, name, "run.json")));
  database.exec("BEGIN IMMEDIATE");
  const rows = database.prepare("SELECT name, stamp FROM runs").all() as { name: string; stamp: number }[];
  const drop = database.prepare("DELETE FROM runs WHERE name = ?");
  const upsert = database.prepare(UPSERT);
  for (const { name } of rows) if (!folders.includes(name)) drop.run(name);
  const known = new Map(rows.map(({ name, stamp }) => [name, stamp]));
  for (const name of folders) {
    const stamp = timeStamp(join(root, name));
    if (stamp === UNFINISHED || known.get(name) !== stamp) upsert.run({ ...readRow(root, name), stamp });
  }
  database.exec("COMMIT");
}

const UNFINISHED = 0;

/** When the manifest was written: a row stands as long as this does, for a name may have been used again. */
function timeStamp(folder: string): number {
  return statSync(join(folder, "manifest.json"), { throwIfNoEntry: false })?.mtimeMs ?? UNFINISHED;
}

function readRow(root: string, name: string): RunRow {
  const folder = join(root, name);
  try {
    const record = readRecord(folder);
    const manifest = readManifest(folder);
    const result = readJson(join(folder, "result.json")) as TaskResult | undefined;
    return {
      name,
      task: taskTitle(record),
      status: manifest?.status ?? (isLocked(folder) ? "running" : "unfinished"),
      started: record.started,
      ended: manifest?.ended ?? null,
      seed: record.seed,
      summary: result?.summary ?? manifest?.exitReason ?? "",
    };
  } catch (error) {
    if (!(error instanceof GlueballError)) throw error;
    return { name, task: "", status: "unreadable", started: "", ended: null, seed: 0, summary: error.message };
  }
}
