/** Damaged, cut and hostile ROOT files: always an error of ours that names the place, in bounded time and memory. */
import { describe, expect, test } from "vitest";
import { createRng, GlueballError, type Rng } from "../base/index.ts";
import { byteFileOf } from "./byteFile.ts";
import type { ColumnData } from "./dataset.ts";
import { openRootDataset } from "./root.ts";
import { encode, leaf, textEntry, toBaskets, vectorBranch, vectorEntry } from "./root/trialBranches.ts";
import { trialFile, type TrialBranch, type TrialPacking } from "./root/trialFile.ts";

const lists = Array.from({ length: 12 }, (_, i) => Array.from({ length: i % 5 }, (_, k) => i + k / 4));
const counter = leaf("TLeafI", "n", { fMaximum: 4 });
const numbers: TrialBranch = {
  name: "n",
  leaves: [counter],
  baskets: toBaskets(
    lists.map((list) => encode([list.length], "i32")),
    5,
    { offsets: false },
  ),
};
const counted: TrialBranch = {
  name: "x",
  leaves: [leaf("TLeafF", "x[n]", { fLeafCount: counter })],
  baskets: toBaskets(
    lists.map((list) => encode(list, "f32")),
    5,
    { lastInTree: true },
  ),
};
const vectors = vectorBranch(
  "v",
  "vector<float>",
  toBaskets(
    lists.map((list) => vectorEntry(list, "f32")),
    4,
  ),
);
const texts: TrialBranch = {
  name: "text",
  leaves: [leaf("TLeafC", "text")],
  baskets: toBaskets(
    lists.map((list) => textEntry(list.join())),
    6,
  ),
};
const trial = (branches: readonly TrialBranch[], packing: TrialPacking = "none") =>
  trialFile({ name: "tree", entries: 12, branches }, packing);

async function readAll(bytes: Uint8Array, names?: readonly string[]): Promise<ReadonlyMap<string, ColumnData>> {
  const [batch] = await Array.fromAsync(openRootDataset(byteFileOf(bytes, "x.root")).batches(0, 1e9, names));
  return batch.columns;
}

async function failure(bytes: Uint8Array, names?: readonly string[]): Promise<GlueballError> {
  const error: unknown = await readAll(bytes, names).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error instanceof GlueballError) return error;
  throw error ?? new Error("nothing was thrown");
}

/** One flipped bit, five random bytes, a cut, or a number that looks like a huge or negative size. */
function damage(good: Uint8Array, rng: Rng): Uint8Array {
  const bytes = good.slice();
  const anywhere = () => rng.integer(bytes.length);
  const kind = rng.integer(4);
  if (kind === 0) bytes[anywhere()] ^= 1 << rng.integer(8);
  else if (kind === 1) for (let i = 0; i < 5; i++) bytes[anywhere()] = rng.integer(256);
  else if (kind === 2) return bytes.slice(0, anywhere());
  else {
    const value = [0xffffffff, 0x7fffffff, 0x40ffffff, 0x80000000, 0][rng.integer(5)];
    new DataView(bytes.buffer).setUint32(rng.integer(bytes.length - 4), value);
  }
  return bytes;
}

const CHECKED: readonly TrialPacking[] = ["ZL", "L4"];
test.each(["none", "ZL", "ZS", "L4"] as const)("300 damaged files give our errors (%s)", async (packing) => {
  const good = trial([numbers, counted, vectors, texts], packing);
  const whole = await readAll(good);
  const rng = createRng(5);
  let refused = 0;
  for (let i = 0; i < 300; i++) {
    try {
      const columns = await readAll(damage(good, rng));
      // Without a checksum a damaged number cannot be told from a good one.
      if (CHECKED.includes(packing)) expect(columns).toEqual(whole);
    } catch (error) {
      if (!(error instanceof GlueballError)) throw error;
      expect(error.code).toMatch(/^formats\/(root-|truncated$|no-such-tree$)/);
      if (error.code !== "formats/no-such-tree") expect(error.data.place).toMatch(/^x\.root, (byte \d+|branch \w+)/);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(150);
});

/** The file with these bytes in the place of the last that match. */
function replace(bytes: Uint8Array, old: Uint8Array, fresh: Uint8Array, skip = 0): Uint8Array {
  const at = Buffer.from(bytes).lastIndexOf(old) + skip;
  if (at < skip) throw new Error("not found");
  const changed = bytes.slice();
  changed.set(fresh, at);
  return changed;
}

const ascii = (text: string) => new TextEncoder().encode(text);
const word = (value: number) => encode([value], "i32");
const oneBasket = (name: string, className: string, entries: readonly Uint8Array[], offsets = true): TrialBranch => ({
  name,
  leaves: [leaf(className, name)],
  baskets: toBaskets(entries, 12, { offsets }),
});
const plain = trial([numbers]);
const packed = trial([numbers], "ZL");
const twelve = <T>(make: (i: number) => T) => Array.from({ length: 12 }, (_, i) => make(i));

describe("bad files", () => {
  test.each<[string, Uint8Array, string, string]>([
    ["empty", new Uint8Array(0), "formats/root-damaged", "x.root, byte 0"],
    ["text", ascii("1 2 3 4 5 6 7 8 9"), "formats/root-damaged", 'found "1 2 ", expected root'],
    [
      "cut off",
      plain.slice(0, -10),
      "formats/root-damaged",
      `found "${plain.length - 10} bytes", expected ${plain.length} bytes`,
    ],
    [
      "an unknown compression",
      replace(packed, ascii("ZL"), ascii("QQ")),
      "formats/root-damaged",
      'found "QQ", expected ZL, L4, XZ or ZS',
    ],
    [
      "ROOT 2 compression",
      replace(packed, ascii("ZL"), ascii("CS")),
      "formats/root-unsupported",
      "before version 3 is not read",
    ],
    [
      "a block of 16 MB in 2 kB",
      replace(packed, ascii("ZL"), Uint8Array.of(255, 255, 255), 6),
      "formats/root-damaged",
      "bytes cannot hold so many at x.root, byte",
    ],
    [
      "a block that runs on",
      replace(packed, ascii("ZL"), Uint8Array.of(255, 255, 255), 3),
      "formats/root-damaged",
      "a block ends behind its record",
    ],
    [
      "an object of 2 GB",
      replace(packed, ascii("\x05TTree"), word(0x7fffffff), -20),
      "formats/root-too-large",
      'found "2147483647 bytes", expected at most 1073741824 bytes',
    ],
    [
      "no list of keys",
      replace(plain, Buffer.concat([word(100), word(0)]), word(0), 8),
      "formats/root-unsupported",
      "TFile::Recover",
    ],
    [
      "another number of entries",
      trialFile({ name: "tree", entries: 13, branches: [numbers] }),
      "formats/root-damaged",
      "branch n: found 12, expected 13",
    ],
    [
      "a bool of 2",
      trial([
        oneBasket(
          "b",
          "TLeafO",
          twelve((i) => Uint8Array.of(i % 3)),
          false,
        ),
      ]),
      "formats/root-damaged",
      "found 2, expected 0 or 1",
    ],
    [
      "a text that is too long",
      trial([
        oneBasket(
          "t",
          "TLeafC",
          twelve((i) => Uint8Array.of(i, 65)),
        ),
      ]),
      "formats/root-damaged",
      "entry 0 of t has a wrong length",
    ],
    [
      "texts without positions",
      trial([
        oneBasket(
          "t",
          "TLeafC",
          twelve(() => Uint8Array.of(0)),
          false,
        ),
      ]),
      "formats/root-unsupported",
      "a basket of texts without positions",
    ],
    [
      "a counter that does not fit",
      trial([
        numbers,
        {
          ...counted,
          baskets: toBaskets(
            twelve(() => encode([1], "f32")),
            12,
            { offsets: false },
          ),
        },
      ]),
      "formats/root-damaged",
      "n does not fit the size of a basket of x",
    ],
    [
      "a list without counter",
      trial([
        {
          ...counted,
          leaves: [leaf("TLeafF", "x[m]", { fLeafCount: leaf("TLeafI", "m") })],
          baskets: toBaskets(
            twelve(() => encode([1], "f32")),
            12,
            { offsets: false },
          ),
        },
      ]),
      "formats/root-unsupported",
      "nothing says how many values the entries of x have",
    ],
    [
      "a vector of a wrong length",
      trial([
        vectorBranch(
          "v",
          "vector<float>",
          toBaskets(
            twelve((i) => (i < 7 ? vectorEntry([1], "f32") : encode([1, 2, 3, 4], "i32"))),
            12,
          ),
        ),
      ]),
      "formats/root-damaged",
      "entry 7 of v has a wrong length",
    ],
    [
      "half a number",
      trial([
        {
          ...counted,
          baskets: toBaskets(
            twelve(() => Uint8Array.of(1, 2, 3)),
            12,
          ),
        },
      ]),
      "formats/root-damaged",
      "entry 0 of x has a wrong length",
    ],
    [
      "a basket of another size",
      trial([
        oneBasket(
          "y",
          "TLeafD",
          twelve(() => encode([1], "f32")),
          false,
        ),
      ]),
      "formats/root-damaged",
      "found 48, expected 12 entries of 8 bytes",
    ],
    [
      "overlapping entries",
      trial([{ ...counted, baskets: [{ entries: 12, data: new Uint8Array(48), offsets: twelve((i) => 44 - 4 * i) }] }]),
      "formats/root-damaged",
      "the entries of a basket overlap",
    ],
    [
      "baskets in another file",
      trial([{ ...numbers, members: { fFileName: "far.root" } }]),
      "formats/root-unsupported",
      "the baskets of a branch are in another file",
    ],
    [
      "baskets out of order",
      trial([{ ...numbers, members: { fBasketEntry: [0, 7, 5, 12] } }]),
      "formats/root-damaged",
      "the baskets of branch n are out of order",
    ],
    [
      "a basket that is none",
      trial([{ ...numbers, members: { fBasketSeek: [100, 100, 100, 0] } }]),
      "formats/root-damaged",
      "there is no basket",
    ],
    [
      "a basket behind the end",
      trial([{ ...numbers, members: { fBasketSeek: [99999999, 1, 1, 0] } }]),
      "formats/truncated",
      "x.root, byte 99999999",
    ],
  ])("%s", async (_, bytes, code, text) => {
    const error = await failure(bytes);
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(text);
  });

  test("a leaf of a class that is not described is stepped over and listed", async () => {
    const strange = { className: "TLeafObject", raw: Buffer.concat([word(0x40000002), Uint8Array.of(0, 1)]) };
    const dataset = openRootDataset(
      byteFileOf(trial([{ ...numbers, name: "o", leaves: [strange] }, numbers]), "x.root"),
    );
    expect(dataset.warnings).toEqual(["branch o is left out: its values are of class TLeafObject"]);
    expect(dataset.schema.map(({ name }) => name)).toEqual(["n"]);
    expect(() => dataset.batches(0, 1, ["o"])).toThrow("formats/root-unsupported");
  });

  test("a column, a tree or rows that are not there", async () => {
    const open = () =>
      openRootDataset(byteFileOf(trial([numbers, counted, vectorBranch("w", "vector<string>", [])]), "x.root"));
    await expect(failure(plain, ["m"])).resolves.toMatchObject({ code: "formats/no-such-column" });
    expect(() => open().batches(0, 1, ["w"])).toThrow(
      "branch w is not read: objects of class vector<string> are not read",
    );
    expect(() => open().batches(0, 0)).toThrow('found "0 rows from row 0"');
    expect(() => open().batches(-1)).toThrow("formats/bad-row-range");
    expect(() => openRootDataset(byteFileOf(plain, "x.root"), "trees")).toThrow(
      'the file has no such tree at x.root: found "trees", expected one of tree [formats/no-such-tree]. Did you mean tree?',
    );
  });
});
