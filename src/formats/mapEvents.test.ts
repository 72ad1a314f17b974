import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import type { ColumnData, ColumnSchema, Dataset } from "./dataset.ts";
import { mapEvents } from "./mapEvents.ts";
import { open } from "./open.ts";
import { writeTable } from "./writers.ts";

const EVENTS = 1234;

let folder: string;
let module: string;

interface Sums {
  readonly first: number;
  readonly length: number;
  readonly energies: Float64Array;
  readonly isMainThread: boolean;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "glueball-events-"));
  writeFileSync(
    join(folder, "work.mjs"),
    // This thread waits until a worker is there, so that both have some.
    `import { isMainThread } from "node:worker_threads";
     export const createWork = ({ factor, stage }) => {
       const reach = (value) => { if (stage[0] < value) { stage[0] = value; Atomics.notify(stage, 0); } };
       const wait = async (value, most) => { if (stage[0] === value) await Atomics.waitAsync(stage, 0, value, most).value; };
       if (!isMainThread) reach(1);
       return async (batch) => {
         if (!isMainThread) reach(2);
         else await wait(0, 10_000).then(() => wait(1, 100));
         return sums(batch, factor);
       };
     };
     const sums = ({ first, length, offsets, energy }, factor) => {
       const energies = Float64Array.from({ length }, (_, i) =>
         factor * energy.subarray(offsets[i], offsets[i + 1]).reduce((sum, one) => sum + one, 0));
       return { first, length, energies, isMainThread };
     };`,
  );
  module = pathToFileURL(join(folder, "work.mjs")).href;
});
afterAll(() => rmSync(folder, { recursive: true }));

const MOMENTA = ["px", "py", "pz", "energy"];

/** Events of 0 to 6 particles as lists; the last has a momentum that is no number where one is asked for. */
async function writeEvents(name: string, isBad = false): Promise<string> {
  const rng = createRng(11).fork("events");
  const offsets = new Uint32Array(EVENTS + 1);
  for (let i = 0; i < EVENTS; i++) offsets[i + 1] = offsets[i]! + rng.integer(7);
  const count = offsets[EVENTS]!;
  const columns = new Map<string, ColumnData>();
  for (const momentum of MOMENTA.slice(0, 3)) {
    columns.set(momentum, { values: Float64Array.from({ length: count }, () => rng.normal()), offsets });
  }
  if (isBad) (columns.get("px")!.values as Float64Array)[count - 1] = NaN;
  columns.set("energy", { values: new Float64Array(count).fill(20), offsets });
  const schema = MOMENTA.map((momentum): ColumnSchema => ({
    name: momentum,
    type: "float64",
    shape: [],
    ragged: true,
  }));
  const batches = (async function* () {
    yield { first: 0, length: EVENTS, columns };
  })();
  const path = join(folder, name);
  await writeTable(path, { schema, metadata: {}, batches });
  return path;
}

/** Events of 40 particles each as one array [4, 40]; of so long rows a chunk of HDF5 has few. */
async function writeArrays(name: string): Promise<string> {
  const rng = createRng(12).fork("events");
  const values = Float64Array.from({ length: 160 * EVENTS }, (_, i) =>
    i % 160 < 120 ? rng.normal() : 10 + rng.uniform(),
  );
  const schema: readonly ColumnSchema[] = [{ name: "values", type: "float64", shape: [4, 40], ragged: false }];
  const batches = (async function* () {
    yield { first: 0, length: EVENTS, columns: new Map([["values", { values }]]) };
  })();
  const path = join(folder, name);
  await writeTable(path, { schema, metadata: {}, batches });
  return path;
}

interface Trial {
  readonly count?: number;
  /** Whether this thread waits until a worker has begun. */
  readonly together?: boolean;
}

async function sumsOf(path: string, threads: number, { count, together = false }: Trial = {}) {
  const opened = await open(path);
  let readHere = 0;
  const dataset: Dataset = {
    ...opened,
    async *batches(...rows) {
      for await (const batch of opened.batches(...rows)) {
        readHere += batch.length;
        yield batch;
      }
    },
  };
  try {
    const stage = new Int32Array(new SharedArrayBuffer(4)).fill(together ? 0 : 2);
    const job = { module, setup: { factor: 0.5, stage } };
    const settings = { threads, warn: () => {} };
    const sums = await Array.fromAsync(mapEvents<Sums>(job, { dataset, count }, settings));
    return { readHere, sums, energies: sums.flatMap(({ energies }) => [...energies]) };
  } finally {
    await opened.close();
  }
}

test.each([
  ["safetensors", "read by its thread"],
  ["jsonl", "read here"],
  ["jsonl.gz", "read here"],
  ["parquet", "read here"], // one row group for all of them
])("%s: the same events in the same order on any number of threads; each is %s", async (ending, where) => {
  const path = await writeEvents(`events.${ending}`);
  const one = await sumsOf(path, 1);
  expect(one.energies).toHaveLength(EVENTS);
  for (const threads of [2, 3]) {
    const { energies, sums, readHere } = await sumsOf(path, threads, { together: true });
    expect(energies).toEqual(one.energies);
    const ends = sums.map(({ first, length }) => first + length);
    expect(sums.map(({ first }) => first)).toEqual([0, ...ends.slice(0, -1)]);
    const doneHere = sums.filter(({ isMainThread }) => isMainThread).reduce((rows, { length }) => rows + length, 0);
    expect(doneHere).toBeGreaterThan(0);
    expect(doneHere).toBeLessThan(EVENTS);
    expect(readHere).toBe(where === "read here" ? EVENTS : doneHere);
  }
});

test.each(["npy", "h5"])("%s: arrays of momenta are read by the thread that works on them", async (ending) => {
  const path = await writeArrays(`arrays.${ending}`);
  const one = await sumsOf(path, 1);
  expect(one.energies).toHaveLength(EVENTS);
  const { energies, sums, readHere } = await sumsOf(path, 2, { together: true });
  expect(energies).toEqual(one.energies);
  const here = sums.filter(({ isMainThread }) => isMainThread);
  expect(readHere).toBe(here.reduce((rows, { length }) => rows + length, 0));
  expect(here.length).toBeLessThan(sums.length);
});

test.each([1, 2])("only the first events are taken where so many are asked for, with %i thread(s)", async (threads) => {
  const path = await writeEvents("some.safetensors");
  const all = await sumsOf(path, 1);
  for (const count of [1, 437, 1201]) {
    expect((await sumsOf(path, threads, { count })).energies).toEqual(all.energies.slice(0, count));
  }
});

test.each([1, 2])("what is wrong in an event keeps its place, with %i thread(s)", async (threads) => {
  const path = await writeEvents("bad.safetensors", true);
  const found: unknown = await sumsOf(path, threads).catch((error: unknown) => error);
  expect(found).toMatchObject({ code: "formats/bad-particle" });
  expect((found as Error).message).toMatch(/bad\.safetensors, row 123\d, particle \d/u);
});

test("each warning of the file is told once", async () => {
  const path = await writeEvents("warned.jsonl");
  const opened = await open(path);
  const dataset: Dataset = { ...opened, warnings: ["odd", "odd", "strange"] };
  const warnings: string[] = [];
  const settings = { threads: 1, warn: (text: string) => void warnings.push(text) };
  await Array.fromAsync(
    mapEvents({ module, setup: { factor: 1, stage: new Int32Array(1).fill(2) } }, { dataset }, settings),
  );
  await opened.close();
  expect(warnings).toEqual(["odd", "strange"]);
});
