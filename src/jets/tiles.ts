/**
 * The (y, phi) cylinder in tiles whose sides are at least the reach of the metric: whoever is within reach of a slot is in
 * its own tile or in one of the eight around. Each tile has a linked list of its slots. The rows at both ends take in
 * all that lies beyond, so any rapidity has a tile.
 */
import type { Arena, Room } from "./arena.ts";
import { NOBODY } from "./slots.ts";

/** Tiles beyond this rapidity would be nearly empty. */
const LARGEST_RAPIDITY = 10;
/** Smaller tiles cost more than they save. */
const SMALLEST_SIDE = 0.1;
/** Sides exceed the reach by more than coordinates and quotients are rounded. */
const MARGIN = 1 + 1e-9;

export interface Grid {
  readonly rows: number;
  readonly columns: number;
  /** Rapidity where row 0 begins; it takes in what is lower. */
  readonly low: number;
  readonly rowsPerUnit: number;
  readonly columnsPerRadian: number;
}

export interface Tiles extends Grid {
  /** The first slot of each tile. */
  readonly head: Int32Array;
  /** Of each slot. */
  readonly tile: Int32Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
}

/** `reach` is a squared distance. With less than three columns a tile would be visited twice. */
export function gridOf(rapidity: Float64Array, particles: number, reach: number): Grid {
  let low = LARGEST_RAPIDITY;
  let high = -LARGEST_RAPIDITY;
  for (let i = 0; i < particles; i++) {
    if (rapidity[i] < low) low = rapidity[i];
    if (rapidity[i] > high) high = rapidity[i];
  }
  low = Math.max(low, -LARGEST_RAPIDITY);
  high = Math.min(high, LARGEST_RAPIDITY);
  const side = Math.max(SMALLEST_SIDE, Math.sqrt(reach) * MARGIN);
  const columns = Math.max(3, Math.floor((2 * Math.PI) / side));
  const rows = Math.max(1, Math.ceil((high - low) / side));
  return { rows, columns, low, rowsPerUnit: 1 / side, columnsPerRadian: columns / (2 * Math.PI) };
}

export function tilesRoom({ rows, columns }: Grid, particles: number): Room {
  return { numbers: 0, integers: rows * columns + 3 * particles };
}

export function makeTiles(grid: Grid, particles: number, { integers }: Arena): Tiles {
  return {
    ...grid,
    head: integers(grid.rows * grid.columns).fill(NOBODY),
    tile: integers(particles),
    next: integers(particles),
    previous: integers(particles),
  };
}

export function tileAt({ rows, columns, low, rowsPerUnit, columnsPerRadian }: Grid, y: number, phi: number): number {
  const row = y <= low ? 0 : Math.min(rows - 1, Math.floor((y - low) * rowsPerUnit));
  return row * columns + Math.min(columns - 1, Math.floor(phi * columnsPerRadian));
}

/** Puts a slot into the list of its tile. */
export function link({ head, tile, next, previous }: Tiles, slot: number): void {
  const after = head[tile[slot]];
  next[slot] = after;
  previous[slot] = NOBODY;
  if (after !== NOBODY) previous[after] = slot;
  head[tile[slot]] = slot;
}

/** Takes it out. */
export function unlink({ head, tile, next, previous }: Tiles, slot: number): void {
  const after = next[slot];
  const before = previous[slot];
  if (after !== NOBODY) previous[after] = before;
  if (before === NOBODY) head[tile[slot]] = after;
  else next[before] = after;
}
