import type { Rng } from "../base/index.ts";

/** An index in proportion to `weights`, which are not negative; never one without weight. */
export function choose(rng: Rng, weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  let left = rng.uniform() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] <= 0) continue;
    left -= weights[i];
    last = i;
    if (left < 0) break;
  }
  return last;
}
