/**
 * Fields of HDF5 structures, read with every address and length checked against the file. All integers are
 * little-endian; addresses count from the base address (the superblock's own place, for files that begin with other
 * content); an address of eight 0xff bytes means "nothing there".
 */
import { GlueballError } from "../../base/index.ts";
import type { ByteFile } from "../byteFile.ts";

/** The bytes of one structure and a position in them that each call moves on. */
export interface Cursor {
  readonly path: string;
  /** Byte of the file at which the next field begins, for messages. */
  position(): number;
  /** Bytes that are left. */
  left(): number;
  u8(): number;
  u16(): number;
  u32(): number;
  /** A length or a count; above 2^53 it is damage. */
  u64(): number;
  /** A length or a count of 1, 2, 4 or 8 bytes. */
  unsigned(width: number): number;
  /** An address, or undefined for "nothing there". */
  address(): number | undefined;
  /** A view of the next bytes, not a copy. */
  bytes(length: number): Uint8Array;
  /** A cursor of its own over the next bytes. */
  part(length: number): Cursor;
  /** Text up to the first zero byte within the next `length` bytes. */
  text(length: number): string;
  /** Text up to a zero byte, which is consumed too. */
  terminated(): string;
  skip(length: number): void;
  /** Throws `formats/hdf5-damaged` where the next four bytes are not these letters. */
  signature(letters: string): void;
}

/** An HDF5 file as addresses see it. */
export interface AddressSpace {
  readonly file: ByteFile;
  readonly base: number;
}

const MAX_STRUCTURE = 2 ** 26; // bytes; no header, node or heap is near it, and damage must not fill the memory

/** A structure of `length` bytes at `address`. @throws GlueballError formats/truncated, formats/hdf5-damaged. */
export function structureAt(space: AddressSpace, address: number, length: number): Cursor {
  const start = space.base + address;
  if (length > MAX_STRUCTURE) {
    throw damaged(`${space.file.path}, byte ${start}`, "a structure is impossibly long", length, `< ${MAX_STRUCTURE}`);
  }
  return cursorOf(space.file.read(start, length), start, space.file.path);
}

const UTF8 = new TextDecoder();

/** A cursor over bytes that were read from byte `start` of the file. */
export function cursorOf(content: Uint8Array, start: number, path: string): Cursor {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let at = 0;
  const take = (length: number) => {
    if (length > content.length - at) {
      const place = `${path}, byte ${start + at}`;
      throw damaged(place, "a structure ends too early", `${content.length - at} bytes`, `${length} bytes`);
    }
    at += length;
    return at - length;
  };
  const zeroWithin = (length: number) => {
    const zero = content.subarray(at, at + length).indexOf(0);
    return zero === -1 ? length : zero;
  };
  const bytes = (length: number) => content.subarray(take(length), at);
  return {
    path,
    position: () => start + at,
    left: () => content.length - at,
    u8: () => view.getUint8(take(1)),
    u16: () => view.getUint16(take(2), true),
    u32: () => view.getUint32(take(4), true),
    u64: () => safeInteger(view.getBigUint64(take(8), true), `${path}, byte ${start + at - 8}`),
    unsigned: (width) => {
      const value = bytes(width).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
      return safeInteger(value, `${path}, byte ${start + at - width}`);
    },
    address: () => {
      const value = view.getBigUint64(take(8), true);
      return value === UNDEFINED_ADDRESS ? undefined : safeInteger(value, `${path}, byte ${start + at - 8}`);
    },
    bytes,
    part: (length) => {
      const first = start + at;
      return cursorOf(bytes(length), first, path);
    },
    text: (length) => {
      const end = zeroWithin(length);
      return UTF8.decode(bytes(length).subarray(0, end));
    },
    terminated: () => {
      const text = UTF8.decode(bytes(zeroWithin(content.length - at)));
      take(1);
      return text;
    },
    skip: (length) => void take(length),
    signature: (letters) => {
      const found = UTF8.decode(bytes(letters.length));
      const place = `${path}, byte ${start + at - letters.length}`;
      if (found !== letters) throw damaged(place, "a structure has the wrong signature", found, letters);
    },
  };
}

const UNDEFINED_ADDRESS = 2n ** 64n - 1n;

function safeInteger(value: bigint, place: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(place, "an address or length is not possible", value);
  return Number(value);
}

/** Bytes that contradict the format. `place` names file and byte. */
export function damaged(place: string, what: string, found?: unknown, expected?: string): GlueballError {
  return new GlueballError({
    code: "formats/hdf5-damaged",
    what: `the HDF5 file is damaged: ${what}`,
    place,
    found,
    expected,
    hint: "Download or copy the file again",
  });
}

/**
 * Thrown inside this folder where a file uses a structure that is not read here; the file is then opened with the HDF5
 * library instead. It never reaches a user. What is merely not possible is damage, and never given to the library,
 * which may not come back from it.
 */
export class NotClassic extends Error {
  /** File and byte, for messages where the library fails too. */
  readonly place: string;

  constructor(place: string, what: string) {
    super(what);
    this.place = place;
  }
}
