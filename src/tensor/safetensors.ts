/**
 * safetensors (github.com/huggingface/safetensors): an 8-byte little-endian header length, a JSON header {name: {dtype,
 * shape, data_offsets}, "__metadata__": {string: string}}, then the bytes of all tensors without gaps. Reading is
 * strict: every length and offset is checked against the file before anything is used. Tensors are read and written one
 * by one, so a file may be larger than the 2 GiB that Node reads at once, and no second copy of it is in memory.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { z } from "zod";
import { GlueballError, writeFileAtomic } from "../base/index.ts";
import type { Shape } from "./graph.ts";
import { showShape, sizeOf } from "./graph.ts";

/** The element types that are read and written here; booleans are bytes 0 and 1. */
const ELEMENT_TYPES = {
  F64: Float64Array,
  F32: Float32Array,
  I64: BigInt64Array,
  I32: Int32Array,
  BOOL: Uint8Array,
} as const;

export type ElementType = keyof typeof ELEMENT_TYPES;
export type StoredData = Float64Array | Float32Array | BigInt64Array | Int32Array | Uint8Array;

/** Shape and values in C order by name. */
export type StoredArrays = ReadonlyMap<string, { readonly shape: Shape; readonly data: StoredData }>;

export interface SafetensorsFile {
  readonly arrays: StoredArrays;
  readonly metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 8;
const HEADER_ALIGNMENT = 8;
const METADATA = "__metadata__";
const LARGEST_HEADER = 100_000_000; // bytes, the limit of the format's own library
const LARGEST_PIECE = 2 ** 30; // bytes; Node reads less than 2 GiB at once

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const metadataSchema = z.record(z.string(), z.string());

export function elementTypeOf(data: StoredData): ElementType {
  const types = Object.keys(ELEMENT_TYPES) as ElementType[];
  return types.find((type) => data instanceof ELEMENT_TYPES[type])!;
}

/**
 * Writes arrays, whole or not at all. Wide elements lie first, so that all are aligned in the file.
 * @throws GlueballError tensor/not-storable
 */
export function writeSafetensors(path: string, arrays: StoredArrays, metadata: Readonly<Record<string, string>>): void {
  const inOrder = [...arrays].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const offsets = new Map<string, readonly [number, number]>();
  let end = 0;
  for (const [name, { shape, data }] of inOrder) {
    requireStorable(name, shape, data.length);
    offsets.set(name, [end, end + data.byteLength]);
    end += data.byteLength;
  }
  const header: [string, unknown][] = [[METADATA, metadata]];
  for (const [name, { shape, data }] of arrays) {
    header.push([name, { dtype: elementTypeOf(data), shape, data_offsets: offsets.get(name) }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  // Spaces up to the alignment, so that the data can be mapped.
  const padded = new Uint8Array(Math.ceil(json.length / HEADER_ALIGNMENT) * HEADER_ALIGNMENT).fill(0x20);
  padded.set(json);
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setBigUint64(0, BigInt(padded.length), true);
  const tensors = inOrder.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  writeFileAtomic(path, [length, padded, ...tensors]);
}

function requireStorable(name: string, shape: Shape, length: number): void {
  if (name !== METADATA && sizeOf(shape) === length) return;
  throw new GlueballError({
    code: "tensor/not-storable",
    what: `array ${name} cannot be stored`,
    found: `${length} numbers of shape ${showShape(shape)}`,
    expected: `as many numbers as the shape says, and another name than ${METADATA}`,
  });
}

/** @throws GlueballError tensor/safetensors-unreadable, tensor/safetensors-damaged, tensor/safetensors-element-type */
export function readSafetensors(path: string): SafetensorsFile {
  try {
    const file = openSync(path, "r");
    try {
      return parse({ size: fstatSync(file).size, read: (from, to) => readBytes(file, from, to) }, path);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof GlueballError) throw error;
    throw new GlueballError({
      code: "tensor/safetensors-unreadable",
      what: "the file of tensors cannot be read",
      place: path,
      found: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Bytes `from` to `to` of an open file, read in pieces of at most `piece` bytes. */
export function readBytes(file: number, from: number, to: number, piece = LARGEST_PIECE): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(to - from);
  for (let at = 0; at < bytes.length;) {
    const read = readSync(file, bytes, at, Math.min(piece, bytes.length - at), from + at);
    if (read === 0) throw new Error(`the file ended at byte ${from + at} while it was read`);
    at += read;
  }
  return bytes;
}

/** Reads the bytes of a file; `place` (its path) stands in the errors. */
export function parseSafetensors(bytes: Uint8Array, place: string): SafetensorsFile {
  // Copied: the data need not be aligned in the file. (A Buffer's own slice would share its memory.)
  return parse({ size: bytes.length, read: (from, to) => new Uint8Array(bytes.subarray(from, to)) }, place);
}

/** The bytes of a file, on disk or in memory. */
interface Source {
  readonly size: number;
  /** Bytes `from` to `to` in memory of their own. */
  read(from: number, to: number): Uint8Array<ArrayBuffer>;
}

interface Entry {
  readonly name: string;
  readonly shape: Shape;
  readonly type: ElementType;
  /** Bytes of the data. */
  readonly span: readonly [from: number, to: number];
}

function parse(source: Source, place: string): SafetensorsFile {
  const { header, dataStart } = readHeader(source, place);
  const size = source.size - dataStart;
  const entries: Entry[] = [];
  for (const [name, entry] of header) if (name !== METADATA) entries.push(checkEntry(name, entry, size, place));
  checkSpans(entries, size, place);
  const metadata = metadataSchema.safeParse(header.get(METADATA) ?? {});
  if (!metadata.success) throw damaged(place, METADATA, firstIssue(metadata.error), "strings by name");
  const arrays = new Map<string, { shape: Shape; data: StoredData }>();
  for (const { name, shape, type, span } of entries) {
    const bytes = source.read(dataStart + span[0], dataStart + span[1]);
    if (type === "BOOL" && bytes.some((byte) => byte > 1))
      throw damaged(place, `tensor ${name}`, "other bytes", "booleans, 0 or 1");
    arrays.set(name, { shape, data: new ELEMENT_TYPES[type](bytes.buffer) });
  }
  return { arrays, metadata: metadata.data };
}

/** What the header says of a tensor, where it fits the `size` bytes of data. */
function checkEntry(name: string, entry: unknown, size: number, place: string): Entry {
  const where = `tensor ${name}`;
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) throw damaged(place, where, firstIssue(parsed.error), "a type, a shape and two offsets");
  const { dtype, shape, data_offsets: span } = parsed.data;
  const type = elementTypeIn(dtype, `${place}, ${where}`);
  const [from, to] = span;
  const expected = sizeOf(shape) * ELEMENT_TYPES[type].BYTES_PER_ELEMENT;
  if (to - from !== expected || to > size) {
    throw damaged(place, where, `bytes ${from} to ${to}`, `${expected} bytes inside the file`);
  }
  return { name, shape, type, span };
}

function elementTypeIn(dtype: string, place: string): ElementType {
  if (Object.hasOwn(ELEMENT_TYPES, dtype)) return dtype as ElementType;
  throw new GlueballError({
    code: "tensor/safetensors-element-type",
    what: "an element type that is not read here",
    place,
    found: dtype,
    expected: Object.keys(ELEMENT_TYPES).join(", "),
  });
}

function readHeader(source: Source, place: string): { header: ReadonlyMap<string, unknown>; dataStart: number } {
  const { size } = source;
  if (size < LENGTH_BYTES) throw damaged(place, "byte 0", `${size} bytes`, "a header length of 8 bytes");
  const length = Number(new DataView(source.read(0, LENGTH_BYTES).buffer).getBigUint64(0, true));
  if (length > Math.min(LARGEST_HEADER, size - LENGTH_BYTES)) {
    throw damaged(place, "byte 0", `a header of ${length} bytes`, `at most ${size - LENGTH_BYTES} bytes`);
  }
  const dataStart = LENGTH_BYTES + length;
  const bytes = source.read(LENGTH_BYTES, dataStart);
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    json = JSON.parse(text);
  } catch (error) {
    throw damaged(place, "byte 8", error instanceof Error ? error.message : String(error), "a JSON header");
  }
  if (typeof json !== "object" || json === null || !text.startsWith("{")) {
    throw damaged(place, "byte 8", "JSON that does not start as an object", "tensors by name");
  }
  const twice = repeatedName(text);
  if (twice !== undefined) throw damaged(place, "byte 8", `the name ${twice} twice`, "each name once");
  // A Map: an object would take the name __proto__ for something else.
  return { header: new Map<string, unknown>(Object.entries(json)), dataStart };
}

/** A name that stands twice in one object of a JSON text, of which JSON.parse keeps the last without a word. */
function repeatedName(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (let i = 0; i < json.length; i++) {
    if (json[i] === "{") open.push(new Set());
    else if (json[i] === "}") open.pop();
    else if (json[i] === '"') {
      const start = i;
      for (i++; json[i] !== '"'; i++) if (json[i] === "\\") i++;
      let next = i + 1;
      while (json.charCodeAt(next) <= 0x20) next++;
      if (json[next] !== ":") continue;
      const name: string = JSON.parse(json.slice(start, i + 1));
      const names = open.at(-1)!;
      if (names.has(name)) return name;
      names.add(name);
    }
  }
  return undefined;
}

/** The tensors fill the data without gap or overlap. */
function checkSpans(entries: readonly Entry[], size: number, place: string): void {
  const spans = entries.map(({ span }) => span).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let end = 0;
  for (const [from, to] of spans) {
    if (from !== end) throw damaged(place, `data byte ${end}`, `the next tensor at ${from}`, "no gap and no overlap");
    end = to;
  }
  if (end !== size) throw damaged(place, `data byte ${end}`, `${size - end} bytes after the last tensor`, "none");
}

function firstIssue({ issues: [{ path, message }] }: z.ZodError): string {
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}

function damaged(place: string, where: string, found: string, expected: string): GlueballError {
  return new GlueballError({
    code: "tensor/safetensors-damaged",
    what: "this is not a whole safetensors file",
    place: `${place}, ${where}`,
    found,
    expected,
  });
}
