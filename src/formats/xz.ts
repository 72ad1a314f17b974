/**
 * One .xz stream, as ROOT's "lzma" baskets hold it: a container of blocks, each of which is a row of LZMA2 chunks with a
 * checksum behind. The size of the content must be known; the output is then also the dictionary, and a damaged stream
 * can neither hang nor grow. The index at the end repeats the sizes of the blocks and is not read.
 *
 *     stream   fd 37 7a 58 5a 00, two bytes of flags, their CRC32, blocks, a zero byte (the index)
 *     block    header with its CRC32, chunks, zeros up to a multiple of 4, checksum
 *     chunk    a control byte, sizes, and bytes that are copied or decoded (lzma.ts)
 *
 * Source: The .xz File Format 1.1.0, sections 2 and 3. Cost: linear in the output.
 */
import { crc32 } from "node:zlib";
import { LzmaDecoder, xzDamaged } from "./lzma.ts";

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const STREAM_HEADER = 12;
const LZMA2 = 0x21;
/** Bytes of the checksums this reader knows, by their number in the stream's flags. */
const CHECK_BYTES: Readonly<Record<number, number>> = { 0: 0, 1: 4 };

/**
 * Unpacks a stream that holds exactly `output.length` bytes.
 * @throws GlueballError formats/xz-damaged with the byte of the stream
 */
export function xzUnpack(input: Uint8Array, output: Uint8Array): void {
  const check = readStreamHeader(input);
  let at = STREAM_HEADER;
  let written = 0;
  while (byteAt(input, at) !== 0) {
    const start = at;
    at = readBlockHeader(input, at);
    const decoder = new LzmaDecoder(input, output, written);
    at = readChunks(decoder, at);
    while ((at - start) % 4 !== 0) if (byteAt(input, at++) !== 0) throw xzDamaged(at - 1, "the padding is not zero");
    const content = output.subarray(written, decoder.written);
    if (check === 4 && crc32(content) !== littleEndian(input, at)) throw xzDamaged(at, "the checksum is wrong");
    at += check;
    written = decoder.written;
  }
  if (written !== output.length) throw xzDamaged(at, `${written} bytes came out, expected ${output.length}`);
}

/** Returns the number of bytes of the checksum behind each block. */
function readStreamHeader(input: Uint8Array): number {
  if (MAGIC.some((byte, i) => input[i] !== byte)) throw xzDamaged(0, "it does not begin as an .xz stream");
  if (crc32(input.subarray(6, 8)) !== littleEndian(input, 8)) throw xzDamaged(6, "the checksum of the header is wrong");
  const bytes = CHECK_BYTES[input[7]];
  if (input[6] !== 0 || bytes === undefined) throw xzDamaged(6, `flags ${input[6]}, ${input[7]} are not supported`);
  return bytes;
}

/** Checks that the only filter is LZMA2 and returns where the chunks begin. */
function readBlockHeader(input: Uint8Array, at: number): number {
  const end = at + 4 * input[at];
  if (crc32(input.subarray(at, end)) !== littleEndian(input, end)) throw xzDamaged(at, "a block header is damaged");
  const flags = input[at + 1];
  let filter = at + 2;
  for (const present of [0x40, 0x80]) if ((flags & present) !== 0) filter = afterVariableLength(input, filter, end);
  const onlyLzma2 = (flags & 0x3f) === 0 && input[filter] === LZMA2 && input[filter + 1] === 1;
  if (!onlyLzma2) throw xzDamaged(at, "a block uses other filters than LZMA2");
  return end + 4;
}

/** Steps over a size in the header; the decoder finds it out by itself. */
function afterVariableLength(input: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && input[at] >= 0x80) at++;
  return at + 1;
}

/**
 * The chunks of a block up to the zero byte that ends them; returns the position behind it. Control bytes 1 and 2 mean
 * bytes as they are; from 0x80 on they are decoded, with five more bits of the size. 1 and 0xe0 forget the output before
 * them, 0xc0 brings new parameters, 0xa0 only forgets the state.
 */
function readChunks(decoder: LzmaDecoder, from: number): number {
  const { input } = decoder;
  let at = from;
  let needsStart = true;
  let needsParameters = true;
  for (let control = byteAt(input, at); control !== 0; control = byteAt(input, at)) {
    const startsAnew = control === 1 || control >= 0xe0;
    const bringsParameters = control >= 0xc0;
    const decoded = control >= 0x80;
    if (!decoded && control > 2) throw xzDamaged(at, `an unknown chunk ${control}`);
    if (startsAnew) decoder.forgetOutput();
    needsParameters = (needsParameters || startsAnew) && !bringsParameters;
    if ((needsStart && !startsAnew) || (decoded && needsParameters)) {
      throw xzDamaged(at, "a chunk builds on what was never there");
    }
    needsStart = false;
    at = decoded ? decodeChunk(decoder, at) : copyChunk(decoder, at);
  }
  return at + 1;
}

function copyChunk(decoder: LzmaDecoder, at: number): number {
  const size = bigEndian16(decoder.input, at + 1) + 1;
  decoder.copy(at + 3, size);
  return at + 3 + size;
}

function decodeChunk(decoder: LzmaDecoder, at: number): number {
  const { input } = decoder;
  const control = byteAt(input, at);
  const size = ((control & 0x1f) << 16) + bigEndian16(input, at + 1) + 1;
  const packed = bigEndian16(input, at + 3) + 1;
  if (control >= 0xc0) decoder.setParameters(byteAt(input, at + 5));
  else if (control >= 0xa0) decoder.resetState();
  const content = at + (control >= 0xc0 ? 6 : 5);
  decoder.decode(content, packed, size);
  return content + packed;
}

function bigEndian16(input: Uint8Array, at: number): number {
  return (byteAt(input, at) << 8) | byteAt(input, at + 1);
}

function littleEndian(input: Uint8Array, at: number): number {
  return (
    byteAt(input, at) +
    byteAt(input, at + 1) * 2 ** 8 +
    byteAt(input, at + 2) * 2 ** 16 +
    byteAt(input, at + 3) * 2 ** 24
  );
}

function byteAt(input: Uint8Array, at: number): number {
  if (at >= input.length) throw xzDamaged(at, "it is cut off");
  return input[at];
}
