/**
 * Reads ROOT's big-endian numbers and strings one after the other. Whatever would run past the end is an error with
 * its byte, so that nothing behind this file needs to ask how many bytes are left before it reads one.
 */
import { damaged, placeOf, type Origin } from "./damage.ts";

/** Set in the first word of an object that says how many bytes it has (TBufferFile, `kByteCountMask`). */
const BYTE_COUNT = 0x40000000;
/** How a number is stored, which is also the name of the method that reads it; and its bytes. */
const WIDTHS = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, f64: 8, i64: 8, u64: 8 } as const;
export type NumberKind = keyof typeof WIDTHS;

/** What stands before the members of an object. */
export interface ObjectHeader {
  readonly version: number;
  /** Identifies the members of a class without version number; only then. */
  readonly checksum: number | undefined;
  /** Position behind the object, where the object says how long it is. */
  readonly end: number | undefined;
}

export class RootCursor {
  at: number;
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly origin: Origin;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, origin: Origin, at = 0) {
    this.bytes = bytes;
    this.origin = origin;
    this.at = at;
    this.end = bytes.length;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get place(): string {
    return placeOf(this.origin, this.at);
  }

  /** The position before `length` bytes that are there, and steps over them. */
  take(length: number): number {
    const from = this.at;
    if (!(length >= 0 && from + length <= this.end)) {
      throw damaged(this.place, "an object ends before its content does", `${this.end - from} bytes left`, `${length}`);
    }
    this.at = from + length;
    return from;
  }

  u8(): number {
    return this.#view.getUint8(this.take(1));
  }
  i8(): number {
    return this.#view.getInt8(this.take(1));
  }
  u16(): number {
    return this.#view.getUint16(this.take(2));
  }
  i16(): number {
    return this.#view.getInt16(this.take(2));
  }
  u32(): number {
    return this.#view.getUint32(this.take(4));
  }
  i32(): number {
    return this.#view.getInt32(this.take(4));
  }
  f32(): number {
    return this.#view.getFloat32(this.take(4));
  }
  f64(): number {
    return this.#view.getFloat64(this.take(8));
  }
  /** 64-bit integers of the file's own bookkeeping, which are far below 2^53; larger ones fail later checks. */
  i64(): number {
    return Number(this.#view.getBigInt64(this.take(8)));
  }
  u64(): number {
    return Number(this.#view.getBigUint64(this.take(8)));
  }

  /** `count` numbers of one kind; nothing is allocated before the bytes are known to be there. */
  many(count: number, kind: NumberKind): Float64Array {
    if (!Number.isSafeInteger(count)) throw damaged(this.place, "an impossible number of values", count);
    this.at = this.take(count * WIDTHS[kind]);
    const numbers = new Float64Array(count);
    for (let i = 0; i < count; i++) numbers[i] = this[kind]();
    return numbers;
  }

  /** A TString: one byte of length, or 255 and four bytes of length. */
  string(): string {
    const short = this.u8();
    const length = short === 255 ? this.u32() : short;
    const from = this.take(length);
    return decode(this.bytes.subarray(from, this.at));
  }

  /** A name closed by a zero byte. */
  zeroTerminated(): string {
    const from = this.at;
    const end = this.bytes.indexOf(0, from);
    if (end < 0) throw damaged(this.place, "a name does not end");
    this.at = end + 1;
    return decode(this.bytes.subarray(from, end));
  }

  /** The header of an object: byte count where there is one, version, and the checksum of a class without version. */
  header(): ObjectHeader {
    const start = this.at;
    const count = this.u32();
    const counted = (count & BYTE_COUNT) !== 0;
    if (!counted) this.at = start;
    const end = counted ? this.endOf(count) : undefined;
    const version = this.i16();
    const checksum = version <= 0 && counted ? this.u32() : undefined;
    return { version, checksum, end };
  }

  /** Where an object ends whose byte count was read just now. */
  endOf(count: number): number {
    const end = this.at + (count & ~BYTE_COUNT);
    if (end < this.at || end > this.end)
      throw damaged(this.place, "an object ends behind its record", end, `at most ${this.end}`);
    return end;
  }

  /** As many bytes as `header` promised must have been read. */
  requireEnd(end: number | undefined, what: string): void {
    if (end !== undefined && this.at !== end) {
      throw damaged(this.place, `${what} does not end where it says`, this.at, `byte ${end}`);
    }
  }
}

export function hasByteCount(word: number): boolean {
  return (word & BYTE_COUNT) !== 0;
}

const TEXT = new TextDecoder();

/** Names are ASCII in practice; bytes that are no UTF-8 become replacement characters. */
function decode(bytes: Uint8Array): string {
  return TEXT.decode(bytes);
}
