/** Looking for neighbours in nine tiles as large as the reach: the fastest where each holds a few. */
import { NOBODY, settle, type Slots } from "./slots.ts";
import type { Tiles } from "./tiles.ts";

/** As `look` of plain.ts, among the linked slots. */
export function lookInNine(slots: Slots, tiles: Tiles, slot: number, both: boolean): void {
  const { u, v, rank, distance, closer } = slots;
  const { rows, columns, head, tile, next } = tiles;
  const y = u[slot];
  const azimuth = v[slot];
  const own = rank[slot];
  const ceiling = both ? own : -Infinity;
  let least = slots.limit[slot];
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
  settle(slots, slot, best, least, tied);
}
