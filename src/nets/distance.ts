/** How far two results are apart, for the tests of this room: the largest difference over the largest expected value. */
export function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  let [difference, scale] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const now = Math.abs(found[i] - expected[i]);
    if (!(now <= difference)) difference = now; // so that NaN stays
    scale = Math.max(scale, Math.abs(expected[i]));
  }
  return difference / scale;
}
