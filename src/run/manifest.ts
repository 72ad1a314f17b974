/**
 * `manifest.json` is written last: a run folder without it is unfinished, whatever else it holds. It lists the hash
 * and size of every file, so a result that was changed afterwards is noticed.
 */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../base/index.ts";
import { jsonDocument, readJson } from "./json.ts";
import { LOCK } from "./lock.ts";
import { filesBelow, RUN_FORMAT, sha256OfFile } from "./record.ts";

/** done: verdict positive or none; negative: a check said no; failed: stopped by an error. */
export type RunStatus = "done" | "negative" | "failed";

export interface Manifest {
  readonly formatVersion: number;
  readonly status: RunStatus;
  readonly started: string;
  readonly ended: string;
  readonly exitReason: string;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

const NAME = "manifest.json";

export function writeManifest(folder: string, started: string, status: RunStatus, exitReason: string): Manifest {
  const files: Record<string, { bytes: number; sha256: string }> = {};
  for (const name of filesBelow(folder)) {
    if (name === NAME || name === LOCK) continue;
    const path = join(folder, name);
    files[name] = { bytes: statSync(path).size, sha256: sha256OfFile(path) };
  }
  const ended = new Date().toISOString();
  const manifest = { formatVersion: RUN_FORMAT, status, started, ended, exitReason, files };
  writeFileAtomic(join(folder, NAME), jsonDocument(manifest));
  return manifest;
}

/** Undefined while the run is unfinished. */
export function readManifest(folder: string): Manifest | undefined {
  return readJson(join(folder, NAME)) as Manifest | undefined;
}

/** Names of files that are missing or differ from the manifest; empty when all is as it was written. */
export function changedFiles(folder: string, manifest: Manifest): string[] {
  return Object.entries(manifest.files)
    .filter(([name, { bytes, sha256 }]) => {
      const path = join(folder, name);
      return !existsSync(path) || statSync(path).size !== bytes || sha256OfFile(path) !== sha256;
    })
    .map(([name]) => name);
}
