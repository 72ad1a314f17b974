/** What a person can ask of files: what is in them, another format, the public data sets. */
import { existsSync, statSync } from "node:fs";
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import { locate, task } from "../run/index.ts";
import type { RunContext, Task } from "../run/index.ts";
import { formatBytes } from "./catalogue.ts";
import { tasks as catalogueTasks } from "./catalogueTasks.ts";
import { convert } from "./convert.ts";
import type { Dataset } from "./dataset.ts";
import { inspect } from "./inspect.ts";
import { inspectionText } from "./inspectText.ts";
import { open } from "./open.ts";
import { endingOf, ENDINGS } from "./writers.ts";

const partOption = z.string().optional().describe("tree, group, frame or array of the file, where it has several");
const columnsOption = z.array(z.string()).optional().describe("only these columns, with commas between them");

const inspectTask = task({
  room: "data",
  name: "inspect",
  help: "Say what a file holds: format, columns, types, units, counts, first rows, ranges, and what looks wrong",
  inputs: ["file"],
  options: z.object({
    file: z.string().describe("file of any format, known by its content"),
    part: partOption,
    columns: columnsOption,
    rows: z.int().min(1).default(1000).describe("rows from which the ranges are made"),
    all: z.boolean().default(false).describe("print all columns, however many there are"),
  }),
  example: "glueball data inspect events.hepmc3.gz",
  run: async (context, { file, part, columns, rows, all }) => {
    return withFile(context, { file, part }, async (dataset) => {
      const inspection = await inspect(dataset, { columns: columnNames(dataset, columns), rows });
      return { ...inspection, summary: inspectionText(inspection, all) };
    });
  },
});

const convertTask = task({
  room: "data",
  name: "convert",
  help: "Write a file, or some of its columns and rows, in another format",
  inputs: ["input", "output"],
  options: z.object({
    input: z.string().describe("file of any format, known by its content"),
    output: z.string().describe(`file to write; its ending chooses the format: ${ENDINGS.join(" ")}`),
    part: partOption,
    columns: columnsOption,
    rows: z.string().optional().describe("only rows a to b - 1, as a:b, a: or :b"),
    replace: z.boolean().default(false).describe("replace the output if it exists"),
  }),
  example: "glueball data convert events.hepmc3.gz events.parquet --columns px,py,pz,energy,status",
  run: async (context, { input, output, part, columns, rows, replace }) => {
    endingOf(output);
    if (existsSync(output) && !replace) throw outputExists(output);
    const { start, end } = rowRange(rows);
    return withFile(context, { file: input, part }, async (dataset) => {
      const total = rowTotal(dataset, start, end);
      const onRows = (done: number): void => {
        context.progress({ stage: "convert", done, total });
        context.signal.throwIfAborted();
      };
      const names = columnNames(dataset, columns);
      const written = await convert(dataset, output, { columns: names, start, end, onRows });
      for (const warning of dataset.warnings) context.warn(warning);
      const bytes = statSync(output).size;
      return { input, output, rows: written, bytes, summary: `${written} rows in ${output} (${formatBytes(bytes)})` };
    });
  },
});

export const tasks: readonly Task[] = [inspectTask, convertTask, ...catalogueTasks];

async function withFile<Result>(
  context: RunContext,
  { file, part }: { readonly file: string; readonly part?: string | undefined },
  use: (dataset: Dataset) => Promise<Result>,
): Promise<Result> {
  const dataset = await open(locate(file), part);
  context.input({ path: file });
  try {
    return await use(dataset);
  } finally {
    await dataset.close();
  }
}

/** Names that stand in the file are taken whole, since a name may hold commas. */
function columnNames({ schema }: Dataset, given: readonly string[] | undefined): readonly string[] | undefined {
  const known = new Set(schema.map(({ name }) => name));
  return given?.flatMap((text) => (known.has(text) ? [text] : text.split(",").map((name) => name.trim())));
}

function rowRange(text: string | undefined): { start: number; end: number } {
  if (text === undefined) return { start: 0, end: Infinity };
  const match = /^(\d{0,15}):(\d{0,15})$/u.exec(text);
  const [start, end] = match === null ? [1, 0] : [Number(match[1]), match[2] === "" ? Infinity : Number(match[2])];
  if (start <= end) return { start, end };
  throw new GlueballError({
    code: "formats/bad-rows",
    what: "this is no range of rows",
    place: "--rows",
    found: text,
    expected: "a:b with a <= b, for rows a to b - 1, counted from 0; a: or :b",
  });
}

/** How many rows will be written, where the file says how many it has. */
function rowTotal({ length }: Dataset, start: number, end: number): number | undefined {
  return length === undefined ? undefined : Math.max(0, Math.min(length, end) - start);
}

function outputExists(output: string): GlueballError {
  return new GlueballError({
    code: "formats/output-exists",
    what: "the output file exists",
    place: output,
    hint: "Choose another name, or replace it with --replace",
  });
}
