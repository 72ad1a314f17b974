import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { parquetWriteFile } from "hyparquet-writer";
import { afterAll, expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { byteFileOf } from "./byteFile.ts";
import { openParquet, parquetReader } from "./parquet.ts";
import { writeParquet } from "./parquet/writer.ts";
import { arbitraryTable, batchesOf, rowsOf } from "./randomTable.ts";
import type { RandomTable } from "./randomTable.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-parquet-"));
const path = join(folder, "x.parquet");
afterAll(() => rmSync(folder, { recursive: true }));

const write = (table: RandomTable, size = 5, metadata = {}) =>
  writeParquet(path, { schema: table.schema, metadata, batches: batchesOf(table, size) });

test("every column of every type comes back bit for bit, whatever the sizes of the batches", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryTable(), fc.integer({ min: 1, max: 9 }), fc.nat(), async (table, size, where) => {
      await write(table, size);
      const dataset = await parquetReader.open(path);
      expect(dataset.schema).toEqual(table.schema);
      expect(dataset.length).toBe(table.length);
      const rows = await rowsOf(batchesOf(table, 99), table.schema);
      expect(await rowsOf(dataset.batches(0, size), table.schema)).toEqual(rows);
      const start = where % (table.length + 1);
      expect(await rowsOf(dataset.batches(start, 2), table.schema)).toEqual(rows.slice(start));
      await dataset.close();
    }),
    { seed: 3, numRuns: 150 },
  );
});

/** What pyarrow 25 writes (data pages version 1, snappy, dictionaries): a list of records, missing values, lists in lists. */
const PYARROW = inflateSync(
  Buffer.from(
    "eNqNlM9PE0EUx9/MbmdXbAgW3mTXNGYP7URMIWCoIRFDicSQWBP0YDx4AbpCCT/qtoAHYxoP6IF49ODNqzHGcPLggYNH/Dc8euZgom9md5Hagmza" +
      "7mTefj/ft++96fzMg3G0cQCHqnSDHICbZwDA6YuAOZQlFBQWKPK0dSHQAcGYZdPjYzhRpYhWeY9h9+Z7rfydXHoNEGjKEHodlL5CTOFWAf41BziY" +
      "/n54eOtUcyvDLE6P5zFIVf0TFgXu357Vt7nFxTMT5ybxsePEARhzg+cV5pTgYKZisq5MVIhRwKsldP8ycrPGn9v6t+ZCkr6H+RSWLYmkAkn9zolw" +
      "MVtFbhB2FqA9TdIACx3SgalYqt/RuguMd3mnfbNib4XXOgCDc0baBmN+72Ji7v/KlcETzaWVcH0B+wF5kXtWtLVRvFz9OBjkNMymrUy4HW60AF0d" +
      "Xg9plaWV04g2l8JmswhV7VHmnr0atpr0MqI6pTdsz16rN1vIdcwJ18J1oqAN2Edq3mjFfrxeK14hO/dSDHF2wvrySm+OySAlGcflqF77n2MvED8J" +
      "ksLP+3sK8sj9MogB3xQBuRSyJtfUpHKHS3retBCoqhymhoWvQHdcq+xEFdfJ6HaZfMPUN6ZaZ0vd1JDKemy4z9VL3lNnpkfrsokubYLRNuQz9cFS" +
      "P7u1MuefdO2L1XOmYaYmaS2oLYRy5Vsm3zG1b6sfVnciSnD/oZ63lMdP5+n2EO8FVUR9yah25hy4pCiT6Sh0EA1uVUbqk1C7ojftDqerM7dHZlQ6" +
      "SN3YNpOvmfrsqKMe4BsCuP/EHDOdqPzqSKFceeTA1aCxED3dClsjS43GyEIUbe4E22HUrG9uBNfLo2Oj4/4eHZGeH3hFR3Oe/or/ALe9zLg=",
    "base64",
  ),
);

test("a file of pyarrow is read: records in lists, missing values, and what has no place here is named", async () => {
  const dataset = openParquet(byteFileOf(PYARROW, "events.parquet"));
  expect(dataset.schema.map(({ name, type, ragged }) => [name, type, ragged])).toEqual([
    ["run", "uint32", false],
    ["event", "int64", false],
    ["met", "float32", false],
    ["process", "string", false],
    ["jets.pt", "float64", true],
    ["jets.id", "int8", true],
    ["weights", "float32", true],
  ]);
  const [batch] = await Array.fromAsync(dataset.batches());
  expect(Object.fromEntries(batch!.columns)).toEqual({
    run: { values: Uint32Array.of(1, 1, 2) },
    event: { values: BigInt64Array.of(7000000000n, -1n, 9007199254740993n) },
    met: { values: Float32Array.of(1.5, NaN, 0.1) },
    process: { values: ["QCD", "Hbb", "QCD"] },
    "jets.pt": { values: Float64Array.of(450, 35.5, 20.25), offsets: Uint32Array.of(0, 2, 2, 3) },
    "jets.id": { values: Int8Array.of(6, -1, 2), offsets: Uint32Array.of(0, 2, 2, 3) },
    weights: { values: Float32Array.of(1, NaN), offsets: Uint32Array.of(0, 2, 2, 2) },
  });
  expect(dataset.format).toBe("Parquet (snappy)");
  expect(dataset.metadata["created by"]).toBe("parquet-cpp-arrow version 25.0.1");
  const missing = "missing numbers are NaN here, missing texts and lists are empty";
  expect(dataset.warnings).toEqual([
    "column grid is left out: it holds lists in lists",
    `column met has missing values: ${missing}`,
    `column weights has missing values: ${missing}`,
  ]);
});

test("every encoding and codec of hyparquet-writer is read as it was written", async () => {
  const rng = createRng(5);
  const floats = Float64Array.from({ length: 3000 }, () => rng.normal());
  const integers = Int32Array.from({ length: 3000 }, () => rng.integer(2 ** 31) - 2 ** 30);
  const longs = BigInt64Array.from({ length: 3000 }, (_, i) => BigInt(i) ** 5n - BigInt(rng.uint32()));
  const words = Array.from({ length: 3000 }, () => `jet ${rng.integer(50)}`);
  const columns = [
    { name: "split", data: floats, encoding: "BYTE_STREAM_SPLIT" },
    { name: "plain", data: floats, encoding: "PLAIN" },
    { name: "delta", data: integers, encoding: "DELTA_BINARY_PACKED" },
    { name: "splitInt", data: integers, encoding: "BYTE_STREAM_SPLIT" },
    { name: "longs", data: longs, encoding: "DELTA_BINARY_PACKED" },
    { name: "dictionary", data: words, encoding: "RLE_DICTIONARY" },
    { name: "lengths", data: words, encoding: "DELTA_LENGTH_BYTE_ARRAY" },
    { name: "prefixes", data: words, encoding: "DELTA_BYTE_ARRAY" },
    { name: "truth", data: words.map((word) => word < "jet 3"), type: "BOOLEAN" },
  ] as const;
  for (const codec of ["UNCOMPRESSED", "SNAPPY"] as const) {
    parquetWriteFile({
      filename: path,
      columnData: columns.map((column) => ({ ...column })),
      codec,
      rowGroupSize: 1300,
      pageSize: 4000,
    });
    const dataset = await parquetReader.open(path);
    const read = new Map(dataset.schema.map(({ name }) => [name, [] as unknown[]]));
    for await (const batch of dataset.batches(0, 700)) {
      for (const [name, { values }] of batch.columns) read.get(name)!.push(...values);
    }
    for (const { name, data } of columns) {
      expect(read.get(name), name).toEqual(name === "truth" ? data.map(Number) : [...data]);
    }
  }
});

test("hyparquet reads what we write", async () => {
  const schema = [
    { name: "pt", type: "float32", shape: [], ragged: true },
    { name: "event", type: "uint64", shape: [], ragged: false },
    { name: "axis", type: "int16", shape: [2], ragged: false },
    { name: "tag", type: "string", shape: [], ragged: false },
    { name: "good", type: "bool", shape: [], ragged: false },
  ] as const;
  const columns = new Map([
    ["pt", { values: Float32Array.of(1.5, 2.5, 3.5), offsets: Uint32Array.of(0, 2, 2, 3) }],
    ["event", { values: BigUint64Array.of(1n, 2n ** 64n - 1n, 3n) }],
    ["axis", { values: Int16Array.of(1, -2, 3, -4, 5, -6) }],
    ["tag", { values: ["a", "", "ü"] }],
    ["good", { values: Uint8Array.of(1, 0, 1) }],
  ]);
  await write({ schema, columns, length: 3 }, 2, { generator: "Pythia 8" });
  expect(await parquetReadObjects({ file: await asyncBufferFromFile(path), compressors })).toEqual([
    { pt: [1.5, 2.5], event: 1n, axis: [1, -2], tag: "a", good: true },
    { pt: [], event: 2n ** 64n - 1n, axis: [3, -4], tag: "", good: false },
    { pt: [3.5], event: 3n, axis: [5, -6], tag: "ü", good: true },
  ]);
  expect((await parquetReader.open(path)).metadata).toMatchObject({ generator: "Pythia 8", "created by": "Glueball" });
});

const numbers = { name: "x", type: "float64", shape: [], ragged: false } as const;

/** A file of one column, 10,000 random numbers, in two row groups. */
async function someFile(): Promise<Uint8Array> {
  const rng = createRng(6);
  const batch = {
    first: 0,
    length: 10_000,
    columns: new Map([["x", { values: Float64Array.from({ length: 10_000 }, () => rng.normal()) }]]),
  };
  await writeParquet(path, { schema: [numbers], metadata: {}, batches: Readable.from([batch]) });
  return new Uint8Array(readFileSync(path));
}

const readAll = async (bytes: Uint8Array) => Array.fromAsync(openParquet(byteFileOf(bytes, "x.parquet")).batches());

test("a file that is cut off anywhere is refused", async () => {
  const bytes = await someFile();
  const messages = new Set<string>();
  for (const length of [0, 3, 11, 100, bytes.length >> 1, bytes.length - 9, bytes.length - 1]) {
    const error = await readAll(bytes.subarray(0, length)).catch((error: unknown) => error);
    expect(error, `${length} bytes`).toBeInstanceOf(GlueballError);
    messages.add((error as GlueballError).message);
  }
  expect([...messages][0]).toBe(
    "the Parquet file is truncated, damaged or of an unknown kind at x.parquet, the footer that ends at byte 0: " +
      'found "only 0 bytes" [formats/parquet-damaged]',
  );
});

test("a flipped bit in a page is found by its checksum, and the error names row group and column", async () => {
  const bytes = await someFile();
  bytes[5000]! ^= 4;
  await expect(readAll(bytes)).rejects.toThrow(
    "the Parquet file is truncated, damaged or of an unknown kind at x.parquet, row group 0, column x: " +
      'found "a page with a wrong checksum" [formats/parquet-damaged]',
  );
});

test("flipped bits and cuts of a file without checksums give rows of the stored lengths or a typed error", async () => {
  const rng = createRng(7);
  let refused = 0;
  for (let i = 0; i < 1500; i++) {
    const bytes = PYARROW.slice(0, PYARROW.length - (i % 3 === 0 ? rng.integer(PYARROW.length) : 0));
    for (let flips = rng.integer(4); flips >= 0; flips--) bytes[rng.integer(bytes.length)]! ^= 1 << rng.integer(8);
    try {
      for (const batch of await readAll(bytes)) expect(batch.length).toBeLessThanOrEqual(3);
    } catch (error) {
      if (!(error instanceof GlueballError)) throw error;
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(750);
});

test("nothing stays of a file whose rows fail on the way", async () => {
  async function* failing() {
    yield { first: 0, length: 1, columns: new Map([["x", { values: Float64Array.of(1) }]]) };
    throw new Error("the source ends");
  }
  const target = join(folder, "failing.parquet");
  await expect(writeParquet(target, { schema: [numbers], metadata: {}, batches: failing() })).rejects.toThrow(
    "the source ends",
  );
  expect(readdirSync(folder).filter((name) => name.startsWith("failing"))).toEqual([]);
});

test("missing integers are refused, since no integer says that it is missing", async () => {
  parquetWriteFile({ filename: path, columnData: [{ name: "n", data: [1, null, 3], type: "INT32" }] });
  const dataset = await parquetReader.open(path);
  await expect(Array.fromAsync(dataset.batches())).rejects.toThrow("a null in column n of int32");
});

test("bytes that are no text are refused, since their text would be another", async () => {
  const data = [Uint8Array.of(0x61), Uint8Array.of(0xff, 0x00)];
  parquetWriteFile({ filename: path, columnData: [{ name: "blob", data, type: "BYTE_ARRAY" }] });
  const dataset = await parquetReader.open(path);
  await expect(Array.fromAsync(dataset.batches())).rejects.toThrow("a text that is not UTF-8 (ff00...)");
});

function hasPyarrow(): boolean {
  try {
    execFileSync("python3", ["-c", "import pyarrow.parquet"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!hasPyarrow())("pyarrow reads what we write (needs python3 with pyarrow)", async () => {
  writeFileSync(path, await someFile());
  const program =
    "import sys, pyarrow.parquet as p; print(repr(sum(p.read_table(sys.argv[1])['x'].to_pylist()[:100])))";
  const [batch] = await Array.fromAsync((await parquetReader.open(path)).batches(0, 100));
  const sum = (batch!.columns.get("x")!.values as Float64Array).reduce((total, value) => total + value, 0);
  expect(Number(execFileSync("python3", ["-c", program, path], { encoding: "utf8" }))).toBeCloseTo(sum, 12);
});
