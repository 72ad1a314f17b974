/**
 * Calorimeter cells: rings between |eta| edges, the same on both sides, each divided evenly in phi from 0 to 2 pi. A
 * cell is one number: those of the positive side come first, ring by ring from the middle outwards.
 */
import type { CalorimeterCard } from "./card.ts";

/** Cells have no more numbers than this, so that a cell and a particle fit together into one exact float64. */
export const MOST_CELLS = 2 ** 32;

/** No cell: beyond the last ring. */
export const NO_CELL = -1;

export interface CellGrid {
  /** Edges of all rings in |eta|, ascending from the first to the last. */
  readonly etaEdges: Float64Array;
  /** Cells in each ring. */
  readonly phiCells: Float64Array;
  /** Number of the first cell of each ring on the positive side. */
  readonly firstCell: Float64Array;
  /** Cells of one side. */
  readonly sideCells: number;
}

export function cellGrid({ cells }: CalorimeterCard): CellGrid {
  const etaEdges = [cells[0].etaEdges[0]];
  const phiCells: number[] = [];
  const firstCell: number[] = [];
  let sideCells = 0;
  for (const band of cells) {
    for (const edge of band.etaEdges.slice(1)) {
      etaEdges.push(edge);
      phiCells.push(band.phiCells);
      firstCell.push(sideCells);
      sideCells += band.phiCells;
    }
  }
  return {
    etaEdges: Float64Array.from(etaEdges),
    phiCells: Float64Array.from(phiCells),
    firstCell: Float64Array.from(firstCell),
    sideCells,
  };
}

/** The ring whose edges enclose |eta|, or NO_CELL. */
export function ringOf({ etaEdges }: CellGrid, absoluteEta: number): number {
  let low = 0;
  let high = etaEdges.length - 1;
  if (!(absoluteEta >= etaEdges[0] && absoluteEta < etaEdges[high])) return NO_CELL;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (absoluteEta < etaEdges[middle]) high = middle;
    else low = middle;
  }
  return low;
}

/** The cell in a direction, or NO_CELL. */
export function cellOf(grid: CellGrid, eta: number, phi: number): number {
  const ring = ringOf(grid, Math.abs(eta));
  if (ring === NO_CELL) return NO_CELL;
  const turns = phi / (2 * Math.PI);
  // The fraction of a turn rounds up to 1 just below a whole one.
  const inRing = Math.floor((turns - Math.floor(turns)) * grid.phiCells[ring]) % grid.phiCells[ring];
  return (eta < 0 ? grid.sideCells : 0) + grid.firstCell[ring] + inRing;
}

/** The ring of a cell. */
export function ringOfCell({ firstCell, sideCells }: CellGrid, cell: number): number {
  const inSide = cell % sideCells;
  let low = 0;
  let high = firstCell.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (inSide < firstCell[middle]) high = middle;
    else low = middle;
  }
  return low;
}

/** Pseudorapidity at a fraction in [0, 1) of the width of a cell. */
export function etaInCell(grid: CellGrid, cell: number, fraction: number): number {
  const ring = ringOfCell(grid, cell);
  const inner = grid.etaEdges[ring];
  const eta = inner + fraction * (grid.etaEdges[ring + 1] - inner);
  return cell < grid.sideCells ? eta : -eta;
}

/** Azimuth in [0, 2 pi) at a fraction in [0, 1) of the width of a cell. */
export function phiInCell(grid: CellGrid, cell: number, fraction: number): number {
  const ring = ringOfCell(grid, cell);
  const inRing = (cell % grid.sideCells) - grid.firstCell[ring];
  return ((inRing + fraction) * 2 * Math.PI) / grid.phiCells[ring];
}
