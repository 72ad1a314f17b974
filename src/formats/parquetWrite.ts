/**
 * Tables to Parquet through hyparquet-writer: one row group for every 32 MB or so, packed with zstd. Ragged columns are lists
 * (`list` > `element`), which every reader of Parquet knows; values of a fixed shape are lists as well, and the shapes and
 * units stand in the file's metadata, so that our reader gives back what was written, bit for bit.
 */
import { zstdCompressSync } from "node:zlib";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import type { ColumnSource, KeyValue, SchemaElement } from "hyparquet-writer";
import { countOf, gather } from "./columns.ts";
import type { Batch, ColumnData, ColumnSchema } from "./dataset.ts";
import { SHAPES_KEY, STORAGE } from "./parquetSchema.ts";
import { writeWhole } from "./table.ts";
import type { Table } from "./table.ts";

const ROW_GROUP_BYTES = 2 ** 25;

/** Writes whole or not at all; memory holds one row group. */
export async function writeParquet(path: string, table: Table): Promise<void> {
  await writeWhole(path, async (temporary) => {
    const { schema } = table;
    const writer = new ParquetWriter({
      writer: fileWriter(temporary),
      schema: schemaElements(schema),
      codec: "ZSTD",
      compressors: { ZSTD: (bytes) => zstdCompressSync(bytes) },
      kvMetadata: keyValues(table),
      createdBy: "Glueball",
    });
    for await (const batch of gather(table.batches, schema, ROW_GROUP_BYTES)) {
      await writer.write({ columnData: schema.map((column) => source(column, batch)), rowGroupSize: batch.length });
    }
    await writer.finish();
  });
}

function schemaElements(schema: readonly ColumnSchema[]): SchemaElement[] {
  const root: SchemaElement = { name: "root", num_children: schema.length };
  return [
    root,
    ...schema.flatMap((column) => (isList(column) ? listElements(column) : [leafElement(column, column.name)])),
  ];
}

function listElements(column: ColumnSchema): SchemaElement[] {
  return [
    { name: column.name, repetition_type: "REQUIRED", converted_type: "LIST", num_children: 1 },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    leafElement(column, "element"),
  ];
}

function leafElement({ type }: ColumnSchema, name: string): SchemaElement {
  return { name, repetition_type: "REQUIRED", ...STORAGE[type] };
}

function isList({ ragged, shape }: ColumnSchema): boolean {
  return ragged || shape.length > 0;
}

/** The file's own words, and the shapes and units that Parquet has no place for. */
function keyValues({ schema, metadata }: Table): KeyValue[] {
  const noted = schema.filter((column) => column.shape.length > 0 || column.unit !== undefined);
  const notes = noted.map(({ name, shape, ragged, unit }) => [name, { shape, ragged, unit }] as const);
  const own = { key: SHAPES_KEY, value: JSON.stringify(Object.fromEntries(notes)) };
  return [...Object.entries(metadata).map(([key, value]) => ({ key, value })), ...(notes.length > 0 ? [own] : [])];
}

function source(column: ColumnSchema, batch: Batch): ColumnSource {
  const { name, type } = column;
  const data = batch.columns.get(name)!;
  // A dictionary would take -0 and 0 for the same number, and floating-point numbers rarely repeat.
  const encoding = type === "float32" || type === "float64" ? ({ encoding: "PLAIN" } as const) : {};
  return { name, data: isList(column) ? lists(column, data, batch.length) : flat(column, data.values), ...encoding };
}

/** hyparquet-writer wants booleans as such, and unsigned numbers in a plain array. */
function flat({ type }: ColumnSchema, values: ColumnData["values"]): ColumnSource["data"] {
  if (type === "bool") return Array.from(values as Uint8Array, (value) => value === 1);
  if (type === "string" || type === "uint32") return [...(values as readonly unknown[])];
  return values as Float64Array; // any other type of array
}

function lists(column: ColumnSchema, { values, offsets }: ColumnData, length: number): unknown[][] {
  const width = countOf(column.shape);
  const all = flat(column, values);
  return Array.from({ length }, (_, row) => {
    const [from, to] = offsets === undefined ? [row, row + 1] : [offsets[row]!, offsets[row + 1]!];
    return Array.from(all.slice(from * width, to * width));
  });
}
