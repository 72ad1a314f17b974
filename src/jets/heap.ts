/**
 * The smallest key by a tournament: a complete binary tree whose leaves are the slots and whose inner nodes hold the
 * winner below. Who changes plays again upwards until the outcome is the old one; most stop after one or two games.
 *
 * Cost: log2 N at most for a change, nothing for the winner.
 */
import type { Arena, Room } from "./arena.ts";
import type { Queue } from "./scanQueue.ts";
import { comesFirst, key, NOBODY, type Slots } from "./slots.ts";

interface Tree {
  readonly slots: Slots;
  readonly leaves: number;
  readonly keys: Float64Array;
  /** Winning slot of each node: 1 is the root, 2n and 2n + 1 are below n, the leaves begin at `leaves`. */
  readonly winner: Int32Array;
}

/** A power of two of at least 2. */
function leavesFor(particles: number): number {
  return 1 << (32 - Math.clz32(Math.max(1, particles - 1)));
}

export function heapRoom(particles: number): Room {
  return { numbers: leavesFor(particles), integers: 2 * leavesFor(particles) };
}

/** A queue of all slots. */
export function heapQueue(slots: Slots, particles: number, { numbers, integers }: Arena): Queue {
  const leaves = leavesFor(particles);
  const tree: Tree = { slots, leaves, keys: numbers(leaves).fill(Infinity), winner: integers(2 * leaves) };
  const { keys, winner } = tree;
  for (let slot = 0; slot < particles; slot++) keys[slot] = key(slots, slot);
  playAll(tree);
  return {
    first: () => winner[1],
    update(slot) {
      keys[slot] = key(slots, slot);
      playUpwards(tree, slot);
    },
    remove(slot) {
      keys[slot] = Infinity;
      playUpwards(tree, slot);
    },
  };
}

function playAll(tree: Tree): void {
  const { leaves, keys, winner } = tree;
  for (let slot = 0; slot < leaves; slot++) winner[leaves + slot] = slot;
  for (let node = leaves - 1; node > 0; node--) {
    const left = winner[2 * node];
    const right = winner[2 * node + 1];
    const rightWins = keys[right] < keys[left] || (keys[right] === keys[left] && winsTie(tree, right, left));
    winner[node] = rightWins ? right : left;
  }
}

function playUpwards(tree: Tree, slot: number): void {
  const { keys, winner, leaves } = tree;
  let best = slot;
  let least = keys[slot];
  for (let node = slot + leaves; node > 1; node >>= 1) {
    const rival = winner[node ^ 1];
    const theirs = keys[rival];
    if (theirs <= least && (theirs < least || winsTie(tree, rival, best))) {
      best = rival;
      least = theirs;
    }
    const parent = node >> 1;
    if (best !== slot && winner[parent] === best) return;
    winner[parent] = best;
  }
}

/** Empty leaves lose to Durham's infinite beam distance too. */
function winsTie({ slots }: Tree, slot: number, rival: number): boolean {
  if (isEmpty(slots, slot) || isEmpty(slots, rival)) return !isEmpty(slots, slot);
  return comesFirst(slots, slot, rival);
}

function isEmpty({ jet }: Slots, leaf: number): boolean {
  return leaf >= jet.length || jet[leaf] === NOBODY;
}
