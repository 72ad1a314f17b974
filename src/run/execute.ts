/**
 * Runs a task from options to result: resolve the options, open the run folder of a long task, record what happens,
 * and close the folder with its manifest. How a run ends decides what is left:
 *
 *     returned     result.json, manifest "done" or "negative"
 *     interrupted  no manifest: the folder is unfinished and can be resumed
 *     threw        manifest "failed" with the reason; can be resumed as well, from its last checkpoint
 */
import { existsSync, renameSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { EXIT, GlueballError, requireWritable, systemRefusal, writeFileAtomic } from "../base/index.ts";
import type { ExitCode } from "../base/index.ts";
import { createContext } from "./context.ts";
import type { RunContext, RunListener } from "./context.ts";
import { createRunFolder, createRunId, openRunFolder, resumeCommand } from "./folder.ts";
import type { RunFolder } from "./folder.ts";
import { jsonDocument } from "./json.ts";
import { lockRun, refuseLocked } from "./lock.ts";
import { readManifest } from "./manifest.ts";
import { commonOptions, parseOptions, parseTaskOptions, resolveOptions } from "./options.ts";
import type { CommonOptions, ResolvedOptions } from "./options.ts";
import { createRecord, readRecord } from "./record.ts";
import { recordEvents } from "./recorder.ts";
import { listRuns } from "./registry.ts";
import { documentOf, exitCodeOf, taskTitle } from "./task.ts";
import type { Task, TaskResult } from "./task.ts";

export const RUNS = "runs";

export interface ExecuteSettings {
  readonly preset?: string | undefined;
  /** Common options by name; the rest have their defaults. */
  readonly common?: Partial<CommonOptions>;
  readonly commandLine?: readonly string[];
  readonly signal?: AbortSignal;
  readonly listener?: RunListener;
  /** Where run folders are made. */
  readonly root?: string;
}

export interface Execution {
  readonly result: TaskResult;
  readonly exitCode: ExitCode;
  /** The run folder of a long task. */
  readonly folder?: string | undefined;
}

/**
 * Runs a task with the options in `given` (values by field name).
 * @throws GlueballError of the options, of the folder, or of the task; run/interrupted with exit code 130.
 */
export async function executeTask(
  task: Task,
  given: Readonly<Record<string, unknown>>,
  settings: ExecuteSettings = {},
): Promise<Execution> {
  const common = parseOptions(commonOptions, settings.common ?? {});
  const resolved = resolveOptions(task, given, settings.preset);
  if (task.long !== true) return executeShort(task, resolved, common, settings);
  const { folder, lost } = openNew(task, resolved, common, settings);
  return executeLong(task, { folder, options: resolved.options, lost }, settings);
}

/**
 * Goes on with an unfinished or failed run at its last checkpoint, with the options of its record.
 * @throws GlueballError run/already-finished, run/in-use, run/not-a-run-folder, and what `executeTask` throws.
 */
export async function resumeTask(task: Task, path: string, settings: ExecuteSettings = {}): Promise<Execution> {
  const manifest = readManifest(path);
  if (manifest !== undefined && manifest.status !== "failed") {
    throw new GlueballError({
      code: "run/already-finished",
      what: "the run is finished",
      place: path,
      found: `${manifest.status}, ended ${manifest.ended}`,
      hint: "glueball runs show tells its result",
    });
  }
  const folder = openRunFolder(path);
  const options = parseTaskOptions(task, folder.record.options);
  return executeLong(task, { folder, options, resumed: true }, settings);
}

async function executeShort(
  task: Task,
  resolved: ResolvedOptions,
  common: CommonOptions,
  settings: ExecuteSettings,
): Promise<Execution> {
  if (common.out !== undefined && existsSync(common.out) && !common.force) {
    throw new GlueballError({
      code: "run/file-exists",
      what: "the output exists",
      place: common.out,
      hint: "Choose another --out, or replace it with --force",
    });
  }
  if (common.out !== undefined) requireWritable(common.out);
  const { seed, threads, device } = common;
  const own = task.writesOut === true && common.out?.endsWith(".json") === false;
  const context = createContext({ seed, threads, device, ...(own ? { out: common.out } : {}), ...signalOf(settings) });
  if (settings.listener !== undefined) context.subscribe(settings.listener);
  const result = await task.run(context, resolved.options);
  if (common.out !== undefined && !own) writeFileAtomic(common.out, jsonDocument(documentOf(result)));
  return { result, exitCode: exitCodeOf(result) };
}

/** The new folder of a long task, and what was given up for it with --force. */
function openNew(
  task: Task,
  resolved: ResolvedOptions,
  common: CommonOptions,
  settings: ExecuteSettings,
): { folder: RunFolder; lost: string | undefined } {
  const root = settings.root ?? RUNS;
  const id = createRunId(taskTitle(task));
  const path = common.out ?? join(root, task.folderName ?? id);
  if (common.out === undefined && task.folderName !== undefined) moveAside(path);
  const lost = common.force ? describeRun(path) : undefined;
  const { seed, threads, device, force } = common;
  const record = createRecord({ id, task, resolved, seed, threads, device, commandLine: settings.commandLine });
  return { folder: createRunFolder(path, record, { force }), lost };
}

/** Gives an earlier run of the same name its own id as name. */
function moveAside(path: string): void {
  if (!existsSync(join(path, "run.json"))) return;
  refuseLocked(path);
  renameSync(path, join(dirname(path), readRecord(path).id));
}

/** One line about the run in a folder that is to be replaced. */
function describeRun(path: string): string | undefined {
  if (!existsSync(join(path, "run.json"))) return undefined;
  const { id, started } = readRecord(path);
  const manifest = readManifest(path);
  return manifest === undefined
    ? `the unfinished run ${id}, started ${started}`
    : `the run ${id} (${manifest.status}, ${Object.keys(manifest.files).length} files)`;
}

/** A long task whose folder is open. */
interface OpenRun {
  readonly folder: RunFolder;
  readonly options: Readonly<Record<string, unknown>>;
  /** The run that --force gave up for this one. */
  readonly lost?: string | undefined;
  /** Goes on at the last checkpoint. */
  readonly resumed?: boolean;
}

async function executeLong(task: Task, run: OpenRun, settings: ExecuteSettings): Promise<Execution> {
  const unlock = lockRun(run.folder.path);
  try {
    return await executeLocked(task, run, settings);
  } finally {
    unlock();
    if (existsSync(run.folder.path)) {
      run.folder.keep();
      updateIndex(run.folder, settings);
    }
  }
}

async function executeLocked(task: Task, run: OpenRun, settings: ExecuteSettings): Promise<Execution> {
  const { folder } = run;
  const { seed, threads, device } = folder.record;
  const resume = run.resumed === true ? folder.rewind() : undefined;
  const context = createContext({ seed, threads, device, folder, resume, ...signalOf(settings) });
  if (settings.listener !== undefined) context.subscribe(settings.listener);
  const stopRecording = recordEvents(context, folder);
  announce(run, context);
  try {
    const result = await task.run(context, run.options);
    folder.write("result.json", jsonDocument(documentOf(result)));
    stopRecording();
    const exitCode = exitCodeOf(result);
    folder.finish(exitCode === EXIT.done ? "done" : "negative", result.summary);
    return { result, exitCode, folder: folder.path };
  } catch (error) {
    stopRecording();
    if (context.signal.aborted) throw interrupted(folder, error);
    if (isBadInput(error) && run.resumed !== true && folder.isBlank) {
      folder.discard();
      if (run.lost !== undefined) context.warn(`${run.lost} stands where it stood`);
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    folder.log(`failed: ${reason}`);
    folder.finish("failed", reason);
    throw error;
  }
}

/** The first lines of the log: what a reader needs to repeat the run. */
function announce({ folder, lost, resumed }: OpenRun, context: RunContext): void {
  const { resume } = context;
  if (lost !== undefined) context.warn(`--force replaced ${lost}`);
  context.log(`${folder.path}: seed ${context.seed}, ${context.threads} threads, ${context.device}`);
  if (resumed === true)
    context.log(resume === undefined ? "resumed from the start" : `resumed after step ${resume.step}`);
}

/** Refused before anything was computed: there is no run to keep. */
function isBadInput(error: unknown): boolean {
  return (error instanceof GlueballError ? error : systemRefusal(error))?.exitCode === EXIT.badInput;
}

function signalOf({ signal }: ExecuteSettings): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function interrupted(folder: RunFolder, cause: unknown): GlueballError {
  const last = folder.checkpoints().at(-1);
  folder.log(`interrupted: ${cause instanceof Error ? cause.message : String(cause)}`);
  return new GlueballError(
    {
      code: "run/interrupted",
      what:
        last === undefined ? "interrupted before the first checkpoint" : `interrupted, saved up to step ${last.step}`,
      place: folder.path,
      hint: `Resume with: ${resumeCommand(folder.path)}`,
    },
    EXIT.interrupted,
  );
}

/** Folders directly in `runs/` have a row in its index; a run never fails because of the index. */
function updateIndex(folder: RunFolder, { root: given = RUNS, listener }: ExecuteSettings): void {
  const root = resolve(given);
  if (dirname(folder.path) !== root) return;
  try {
    listRuns(root);
  } catch (error) {
    listener?.({ type: "warning", text: `the index of ${root} was not updated: ${String(error)}` });
  }
}
