/**
 * Any table as an HDF5 file: one dataset a column, named like it, rows along its first axis, packed with gzip. Units
 * become the attribute `unit`, metadata the attributes of the root. HDF5 has no bool; a column of them is stored as
 * bytes with the attribute `glueballType`, by which our reader knows it again. Lists of different lengths have no home
 * here.
 */
import { GlueballError } from "../base/index.ts";
import { isStrings } from "./columns.ts";
import type { Batch, ColumnSchema, NumberArray } from "./dataset.ts";
import { BOOL_ATTRIBUTE } from "./hdf5/tableDataset.ts";
import { writeHdf5File, type Hdf5Writer } from "./hdf5/writer.ts";
import { notWritable, type Table, type TableWriter } from "./table.ts";

export const writeHdf5: TableWriter = async (path, table) => {
  const ragged = table.schema.find((column) => column.ragged);
  if (ragged !== undefined) {
    throw notWritable(path, "HDF5 holds no lists of different lengths here", ragged, "Write Parquet instead");
  }
  await writeHdf5File(path, async (file) => {
    for (const [name, value] of Object.entries(table.metadata)) file.attribute("/", name, value);
    createGroups(file, table.schema);
    await writeColumns(file, path, table);
  });
};

/** The groups of columns such as `jets/pt`. */
function createGroups(file: Hdf5Writer, schema: readonly ColumnSchema[]): void {
  const groups = new Set<string>();
  for (const { name } of schema) {
    const parts = name.split("/");
    for (let depth = 1; depth < parts.length; depth++) groups.add(parts.slice(0, depth).join("/"));
  }
  for (const group of [...groups].toSorted()) file.group(`/${group}`);
}

async function writeColumns(file: Hdf5Writer, path: string, { schema, batches }: Table): Promise<void> {
  const sinks = schema.map((column) => ({ name: column.name, ...sinkOf(file, path, column) }));
  for await (const batch of batches)
    for (const { name, append } of sinks) append(batch.columns.get(name)!.values, batch);
  for (const { finish } of sinks) finish();
}

interface Sink {
  append(values: NumberArray | readonly string[], batch: Batch): void;
  finish(): void;
}

function sinkOf(file: Hdf5Writer, path: string, column: ColumnSchema): Sink {
  if (column.type === "string") return textSink(file, path, column);
  const rows = file.dataset(`/${column.name}`, { type: column.type, rowShape: column.shape });
  if (column.unit !== undefined) rows.attribute("unit", column.unit);
  if (column.type === "bool") rows.attribute(BOOL_ATTRIBUTE, "bool");
  return {
    append: (values) => {
      if (!isStrings(values)) rows.append(values);
    },
    finish: () => {},
  };
}

/** The library cannot add to texts, so they wait in memory for the end. */
function textSink(file: Hdf5Writer, path: string, column: ColumnSchema): Sink {
  const all: string[] = [];
  return {
    append: (values, batch) => {
      if (!isStrings(values)) return;
      const bad = values.findIndex((value) => value.includes("\0"));
      if (bad !== -1) throw zeroByte(path, column.name, batch.first + bad);
      for (const value of values) all.push(value);
    },
    finish: () => void file.texts(`/${column.name}`, all, column.shape),
  };
}

function zeroByte(path: string, column: string, row: number): GlueballError {
  return new GlueballError({
    code: "formats/not-writable",
    what: "a text with a zero byte cannot be stored in HDF5",
    place: `${path}, column ${column}, row ${row}`,
    hint: "Write Parquet instead",
  });
}
