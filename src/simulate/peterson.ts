/**
 * Peterson's fragmentation function of a heavy quark (C. Peterson et al., Phys. Rev. D 27 (1983) 105):
 *
 *   f(z) ~ 1 / (z [1 - 1/z - epsilon/(1-z)]^2) = z w^2 / D^2,   w = 1 - z,   D = w^2 + epsilon z,
 *
 * z the share of the quark's light-cone momentum that the hadron takes; epsilon ~ 1/m^2 of the quark. It peaks near
 * 1 - sqrt(epsilon). Drawn by rejection from 1 / (w^2 + epsilon): the ratio is z (w^2/D) (1 + epsilon w/D), where
 * w^2 <= D, and epsilon w <= sqrt(epsilon) D since w^2 - (sqrt(epsilon) + epsilon) w + epsilon has no real root for
 * epsilon < 1. So it is at most 1 + sqrt(epsilon), and about half of the draws are kept.
 */
import type { Rng } from "../base/index.ts";

/** f(z), not normalised; 0 <= z <= 1, 0 < epsilon <= 1. */
export function petersonDensity(z: number, epsilon: number): number {
  const w2 = (1 - z) * (1 - z);
  const denominator = w2 + epsilon * z;
  return (z * w2) / (denominator * denominator);
}

/** z from Peterson's density; 0 < epsilon <= 1. */
export function drawPeterson(epsilon: number, rng: Rng): number {
  const root = Math.sqrt(epsilon);
  const width = Math.atan(1 / root);
  for (;;) {
    const w = root * Math.tan(width * rng.uniform());
    const bound = (1 + root) / (w * w + epsilon);
    if (petersonDensity(1 - w, epsilon) > bound * rng.uniform()) return 1 - w;
  }
}
