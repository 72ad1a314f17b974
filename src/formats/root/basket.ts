/**
 * One basket unpacked: the values of its entries one after the other, up to `last` counted from the key, and behind
 * them, where entries vary in length, a count and the position of each entry.
 */
import type { ByteFile } from "../byteFile.ts";
import { RootCursor } from "./cursor.ts";
import { damaged, placeOf } from "./damage.ts";
import { readBasketHeader, readKey } from "./key.ts";
import { recordContent } from "./rootFile.ts";
import type { BasketPlace, Branch } from "./tree.ts";

export interface Basket {
  readonly entries: number;
  readonly data: Uint8Array;
  /** Byte of `data` where entry i begins, and its length at the end; undefined where the file stores none. */
  readonly offsets: Int32Array | undefined;
  readonly place: string;
}

/** @throws GlueballError formats/root-damaged with the byte, where the basket is not what the tree says of it */
export function readBasket(file: ByteFile, branch: Branch, { first, end, stored }: BasketPlace): Basket {
  const basket = "data" in stored ? closeOffsets(stored) : readStoredBasket(file, stored.position, stored.bytes);
  if (basket.entries !== end - first) {
    const what = `a basket of branch ${branch.name} has a wrong number of entries`;
    throw damaged(basket.place, what, basket.entries, `${end - first} from entry ${first}`);
  }
  return basket;
}

function readStoredBasket(file: ByteFile, position: number, bytes: number): Basket {
  const record = file.read(position, bytes);
  const cursor = new RootCursor(record, { path: file.path, byte: position, unpacked: false });
  const { place } = cursor;
  const key = readKey(cursor);
  if (key.className !== "TBasket" || key.bytes !== bytes) {
    throw damaged(place, "there is no basket", `${key.className} of ${key.bytes} bytes`, `TBasket of ${bytes}`);
  }
  const { entries, last } = readBasketHeader(cursor);
  if (cursor.at > key.keyLength) throw damaged(place, "a key is longer than it says", cursor.at, `${key.keyLength}`);
  const { bytes: content, unpacked } = recordContent(record, { ...key, position }, file.path);
  const length = last - key.keyLength;
  if (length < 0 || length > content.length) {
    throw damaged(place, "the values of a basket end outside it", length, `0 to ${content.length} bytes`);
  }
  const origin = { path: file.path, byte: unpacked ? position : position + key.keyLength, unpacked };
  const offsets = length === content.length ? undefined : readOffsets(new RootCursor(content, origin, length), entries);
  const data = content.subarray(0, length);
  const relative = offsets?.map((offset) => offset - key.keyLength);
  return closeOffsets({ entries, data, offsets: relative, place: placeOf(origin, 0) });
}

/** ROOT writes one more than there are entries; the last one is 0. */
function readOffsets(cursor: RootCursor, entries: number): Int32Array {
  const { place } = cursor;
  const count = cursor.i32();
  if (count !== entries + 1) throw damaged(place, "a basket has a wrong number of offsets", count, `${entries + 1}`);
  return Int32Array.from(cursor.many(count, "i32").subarray(0, entries));
}

/** Adds the end of the last entry and checks that no entry ends before it begins. */
function closeOffsets(basket: Basket): Basket {
  const { entries, data, offsets, place } = basket;
  if (offsets === undefined) return basket;
  const closed = new Int32Array(entries + 1);
  closed.set(offsets);
  closed[entries] = data.length;
  let before = 0;
  for (const offset of closed) {
    if (offset < before) throw damaged(place, "the entries of a basket overlap", offset, `at least ${before}`);
    before = offset;
  }
  return { ...basket, offsets: closed };
}
