/**
 * One column of one row group as Parquet stores it: pages of about 1 MB, each `repetition levels, definition levels, values`,
 * packed together (data page version 1, which every reader knows) and with a checksum. hyparquet-writer writes the page
 * headers and the footer; its own encoder walks nested JavaScript arrays value by value, at a tenth of this one's rate.
 *
 * All parts of a path are required but the list's repeated group, so both levels are bits: a repetition level of 0 begins a
 * row, and a definition level of 0 says that the row is empty.
 */
import { crc32, zstdCompressSync } from "node:zlib";
import type { ParquetWriter, Writer } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { bytesOf, countOf, isStrings, sliceColumn, widthOf } from "../columns.ts";
import type { ColumnData, ColumnSchema, NumberArray } from "../dataset.ts";
import { STORAGE } from "./schema.ts";

const PAGE_BYTES = 2 ** 20;

/** What the footer says of a chunk. */
type ColumnChunk = ParquetWriter["row_groups"][number]["columns"][number];

/** Writes rows of a column and returns what the footer says of them. */
export function writeChunk(writer: Writer, column: ColumnSchema, data: ColumnData, rows: number): ColumnChunk {
  const start = writer.offset;
  let entries = 0;
  let unpacked = 0;
  for (const { from, to } of pagesOf(column, data, rows)) {
    const page = pageOf(column, sliceColumn(data, column.shape, from, to), to - from);
    entries += page.entries;
    unpacked += writePage(writer, page);
  }
  const path = isList(column) ? [column.name, "list", "element"] : [column.name];
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: STORAGE[column.type].type!,
      encodings: ["PLAIN", "RLE"],
      path_in_schema: path,
      codec: "ZSTD",
      num_values: BigInt(entries),
      total_uncompressed_size: BigInt(unpacked),
      total_compressed_size: BigInt(writer.offset - start),
      data_page_offset: BigInt(start),
    },
  };
}

/** Ragged columns and values of a shape are lists. */
export function isList({ ragged, shape }: ColumnSchema): boolean {
  return ragged || shape.length > 0;
}

/** Row ranges of about a page each; a page holds whole rows. */
function* pagesOf({ shape, type }: ColumnSchema, { values, offsets }: ColumnData, rows: number) {
  const valueBytes = countOf(shape) * (type === "string" || isStrings(values) ? 32 : widthOf(type));
  let from = 0;
  while (from < rows) {
    let to = from + 1;
    const bytesUntil = (row: number): number =>
      (offsets === undefined ? row - from : offsets[row]! - offsets[from]!) * valueBytes;
    while (to < rows && bytesUntil(to + 1) <= PAGE_BYTES) to++;
    yield { from, to };
    from = to;
  }
}

interface Page {
  readonly entries: number;
  readonly bytes: Uint8Array;
}

function pageOf(column: ColumnSchema, data: ColumnData, rows: number): Page {
  const values = plain(column, data.values);
  if (!isList(column)) return { entries: rows, bytes: values };
  const { starts, present, entries } = levelsOf(column, data, rows);
  return { entries, bytes: Buffer.concat([bitRun(starts, entries), bitRun(present, entries), values]) };
}

function levelsOf({ shape }: ColumnSchema, { offsets }: ColumnData, rows: number) {
  const width = countOf(shape);
  const lengthOf = (row: number): number => (offsets === undefined ? 1 : offsets[row + 1]! - offsets[row]!) * width;
  let entries = 0;
  for (let row = 0; row < rows; row++) entries += Math.max(1, lengthOf(row));
  const starts = new Uint8Array(entries).fill(1);
  const present = new Uint8Array(entries).fill(1);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const length = lengthOf(row);
    starts[at] = 0;
    if (length === 0) present[at] = 0;
    at += Math.max(1, length);
  }
  return { starts, present, entries };
}

/** Levels of one bit as a single packed run, after its length in bytes (u32). */
function bitRun(levels: Uint8Array, entries: number): Uint8Array {
  const groups = Math.ceil(entries / 8);
  const header = varint(groups * 2 + 1);
  const run = new Uint8Array(4 + header.length + groups);
  new DataView(run.buffer).setUint32(0, header.length + groups, true);
  run.set(header, 4);
  const first = 4 + header.length;
  for (let i = 0; i < entries; i++) run[first + (i >> 3)]! |= levels[i]! << (i & 7);
  return run;
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** Values in the PLAIN encoding: little-endian, integers of 32 or 64 bits, booleans as bits, texts after their length. */
function plain({ type }: ColumnSchema, values: ColumnData["values"]): Uint8Array {
  if (isStrings(values)) return plainTexts(values);
  if (type === "bool") return plainBits(values as Uint8Array);
  const isNarrow = STORAGE[type].type === "INT32" && values.BYTES_PER_ELEMENT < 4;
  return bytesOf(isNarrow ? Int32Array.from(values as Int8Array) : (values as NumberArray));
}

function plainBits(values: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (let i = 0; i < values.length; i++) bits[i >> 3]! |= values[i]! << (i & 7);
  return bits;
}

function plainTexts(values: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  return Buffer.concat(
    values.flatMap((value) => {
      const bytes = encoder.encode(value);
      return [bytesOf(Uint32Array.of(bytes.length)), bytes];
    }),
  );
}

/** Returns the bytes of the page with its header before packing. */
function writePage(writer: Writer, { entries, bytes }: Page): number {
  const packed = zstdCompressSync(bytes);
  const start = writer.offset;
  writePageHeader(writer, {
    type: "DATA_PAGE",
    uncompressed_page_size: bytes.length,
    compressed_page_size: packed.length,
    crc: crc32(packed) | 0, // the footer's 32-bit integers have a sign
    data_page_header: {
      num_values: entries,
      encoding: "PLAIN",
      definition_level_encoding: "RLE",
      repetition_level_encoding: "RLE",
    },
  });
  const header = writer.offset - start;
  writer.appendBytes(packed);
  return header + bytes.length;
}
