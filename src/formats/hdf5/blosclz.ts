/**
 * The codec of blosc's own, a relative of LZF. The input is a list of instructions, each with a control byte:
 *
 *     ctrl < 32    copy ctrl + 1 literal bytes
 *     ctrl >= 32   copy length bytes that begin distance + 1 back in the output (they may overlap what is written):
 *                  length = (ctrl >> 5) - 1 + 3; a length field of 7 is followed by bytes that are added, up to and
 *                  including the first that is not 255; distance = (ctrl & 31) << 8 plus the next byte; when both
 *                  fields are full (31 and 255), two more bytes, big-endian, are added to 8191
 *
 * Of the first control byte only the low five bits count. Source: c-blosc 1.21, blosclz.c (format only).
 */
import { FilterFailure } from "./filterFailure.ts";

const FAR = 8191; // the largest distance that the short form can express

/** Decompresses into `output`, which must be filled exactly. @throws FilterFailure with the byte of the input. */
export function blosclz(input: Uint8Array, output: Uint8Array): void {
  const end = input.length;
  const limit = output.length;
  let from = 0;
  let to = 0;
  let ctrl = end === 0 ? 0 : input[from++] & 31;
  while (from < end) {
    if (ctrl < 32) {
      const literals = ctrl + 1;
      if (from + literals > end || to + literals > limit) throw new FilterFailure("literals run past the end", from);
      for (let i = 0; i < literals; i++) output[to++] = input[from++];
    } else {
      let length = (ctrl >>> 5) + 2;
      let distance = (ctrl & 31) << 8;
      if (length === 9) {
        let more = 255;
        while (more === 255 && from < end) length += more = input[from++];
      }
      if (from >= end) throw new FilterFailure("a match is cut off", from);
      const code = input[from++];
      if (code === 255 && distance === 31 << 8) {
        if (from + 2 > end) throw new FilterFailure("a match is cut off", from);
        distance = FAR + (input[from] << 8) + input[from + 1];
        from += 2;
      } else distance += code;
      if (distance >= to) throw new FilterFailure("a match begins before the output", from);
      if (to + length > limit) throw new FilterFailure("a match runs past the end", from);
      copyBack(output, to, distance + 1, length);
      to += length;
    }
    if (from >= end) break;
    ctrl = input[from++];
  }
  if (to !== limit) throw new FilterFailure(`${to} bytes came out, expected ${limit}`, from);
}

const SHORT = 24; // below this a plain loop is faster than a call

function copyBack(output: Uint8Array, to: number, distance: number, length: number): void {
  const end = to + length;
  if (length < SHORT) for (let i = to; i < end; i++) output[i] = output[i - distance];
  else if (distance === 1) output.fill(output[to - 1], to, end);
  else if (distance >= length) output.copyWithin(to, to - distance, end - distance);
  else for (let i = to; i < end; i++) output[i] = output[i - distance];
}
