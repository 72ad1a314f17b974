/**
 * From the bytes of elements to typed arrays: byte order, strings, bool, half floats (which every float32 array holds
 * exactly), and fields picked out of the rows of a compound.
 */
import { GlueballError } from "../../base/index.ts";
import type { ColumnType, NumberArray } from "../dataset.ts";
import { countOf } from "../columns.ts";
import type { Hdf5Type } from "./datatype.ts";
import { damaged } from "./structures.ts";

/** How a type looks as a column: the element type, and the shape that array types add. */
export interface ColumnForm {
  readonly type: ColumnType;
  readonly shape: readonly number[];
}

/** Undefined for what no column holds: references, opaque bytes, compounds (whose fields are columns) and so on. */
export function columnForm(type: Hdf5Type): ColumnForm | undefined {
  if (type.kind === "integer") {
    return { type: `${type.signed ? "" : "u"}int${8 * type.size}` as ColumnType, shape: [] };
  }
  if (type.kind === "float") return { type: type.size === 8 ? "float64" : "float32", shape: [] };
  if (type.kind === "boolean") return { type: "bool", shape: [] };
  if (type.kind === "string" || type.kind === "variableString") return { type: "string", shape: [] };
  if (type.kind !== "array") return undefined;
  const element = columnForm(type.element);
  return element === undefined ? undefined : { type: element.type, shape: [...type.shape, ...element.shape] };
}

/**
 * Elements that lie one after the other, little-endian or as the type says, as a typed array. The array may be a view
 * of `bytes`, which the caller gives away.
 * @throws GlueballError formats/hdf5-damaged for a bool that is neither 0 nor 1, formats/hdf5-no-column.
 */
export function decodeElements(bytes: Uint8Array, type: Hdf5Type, place: string): NumberArray | string[] {
  if (type.kind === "array") return decodeElements(bytes, type.element, place);
  if (type.kind === "string") return fixedStrings(bytes, type.size, type.spacePadded);
  if (type.kind === "boolean") return checkedBooleans(bytes, place);
  if (type.kind === "integer") return integers(bytes, type);
  if (type.kind === "float") return floats(bytes, type);
  throw new GlueballError({
    code: "formats/hdf5-no-column",
    what: "no column holds elements of this type",
    place,
    found: type.kind === "other" ? type.name : type.kind,
  });
}

/** A range of bytes in rows. */
export interface FieldRange {
  readonly rowBytes: number;
  readonly offset: number;
  readonly bytes: number;
}

const WIDE = 64; // bytes from which one call a row is faster than a loop

/** The bytes of the range in each of `count` rows, one after the other. */
export function gatherField(rows: Uint8Array, { rowBytes, offset, bytes }: FieldRange, count: number): Uint8Array {
  const out = new Uint8Array(count * bytes);
  for (let row = 0, from = offset, to = 0; row < count; row++, from += rowBytes, to += bytes) {
    if (bytes >= WIDE) out.set(rows.subarray(from, from + bytes), to);
    else for (let i = 0; i < bytes; i++) out[to + i] = rows[from + i];
  }
  return out;
}

function integers(bytes: Uint8Array, type: Hdf5Type & { kind: "integer" }): NumberArray {
  const { size, signed } = type;
  const { buffer, byteOffset, length } = prepared(bytes, type);
  if (size === 1)
    return signed ? new Int8Array(buffer, byteOffset, length) : new Uint8Array(buffer, byteOffset, length);
  const count = Math.floor(length / size);
  if (size === 2)
    return signed ? new Int16Array(buffer, byteOffset, count) : new Uint16Array(buffer, byteOffset, count);
  if (size === 4)
    return signed ? new Int32Array(buffer, byteOffset, count) : new Uint32Array(buffer, byteOffset, count);
  return signed ? new BigInt64Array(buffer, byteOffset, count) : new BigUint64Array(buffer, byteOffset, count);
}

function floats(bytes: Uint8Array, type: Hdf5Type & { kind: "float" }): NumberArray {
  const { buffer, byteOffset, length } = prepared(bytes, type);
  const count = Math.floor(length / type.size);
  if (type.size === 8) return new Float64Array(buffer, byteOffset, count);
  if (type.size === 4) return new Float32Array(buffer, byteOffset, count);
  return Float32Array.from(new Float16Array(buffer, byteOffset, count));
}

const HOST_IS_BIG = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;

/** The same bytes, aligned for the type and in the machine's byte order. */
function prepared(bytes: Uint8Array, type: { size: number; bigEndian: boolean }): Uint8Array<ArrayBuffer> {
  const own = bytes.byteOffset % type.size === 0 && bytes.buffer instanceof ArrayBuffer;
  const aligned = own ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
  if (type.bigEndian !== HOST_IS_BIG) swapBytes(aligned, type.size);
  return aligned;
}

function swapBytes(bytes: Uint8Array, size: number): void {
  for (let start = 0; start + size <= bytes.length; start += size) bytes.subarray(start, start + size).reverse();
}

const UTF8 = new TextDecoder();

/** Texts of a fixed number of bytes; they end at the first zero byte, or before the blanks that pad them. */
function fixedStrings(bytes: Uint8Array, size: number, spacePadded: boolean): string[] {
  const texts: string[] = [];
  for (let start = 0; start + size <= bytes.length; start += size) {
    const cell = bytes.subarray(start, start + size);
    const zero = cell.indexOf(0);
    const text = UTF8.decode(zero === -1 ? cell : cell.subarray(0, zero));
    texts.push(spacePadded ? text.trimEnd() : text);
  }
  return texts;
}

function checkedBooleans(bytes: Uint8Array, place: string): Uint8Array {
  const bad = bytes.findIndex((byte) => byte > 1);
  if (bad !== -1) throw damaged(`${place}, element ${bad}`, "a bool is neither 0 nor 1", bytes[bad], "0 or 1");
  return bytes;
}

/** What an attribute holds. */
export type Hdf5Value = string | number | bigint | readonly string[] | NumberArray;

/** An attribute's value: a scalar as such, anything else as an array. */
export function attributeValue(elements: NumberArray | readonly string[], shape: readonly number[]): Hdf5Value {
  return shape.length === 0 && countOf(shape) === elements.length ? elements[0]! : elements;
}

/** As text, for metadata: arrays are cut after sixteen elements. */
export function valueText(value: Hdf5Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  const shown = Array.from(value.slice(0, 16), String).join(", ");
  return value.length > 16 ? `${shown}, ... (${value.length} in all)` : shown;
}
