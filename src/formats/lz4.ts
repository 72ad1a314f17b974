/**
 * One LZ4 block (no frame header), as ROOT baskets and blosc chunks hold it. A block is a list of sequences:
 *
 *     token      high 4 bits: number of literals, low 4 bits: length of the match - 4; 15 means "more bytes follow",
 *                each of which is added, up to and including the first that is not 255
 *     literals   copied from the input
 *     distance   u16 little-endian: the match begins this far back in the output and may overlap what it writes
 *
 * The last sequence has literals only. The block does not say how long its output is, so the caller must know.
 * Source: lz4 block format description (Y. Collet). Cost: linear in the output.
 */
import { GlueballError } from "../base/index.ts";

const MIN_MATCH = 4;

/**
 * Decompresses `input` into `output`, which must have exactly the length of the content.
 * @throws GlueballError formats/lz4-damaged with the byte of the input, where the block is cut off, refers to bytes
 * before the output or has another length than `output`.
 */
export function lz4Block(input: Uint8Array, output: Uint8Array): void {
  const end = input.length;
  let from = 0;
  let to = 0;
  while (from < end) {
    const token = input[from++];
    let literals = token >>> 4;
    if (literals === 15) {
      let more = 255;
      while (more === 255) literals += more = byteAt(input, from++);
    }
    if (from + literals > end) throw damaged(from, "literals run past the end of the block");
    if (to + literals > output.length) throw damaged(from, "literals run past the end of the output");
    for (let i = 0; i < literals; i++) output[to++] = input[from++];
    if (from === end) break; // the last sequence has no match

    const distance = byteAt(input, from) | (byteAt(input, from + 1) << 8);
    from += 2;
    if (distance === 0 || distance > to) throw damaged(from - 2, `a match ${distance} bytes back of byte ${to}`);
    let length = (token & 15) + MIN_MATCH;
    if ((token & 15) === 15) {
      let more = 255;
      while (more === 255) length += more = byteAt(input, from++);
    }
    if (to + length > output.length) throw damaged(from, "a match runs past the end of the output");
    copyMatch(output, to, distance, length);
    to += length;
  }
  if (to !== output.length) throw damaged(end, `${to} bytes came out, expected ${output.length}`);
}

/** Copies `length` bytes from `distance` back; where the two overlap the copied bytes repeat, as the format wants. */
function copyMatch(output: Uint8Array, to: number, distance: number, length: number): void {
  if (distance >= length && length > 32) {
    output.copyWithin(to, to - distance, to - distance + length);
    return;
  }
  const end = to + length;
  for (let i = to; i < end; i++) output[i] = output[i - distance];
}

function byteAt(input: Uint8Array, at: number): number {
  if (at >= input.length) throw damaged(at, "the block is cut off");
  return input[at];
}

function damaged(byte: number, why: string): GlueballError {
  return new GlueballError({
    code: "formats/lz4-damaged",
    what: `the LZ4 block is damaged (${why})`,
    place: `byte ${byte} of the block`,
    hint: "Download or copy the file again",
  });
}
