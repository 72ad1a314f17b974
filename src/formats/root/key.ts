/**
 * The header of every record of a ROOT file (TKey). Big-endian: i32 bytes of the record, i16 version, i32 bytes of the
 * object unpacked, u32 date, i16 bytes of the header, i16 cycle, two positions of 4 bytes (8 when version > 1000), and
 * the names of class, object and title. Source: TKey::Streamer, TBasket::Streamer.
 */
import type { RootCursor } from "./cursor.ts";
import { damaged } from "./damage.ts";

export interface Key {
  /** Bytes of the record with its header. */
  readonly bytes: number;
  /** Bytes of the object unpacked. */
  readonly objectLength: number;
  /** Bytes of the header. */
  readonly keyLength: number;
  readonly cycle: number;
  /** Where in the file the record lies. */
  readonly position: number;
  readonly className: string;
  readonly name: string;
  readonly title: string;
}

const LARGE_FILE = 1000;

export function readKey(cursor: RootCursor): Key {
  const { place } = cursor;
  const bytes = cursor.i32();
  const version = cursor.i16();
  const objectLength = cursor.i32();
  cursor.take(4);
  const keyLength = cursor.i16();
  const cycle = cursor.i16();
  const seek = version > LARGE_FILE ? "i64" : "i32";
  const position = cursor[seek]();
  cursor[seek](); // of the directory
  const [className, name, title] = [cursor.string(), cursor.string(), cursor.string()];
  if (bytes < 0 || objectLength < 0 || keyLength < 0 || position < 0) {
    throw damaged(place, "a record header holds a negative size", [bytes, objectLength, keyLength, position]);
  }
  return { bytes, objectLength, keyLength, cycle, position, className, name, title };
}

export interface BasketHeader {
  readonly entries: number;
  /** Bytes of key and values, that is the position behind the last value counted from the key. */
  readonly last: number;
  readonly flag: number;
}

/** What stands behind the key of a basket. */
export function readBasketHeader(cursor: RootCursor): BasketHeader {
  const { place } = cursor;
  cursor.take(2 + 4); // version and buffer size
  const offsetBytes = cursor.i32();
  if (offsetBytes < 0) cursor.take(1); // the sign says that a byte of options follows
  const entries = cursor.i32();
  const last = cursor.i32();
  const flag = cursor.u8();
  if (entries < 0 || last < 0) throw damaged(place, "a basket holds a negative size", [entries, last]);
  return { entries, last, flag };
}
