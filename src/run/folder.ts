/**
 * The folder of one run:
 *
 *     run.json            command, options, seed, versions, machine, inputs (record.ts)
 *     metrics.jsonl       one line a step, no clock times (metricsLog.ts)
 *     timings.jsonl       one line a step, all that depends on the clock
 *     log.txt             what was said
 *     checkpoints/step-N/ what is needed to go on after step N; the last few are kept
 *     report.html         the report; result.json is exactly the --json document
 *     run.lock            there while a process works on the run (lock.ts)
 *     manifest.json       written last; without it the run is unfinished and can be resumed (manifest.ts)
 *
 * Every write is committed by a rename: the folder itself appears as `<name>.partial` and is renamed when run.json is
 * in it, a checkpoint is renamed when all its files are closed. A finished run is never overwritten unless forced, and
 * then it stands as `<name>.replaced` until its successor has computed something.
 */
import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { GlueballError, writeFileAtomic } from "../base/index.ts";
import type { InputUse } from "./context.ts";
import { refuseLocked } from "./lock.ts";
import { readManifest, writeManifest } from "./manifest.ts";
import type { Manifest, RunStatus } from "./manifest.ts";
import { MetricsLog } from "./metricsLog.ts";
import { describeInput, readRecord, writeRecord } from "./record.ts";
import type { RunRecord } from "./record.ts";

export interface Checkpoint {
  /** The last step whose effect the checkpoint holds. */
  readonly step: number;
  /** Folder with its files. */
  readonly path: string;
}

/** Fills a checkpoint's folder. */
export type SaveCheckpoint = (directory: string) => void | Promise<void>;

const KEPT_CHECKPOINTS = 3;

/** What was done for a new folder, so that it can be undone. */
interface Made {
  /** Where the run stands that --force gave up. */
  readonly replaced?: string | undefined;
  /** The outermost folder that had to be made. */
  readonly firstMade?: string | undefined;
}

export class RunFolder {
  readonly path: string;
  readonly metrics: MetricsLog;
  readonly timings: MetricsLog;
  #record: RunRecord;
  readonly #made: Made;

  /** Use `createRunFolder` or `openRunFolder`. */
  constructor(path: string, record: RunRecord, made: Made = {}) {
    this.path = path;
    this.#record = record;
    this.#made = made;
    this.metrics = new MetricsLog(this.file("metrics.jsonl"));
    this.timings = new MetricsLog(this.file("timings.jsonl"));
  }

  get record(): RunRecord {
    return this.#record;
  }

  /** The path of a file of this run. */
  file(...names: string[]): string {
    return join(this.path, ...names);
  }

  write(name: string, content: string | Uint8Array): void {
    writeFileAtomic(this.file(name), content);
  }

  log(text: string): void {
    appendFileSync(this.file("log.txt"), `${new Date().toISOString()} ${text}\n`);
  }

  /** Adds an input with its hash to run.json. */
  addInput({ path, entries }: InputUse): void {
    const input = describeInput(path, entries);
    const others = this.#record.inputs.filter((other) => other.path !== input.path);
    this.#record = { ...this.#record, inputs: [...others, input] };
    writeRecord(this.path, this.#record);
  }

  /** Saves what is needed to go on after `step`; older checkpoints beyond the last `keep` are deleted. */
  async saveCheckpoint(step: number, save: SaveCheckpoint, keep = KEPT_CHECKPOINTS): Promise<Checkpoint> {
    const path = this.file("checkpoints", `step-${step}`);
    const partial = `${path}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    await save(partial);
    rmSync(path, { recursive: true, force: true });
    renameSync(partial, path);
    for (const old of this.checkpoints().slice(0, -keep)) rmSync(old.path, { recursive: true });
    return { step, path };
  }

  /** Complete checkpoints, oldest first. */
  checkpoints(): Checkpoint[] {
    const folder = this.file("checkpoints");
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .flatMap((name) => {
        const step = name.match(/^step-(\d+)$/)?.[1];
        return step === undefined ? [] : [{ step: Number(step), path: join(folder, name) }];
      })
      .sort((a, b) => a.step - b.step);
  }

  /** Cuts everything written after the last checkpoint, and returns it: the point from which the run goes on. */
  rewind(): Checkpoint | undefined {
    const last = this.checkpoints().at(-1);
    const step = last?.step ?? Number.NEGATIVE_INFINITY;
    this.metrics.truncateAfter(step);
    this.timings.truncateAfter(step);
    rmSync(this.file("manifest.json"), { force: true }); // of a failed run that is tried again
    return last;
  }

  /** Whether nothing was computed yet: no metrics, no checkpoint. */
  get isBlank(): boolean {
    return !existsSync(this.file("metrics.jsonl")) && this.checkpoints().length === 0;
  }

  /** As if the run had never been asked for: deletes the folder and those made for it, brings back what --force gave up. */
  discard(): void {
    const { replaced, firstMade } = this.#made;
    rmSync(this.path, { recursive: true, force: true });
    if (replaced !== undefined) renameSync(replaced, this.path);
    else if (firstMade !== undefined) removeEmpty(dirname(this.path), firstMade);
  }

  /** Deletes what --force gave up: from now on this run is worth more. */
  keep(): void {
    const { replaced } = this.#made;
    if (replaced !== undefined) rmSync(replaced, { recursive: true, force: true });
  }

  /** Writes the manifest; nothing may be written afterwards. */
  finish(status: RunStatus, exitReason: string): Manifest {
    return writeManifest(this.path, this.#record.started, status, exitReason);
  }
}

/** `2026-11-25-jetlm-train-3fa9c1`. */
export function createRunId(title: string, now = new Date()): string {
  return `${now.toISOString().slice(0, 10)}-${title.replaceAll(" ", "-")}-${randomUUID().slice(0, 6)}`;
}

/**
 * Creates the folder `path` with its run.json, whole or not at all.
 * @throws GlueballError run/folder-exists, run/folder-unfinished, run/folder-not-a-run, run/in-use.
 */
export function createRunFolder(
  path: string,
  record: RunRecord,
  options: { readonly force?: boolean } = {},
): RunFolder {
  const target = resolve(path);
  refuseOverwriting(target, options.force ?? false);
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const firstMade = mkdirSync(partial, { recursive: true });
  writeRecord(partial, record);
  const replaced = existsSync(target) ? `${target}.replaced` : undefined;
  if (replaced !== undefined) {
    rmSync(replaced, { recursive: true, force: true });
    renameSync(target, replaced); // an empty folder, or a run that is given up with --force
  }
  renameSync(partial, target);
  return new RunFolder(target, record, { replaced, firstMade });
}

/** Deletes empty folders from `folder` up to `outermost`. */
function removeEmpty(folder: string, outermost: string): void {
  for (let own = folder; own.startsWith(outermost); own = dirname(own)) {
    if (readdirSync(own).length > 0) return;
    rmdirSync(own);
  }
}

function refuseOverwriting(path: string, force: boolean): void {
  if (!existsSync(path) || readdirSync(path).length === 0) return;
  if (!existsSync(join(path, "run.json"))) {
    throw new GlueballError({
      code: "run/folder-not-a-run",
      what: "the output folder holds files that are not a run's",
      place: path,
      expected: "a new or empty folder",
      hint: "Choose another --out; not even --force deletes foreign files",
    });
  }
  refuseLocked(path);
  if (force) return;
  const manifest = readManifest(path);
  if (manifest === undefined) {
    throw new GlueballError({
      code: "run/folder-unfinished",
      what: "the output folder holds an unfinished run",
      place: path,
      found: `started ${readRecord(path).started}`,
      hint: `Resume it with: ${resumeCommand(path)} (or choose another --out, or lose it with --force)`,
    });
  }
  throw new GlueballError({
    code: "run/folder-exists",
    what: "the output folder holds a run that is finished",
    place: path,
    found: `${manifest.status}, ended ${manifest.ended}, ${Object.keys(manifest.files).length} files`,
    hint: "Choose another --out, or lose it with --force",
  });
}

/** The command that goes on with a run, as a shell reads it. */
export function resumeCommand(path: string): string {
  const plain = /^[\w./@:+~-]+$/.test(path);
  return `glueball runs resume ${plain ? path : `'${path.replaceAll("'", "'\\''")}'`}`;
}

/**
 * Opens a run to read it or to go on with it.
 * @throws GlueballError run/not-a-run-folder, run/format-too-new.
 */
export function openRunFolder(path: string): RunFolder {
  return new RunFolder(resolve(path), readRecord(path));
}
