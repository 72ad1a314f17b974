/** The house commands about runs: `glueball runs list|show|compare|resume`. */
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import { changedFiles, findRun, listRuns, openRunFolder, readJson, readManifest, readMetrics } from "../run/index.ts";
import { resumeTask, RUNS, task, taskTitle, textTable } from "../run/index.ts";
import type { MetricsLine, RunContext, RunEvent, RunRecord, Table, Task, TaskResult, Verdict } from "../run/index.ts";

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
  help: "Show one run: verdict, options, last metrics, files",
  inputs: ["run"],
  options: z.object({ run, root }),
  example: "glueball runs show quickstart",
  run: (_, options) => {
    const details = readDetails(findRun(options.root, options.run));
    return { summary: describeDetails(details), ...details };
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

interface RunDetails {
  readonly folder: string;
  readonly status: string;
  readonly record: RunRecord;
  /** The run's own result; undefined until it is finished. */
  readonly result: TaskResult | undefined;
  readonly lastMetrics: MetricsLine | undefined;
  readonly lastTimings: MetricsLine | undefined;
  /** Files that were changed after the run; none for unfinished runs, which have no manifest. */
  readonly changed: readonly string[];
  readonly files: number;
}

function readDetails(path: string): RunDetails {
  const folder = openRunFolder(path);
  const manifest = readManifest(folder.path);
  const result = readJson(folder.file("result.json")) as TaskResult | undefined;
  return {
    folder: folder.path,
    status: manifest === undefined ? "unfinished" : `${manifest.status}: ${firstLine(manifest.exitReason)}`,
    record: folder.record,
    result,
    lastMetrics: readMetrics(folder.metrics.path).at(-1),
    lastTimings: readMetrics(folder.timings.path).at(-1),
    changed: manifest === undefined ? [] : changedFiles(folder.path, manifest),
    files: Object.keys(manifest?.files ?? {}).length,
  };
}

function describeDetails({
  folder,
  status,
  record,
  result,
  lastMetrics,
  lastTimings,
  changed,
  files,
}: RunDetails): string {
  const resumeHint =
    status === "unfinished" ? ` since ${record.started}; resume with: glueball runs resume ${folder}` : "";
  const options = Object.entries(record.options).map(([name, value]) => [
    name,
    JSON.stringify(value),
    record.origins[name] ?? "",
  ]);
  const head = [
    `${taskTitle(record)}: ${status}${resumeHint}`,
    `folder   ${folder}`,
    `started  ${record.started}`,
    `seed     ${record.seed}, ${record.threads} threads, ${record.device}`,
    `version  ${record.product.version}${record.product.commit === undefined ? "" : ` (${record.product.commit})`}`,
    ...(result?.verdict === undefined ? [] : [verdictLine(result.verdict)]),
    ...(files === 0
      ? []
      : [`files    ${files}, ${changed.length === 0 ? "all as written" : `changed since: ${changed.join(", ")}`}`]),
  ];
  const last = Object.entries({ ...lastMetrics, ...lastTimings }).map(([name, value]) => [name, numberCell(value)]);
  return [
    head.join("\n"),
    ...(options.length === 0 ? [] : [textTable({ columns: ["option", "value", "origin"], rows: options })]),
    ...(last.length === 0 ? [] : [textTable({ columns: ["last", "value"], rows: last })]),
  ].join("\n\n");
}

function verdictLine({ passed, text }: Verdict): string {
  return `verdict  ${passed ? "passed" : "NOT PASSED"}: ${text}`;
}

/** The rows in which the records are not all equal; one column a run. */
function differences(records: readonly Readonly<Record<string, unknown>>[]): Table {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const rows = names.map((name) => [name, ...records.map((record) => JSON.stringify(record[name]) ?? "")]);
  return {
    columns: ["option", ...records.map((_, index) => `run ${index + 1}`)],
    rows: rows.filter(([, first, ...others]) => others.some((other) => other !== first)),
  };
}

/** The last line of metrics.jsonl of each run. */
function compareMetrics(all: readonly RunDetails[]): Table {
  const lines = all.map(({ lastMetrics }) => lastMetrics ?? {});
  const names = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  const value = (line: Partial<MetricsLine>, name: string): string | { exact: number } =>
    line[name] === undefined ? "" : numberCell(line[name]);
  // One column a run holds loss beside steps, so the point is aligned a column, not a row.
  return {
    columns: ["last metrics", ...all.map((_, index) => `run ${index + 1}`)],
    rows: names.map((name) => [name, ...lines.map((line) => value(line, name))]),
  };
}

/** What was written is exact; "NaN" and its like are words. */
function numberCell(value: number | string): string | { exact: number } {
  return typeof value === "number" ? { exact: value } : value;
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

function firstLine(text: string): string {
  return text.split("\n")[0]!;
}

/** For the table; the JSON document has all. */
function shorten(text: string): string {
  return text.length <= SUMMARY_WIDTH ? text : `${text.slice(0, SUMMARY_WIDTH - 1)}…`;
}
