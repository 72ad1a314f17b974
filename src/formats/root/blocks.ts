/**
 * A compressed record is a row of blocks, each with 9 bytes before it: two letters for the method, one byte of its
 * variant, and two little-endian 3-byte sizes, compressed and unpacked (R__unzip of ROOT). All headers are walked first,
 * so that nothing is allocated before the sizes agree with each other and with what the method can do at best.
 */
import { inflateSync, zstdDecompressSync } from "node:zlib";
import { EXIT, GlueballError } from "../../base/index.ts";
import { lz4Block } from "../lz4.ts";
import { xzUnpack } from "../xz.ts";
import { damaged, unsupported } from "./damage.ts";
import { xxHash64 } from "./xxHash64.ts";

const HEADER = 9;
const LZ4_HASH = 8;
/** Objects of a real file have some megabytes. */
const MAX_OBJECT = 2 ** 30;

interface Method {
  readonly name: string;
  /** No input is unpacked to more than this many times its size. */
  readonly maxRatio: number;
  /** Fills `output` and throws whatever it likes where the input is not its own or has another length. */
  readonly unpack: (input: Uint8Array, output: Uint8Array) => void;
}

const METHODS: Readonly<Record<string, Method>> = {
  ZL: { name: "zlib", maxRatio: 1032, unpack: inflate },
  L4: { name: "lz4", maxRatio: 255, unpack: unpackLz4 },
  XZ: { name: "lzma", maxRatio: 2 ** 15, unpack: xzUnpack },
  ZS: { name: "zstd", maxRatio: 2 ** 16, unpack: unpackZstd },
};

function inflate(input: Uint8Array, output: Uint8Array): void {
  copyWhole(inflateSync(input, inOnePiece(output.length)), output);
}

function unpackZstd(input: Uint8Array, output: Uint8Array): void {
  copyWhole(zstdDecompressSync(input, inOnePiece(output.length)), output);
}

/** A buffer that is not quite filled: node would begin another one where the content ends at its end. */
function inOnePiece(size: number) {
  return { chunkSize: size + 64, maxOutputLength: size };
}

function copyWhole(content: Uint8Array, output: Uint8Array): void {
  if (content.length !== output.length) throw new Error(`${content.length} bytes came out`);
  output.set(content);
}

function unpackLz4(input: Uint8Array, output: Uint8Array): void {
  if (input.length < LZ4_HASH) throw new Error("the block is cut off");
  const block = input.subarray(LZ4_HASH);
  const stored = Buffer.from(input.subarray(0, LZ4_HASH)).toString("hex");
  const actual = xxHash64(block);
  if (actual !== stored) throw new Error(`the checksum is ${actual}, not ${stored}`);
  lz4Block(block, output);
}

interface Block {
  readonly method: Method;
  /** First byte of the content, and behind it. */
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

/** Where the record lies, for messages. */
export interface Place {
  readonly path: string;
  readonly byte: number;
}

/**
 * Unpacks all blocks of a record into `size` bytes.
 * @throws GlueballError formats/root-damaged with the byte of the block; formats/root-too-large
 */
export function unpackBlocks(stored: Uint8Array, size: number, place: Place): Uint8Array {
  const blocks = walkBlocks(stored, size, place);
  const output = new Uint8Array(size);
  let at = 0;
  for (const { method, from, to, size } of blocks) {
    try {
      method.unpack(stored.subarray(from, to), output.subarray(at, at + size));
    } catch (error) {
      const why = `a ${method.name} block does not unpack (${(error as Error).message})`;
      throw damaged(where(place, from), why, undefined, `${size} bytes`);
    }
    at += size;
  }
  return output;
}

/** The headers of all blocks, whose sizes must add up. */
function walkBlocks(stored: Uint8Array, size: number, place: Place): Block[] {
  if (size > MAX_OBJECT) throw tooLarge(size, place);
  const blocks: Block[] = [];
  let at = 0;
  let total = 0;
  while (at < stored.length) {
    const block = readBlock(stored, at, place);
    blocks.push(block);
    at = block.to;
    total += block.size;
  }
  if (total !== size) throw damaged(where(place, 0), "the blocks of a record do not add up", total, `${size} bytes`);
  return blocks;
}

function readBlock(stored: Uint8Array, at: number, place: Place): Block {
  if (at + HEADER > stored.length) throw damaged(where(place, at), "a record ends inside the header of a block");
  const tag = String.fromCharCode(stored[at], stored[at + 1]);
  if (tag === "CS") throw unsupported(where(place, at), "the compression of ROOT before version 3 is not read", tag);
  if (!Object.hasOwn(METHODS, tag)) throw damaged(where(place, at), "an unknown compression", tag, "ZL, L4, XZ or ZS");
  const method = METHODS[tag];
  const from = at + HEADER;
  const to = from + threeBytes(stored, at + 3);
  const size = threeBytes(stored, at + 6);
  if (to > stored.length) throw damaged(where(place, at), "a block ends behind its record", to, `${stored.length}`);
  if (size === 0 || size > method.maxRatio * (to - from)) {
    throw damaged(where(place, at), `a ${method.name} block of ${to - from} bytes cannot hold so many`, size);
  }
  return { method, from, to, size };
}

function threeBytes(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
}

function where(place: Place, at: number): string {
  return `${place.path}, byte ${place.byte + at}`;
}

function tooLarge(size: number, place: Place): GlueballError {
  const data = {
    code: "formats/root-too-large",
    what: "an object of the ROOT file is too large to unpack",
    place: where(place, 0),
    found: `${size} bytes`,
    expected: `at most ${MAX_OBJECT} bytes`,
  };
  return new GlueballError(data, EXIT.tooLarge);
}
