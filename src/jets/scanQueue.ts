/** The smallest key by looking at all of them: good for up to some hundred pseudojets. */
import type { Arena, Room } from "./arena.ts";
import { comesFirst, key, type Slots } from "./slots.ts";

/** Finds the slot with the smallest key; among equal ones the first by `comesFirst`. */
export interface Queue {
  first(): number;
  /** Key or neighbour of a slot have changed. */
  update(slot: number): void;
  /** A slot was emptied. */
  remove(slot: number): void;
}

export const scanQueueRoom = (particles: number): Room => ({ numbers: particles, integers: 2 * particles });

/** A queue of all slots. Keys stand in a list without gaps. */
export function scanQueue(slots: Slots, particles: number, { numbers, integers }: Arena): Queue {
  const keys = numbers(particles);
  const owner = integers(particles);
  const place = integers(particles);
  let count = particles;
  for (let slot = 0; slot < particles; slot++) {
    keys[slot] = key(slots, slot);
    owner[slot] = slot;
    place[slot] = slot;
  }
  return {
    first: () => owner[smallest(slots, keys, owner, count)],
    update(slot) {
      keys[place[slot]] = key(slots, slot);
    },
    remove(slot) {
      const last = --count;
      const to = place[slot];
      keys[to] = keys[last];
      owner[to] = owner[last];
      place[owner[to]] = to;
    },
  };
}

function smallest(slots: Slots, keys: Float64Array, owner: Int32Array, count: number): number {
  let best = 0;
  let least = Infinity;
  let tied = false;
  for (let at = 0; at < count; at++) {
    if (keys[at] < least) {
      best = at;
      least = keys[at];
      tied = false;
    } else if (keys[at] === least) tied = true;
  }
  if (!tied) return best;
  for (let at = 0; at < count; at++) {
    if (at !== best && keys[at] === least && comesFirst(slots, owner[at], owner[best])) best = at;
  }
  return best;
}
