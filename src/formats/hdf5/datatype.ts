/**
 * The element types of HDF5 (datatype message, class in the low four bits of its first byte): integers, IEEE floats,
 * strings, enumerations (h5py's bool is one), compounds (rows of a PyTables table) and arrays inside compounds. What
 * has no counterpart among our columns (references, opaque bytes, unusual bit layouts) keeps its size and is named, so
 * that it can be listed and skipped.
 */
import { damaged, type Cursor } from "./structures.ts";

export type Hdf5Type =
  | { readonly kind: "integer"; readonly size: number; readonly signed: boolean; readonly bigEndian: boolean }
  | { readonly kind: "float"; readonly size: number; readonly bigEndian: boolean }
  | { readonly kind: "string"; readonly size: number; readonly spacePadded: boolean }
  | { readonly kind: "boolean"; readonly size: 1 }
  | { readonly kind: "compound"; readonly size: number; readonly fields: readonly Hdf5Field[] }
  | { readonly kind: "array"; readonly size: number; readonly shape: readonly number[]; readonly element: Hdf5Type }
  | { readonly kind: "variableString"; readonly size: number }
  | { readonly kind: "other"; readonly size: number; readonly name: string };

export interface Hdf5Field {
  readonly name: string;
  /** Byte within the row. */
  readonly offset: number;
  readonly type: Hdf5Type;
}

const MAX_NESTING = 16;

/** Parses a datatype message. @throws GlueballError formats/hdf5-damaged. */
export function readDatatype(cursor: Cursor, nesting = 0): Hdf5Type {
  const start = cursor.position();
  const first = cursor.u8();
  const [version, kind] = [first >>> 4, first & 15];
  const bits = cursor.u8() | (cursor.u8() << 8) | (cursor.u8() << 16);
  const size = cursor.u32();
  const place = `${cursor.path}, byte ${start}`;
  if (version < 1 || version > 5) throw damaged(place, "unknown version of an element type", version, "1 to 5");
  if (nesting > MAX_NESTING) throw damaged(place, `types are nested more than ${MAX_NESTING} deep`);
  if (size === 0) throw damaged(place, "an element type has no bytes");
  const head = { version, bits, size, place, nesting };
  if (kind === 0) return integer(cursor, head);
  if (kind === 1) return float(cursor, head);
  if (kind === 3) return { kind: "string", size, spacePadded: (bits & 15) === 2 };
  if (kind === 4) return bitField(cursor, head);
  if (kind === 6) return compound(cursor, head);
  if (kind === 8) return enumeration(cursor, head);
  if (kind === 9) return variableLength(cursor, head);
  if (kind === 10) return array(cursor, head);
  return other(cursor, kind, head);
}

interface Head {
  readonly version: number;
  readonly bits: number;
  readonly size: number;
  readonly place: string;
  readonly nesting: number;
}

function integer(cursor: Cursor, { bits, size }: Head): Hdf5Type {
  const offset = cursor.u16();
  const precision = cursor.u16();
  const plain = offset === 0 && precision === 8 * size && [1, 2, 4, 8].includes(size);
  if (!plain) return { kind: "other", size, name: `${precision}-bit integer in ${size} bytes` };
  return { kind: "integer", size, signed: (bits & 8) !== 0, bigEndian: (bits & 1) !== 0 };
}

/** Exponent position, exponent size, mantissa position, mantissa size, bias of the IEEE formats, by size in bytes. */
const IEEE: Readonly<Record<number, readonly number[]>> = {
  2: [10, 5, 0, 10, 15],
  4: [23, 8, 0, 23, 127],
  8: [52, 11, 0, 52, 1023],
};

function float(cursor: Cursor, { bits, size }: Head): Hdf5Type {
  const offset = cursor.u16();
  const precision = cursor.u16();
  const layout = [cursor.u8(), cursor.u8(), cursor.u8(), cursor.u8(), cursor.u32()];
  const sign = (bits >>> 8) & 0xff;
  const vax = (bits & 0x40) !== 0;
  const expected = IEEE[size];
  const plain = offset === 0 && precision === 8 * size && sign === precision - 1 && !vax;
  if (!plain || expected === undefined || layout.some((value, i) => value !== expected[i])) {
    return { kind: "other", size, name: `float with ${precision} bits that is not IEEE` };
  }
  return { kind: "float", size, bigEndian: (bits & 1) !== 0 };
}

/** PyTables stores bool as a bit field of one byte. */
function bitField(cursor: Cursor, { size }: Head): Hdf5Type {
  cursor.skip(4);
  return size === 1 ? { kind: "boolean", size: 1 } : { kind: "other", size, name: "bit field" };
}

/** Classes that no column holds; what belongs to them is passed over, since a further type may follow. */
function other(cursor: Cursor, kind: number, { bits, size, place, nesting }: Head): Hdf5Type {
  if (kind === 2) cursor.skip(2);
  else if (kind === 5) cursor.skip(bits & 0xff);
  else if (kind === 11) readDatatype(cursor, nesting + 1);
  else if (kind !== 7) throw damaged(place, "unknown class of element type", kind, "0 to 11");
  return { kind: "other", size, name: { 2: "time", 5: "opaque", 7: "reference", 11: "complex" }[kind]! };
}

function compound(cursor: Cursor, head: Head): Hdf5Type {
  const fields: Hdf5Field[] = [];
  for (let i = 0; i < (head.bits & 0xffff); i++) {
    const name = fieldName(cursor, head.version);
    const offset = head.version >= 3 ? narrowOffset(cursor, head.size) : cursor.u32();
    const shape = head.version === 1 ? oldFieldShape(cursor) : [];
    const element = readDatatype(cursor, head.nesting + 1);
    const type = shape.length === 0 ? element : arrayOf(element, shape, head.place);
    if (offset + type.size > head.size) {
      throw damaged(head.place, `field ${name} lies outside its row`, offset + type.size, `at most ${head.size} bytes`);
    }
    fields.push({ name, offset, type });
  }
  return { kind: "compound", size: head.size, fields };
}

/** Names end with a zero byte; before version 3 they are padded to a multiple of 8 bytes. */
function fieldName(cursor: Cursor, version: number): string {
  const start = cursor.position();
  const name = cursor.terminated();
  if (version < 3) cursor.skip((8 - ((cursor.position() - start) % 8)) % 8);
  return name;
}

/** Version 3 writes a field's offset in as few bytes as the row's size needs. */
function narrowOffset(cursor: Cursor, size: number): number {
  const width = size < 2 ** 8 ? 1 : size < 2 ** 16 ? 2 : size < 2 ** 24 ? 3 : 4;
  return cursor.bytes(width).reduceRight((value, byte) => value * 256 + byte, 0);
}

function oldFieldShape(cursor: Cursor): number[] {
  const rank = cursor.u8();
  cursor.skip(3 + 4 + 4);
  const lengths = [cursor.u32(), cursor.u32(), cursor.u32(), cursor.u32()];
  return lengths.slice(0, rank);
}

/** h5py stores bool as an enumeration of int8 with FALSE = 0 and TRUE = 1; any other reads as its integers. */
function enumeration(cursor: Cursor, head: Head): Hdf5Type {
  const base = readDatatype(cursor, head.nesting + 1);
  if (base.kind !== "integer") throw damaged(head.place, "an enumeration is not made of integers", base.kind);
  const names: string[] = [];
  for (let i = 0; i < (head.bits & 0xffff); i++) names.push(fieldName(cursor, head.version));
  const values = names.map(() => cursor.bytes(base.size)[0]);
  const falseOrTrue = names.length === 2 && values[names.indexOf("FALSE")] === 0 && values[names.indexOf("TRUE")] === 1;
  return falseOrTrue && base.size === 1 ? { kind: "boolean", size: 1 } : base;
}

function variableLength(cursor: Cursor, head: Head): Hdf5Type {
  const base = readDatatype(cursor, head.nesting + 1);
  if ((head.bits & 15) === 1) return { kind: "variableString", size: head.size };
  return { kind: "other", size: head.size, name: `lists of ${base.kind}` };
}

function array(cursor: Cursor, head: Head): Hdf5Type {
  const rank = cursor.u8();
  if (head.version < 3) cursor.skip(3);
  const shape: number[] = [];
  for (let i = 0; i < rank; i++) shape.push(cursor.u32());
  if (head.version < 3) cursor.skip(4 * rank);
  const type = arrayOf(readDatatype(cursor, head.nesting + 1), shape, head.place);
  if (type.size !== head.size) throw damaged(head.place, "an array type has another size", head.size, `${type.size}`);
  return type;
}

function arrayOf(element: Hdf5Type, shape: readonly number[], place: string): Hdf5Type {
  const size = shape.reduce((product, length) => product * length, element.size);
  if (size >= 2 ** 32 || size === 0) throw damaged(place, "an array type has an impossible size", size);
  return { kind: "array", size, shape, element };
}
