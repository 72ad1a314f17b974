import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { findData } from "../run/index.ts";
import { sliceBatch } from "./columns.ts";
import { convert } from "./convert.ts";
import type { Batch, ColumnSchema, ColumnType } from "./dataset.ts";
import { open } from "./open.ts";
import { particleEvents } from "./particleEvents.ts";
import type { ParticleBatch } from "./particles.ts";
import { arbitraryTable, batchesOf } from "./randomTable.ts";
import { endingOf, writeTable } from "./writers.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-convert-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Kind = "scalar" | "shaped" | "ragged";

const NUMBERS: ColumnType[] = ["float32", "float64", "int8", "int32", "int64", "uint8", "uint32"];

/** What each format has a place for. Texts of numbers are numbers again in CSV, so texts are not drawn for it here. */
const FORMATS: Readonly<Record<string, { readonly types: readonly ColumnType[]; readonly kinds: readonly Kind[] }>> = {
  ".parquet": { types: [...NUMBERS, "string", "bool", "uint64"], kinds: ["scalar", "shaped", "ragged"] },
  ".npz": { types: [...NUMBERS, "bool", "uint64"], kinds: ["scalar", "shaped", "ragged"] },
  ".safetensors": { types: [...NUMBERS, "bool", "uint64"], kinds: ["scalar", "shaped", "ragged"] },
  ".h5": { types: [...NUMBERS, "bool", "uint64"], kinds: ["scalar", "shaped"] },
  ".jsonl": { types: [...NUMBERS, "string"], kinds: ["scalar", "ragged"] },
  ".csv": { types: NUMBERS, kinds: ["scalar"] },
};

/** Every number of every row as the shortest text that gives it back, so that 1 is the same in every type. */
async function contentOf(batches: AsyncIterable<Batch>, schema: readonly ColumnSchema[]): Promise<string[][][]> {
  const rows: string[][][] = [];
  for await (const batch of batches) {
    for (let row = 0; row < batch.length; row++) {
      const one = sliceBatch(batch, schema, row, row + 1);
      rows.push(schema.map(({ name }) => Array.from(one.columns.get(name)!.values as Iterable<unknown>, text)));
    }
  }
  return rows;
}

function text(value: unknown): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

const pairs = Object.keys(FORMATS).flatMap((from) =>
  Object.keys(FORMATS)
    .filter((to) => to !== from)
    .map((to) => [from, to] as const),
);

test.each(pairs)("%s to %s keeps every value that both have a place for", async (...pair) => {
  const [from, to] = pair;
  const [a, b] = [FORMATS[from]!, FORMATS[to]!];
  const types = a.types.filter((type) => b.types.includes(type));
  const kinds = a.kinds.filter((kind) => b.kinds.includes(kind));
  const source = join(folder, `a${from}`);
  const target = join(folder, `b${to}`);
  await fc.assert(
    // Without rows, a text says nothing of its types.
    fc.asyncProperty(
      // One column of CSV cannot be told from other text.
      arbitraryTable(types, kinds).filter(
        ({ length, schema }) => length > 0 && (schema.length > 1 || !pair.includes(".csv")),
      ),
      fc.integer({ min: 1, max: 5 }),
      async (table, size) => {
        await writeTable(source, { schema: table.schema, metadata: {}, batches: batchesOf(table, size) });
        const dataset = await open(source);
        expect(await convert(dataset, target)).toBe(table.length);
        const converted = await open(target);
        const wanted = await contentOf(batchesOf(table, 99), table.schema);
        expect(await contentOf(converted.batches(), table.schema)).toEqual(wanted);
        await Promise.all([dataset.close(), converted.close()]);
      },
    ),
    { seed: 12, numRuns: 2 },
  );
});

const jets = { name: "values", type: "float32", shape: [4, 2], ragged: false } as const;

/** Two jets of two and one constituents, as a NumPy array. */
async function jetFile(): Promise<string> {
  const path = join(folder, "jets.npy");
  const values = Float32Array.of(3, 1, 0, 0, 4, 2, 5, 3, 0, 0, 2, 0, 0, 0, 2, 0);
  const table = { schema: [jets], columns: new Map([["values", { values }]]), length: 2 };
  await writeTable(path, { schema: [jets], metadata: {}, batches: batchesOf(table, 1) });
  return path;
}

async function particlesOf(path: string): Promise<ParticleBatch> {
  const [batch] = await Array.fromAsync(particleEvents(await open(path)));
  return batch!;
}

test("particles of any layout become HepMC events, packed where the name says so", async () => {
  const input = await jetFile();
  for (const name of ["jets.hepmc3", "jets.hepmc3.gz", "jets.hepmc.zst"]) {
    const output = join(folder, name);
    expect(await convert(await open(input), output)).toBe(2);
    const { px, energy, offsets } = await particlesOf(output);
    expect([[...px], [...energy], offsets]).toEqual([[3, 1, 0], [5, 3, 2], Uint32Array.of(0, 2, 3)]);
    expect((await open(output)).format).toMatch(/^HepMC3/u);
  }
});

test("rows and columns are chosen, in any direction through the event record", async () => {
  const output = join(folder, "events.hepmc3");
  await convert(await open(await jetFile()), output);
  const table = join(folder, "events.npz");
  const columns = ["energy", "px", "status"];
  expect(await convert(await open(output), table, { columns, start: 1, end: 5 })).toBe(1);
  const dataset = await open(table);
  expect([dataset.length, dataset.schema.map(({ name }) => name)]).toEqual([1, columns]);
  const [batch] = await Array.fromAsync(dataset.batches());
  expect(batch!.columns.get("energy")!.values).toEqual(Float64Array.of(2));
  const again = join(folder, "again.hepmc3");
  expect(await convert(await open(output), again, { start: 1 })).toBe(1);
  expect((await particlesOf(again)).energy).toEqual(Float64Array.of(2));
  const parquet = join(folder, "events.parquet");
  await convert(await open(output), parquet);
  const back = join(folder, "back.hepmc3");
  await convert(await open(parquet), back);
  expect(readFileSync(back, "utf8")).toBe(readFileSync(output, "utf8"));
});

test("what the target has no place for is refused, and nothing stays", async () => {
  const input = await open(await jetFile());
  const refused = async (name: string, options = {}) => {
    const error = await convert(input, join(folder, name), options).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(GlueballError);
    return (error as GlueballError).data;
  };
  expect(await refused("no.csv")).toMatchObject({ code: "formats/not-writable", what: "CSV has no place for lists" });
  expect(await refused("no.parquet", { columns: ["value"] })).toMatchObject({
    code: "formats/no-such-column",
    hint: "Did you mean values?",
  });
  expect(await refused("no.parq")).toMatchObject({
    code: "formats/unknown-ending",
    found: ".parq",
    hint: "Did you mean .parquet?",
  });
  expect(await refused("no.parquet.gz")).toMatchObject({
    what: "a .parquet file is not packed as a whole",
    found: ".parquet.gz",
  });
  expect(readdirSync(folder).filter((name) => name.startsWith("no"))).toEqual([]);
  expect([endingOf("a.b/x.jsonl.zst"), endingOf("x.H5.h5")]).toEqual([".jsonl", ".h5"]);
});

const EE = "jets-lhco/fastjet-ee/events.eeH.hepmc3.gz";
test.skipIf(findData(EE) === undefined)(
  "a HepMC file comes out as it went in, and through Parquet with the same particles (needs shared data)",
  async () => {
    const input = findData(EE)!;
    const copy = join(folder, "copy.hepmc3");
    await convert(await open(input), copy);
    const original = gunzipSync(readFileSync(input)).toString();
    expect(readFileSync(copy, "utf8").trim()).toBe(original.trim());
    const parquet = join(folder, "copy.parquet");
    await convert(await open(input), parquet, { columns: ["px", "py", "pz", "energy", "status"] });
    expect((await particlesOf(parquet)).energy).toEqual((await particlesOf(input)).energy);
  },
);
