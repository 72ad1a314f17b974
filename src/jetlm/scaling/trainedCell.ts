import type { CellRecord } from "./cell.ts";
import type { Group } from "./grid.ts";
import type { PhysicsDistance } from "./physics.ts";

/** A cell of the grid after its training. */
export interface TrainedCell {
  readonly id: string;
  readonly size: string;
  readonly groups: readonly Group[];
  readonly budget?: number;
  /** Factor on the rule of the learning rate. */
  readonly rateFactor: number;
  readonly seed: number;
  readonly record: CellRecord;
  readonly physics?: PhysicsDistance;
  readonly seconds: number;
}

export function inGroup(cells: readonly TrainedCell[], ...groups: readonly Group[]): TrainedCell[] {
  return cells.filter((cell) => cell.groups.some((group) => groups.includes(group)));
}
