import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { File, ready } from "h5wasm/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { findData } from "../run/index.ts";
import type { Batch, ColumnSchema } from "./dataset.ts";
import { hdf5Reader } from "./hdf5.ts";
import { readAll, readRows, requireDataset } from "./hdf5/file.ts";
import { openHdf5 } from "./hdf5/open.ts";
import { openWithLibrary } from "./hdf5/libraryFile.ts";
import { writeHdf5File } from "./hdf5/writer.ts";
import { writeHdf5 } from "./hdf5Write.ts";
import { ALL_TYPES, arbitraryTable, batchesOf, rowsOf } from "./randomTable.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-hdf5-"));
beforeAll(() => ready);
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
const fresh = () => join(folder, `${count++}.h5`);

async function errorOf(run: () => Promise<unknown>): Promise<GlueballError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof GlueballError) return error;
    throw error;
  }
  throw new Error("no error came");
}

describe("tables", () => {
  test("every table without lists comes back exactly, whatever the sizes of batches", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryTable(ALL_TYPES, ["scalar", "shaped"]),
        fc.integer({ min: 1, max: 5 }),
        async (table, size) => {
          fc.pre(![...table.columns.values()].some(({ values }) => String(values).includes("\0")));
          const path = fresh();
          const metadata = { generator: "random", title: "" };
          await writeHdf5(path, { schema: table.schema, metadata, batches: batchesOf(table, size) });
          const read = await hdf5Reader.open(path);
          const wanted = [...table.schema].sort((a, b) => (a.name < b.name ? -1 : 1));
          expect(read.schema).toEqual(wanted);
          expect([read.length, read.metadata]).toEqual([table.length, metadata]);
          const other = 1 + (size % 3);
          expect(await rowsOf(read.batches(0, other), wanted)).toEqual(await rowsOf(batchesOf(table, 100), wanted));
          await read.close();
        },
      ),
      { seed: 8, numRuns: 12 },
    );
  });

  test("units, long metadata and columns in groups", async () => {
    const path = fresh();
    const schema: ColumnSchema[] = [
      { name: "jets/pt", type: "float32", shape: [], ragged: false, unit: "GeV" },
      { name: "jets/tag/b", type: "bool", shape: [], ragged: false },
    ];
    const columns = new Map([
      ["jets/pt", { values: Float32Array.of(1, 2) }],
      ["jets/tag/b", { values: Uint8Array.of(0, 1) }],
    ]);
    const batches = (async function* (): AsyncGenerator<Batch> {
      yield { first: 0, length: 2, columns };
    })();
    const metadata = { card: "x".repeat(70_000) };
    await writeHdf5(path, { schema, metadata, batches });
    const table = await hdf5Reader.open(path);
    expect([table.schema, table.metadata]).toEqual([schema, metadata]);
    expect((await Array.fromAsync(table.batches()))[0]!.columns).toEqual(columns);
    await table.close();
  });

  test("lists and texts with a zero byte are refused before a file is there", async () => {
    const path = fresh();
    const ragged: ColumnSchema = { name: "pt", type: "float32", shape: [], ragged: true };
    const none = (async function* (): AsyncGenerator<Batch> {})();
    const list = await errorOf(() => writeHdf5(path, { schema: [ragged], metadata: {}, batches: none }));
    expect(list.message).toBe(
      `HDF5 holds no lists of different lengths here at ${path}, column pt [formats/not-writable]. Write Parquet instead`,
    );
    const name: ColumnSchema = { name: "name", type: "string", shape: [], ragged: false };
    const batches = (async function* (): AsyncGenerator<Batch> {
      yield { first: 5, length: 2, columns: new Map([["name", { values: ["a", "b\0"] }]]) };
    })();
    const zero = await errorOf(() => writeHdf5(path, { schema: [name], metadata: {}, batches }));
    expect(zero.message).toContain(`${path}, column name, row 6`);
    expect(readdirSync(folder).filter((each) => each.includes("partial"))).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  test("datasets of another length and what no column holds are named, scalars are metadata", async () => {
    const path = fresh();
    const file = new File(path, "w", { libver: ["earliest", "latest"] });
    file.create_dataset({ name: "a", data: Float32Array.of(1, 2, 3) });
    file.create_dataset({ name: "b", data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] });
    file.create_dataset({ name: "edges", data: Float32Array.of(1, 2, 3, 4) });
    file.create_dataset({ name: "seed", data: 17 });
    file.create_dataset({
      name: "ref",
      data: [file.get("a")!, file.get("b")!, file.get("a")!].map((x) => (x as File).create_reference()),
    });
    const rows = new Map([
      ["n", Int32Array.of(7, 8, 9)],
      ["x", Float64Array.of(0.5, 1.5, 2.5)],
    ] as [string, unknown][]);
    file.create_dataset({ name: "rows", data: rows });
    file.close();
    const table = await hdf5Reader.open(path);
    expect(table.schema.map(({ name, shape }) => [name, ...shape])).toEqual([["a"], ["b", 2], ["rows.n"], ["rows.x"]]);
    expect(table.metadata).toEqual({ seed: "17" });
    expect(table.warnings).toEqual([
      "/edges (float, 4) is left out: the other datasets have 3 rows",
      "/ref (reference, 3) is left out: no column holds reference",
    ]);
    const [batch] = await Array.fromAsync(table.batches(1, 5, ["rows.x", "b"]));
    expect(batch).toEqual({
      first: 1,
      length: 2,
      columns: new Map<string, unknown>([
        ["b", { values: Float32Array.of(3, 4, 5, 6) }],
        ["rows.x", { values: Float64Array.of(1.5, 2.5) }],
      ]),
    });
    expect((await errorOf(async () => table.batches(0, 1, ["rows.y"]))).message).toContain(
      "Did you mean rows.n or rows.x?",
    );
    await table.close();
    const part = await hdf5Reader.open(path, "edges");
    expect([part.schema.length, part.length]).toEqual([1, 4]);
    await part.close();
    expect((await errorOf(() => hdf5Reader.open(path, "nothing"))).message).toBe(
      `the file has no such group or dataset at ${path}: found "nothing", expected one of /, /a, /b, /edges, /ref, /rows, /seed [formats/hdf5-no-such-part]`,
    );
  });
});

test("narrow columns in large chunks do not make batches of wide ones large", async () => {
  const path = fresh();
  await writeHdf5File(path, async (file) => {
    const narrow = file.dataset("/energy", { type: "float32", rowShape: [], chunkRows: 65536 });
    const wide = file.dataset("/showers", { type: "float32", rowShape: [40500], chunkRows: 2 });
    narrow.append(Float32Array.from({ length: 300 }, (_, i) => i));
    const block = new Float32Array(30 * 40500);
    for (let i = 0; i < 10; i++) wide.append(block.fill(i));
  });
  const table = await hdf5Reader.open(path);
  const rows: number[] = [];
  for await (const { columns, first, length } of table.batches()) {
    rows.push(length);
    expect(columns.get("energy")!.values).toEqual(Float32Array.from({ length }, (_, i) => first + i));
    expect(columns.get("showers")!.values[length * 40500 - 1]).toBe(Math.floor((first + length - 1) / 30));
  }
  expect(rows).toEqual([206, 94]); // 32 MB, in whole chunks of 2 rows
  await table.close();
});

describe("the road through the library", () => {
  /** A file of the newest kind, which our own reader does not read. */
  function newFile(): string {
    const path = fresh();
    const file = new File(path, "w", { libver: ["latest", "latest"] });
    const data = Float32Array.from({ length: 3000 }, (_, i) => i);
    file.create_dataset({
      name: "x",
      data,
      shape: [1000, 3],
      maxshape: [null, 3],
      chunks: [7, 3],
      compression: "gzip",
    });
    file.create_dataset({ name: "n", data: BigInt64Array.from({ length: 1000 }, (_, i) => BigInt(i) << 40n) });
    file.create_dataset({ name: "word", data: Array.from({ length: 1000 }, (_, i) => `w${i}`) });
    file.create_dataset({ name: "flag", data: Uint8Array.of(1) });
    file.create_group("g").create_dataset({ name: "one", data: 2.5 });
    file.create_attribute("text", "déjà vu");
    file.create_attribute("numbers", Int32Array.of(1, 2, 3));
    file.close();
    return path;
  }

  test("reads rows, texts, attributes and scalars", async () => {
    const file = await openHdf5(newFile());
    expect(file.reader).toBe("library");
    expect(file.objects.get("/")!.attributes).toEqual(
      new Map<string, unknown>([
        ["text", "déjà vu"],
        ["numbers", Int32Array.of(1, 2, 3)],
      ]),
    );
    expect(readRows(requireDataset(file, "/x"), 998, 2)).toEqual(Float32Array.of(2994, 2995, 2996, 2997, 2998, 2999));
    expect(readRows(requireDataset(file, "/n"), 7, 1)).toEqual(BigInt64Array.of(7n << 40n));
    expect(readRows(requireDataset(file, "/word"), 99, 2)).toEqual(["w99", "w100"]);
    expect(readAll(requireDataset(file, "/g/one"))).toEqual(Float64Array.of(2.5));
    expect(() => readRows(requireDataset(file, "/x"), 0, 1001)).toThrow("expected rows 0 to 999");
    file.close();
  });

  test("a classic file reads the same both ways", async () => {
    const path = fresh();
    await writeHdf5File(path, async (file) => {
      file
        .dataset("/x", { type: "int32", rowShape: [5], chunkRows: 3 })
        .append(Int32Array.from({ length: 55 }, (_, i) => -i));
      file.fixedTexts("/names", ["pt", "eta"]);
    });
    const [own, library] = [await openHdf5(path), await openWithLibrary(path)];
    expect([own.reader, library.reader]).toEqual(["classic", "library"]);
    expect([...library.objects.keys()].sort()).toEqual([...own.objects.keys()].sort());
    for (const name of ["/x", "/names"]) {
      const [a, b] = [own, library].map((file) => requireDataset(file, name));
      expect(readAll(b!)).toEqual(readAll(a!));
      expect([b!.shape, b!.chunkRows, b!.filters]).toEqual([a!.shape, a!.chunkRows, a!.filters]);
    }
    own.close();
    library.close();
  });

  test("missing, foreign, cut and damaged files are errors with the library's reason", async () => {
    expect((await errorOf(() => hdf5Reader.open(join(folder, "none.h5")))).code).toBe("formats/no-such-file");
    const path = newFile();
    const cut = fresh();
    copyFileSync(path, cut);
    truncateSync(cut, 9000);
    expect((await errorOf(() => openHdf5(cut))).code).toBe("formats/truncated"); // our own reader sees it first
    const truncated = await errorOf(() => openWithLibrary(cut));
    expect(truncated.message).toMatch(
      /^the HDF5 library refuses the file \(truncated file: eof = 9000, .*\) at .*\[formats\/hdf5-library\]\. It may be damaged or cut off/u,
    );
    const directory = await errorOf(() => hdf5Reader.open(folder));
    expect(directory.code).toBe("formats/unreadable-file");
  });

  test("after a damaged file, an intact one in its place is read, and not what the library remembers", async () => {
    const path = newFile();
    const intact = readFileSync(path);
    const damaged = Uint8Array.from(intact, (byte, i) => (i > intact.length / 2 ? byte ^ 0xff : byte));
    for (const bytes of [damaged, intact, damaged.subarray(0, 20000), intact]) {
      writeFileSync(path, bytes); // the same file, overwritten
      const read = async () => {
        const file = await openWithLibrary(path);
        try {
          return [...file.objects.values()].flatMap((object) => (object.kind === "dataset" ? [readAll(object)] : []))
            .length;
        } finally {
          file.close();
        }
      };
      if (bytes === intact) expect(await read()).toBe(5);
      else expect((await errorOf(read)).code).toBe("formats/hdf5-library");
    }
  });

  test("nothing is printed when the library fails, and a process ends as it should", () => {
    const cut = fresh();
    copyFileSync(newFile(), cut);
    truncateSync(cut, 9000);
    const open = new URL("./hdf5/libraryFile.ts", import.meta.url).href;
    const program = `
      const { openWithLibrary } = await import(${JSON.stringify(open)});
      await openWithLibrary(${JSON.stringify(cut)}).catch((error) => console.log(error.code));`;
    const run = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
    expect([run.stdout, run.stderr, run.status]).toEqual(["formats/hdf5-library\n", "", 0]);
  });
});

describe("the writer", () => {
  test("a file appears whole or not at all", async () => {
    const path = fresh();
    const failed = errorOf(() =>
      writeHdf5File(path, async (file) => {
        const rows = file.dataset("/x", { type: "float32", rowShape: [3] });
        rows.append(Float32Array.of(1, 2, 3));
        expect(existsSync(path)).toBe(false);
        rows.append(Float32Array.of(1, 2));
      }),
    );
    expect((await failed).message).toBe(
      `the rows to write do not fit the dataset at ${path}, dataset /x: found "2 elements in a Float32Array", expected a multiple of 3 elements in a Float32Array [formats/hdf5-wrong-rows]`,
    );
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
  });

  test("many blocks make one resizable, packed dataset", async () => {
    const path = fresh();
    await writeHdf5File(path, async (file) => {
      const rows = file.dataset("/x", { type: "float64", rowShape: [10] });
      for (let block = 0; block < 50; block++) rows.append(new Float64Array(1000).fill(block));
    });
    const file = await openHdf5(path);
    const dataset = requireDataset(file, "/x");
    expect([dataset.shape, dataset.filters.map(({ id }) => id)]).toEqual([[5000, 10], [1]]);
    expect(readRows(dataset, 99, 2)).toEqual(Float64Array.from({ length: 20 }, (_, i) => (i < 10 ? 0 : 1)));
    expect(readFileSync(path).length).toBeLessThan(20_000); // of 400,000 bytes
    file.close();
  });
});

const CALO = findData("calo/sample_ds2_geometry_selfmade.hdf5");
test.skipIf(CALO === undefined)("showers that h5py wrote: shape and mean energy (needs shared data)", async () => {
  const file = await openHdf5(CALO!);
  expect(file.reader).toBe("classic");
  const showers = readAll(requireDataset(file, "/showers")) as Float32Array;
  const energies = readAll(requireDataset(file, "/incident_energies")) as Float32Array;
  expect([showers.length, energies.length]).toEqual([348 * 6480, 348]);
  let mean = 0;
  for (let i = 0; i < 348; i++) {
    const shower = showers.subarray(i * 6480, (i + 1) * 6480);
    mean += shower.reduce((sum, energy) => sum + energy, 0) / energies[i]! / 348;
  }
  expect(mean).toBeCloseTo(0.9, 3);
  file.close();
});
