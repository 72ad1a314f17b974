/**
 * Thrust of an event: T = max_n sum |p_i.n| / sum |p_i|, 1 for two back-to-back jets and 1/2 for a sphere.
 *
 * Exact: the best axis is along sum s_i p_i for signs s_i on which its own plane divides the momenta, and every such
 * division is also made by a plane through two of them, with these two on either side (S. Brandt and H. D. Dahmen,
 * Z. Phys. C 1 (1979) 61). Cost n^3 / 2: meant for the tens of particles of e+e-.
 */

/** Thrust of momenta (px, py, pz), one after the other; NaN without any. */
export function thrust(momenta: ArrayLike<number>): number {
  const count = momenta.length / 3;
  let total = 0;
  for (let i = 0; i < count; i++) total += Math.hypot(momenta[3 * i], momenta[3 * i + 1], momenta[3 * i + 2]);
  if (count < 2) return total / total;
  let largest2 = 0;
  for (let i = 1; i < count; i++) {
    for (let j = 0; j < i; j++) largest2 = Math.max(largest2, dividedBy(momenta, i, j));
  }
  return Math.sqrt(largest2) / total;
}

/** Largest |sum s_k p_k|^2 where the plane through momenta i and j divides the others. */
function dividedBy(p: ArrayLike<number>, i: number, j: number): number {
  const nx = p[3 * i + 1] * p[3 * j + 2] - p[3 * i + 2] * p[3 * j + 1];
  const ny = p[3 * i + 2] * p[3 * j] - p[3 * i] * p[3 * j + 2];
  const nz = p[3 * i] * p[3 * j + 1] - p[3 * i + 1] * p[3 * j];
  let sx = 0;
  let sy = 0;
  let sz = 0;
  for (let k = 0; k < p.length; k += 3) {
    if (k === 3 * i || k === 3 * j) continue;
    const sign = nx * p[k] + ny * p[k + 1] + nz * p[k + 2] > 0 ? 1 : -1;
    sx += sign * p[k];
    sy += sign * p[k + 1];
    sz += sign * p[k + 2];
  }
  let largest2 = 0;
  for (const a of [1, -1]) {
    for (const b of [1, -1]) {
      const x = sx + a * p[3 * i] + b * p[3 * j];
      const y = sy + a * p[3 * i + 1] + b * p[3 * j + 1];
      const z = sz + a * p[3 * i + 2] + b * p[3 * j + 2];
      largest2 = Math.max(largest2, x * x + y * y + z * z);
    }
  }
  return largest2;
}
