/**
 * The (y, phi) cylinder in tiles. A tile is as large as the reach of the metric, or the reach divided by `cuts` where
 * particles are crowded; so whoever is within reach of a slot is in a tile at most `cuts` rows and columns away. Each tile
 * has a linked list of its slots. The rows at both ends take in all that lies beyond, so any rapidity has a tile.
 */
import type { Arena, Room } from "./arena.ts";
import { NOBODY } from "./slots.ts";

/** Tiles beyond this rapidity would be nearly empty. */
const LARGEST_RAPIDITY = 10;
/** Smaller tiles cost more than they save. */
const SMALLEST_SIDE = 0.1;
/** Sides exceed the reach by more than coordinates and quotients are rounded. */
const MARGIN = 1 + 1e-9;
/** With more particles a tile than this it pays to keep bounds, and to cut tiles to hold that many (docs/lab/jets.md). */
const CROWD = 8;

export interface Grid {
  readonly rows: number;
  readonly columns: number;
  /** Rapidity where row 0 begins. */
  readonly low: number;
  /** Size of a tile in rapidity and in azimuth. */
  readonly height: number;
  readonly width: number;
  /** How many rows and columns away neighbours can be. */
  readonly rowCuts: number;
  readonly columnCuts: number;
  readonly crowded: boolean;
}

export interface Tiles extends Grid {
  /** The first slot of each tile. */
  readonly head: Int32Array;
  /** The tile of each slot. */
  readonly tile: Int32Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** If crowded, bounds for the slots of each tile: no rank is lower, no nearest neighbour or beam farther. */
  readonly lowest: Float64Array;
  readonly farthest: Float64Array;
  readonly sight: Sight;
}

/** Scratch for a search that goes tile by tile: who looks, and what it has found. */
export interface Sight {
  slot: number;
  ceiling: number;
  best: number;
  least: number;
  tied: boolean;
}

/** `reach` is a squared distance. */
export function gridOf(rapidity: Float64Array, particles: number, reach: number): Grid {
  let low = LARGEST_RAPIDITY;
  let high = -LARGEST_RAPIDITY;
  for (let i = 0; i < particles; i++) {
    if (rapidity[i] < low) low = rapidity[i];
    if (rapidity[i] > high) high = rapidity[i];
  }
  low = Math.max(low, -LARGEST_RAPIDITY);
  high = Math.min(high, LARGEST_RAPIDITY);
  const radius = Math.max(SMALLEST_SIDE, Math.sqrt(reach) * MARGIN);
  const crowd = Math.sqrt((CROWD * Math.max(0, high - low) * 2 * Math.PI) / particles);
  const crowded = crowd < radius;
  const height = crowded ? Math.max(SMALLEST_SIDE, radius / Math.ceil(radius / crowd)) : radius;
  const cuts = Math.ceil(radius / height);
  const rows = Math.max(1, Math.ceil((high - low) / height));
  return { rows, low, height, rowCuts: Math.min(cuts, rows - 1), ...columnsFor(height, cuts), crowded };
}

/**
 * Where neighbours can be in any column, the number of columns is odd: of an even number the opposite one is met from one
 * side, and may be nearer from the other.
 */
function columnsFor(height: number, cuts: number): Pick<Grid, "columns" | "columnCuts" | "width"> {
  let columns = Math.max(3, Math.floor((2 * Math.PI) / height));
  if (2 * cuts >= columns && columns % 2 === 0) columns--;
  return { columns, columnCuts: Math.min(cuts, (columns - 1) / 2), width: (2 * Math.PI) / columns };
}

export function tilesRoom({ rows, columns, crowded }: Grid, particles: number): Room {
  return { numbers: crowded ? 2 * rows * columns : 0, integers: rows * columns + 3 * particles };
}

export function makeTiles(grid: Grid, particles: number, { numbers, integers }: Arena): Tiles {
  const tiles = grid.rows * grid.columns;
  return {
    ...grid,
    head: integers(tiles).fill(NOBODY),
    tile: integers(particles),
    next: integers(particles),
    previous: integers(particles),
    lowest: numbers(grid.crowded ? tiles : 0).fill(Infinity),
    farthest: numbers(grid.crowded ? tiles : 0),
    sight: { slot: NOBODY, ceiling: -Infinity, best: NOBODY, least: Infinity, tied: false },
  };
}

export function tileAt({ rows, columns, low, height, width }: Grid, y: number, phi: number): number {
  const row = y <= low ? 0 : Math.min(rows - 1, Math.floor((y - low) / height));
  return row * columns + Math.min(columns - 1, Math.floor(phi / width));
}

/** Puts a slot of some rank into the list of its tile. */
export function link({ head, tile, next, previous, lowest, crowded }: Tiles, slot: number, rank: number): void {
  const at = tile[slot];
  const after = head[at];
  next[slot] = after;
  previous[slot] = NOBODY;
  if (after !== NOBODY) previous[after] = slot;
  head[at] = slot;
  if (crowded && rank < lowest[at]) lowest[at] = rank;
}

/** Takes it out. */
export function unlink({ head, tile, next, previous }: Tiles, slot: number): void {
  const after = next[slot];
  const before = previous[slot];
  if (after !== NOBODY) previous[after] = before;
  if (before === NOBODY) head[tile[slot]] = after;
  else next[before] = after;
}
