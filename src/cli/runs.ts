/** The house commands about runs: `glueball runs list|show|compare|resume`. */
import { join } from "node:path";
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import { findRun, listRuns, openRunFolder, readMetrics, resumeTask, RUNS } from "../run/index.ts";
import { task, taskTitle, textTable } from "../run/index.ts";
import type { RunContext, RunEvent, Task } from "../run/index.ts";
import { compareMetrics, describeRun, differences, firstLine, readDetails } from "./runDetails.ts";

const SUMMARY_WIDTH = 90;

const root = z.string().default(RUNS).describe("folder that holds the runs");
const run = z.string().describe("a run: its name, a unique part of it, or its folder");

const list = task({
  room: "runs",
  name: "list",
  help: "List all runs of a folder",
  options: z.object({ root }),
  example: "glueball runs list",
  run: (_, options) => {
    const runs = listRuns(options.root);
    const rows = runs.map(({ name, status, seed, summary }) => [
      name,
      status,
      { exact: seed },
      shorten(firstLine(summary)),
    ]);
    const summary =
      runs.length === 0
        ? `no runs in ${options.root}`
        : textTable({ columns: ["run", "status", "seed", "summary"], rows });
    return { summary, runs };
  },
});

const show = task({
  room: "runs",
  name: "show",
  help: "Show one run: verdict, report, options, course of the metrics, files",
  inputs: ["run"],
  options: z.object({ run, root }),
  example: "glueball runs show quickstart",
  run: (_, options) => {
    const folder = findRun(options.root, options.run);
    const details = readDetails(folder);
    return { summary: describeRun(details, readMetrics(join(folder, "metrics.jsonl"))), ...details };
  },
});

const compare = task({
  room: "runs",
  name: "compare",
  help: "Compare runs: options that differ and last metrics",
  inputs: ["runs"],
  options: z.object({ runs: z.array(z.string()).min(2).describe("two or more runs"), root }),
  example: "glueball runs compare quickstart jetlm-train",
  run: (_, options) => {
    const all = options.runs.map((wanted) => readDetails(findRun(options.root, wanted)));
    const differing = differences(
      all.map(({ record }) => ({ ...record.options, seed: record.seed, task: taskTitle(record) })),
    );
    const metrics = compareMetrics(all);
    const sections = [
      differing.rows.length === 0 ? "all options are equal" : textTable(differing),
      metrics.rows.length === 0 ? "no metrics" : textTable(metrics),
    ];
    return { summary: sections.join("\n\n"), runs: all.map(({ folder }) => folder), differing, metrics };
  },
});

/** Finds the task of a record. */
export type LoadTask = (room: string, name: string) => Promise<Task | undefined>;

function resumeWith(loadTask: LoadTask) {
  return task({
    room: "runs",
    name: "resume",
    help: "Go on with an unfinished or failed run at its last checkpoint",
    inputs: ["run"],
    options: z.object({ run, root }),
    example: "glueball runs resume jetlm-train",
    run: async (context, options) => {
      const folder = findRun(options.root, options.run);
      const { record } = openRunFolder(folder);
      const interrupted = await loadTask(record.room, record.name);
      if (interrupted === undefined) throw taskGone(folder, taskTitle(record));
      const { result } = await resumeTask(interrupted, folder, {
        signal: context.signal,
        root: options.root,
        listener: (event) => forward(event, context),
      });
      return result;
    },
  });
}

function taskGone(folder: string, title: string): GlueballError {
  return new GlueballError({
    code: "cli/task-gone",
    what: "the run's task does not exist in this version of Glueball",
    place: folder,
    found: title,
    hint: "run.json names the version that made it",
  });
}

/** The tasks of the room; the table of rooms gives the loader, because it knows all tasks. */
export function runTasks(loadTask: LoadTask): readonly Task[] {
  return [list, show, compare, resumeWith(loadTask)];
}

/** The events of the resumed run are those of this command. */
function forward(event: RunEvent, context: RunContext): void {
  switch (event.type) {
    case "progress":
      return context.progress(event);
    case "metrics":
      return context.record(event.step, event.metrics, event.timings);
    case "log":
      return context.log(event.text);
    case "warning":
      return context.warn(event.text);
    case "input":
      return context.input(event);
    default:
      event satisfies never;
  }
}

/** For the table; the JSON document has all. */
function shorten(text: string): string {
  return text.length <= SUMMARY_WIDTH ? text : `${text.slice(0, SUMMARY_WIDTH - 1)}…`;
}
