/** What every writer takes: columns and an ordered stream of their rows, so that the size of a file never matters. */
import { randomUUID } from "node:crypto";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { GlueballError } from "../base/index.ts";
import type { Batch, ColumnSchema, Dataset } from "./dataset.ts";
import { selectColumns, sliceBatch } from "./columns.ts";

export interface Table {
  readonly schema: readonly ColumnSchema[];
  /** What the file should say of itself, where its format has a place for it. */
  readonly metadata: Readonly<Record<string, string>>;
  /** All rows, once. */
  readonly batches: AsyncIterable<Batch>;
}

/** Writes a table under this name; a reader never sees half a file. */
export type TableWriter = (path: string, table: Table) => Promise<void>;

/** Rows [start, end) of the named columns of a dataset, to be written. */
export function tableOf(dataset: Dataset, columns?: readonly string[], start = 0, end = Infinity): Table {
  const schema = selectColumns(dataset.schema, columns, dataset.path);
  return { schema, metadata: dataset.metadata, batches: rowsUntil(dataset, schema, { start, end }) };
}

/** Rows [start, end) of these columns, at most `size` at a time. */
export async function* rowsUntil(
  dataset: Dataset,
  schema: readonly ColumnSchema[],
  { start, end, size }: { readonly start: number; readonly end: number; readonly size?: number | undefined },
): AsyncGenerator<Batch> {
  if (end <= start) return;
  const names = schema.map(({ name }) => name);
  for await (const batch of dataset.batches(start, size, names)) {
    yield sliceBatch(batch, schema, 0, Math.min(batch.length, end - batch.first));
    if (batch.first + batch.length >= end) return;
  }
}

/** Lets `write` fill a file under a temporary name beside `path`, then renames it; on failure nothing stays. */
export async function writeWhole(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID().slice(0, 8)}.partial`;
  try {
    await write(temporary);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A table that a format has no place for. */
export function notWritable(
  path: string,
  what: string,
  { name }: Pick<ColumnSchema, "name">,
  hint: string,
): GlueballError {
  return new GlueballError({ code: "formats/not-writable", what, place: `${path}, column ${name}`, hint });
}
