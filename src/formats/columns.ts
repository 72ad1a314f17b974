/**
 * What readers and writers of every format do with columns: choose them by name, cut them into pieces of rows and put
 * pieces together again. A piece is a view where the values are typed, so cutting costs nothing.
 */
import { GlueballError, nearestNames } from "../base/index.ts";
import type { Batch, ColumnData, ColumnSchema, NumberArray } from "./dataset.ts";

/** The array that holds the values of a type. */
const ARRAYS = {
  float64: Float64Array,
  float32: Float32Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

export type NumberType = keyof typeof ARRAYS;

/** A new array of zeros. */
export function numbers(type: NumberType, length: number): NumberArray {
  return new ARRAYS[type](length);
}

/** The numbers that lie in these bytes, in the machine's byte order and without a copy; the start must be aligned. */
export function numbersIn(type: NumberType, bytes: Uint8Array): NumberArray {
  const { BYTES_PER_ELEMENT } = ARRAYS[type];
  return new ARRAYS[type](bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength / BYTES_PER_ELEMENT);
}

/** The bytes of numbers, without a copy. */
export function bytesOf(values: NumberArray): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Bytes of one number. */
export function widthOf(type: NumberType): number {
  return ARRAYS[type].BYTES_PER_ELEMENT;
}

/** How many numbers one value of this shape has: 1 for a number, 2101 for a row of that length. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

const BATCH_BYTES = 2 ** 25;
const BATCH_ROWS = 2 ** 16;
const TEXT_BYTES = 32; // of a short string

/** How many rows a batch has by default, when a row has this many bytes: 32 MB of them, at most 65536. */
export function rowsPerBatch(rowBytes: number): number {
  return Math.min(BATCH_ROWS, Math.max(1, Math.floor(BATCH_BYTES / Math.max(1, rowBytes))));
}

/** `float32 [700, 3]`, or `list of float32` for a ragged column. */
export function typeText({ type, shape, ragged }: ColumnSchema): string {
  const value = shape.length === 0 ? type : `${type} [${shape.join(", ")}]`;
  return ragged ? `list of ${value}` : value;
}

/** The named columns in that order, or all. @throws GlueballError formats/no-such-column */
export function selectColumns(
  schema: readonly ColumnSchema[],
  names: readonly string[] | undefined,
  path: string,
): readonly ColumnSchema[] {
  if (names === undefined) return schema;
  return names.map((name) => {
    const column = schema.find((candidate) => candidate.name === name);
    if (column !== undefined) return column;
    const known = schema.map((candidate) => candidate.name);
    const near = nearestNames(name, known);
    throw new GlueballError({
      code: "formats/no-such-column",
      what: "the file has no such column",
      place: path,
      found: name,
      expected: `one of ${listed(known)}`,
      hint: near.length === 0 ? undefined : `Did you mean ${near.join(" or ")}?`,
    });
  });
}

/** Names for a message: a tree of ROOT has a thousand. */
export function listed(names: readonly string[], most = 20): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** Rows [from, to) of a column. */
export function sliceColumn(column: ColumnData, shape: readonly number[], from: number, to: number): ColumnData {
  const width = countOf(shape);
  const { values, offsets } = column;
  if (offsets === undefined) return { values: sliceValues(values, from * width, to * width) };
  const [begin, end] = [offsets[from]!, offsets[to]!];
  const own = offsets.slice(from, to + 1);
  for (let i = 0; i < own.length; i++) own[i]! -= begin;
  return { values: sliceValues(values, begin * width, end * width), offsets: own };
}

function sliceValues(values: ColumnData["values"], from: number, to: number): ColumnData["values"] {
  if (from === 0 && to === values.length) return values;
  return isStrings(values) ? values.slice(from, to) : values.subarray(from, to);
}

/** The rows of all pieces, one after the other. */
export function joinColumns(pieces: readonly ColumnData[], { type, ragged }: ColumnSchema): ColumnData {
  if (pieces.length === 1) return pieces[0]!;
  const values =
    type === "string" ? pieces.flatMap((piece) => [...(piece.values as readonly string[])]) : joinNumbers(pieces, type);
  return ragged ? { values, offsets: joinOffsets(pieces.map((piece) => piece.offsets!)) } : { values };
}

function joinNumbers(pieces: readonly ColumnData[], type: NumberType): NumberArray {
  const arrays = pieces.map((piece) => piece.values as Float64Array); // any one type: numbers are only moved
  const joined = numbers(
    type,
    arrays.reduce((sum, array) => sum + array.length, 0),
  ) as Float64Array;
  let at = 0;
  for (const array of arrays) {
    joined.set(array, at);
    at += array.length;
  }
  return joined;
}

function joinOffsets(pieces: readonly Uint32Array[]): Uint32Array {
  const joined = new Uint32Array(pieces.reduce((sum, piece) => sum + piece.length - 1, 1));
  let row = 0;
  for (const piece of pieces) {
    const begin = joined[row]!;
    for (let i = 1; i < piece.length; i++) joined[++row] = begin + piece[i]!;
  }
  return joined;
}

export function isStrings(values: ColumnData["values"]): values is readonly string[] {
  return Array.isArray(values);
}

/** Rows [from, to) of a batch, counted from its first row. */
export function sliceBatch(batch: Batch, schema: readonly ColumnSchema[], from: number, to: number): Batch {
  if (from === 0 && to === batch.length) return batch;
  const columns = schema.map(({ name, shape }) => {
    return [name, sliceColumn(batch.columns.get(name)!, shape, from, to)] as const;
  });
  return { first: batch.first + from, length: to - from, columns: new Map(columns) };
}

/** The same rows in batches of at least so many bytes, but for the last. */
export async function* gather(
  batches: AsyncIterable<Batch>,
  schema: readonly ColumnSchema[],
  bytes: number,
): AsyncGenerator<Batch> {
  let waiting: Batch[] = [];
  let held = 0;
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    waiting.push(batch);
    held += bytesOfBatch(batch);
    if (held < bytes) continue;
    yield joinBatches(waiting, schema);
    waiting = [];
    held = 0;
  }
  if (waiting.length > 0) yield joinBatches(waiting, schema);
}

/** What a batch takes in memory, about. */
function bytesOfBatch({ columns }: Batch): number {
  let bytes = 0;
  for (const { values, offsets } of columns.values()) {
    bytes += (isStrings(values) ? TEXT_BYTES * values.length : values.byteLength) + (offsets?.byteLength ?? 0);
  }
  return bytes;
}

function joinBatches(batches: readonly Batch[], schema: readonly ColumnSchema[]): Batch {
  if (batches.length === 1) return batches[0]!;
  const columns = schema.map((column) => {
    return [
      column.name,
      joinColumns(
        batches.map((batch) => batch.columns.get(column.name)!),
        column,
      ),
    ] as const;
  });
  const length = batches.reduce((sum, batch) => sum + batch.length, 0);
  return { first: batches[0]!.first, length, columns: new Map(columns) };
}
