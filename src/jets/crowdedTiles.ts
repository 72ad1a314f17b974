/**
 * Looking for neighbours where particles are crowded, as with ghosts: tiles are smaller than the reach, and most of those
 * within reach need no visit. Outwards from its own, a tile is visited if it can hold somebody who is nearer than the
 * nearest so far, or to whom the one that looks is nearer than all others. Both are bounded by the distance to the tile;
 * the second also by its `lowest` rank and by its `farthest` neighbour.
 */
import { NOBODY, settle, type Slots } from "./slots.ts";
import type { Sight, Tiles } from "./tiles.ts";

/** Makes the computed distance to a tile a lower bound. */
const ROUNDING = 1 - 1e-9;

/** As `lookInNine`. */
export function lookInCrowd(slots: Slots, tiles: Tiles, slot: number, both: boolean): void {
  const { rows, columns, low, height, width, rowCuts, columnCuts, lowest, farthest, sight } = tiles;
  const y = slots.u[slot];
  const azimuth = slots.v[slot];
  const ceiling = both ? slots.rank[slot] : -Infinity;
  const own = tiles.tile[slot];
  const column = own % columns;
  const row = (own - column) / columns;
  startSearch(slots, sight, slot, ceiling);
  for (let step = 0; step <= 2 * rowCuts; step++) {
    const r = row + outwards(step);
    if (r < 0 || r >= rows) continue;
    const dy = r > row ? low + r * height - y : r < row ? y - (low + (r + 1) * height) : 0;
    const dy2 = dy * dy * ROUNDING;
    if (dy2 > sight.least && !both) continue;
    for (let step = 0; step <= 2 * columnCuts; step++) {
      const c = column + outwards(step);
      const dphi = c > column ? c * width - azimuth : c < column ? azimuth - (c + 1) * width : 0;
      const apart = dy2 + dphi * dphi * ROUNDING;
      const at = r * columns + (c < 0 ? c + columns : c >= columns ? c - columns : c);
      const mayMatter = apart <= sight.least || (lowest[at] <= ceiling && apart <= farthest[at]);
      if (mayMatter) slots.closerCount = visit(slots, tiles, at);
    }
  }
  settle(slots, slot, sight.best, sight.least, sight.tied);
  farthest[own] = Math.max(farthest[own], sight.least);
}

function startSearch(slots: Slots, sight: Sight, slot: number, ceiling: number): void {
  sight.slot = slot;
  sight.ceiling = ceiling;
  sight.least = slots.limit[slot];
  sight.best = NOBODY;
  sight.tied = false;
  slots.closerCount = 0;
}

/** 0, -1, 1, -2, 2 and so on. */
function outwards(step: number): number {
  return (step & 1) === 0 ? step >> 1 : -((step + 1) >> 1);
}

/** The loop of `lookInNine` for one tile. */
function visit({ u, v, rank, distance, closer, closerCount }: Slots, { head, next, sight }: Tiles, at: number): number {
  const { slot, ceiling } = sight;
  const y = u[slot];
  const azimuth = v[slot];
  const own = rank[slot];
  let { least, best, tied } = sight;
  let found = closerCount;
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
  sight.least = least;
  sight.best = best;
  sight.tied = tied;
  return found;
}
