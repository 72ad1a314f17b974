/**
 * One process at a time works on a run: two would write over each other's metrics and checkpoints. The lock is an
 * exclusive transaction of SQLite on an empty file in the folder. The system gives it back when the process ends,
 * however it ends, so a killed run can be resumed at once and nobody has to judge whether a lock is stale.
 */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { GlueballError, requireWritable } from "../base/index.ts";

/** In the folder only while a process works on it, or after one was killed. */
export const LOCK = "run.lock";

/** A look at the lock (`isLocked`) holds it for a moment. */
const PATIENCE_MS = 200;
const SQLITE_BUSY = 5;

/**
 * Takes the lock of a run's folder; the returned function gives it back.
 * @throws GlueballError run/in-use, base/not-writable.
 */
export function lockRun(folder: string): () => void {
  const path = join(folder, LOCK);
  requireWritable(path);
  const database = new DatabaseSync(path, { timeout: PATIENCE_MS });
  try {
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    // A file system that has no locks must not keep anybody from working.
    if (isBusy(error)) {
      database.close();
      throw inUse(folder);
    }
  }
  return () => {
    database.close();
    rmSync(path, { force: true });
  };
}

/** @throws GlueballError run/in-use. */
export function refuseLocked(folder: string): void {
  if (isLocked(folder)) throw inUse(folder);
}

/** Whether a process works on the run at this moment. */
export function isLocked(folder: string): boolean {
  const path = join(folder, LOCK);
  if (!existsSync(path)) return false;
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec("SELECT name FROM sqlite_schema");
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    database.close();
  }
}

/** Whether SQLite refused because somebody else holds the file. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}

function inUse(folder: string): GlueballError {
  return new GlueballError({
    code: "run/in-use",
    what: "another process is working on this run",
    place: folder,
    hint: "Wait for it or stop it, or choose another folder with --out",
  });
}
