/**
 * Tables to Parquet: one row group for every 32 MB or so, packed with zstd; hyparquet-writer writes the footer. Ragged
 * columns are lists (`list` > `element`), which every reader of Parquet knows; values of a fixed shape are lists as well, and
 * the shapes and units stand in the file's metadata, so that our reader gives back what was written, bit for bit.
 */
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import type { KeyValue, SchemaElement } from "hyparquet-writer";
import { gather } from "../columns.ts";
import type { Batch, ColumnSchema } from "../dataset.ts";
import { isList, writeChunk } from "./chunk.ts";
import { SHAPES_KEY, STORAGE } from "./schema.ts";
import { writeWhole } from "../table.ts";
import type { Table } from "../table.ts";

const ROW_GROUP_BYTES = 2 ** 25;

/** Writes whole or not at all; memory holds one row group. */
export async function writeParquet(path: string, table: Table): Promise<void> {
  await writeWhole(path, async (temporary) => {
    const { schema } = table;
    const writer = new ParquetWriter({
      writer: fileWriter(temporary),
      schema: schemaElements(schema),
      kvMetadata: keyValues(table),
      createdBy: "Glueball",
    });
    for await (const batch of gather(table.batches, schema, ROW_GROUP_BYTES)) writeRowGroup(writer, schema, batch);
    await writer.finish();
  });
}

function writeRowGroup(writer: ParquetWriter, schema: readonly ColumnSchema[], { columns, length }: Batch): void {
  const start = writer.writer.offset;
  const chunks = schema.map((column) => writeChunk(writer.writer, column, columns.get(column.name)!, length));
  const unpacked = chunks.reduce((sum, { meta_data }) => sum + meta_data!.total_uncompressed_size, 0n);
  const packed = BigInt(writer.writer.offset - start);
  const rows = BigInt(length);
  writer.row_groups.push({ columns: chunks, num_rows: rows, total_byte_size: unpacked, total_compressed_size: packed });
  writer.num_rows += rows;
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

/** The file's own words, and the shapes and units that Parquet has no place for. */
function keyValues({ schema, metadata }: Table): KeyValue[] {
  const noted = schema.filter((column) => column.shape.length > 0 || column.unit !== undefined);
  const notes = noted.map(({ name, shape, ragged, unit }) => [name, { shape, ragged, unit }] as const);
  const own = { key: SHAPES_KEY, value: JSON.stringify(Object.fromEntries(notes)) };
  return [...Object.entries(metadata).map(([key, value]) => ({ key, value })), ...(notes.length > 0 ? [own] : [])];
}
