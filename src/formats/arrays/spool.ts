/**
 * Columns one after the other, from a table that comes in batches of all columns: each column grows in a temporary file of
 * its own, and the files are copied behind each other at the end. So archives of arrays (npz, safetensors) of any size are
 * written in the memory of one batch.
 *
 * A ragged column becomes two arrays: its values under its own name and, as `NAME.offsets`, where each row begins
 * (one entry more than there are rows).
 */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { EXIT, GlueballError } from "../../base/index.ts";
import { bytesOf, countOf, isStrings, widthOf } from "../columns.ts";
import type { NumberType } from "../columns.ts";
import type { Batch, ColumnSchema } from "../dataset.ts";
import { notWritable } from "../table.ts";
import type { Table } from "../table.ts";

const COPY_BYTES = 2 ** 22;
const MOST_VALUES = 2 ** 32 - 1; // of a ragged column: its offsets have 32 bits

export const OFFSETS_SUFFIX = ".offsets";
/** One array of offsets for all list columns, in the ragged store. */
export const SHARED_OFFSETS = "offsets";

/** An array that lies in a temporary file, little-endian and in C order. */
export interface SpooledArray {
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly byteLength: number;
  readonly sha256: string;
  chunks(): Generator<Uint8Array>;
}

/** Where a table is to be written: the name for messages, and the temporary file that will be renamed to it. */
export interface Target {
  readonly path: string;
  readonly temporary: string;
}

/** Spools all columns beside the temporary file and lets `use` have them; what was spooled is gone afterwards. */
export async function spoolTable(
  { path, temporary }: Target,
  table: Table,
  use: (arrays: readonly SpooledArray[]) => void,
): Promise<void> {
  for (const column of table.schema) numberTypeOf(column, path);
  const columns = table.schema.map((column, i) => new SpooledColumn(`${temporary}.${i}`, column, path));
  try {
    for await (const batch of table.batches) for (const column of columns) column.append(batch);
    use(columns.flatMap((column) => column.arrays()));
  } finally {
    for (const column of columns) column.remove();
  }
}

/** @throws GlueballError formats/not-writable for texts and for names that mean offsets */
function numberTypeOf(column: ColumnSchema, path: string): NumberType {
  if (column.name === SHARED_OFFSETS || column.name.endsWith(OFFSETS_SUFFIX)) {
    throw notWritable(path, "this name is kept for the offsets of list columns", column, "Rename the column");
  }
  if (column.type !== "string") return column.type;
  const what = "columns of text have no place in this format";
  throw notWritable(path, what, column, "Leave them out with --columns, or write .parquet");
}

class SpooledColumn {
  readonly #schema: ColumnSchema;
  readonly #type: NumberType;
  readonly #place: string;
  readonly #values: Spool;
  readonly #offsets: Spool | undefined;
  #rows = 0;
  #count = 0;

  constructor(file: string, schema: ColumnSchema, place: string) {
    this.#schema = schema;
    this.#type = numberTypeOf(schema, place);
    this.#place = place;
    this.#values = new Spool(`${file}.values`);
    this.#offsets = schema.ragged ? new Spool(`${file}.offsets`) : undefined;
    this.#offsets?.append(new Uint8Array(4));
  }

  append(batch: Batch): void {
    const { values, offsets } = batch.columns.get(this.#schema.name)!;
    if (!isStrings(values)) this.#values.append(bytesOf(values));
    this.#rows += batch.length;
    if (offsets === undefined || this.#offsets === undefined) return;
    const begin = this.#count;
    this.#count += offsets[batch.length]!;
    if (this.#count > MOST_VALUES) throw tooMany(this.#place, this.#schema.name);
    this.#offsets.append(bytesOf(offsets.slice(1).map((offset) => begin + offset)));
  }

  arrays(): SpooledArray[] {
    const { name, shape } = this.#schema;
    const rows = this.#offsets === undefined ? this.#rows : this.#count;
    const values = this.#values.array(name, this.#type, [rows, ...shape]);
    const expected = rows * countOf(shape) * widthOf(this.#type);
    if (values.byteLength !== expected)
      throw new Error(`column ${name} has ${values.byteLength} bytes, not ${expected}`);
    if (this.#offsets === undefined) return [values];
    return [values, this.#offsets.array(`${name}${OFFSETS_SUFFIX}`, "uint32", [this.#rows + 1])];
  }

  remove(): void {
    this.#values.remove();
    this.#offsets?.remove();
  }
}

/** A temporary file that grows. */
class Spool {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #hash = createHash("sha256");
  #length = 0;

  constructor(path: string) {
    this.#path = path;
    this.#descriptor = openSync(path, "w+");
  }

  append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at);
    this.#hash.update(bytes);
    this.#length += bytes.length;
  }

  array(name: string, type: NumberType, shape: readonly number[]): SpooledArray {
    const [descriptor, byteLength] = [this.#descriptor, this.#length];
    return {
      name,
      type,
      shape,
      byteLength,
      sha256: this.#hash.copy().digest("hex"),
      *chunks() {
        const piece = new Uint8Array(COPY_BYTES);
        for (let at = 0; at < byteLength;) {
          const count = readSync(descriptor, piece, 0, piece.length, at);
          yield piece.subarray(0, count);
          at += count;
        }
      },
    };
  }

  remove(): void {
    closeSync(this.#descriptor);
    rmSync(this.#path, { force: true });
  }
}

/** Copies bytes behind each other into a new file. */
export function writePieces(path: string, pieces: Iterable<Uint8Array>): void {
  const target = openSync(path, "w");
  try {
    for (const bytes of pieces) for (let at = 0; at < bytes.length;) at += writeSync(target, bytes, at);
  } finally {
    closeSync(target);
  }
}

function tooMany(path: string, name: string): GlueballError {
  return new GlueballError(
    {
      code: "formats/too-many-values",
      what: "a list column has more values than its offsets can count",
      place: `${path}, column ${name}`,
      expected: `at most ${MOST_VALUES} values in a file`,
      hint: "Write several files: --rows 0:100000, --rows 100000:200000, ...",
    },
    EXIT.tooLarge,
  );
}
