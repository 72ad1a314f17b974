/**
 * The last basket of a branch, when it was not full and therefore written inside the tree (TBasket::Streamer): the
 * header of its key, the same numbers as a basket of its own has, offsets of the entries where they vary in length, and
 * the bytes as they were in memory, which begin with room for the key.
 */
import type { RootCursor } from "./cursor.ts";
import { damaged } from "./damage.ts";
import { readBasketHeader, readKey } from "./key.ts";

export interface EmbeddedBasket {
  readonly entries: number;
  /** The values, one entry after the other. */
  readonly data: Uint8Array;
  /** Byte of `data` where each entry begins, where entries vary in length. */
  readonly offsets: Int32Array | undefined;
  readonly place: string;
}

/** The flag of a basket says what follows: offsets (unless it ends in 2 or is 0), 10: bytes, 40: displacements. */
const OFFSETS_GENERATED = 80;

export function readEmbeddedBasket(cursor: RootCursor): EmbeddedBasket {
  const { place } = cursor;
  const key = readKey(cursor);
  const { entries, last, flag: stored } = readBasketHeader(cursor);
  const generated = stored >= OFFSETS_GENERATED;
  const flag = generated ? stored - OFFSETS_GENERATED : stored;
  const hasOffsets = !generated && flag !== 0 && flag % 10 !== 2 && entries > 0;
  const offsets = hasOffsets ? readOffsets(cursor, entries, key.keyLength) : undefined;
  if (hasOffsets && flag > 40) cursor.take(4 + 4 * entries);
  if (flag !== 1 && flag <= 10) return { entries, data: new Uint8Array(0), offsets, place };
  const from = cursor.take(last);
  if (last < key.keyLength) throw damaged(place, "a basket is shorter than its key", last, `${key.keyLength} bytes`);
  return { entries, data: cursor.bytes.subarray(from + key.keyLength, cursor.at), offsets, place };
}

function readOffsets(cursor: RootCursor, entries: number, keyLength: number): Int32Array {
  const count = cursor.i32();
  if (count !== entries) throw damaged(cursor.place, "a basket has a wrong number of offsets", count, `${entries}`);
  return Int32Array.from(cursor.many(count, "i32"), (offset) => offset - keyLength);
}
