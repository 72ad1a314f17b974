import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { openByteFile } from "./byteFile.ts";
import type { ColumnData, ColumnSchema } from "./dataset.ts";
import { arbitraryTable, batchesOf, rowsOf } from "./randomTable.ts";
import { storeManifest, writeRaggedStore } from "./ragged.ts";
import type { StoreFacts } from "./ragged.ts";
import { safetensorsReader, writeSafetensors } from "./safetensors.ts";
import { readTensorHeader } from "./safetensors/header.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-ragged-"));
const path = join(folder, "jets.safetensors");
afterAll(() => rmSync(folder, { recursive: true }));

const facts: StoreFacts = {
  sources: [{ path: "jets.root", sha256: "ab12" }],
  selection: "pt > 500",
  axis: "constituent sum",
  particleMass: "massless",
  ordering: "falling pt",
  skipped: { "no constituents": 3 },
  version: "0.1.0",
};

const list = (name: string, type: ColumnSchema["type"] = "float32"): ColumnSchema => ({
  name,
  type,
  shape: [],
  ragged: true,
});
const scalar = (name: string, type: ColumnSchema["type"]): ColumnSchema => ({ name, type, shape: [], ragged: false });

/** Three jets of two, no and one constituents. */
const offsets = Uint32Array.of(0, 2, 2, 3);
const write = (columns: Record<string, [ColumnSchema, ColumnData]>) => {
  const schema = Object.values(columns).map(([column]) => column);
  const data = new Map(Object.entries(columns).map(([name, [, values]]) => [name, values]));
  return writeRaggedStore(
    path,
    { schema, metadata: {}, batches: batchesOf({ schema, columns: data, length: 3 }, 2) },
    facts,
  );
};

test("float32 columns come back bit for bit, and the offsets stand once", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryTable(["float32"], ["ragged"]), async (random) => {
      const [first] = random.schema;
      const data = random.columns.get(first!.name)!;
      const width = first!.shape.reduce((product, length) => product * length, 1);
      const values = (data.values as Float32Array).filter((_, i) => i % width === 0);
      const columns = {
        pt: [list("pt"), { ...data, values }],
        phi: [list("phi"), { ...data, values: values.toReversed() }],
      } as const;
      const schema = [columns.pt[0], columns.phi[0]];
      const table = {
        schema,
        columns: new Map(Object.entries(columns).map(([name, [, one]]) => [name, one])),
        length: random.length,
      };
      await writeRaggedStore(path, { schema, metadata: {}, batches: batchesOf(table, 3) }, facts);
      const dataset = await safetensorsReader.open(path);
      expect(await rowsOf(dataset.batches(), schema)).toEqual(await rowsOf(batchesOf(table, 99), schema));
      expect(storeManifest(dataset)).toEqual({ ...facts, schemaVersion: 1, rounded: [] });
      await dataset.close();
    }),
    { seed: 7, numRuns: 40 },
  );
  const names = readTensorHeader(openByteFile(path)).entries.map(({ name, dtype }) => [name, dtype]);
  expect(names).toEqual([
    ["offsets", "U32"],
    ["phi", "F32"],
    ["pt", "F32"],
  ]);
});

test("float64 is rounded once, integers exactly, and the manifest says which were rounded", async () => {
  const pt = Float64Array.of(0.1, 1e-50, 3);
  await write({
    pt: [list("pt", "float64"), { values: pt, offsets }],
    pid: [list("pid", "int32"), { values: Int32Array.of(211, -11, 1000822080), offsets }],
    "jet.label": [scalar("jet.label", "uint8"), { values: Uint8Array.of(0, 1, 2) }],
    "jet.event": [scalar("jet.event", "uint64"), { values: BigUint64Array.of(1n, 2n, 2n ** 63n - 1n) }],
    "jet.weight": [scalar("jet.weight", "float32"), { values: Float32Array.of(0.1, NaN, -0) }],
  });
  const dataset = await safetensorsReader.open(path);
  const [batch] = await Array.fromAsync(dataset.batches());
  expect(Object.fromEntries(batch!.columns)).toEqual({
    pt: { values: Float32Array.from(pt, Math.fround), offsets },
    pid: { values: Float32Array.of(211, -11, 1000822080), offsets },
    "jet.label": { values: Int32Array.of(0, 1, 2) },
    "jet.event": { values: BigInt64Array.of(1n, 2n, 2n ** 63n - 1n) },
    "jet.weight": { values: Float64Array.of(Math.fround(0.1), NaN, -0) },
  });
  expect(storeManifest(dataset)!.rounded).toEqual(["pt"]);
  expect(dataset.schema.find(({ name }) => name === "pt")!.unit).toBe("GeV");
});

test("rows of a store are read without the others, and written as a store again", async () => {
  await write({
    pt: [list("pt"), { values: Float32Array.of(1, 2, 3), offsets }],
    "jet.label": [scalar("jet.label", "int32"), { values: Int32Array.of(4, 5, 6) }],
  });
  const dataset = await safetensorsReader.open(path);
  const [batch] = await Array.fromAsync(dataset.batches(2));
  expect(batch!.columns.get("pt")).toEqual({ values: Float32Array.of(3), offsets: Uint32Array.of(0, 1) });
  const copy = join(folder, "copy.safetensors");
  await writeSafetensors(copy, { schema: dataset.schema, metadata: dataset.metadata, batches: dataset.batches() });
  const again = await safetensorsReader.open(copy);
  expect(storeManifest(again)).toEqual(storeManifest(dataset));
  expect(await rowsOf(again.batches(), again.schema)).toEqual(await rowsOf(dataset.batches(), dataset.schema));
});

test.each([
  [
    "an unknown column",
    { px: [list("px"), { values: Float32Array.of(1, 2, 3), offsets }] },
    "the ragged store has no such particle column at",
  ],
  [
    "a scalar of particles",
    { pt: [scalar("pt", "float32"), { values: Float32Array.of(1, 2, 3) }] },
    "the ragged store has no such column of jets or events",
  ],
  [
    "another unit",
    {
      pt: [
        { ...list("pt"), unit: "MeV" },
        { values: Float32Array.of(1, 2, 3), offsets },
      ],
    },
    'found "MeV", expected GeV [formats/store-unit]',
  ],
  [
    "an id that float32 cannot hold",
    { pid: [list("pid", "int32"), { values: Int32Array.of(1, 2, 2 ** 24 + 1), offsets }] },
    'found "16777217", expected a number that is one of float32 [formats/store-inexact]',
  ],
  [
    "an event number above 2^63",
    { "jet.event": [scalar("jet.event", "uint64"), { values: BigUint64Array.of(1n, 2n, 2n ** 64n - 1n) }] },
    'found "18446744073709551615"',
  ],
  [
    "half a run",
    { "jet.run": [scalar("jet.run", "float64"), { values: Float64Array.of(1, 2.5, 3) }] },
    'found "2.5", expected a number that is one of int64',
  ],
  ["texts", { "jet.label": [scalar("jet.label", "string"), { values: ["a", "b", "c"] }] }, 'found "texts"'],
] as [string, Record<string, [ColumnSchema, ColumnData]>, string][])(
  "%s is refused, and no file stays",
  async (_what, columns, message) => {
    rmSync(path, { force: true });
    await expect(write(columns)).rejects.toThrow(message);
    expect(readdirSync(folder).filter((name) => name.startsWith("jets"))).toEqual([]);
  },
);
