/** Readers with one fault each, on which the fuzz harness is tested: a harness that finds nothing here finds nothing. */
import { openSync, readFileSync } from "node:fs";
import { GlueballError } from "../src/base/index.ts";
import type { Batch, ColumnType, NumberArray } from "../src/formats/dataset.ts";
import type { FuzzSeed } from "./fuzzCase.ts";

const INTACT = Uint8Array.from({ length: 64 }, (_, i) => i);

type Read = (bytes: Uint8Array, damaged: boolean) => Promise<NumberArray> | NumberArray;

const READERS: Readonly<Record<string, Read>> = {
  good: (bytes, damaged) => {
    if (damaged) throw problem("file, byte 12");
    return bytes;
  },
  unplaced: (bytes, damaged) => {
    if (damaged) throw problem("somewhere");
    return bytes;
  },
  careless: (bytes, damaged) => {
    if (damaged) throw new RangeError("Invalid typed array length: -1");
    return bytes;
  },
  hanging: (bytes, damaged) => {
    if (damaged) for (;;);
    return bytes;
  },
  silent: async (bytes, damaged) => (damaged ? await new Promise<never>(() => {}) : bytes),
  greedy: (bytes, damaged) => (damaged ? new Uint8Array(400e6).subarray(0, bytes.length) : bytes),
  hoarding: (bytes, damaged) => {
    if (damaged) for (const kept: number[][] = []; ;) kept.push(new Array<number>(1e6).fill(kept.length));
    return bytes;
  },
  inventing: (bytes, damaged) => Float64Array.from(bytes, (byte, i) => (damaged && i === 3 ? Number.NaN : byte)),
  short: (bytes, damaged) => (damaged ? bytes.subarray(1) : bytes),
  leaking: (bytes, damaged) => {
    if (damaged) openSync(import.meta.filename, "r");
    return bytes;
  },
  believing: (bytes) => bytes,
};

function problem(place: string): GlueballError {
  return new GlueballError({ code: "formats/damaged", what: "it is damaged", place });
}

/** As the module of the real seeds; `format` is the name of a fault. */
export async function fuzzSeeds(format: string): Promise<readonly FuzzSeed[]> {
  const read = READERS[format]!;
  const guard = format === "inventing" ? "text" : format === "believing" ? "checksum" : "structure";
  return [{ name: `${format} seed`, reader: readerOf(format, read), bytes: INTACT, extension: ".bin", guard }];
}

function readerOf(name: string, read: Read): FuzzSeed["reader"] {
  const type: ColumnType = name === "inventing" ? "float64" : "uint8";
  return {
    name,
    recognises: () => true,
    open: async (path) => {
      const bytes = new Uint8Array(readFileSync(path));
      const damaged = bytes.some((byte, i) => byte !== i) || bytes.length !== INTACT.length;
      const schema = [{ name: "x", type, shape: [], ragged: false }];
      async function* batches(): AsyncGenerator<Batch> {
        const values = await read(bytes, damaged);
        yield { first: 0, length: bytes.length, columns: new Map([["x", { values }]]) };
      }
      const { length } = bytes;
      return { path, format: name, schema, length, metadata: {}, warnings: [], batches, close: async () => {} };
    },
  };
}
