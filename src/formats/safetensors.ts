/**
 * safetensors files as datasets: each tensor a column, its first axis the rows, read where they lie. Arrays of offsets make
 * ragged columns (arrays/bundle.ts), so the ragged store (ragged.ts) is such a file as well. A sharded model is opened by
 * its index (`model.safetensors.index.json`, whose `weight_map` names the file of each tensor).
 */
import { dirname, join } from "node:path";
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import { openBundle } from "./arrays/bundle.ts";
import { openWith } from "./arrays/openWith.ts";
import type { StoredArray } from "./arrays/bundle.ts";
import { spoolTable, writePieces } from "./arrays/spool.ts";
import type { SpooledArray } from "./arrays/spool.ts";
import { openByteFile } from "./byteFile.ts";
import type { ByteFile } from "./byteFile.ts";
import { countOf, numbersIn } from "./columns.ts";
import type { NumberType } from "./columns.ts";
import type { Dataset, NumberArray, Reader } from "./dataset.ts";
import { ELEMENT_BYTES, inFileOrder, readTensorHeader, tensorHeader } from "./safetensors/header.ts";
import type { ElementType, TensorEntry } from "./safetensors/header.ts";
import { sharedOffsets } from "./safetensors/sharedOffsets.ts";
import { readSource } from "./source.ts";
import { writeWhole } from "./table.ts";
import type { Table } from "./table.ts";

/** Column types by element type; half precision comes as float32, which holds all its numbers. */
const TYPES: Readonly<Record<ElementType, NumberType>> = {
  F64: "float64",
  F32: "float32",
  F16: "float32",
  BF16: "float32",
  I64: "int64",
  I32: "int32",
  I16: "int16",
  I8: "int8",
  U64: "uint64",
  U32: "uint32",
  U16: "uint16",
  U8: "uint8",
  BOOL: "bool",
};

export const safetensorsReader: Reader = {
  name: "safetensors",
  recognises: (head) => beginsWithHeader(head) || isIndex(head),
  open: async (path, part) => {
    if (hasIndex(path)) return openShards(path, part);
    return openWith(path, (file) => openSafetensors(file, part));
  },
};

function hasIndex(path: string): boolean {
  const file = openByteFile(path);
  try {
    return isIndex(file.read(0, Math.min(file.size, 4096)));
  } finally {
    file.close();
  }
}

/** A header length below 100 MB, and then JSON. */
function beginsWithHeader(head: Uint8Array): boolean {
  return head.length > 9 && head[8] === 0x7b && head[4] === 0 && head[5] === 0 && head[6] === 0 && head[7] === 0;
}

function isIndex(head: Uint8Array): boolean {
  const text = new TextDecoder("latin1").decode(head);
  return /^\s*\{/u.test(text) && text.includes('"weight_map"') && text.includes('.safetensors"');
}

/** @throws GlueballError formats/safetensors-damaged, formats/unequal-lengths, formats/bad-offsets */
export function openSafetensors(file: ByteFile, part?: string): Dataset {
  const { entries, metadata } = readTensorHeader(file);
  const { arrays, warnings } = storedArrays(file, entries);
  const units = unitsOf(metadata);
  const close = (): void => file.close();
  return openBundle({ path: file.path, format: "safetensors", arrays, metadata, units, warnings, close }, part);
}

/** Files beside the index: a name that leads elsewhere is refused. */
const indexSchema = z.object({ weight_map: z.record(z.string(), z.string().regex(/^[^/\\]+\.safetensors$/u)) });

function openShards(path: string, part?: string): Dataset {
  const places = Object.entries(readIndex(path));
  const shards = new Map<string, ByteFile>();
  const close = (): void => shards.forEach((shard) => shard.close());
  try {
    for (const name of new Set(places.map(([, shard]) => shard)))
      shards.set(name, openByteFile(join(dirname(path), name)));
    const { arrays, warnings } = shardedArrays(places, shards);
    return openBundle(
      { path, format: `safetensors (${shards.size} shards)`, arrays, metadata: {}, warnings, close },
      part,
    );
  } catch (error) {
    close();
    throw error;
  }
}

function readIndex(path: string): Record<string, string> {
  try {
    return indexSchema.parse(JSON.parse(new TextDecoder().decode(readSource(path).bytes))).weight_map;
  } catch (error) {
    if (error instanceof GlueballError) throw error;
    const expected = '{"weight_map": {"tensor": "file.safetensors", ...}}';
    throw new GlueballError({
      code: "formats/safetensors-bad-index",
      what: "this is no index of shards",
      place: path,
      expected,
    });
  }
}

function shardedArrays(
  places: readonly (readonly [name: string, shard: string])[],
  shards: ReadonlyMap<string, ByteFile>,
) {
  const headers = new Map([...shards].map(([shard, file]) => [shard, readTensorHeader(file).entries]));
  const found = places.map(([name, shard]) => {
    const file = shards.get(shard)!;
    const entry = headers.get(shard)!.find((candidate) => candidate.name === name);
    if (entry === undefined) throw missingTensor(file.path, name);
    return storedArrays(file, [entry]);
  });
  return { arrays: found.flatMap(({ arrays }) => arrays), warnings: found.flatMap(({ warnings }) => warnings) };
}

function storedArrays(file: ByteFile, entries: readonly TensorEntry[]): { arrays: StoredArray[]; warnings: string[] } {
  const arrays: StoredArray[] = [];
  const warnings: string[] = [];
  for (const entry of entries) {
    if (Object.hasOwn(ELEMENT_BYTES, entry.dtype)) arrays.push(storedArray(file, entry, entry.dtype as ElementType));
    else warnings.push(`tensor ${entry.name} is left out: its type ${entry.dtype} is not read here`);
  }
  return { arrays, warnings };
}

function storedArray(file: ByteFile, { name, shape, start }: TensorEntry, dtype: ElementType): StoredArray {
  const rowBytes = countOf(shape.slice(1)) * ELEMENT_BYTES[dtype];
  return {
    name,
    type: TYPES[dtype],
    shape: shape.length === 0 ? [1] : shape,
    direct: true,
    from: (row) => {
      let at = start + row * rowBytes;
      return {
        take: async (rows) => {
          const bytes = new Uint8Array(file.read(at, rows * rowBytes));
          const values = decoded(bytes, dtype, `${file.path}, byte ${at}`);
          at += bytes.length;
          return values;
        },
        close: () => {},
      };
    },
  };
}

function decoded(bytes: Uint8Array<ArrayBuffer>, dtype: ElementType, place: string): NumberArray {
  if (dtype === "F16") return new Float32Array(new Float16Array(bytes.buffer));
  if (dtype === "BF16") return fromBrainFloat(new Uint16Array(bytes.buffer));
  const bad = dtype === "BOOL" ? bytes.find((byte) => byte > 1) : undefined;
  if (bad === undefined) return numbersIn(TYPES[dtype], bytes);
  throw new GlueballError({ code: "formats/not-boolean", what: "a bool is neither 0 nor 1", place, found: bad });
}

/** bfloat16 is the upper half of a float32. */
function fromBrainFloat(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  return new Float32Array(bits.buffer);
}

function missingTensor(path: string, name: string): GlueballError {
  const what = "the shard does not have a tensor that the index says it has";
  return new GlueballError({ code: "formats/no-such-tensor", what, place: path, found: name });
}

/** Key of the file's metadata under which a manifest of ours stands, a JSON object. */
export const MANIFEST_KEY = "glueball";

const manifestSchema = z.looseObject({
  columns: z.record(z.string(), z.object({ unit: z.string().optional() })).optional(),
});
type Manifest = z.infer<typeof manifestSchema>;

function manifestOf(metadata: Readonly<Record<string, string>>): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(metadata[MANIFEST_KEY] ?? "{}"));
  } catch {
    return {};
  }
}

function unitsOf(metadata: Readonly<Record<string, string>>): Map<string, string> {
  const units = new Map<string, string>();
  for (const [name, { unit }] of Object.entries(manifestOf(metadata).columns ?? {})) {
    if (unit !== undefined) units.set(name, unit);
  }
  return units;
}

/**
 * Writes a table of numbers of any size. List columns get an array of offsets: one for all where they are the particles of
 * one list and every other column is named `jet.` or `event.`, else one each. Units stand in the manifest.
 * @throws GlueballError formats/not-writable for columns of text
 */
export async function writeSafetensors(path: string, table: Table): Promise<void> {
  await writeWhole(path, (temporary) =>
    spoolTable({ path, temporary }, table, (arrays) => {
      const tensors = inFileOrder(sharedOffsets(arrays, table.schema).map(asTensor));
      writePieces(temporary, filePieces(tensors, withUnits(table)));
    }),
  );
}

const ELEMENT_TYPES = Object.fromEntries(
  Object.entries(TYPES)
    .filter(([dtype]) => dtype !== "F16" && dtype !== "BF16")
    .map(([dtype, type]) => [type, dtype]),
) as Record<NumberType, ElementType>;

type SpooledTensor = SpooledArray & { readonly dtype: ElementType };

function asTensor(array: SpooledArray): SpooledTensor {
  return { ...array, dtype: ELEMENT_TYPES[array.type] };
}

function* filePieces(tensors: readonly SpooledTensor[], metadata: Record<string, string>): Generator<Uint8Array> {
  yield tensorHeader(tensors, metadata);
  for (const tensor of tensors) yield* tensor.chunks();
}

function withUnits({ schema, metadata }: Table): Record<string, string> {
  const columns = schema.flatMap(({ name, unit }) => (unit === undefined ? [] : [[name, { unit }] as const]));
  const { columns: _replaced, ...manifest } = manifestOf(metadata);
  const own = columns.length === 0 ? manifest : { ...manifest, columns: Object.fromEntries(columns) };
  const { [MANIFEST_KEY]: _old, ...texts } = metadata;
  return Object.keys(own).length === 0 ? texts : { ...texts, [MANIFEST_KEY]: JSON.stringify(own) };
}
