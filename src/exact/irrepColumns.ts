/**
 * The fundamental indices of an irrep of SU(N): a fundamental weight omega_k is a column of k antisymmetric upper indices
 * for k <= N/2, else of N - k antisymmetric lower ones, and an irrep with labels a has a_k such columns. They stand upper
 * before lower, tall ones first, and their indices are numbered through. Columns of height 1 of one variance are symmetric.
 */
import type { DynkinLabels } from "./specialUnitary.ts";

export type IndexVariance = "upper" | "lower";

/** A column of an irrep: `height` antisymmetric indices, the first of which is `first`. */
export interface IrrepColumn {
  readonly variance: IndexVariance;
  readonly height: number;
  readonly first: number;
}

export function columnsOfIrrep(labels: DynkinLabels): IrrepColumn[] {
  const N = labels.length + 1;
  const half = Math.floor(N / 2);
  const columns: IrrepColumn[] = [];
  let first = 0;
  const add = (variance: IndexVariance, height: number, count: number) => {
    for (let k = 0; k < count; k++, first += height) columns.push({ variance, height, first });
  };
  for (let k = half; k > 0; k--) add("upper", k, labels[k - 1]);
  for (let k = half + 1; k < N; k++) add("lower", N - k, labels[k - 1]);
  return columns;
}

/** The variance of every index of an irrep; as many as it has indices. */
export function indexVariances(labels: DynkinLabels): IndexVariance[] {
  return columnsOfIrrep(labels).flatMap(({ variance, height }) => new Array<IndexVariance>(height).fill(variance));
}
