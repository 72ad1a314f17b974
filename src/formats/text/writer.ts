/**
 * Text of any length written in blocks under a temporary name and renamed at the end, compressed where the name asks
 * for it (`.gz`, `.zst`). Memory is one block.
 */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import { writeWhole } from "../table.ts";

const BLOCK_CHARACTERS = 2 ** 16;
const ZERO = `0.${"0".repeat(100)}`;

/** Writes the pieces of text one after the other as UTF-8; on an error, also of the pieces, no file stays. */
export function writeText(path: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  return writeWhole(path, async (temporary) => {
    const blocks = Readable.from(blocksOf(pieces));
    const target = createWriteStream(temporary);
    if (path.endsWith(".gz")) await pipeline(blocks, createGzip(), target);
    else if (path.endsWith(".zst")) await pipeline(blocks, createZstdCompress(), target);
    else await pipeline(blocks, target);
  });
}

/** Few large blocks for many small pieces. */
async function* blocksOf(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Buffer> {
  let block = "";
  for await (const piece of pieces) {
    block += piece;
    if (block.length < BLOCK_CHARACTERS) continue;
    yield Buffer.from(block);
    block = "";
  }
  if (block !== "") yield Buffer.from(block);
}

/** As C prints `%.16e`: 17 digits, which every float64 survives, and at least two digits of the exponent. */
export function scientific(value: number, digits = 16): string {
  if (value === 0) return `${Object.is(value, -0) ? "-" : ""}${ZERO.slice(0, digits + 2)}e+00`;
  const text = value.toExponential(digits);
  const at = text.length - 2;
  // One digit of the exponent only: e+5
  return text[at] === "+" || text[at] === "-" ? `${text.slice(0, at + 1)}0${text.slice(at + 1)}` : text;
}

/**
 * The shortest text that is read as this finite number. Above 2^53 it has an exponent, which says that it is not a whole
 * number of which every digit counts.
 */
export function shortest(value: number): string {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return value.toExponential();
  return Object.is(value, -0) ? "-0" : `${value}`;
}
