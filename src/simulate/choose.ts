import type { Rng } from "../base/index.ts";

/** An index in proportion to the first `count` weights, all by default, which are not negative; never one without weight. */
export function choose(rng: Rng, weights: ArrayLike<number>, count = weights.length): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += weights[i];
  let left = rng.uniform() * total;
  let last = 0;
  for (let i = 0; i < count; i++) {
    if (weights[i] <= 0) continue;
    left -= weights[i];
    last = i;
    if (left < 0) break;
  }
  return last;
}
