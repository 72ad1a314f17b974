/**
 * A blosc-1 chunk, as the HDF5 filter 32001 stores it:
 *
 *     byte 0  version, 1 codec version, 2 flags (bit 0 byte shuffle, 1 stored, 2 bit shuffle, 4 do not split,
 *             bits 5-7 codec), 3 element size; u32 content bytes, block bytes, stored bytes
 *
 * "Stored" content follows as it is. Otherwise one u32 offset a block, and each block is one stream, or one stream for
 * each byte of the element when splitting is on, the elements are at most 16 bytes and the block holds at least 128 of
 * them (the shorter last block is never split). A stream is an i32 length and that many bytes, which are raw when they
 * are as many as come out. The byte shuffle is undone block by block.
 *
 * Nothing is allocated where the codec is blosclz or lz4: blocks are unpacked into a scratch buffer of the caller and
 * shuffled from there into the output.
 */
import { inflateSync, zstdDecompressSync } from "node:zlib";
import { GlueballError } from "../../base/index.ts";
import { lz4Block } from "../lz4.ts";
import { blosclz } from "./blosclz.ts";
import { FilterFailure } from "./filterFailure.ts";
import { unshuffle } from "./shuffle.ts";

const HEADER = 16;
const FLAG = { byteShuffle: 1, stored: 2, bitShuffle: 4, doNotSplit: 16 } as const;
const MAX_SPLITS = 16;
const MIN_SPLIT_ELEMENTS = 128;
const CODECS = ["blosclz", "lz4", "snappy", "zlib", "zstd"] as const;

/** A buffer that grows to the largest block and is reused. */
export interface Scratch {
  bytes: Uint8Array;
}

/** Number of bytes that the chunk says it holds, without unpacking it. */
export function bloscContentLength(chunk: Uint8Array): number {
  if (chunk.length < HEADER) throw new FilterFailure("the blosc header is cut off", chunk.length);
  return u32(chunk, 4);
}

/** Unpacks `chunk` into `output`, which has the length of the content. @throws FilterFailure. */
export function unblosc(chunk: Uint8Array, output: Uint8Array, scratch: Scratch): void {
  const header = readHeader(chunk, output.length);
  if ((header.flags & FLAG.stored) !== 0) {
    if (HEADER + output.length > chunk.length) throw new FilterFailure("stored content is cut off", chunk.length);
    output.set(chunk.subarray(HEADER, HEADER + output.length));
    return;
  }
  const { blockBytes } = header;
  const shuffled = (header.flags & FLAG.byteShuffle) !== 0 && header.elementBytes > 1;
  if (shuffled && scratch.bytes.length < blockBytes) scratch.bytes = new Uint8Array(blockBytes);
  for (let block = 0, start = 0; start < output.length; block++, start += blockBytes) {
    const target = output.subarray(start, start + blockBytes);
    const unpacked = shuffled ? scratch.bytes.subarray(0, target.length) : target;
    unpackBlock(chunk, header, u32(chunk, HEADER + 4 * block), unpacked);
    if (shuffled) unshuffle(unpacked, target, header.elementBytes);
  }
}

interface Header {
  readonly flags: number;
  readonly elementBytes: number;
  readonly blockBytes: number;
  readonly codec: number;
}

function readHeader(chunk: Uint8Array, expected: number): Header {
  const content = bloscContentLength(chunk);
  const [version, , flags, elementBytes] = chunk;
  const blockBytes = u32(chunk, 8);
  if (version < 1 || version > 2) throw new FilterFailure(`blosc version ${version}, expected 1 or 2`, 0);
  if (content !== expected) throw new FilterFailure(`a content of ${content} bytes, expected ${expected}`, 4);
  if (u32(chunk, 12) !== chunk.length) {
    throw new FilterFailure(`a stored size of ${u32(chunk, 12)} bytes, expected ${chunk.length}`, 12);
  }
  if (elementBytes === 0) throw new FilterFailure("elements of 0 bytes", 3);
  if ((flags & FLAG.bitShuffle) !== 0) throw new FilterFailure("bit shuffle, which is not supported", 2);
  const codec = flags >>> 5;
  if ((flags & FLAG.stored) === 0) {
    if (blockBytes === 0 || blockBytes > content) throw new FilterFailure(`blocks of ${blockBytes} bytes`, 8);
    const offsets = HEADER + 4 * Math.ceil(content / blockBytes);
    if (offsets > chunk.length) throw new FilterFailure("the block offsets are cut off", chunk.length);
    if (CODECS[codec] === undefined || codec === 2) {
      throw new FilterFailure(`blosc codec ${codec} (${CODECS[codec] ?? "unknown"}), which is not supported`, 2);
    }
  }
  return { flags, elementBytes, blockBytes, codec };
}

/** Unpacks the streams of the block that begins at byte `at` of the chunk one after the other into `output`. */
function unpackBlock(chunk: Uint8Array, header: Header, at: number, output: Uint8Array): void {
  const { elementBytes, blockBytes, flags, codec } = header;
  const split =
    (flags & FLAG.doNotSplit) === 0 &&
    elementBytes <= MAX_SPLITS &&
    blockBytes / elementBytes >= MIN_SPLIT_ELEMENTS &&
    output.length === blockBytes;
  const streams = split ? elementBytes : 1;
  const length = Math.floor(output.length / streams);
  if (length * streams !== output.length) throw new FilterFailure(`blocks of ${blockBytes} bytes cannot be split`, 8);
  let from = at;
  for (let to = 0; to < output.length; to += length) {
    if (from + 4 > chunk.length) throw new FilterFailure("a stream begins outside the chunk", from);
    const stored = u32(chunk, from);
    from += 4;
    if (stored > length || from + stored > chunk.length) {
      throw new FilterFailure(`a stream of ${stored} bytes, expected at most ${length} within the chunk`, from - 4);
    }
    const input = chunk.subarray(from, from + stored);
    if (stored === length) output.set(input, to);
    else unpackStream(input, codec, output.subarray(to, to + length), from);
    from += stored;
  }
}

function unpackStream(input: Uint8Array, codec: number, output: Uint8Array, at: number): void {
  try {
    if (codec === 0) blosclz(input, output);
    else if (codec === 1) lz4Block(input, output);
    else output.set(unpackWhole(input, codec, output.length));
  } catch (error) {
    const within = error instanceof FilterFailure ? error.byte : 0;
    const why = error instanceof GlueballError ? error.data.what : (error as Error).message;
    throw new FilterFailure(`${CODECS[codec]}: ${why}`, at + within);
  }
}

function unpackWhole(input: Uint8Array, codec: number, length: number): Uint8Array {
  const options = { maxOutputLength: length };
  const content = codec === 3 ? inflateSync(input, options) : zstdDecompressSync(input, options);
  if (content.length !== length) throw new FilterFailure(`${content.length} bytes came out, expected ${length}`, 0);
  return content;
}

function u32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}
