/**
 * A task is what a person can ask of a room: a name, a schema of options (types, units, defaults, help) and one typed
 * function. Command line, HTTP and the tables of the documentation are derived from it, so a new task is one entry:
 *
 *     export const cluster = task({
 *       room: "jets",
 *       name: "cluster",
 *       help: "Find jets in every event of a file",
 *       inputs: ["events"],
 *       options: z.object({
 *         events: z.string().describe("file of events"),
 *         minPt: z.number().nonnegative().default(0).describe("lowest jet pT [GeV]"),
 *       }),
 *       example: "glueball jets cluster events.hepmc --min-pt 20",
 *       run: (context, options) => clusterFile(context, options),
 *     });
 */
import type { z } from "zod";
import { EXIT } from "../base/index.ts";
import type { ExitCode } from "../base/index.ts";
import type { RunContext } from "./context.ts";

/** What the exact check said of a result; a negative verdict ends the command with exit code 1. */
export interface Verdict {
  readonly passed: boolean;
  /** One line: what was checked, with its number and error. */
  readonly text: string;
}

/** What every task returns beside its own fields. The whole record is the `--json` document, so it holds plain data. */
export interface TaskResult {
  /** What a person reads on the terminal: one line or a few. */
  readonly summary: string;
  readonly verdict?: Verdict | undefined;
  /** The `--json` document, where it is agreed to look otherwise than this record. */
  readonly document?: Readonly<Record<string, unknown>> | undefined;
}

/** What `--json` and `result.json` hold. */
export function documentOf(result: TaskResult): unknown {
  return result.document ?? result;
}

/** A task of whatever options, as the command line sees it; `task()` makes one whose options are typed. */
export interface Task {
  /** Empty for a command of the house, such as `glueball quickstart`. */
  readonly room: string;
  /** The verb, or the whole name of a command of the house. */
  readonly name: string;
  /** One line. */
  readonly help: string;
  /** Fields in camelCase; `.describe()` ends with the unit in brackets where there is one. */
  readonly options: z.ZodObject;
  /** The options that are given by position, in order; a list comes last. */
  readonly inputs?: readonly string[];
  /** Named settings of many options at once (`--preset`); the first is the default, single options override it. */
  readonly presets?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** A command line that really runs; the last line of `--help`. */
  readonly example: string;
  /** Long tasks get a run folder: record, metrics, checkpoints, report, resume. */
  readonly long?: boolean;
  /** Writes the file of `--out` itself, unless it is to be the result as JSON (`.json`); the context has its path. */
  readonly writesOut?: boolean;
  /** A long task that always uses this folder name in `runs/`; an earlier run there is moved aside, not lost. */
  readonly folderName?: string;
  run(context: RunContext, options: Readonly<Record<string, unknown>>): Promise<TaskResult> | TaskResult;
}

/** A task whose options have the types of its schema; `run` is also the library call. */
export interface TypedTask<Shape extends z.ZodRawShape, Result extends TaskResult> extends Task {
  readonly options: z.ZodObject<Shape>;
  readonly inputs?: readonly (keyof Shape & string)[];
  readonly presets?: Readonly<Record<string, Readonly<Partial<z.input<z.ZodObject<Shape>>>>>>;
  run(context: RunContext, options: z.output<z.ZodObject<Shape>>): Promise<Result> | Result;
}

/** Gives a task its types; changes nothing. */
export function task<Shape extends z.ZodRawShape, Result extends TaskResult>(
  definition: TypedTask<Shape, Result>,
): TypedTask<Shape, Result> {
  return definition;
}

/** `jetlm train`, or `quickstart` for a command of the house. */
export function taskTitle({ room, name }: { readonly room: string; readonly name: string }): string {
  return [room, name].filter((word) => word !== "").join(" ");
}

export function exitCodeOf(result: TaskResult): ExitCode {
  return result.verdict?.passed === false ? EXIT.negative : EXIT.done;
}
