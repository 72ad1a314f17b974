import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../src/base/index.ts";
import { hdf5Reader } from "../src/formats/hdf5.ts";
import { findData } from "../src/run/index.ts";
import { judgeCase, readAll } from "./fuzzCase.ts";
import { smallLhco } from "./fuzzLhcoSeed.ts";
import { applyEdits, drawEdits, minimiseEdits } from "./fuzzMutate.ts";
import type { Edit } from "./fuzzMutate.ts";
import { fuzz } from "./fuzzRun.ts";
import type { FuzzReport } from "./fuzzRun.ts";
import { FUZZ_FORMATS, fuzzSeeds } from "./fuzzSeeds.ts";

const BROKEN = new URL("./fuzzBroken.ts", import.meta.url).href;

function fuzzBroken(format: string, count: number, limitMs = 10_000): Promise<FuzzReport> {
  return fuzz({ format, count, seed: 1, limitMs, heapMb: 48, seedsModule: BROKEN });
}

describe("the harness finds", () => {
  test.each([
    ["careless", /^RangeError at tools\/fuzzBroken.ts:\d+$/],
    ["unplaced", /^no place in formats\/damaged$/],
    ["greedy", /^memory$/],
    ["inventing", /^NaN$/],
    ["short", /^misfit$/],
    ["believing", /^other data$/],
  ])("a reader that is %s", async (format, cause) => {
    const { cases, same, other, failures } = await fuzzBroken(format, 12);
    expect(failures.length).toBe(1);
    expect(failures[0]!.cause).toMatch(cause);
    expect(failures[0]!.cases).toBe(cases - same - other);
    expect(failures[0]!.edits!.length).toBe(1);
  });

  test.each([
    ["hanging", "hang", 300],
    ["silent", "no answer", 10_000],
    ["hoarding", "memory", 20_000],
  ])("a reader that is %s, and goes on behind it", async (format, cause, limitMs) => {
    const { cases, same, failures } = await fuzzBroken(format, 2, limitMs);
    expect(failures.map((failed) => [failed.cause, failed.cases])).toEqual([[cause, cases - same]]);
  });

  test.skipIf(!existsSync("/proc/self/fd"))("a reader that leaves files open (needs /proc)", async () => {
    const { failures } = await fuzzBroken("leaking", 20);
    expect(failures.map(({ cause, message }) => `${cause}: ${message}`)).toEqual(["leak: 20 files were left open"]);
  });

  test("nothing in a good reader", async () => {
    const { cases, same, error, other, failures } = await fuzzBroken("good", 200);
    expect(failures).toEqual([]);
    expect(same + error).toBe(cases);
    expect(other).toBe(0);
    expect(error).toBeGreaterThan(150);
  });

  test("the same with any number of threads", async () => {
    const one = await fuzz({ format: "careless", count: 60, seed: 5, seedsModule: BROKEN });
    const two = await fuzz({ format: "careless", count: 60, seed: 5, seedsModule: BROKEN, threads: 2 });
    expect(two.same).toBe(one.same);
    expect(two.failures).toEqual(one.failures);
  });

  test("the same in parts as at once", async () => {
    const part = (start: number, count: number): Promise<FuzzReport> =>
      fuzz({ format: "careless", start, count, seed: 5, seedsModule: BROKEN });
    const [whole, front, back] = [await part(0, 60), await part(0, 25), await part(25, 35)];
    expect(front.same + back.same).toBe(whole.same);
    expect(back.failures[0]!.index).toBeGreaterThanOrEqual(25);
    expect(front.failures[0]!.cases + back.failures[0]!.cases).toBe(whole.failures[0]!.cases);
  });
});

describe("the intact files", () => {
  test.each(FUZZ_FORMATS)("of %s can be read, and hold rows and columns", async (format) => {
    const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
    for (const seed of new Set(await fuzzSeeds(format))) {
      const path = join(folder, `intact${seed.extension}`);
      writeFileSync(path, seed.bytes);
      const { rows, columns } = await readAll(seed, path);
      expect(rows, seed.name).toBeGreaterThan(0);
      expect(columns.size, seed.name).toBeGreaterThan(0);
    }
    rmSync(folder, { recursive: true });
  });

  const lhco = findData("jets-lhco/lhco/events_anomalydetection_tiny.h5");
  test.skipIf(lhco === undefined)("of the LHC Olympics have its first seven events (needs shared data)", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
    const path = join(folder, "small.h5");
    writeFileSync(path, smallLhco(new Uint8Array(readFileSync(lhco!))).bytes);
    const [small] = await Array.fromAsync((await hdf5Reader.open(path)).batches());
    const [whole] = await Array.fromAsync((await hdf5Reader.open(lhco!)).batches(0, 1000));
    expect(small!.length).toBe(7);
    const { values } = whole!.columns.get("particles")!;
    expect(small!.columns.get("particles")!.values).toEqual(values.slice(0, 7 * 2100));
    rmSync(folder, { recursive: true });
  });

  const zlib = findData("jet-foundation/root-compression/uproot-HZZ-zlib.root");
  test.skipIf(zlib === undefined)("of ROOT are the same with the tree unpacked (needs shared data)", async () => {
    const seeds = await fuzzSeeds("root");
    const [packed, unpacked] = ["zlib", "tree and classes unpacked"].map((name) => seeds.find((s) => s.name === name)!);
    const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
    const path = join(folder, "unpacked.root");
    writeFileSync(path, unpacked!.bytes);
    expect(await readAll(unpacked!, path)).toEqual(await readAll(packed!, zlib!));
    rmSync(folder, { recursive: true });
  });
});

/** Files in all; `npm run fuzz` reads 100,000 of each format. */
const SLICE = 1000;

describe("damaged files", () => {
  const count = Math.ceil(SLICE / FUZZ_FORMATS.length);
  test.each(FUZZ_FORMATS)(`of %s (${count} of them) give the same data or an error with its place`, async (format) => {
    const { failures, error } = await fuzz({ format, count, seed: 1 });
    expect(failures).toEqual([]);
    expect(error).toBeGreaterThan(count / 10);
  });
});

/** What readers once failed on, made small; each entry says how. */
const KEPT: readonly { format: string; seed: string; was: string; edits: readonly Edit[] }[] = [
  {
    format: "hdf5",
    seed: "LHCO frame, blosc",
    was: "columns of the same name were taken for one",
    edits: [{ kind: "flip", at: 37_851, remove: 1, insert: [168] }],
  },
  {
    format: "npz",
    seed: "numbers",
    was: "an error in a member without a name had no place",
    edits: [{ kind: "count", at: 5996, remove: 8, insert: [0, 0, 0, 164, 0, 0, 0, 17] }],
  },
  {
    format: "parquet",
    seed: "all types",
    was: "a TypeError for metadata without keys",
    edits: [{ kind: "flip", at: 3465, remove: 1, insert: [4] }],
  },
  {
    format: "root",
    seed: "own, unpacked",
    was: "a tree of 10^15 entries asked for more rows than there are integers",
    edits: [{ kind: "overwrite", at: 1440, remove: 1, insert: [5] }],
  },
];

describe("kept failures", () => {
  test.each(KEPT)("$format, $was", async ({ format, seed: name, edits }) => {
    const seed = (await fuzzSeeds(format)).find((candidate) => candidate.name === name);
    if (seed === undefined) return expect(findData("jets-lhco")).toBe(undefined); // cut from the shared data
    const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
    const path = join(folder, `kept${seed.extension}`);
    writeFileSync(path, seed.bytes);
    const intact = await readAll(seed, path);
    expect(await judgeCase(seed, edits, intact, path)).not.toMatchObject({ verdict: "failure" });
    rmSync(folder, { recursive: true });
  });
});

describe("damage", () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i < 40 ? 48 + (i % 10) : i));

  test("follows from the seed, leaves the original alone, and is of every kind", () => {
    const before = bytes.slice();
    const drawn = Array.from({ length: 500 }, (_, i) => drawEdits(bytes, createRng(3).fork(i)));
    expect(Array.from({ length: 500 }, (_, i) => drawEdits(bytes, createRng(3).fork(i)))).toEqual(drawn);
    expect(new Set(drawn.flat().map(({ kind }) => kind)).size).toBe(9);
    for (const edits of drawn) applyEdits(bytes, edits);
    expect(bytes).toEqual(before);
    const changed = drawn.filter((edits) => Buffer.compare(applyEdits(bytes, edits), bytes) !== 0);
    expect(changed.length).toBeGreaterThan(430); // zeros over zeros and the like change nothing
  });

  test("never draws outside the file, however short it is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.nat(), (short, seed) => {
        let current: Uint8Array = short;
        for (const edit of drawEdits(short, createRng(seed))) {
          expect(edit.at).toBeGreaterThanOrEqual(0);
          expect(edit.at).toBeLessThan(Math.max(1, current.length));
          expect(edit.insert.every((byte) => byte >= 0 && byte < 256)).toBe(true);
          current = applyEdits(current, [edit]);
        }
      }),
    );
  });

  test("is made as small as the fault allows", async () => {
    const edits: Edit[] = [
      { kind: "zero", at: 10, remove: 4, insert: [0, 0, 0, 0] },
      { kind: "zero", at: 100, remove: 64, insert: Array.from({ length: 64 }, () => 0) },
      { kind: "truncate", at: 200, remove: 100, insert: [] },
    ];
    const fails = async (some: readonly Edit[]) => applyEdits(bytes, some)[117] === 0;
    const smallest = await minimiseEdits(edits, fails);
    expect(smallest).toEqual([{ kind: "zero", at: 117, remove: 1, insert: [0] }]);
  });
});
