/**
 * The checksum of the newer structures: Bob Jenkins' lookup3 (2006, public domain), `hashlittle` with start value 0.
 * Three 32-bit words are mixed with twelve bytes at a time; the last up to twelve go through a final mix.
 */

function rotated(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

const MIX = [4, 6, 8, 16, 19, 4] as const;
const FINAL = [14, 11, 25, 16, 4, 14, 24] as const;

export function lookup3(bytes: Uint8Array): number {
  const start = (0xdeadbeef + bytes.length) | 0;
  let [a, b, c] = [start, start, start];
  if (bytes.length === 0) return c >>> 0;
  let at = 0;
  for (; bytes.length - at > 12; at += 12) {
    a = (a + word(bytes, at)) | 0;
    b = (b + word(bytes, at + 4)) | 0;
    c = (c + word(bytes, at + 8)) | 0;
    a = ((a - c) | 0) ^ rotated(c, MIX[0]);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ rotated(a, MIX[1]);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ rotated(b, MIX[2]);
    b = (b + a) | 0;
    a = ((a - c) | 0) ^ rotated(c, MIX[3]);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ rotated(a, MIX[4]);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ rotated(b, MIX[5]);
    b = (b + a) | 0;
  }
  a = (a + word(bytes, at)) | 0;
  b = (b + word(bytes, at + 4)) | 0;
  c = (c + word(bytes, at + 8)) | 0;
  c = ((c ^ b) - rotated(b, FINAL[0])) | 0;
  a = ((a ^ c) - rotated(c, FINAL[1])) | 0;
  b = ((b ^ a) - rotated(a, FINAL[2])) | 0;
  c = ((c ^ b) - rotated(b, FINAL[3])) | 0;
  a = ((a ^ c) - rotated(c, FINAL[4])) | 0;
  b = ((b ^ a) - rotated(a, FINAL[5])) | 0;
  c = ((c ^ b) - rotated(b, FINAL[6])) | 0;
  return c >>> 0;
}

/** Four bytes, little-endian; what lies behind the end counts as zero. */
function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}
