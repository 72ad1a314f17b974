/**
 * safetensors (github.com/huggingface/safetensors): an 8-byte little-endian header length, a JSON header {name: {dtype,
 * shape, data_offsets}, "__metadata__": {string: string}}, then the bytes of all tensors without gaps. Reading is
 * strict: every length and offset is checked against the file before anything is used.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { GlueballError, writeFileAtomic } from "../base/index.ts";
import { sizeOf } from "./graph.ts";
import type { NamedArrays } from "./scope.ts";

export interface SafetensorsFile {
  readonly arrays: NamedArrays;
  readonly metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 8;
const HEADER_ALIGNMENT = 8;
const METADATA = "__metadata__";
const LARGEST_HEADER = 100_000_000; // bytes, the limit of the format's own library

const entrySchema = z.object({
  dtype: z.literal("F32"),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const metadataSchema = z.record(z.string(), z.string());

/** Writes float32 arrays, in the order of their names, whole or not at all. */
export function writeSafetensors(path: string, arrays: NamedArrays, metadata: Readonly<Record<string, string>>): void {
  const header: [string, unknown][] = [[METADATA, metadata]];
  let end = 0;
  for (const [name, { shape, data }] of arrays) {
    header.push([name, { dtype: "F32", shape, data_offsets: [end, end + data.byteLength] }]);
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  // Spaces up to the alignment, so that the data can be mapped.
  const padded = new Uint8Array(Math.ceil(json.length / HEADER_ALIGNMENT) * HEADER_ALIGNMENT).fill(0x20);
  padded.set(json);
  const bytes = new Uint8Array(LENGTH_BYTES + padded.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded.length), true);
  bytes.set(padded, LENGTH_BYTES);
  let at = LENGTH_BYTES + padded.length;
  for (const { data } of arrays.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  writeFileAtomic(path, bytes);
}

/** @throws GlueballError tensor/safetensors-unreadable, tensor/safetensors-damaged */
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
  const arrays = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  const spans: (readonly [from: number, to: number])[] = [];
  for (const [name, entry] of header) {
    if (name === METADATA) continue;
    const parsed = entrySchema.safeParse(entry);
    if (!parsed.success) throw damaged(place, `tensor ${name}`, JSON.stringify(entry), "F32, a shape and two offsets");
    const { shape, data_offsets } = parsed.data;
    const [from, to] = data_offsets;
    const expected = sizeOf(shape) * Float32Array.BYTES_PER_ELEMENT;
    if (to - from !== expected || dataStart + to > bytes.length) {
      throw damaged(place, `tensor ${name}`, `bytes ${from} to ${to}`, `${expected} bytes inside the file`);
    }
    // Copied: the data need not be aligned in the file. (A Buffer's own slice would share its memory.)
    const data = new Float32Array(new Uint8Array(bytes.subarray(dataStart + from, dataStart + to)).buffer);
    arrays.set(name, { shape, data });
    spans.push([from, to]);
  }
  checkSpans(spans, bytes.length - dataStart, place);
  const metadata = metadataSchema.safeParse(header.get(METADATA) ?? {});
  if (!metadata.success) throw damaged(place, METADATA, JSON.stringify(header.get(METADATA)), "strings by name");
  return { arrays, metadata: metadata.data };
}

function readHeader(bytes: Uint8Array, place: string): { header: ReadonlyMap<string, unknown>; dataStart: number } {
  if (bytes.length < LENGTH_BYTES)
    throw damaged(place, "byte 0", `${bytes.length} bytes`, "a header length of 8 bytes");
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > Math.min(LARGEST_HEADER, bytes.length - LENGTH_BYTES)) {
    throw damaged(place, "byte 0", `a header of ${length} bytes`, `at most ${bytes.length - LENGTH_BYTES} bytes`);
  }
  const dataStart = LENGTH_BYTES + length;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, dataStart)));
  } catch (error) {
    throw damaged(place, "byte 8", error instanceof Error ? error.message : String(error), "a JSON header");
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw damaged(place, "byte 8", "JSON that is not an object", "tensors by name");
  }
  // A Map: an object would take the name __proto__ for something else.
  return { header: new Map<string, unknown>(Object.entries(json)), dataStart };
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

function damaged(place: string, where: string, found: string, expected: string): GlueballError {
  return new GlueballError({
    code: "tensor/safetensors-damaged",
    what: "this is not a whole safetensors file",
    place: `${place}, ${where}`,
    found,
    expected,
  });
}
