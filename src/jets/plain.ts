/**
 * N^2 clustering: everybody is compared with everybody, and the smallest distance is found by looking at all, both in
 * WebAssembly (searchKernel.ts). The only strategy on the sphere, and the fastest on the cylinder for few particles or a
 * large radius.
 *
 * Cost: N steps of N comparisons. Cacciari, Salam, hep-ph/0512210.
 */
import { mergeBeam, mergePair, type History } from "./history.ts";
import type { Metric } from "./metric.ts";
import { enterSearchSpace, leaveSearchSpace, lookAround, smallestKey, type SearchSpace } from "./searchSpace.ts";
import { acceptCloser, clearSlot, isGone, key, NOBODY, setSlot } from "./slots.ts";

/** Slots 0 to `count` - 1 are in use. */
export function clusterPlain(history: History, metric: Metric): void {
  const { jets, particles } = history;
  const space = enterSearchSpace(jets, metric, particles);
  const { slots, keys } = space;
  const { jet, slotOf, nearest } = slots;
  for (let i = 0; i < particles; i++) introduce(space, i, i);
  for (let count = particles; count > 0;) {
    const slot = smallestKey(space, count);
    const a = jet[slot];
    const b = nearest[slot];
    if (isGone(slots, b)) {
      lookAround(space, slot, count, false);
      continue;
    }
    const dij = keys[slot] / metric.scale;
    vacate(space, slot, --count);
    if (b === NOBODY) {
      mergeBeam(history, a, dij);
    } else {
      vacate(space, slotOf[b], --count);
      introduce(space, mergePair(history, a, b, dij), count++);
    }
  }
  leaveSearchSpace(space);
}

/** Puts pseudojet `i` into the slot behind all others and lets it and them know of each other. */
function introduce(space: SearchSpace, i: number, slot: number): void {
  const { slots, keys } = space;
  setSlot(slots, slot, i);
  lookAround(space, slot, slot, true);
  const { closer, closerCount } = slots;
  for (let k = 0; k < closerCount; k++) {
    const other = closer[k];
    if (acceptCloser(slots, other, slot)) keys[other] = key(slots, other);
  }
}

/** Clears a slot and moves the last one into it, so that there are no gaps. */
function vacate({ slots, keys }: SearchSpace, to: number, last: number): void {
  const { jet, slotOf, u, v, w, rank, weight, limit, nearest, distance } = slots;
  clearSlot(slots, to);
  if (to !== last) {
    jet[to] = jet[last];
    slotOf[jet[to]] = to;
    u[to] = u[last];
    v[to] = v[last];
    w[to] = w[last];
    rank[to] = rank[last];
    weight[to] = weight[last];
    limit[to] = limit[last];
    nearest[to] = nearest[last];
    distance[to] = distance[last];
    keys[to] = keys[last];
    jet[last] = NOBODY;
  }
  u[last] = NaN;
  keys[last] = NaN;
}
