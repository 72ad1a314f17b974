import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { byteFileOf } from "./byteFile.ts";
import type { Dataset } from "./dataset.ts";
import { ALL_TYPES, arbitraryTable, batchesOf, rowsOf } from "./randomTable.ts";
import { openSafetensors, safetensorsReader, writeSafetensors } from "./safetensors.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-safetensors-"));
const path = join(folder, "x.safetensors");
afterAll(() => rmSync(folder, { recursive: true }));

const NUMBERS = ALL_TYPES.filter((type) => type !== "string");

/** A file by hand: its header as JSON text and its data. */
function file(header: string, data: ArrayLike<number> = []): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return new Uint8Array(Buffer.concat([length, Buffer.from(header), Uint8Array.from(data)]));
}

const open = (bytes: Uint8Array, part?: string): Dataset => openSafetensors(byteFileOf(bytes, "x.safetensors"), part);

async function valuesOf(dataset: Dataset, name: string): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const batch of dataset.batches()) values.push(...batch.columns.get(name)!.values);
  return values;
}

test("every column of numbers comes back bit for bit with its unit, from any row on", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryTable(NUMBERS), fc.integer({ min: 1, max: 9 }), fc.nat(), async (table, size, where) => {
      const schema = table.schema.map((column, i) => (i === 0 ? { ...column, unit: "GeV" } : column));
      await writeSafetensors(path, { schema, metadata: { generator: "Herwig" }, batches: batchesOf(table, size) });
      const dataset = await safetensorsReader.open(path);
      // Wide elements lie first.
      const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
      expect(dataset.schema.toSorted(byName)).toEqual(schema);
      expect(dataset.metadata["generator"]).toBe("Herwig");
      const rows = await rowsOf(batchesOf(table, 99), schema);
      const start = where % (table.length + 1);
      expect(await rowsOf(dataset.batches(start, size), schema)).toEqual(rows.slice(start));
      await dataset.close();
    }),
    { seed: 6, numRuns: 40 },
  );
});

test("the bytes are those of the format: header padded to 8, wide elements first, then by name", async () => {
  const schema = [
    { name: "b", type: "uint8", shape: [], ragged: false },
    { name: "c", type: "float32", shape: [], ragged: false },
    { name: "a", type: "float32", shape: [], ragged: false },
  ] as const;
  const columns = new Map([
    ["b", { values: Uint8Array.of(7) }],
    ["c", { values: Float32Array.of(2) }],
    ["a", { values: Float32Array.of(1) }],
  ]);
  await writeSafetensors(path, { schema, metadata: {}, batches: batchesOf({ schema, columns, length: 1 }, 1) });
  const header =
    '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"c":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},' +
    '"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}';
  const data = [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 7];
  expect(new Uint8Array(readFileSync(path))).toEqual(file(header.padEnd(Math.ceil(header.length / 8) * 8), data));
});

test("half precision, bfloat16 and scalars are read; unknown types are named and left out", async () => {
  const header = {
    half: { dtype: "F16", shape: [2], data_offsets: [0, 4] },
    brain: { dtype: "BF16", shape: [2], data_offsets: [4, 8] },
    tiny: { dtype: "F8_E4M3", shape: [2], data_offsets: [8, 10] },
  };
  const dataset = open(file(JSON.stringify(header), [0, 0x3e, 0, 0xc0, 0xc0, 0x3f, 0x00, 0xc0, 1, 2]));
  expect([await valuesOf(dataset, "half"), await valuesOf(dataset, "brain")]).toEqual([
    [1.5, -2],
    [1.5, -2],
  ]);
  expect(dataset.warnings).toEqual(["tensor tiny is left out: its type F8_E4M3 is not read here"]);
});

test.each([
  ["no length", new Uint8Array(3), 'byte 0: found "3 bytes", expected the length of the header, 8 bytes'],
  [
    "a length above the file",
    Uint8Array.of(99, 0, 0, 0, 0, 0, 0, 0, 123),
    'byte 0: found "a header of 99 bytes", expected at most 1 bytes',
  ],
  ["no JSON", file("{x"), "expected a JSON header"],
  ["a list", file("[]"), 'byte 8: found "JSON of another form", expected tensors by name'],
  [
    "a name twice",
    file('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
    'found "the name a twice"',
  ],
  [
    "offsets outside",
    file('{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}', [1]),
    'tensor a: found "bytes 0 to 2"',
  ],
  [
    "a wrong size",
    file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', [1, 2, 3, 4]),
    'tensor a: found "4 bytes", expected 8 for F32 [2]',
  ],
  [
    "a gap",
    file('{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', [1, 2]),
    "expected data from byte 61, without gap or overlap",
  ],
  [
    "an overlap",
    file(
      '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}',
      [1, 2],
    ),
    'tensor b: found "data from byte',
  ],
  [
    "bytes at the end",
    file('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', [1, 2]),
    'found "1 bytes after the last tensor", expected none',
  ],
  [
    "metadata of numbers",
    file('{"__metadata__":{"a":1}}'),
    '__metadata__: found "other values", expected texts by name',
  ],
  ["an entry without a type", file('{"a":{"shape":[1],"data_offsets":[0,1]}}', [1]), 'tensor a: found "another entry"'],
])("a file with %s is refused", (_what, bytes, message) => {
  expect(() => open(bytes)).toThrow(message);
  expect(() => open(bytes)).toThrow("[formats/safetensors-damaged]");
});

test("a name that objects take for something else is a name like others", async () => {
  const dataset = open(file('{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', [5]));
  expect(await valuesOf(dataset, "__proto__")).toEqual([5]);
});

test("a sharded model is opened by its index; shards that lack a tensor or lie elsewhere are refused", async () => {
  writeFileSync(join(folder, "1.safetensors"), file('{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}', [1, 2]));
  writeFileSync(join(folder, "2.safetensors"), file('{"b":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}}', [3, 255]));
  const index = join(folder, "model.safetensors.index.json");
  const openIndex = async (weights: Record<string, string>): Promise<Dataset> => {
    writeFileSync(index, JSON.stringify({ metadata: { total_size: 4 }, weight_map: weights }));
    return safetensorsReader.open(index);
  };
  const dataset = await openIndex({ a: "1.safetensors", b: "2.safetensors" });
  expect([dataset.format, await valuesOf(dataset, "a"), await valuesOf(dataset, "b")]).toEqual([
    "safetensors (2 shards)",
    [1, 2],
    [3, -1],
  ]);
  await dataset.close();
  await expect(openIndex({ c: "1.safetensors" })).rejects.toMatchObject({ code: "formats/no-such-tensor" });
  await expect(openIndex({ a: "../1.safetensors" })).rejects.toMatchObject({ code: "formats/safetensors-bad-index" });
});

test("flipped bits and cuts give rows of the stored shapes or a typed error", async () => {
  const [table] = fc.sample(arbitraryTable(NUMBERS), { seed: 8, numRuns: 1 });
  await writeSafetensors(path, { schema: table!.schema, metadata: {}, batches: batchesOf(table!, 5) });
  const whole = new Uint8Array(readFileSync(path));
  const rng = createRng(9);
  let refused = 0;
  for (let i = 0; i < 2000; i++) {
    const bytes = whole.slice(0, whole.length - (i % 3 === 0 ? rng.integer(whole.length) : 0));
    for (let flips = rng.integer(3); flips >= 0; flips--) bytes[rng.integer(bytes.length)]! ^= 1 << rng.integer(8);
    try {
      for await (const batch of open(bytes).batches()) expect(batch.length).toBeGreaterThan(0);
    } catch (error) {
      if (!(error instanceof GlueballError)) throw error;
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(1000);
});
