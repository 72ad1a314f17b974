/**
 * The header of a safetensors file (github.com/huggingface/safetensors): a length (u64, little-endian), then JSON
 * `{name: {dtype, shape, data_offsets: [begin, end]}, "__metadata__": {string: string}}`, then the data, to which the offsets
 * refer. A file may come from anywhere, so every length, offset and name is checked before it is used.
 */
import { z } from "zod";
import { GlueballError } from "../../base/index.ts";

/** Bytes of one element. */
export const ELEMENT_BYTES = {
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

export type ElementType = keyof typeof ELEMENT_BYTES;

export interface TensorEntry {
  readonly name: string;
  /** Another name than those of `ELEMENT_BYTES` is a type that is not known here. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** First byte of the data, from the beginning of the file. */
  readonly start: number;
  readonly byteLength: number;
}

export interface TensorHeader {
  readonly entries: readonly TensorEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of a file, as far as a header needs them. */
interface Bytes {
  readonly path: string;
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

const LENGTH_BYTES = 8;
const ALIGNMENT = 8;
const METADATA = "__metadata__";
const LARGEST_HEADER = 100_000_000; // bytes, the limit of the format's own library

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const metadataSchema = z.record(z.string(), z.string());

/** @throws GlueballError formats/safetensors-damaged */
export function readTensorHeader(file: Bytes): TensorHeader {
  const { json, dataStart } = readJson(file);
  const entries: TensorEntry[] = [];
  for (const [name, value] of json) {
    if (name !== METADATA) entries.push(entryOf(file, name, value, dataStart));
  }
  checkSpans(file, entries, dataStart);
  const metadata = metadataSchema.safeParse(json.get(METADATA) ?? {});
  if (!metadata.success) throw damaged(file, METADATA, "other values", "texts by name");
  return { entries, metadata: metadata.data };
}

function readJson(file: Bytes): { json: ReadonlyMap<string, unknown>; dataStart: number } {
  if (file.size < LENGTH_BYTES)
    throw damaged(file, "byte 0", `${file.size} bytes`, "the length of the header, 8 bytes");
  const bytes = file.read(0, LENGTH_BYTES);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const most = Math.min(LARGEST_HEADER, file.size - LENGTH_BYTES);
  if (length > BigInt(most)) throw damaged(file, "byte 0", `a header of ${length} bytes`, `at most ${most} bytes`);
  const text = decode(file, file.read(LENGTH_BYTES, Number(length)));
  const json = parse(file, text);
  if (typeof json !== "object" || json === null || !text.startsWith("{")) {
    throw damaged(file, "byte 8", "JSON of another form", "tensors by name");
  }
  const twice = repeatedName(text);
  if (twice !== undefined) throw damaged(file, "byte 8", `the name ${twice} twice`, "each name once");
  // A Map: an object would take the name __proto__ for something else.
  return { json: new Map(Object.entries(json)), dataStart: LENGTH_BYTES + Number(length) };
}

function decode(file: Bytes, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw damaged(file, "byte 8", "bytes that are not UTF-8", "a JSON header");
  }
}

function parse(file: Bytes, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(file, "byte 8", (error as Error).message, "a JSON header");
  }
}

/** A name that stands twice in one object of a JSON text, of which JSON.parse keeps the last without a word. */
function repeatedName(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, key] of json.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/gu)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (key !== undefined) {
      const name: string = JSON.parse(key);
      if (open.at(-1)!.has(name)) return name;
      open.at(-1)!.add(name);
    }
  }
  return undefined;
}

function entryOf(file: Bytes, name: string, value: unknown, dataStart: number): TensorEntry {
  const where = `tensor ${name}`;
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) throw damaged(file, where, "another entry", "a type, a shape and two offsets");
  const { dtype, shape, data_offsets } = parsed.data;
  const [begin, end] = data_offsets;
  if (begin > end || dataStart + end > file.size)
    throw damaged(file, where, `bytes ${begin} to ${end}`, "bytes inside the file");
  if (Object.hasOwn(ELEMENT_BYTES, dtype)) {
    const expected = shape.reduce((product, length) => product * length, ELEMENT_BYTES[dtype as ElementType]);
    if (expected !== end - begin)
      throw damaged(file, where, `${end - begin} bytes`, `${expected} for ${dtype} [${shape.join(", ")}]`);
  }
  return { name, dtype, shape, start: dataStart + begin, byteLength: end - begin };
}

/** The tensors fill the data without gap or overlap. */
function checkSpans(file: Bytes, entries: readonly TensorEntry[], dataStart: number): void {
  let end = dataStart;
  for (const { name, start, byteLength } of entries.toSorted(
    (a, b) => a.start - b.start || a.byteLength - b.byteLength,
  )) {
    if (start !== end)
      throw damaged(file, `tensor ${name}`, `data from byte ${start}`, `data from byte ${end}, without gap or overlap`);
    end = start + byteLength;
  }
  if (end !== file.size) throw damaged(file, `byte ${end}`, `${file.size - end} bytes after the last tensor`, "none");
}

/** A tensor to write. */
export interface NewTensor {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly byteLength: number;
}

/** The order of tensors in a file: wide elements first, so that all are aligned, then by name. */
export function inFileOrder<Tensor extends NewTensor>(tensors: readonly Tensor[]): Tensor[] {
  return tensors.toSorted((a, b) => ELEMENT_BYTES[b.dtype] - ELEMENT_BYTES[a.dtype] || (a.name < b.name ? -1 : 1));
}

/** Everything before the data of tensors that follow in this order; blanks make the data begin at a multiple of 8. */
export function tensorHeader(tensors: readonly NewTensor[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const header: [string, unknown][] = Object.keys(metadata).length === 0 ? [] : [[METADATA, metadata]];
  let at = 0;
  for (const { name, dtype, shape, byteLength } of tensors) {
    header.push([name, { dtype, shape, data_offsets: [at, at + byteLength] }]);
    at += byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}

function damaged({ path }: Bytes, where: string, found: string, expected: string): GlueballError {
  return new GlueballError({
    code: "formats/safetensors-damaged",
    what: "this is not a whole safetensors file",
    place: `${path}, ${where}`,
    found,
    expected,
  });
}
