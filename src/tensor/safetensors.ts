/**
 * safetensors (github.com/huggingface/safetensors): an 8-byte little-endian header length, a JSON header {name: {dtype,
 * shape, data_offsets}, "__metadata__": {string: string}}, then the bytes of all tensors without gaps. Reading is
 * strict: every length and offset is checked against the file before anything is used.
 */
import { readFileSync } from "node:fs";
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
  const bytes = new Uint8Array(LENGTH_BYTES + padded.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded.length), true);
  bytes.set(padded, LENGTH_BYTES);
  let at = LENGTH_BYTES + padded.length;
  for (const [, { data }] of inOrder) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  writeFileAtomic(path, bytes);
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
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new GlueballError({
      code: "tensor/safetensors-unreadable",
      what: "the file of tensors cannot be read",
      place: path,
      found: error instanceof Error ? error.message : String(error),
    });
  }
  return parseSafetensors(bytes, path);
}

/** Reads the bytes of a file; `place` (its path) stands in the errors. */
export function parseSafetensors(bytes: Uint8Array, place: string): SafetensorsFile {
  const { header, dataStart } = readHeader(bytes, place);
  const arrays = new Map<string, { shape: Shape; data: StoredData }>();
  const spans: (readonly [from: number, to: number])[] = [];
  for (const [name, entry] of header) {
    if (name === METADATA) continue;
    const where = `tensor ${name}`;
    const parsed = entrySchema.safeParse(entry);
    if (!parsed.success) throw damaged(place, where, firstIssue(parsed.error), "a type, a shape and two offsets");
    const { dtype, shape, data_offsets } = parsed.data;
    const [from, to] = data_offsets;
    const Elements = elementsOf(dtype, `${place}, ${where}`);
    const expected = sizeOf(shape) * Elements.BYTES_PER_ELEMENT;
    if (to - from !== expected || dataStart + to > bytes.length) {
      throw damaged(place, where, `bytes ${from} to ${to}`, `${expected} bytes inside the file`);
    }
    // Copied: the data need not be aligned in the file. (A Buffer's own slice would share its memory.)
    const own = new Uint8Array(bytes.subarray(dataStart + from, dataStart + to));
    if (dtype === "BOOL" && own.some((byte) => byte > 1))
      throw damaged(place, where, "other bytes", "booleans, 0 or 1");
    arrays.set(name, { shape, data: new Elements(own.buffer) });
    spans.push([from, to]);
  }
  checkSpans(spans, bytes.length - dataStart, place);
  const metadata = metadataSchema.safeParse(header.get(METADATA) ?? {});
  if (!metadata.success) throw damaged(place, METADATA, firstIssue(metadata.error), "strings by name");
  return { arrays, metadata: metadata.data };
}

function elementsOf(dtype: string, place: string) {
  if (Object.hasOwn(ELEMENT_TYPES, dtype)) return ELEMENT_TYPES[dtype as ElementType];
  throw new GlueballError({
    code: "tensor/safetensors-element-type",
    what: "an element type that is not read here",
    place,
    found: dtype,
    expected: Object.keys(ELEMENT_TYPES).join(", "),
  });
}

function readHeader(bytes: Uint8Array, place: string): { header: ReadonlyMap<string, unknown>; dataStart: number } {
  if (bytes.length < LENGTH_BYTES)
    throw damaged(place, "byte 0", `${bytes.length} bytes`, "a header length of 8 bytes");
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > Math.min(LARGEST_HEADER, bytes.length - LENGTH_BYTES)) {
    throw damaged(place, "byte 0", `a header of ${length} bytes`, `at most ${bytes.length - LENGTH_BYTES} bytes`);
  }
  const dataStart = LENGTH_BYTES + length;
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, dataStart));
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
function checkSpans(spans: (readonly [number, number])[], size: number, place: string): void {
  let end = 0;
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
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
