/**
 * LZF (M. Lehmann, LibLZF), the fast filter of h5py. Instructions begin with a control byte:
 *
 *     ctrl < 32    copy ctrl + 1 literal bytes
 *     ctrl >= 32   copy (ctrl >> 5) + 2 bytes that begin ((ctrl & 31) << 8) + next byte + 1 back in the output; a
 *                  length field of 7 is followed by one byte that is added, before the byte of the distance
 */
import { FilterFailure } from "./filterFailure.ts";

/** Decompresses into `output`, which must be filled exactly. @throws FilterFailure with the byte of the input. */
export function unlzf(input: Uint8Array, output: Uint8Array): void {
  const [end, limit] = [input.length, output.length];
  let from = 0;
  let to = 0;
  while (from < end) {
    const ctrl = input[from++];
    if (ctrl < 32) {
      if (from + ctrl >= end || to + ctrl >= limit) throw new FilterFailure("literals run past the end", from);
      for (let i = 0; i <= ctrl; i++) output[to++] = input[from++];
      continue;
    }
    const extended = ctrl >>> 5 === 7;
    if (from + (extended ? 1 : 0) >= end) throw new FilterFailure("a match is cut off", from);
    const length = (ctrl >>> 5) + 2 + (extended ? input[from++] : 0);
    const distance = ((ctrl & 31) << 8) + input[from++] + 1;
    if (distance > to) throw new FilterFailure("a match begins before the output", from);
    if (to + length > limit) throw new FilterFailure("a match runs past the end", from);
    for (const stop = to + length; to < stop; to++) output[to] = output[to - distance];
  }
  if (to !== limit) throw new FilterFailure(`${to} bytes came out, expected ${limit}`, from);
}
