/**
 * The values of one page of a Parquet file, in each encoding of parquet-format's Encodings.md that writers use. A page
 * says how many values it has; nothing is allocated for them before the bytes are known to be there.
 */
import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import type { Encoding } from "hyparquet";
import { bytesOf, numbers } from "../columns.ts";
import type { ColumnType, NumberArray } from "../dataset.ts";
import { ParquetDamage } from "./damage.ts";
import { decodeRuns, readVarint } from "./levels.ts";
import type { ParquetLeaf, PhysicalType } from "./schema.ts";

/** Values as a column holds them. */
export type Values = NumberArray | readonly string[];

const WIDTHS = { INT32: 4, INT64: 8, FLOAT: 4, DOUBLE: 8, FLOAT16: 2 } as const;
type FixedType = keyof typeof WIDTHS;

const STORED = {
  INT32: Int32Array,
  INT64: BigInt64Array,
  FLOAT: Float32Array,
  DOUBLE: Float64Array,
  FLOAT16: Float16Array,
} as const;

/** Decodes `count` values. @throws ParquetDamage */
export function decodeValues(
  bytes: Uint8Array,
  encoding: Encoding,
  count: number,
  leaf: ParquetLeaf,
  dictionary: Values | undefined,
): Values {
  const { physical, column } = leaf;
  switch (encoding) {
    case "PLAIN":
      return plain(bytes, count, physical, column.type);
    case "PLAIN_DICTIONARY":
    case "RLE_DICTIONARY":
      return fromDictionary(bytes, count, dictionary, column.type);
    case "RLE":
      return runsOfBooleans(bytes, count, physical);
    case "BYTE_STREAM_SPLIT":
      return asColumn(joinStreams(bytes, count, fixed(physical)), column.type);
    case "DELTA_BINARY_PACKED":
      return asColumn(deltas(bytes, count, physical).values, column.type);
    case "DELTA_LENGTH_BYTE_ARRAY":
      return texts(lengthsThenBytes(bytes, count));
    case "DELTA_BYTE_ARRAY":
      return texts(prefixesThenSuffixes(bytes, count));
    default:
      throw new ParquetDamage(`encoding ${encoding} is not read here`);
  }
}

function plain(bytes: Uint8Array, count: number, physical: PhysicalType, type: ColumnType): Values {
  if (physical === "BOOLEAN") return bits(bytes, count);
  if (physical === "BYTE_ARRAY") return texts(lengthBeforeBytes(bytes, count));
  return asColumn(fixedValues(bytes, count, physical), type);
}

/** Numbers of a fixed width, copied because they need not be aligned in the page. */
function fixedValues(bytes: Uint8Array, count: number, physical: FixedType) {
  const size = count * WIDTHS[physical];
  requireBytes(bytes, 0, size);
  return new STORED[physical](new Uint8Array(bytes.subarray(0, size)).buffer); // a Buffer's own slice shares its memory
}

function fixed(physical: PhysicalType): FixedType {
  if (physical in WIDTHS) return physical as FixedType;
  throw new ParquetDamage(`an encoding of numbers for ${physical}`);
}

function bits(bytes: Uint8Array, count: number): Uint8Array {
  requireBytes(bytes, 0, Math.ceil(count / 8));
  const values = new Uint8Array(count);
  for (let i = 0; i < count; i++) values[i] = (bytes[i >> 3]! >> (i & 7)) & 1;
  return values;
}

/** Booleans in runs, after their length in bytes (u32). */
function runsOfBooleans(bytes: Uint8Array, count: number, physical: PhysicalType): Uint8Array {
  if (physical !== "BOOLEAN") throw new ParquetDamage(`runs of values for ${physical}`);
  const values = new Uint8Array(count);
  decodeRuns(bytes, 4, 1, values);
  return values;
}

/** Indices into the dictionary, after their width in bits (one byte). */
function fromDictionary(bytes: Uint8Array, count: number, dictionary: Values | undefined, type: ColumnType): Values {
  if (dictionary === undefined) throw new ParquetDamage("indices without a dictionary");
  requireBytes(bytes, 0, count === 0 ? 0 : 1);
  const indices = new Uint32Array(count);
  if (count > 0) decodeRuns(bytes, 1, bytes[0]!, indices);
  const bad = indices.find((index) => index >= dictionary.length);
  if (bad !== undefined) throw new ParquetDamage(`index ${bad} in a dictionary of ${dictionary.length} values`);
  if (type === "string") return Array.from(indices, (index) => (dictionary as readonly string[])[index]!);
  const [from, to] = [dictionary, numbers(type, count)] as [Float64Array, Float64Array]; // any one type
  for (let i = 0; i < count; i++) to[i] = from[indices[i]!]!;
  return to;
}

/** BYTE_STREAM_SPLIT: the first bytes of all values, then the second bytes, and so on. */
function joinStreams(bytes: Uint8Array, count: number, physical: FixedType) {
  const width = WIDTHS[physical];
  requireBytes(bytes, 0, count * width);
  const joined = new Uint8Array(count * width);
  for (let byte = 0; byte < width; byte++) {
    for (let i = 0; i < count; i++) joined[i * width + byte] = bytes[byte * count + i]!;
  }
  return new STORED[physical](joined.buffer);
}

const MOST_MINIBLOCKS = 1024; // writers use 4; hyparquet allocates what the file asks for

/** DELTA_BINARY_PACKED, with the position after it. hyparquet decodes it; what it allocates is checked before. */
function deltas(bytes: Uint8Array, count: number, physical: PhysicalType) {
  if (physical !== "INT32" && physical !== "INT64") throw new ParquetDamage(`differences of ${physical}`);
  const values = physical === "INT32" ? new Int32Array(count) : new BigInt64Array(count);
  if (count === 0) return { values, end: 0 };
  const [, second] = readVarint(bytes, 0);
  const [miniblocks] = readVarint(bytes, second);
  if (miniblocks === 0 || miniblocks > MOST_MINIBLOCKS) throw new ParquetDamage(`${miniblocks} miniblocks in a block`);
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  deltaBinaryUnpack(reader, count, values);
  return { values, end: reader.offset };
}

function lengthBeforeBytes(bytes: Uint8Array, count: number): Uint8Array[] {
  requireBytes(bytes, 0, 4 * count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    requireBytes(bytes, at, 4);
    const length = view.getUint32(at, true);
    pieces.push(piece(bytes, at + 4, length));
    at += 4 + length;
  }
  return pieces;
}

function lengthsThenBytes(bytes: Uint8Array, count: number): Uint8Array[] {
  const { values: lengths, end } = deltas(bytes, count, "INT32");
  let at = end;
  return Array.from(lengths as Int32Array, (length) => {
    const own = piece(bytes, at, length);
    at += length;
    return own;
  });
}

/** DELTA_BYTE_ARRAY: each value shares the given number of bytes with the one before. */
function prefixesThenSuffixes(bytes: Uint8Array, count: number): Uint8Array[] {
  const { values: shared, end } = deltas(bytes, count, "INT32");
  const suffixes = lengthsThenBytes(bytes.subarray(end), count);
  let before = new Uint8Array(0);
  return suffixes.map((suffix, i) => {
    const prefix = piece(before, 0, Number(shared[i]));
    before = new Uint8Array(prefix.length + suffix.length);
    before.set(prefix);
    before.set(suffix, prefix.length);
    return before;
  });
}

function piece(bytes: Uint8Array, start: number, length: number): Uint8Array {
  requireBytes(bytes, start, length);
  return bytes.subarray(start, start + length);
}

function requireBytes(bytes: Uint8Array, start: number, length: number): void {
  if (length >= 0 && start + length <= bytes.length) return;
  throw new ParquetDamage(`${length} bytes from byte ${start} of a page of ${bytes.length}`);
}

/** Text in UTF-8; other bytes are refused, since their text would be another. */
function texts(pieces: readonly Uint8Array[]): string[] {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return pieces.map((bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      throw new ParquetDamage(`a text that is not UTF-8 (${Buffer.from(bytes.subarray(0, 8)).toString("hex")}...)`);
    }
  });
}

/** The stored numbers as the column's type; a number outside its range is refused. */
function asColumn(stored: InstanceType<(typeof STORED)[FixedType]>, type: ColumnType): NumberArray {
  if (type === "uint32" || type === "uint64") {
    const bytes = bytesOf(stored as NumberArray);
    return type === "uint32"
      ? new Uint32Array(bytes.buffer as ArrayBuffer)
      : new BigUint64Array(bytes.buffer as ArrayBuffer);
  }
  if (stored instanceof Float16Array) return new Float32Array(stored);
  if (type === "int32" || type === "int64" || type === "float32" || type === "float64") return stored;
  const narrow = numbers(type as "int8", stored.length) as Int8Array;
  const wide = stored as Int32Array;
  narrow.set(wide);
  const bad = wide.findIndex((value, i) => narrow[i] !== value);
  if (bad !== -1) throw new ParquetDamage(`${wide[bad]} in a column of ${type}`);
  return narrow;
}
