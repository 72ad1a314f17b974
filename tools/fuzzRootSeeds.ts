/**
 * Intact ROOT files: real ones in four compressions; small ones of our own with a branch of every kind; and a real one
 * whose tree and class descriptions are stored unpacked. (Packed, damage to them is almost always noticed by the
 * decompressor, and the code behind it is never reached.)
 */
import { readFileSync } from "node:fs";
import { byteFileOf } from "../src/formats/byteFile.ts";
import { rootReader } from "../src/formats/root.ts";
import { RootCursor } from "../src/formats/root/cursor.ts";
import { readKey } from "../src/formats/root/key.ts";
import type { Key } from "../src/formats/root/key.ts";
import { openRootFile, recordContent } from "../src/formats/root/rootFile.ts";
import { encode, leaf, textEntry, toBaskets, vectorBranch, vectorEntry } from "../src/formats/root/trialBranches.ts";
import { trialFile } from "../src/formats/root/trialFile.ts";
import type { TrialBranch } from "../src/formats/root/trialFile.ts";
import { findData } from "../src/run/index.ts";
import type { FuzzSeed } from "./fuzzCase.ts";

/** Real trees are wide: only three columns of each file are read, drawn anew. */
const COLUMNS = 3;

const COMMON = { reader: rootReader, extension: ".root", guard: "structure" } as const;

export function rootSeeds(): FuzzSeed[] {
  const real = (["zlib", "lz4", "lzma", "zstd"] as const).flatMap((name): FuzzSeed[] => {
    const path = findData(`jet-foundation/root-compression/uproot-HZZ-${name}.root`);
    return path === undefined ? [] : [{ ...COMMON, name, columns: COLUMNS, bytes: new Uint8Array(readFileSync(path)) }];
  });
  const unpacked = real.slice(0, 1).map(({ bytes }): FuzzSeed => {
    const { bytes: file, records } = unpackedRoot(bytes);
    return { ...COMMON, name: "tree and classes unpacked", columns: COLUMNS, bytes: file, hot: records };
  });
  const own = (["none", "none", "ZL", "ZS"] as const).map((packing): FuzzSeed => {
    const bytes = trialFile({ name: "tree", entries: LISTS.length, branches: branches() }, packing);
    return { ...COMMON, name: `own, ${packing === "none" ? "unpacked" : packing}`, bytes };
  });
  return [...real, ...unpacked, ...own];
}

const LISTS: readonly (readonly number[])[] = Array.from({ length: 12 }, (_, i) => [1.5, -2, i].slice(0, (i * 5) % 4));

/** One branch of each kind; baskets of several sizes, the last of one inside the tree. */
function branches(): TrialBranch[] {
  const counts = LISTS.map((list) => encode([list.length], "i32"));
  const counter = leaf("TLeafI", "n", { fIsRange: 1, fMaximum: 3 });
  const vector = (list: readonly number[]) => vectorEntry(list, "f32");
  return [
    { name: "n", leaves: [counter], baskets: toBaskets(counts, 5, { offsets: false }) },
    {
      name: "x",
      leaves: [leaf("TLeafF", "x[n]", { fLeafCount: counter })],
      baskets: toBaskets(
        LISTS.map((list) => encode(list, "f32")),
        5,
        { lastInTree: true },
      ),
    },
    vectorBranch("v", "vector<float>", toBaskets(LISTS.map(vector), 4)),
    {
      name: "text",
      leaves: [leaf("TLeafC", "text")],
      baskets: toBaskets(
        LISTS.map((list) => textEntry(list.join())),
        6,
      ),
    },
  ];
}

/** Positions in a key and in the header of a small file (TKey and TFile of ROOT 6, all big-endian). */
const KEY = { bytes: 0, objectLength: 6, position: 18 } as const;
const HEADER = { end: 12, classesAt: 37, classesBytes: 41 } as const;

interface UnpackedRoot {
  readonly bytes: Uint8Array;
  /** Where the unpacked records lie. */
  readonly records: readonly (readonly [begin: number, end: number])[];
}

/** The unpacked records are appended; keys and header point to them. */
function unpackedRoot(packed: Uint8Array): UnpackedRoot {
  const file = byteFileOf(packed, "seed.root");
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const classesAt = view.getInt32(HEADER.classesAt);
  const classes = readKey(new RootCursor(packed.subarray(classesAt), { path: "seed.root", byte: 0, unpacked: false }));
  const trees = [...openRootFile(file).keys.values()].filter(({ className }) => className === "TTree");
  const records = [{ ...classes, position: classesAt }, ...trees].map((key) => unpackedRecord(packed, key));

  const bytes = new Uint8Array(packed.length + records.reduce((sum, { record }) => sum + record.length, 0));
  bytes.set(packed);
  const out = new DataView(bytes.buffer);
  const places: [number, number][] = [];
  let end = packed.length;
  for (const { key, record } of records) {
    bytes.set(record, end);
    new DataView(bytes.buffer, end).setInt32(KEY.position, end);
    for (const at of copiesOf(view, key)) {
      out.setInt32(at + KEY.bytes, record.length);
      out.setInt32(at + KEY.position, end);
    }
    if (key.position === classesAt) {
      out.setInt32(HEADER.classesAt, end);
      out.setInt32(HEADER.classesBytes, record.length);
    }
    places.push([end, end + record.length]);
    end += record.length;
  }
  out.setInt32(HEADER.end, end);
  return { bytes, records: places };
}

function unpackedRecord(file: Uint8Array, key: Key): { readonly key: Key; readonly record: Uint8Array } {
  const stored = file.subarray(key.position, key.position + key.bytes);
  const { bytes: content } = recordContent(stored, key, "seed.root");
  const record = new Uint8Array(key.keyLength + content.length);
  record.set(stored.subarray(0, key.keyLength));
  record.set(content, key.keyLength);
  new DataView(record.buffer).setInt32(KEY.bytes, record.length);
  return { key, record };
}

/** Every place where this key stands: its record and the list of the directory. */
function copiesOf(view: DataView, key: Key): number[] {
  const found: number[] = [];
  for (let at = 0; at + 26 < view.byteLength; at++) {
    const same =
      view.getInt32(at + KEY.bytes) === key.bytes &&
      view.getInt32(at + KEY.objectLength) === key.objectLength &&
      view.getInt32(at + KEY.position) === key.position;
    if (same) found.push(at);
  }
  return found;
}
