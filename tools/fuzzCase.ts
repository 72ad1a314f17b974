/**
 * One damaged file and the verdict on its reader. Good is: the same data, or a `GlueballError` that says where in the
 * file (byte, line, row, chunk ...) something is wrong. Other data are good only where the format has nothing by which
 * the damage could be noticed, and never with NaN out of text. Whatever is delivered must fit together: types, lengths,
 * offsets, number of rows. Everything else is a failure of the reader.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { GlueballError } from "../src/base/index.ts";
import type { Batch, ColumnData, ColumnSchema, Dataset, Reader } from "../src/formats/dataset.ts";
import { applyEdits } from "./fuzzMutate.ts";
import type { Edit } from "./fuzzMutate.ts";

/** A small intact file, from which damaged ones are made. */
export interface FuzzSeed {
  readonly name: string;
  readonly reader: Reader;
  readonly bytes: Uint8Array;
  /** Its own file name, where a reader looks at that. */
  readonly extension: string;
  readonly part?: string | undefined;
  /**
   * What a reader has to notice damage by: a checksum over every byte of content (other data are a failure), the
   * grammar of text (NaN is a failure), or nothing but structure.
   */
  readonly guard: "checksum" | "text" | "structure";
  /** Parts of the file that most of its structure is in, [begin, end) each: half of all damage is done there. */
  readonly hot?: readonly (readonly [begin: number, end: number])[];
  /** Read only so many columns, drawn anew for each file: a tree may have fifty. */
  readonly columns?: number | undefined;
}

export type Verdict = "same" | "error" | "other" | "failure";

export interface Judgement {
  readonly verdict: Verdict;
  /** Of a failure, what it is about, without the numbers that differ from file to file: equal causes are one fault. */
  readonly cause?: string;
  readonly message?: string;
}

/** What a file holds: a digest for each column, so that two readings can be compared. */
export interface Reading {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, ColumnReading>;
}

interface ColumnReading {
  readonly digest: string;
  readonly nan: boolean;
}

/** Memory for arrays that reading a small file may take, with what earlier files left behind. */
const MOST_BYTES = 256e6;

const MAGIC_BYTES = 4;

export function names(dataset: Pick<Dataset, "schema">): string[] {
  return dataset.schema.map(({ name }) => name);
}

/** Reads everything, or the named columns; throws what the reader throws, or `Misfit` where its data do not fit. */
export async function readAll(
  { reader, part }: FuzzSeed,
  path: string,
  choose: (all: readonly string[]) => readonly string[] | undefined = () => undefined,
): Promise<Reading> {
  const dataset = await reader.open(path, part);
  try {
    const wanted = choose(names(dataset));
    const schema = dataset.schema.filter(({ name }) => wanted?.includes(name) ?? true);
    const digests = schema.map((column) => new ColumnDigest(column));
    let rows = 0;
    for await (const batch of dataset.batches(0, undefined, wanted)) {
      if (batch.first !== rows) throw new Misfit(`a batch begins at row ${batch.first} instead of ${rows}`);
      if (batch.columns.size !== schema.length) throw new Misfit(`a batch has ${batch.columns.size} columns`);
      for (const digest of digests) digest.add(batch);
      rows += batch.length;
    }
    if (dataset.length !== undefined && dataset.length !== rows) {
      throw new Misfit(`${rows} rows were read, ${dataset.length} were promised`);
    }
    return { rows, columns: new Map(digests.map((digest) => [digest.column.name, digest.finish()])) };
  } finally {
    await dataset.close();
  }
}

/** What a reader delivered does not fit together. */
export class Misfit extends Error {
  override readonly name = "Misfit";
}

const ARRAY_NAMES: Readonly<Record<Exclude<ColumnSchema["type"], "string">, string>> = {
  float64: "Float64Array",
  float32: "Float32Array",
  int8: "Int8Array",
  int16: "Int16Array",
  int32: "Int32Array",
  int64: "BigInt64Array",
  uint8: "Uint8Array",
  uint16: "Uint16Array",
  uint32: "Uint32Array",
  uint64: "BigUint64Array",
  bool: "Uint8Array",
};

/** Takes the batches of one column, checks each against the schema and digests them all. */
class ColumnDigest {
  readonly column: ColumnSchema;
  readonly #hash = createHash("md5");
  #nan = false;

  constructor(column: ColumnSchema) {
    this.column = column;
    this.#hash.update(JSON.stringify([column.type, column.shape, column.ragged, column.unit]));
  }

  add({ columns, length }: Batch): void {
    const { name, type, shape, ragged } = this.column;
    const data = columns.get(name);
    if (data === undefined) throw new Misfit(`column ${name} is missing in a batch`);
    if (ragged !== (data.offsets !== undefined)) throw new Misfit(`column ${name}: ragged is ${ragged}`);
    const entries = ragged ? entriesOf(name, data, length) : length;
    const expected = entries * shape.reduce((product, extent) => product * extent, 1);
    if (data.values.length !== expected) {
      throw new Misfit(`column ${name} has ${data.values.length} values instead of ${expected}`);
    }
    const kind = Array.isArray(data.values) ? "Array" : data.values.constructor.name;
    if (kind !== (type === "string" ? "Array" : ARRAY_NAMES[type])) throw new Misfit(`column ${name} is a ${kind}`);
    this.#digest(data);
  }

  #digest({ values, offsets }: ColumnData): void {
    if (offsets !== undefined) {
      // Lengths, not offsets: they do not depend on where a batch ends.
      const lengths = offsets.subarray(1).map((end, i) => end - offsets[i]!);
      this.#hash.update(new Uint8Array(lengths.buffer, lengths.byteOffset, lengths.byteLength));
    }
    if (values instanceof Float64Array || values instanceof Float32Array) this.#nan ||= hasNan(values);
    if (ArrayBuffer.isView(values))
      this.#hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    else this.#hash.update(JSON.stringify(values));
  }

  finish(): ColumnReading {
    return { digest: this.#hash.digest("base64"), nan: this.#nan };
  }
}

/** Checks the offsets of a ragged column; returns how many entries they enclose. */
function entriesOf(name: string, { offsets = new Uint32Array() }: ColumnData, rows: number): number {
  if (offsets.length !== rows + 1) throw new Misfit(`column ${name} has ${offsets.length} offsets for ${rows} rows`);
  if (offsets[0] !== 0) throw new Misfit(`the offsets of column ${name} begin with ${offsets[0]}`);
  for (let i = 0; i < rows; i++) {
    if (offsets[i + 1]! < offsets[i]!) throw new Misfit(`the offsets of column ${name} fall at row ${i}`);
  }
  return offsets[rows]!;
}

function hasNan(values: Float64Array | Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

/** Writes the damaged file to `path`, reads it and judges the reader. `intact` is the reading of the seed itself. */
export async function judgeCase(
  seed: FuzzSeed,
  edits: readonly Edit[],
  intact: Reading,
  path: string,
  choose?: (all: readonly string[]) => readonly string[] | undefined,
): Promise<Judgement> {
  const damaged = applyEdits(seed.bytes, edits);
  writeFileSync(path, damaged);
  // Without the first bytes of gzip or zstd it is a file of another kind, which has no checksum.
  const sameKind = seed.bytes.subarray(0, MAGIC_BYTES).every((byte, i) => byte === damaged[i]);
  const guard = seed.guard === "checksum" && !sameKind ? "structure" : seed.guard;
  const judgement = await judgeReading({ ...seed, guard }, intact, path, choose);
  // Not the growth: room for a second giant is made by clearing away the first.
  const { arrayBuffers } = process.memoryUsage();
  if (arrayBuffers < MOST_BYTES) return judgement;
  globalThis.gc?.(); // so that the next file begins without it
  return failure("memory", `reading ${seed.bytes.length} bytes took ${Math.round(arrayBuffers / 1e6)} MB`);
}

async function judgeReading(
  seed: FuzzSeed,
  intact: Reading,
  path: string,
  choose?: (all: readonly string[]) => readonly string[] | undefined,
): Promise<Judgement> {
  let reading: Reading;
  try {
    reading = await readAll(seed, path, choose);
  } catch (error) {
    return judgeError(error);
  }
  const changed = [...reading.columns].filter(([name, { digest }]) => intact.columns.get(name)?.digest !== digest);
  if (changed.length === 0) return { verdict: "same" };
  const [name] = changed[0]!;
  if (seed.guard === "checksum") return failure("other data", `column ${name} differs in spite of checksums`);
  if (seed.guard === "structure") return { verdict: "other" };
  const nan = changed.find(([column, { nan: has }]) => has && intact.columns.get(column)?.nan !== true);
  return nan === undefined ? { verdict: "other" } : failure("NaN", `column ${nan[0]} has NaN`);
}

/** What says where in a file: "byte 132", "line 3", "member y.npy", "branch Muon_pt", a header, the path of a dataset. */
const PLACES = [
  /\b(byte|character|line|row|event|chunk|member|block|page|basket|branch|column|dataset|tensor|array)s? ./,
  /\b\d+ unpacked bytes\b/,
  /, header$|, \/\w/,
];

/** Errors about what is missing or about the file as a whole have no place: they name what they mean. */
const WHOLE = /no-such-|unknown-format|empty-file|unequal-lengths/;

function judgeError(error: unknown): Judgement {
  if (error instanceof Misfit) return failure("misfit", error.message);
  if (!(error instanceof GlueballError)) return failure(causeOf(error), (error as Error).message ?? String(error));
  const { place = "" } = error.data;
  if (PLACES.some((words) => words.test(place)) || WHOLE.test(error.code)) return { verdict: "error" };
  return failure(`no place in ${error.code}`, error.message);
}

function failure(cause: string, message: string): Judgement {
  return { verdict: "failure", cause, message };
}

/** Class and place in the source of an exception. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return `${typeof error} thrown`;
  const frame = error.stack?.match(/\/((?:src|node_modules|tools)\/[^\s)]+?:\d+)(?::\d+)?\)?$/m)?.[1] ?? "";
  return `${error.name} at ${frame}`;
}
