/**
 * Clustering with tiles: neighbours are searched in the nine tiles around (tiles.ts), and the smallest distance is found
 * by a queue, which looks at all keys ("tiled") or holds a tournament among them ("heap").
 *
 * Cost: N n with n pseudojets in nine tiles, and N^2 or N log N for the queue. Compare N2Tiled and N2MinHeapTiled of
 * FastJet (arXiv:1111.6097, section 3.1).
 */
import { arena } from "./arena.ts";
import { heapQueue, heapRoom } from "./heap.ts";
import { mergeBeam, mergePair, type History } from "./history.ts";
import type { Metric } from "./metric.ts";
import { scanQueue, scanQueueRoom, type Queue } from "./scanQueue.ts";
import {
  acceptCloser,
  clearSlot,
  firstOfEqual,
  isGone,
  key,
  makeSlots,
  NOBODY,
  setNearest,
  setSlot,
  slotsRoom,
  type Slots,
} from "./slots.ts";
import { gridOf, link, makeTiles, tileAt, tilesRoom, unlink, type Tiles } from "./tiles.ts";

/** On the cylinder only. */
export function clusterTiled(history: History, metric: Metric, strategy: "tiled" | "heap"): void {
  const { jets, particles } = history;
  const grid = gridOf(jets.rapidity, particles, metric.reach);
  const [queueRoom, makeQueue] = strategy === "heap" ? [heapRoom, heapQueue] : [scanQueueRoom, scanQueue];
  const memory = arena(slotsRoom(particles), tilesRoom(grid, particles), queueRoom(particles));
  const slots = makeSlots(jets, metric, particles, memory);
  const tiles = makeTiles(grid, particles, memory);
  for (let i = 0; i < particles; i++) {
    introduce(slots, tiles, i, i);
    for (let k = 0; k < slots.closerCount; k++) acceptCloser(slots, slots.closer[k], i);
  }
  const queue = makeQueue(slots, particles, memory);
  let left = particles;
  while (left > 0) left -= step(history, slots, tiles, queue);
}

/** Serves the first of the queue and says how many pseudojets there are less: 0 if its neighbour was gone, else 1. */
function step(history: History, slots: Slots, tiles: Tiles, queue: Queue): number {
  const slot = queue.first();
  const a = slots.jet[slot];
  const b = slots.nearest[slot];
  if (isGone(slots, b)) {
    look(slots, tiles, slot, -Infinity);
    queue.update(slot);
    return 0;
  }
  const dij = key(slots, slot) / slots.metric.scale;
  dismiss(slots, tiles, slot);
  if (b === NOBODY) {
    queue.remove(slot);
    mergeBeam(history, a, dij);
    return 1;
  }
  const other = slots.slotOf[b];
  dismiss(slots, tiles, other);
  queue.remove(other);
  introduce(slots, tiles, mergePair(history, a, b, dij), slot);
  queue.update(slot);
  for (let k = 0; k < slots.closerCount; k++) {
    if (acceptCloser(slots, slots.closer[k], slot)) queue.update(slots.closer[k]);
  }
  return 1;
}

/** Puts pseudojet `i` into a slot and finds its neighbours; those to whom it is close still have to accept it. */
function introduce(slots: Slots, tiles: Tiles, i: number, slot: number): void {
  setSlot(slots, slot, i);
  tiles.tile[slot] = tileAt(tiles, slots.u[slot], slots.v[slot]);
  look(slots, tiles, slot, slots.rank[slot]);
  link(tiles, slot);
}

function dismiss(slots: Slots, tiles: Tiles, slot: number): void {
  clearSlot(slots, slot);
  unlink(tiles, slot);
}

/** As in plain.ts, among the slots of nine tiles. Here too no function is called in the loop. */
function look(slots: Slots, { rows, columns, head, tile, next }: Tiles, slot: number, ceiling: number): void {
  const { u, v, rank, distance, closer, metric } = slots;
  const y = u[slot];
  const azimuth = v[slot];
  const own = rank[slot];
  const limit = metric.limit(slots.jets, slots.jet[slot]);
  let least = limit;
  let best = NOBODY;
  let tied = false;
  let found = 0;
  const column = tile[slot] % columns;
  const left = column === 0 ? columns - 1 : column - 1;
  const right = column === columns - 1 ? 0 : column + 1;
  const row = tile[slot] - column;
  const lastRow = Math.min((rows - 1) * columns, row + columns);
  for (let start = Math.max(0, row - columns); start <= lastRow; start += columns) {
    for (let side = 0; side < 3; side++) {
      const at = start + (side === 0 ? left : side === 1 ? column : right);
      for (let other = head[at]; other !== NOBODY; other = next[other]) {
        const dy = y - u[other];
        let dphi = Math.abs(azimuth - v[other]);
        if (dphi > Math.PI) dphi = 2 * Math.PI - dphi;
        const d = dy * dy + dphi * dphi;
        if (d <= least && rank[other] >= own && other !== slot) {
          tied = d === least;
          least = d;
          best = other;
        }
        if (d <= distance[other] && rank[other] <= ceiling) closer[found++] = other;
      }
    }
  }
  slots.closerCount = found;
  if (least === limit) best = NOBODY;
  else if (tied) best = firstOfEqual(slots, slot, least, slots.jet.length);
  setNearest(slots, slot, best, least);
}
