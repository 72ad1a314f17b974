import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT, GlueballError } from "../../base/index.ts";
import type { Dataset } from "../../formats/index.ts";
import { choosePreset } from "./choosePreset.ts";
import { simulateSample, type SampleRequest, type SampleSettings } from "./sample.ts";

let root = "";
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "glueball-sample-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Fast events: few hadrons without a shower. */
const LEP = choosePreset("lep", { energy: 12 });
const QUICK = { ...LEP, card: { ...LEP.card, finalState: { ...LEP.card.finalState, cutoff2: 100 } } };
const request = (count: number, more: Partial<SampleRequest> = {}): SampleRequest => {
  return { preset: QUICK, seed: 4, rows: "events", count, ...more };
};
const simulate = (one: SampleRequest, more: SampleSettings = {}) => simulateSample(one, { root, ...more });

/** All bytes of all columns, and which rows they said they are. */
async function contentOf(rows: Dataset, start = 0) {
  const columns = new Map<string, number[]>();
  let length = 0;
  for await (const batch of rows.batches(start)) {
    expect(batch.first).toBe(start + length);
    length += batch.length;
    for (const [name, { values, offsets }] of batch.columns) {
      const column = columns.get(name) ?? [];
      columns.set(name, column);
      for (const value of values) column.push(Number(value));
      if (offsets !== undefined) column.push(...offsets.slice(1).map((end, row) => end - offsets[row]));
    }
  }
  return { length, columns };
}

const chunkFiles = (folder: string) => readdirSync(folder).filter((name) => name !== "sample.json");

/** Stops at the first report of at least so many rows. */
function stopAfter(rows: number): SampleSettings {
  const controller = new AbortController();
  const progress = (done: number) => done >= rows && controller.abort(new Error("enough"));
  return { signal: controller.signal, progress };
}

async function refusal(action: Promise<unknown>): Promise<GlueballError> {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof GlueballError) return error;
  throw new Error("no GlueballError was thrown", { cause: error });
}

test("two threads write the bytes that one writes", async () => {
  const [one, two] = [1, 2].map((threads) => {
    return simulateSample(request(450), { root: join(root, String(threads)), threads });
  });
  const [{ folder, made }, other] = [await one, await two];
  expect(made).toMatchObject({ rows: 450, attempts: 450 });
  expect(chunkFiles(folder)).toEqual([
    "000000000-200.safetensors",
    "000000200-200.safetensors",
    "000000400-50.safetensors",
  ]);
  for (const name of readdirSync(folder)) {
    expect(readFileSync(join(folder, name)).equals(readFileSync(join(other.folder, name))), name).toBe(true);
  }
});

test.each([1, 2])(
  "stopped with %d threads, it keeps whole chunks, says so, and goes on with the same rows",
  async (threads) => {
    const whole = await contentOf((await simulateSample(request(450), { root: join(root, "whole") })).rows);
    const error = await refusal(simulate(request(450), { threads, ...stopAfter(250) }));
    expect(error.exitCode).toBe(EXIT.interrupted);
    const folder = join(
      root,
      readdirSync(root).find((name) => name !== "whole")!,
    );
    expect(error.message).toBe(
      `interrupted: 200 of 450 rows are made and kept at ${folder} [simulate/interrupted]. ` +
        "The same command goes on from there",
    );
    expect(chunkFiles(folder)).toEqual(["000000000-200.safetensors"]);
    const before = statSync(join(folder, "000000000-200.safetensors")).mtimeMs;
    const again = await simulate(request(450), { threads });
    expect(again.made.rows).toBe(250);
    expect(statSync(join(folder, "000000000-200.safetensors")).mtimeMs).toBe(before);
    expect(await contentOf(again.rows)).toEqual(whole);
  },
);

test("a larger count makes only what is missing; a smaller one makes nothing and reads its part", async () => {
  const first = await simulate(request(230));
  const more = await simulate(request(620));
  expect(more.folder).toBe(first.folder);
  expect([first.made.rows, more.made.rows]).toEqual([230, 420]);
  const all = await contentOf(more.rows);
  const fewer = await simulate(request(130));
  expect(fewer.made.rows).toBe(0);
  const part = await contentOf(fewer.rows);
  expect([all.length, part.length]).toEqual([620, 130]);
  for (const name of ["label", "weight"]) {
    expect(part.columns.get(name)).toEqual(all.columns.get(name)!.slice(0, 130));
  }
  expect((await contentOf(more.rows, 333)).length).toBe(287);
});

test("rows from a start on are those of the whole", async () => {
  const { rows } = await simulate(request(420, { rows: "records" }));
  const numbers = async (start: number) => {
    const found: number[] = [];
    for await (const { columns } of rows.batches(start, undefined, ["number"])) {
      found.push(...(columns.get("number")!.values as Int32Array));
    }
    return found;
  };
  for (const start of [0, 199, 200, 419]) {
    expect(await numbers(start)).toEqual(Array.from({ length: 420 - start }, (_, i) => start + i));
  }
});

test("whatever changes the rows has a folder of its own; the number of threads has not", async () => {
  const alphaS = { ...QUICK, card: { ...QUICK.card, finalState: { ...QUICK.card.finalState, alphaS: 0.1 } } };
  const others = [{}, { seed: 5 }, { preset: alphaS }, { rows: "records" }, { scaleFactors: [2] }] as const;
  const folders = new Set<string>();
  for (const other of others) folders.add((await simulate(request(2, other))).folder);
  expect(folders.size).toBe(others.length);
  for (const same of [{ scaleFactors: [] }, { count: 3 }]) {
    expect(folders).toContain((await simulate(request(2, same), { threads: 2 })).folder);
  }
  expect(JSON.parse(readFileSync(join([...folders][1], "sample.json"), "utf8"))).toMatchObject({ seed: 5 });
});

test("half a file of a killed run is not taken for a chunk", async () => {
  const { folder, rows } = await simulate(request(40));
  const whole = await contentOf(rows);
  const [chunk] = chunkFiles(folder);
  rmSync(join(folder, chunk));
  writeFileSync(join(folder, `${chunk}.0123abcd.partial`), "half");
  const again = await simulate(request(40));
  expect(again.made.rows).toBe(40);
  expect(await contentOf(again.rows)).toEqual(whole);
});

test("a sample that the disk has no room for is refused before anything is made", async () => {
  const output = { path: join(root, "not yet", "events.h5"), bytesPerRow: 1e18 };
  const error = await refusal(simulate(request(50), { output }));
  expect(error.exitCode).toBe(EXIT.tooLarge);
  expect(error.message).toMatch(
    /^the sample does not fit on the disk at .*: found "about 5\.00e\+10 GB to write, [\d.e+]+ GB free", expected at least as much free space as is written \[simulate\/disk-too-small\]\. Take a smaller --count, or another disk$/u,
  );
  expect(readdirSync(root)).toEqual([]);
});

test("what is there already needs no room", async () => {
  await simulate(request(60));
  expect((await simulate(request(60), { output: { path: root, bytesPerRow: 1 } })).made.rows).toBe(0);
});

test("reading stops as well when it is asked to", async () => {
  const controller = new AbortController();
  const { rows } = await simulate(request(420), { signal: controller.signal });
  const reading = async () => {
    for await (const { first } of rows.batches()) if (first === 200) controller.abort();
  };
  expect(await refusal(reading())).toMatchObject({ code: "simulate/interrupted", exitCode: EXIT.interrupted });
});
