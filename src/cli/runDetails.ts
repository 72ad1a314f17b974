/** What `glueball runs show` and `compare` tell about runs, read from their folders. */
import { existsSync } from "node:fs";
import {
  changedFiles,
  isLocked,
  openRunFolder,
  readJson,
  readManifest,
  readMetrics,
  resumeCommand,
  sparkline,
  taskTitle,
  textTable,
} from "../run/index.ts";
import type { Cell, MetricsLine, RunRecord, Table, TaskResult, Verdict } from "../run/index.ts";

export interface RunDetails {
  readonly folder: string;
  readonly status: string;
  readonly record: RunRecord;
  /** The run's own result; undefined until it is finished. */
  readonly result: TaskResult | undefined;
  /** The value of each quantity that was written last; a line holds only some of them. */
  readonly lastMetrics: MetricsLine | undefined;
  readonly lastTimings: MetricsLine | undefined;
  /** Path of the report, where the task wrote one. */
  readonly report: string | undefined;
  /** Files that were changed after the run; none for unfinished runs, which have no manifest. */
  readonly changed: readonly string[];
  readonly files: number;
}

/** @throws GlueballError run/not-a-run-folder, run/format-too-new. */
export function readDetails(path: string): RunDetails {
  const folder = openRunFolder(path);
  const manifest = readManifest(folder.path);
  const open = isLocked(folder.path) ? "running" : "unfinished";
  const report = folder.file("report.html");
  return {
    folder: folder.path,
    status: manifest === undefined ? open : `${manifest.status}: ${firstLine(manifest.exitReason)}`,
    record: folder.record,
    result: readJson(folder.file("result.json")) as TaskResult | undefined,
    lastMetrics: lastValues(readMetrics(folder.metrics.path)),
    lastTimings: lastValues(readMetrics(folder.timings.path)),
    report: existsSync(report) ? report : undefined,
    changed: manifest === undefined ? [] : changedFiles(folder.path, manifest),
    files: Object.keys(manifest?.files ?? {}).length,
  };
}

function lastValues(lines: readonly MetricsLine[]): MetricsLine | undefined {
  let merged: MetricsLine | undefined;
  for (const line of lines) merged = Object.assign(merged ?? {}, line);
  return merged;
}

/** All of a run on one page; `metrics` are all lines of its metrics.jsonl. */
export function describeRun(details: RunDetails, metrics: readonly MetricsLine[]): string {
  const { record, lastTimings } = details;
  const options = Object.entries(record.options).map(([name, value]) => [
    name,
    JSON.stringify(value),
    record.origins[name] ?? "",
  ]);
  const timings = Object.entries(lastTimings ?? {}).map(([name, value]) => [name, numberCell(value)]);
  const tables: Table[] = [
    { columns: ["option", "value", "origin"], rows: options },
    { columns: ["metric", "first", "last", "lowest", "highest", "course"], rows: metricRows(metrics) },
    { columns: ["last timing", "value"], rows: timings },
  ];
  return [describeHead(details), ...tables.filter(({ rows }) => rows.length > 0).map(textTable)].join("\n\n");
}

function describeHead({ folder, status, record, result, report, changed, files }: RunDetails): string {
  const { product, seed, threads, device, started } = record;
  const state = changed.length === 0 ? "all as written" : `changed since: ${changed.join(", ")}`;
  return [
    `${taskTitle(record)}: ${status}${wayOn(status, started, folder)}`,
    `folder   ${folder}`,
    `started  ${started}`,
    `seed     ${seed}, ${threads} threads, ${device}`,
    `version  ${product.version}${product.commit === undefined ? "" : ` (${product.commit})`}`,
    ...(result?.verdict === undefined ? [] : [`verdict  ${verdictText(result.verdict)}`]),
    ...(report === undefined ? [] : [`report   ${report}`]),
    ...(files === 0 ? [] : [`files    ${files}, ${state}`]),
  ].join("\n");
}

function wayOn(status: string, started: string, folder: string): string {
  if (status === "running") return ` since ${started}`;
  return status === "unfinished" ? ` since ${started}; resume with: ${resumeCommand(folder)}` : "";
}

export function verdictText({ passed, text }: Verdict): string {
  return `${passed ? "passed" : "NOT PASSED"}: ${text}`;
}

/** One row a quantity; not every line has every quantity. */
function metricRows(lines: readonly MetricsLine[]): Cell[][] {
  const names = new Set(lines.flatMap((line) => Object.keys(line)));
  names.delete("step");
  return [...names].map((name) => {
    const written = lines.flatMap((line) => (line[name] === undefined ? [] : [line[name]]));
    const numbers = written.map(Number); // the strings "NaN" and "Infinity" as well
    const finite = numbers.filter(Number.isFinite);
    const ends =
      finite.length === 0 ? ["", ""] : [smallest(finite), -smallest(finite.map((value) => -value))].map(numberCell);
    return [name, numberCell(written[0]!), numberCell(written.at(-1)!), ...ends, sparkline(numbers)];
  });
}

/** Not Math.min(...values), which fails on the hundred thousand values of a long run. */
function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value));
}

/** The rows in which the records are not all equal; one column a run. */
export function differences(records: readonly Readonly<Record<string, unknown>>[]): Table {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const rows = names.map((name) => [name, ...records.map((record) => JSON.stringify(record[name]) ?? "")]);
  return {
    columns: ["option", ...records.map((_, index) => `run ${index + 1}`)],
    rows: rows.filter(([, first, ...others]) => others.some((other) => other !== first)),
  };
}

/** The last value of each quantity, one column a run. */
export function compareMetrics(all: readonly RunDetails[]): Table {
  const lines = all.map(({ lastMetrics }) => lastMetrics ?? {});
  const names = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  const value = (line: Partial<MetricsLine>, name: string): Cell =>
    line[name] === undefined ? "" : numberCell(line[name]);
  // One column a run holds loss beside steps, so the point is aligned a column, not a row.
  return {
    columns: ["last metrics", ...all.map((_, index) => `run ${index + 1}`)],
    rows: names.map((name) => [name, ...lines.map((line) => value(line, name))]),
  };
}

/** What was written is exact; "NaN" and its like are words. */
function numberCell(value: number | string): Cell {
  return typeof value === "number" ? { exact: value } : value;
}

export function firstLine(text: string): string {
  return text.split("\n")[0]!;
}
