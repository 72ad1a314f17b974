/**
 * N^2 clustering: everybody is compared with everybody, and the smallest distance is found by looking at all. The only
 * strategy on the sphere, and the fastest on the cylinder for few particles or a large radius.
 *
 * Cost: N steps of N comparisons. Cacciari, Salam, hep-ph/0512210.
 */
import { arena } from "./arena.ts";
import { mergeBeam, mergePair, type History } from "./history.ts";
import type { Metric } from "./metric.ts";
import {
  acceptCloser,
  clearSlot,
  comesFirst,
  isGone,
  key,
  makeSlots,
  NOBODY,
  setSlot,
  settle,
  slotsRoom,
  type Slots,
} from "./slots.ts";

/** Slots 0 to `count` - 1 are in use. */
export function clusterPlain(history: History, metric: Metric): void {
  const { jets, particles } = history;
  const slots = makeSlots(jets, metric, particles, arena(slotsRoom(particles)));
  const { jet, slotOf, nearest } = slots;
  for (let i = 0; i < particles; i++) introduce(slots, i, i);
  for (let count = particles; count > 0;) {
    const slot = smallest(slots, count);
    const a = jet[slot];
    const b = nearest[slot];
    if (isGone(slots, b)) {
      look(slots, slot, count, false);
      continue;
    }
    const dij = key(slots, slot) / metric.scale;
    vacate(slots, slot, --count);
    if (b === NOBODY) {
      mergeBeam(history, a, dij);
    } else {
      vacate(slots, slotOf[b], --count);
      introduce(slots, mergePair(history, a, b, dij), count++);
    }
  }
}

/** Puts pseudojet `i` into the slot behind all others and lets it and them know of each other. */
function introduce(slots: Slots, i: number, slot: number): void {
  setSlot(slots, slot, i);
  look(slots, slot, slot, true);
  for (let k = 0; k < slots.closerCount; k++) acceptCloser(slots, slots.closer[k], slot);
}

/** Clears a slot and moves the last one into it, so that there are no gaps. */
function vacate(slots: Slots, to: number, last: number): void {
  const { jet, slotOf, u, v, w, rank, weight, limit, nearest, distance } = slots;
  clearSlot(slots, to);
  if (to === last) return;
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
  jet[last] = NOBODY;
}

/**
 * Finds the nearest neighbour of a slot among the first `count` and, if `both`, those to whom it is close. No function is
 * called in the loop: values that live across a call are kept in memory, which costs a third of the speed.
 */
function look(slots: Slots, slot: number, count: number, both: boolean): void {
  const { u, v, w, rank, distance, closer, metric } = slots;
  const { reach } = metric;
  const spherical = metric.geometry === "sphere";
  const us = u[slot];
  const vs = v[slot];
  const ws = w[slot];
  const own = rank[slot];
  const ceiling = both ? own : -Infinity;
  let least = slots.limit[slot];
  let best = NOBODY;
  let tied = false;
  let found = 0;
  for (let other = 0; other < count; other++) {
    const du = us - u[other];
    const du2 = du * du;
    if (du2 > reach) continue;
    let dv = Math.abs(vs - v[other]);
    if (dv > Math.PI) dv = 2 * Math.PI - dv;
    let d = du2 + dv * dv;
    if (spherical) {
      const dw = ws - w[other];
      d += dw * dw;
    }
    if (d <= least && rank[other] >= own && other !== slot) {
      tied = d === least;
      least = d;
      best = other;
    }
    if (d <= distance[other] && rank[other] <= ceiling) closer[found++] = other;
  }
  slots.closerCount = found;
  settle(slots, slot, best, least, tied);
}

/** The slot with the smallest key. */
function smallest(slots: Slots, count: number): number {
  const { weight, distance } = slots;
  let best = 0;
  let least = Infinity;
  let tied = false;
  for (let slot = 0; slot < count; slot++) {
    const own = weight[slot] * distance[slot];
    if (own < least) {
      best = slot;
      least = own;
      tied = false;
    } else if (own === least) tied = true;
  }
  if (!tied) return best;
  for (let slot = 0; slot < count; slot++) {
    if (slot !== best && key(slots, slot) === least && comesFirst(slots, slot, best)) best = slot;
  }
  return best;
}
