/**
 * Parquet (github.com/apache/parquet-format): row groups of column chunks of pages, described by a footer. hyparquet reads
 * the footer and the page headers; levels and values are decoded in the files beside this one, into flat arrays with
 * offsets, and with every count and offset checked. Memory holds the packed chunks of one row group and one batch.
 */
import { parquetMetadata } from "hyparquet";
import type { ColumnMetaData, FileMetaData, RowGroup } from "hyparquet";
import { GlueballError } from "../base/index.ts";
import { openWith } from "./arrays/openWith.ts";
import type { ByteFile } from "./byteFile.ts";
import { rowsPerBatch, selectColumns } from "./columns.ts";
import type { Batch, ColumnData, Dataset, Reader } from "./dataset.ts";
import { ParquetColumn } from "./parquet/column.ts";
import { leavesOf, SHAPES_KEY } from "./parquet/schema.ts";
import type { ParquetLeaf } from "./parquet/schema.ts";

const MAGIC = [0x50, 0x41, 0x52, 0x31]; // "PAR1"
const FOOTER_END = 8; // length of the footer (u32), magic
const HIDDEN = new Set([SHAPES_KEY, "ARROW:schema"]);

export const parquetReader: Reader = {
  name: "parquet",
  recognises: (head) => MAGIC.every((byte, i) => head[i] === byte),
  open: (path) => openWith(path, openParquet),
};

/** @throws GlueballError formats/parquet-damaged, formats/truncated */
export function openParquet(file: ByteFile): Dataset {
  const footer = `the footer that ends at byte ${file.size}`;
  const metadata = whole(file, footer, () => readFooter(file));
  const { leaves, leftOut } = whole(file, footer, () => readSchema(metadata));
  const schema = leaves.map(({ column }) => column);
  const warnings = [...leftOut];
  return {
    path: file.path,
    format: `Parquet (${whole(file, footer, () => codecsOf(metadata))})`,
    schema,
    length: Number(metadata.num_rows),
    block: metadata.row_groups.reduce((most, { num_rows }) => Math.max(most, Number(num_rows)), 1),
    metadata: whole(file, footer, () => textsOf(metadata)),
    warnings,
    batches: (start = 0, size, columns) => {
      const wanted = selectColumns(schema, columns, file.path);
      const chosen = wanted.map(({ name }) => leaves.find(({ column }) => column.name === name)!);
      return readRows(
        { file, metadata, leaves: chosen, warnings },
        start,
        size ?? whole(file, footer, () => grain(metadata, chosen)),
      );
    },
    close: async () => file.close(),
  };
}

function readFooter(file: ByteFile): FileMetaData {
  if (file.size < MAGIC.length + FOOTER_END) throw new Error(`only ${file.size} bytes`);
  const end = file.read(file.size - FOOTER_END, FOOTER_END);
  const magic = new TextDecoder("latin1").decode(end.subarray(4));
  if (magic === "PARE") throw new Error("an encrypted footer, which is not read here");
  if (magic !== "PAR1") throw new Error(`the file ends with ${JSON.stringify(magic)} and not with "PAR1"`);
  const length = new DataView(end.buffer, end.byteOffset).getUint32(0, true);
  if (length > file.size - MAGIC.length - FOOTER_END) throw new Error(`a footer of ${length} bytes`);
  const footer = new Uint8Array(file.read(file.size - FOOTER_END - length, length + FOOTER_END));
  const metadata = parquetMetadata(footer.buffer, { geoparquet: false });
  const rows = metadata.row_groups.reduce((sum, { num_rows }) => sum + num_rows, 0n);
  const sizes = [metadata.num_rows, ...metadata.row_groups.map(({ num_rows }) => num_rows)];
  if (rows !== metadata.num_rows || sizes.some((size) => size < 0n || size > Number.MAX_SAFE_INTEGER)) {
    throw new Error(`row groups of ${rows} rows in a file of ${metadata.num_rows}`);
  }
  return metadata;
}

function readSchema(metadata: FileMetaData): ReturnType<typeof leavesOf> {
  const found = leavesOf(metadata);
  if (found.leaves.length === 0) throw new Error(["no column that is read here", ...found.leftOut].join("; "));
  return found;
}

interface Reading {
  readonly file: ByteFile;
  readonly metadata: FileMetaData;
  readonly leaves: readonly ParquetLeaf[];
  readonly warnings: string[];
}

async function* readRows(reading: Reading, start: number, size: number): AsyncGenerator<Batch> {
  let first = 0;
  for (const [index, group] of reading.metadata.row_groups.entries()) {
    const rows = Number(group.num_rows);
    if (first + rows > start) yield* readGroup(reading, index, { first, skip: Math.max(0, start - first), size });
    first += rows;
  }
}

function* readGroup(
  reading: Reading,
  index: number,
  from: { first: number; skip: number; size: number },
): Generator<Batch> {
  const { file, metadata, leaves, warnings } = reading;
  const group = metadata.row_groups[index]!;
  const place = (leaf: ParquetLeaf): string => `row group ${index}, column ${leaf.column.name}`;
  const cursors = leaves.map((leaf) => {
    return whole(file, place(leaf), () => new ParquetColumn(leaf, ...chunkOf(file, group, leaf)));
  });
  const take = (rows: number): [string, ColumnData][] =>
    leaves.map((leaf, i) => [leaf.column.name, whole(file, place(leaf), () => cursors[i]!.take(rows))]);
  const total = Number(group.num_rows);
  const { first, skip, size } = from;
  let row = 0;
  for (; row < skip; row += Math.min(size, skip - row)) take(Math.min(size, skip - row));
  while (row < total) {
    const length = Math.min(size, total - row);
    const columns = new Map(take(length));
    for (const [i, { column }] of leaves.entries()) if (cursors[i]!.missing > 0) warnOnce(warnings, column.name);
    yield { first: first + row, length, columns };
    row += length;
  }
  for (const [i, leaf] of leaves.entries()) whole(file, place(leaf), () => cursors[i]!.requireEnd());
}

function warnOnce(warnings: string[], name: string): void {
  const text = `column ${name} has missing values: missing numbers are NaN here, missing texts and lists are empty`;
  if (!warnings.includes(text)) warnings.push(text);
}

/** The description of a column's chunk in a row group, and its bytes. */
function chunkOf(file: ByteFile, group: RowGroup, leaf: ParquetLeaf): [ColumnMetaData, Uint8Array] {
  const chunk = group.columns.find(({ meta_data }) => meta_data?.path_in_schema.join(".") === leaf.path);
  const metadata = chunk?.meta_data;
  if (chunk === undefined || metadata === undefined) throw new Error("the row group does not have the column");
  if (chunk.file_path !== undefined) throw new Error(`the column lies in another file, ${chunk.file_path}`);
  const { data_page_offset, dictionary_page_offset, total_compressed_size } = metadata;
  const hasDictionary =
    dictionary_page_offset !== undefined && dictionary_page_offset > 0n && dictionary_page_offset < data_page_offset;
  const start = Number(hasDictionary ? dictionary_page_offset : data_page_offset);
  return [metadata, file.read(start, Number(total_compressed_size))];
}

/** Rows of a batch by default, from the stored sizes of the columns. */
function grain(metadata: FileMetaData, leaves: readonly ParquetLeaf[]): number {
  const paths = new Set(leaves.map(({ path }) => path));
  let bytes = 0;
  for (const { columns } of metadata.row_groups) {
    for (const { meta_data } of columns) {
      if (meta_data !== undefined && paths.has(meta_data.path_in_schema.join(".")))
        bytes += 8 * Number(meta_data.num_values);
    }
  }
  return rowsPerBatch(bytes / Math.max(1, Number(metadata.num_rows)));
}

function codecsOf({ row_groups }: FileMetaData): string {
  const codecs = new Set(row_groups.flatMap(({ columns }) => columns.map(({ meta_data }) => String(meta_data?.codec))));
  return codecs.size === 0 ? "no rows" : [...codecs].join(", ").toLowerCase();
}

function textsOf({ created_by, row_groups, key_value_metadata = [] }: FileMetaData): Record<string, string> {
  const texts = key_value_metadata.filter(({ key }) => !HIDDEN.has(key)).map(({ key, value = "" }) => [key, value]);
  const facts = [["row groups", String(row_groups.length)]];
  if (created_by !== undefined) facts.push(["created by", created_by]);
  return Object.fromEntries([...facts, ...texts]);
}

/** Runs a step of the reading; whatever goes wrong in it is damage of the file, at this place. */
function whole<Result>(file: ByteFile, place: string, step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    if (error instanceof GlueballError) throw error;
    throw new GlueballError({
      code: "formats/parquet-damaged",
      what: "the Parquet file is truncated, damaged or of an unknown kind",
      place: `${file.path}, ${place}`,
      found: error instanceof Error ? error.message : String(error),
    });
  }
}
