/** What a file holds: its columns with the ranges of their first rows, how many rows there are, and what looks wrong. */
import { statSync } from "node:fs";
import { quantile } from "../stats/index.ts";
import { countOf, isStrings, selectColumns } from "./columns.ts";
import type { Batch, ColumnData, ColumnSchema, Dataset } from "./dataset.ts";
import { suspicions } from "./inspectSuspicions.ts";
import { particleLayout } from "./particleEvents.ts";

export interface ColumnInspection extends ColumnSchema {
  /** Of the finite numbers in the first rows; absent for texts, and where there is none. */
  readonly range?: { readonly min: number; readonly median: number; readonly max: number };
  /** How many values the first rows have, all together. */
  readonly count: number;
  /** How many of them are NaN or infinite. */
  readonly notFinite: number;
  /** The values of the first row, the first few of `firstCount`. */
  readonly first: readonly (number | string)[];
  readonly firstCount: number;
}

export interface Inspection {
  readonly path: string;
  readonly bytes: number;
  readonly format: string;
  /** Undefined where it was not counted to the end. */
  readonly rows: number | undefined;
  /** How many rows the ranges are made of. */
  readonly inspected: number;
  readonly columns: readonly ColumnInspection[];
  /** How the particles of a row are found, if there are any. */
  readonly particles: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

export interface InspectOptions {
  readonly columns?: readonly string[] | undefined;
  /** Of how many first rows the ranges are made. */
  readonly rows: number;
}

const FIRST_VALUES = 6;
/** Rows of files up to this size are counted where the file does not say how many it has. */
const COUNTED_BYTES = 2 ** 28;

export async function inspect(dataset: Dataset, { columns: names, rows }: InspectOptions): Promise<Inspection> {
  const schema = selectColumns(dataset.schema, names, dataset.path);
  const batches = await firstRows(dataset, schema, rows);
  const columns = schema.map((column) => inspectColumn(column, batches));
  const { size } = statSync(dataset.path);
  const inspected = batches.reduce((sum, { length }) => sum + length, 0);
  const ended = inspected < rows;
  return {
    path: dataset.path,
    bytes: size,
    format: dataset.format,
    rows: dataset.length ?? (ended ? inspected : size <= COUNTED_BYTES ? await countRows(dataset) : undefined),
    inspected,
    columns,
    particles: particleLayout(dataset),
    metadata: dataset.metadata,
    warnings: [...new Set([...dataset.warnings, ...(await suspicions(dataset, columns, inspected))])],
  };
}

async function firstRows(dataset: Dataset, schema: readonly ColumnSchema[], rows: number): Promise<Batch[]> {
  const batches: Batch[] = [];
  let count = 0;
  for await (const batch of dataset.batches(
    0,
    rows,
    schema.map(({ name }) => name),
  )) {
    batches.push(batch);
    count += batch.length;
    if (count >= rows) break;
  }
  return batches;
}

/** Reads to the end for the number of rows; of one column, which is the least that every format can do. */
async function countRows(dataset: Dataset): Promise<number> {
  const column = dataset.schema.find(({ ragged, shape }) => !ragged && shape.length === 0) ?? dataset.schema[0];
  let rows = 0;
  for await (const { length } of dataset.batches(0, undefined, column === undefined ? [] : [column.name]))
    rows += length;
  return rows;
}

function inspectColumn(column: ColumnSchema, batches: readonly Batch[]): ColumnInspection {
  const pieces = batches.map((batch) => batch.columns.get(column.name)!);
  const count = pieces.reduce((sum, { values }) => sum + values.length, 0);
  const finite = finiteNumbers(pieces);
  const facts = {
    ...column,
    count,
    notFinite: column.type === "string" ? 0 : count - finite.length,
    ...firstRow(pieces[0], column),
  };
  if (finite.length === 0) return facts;
  finite.sort();
  return { ...facts, range: { min: finite[0]!, median: quantile(finite, 0.5), max: finite.at(-1)! } };
}

function finiteNumbers(pieces: readonly ColumnData[]): Float64Array {
  const numbers: number[] = [];
  for (const { values } of pieces) {
    if (isStrings(values)) continue;
    for (const value of values) if (Number.isFinite(Number(value))) numbers.push(Number(value));
  }
  return Float64Array.from(numbers);
}

/** The beginning of the first row. 64-bit integers that a number cannot hold are shown as text. */
function firstRow(data: ColumnData | undefined, { shape }: ColumnSchema) {
  if (data === undefined) return { first: [], firstCount: 0 };
  const firstCount = (data.offsets === undefined ? 1 : data.offsets[1]!) * countOf(shape);
  const shown = data.values.slice(0, Math.min(FIRST_VALUES, firstCount)) as readonly (number | bigint | string)[];
  const first = Array.from(shown, (value) => {
    return typeof value !== "bigint" ? value : Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  });
  return { first, firstCount };
}
