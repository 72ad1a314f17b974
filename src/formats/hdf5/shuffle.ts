/**
 * Byte shuffle: the first bytes of all elements, then the second bytes, and so on, which makes numbers of similar size
 * compressible. Undone as out[i size + j] = in[j m + i] with m = floor(length / size); bytes after the last whole
 * element stay where they are. Eight- and four-byte elements are put together in 32-bit words, several times faster
 * than byte by byte.
 */

/** Undoes the shuffle of `input` into `output`, which has the same length and is another array. */
export function unshuffle(input: Uint8Array, output: Uint8Array, size: number): void {
  const count = Math.floor(input.length / size);
  const aligned = output.byteOffset % 4 === 0 && LITTLE_ENDIAN;
  if (size === 8 && aligned) unshuffle8(input, output, count);
  else if (size === 4 && aligned) unshuffle4(input, output, count);
  else unshuffleAny(input, output, size, count);
  output.set(input.subarray(count * size), count * size);
}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The slow and obvious form. */
export function unshuffleAny(input: Uint8Array, output: Uint8Array, size: number, count: number): void {
  for (let j = 0; j < size; j++) {
    const plane = j * count;
    for (let i = 0, to = j; i < count; i++, to += size) output[to] = input[plane + i];
  }
}

function unshuffle8(input: Uint8Array, output: Uint8Array, m: number): void {
  const words = new Uint32Array(output.buffer, output.byteOffset, 2 * m);
  const [m2, m3, m4, m5, m6, m7] = [2 * m, 3 * m, 4 * m, 5 * m, 6 * m, 7 * m];
  for (let i = 0, w = 0; i < m; i++, w += 2) {
    words[w] = input[i] | (input[m + i] << 8) | (input[m2 + i] << 16) | (input[m3 + i] << 24);
    words[w + 1] = input[m4 + i] | (input[m5 + i] << 8) | (input[m6 + i] << 16) | (input[m7 + i] << 24);
  }
}

function unshuffle4(input: Uint8Array, output: Uint8Array, m: number): void {
  const words = new Uint32Array(output.buffer, output.byteOffset, m);
  const [m2, m3] = [2 * m, 3 * m];
  for (let i = 0; i < m; i++) {
    words[i] = input[i] | (input[m + i] << 8) | (input[m2 + i] << 16) | (input[m3 + i] << 24);
  }
}
