import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { byteFileOf } from "./byteFile.ts";
import type { ColumnData, Dataset } from "./dataset.ts";
import { openRootDataset, rootReader } from "./root.ts";
import { encode, leaf, textEntry, toBaskets, vectorBranch, vectorEntry } from "./root/trialBranches.ts";
import { trialClass } from "./root/trialClasses.ts";
import { trialFile, type TrialBranch, type TrialPacking } from "./root/trialFile.ts";

/** All columns, read at once. */
async function readAll(dataset: Dataset, names?: readonly string[]): Promise<ReadonlyMap<string, ColumnData>> {
  for await (const batch of dataset.batches(0, 1e9, names)) return batch.columns;
  throw new Error("no rows");
}

/** The rows of a ragged or plain column as lists. */
function rows({ values, offsets }: ColumnData, width = 1): unknown[] {
  const list = [...(values as Iterable<number | bigint | string>)];
  if (offsets === undefined) return list;
  return Array.from(offsets.subarray(1), (end, i) => list.slice(offsets[i] * width, end * width));
}

const lists = [[1.5, -2], [], [3], [0.25, 1e9, -7], []];
const counts = lists.map((list) => list.length);
const counter = leaf("TLeafI", "n", { fMaximum: 3 });
const branches: readonly TrialBranch[] = [
  {
    name: "n",
    leaves: [counter],
    baskets: toBaskets(
      counts.map((n) => encode([n], "i32")),
      2,
      { offsets: false },
    ),
  },
  {
    name: "counted",
    leaves: [leaf("TLeafF", "counted[n]", { fLeafCount: counter })],
    baskets: toBaskets(
      lists.map((list) => encode(list, "f32")),
      2,
      { lastInTree: true },
    ),
  },
  {
    name: "pairs",
    leaves: [leaf("TLeafD", "pairs[n][2]", { fLeafCount: counter, fLen: 2 })],
    baskets: toBaskets(
      lists.map((list) =>
        encode(
          list.flatMap((x) => [x, -x]),
          "f64",
        ),
      ),
      5,
    ),
  },
  {
    name: "withoutOffsets", // ROOT's option kGenerateOffsetMap: only the counter tells
    leaves: [leaf("TLeafS", "withoutOffsets[n]", { fLeafCount: counter })],
    baskets: toBaskets(
      lists.map((list) => encode(list.map(Math.sign), "i16")),
      3,
      { offsets: false },
    ),
  },
  {
    name: "matrix",
    leaves: [leaf("TLeafI", "matrix[2][2]", { fLen: 4 })],
    baskets: toBaskets(
      counts.map((n) => encode([n, 1, 2, 3], "i32")),
      4,
      { offsets: false, lastInTree: true },
    ),
  },
  {
    name: "point",
    leaves: [leaf("TLeafF", "x"), leaf("TLeafB", "flag"), leaf("TLeafL", "id", { fIsUnsigned: 1 })],
    baskets: toBaskets(
      counts.map((n) => Buffer.concat([encode([n / 2], "f32"), encode([-n], "i8"), encode([2 ** 40 + n], "i64")])),
      2,
      { offsets: false },
    ),
  },
  {
    name: "text",
    leaves: [leaf("TLeafC", "text")],
    baskets: toBaskets(["η", "", "x".repeat(300), "b", "c"].map(textEntry), 3, { lastInTree: true }),
  },
  {
    name: "yes",
    leaves: [leaf("TLeafO", "yes")],
    baskets: toBaskets(
      counts.map((n) => encode([n % 2], "u8")),
      9,
      { offsets: false },
    ),
  },
  vectorBranch(
    "vf",
    "vector<float>",
    toBaskets(
      lists.map((list) => vectorEntry(list, "f32")),
      2,
    ),
  ),
  vectorBranch(
    "vd",
    "vector<double>",
    toBaskets(
      lists.map((list) => vectorEntry(list, "f64")),
      2,
    ),
  ),
  vectorBranch(
    "vl",
    "vector<unsigned long>",
    toBaskets(
      lists.map((l) => vectorEntry(l.map(Math.abs).map(Math.ceil), "i64")),
      3,
    ),
  ),
  vectorBranch(
    "vb",
    "std::vector<bool, std::allocator<bool> >",
    toBaskets(
      lists.map((l) =>
        vectorEntry(
          l.map((x) => Number(x > 0)),
          "u8",
        ),
      ),
      3,
    ),
  ),
  vectorBranch(
    "vv",
    "vector<vector<float> >",
    toBaskets(
      lists.map(() => encode([1, 2, 3], "i32")),
      2,
    ),
  ),
];
const trial = (packing: TrialPacking = "none") => trialFile({ name: "tree", entries: 5, branches }, packing);
const openTrial = (packing?: TrialPacking) => openRootDataset(byteFileOf(trial(packing), "trial.root"));

test("the schema says types, shapes and lists; what is not read is named with the reason", () => {
  const { schema, warnings, format, length, metadata } = openTrial();
  const text = schema.map(({ name, type, shape, ragged }) => `${name} ${type}${ragged ? " list" : ""} [${shape}]`);
  expect(text).toEqual([
    "n int32 []",
    "counted float32 list []",
    "pairs float64 list [2]",
    "withoutOffsets int16 list []",
    "matrix int32 [2,2]",
    "point.x float32 []",
    "point.flag int8 []",
    "point.id uint64 []",
    "text string []",
    "yes bool []",
    "vf float32 list []",
    "vd float64 list []",
    "vl uint64 list []",
    "vb bool list []",
  ]);
  expect(warnings).toEqual(["branch vv is left out: objects of class vector<vector<float> > are not read"]);
  expect({ format, length }).toEqual({ format: "ROOT TTree tree (zlib)", length: 5 });
  expect(metadata).toEqual({ "ROOT version": "6.14/09", title: "a trial", branches: "13" });
});

test.each(["none", "ZL", "ZS", "L4"] as const)(
  "every kind of branch, baskets in the tree included (%s)",
  async (packing) => {
    const columns = await readAll(openTrial(packing));
    const of = (name: string, width = 1) => rows(columns.get(name)!, width);
    expect(of("n")).toEqual(counts);
    expect(of("counted")).toEqual(lists);
    expect(of("pairs", 2)).toEqual(lists.map((list) => list.flatMap((x) => [x, -x])));
    expect(of("withoutOffsets")).toEqual(lists.map((list) => list.map(Math.sign)));
    expect(of("matrix")).toEqual(counts.flatMap((n) => [n, 1, 2, 3]));
    expect(of("point.x")).toEqual(counts.map((n) => n / 2));
    expect(of("point.flag")).toEqual(counts.map((n) => 0 - n));
    expect(of("point.id")).toEqual(counts.map((n) => 2n ** 40n + BigInt(n)));
    expect(of("text")).toEqual(["η", "", "x".repeat(300), "b", "c"]);
    expect(of("yes")).toEqual(counts.map((n) => n % 2));
    expect(of("vf")).toEqual(lists);
    expect(of("vd")).toEqual(lists);
    expect(of("vl")).toEqual(lists.map((list) => list.map((x) => BigInt(Math.ceil(Math.abs(x))))));
    expect(of("vb")).toEqual(lists.map((list) => list.map((x) => Number(x > 0))));
  },
);

test("files above 2 GB, whose positions have 8 bytes", async () => {
  const bytes = trialFile({ name: "tree", entries: 5, branches, large: true }, "ZL");
  const columns = await readAll(openRootDataset(byteFileOf(bytes, "x.root")));
  expect(columns).toEqual(await readAll(openTrial("ZL")));
});

test("batches of any start and size are the same rows", async () => {
  const dataset = openTrial("ZL");
  const whole = await readAll(dataset);
  await fc.assert(
    fc.asyncProperty(fc.nat(6), fc.integer({ min: 1, max: 6 }), async (start, size) => {
      let next = start;
      for await (const batch of dataset.batches(start, size, ["vf", "n", "text", "withoutOffsets"])) {
        expect([batch.first, [...batch.columns.keys()]]).toEqual([next, ["vf", "n", "text", "withoutOffsets"]]);
        for (const [name, column] of batch.columns) {
          expect(rows(column)).toEqual(rows(whole.get(name)!).slice(next, next + batch.length));
        }
        next += batch.length;
      }
      expect(next).toBe(Math.max(start, 5));
    }),
    { seed: 1, numRuns: 30 },
  );
});

test("only the baskets of the columns asked for are read", async () => {
  const bytes = trial();
  const reads: number[] = [];
  const file = byteFileOf(bytes, "trial.root");
  const dataset = openRootDataset({ ...file, read: (at, n) => (reads.push(at), file.read(at, n)) });
  const opening = reads.length;
  await readAll(dataset, ["vd"]);
  expect(reads.length - opening).toBe(3); // five entries in baskets of two
});

test("a file on disk is recognised by its content and opened by its path", async () => {
  const folder = mkdtempSync(join(tmpdir(), "glueball-root-"));
  const path = join(folder, "events");
  writeFileSync(path, trial("ZS"));
  expect(rootReader.recognises(trial().subarray(0, 4096))).toBe(true);
  expect(rootReader.recognises(new TextEncoder().encode("rood"))).toBe(false);
  const dataset = await rootReader.open(path, "tree");
  expect(rows((await readAll(dataset, ["n"])).get("n")!)).toEqual(counts);
  await dataset.close();
  await expect(rootReader.open(path, "three")).rejects.toMatchObject({ code: "formats/no-such-tree" });
  rmSync(folder, { recursive: true });
});

/** A TBranchElement that is a member: its kind (`fType`), how it is stored, and which member of its class it is. */
function memberBranch(
  name: string,
  [kind, stored, id]: readonly number[],
  baskets: TrialBranch["baskets"],
  length = 1,
): TrialBranch {
  return {
    name,
    className: "TBranchElement",
    members: { fClassName: "Track", fClassVersion: 3, fID: id, fType: kind, fStreamerType: stored },
    leaves: [leaf("TLeafElement", name, { fLen: length })],
    baskets,
  };
}

test("objects and collections that are split into their members", async () => {
  const entries = counts.map((n) => encode([n], "i32"));
  const of = (encoding: "f32" | "f64", width = 1) =>
    toBaskets(
      lists.map((list) =>
        encode(
          list.flatMap((x) => new Array<number>(width).fill(x)),
          encoding,
        ),
      ),
      2,
    );
  const tree = {
    name: "tree",
    entries: 5,
    classes: { Track: trialClass(3, 77, "pt:5:float hits:300:vector<float> charge:2:short chain:61:Chain") },
    branches: [
      {
        ...memberBranch("tracks", [4, -1, -1], toBaskets(entries, 3, { offsets: false })), // how many an entry
        children: [
          memberBranch("tracks.pt", [41, 5, 0], of("f32")),
          memberBranch("tracks.xyz[3]", [41, 28, 0], of("f64", 3), 3),
        ],
      },
      {
        ...memberBranch("lead.", [2, -1, -1], []),
        children: [
          memberBranch(
            "pt",
            [0, 5, 0],
            toBaskets(
              lists.map((list) => encode([list.length], "f32")),
              5,
              { offsets: false },
            ),
          ),
          memberBranch(
            "hits",
            [0, 300, 1],
            toBaskets(
              lists.map((list) => vectorEntry(list, "f32")),
              3,
            ),
          ),
          memberBranch(
            "charge",
            [0, 42, 2],
            toBaskets(
              lists.map((list) => Buffer.concat([Uint8Array.of(1), encode(list.map(Math.sign), "i16")])),
              3,
            ),
          ),
          memberBranch(
            "chain",
            [0, 61, 3],
            toBaskets(
              lists.map(() => encode([1], "f32")),
              5,
            ),
          ),
        ],
      },
    ],
  };
  const dataset = openRootDataset(byteFileOf(trialFile(tree, "ZL"), "x.root"));
  const columns = await readAll(dataset);
  const read = (name: string, width = 1) => rows(columns.get(name)!, width);
  expect([...columns.keys()]).toEqual(["tracks", "tracks.pt", "tracks.xyz[3]", "lead/pt", "lead/hits", "lead/charge"]);
  expect(read("tracks")).toEqual(counts);
  expect(read("tracks.pt")).toEqual(lists);
  expect(read("tracks.xyz[3]", 3)).toEqual(lists.map((list) => list.flatMap((x) => [x, x, x])));
  expect(read("lead/pt")).toEqual(counts);
  expect(read("lead/hits")).toEqual(lists);
  expect(read("lead/charge")).toEqual(lists.map((list) => list.map(Math.sign)));
  expect(dataset.warnings).toEqual(["branch lead/chain is left out: objects of class Chain are not read"]);
});
