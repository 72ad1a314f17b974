/**
 * Clustering with tiles: neighbours are searched in the tiles around, and the smallest distance is found by a queue, which
 * looks at all keys ("tiled") or holds a tournament among them ("heap").
 *
 * Cost: N n for n pseudojets in the tiles around one, and N^2 or N log N for the queue. Compare N2Tiled and
 * N2MinHeapTiled of FastJet (arXiv:1111.6097, section 3.1).
 */
import { arena } from "./arena.ts";
import { lookInCrowd } from "./crowdedTiles.ts";
import { heapQueue, heapRoom } from "./heap.ts";
import { mergeBeam, mergePair, type History } from "./history.ts";
import type { Metric } from "./metric.ts";
import { lookInNine } from "./nineTiles.ts";
import { scanQueue, scanQueueRoom, type Queue } from "./scanQueue.ts";
import { acceptCloser, clearSlot, isGone, key, makeSlots, NOBODY, setSlot, slotsRoom, type Slots } from "./slots.ts";
import { gridOf, link, makeTiles, tileAt, tilesRoom, unlink, type Tiles } from "./tiles.ts";

/** On the cylinder only. */
export function clusterTiled(history: History, metric: Metric, strategy: "tiled" | "heap"): void {
  const { jets, particles } = history;
  const grid = gridOf(jets.rapidity, particles, metric.reach);
  const [queueRoom, makeQueue] = strategy === "heap" ? [heapRoom, heapQueue] : [scanQueueRoom, scanQueue];
  const memory = arena(slotsRoom(particles), tilesRoom(grid, particles), queueRoom(particles));
  const slots = makeSlots(jets, metric, particles, memory);
  const tiles = makeTiles(grid, particles, memory);
  for (let i = 0; i < particles; i++) enter(slots, tiles, i, i);
  findAll(slots, tiles, particles);
  const queue = makeQueue(slots, particles, memory);
  let left = particles;
  while (left > 0) left -= step(history, slots, tiles, queue);
}

/** Puts pseudojet `i` into a slot. */
function enter(slots: Slots, tiles: Tiles, slot: number, i: number): void {
  setSlot(slots, slot, i);
  tiles.tile[slot] = tileAt(tiles, slots.u[slot], slots.v[slot]);
}

/** Neighbours of all: in a crowd everybody looks for the own one, else each pair is looked at once. */
function findAll(slots: Slots, tiles: Tiles, particles: number): void {
  const { rank } = slots;
  if (tiles.crowded) {
    for (let slot = 0; slot < particles; slot++) link(tiles, slot, rank[slot]);
    for (let slot = 0; slot < particles; slot++) lookInCrowd(slots, tiles, slot, false);
    return;
  }
  for (let slot = 0; slot < particles; slot++) {
    lookInNine(slots, tiles, slot, true);
    link(tiles, slot, rank[slot]);
    for (let k = 0; k < slots.closerCount; k++) acceptCloser(slots, slots.closer[k], slot);
  }
}

/** Serves the first of the queue and says how many pseudojets there are less: 0 if its neighbour was gone, else 1. */
function step(history: History, slots: Slots, tiles: Tiles, queue: Queue): number {
  const look = tiles.crowded ? lookInCrowd : lookInNine;
  const slot = queue.first();
  const a = slots.jet[slot];
  const b = slots.nearest[slot];
  if (isGone(slots, b)) {
    look(slots, tiles, slot, false);
    queue.update(slot);
    return 0;
  }
  const dij = key(slots, slot) / slots.metric.scale;
  leave(slots, tiles, slot);
  if (b === NOBODY) {
    queue.remove(slot);
    mergeBeam(history, a, dij);
    return 1;
  }
  const other = slots.slotOf[b];
  leave(slots, tiles, other);
  queue.remove(other);
  enter(slots, tiles, slot, mergePair(history, a, b, dij));
  look(slots, tiles, slot, true);
  link(tiles, slot, slots.rank[slot]);
  queue.update(slot);
  for (let k = 0; k < slots.closerCount; k++) {
    if (acceptCloser(slots, slots.closer[k], slot)) queue.update(slots.closer[k]);
  }
  return 1;
}

function leave(slots: Slots, tiles: Tiles, slot: number): void {
  clearSlot(slots, slot);
  unlink(tiles, slot);
}
