/**
 * The part |y| < ymax of the cylinder in whole cells of equal size, as near to the wished size as whole cells allow:
 *
 *   n_y = floor(2 ymax / cell + 1/2),    n_phi = floor(2 pi / cell + 1/2),    at least one of each.
 *
 * Ghosts lie in its cells, and the grid median and SoftKiller ask what is in each.
 */
import { EXIT, GlueballError } from "../../base/index.ts";

export interface RapidityGrid {
  readonly rapidityMax: number;
  readonly rows: number;
  readonly columns: number;
  /** Size of a cell in rapidity and in azimuth. */
  readonly height: number;
  readonly width: number;
  readonly cellArea: number;
}

/** More cells than this are refused: 10^6 ghosts are 100 times what areas need, and minutes of clustering. */
const MAX_CELLS = 1e6;

/** Cells of about the side `cell`. Throws `jets/too-many-cells` (exit code 3) for more than 10^6 of them. */
export function rapidityGrid(rapidityMax: number, cell: number): RapidityGrid {
  const wholeCells = (length: number) => Math.max(1, Math.floor(length / cell + 0.5));
  const rows = wholeCells(2 * rapidityMax);
  const columns = wholeCells(2 * Math.PI);
  if (rows * columns > MAX_CELLS) throw tooManyCells(rows * columns);
  const height = (2 * rapidityMax) / rows;
  const width = (2 * Math.PI) / columns;
  return { rapidityMax, rows, columns, height, width, cellArea: height * width };
}

/** Index of the cell with a point, azimuth in [0, 2 pi), or -1 for one at |y| >= ymax. */
export function cellAt(grid: RapidityGrid, rapidity: number, phi: number): number {
  const row = Math.floor((rapidity + grid.rapidityMax) / grid.height);
  if (!(row >= 0 && row < grid.rows)) return -1;
  // Just below 2 pi the division may round up to the number of columns: that is the first one again.
  const column = Math.floor(phi / grid.width) % grid.columns;
  return row * grid.columns + column;
}

export function cellCount({ rows, columns }: RapidityGrid): number {
  return rows * columns;
}

function tooManyCells(found: number): GlueballError {
  return new GlueballError(
    {
      code: "jets/too-many-cells",
      what: "a grid has too many cells",
      found,
      expected: `at most ${MAX_CELLS}`,
      hint: "Take larger cells or a smaller rapidityMax",
    },
    EXIT.tooLarge,
  );
}
