/**
 * A ROOT file whose tree and class descriptions are stored unpacked. Packed, damage to them is almost always noticed by
 * the decompressor, and the code behind it is never reached.
 */
import { byteFileOf } from "../src/formats/byteFile.ts";
import { openRootFile, recordContent } from "../src/formats/root/rootFile.ts";
import { RootCursor } from "../src/formats/root/cursor.ts";
import { readKey } from "../src/formats/root/key.ts";
import type { Key } from "../src/formats/root/key.ts";

/** Positions in a key and in the header of a small file (TKey and TFile of ROOT 6, all big-endian). */
const KEY = { bytes: 0, objectLength: 6, position: 18 } as const;
const HEADER = { end: 12, classesAt: 37, classesBytes: 41 } as const;

export interface UnpackedRoot {
  readonly bytes: Uint8Array;
  /** Where the unpacked records lie. */
  readonly records: readonly (readonly [begin: number, end: number])[];
}

/** The unpacked records are appended; keys and header point to them. */
export function unpackedRoot(packed: Uint8Array): UnpackedRoot {
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
