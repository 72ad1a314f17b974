/**
 * NumPy arrays on disk (`.npy`), format versions 1 to 3, as NEP 1 and `numpy.lib.format` describe them:
 *
 *     byte 0   "\x93NUMPY"
 *     byte 6   major and minor version
 *     byte 8   length H of the header: u16 in version 1, u32 in versions 2 and 3
 *     then     H bytes: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }, blanks, newline
 *     then     the elements, and nothing after them
 *
 * The header is parsed by a grammar (npyHeader.ts), never evaluated, and arrays of Python objects, which are pickles,
 * are refused. Every length is checked against the bytes that are there before it is used, so a damaged file gives an
 * error with its byte and never a number that was not stored. Arrays come back in C order with the machine's byte order.
 */
import { GlueballError, writeFileAtomic } from "../base/index.ts";
import { parseNpyHeader, type NpyHeader } from "./npyHeader.ts";
import { readSource } from "./source.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // "\x93NUMPY"
const HOST_IS_LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
const ALIGNMENT = 64; // numpy pads its header so that the data start at a multiple of this

/** One row an element type: the array that holds it. `b1` is NumPy's bool, one byte that is 0 or 1. */
const ARRAYS = {
  f2: Float16Array,
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: BigInt64Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  u8: BigUint64Array,
  b1: Uint8Array,
} as const;

export type NpyType = keyof typeof ARRAYS;
export type NpyData = InstanceType<(typeof ARRAYS)[NpyType]>;

export interface NpyArray {
  readonly type: NpyType;
  /** Lengths of the axes, slowest first; empty for a scalar. */
  readonly shape: readonly number[];
  /** The elements in C order; its length is the product of the shape. */
  readonly data: NpyData;
}

/** Reads the file at `path`, gzipped or not. The hash is that of the file as stored. */
export function readNpyFile(path: string): NpyArray & { readonly sha256: string } {
  const { bytes, sha256 } = readSource(path);
  return { ...readNpy(bytes, path), sha256 };
}

/** Reads one array from the bytes of a `.npy` file; `place` (the file) stands in the errors. */
export function readNpy(bytes: Uint8Array, place: string): NpyArray {
  const { type, header, dataStart } = readNpyLayout(bytes, bytes.length, place);
  const data = npyElements(bytes.subarray(dataStart), type, header, `${place}, byte ${dataStart}`);
  return { type, shape: header.shape, data: header.fortranOrder ? toCOrder(data, header.shape) : data };
}

/** What the beginning of a file says of the rest. */
export interface NpyLayout {
  readonly type: NpyType;
  readonly header: NpyHeader;
  /** Byte at which the elements begin. */
  readonly dataStart: number;
}

/** Longest header of which `readNpyLayout` needs the bytes; numpy's own are of 128 to some hundreds. */
export const NPY_HEADER_BYTES = 2 ** 16;

/**
 * Reads the header from the first bytes of a file, all of them or `NPY_HEADER_BYTES`. `size` is the length of the file
 * where it is known: then the elements are seen to be there, no more and no less.
 */
export function readNpyLayout(head: Uint8Array, size: number | undefined, place: string): NpyLayout {
  const { text, dataStart } = headerText(head, place);
  const header = parseNpyHeader(text, place);
  const type = supportedType(header, place);
  if (size !== undefined) checkSize(size - dataStart, type, header, `${place}, byte ${dataStart}`);
  return { type, header, dataStart };
}

/** The bytes of a `.npy` file in C order and little-endian, equal to what `numpy.save` writes. */
export function writeNpy(array: NpyArray): Uint8Array {
  const { type, shape, data } = array;
  const count = shape.reduce((product, length) => product * length, 1);
  if (count !== data.length || data.constructor !== ARRAYS[type]) {
    throw new GlueballError({
      code: "formats/npy-inconsistent-array",
      what: "the array to write does not match its type and shape",
      found: `${data.length} elements in a ${data.constructor.name}`,
      expected: `${count} elements in a ${ARRAYS[type].name} for shape (${shape.join(", ")}) of ${type}`,
    });
  }
  const header = npyHeader(type, shape);
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  const stored = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  bytes.set(HOST_IS_LITTLE ? stored : swapBytes(stored.slice(), data.BYTES_PER_ELEMENT), header.length);
  return bytes;
}

/** Everything before the elements: little-endian, C order. */
export function npyHeader(type: NpyType, shape: readonly number[]): Uint8Array {
  const prefix = ARRAYS[type].BYTES_PER_ELEMENT === 1 ? "|" : "<";
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = `{'descr': '${prefix}${type}', 'fortran_order': False, 'shape': (${axes}), }`;
  const end = Math.ceil((10 + header.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(end);
  bytes.set([...MAGIC, 1, 0, (end - 10) & 0xff, (end - 10) >>> 8]);
  bytes.set(new TextEncoder().encode(`${header.padEnd(end - 11)}\n`), 10);
  return bytes;
}

export function writeNpyFile(path: string, array: NpyArray): void {
  writeFileAtomic(path, writeNpy(array));
}

function headerText(bytes: Uint8Array, place: string): { text: string; dataStart: number } {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new GlueballError({
      code: "formats/npy-wrong-magic",
      what: "this is not a NumPy array",
      place: `${place}, byte 0`,
      found: hex(bytes.subarray(0, MAGIC.length)),
      expected: hex(MAGIC),
    });
  }
  const [major, minor] = [bytes[6], bytes[7]];
  if (major === undefined || minor === undefined || major < 1 || major > 3 || minor !== 0) {
    throw new GlueballError({
      code: "formats/npy-unknown-version",
      what: "unknown version of the NumPy format",
      place: `${place}, byte 6`,
      found: `${major}.${minor}`,
      expected: "1.0, 2.0 or 3.0",
    });
  }
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) throw truncated(`${place}, byte 8`, bytes.length, `at least ${start}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > bytes.length)
    throw truncated(`${place}, byte 8`, bytes.length, `a header up to ${start + length}`);
  const text = new TextDecoder(major === 3 ? "utf-8" : "latin1").decode(bytes.subarray(start, start + length));
  return { text, dataStart: start + length };
}

function supportedType(header: NpyHeader, place: string): NpyType {
  if (header.type in ARRAYS) return header.type as NpyType;
  const pickled = header.type.startsWith("O");
  throw new GlueballError({
    code: pickled ? "formats/npy-pickled-objects" : "formats/npy-unsupported-type",
    what: pickled ? "the array holds Python objects (a pickle), which are never loaded" : "unsupported element type",
    place: `${place}, header`,
    found: header.type,
    expected: Object.keys(ARRAYS).join(", "),
    hint: "Convert it with numpy: array.astype('<f4')",
  });
}

function checkSize(found: number, type: NpyType, { count, shape }: NpyHeader, place: string): void {
  const expected = count * ARRAYS[type].BYTES_PER_ELEMENT;
  if (found < expected) throw truncated(place, found, `${expected}`);
  if (found > expected) {
    throw new GlueballError({
      code: "formats/npy-extra-bytes",
      what: "bytes follow the elements of the array",
      place,
      found: `${found} bytes`,
      expected: `${expected} bytes for shape (${shape.join(", ")}) of ${type}`,
    });
  }
}

/** Elements from their stored bytes (of all or some rows), in file order, in the machine's byte order. */
export function npyElements(
  stored: Uint8Array,
  type: NpyType,
  { bigEndian }: Pick<NpyHeader, "bigEndian">,
  place: string,
): NpyData {
  const { BYTES_PER_ELEMENT: size } = ARRAYS[type];
  const bytes = new Uint8Array(stored); // a copy, aligned for every element size
  if (bigEndian === HOST_IS_LITTLE) swapBytes(bytes, size);
  if (type === "b1") checkBooleans(bytes, place);
  return new ARRAYS[type](bytes.buffer);
}

function checkBooleans(bytes: Uint8Array, place: string): void {
  const bad = bytes.findIndex((byte) => byte > 1);
  if (bad === -1) return;
  throw new GlueballError({
    code: "formats/npy-not-boolean",
    what: "a bool is neither 0 nor 1",
    place: `${place} + ${bad}`,
    found: bytes[bad],
    expected: "0 or 1",
  });
}

/** Reverses the bytes of every element, in place. */
function swapBytes(bytes: Uint8Array, size: number): Uint8Array {
  for (let start = 0; start < bytes.length; start += size) bytes.subarray(start, start + size).reverse();
  return bytes;
}

/** Fortran order (first axis fastest) to C order (last axis fastest), by an odometer over the C-ordered indices. */
function toCOrder(data: NpyData, shape: readonly number[]): NpyData {
  const strides: number[] = [];
  let stride = 1;
  for (const length of shape) {
    strides.push(stride);
    stride *= length;
  }
  const out = data.slice();
  const [target, source] = [out, data] as [Float64Array, Float64Array]; // any one type: elements are only moved
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    target[to] = source[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}

function truncated(place: string, found: number, expected: string): GlueballError {
  return new GlueballError({
    code: "formats/npy-truncated",
    what: "the file ends too early",
    place,
    found: `${found} bytes`,
    expected: `${expected} bytes`,
    hint: "Download or copy the file again",
  });
}

function hex(bytes: ArrayLike<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
