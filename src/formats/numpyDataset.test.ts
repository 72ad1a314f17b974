import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { byteFileOf } from "./byteFile.ts";
import type { Batch, ColumnType, Dataset } from "./dataset.ts";
import { readNpyFile, readNpzFile, writeNpy, writeNpz } from "./index.ts";
import { npyReader, npzReader, openNpy, openNpz } from "./numpyDataset.ts";
import { writeNpyTable, writeNpzTable } from "./numpyWriter.ts";
import { ALL_TYPES, arbitraryTable, batchesOf, rowsOf } from "./randomTable.ts";
import type { RandomTable } from "./randomTable.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-npz-"));
const path = join(folder, "x.npz");
afterAll(() => rmSync(folder, { recursive: true }));

const NUMBERS = ALL_TYPES.filter((type): type is Exclude<ColumnType, "string"> => type !== "string");
const tableOf = (table: RandomTable, size: number) => ({
  schema: table.schema,
  metadata: {},
  batches: batchesOf(table, size),
});
const bytesOf = (file: string) => new Uint8Array(readFileSync(file));

test("an archive gives back every column bit for bit, from any row on, whatever the sizes of the batches", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryTable(NUMBERS), fc.integer({ min: 1, max: 9 }), fc.nat(), async (table, size, where) => {
      await writeNpzTable(path, tableOf(table, size));
      const dataset = await npzReader.open(path);
      expect(dataset.schema).toEqual(table.schema);
      expect(dataset.length).toBe(table.length);
      const rows = await rowsOf(batchesOf(table, 99), table.schema);
      const start = where % (table.length + 1);
      expect(await rowsOf(dataset.batches(start, size), table.schema)).toEqual(rows.slice(start));
      await dataset.close();
    }),
    { seed: 4, numRuns: 80 },
  );
});

test("one column of equal rows makes a .npy that numpy's reader here and the dataset read alike, packed or not", async () => {
  const target = join(folder, "x.npy");
  await fc.assert(
    fc.asyncProperty(
      arbitraryTable(NUMBERS, ["scalar", "shaped"]),
      fc.integer({ min: 1, max: 5 }),
      async (table, size) => {
        const column = table.schema[0]!;
        const one = { ...table, schema: [column] };
        await writeNpyTable(target, tableOf(one, size));
        expect(readNpyFile(target).data).toEqual(table.columns.get(column.name)!.values);
        const rows = await rowsOf(batchesOf(one, 99), one.schema);
        const packings = {
          plain: bytesOf(target),
          gzip: gzipSync(bytesOf(target)),
          zstd: zstdCompressSync(bytesOf(target)),
        };
        for (const bytes of Object.values(packings)) {
          const dataset = await openNpy(byteFileOf(new Uint8Array(bytes), "x.npy"));
          expect(dataset.schema).toEqual([{ ...column, name: "values" }]);
          expect(await rowsOf(dataset.batches(0, size), dataset.schema)).toEqual(rows);
        }
      },
    ),
    { seed: 5, numRuns: 60 },
  );
});

const columnOf = async (dataset: Dataset, name: string, start = 0): Promise<unknown> => {
  const values: unknown[] = [];
  for await (const batch of dataset.batches(start)) values.push(...batch.columns.get(name)!.values);
  return values;
};

/** A .npy file by hand. */
function npy(header: string, bytes: Uint8Array): Uint8Array {
  const text = `${header}\n`;
  return Buffer.concat([
    Buffer.from("\x93NUMPY\x01\0", "latin1"),
    Buffer.from([text.length, 0]),
    Buffer.from(text),
    bytes,
  ]);
}

test("Fortran order, big-endian and half precision come as rows of a dataset's types", async () => {
  const values = Buffer.from(Int16Array.of(1, 3, 5, 2, 4, 6).buffer);
  const fortran = npy("{'descr': '>i2', 'fortran_order': True, 'shape': (3, 2), }", values.swap16());
  for (const bytes of [fortran, gzipSync(fortran)]) {
    writeFileSync(join(folder, "f.npy"), bytes);
    expect(await columnOf(await npyReader.open(join(folder, "f.npy")), "values", 1)).toEqual([3, 4, 5, 6]);
  }
  const half = writeNpy({ type: "f2", shape: [3], data: Float16Array.of(1.5, -2, 65504) });
  const dataset = await openNpy(byteFileOf(half, "h.npy"));
  expect(dataset.schema[0]!.type).toBe("float32");
  expect(await columnOf(dataset, "values")).toEqual([1.5, -2, 65504]);
  const scalar = await openNpy(byteFileOf(writeNpy({ type: "f8", shape: [], data: Float64Array.of(7) }), "s.npy"));
  expect([scalar.length, await columnOf(scalar, "values")]).toEqual([1, [7]]);
});

test("rows of a plain file are read without the others", async () => {
  const data = Float64Array.from({ length: 30_000 }, (_, i) => i);
  const bytes = writeNpy({ type: "f8", shape: [10_000, 3], data });
  let read = 0;
  const file = byteFileOf(bytes, "x.npy");
  const counting = { ...file, read: (offset: number, length: number) => ((read += length), file.read(offset, length)) };
  const dataset = await openNpy(counting);
  read = 0;
  for await (const batch of dataset.batches(9_000, 10)) {
    expect(batch.columns.get("values")!.values[0]).toBe(27_000);
    break;
  }
  expect(read).toBe(240);
});

const X = { type: "f4", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } as const;
const Y = { type: "i4", shape: [3], data: Int32Array.of(1, 2, 3) } as const;

test("arrays of different lengths are opened one at a time", async () => {
  const file = byteFileOf(writeNpz(new Map(Object.entries({ X, y: Y }))), "qg.npz");
  await expect(openNpz(file)).rejects.toThrow(
    "the arrays of the file have different numbers of rows at qg.npz: " +
      'found "X: 2, y: 3" [formats/unequal-lengths]. Open one of them: --part X',
  );
  const dataset = await openNpz(file, "y");
  expect([dataset.length, await columnOf(dataset, "y")]).toEqual([3, [1, 2, 3]]);
  await expect(openNpz(file, "z")).rejects.toThrow('found "z", expected one of X, y');
});

test("offsets that do not fit their values are refused, whatever is wrong with them", async () => {
  const values = { type: "f4", shape: [3], data: Float32Array.of(1, 2, 3) } as const;
  const readWith = async (...offsets: number[]) => {
    const array = { type: "i8", shape: [offsets.length], data: BigInt64Array.from(offsets, BigInt) } as const;
    const bytes = writeNpz(new Map(Object.entries({ pt: values, "pt.offsets": array })));
    return Array.fromAsync((await openNpz(byteFileOf(bytes, "x.npz"))).batches());
  };
  expect((await readWith(0, 1, 1, 3))[0]!.columns.get("pt")).toEqual({
    values: values.data,
    offsets: Uint32Array.of(0, 1, 1, 3),
  });
  for (const offsets of [
    [1, 3],
    [0, 2, 1, 3],
    [0, 4],
    [0, 2],
    [0, -1, 3],
  ]) {
    await expect(readWith(...offsets), String(offsets)).rejects.toThrow(
      "the offsets of a list column do not fit its values",
    );
  }
  await expect(readWith()).rejects.toThrow("the offsets of a list column are no list of integers");
});

test("truncated, too long and damaged content is refused, packed or not", async () => {
  const bytes = writeNpy({ type: "f4", shape: [2, 2], data: X.data });
  const read = async (content: Uint8Array) => columnOf(await openNpy(byteFileOf(content, "x.npy")), "values");
  await expect(read(bytes.subarray(0, -1))).rejects.toThrow(
    'the file ends too early at x.npy, byte 128: found "15 bytes", expected 16 bytes [formats/npy-truncated]. ' +
      "Download or copy the file again",
  );
  await expect(read(Buffer.concat([bytes, Buffer.of(0)]))).rejects.toThrow("bytes follow the elements of the array");
  await expect(read(gzipSync(bytes.subarray(0, -1)))).rejects.toThrow(
    'the content ends before its header says at x.npy, byte 143 of the unpacked content: found "1 bytes too few" ' +
      "[formats/truncated]. Download or copy the file again",
  );
  await expect(read(gzipSync(Buffer.concat([bytes, Buffer.of(0)])))).rejects.toThrow("bytes follow the elements");
  await expect(read(gzipSync(bytes).subarray(0, -3))).rejects.toThrow("the gzip data are truncated or damaged");
  const archive = writeNpz(new Map(Object.entries({ X })));
  archive[archive.indexOf(0x80, 150)]! ^= 1; // an element
  await expect(openNpz(byteFileOf(archive, "x.npz")).then((dataset) => columnOf(dataset, "X"))).rejects.toThrow(
    "the archive is truncated, damaged or of an unknown kind (wrong checksum) at x.npz, member X.npy",
  );
});

test("an array whose rows cannot be held is refused before anything is read", async () => {
  const header = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1000000000000), }", Buffer.alloc(8));
  await expect(openNpy(byteFileOf(gzipSync(header), "x.npy"))).rejects.toMatchObject({
    code: "formats/array-too-large",
    exitCode: 3,
  });
});

test("what an array has no place for is refused with the way out", async () => {
  const batches = (): AsyncIterable<Batch> => Readable.from([]);
  const ragged = { name: "pt", type: "float32", shape: [], ragged: true } as const;
  const text = { name: "tag", type: "string", shape: [], ragged: false } as const;
  await expect(writeNpyTable("x.npy", { schema: [ragged], metadata: {}, batches: batches() })).rejects.toThrow(
    "a .npy file has no place for a list of float32 at x.npy, column pt [formats/not-writable]. Write .npz or .parquet",
  );
  await expect(writeNpyTable("x.npy", { schema: [ragged, text], metadata: {}, batches: batches() })).rejects.toThrow(
    "a .npy file holds one array at x.npy, column tag [formats/not-writable]. Choose it with --columns, or write .npz",
  );
  await expect(writeNpzTable(path, { schema: [text], metadata: {}, batches: batches() })).rejects.toThrow(
    `columns of text have no place in this format at ${path}, column tag [formats/not-writable]. ` +
      "Leave them out with --columns, or write .parquet",
  );
  const taken = { name: "offsets", type: "int32", shape: [], ragged: false } as const;
  await expect(writeNpzTable(path, { schema: [taken], metadata: {}, batches: batches() })).rejects.toThrow(
    "this name is kept for the offsets of list columns",
  );
  expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
});

test("deflated members are unpacked piece by piece", async () => {
  await writeNpzTable(
    path,
    tableOf(
      {
        schema: [{ name: "n", type: "int32", shape: [], ragged: false }],
        length: 3,
        columns: new Map([["n", { values: Y.data }]]),
      },
      2,
    ),
  );
  expect(readNpzFile(path).get("n")).toEqual(Y);
  const bytes = deflated(bytesOf(path));
  expect(await columnOf(await openNpz(byteFileOf(bytes, "x.npz")), "n")).toEqual([1, 2, 3]);
});

/** The same archive of one stored member, with that member deflated, as numpy.savez_compressed writes it. */
function deflated(archive: Uint8Array): Uint8Array {
  const view = Buffer.from(archive);
  const nameEnd = 30 + view.readUInt16LE(26);
  const size = view.readUInt32LE(18);
  const packed = deflateRawSync(view.subarray(nameEnd, nameEnd + size));
  const central = Buffer.from(view.subarray(nameEnd + size));
  const local = Buffer.from(view.subarray(0, nameEnd));
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(nameEnd + packed.length, central.length - 6);
  return new Uint8Array(Buffer.concat([local, packed, central]));
}

const jets = findData("jet-foundation/jets/top2000_vectors.npy.gz");
test.skipIf(jets === undefined)(
  "the public jets are read from any row on as from the whole file (needs shared data)",
  async () => {
    const whole = readNpyFile(jets!).data;
    const dataset = await npyReader.open(jets!);
    expect([dataset.length, dataset.format, dataset.schema[0]!.shape]).toEqual([2000, "NumPy array (gzip)", [4, 128]]);
    for await (const batch of dataset.batches(1990, 4)) {
      const from = batch.first * 512;
      expect(batch.columns.get("values")!.values).toEqual(whole.subarray(from, from + batch.length * 512));
    }
  },
);
