/** The mean of areas over independent sets of ghosts, and how well it is known. */
import { areaColumns, type AreaColumns } from "./jetAreas.ts";

/** What one set of ghosts says. */
export interface AreaSample {
  readonly columns: AreaColumns;
  readonly emptyArea: number;
}

export interface MeanAreas extends AreaSample {
  /** Standard error of the mean of `area`; undefined for a single sample. */
  readonly errors: Float64Array | undefined;
}

/** Averages `repeat` samples with columns of `size` entries each. */
export function meanAreas(repeat: number, size: number, sample: (index: number) => AreaSample): MeanAreas {
  const mean = areaColumns(size);
  const squares = new Float64Array(size);
  let emptyArea = 0;
  for (let index = 0; index < repeat; index++) {
    const one = sample(index);
    emptyArea += one.emptyArea / repeat;
    addShare(mean, one.columns, 1 / repeat);
    for (let i = 0; i < size; i++) squares[i] += one.columns.area[i] ** 2 / repeat;
  }
  if (repeat === 1) return { columns: mean, emptyArea, errors: undefined };
  const errors = squares.map((square, i) => Math.sqrt(Math.max(0, square - mean.area[i] ** 2) / (repeat - 1)));
  return { columns: mean, emptyArea, errors };
}

function addShare(to: AreaColumns, from: AreaColumns, share: number): void {
  for (const name of ["area", "px", "py", "pz", "energy"] as const) {
    const [sum, term] = [to[name], from[name]];
    for (let i = 0; i < sum.length; i++) sum[i] += share * term[i];
  }
}
