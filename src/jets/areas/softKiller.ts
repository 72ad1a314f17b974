/**
 * SoftKiller: removes the soft particles of an event, up to the pt at which half of the cells of a grid are empty, so that
 * the median density of what is left is 0. Cacciari, Salam, Soyez, arXiv:1407.0408.
 *
 *   threshold = median over cells of the largest pt in the cell,
 *
 * of an even number the upper one of the two in the middle. Unlike a subtraction it needs no jets and no areas.
 */
import type { FourMomentumColumns, MomentumColumns } from "../../kinematics/index.ts";
import { constituentsOf } from "../constituents.ts";
import { requireAreaParameters } from "./areaParameters.ts";
import { cellAt, cellCount, rapidityGrid } from "./rapidityGrid.ts";

export interface SoftKillerOptions {
  /** Cells fill |y| < rapidityMax. */
  readonly rapidityMax: number;
  /** Wished side of a cell; whole cells are made of it. 0.4 by default. */
  readonly cell?: number;
}

export interface SoftKilledEvent extends FourMomentumColumns {
  /** Positions of the particles that are left in the columns that were given, ascending. */
  readonly kept: Int32Array;
  /** All particles up to this pt were removed, GeV. */
  readonly threshold: number;
}

/** Throws `jets/not-finite`, `jets/bad-area-parameter` and `jets/too-many-cells`. */
export function softKiller(
  particles: MomentumColumns,
  { rapidityMax, cell = 0.4 }: SoftKillerOptions,
): SoftKilledEvent {
  requireAreaParameters("softKiller", { rapidityMax, cell });
  const grid = rapidityGrid(rapidityMax, cell);
  const { count, pt, rapidity, phi, px, py, pz, energy } = constituentsOf(particles);
  const hardest = new Float64Array(cellCount(grid));
  for (let i = 0; i < count; i++) {
    const at = cellAt(grid, rapidity[i], phi[i]);
    if (at >= 0) hardest[at] = Math.max(hardest[at], pt[i]);
  }
  const threshold = hardest.sort()[Math.floor(hardest.length / 2)];
  const kept = Int32Array.from(pt.keys()).filter((i) => pt[i] > threshold);
  const gather = (column: Float64Array) => Float64Array.from(kept, (i) => column[i]);
  return { px: gather(px), py: gather(py), pz: gather(pz), energy: gather(energy), kept, threshold };
}
