/**
 * Fletcher's checksum as HDF5 stores it behind a chunk (filter 3): two running sums modulo 65535 over the big-endian
 * 16-bit words, an odd last byte counting as the high half of a word. Source: HDF5 file format specification, and
 * J. G. Fletcher, IEEE Trans. Commun. 30 (1982) 247.
 */

const BLOCK = 360; // words after which the sums must be folded, lest they exceed 32 bits

export function fletcher32(bytes: Uint8Array): number {
  let first = 0;
  let second = 0;
  const words = bytes.length >>> 1;
  for (let word = 0; word < words;) {
    for (const end = Math.min(word + BLOCK, words); word < end; word++) {
      first += (bytes[2 * word] << 8) | bytes[2 * word + 1];
      second += first;
    }
    first = fold(first);
    second = fold(second);
  }
  if (bytes.length % 2 === 1) {
    first += bytes[bytes.length - 1] << 8;
    second += first;
    first = fold(first);
    second = fold(second);
  }
  return ((fold(second) << 16) | fold(first)) >>> 0;
}

/** One step of the reduction modulo 65535: 65536 counts as 1. */
function fold(sum: number): number {
  return (sum & 0xffff) + (sum >>> 16);
}
