/**
 * The run-length and bit-packed mixture in which Parquet stores levels and dictionary indices (parquet-format,
 * Encodings.md): runs `varint(count << 1), value` and groups of eight `varint(groups << 1 | 1), bits`, least significant bit
 * first. hyparquet's decoder trusts the counts, so that one flipped bit makes it fill the memory; here every run must fit.
 */
import { ParquetDamage } from "./damage.ts";

/** Bits of one number; a dictionary of more than 2^24 values is no dictionary. */
const WIDEST = 24;

/** Fills `out` with numbers of `width` bits; returns the position after them. @throws ParquetDamage */
export function decodeRuns(bytes: Uint8Array, start: number, width: number, out: Uint8Array | Uint32Array): number {
  if (width > WIDEST) throw new ParquetDamage(`numbers of ${width} bits`);
  let at = start;
  let filled = 0;
  while (filled < out.length) {
    const [header, next] = readVarint(bytes, at);
    at = next;
    if (header % 2 === 1) {
      const groups = (header - 1) / 2;
      if (groups === 0) throw new ParquetDamage("a run of no values");
      unpackBits(bytes, at, width, out.subarray(filled, filled + groups * 8));
      at = Math.min(at + groups * width, bytes.length); // the last group is padded; some writers cut the padding
      filled = Math.min(filled + groups * 8, out.length);
    } else {
      const count = header / 2;
      if (count === 0 || count > out.length - filled) throw new ParquetDamage(`a run of ${count} values`);
      const size = Math.ceil(width / 8);
      if (at + size > bytes.length) throw new ParquetDamage("a run has no value");
      let value = 0;
      for (let i = 0; i < size; i++) value |= bytes[at + i]! << (8 * i);
      out.fill(value, filled, filled + count);
      filled += count;
      at += size;
    }
  }
  return at;
}

/** Little-endian base-128 number below 2^32. */
export function readVarint(bytes: Uint8Array, start: number): [value: number, next: number] {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return [value, start + i + 1];
  }
  throw new ParquetDamage("a count that does not end");
}

/** Unpacks as many numbers as `out` holds. */
function unpackBits(bytes: Uint8Array, start: number, width: number, out: Uint8Array | Uint32Array): void {
  if (start + Math.ceil((out.length * width) / 8) > bytes.length) throw new ParquetDamage("packed values are cut off");
  const mask = 2 ** width - 1;
  let at = start;
  let held = 0;
  let count = 0; // bits in hand: below 32, since `width` is at most 24
  for (let i = 0; i < out.length; i++) {
    for (; count < width; count += 8) held |= bytes[at++]! << count;
    out[i] = held & mask;
    held >>>= width;
    count -= width;
  }
}

/** Bits that hold numbers from 0 to `most`. */
export function bitsFor(most: number): number {
  return 32 - Math.clz32(most);
}
