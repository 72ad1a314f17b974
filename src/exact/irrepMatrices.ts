/**
 * The Chevalley generators of SU(N) as integer matrices in the basis of `irrepStates`: E_i raises by the simple root
 * alpha_i, F_i lowers, H_i = [E_i, F_i] is diagonal with the weights. Column s of a matrix holds the image of state s.
 * The basis of each weight space is in Hermite form: the coefficient of a state can be read off at its first component
 * once the states before it are subtracted, and it is an integer because the basis is saturated (latticeBasis.ts).
 */
import { indexVariances } from "./irrepColumns.ts";
import type { IrrepStates, SparseTensor } from "./irrepStates.ts";
import { irrepStates, lowerTensor, raiseTensor } from "./irrepStates.ts";
import type { DynkinLabels } from "./specialUnitary.ts";

/** Entries (rows[k], columns[k]) = values[k], ordered by column, then row; all others are 0. */
export interface SparseMatrix {
  readonly size: number;
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly values: Int32Array;
}

export interface IrrepMatrices {
  readonly dimension: number;
  /** E_1 ... E_(N-1). */
  readonly raising: readonly SparseMatrix[];
  /** F_1 ... F_(N-1). */
  readonly lowering: readonly SparseMatrix[];
  /** The diagonals of H_1 ... H_(N-1). */
  readonly cartan: readonly Int32Array[];
}

const matricesOfIrrep = new Map<string, IrrepMatrices>();

/** E_i, F_i and H_i of an irrep in the basis of `irrepStates`. @throws GlueballError exact/irrep-too-large. */
export function irrepMatrices(N: number, labels: DynkinLabels): IrrepMatrices {
  const irrep = irrepStates(N, labels);
  const key = labels.join(",");
  const known = matricesOfIrrep.get(key);
  if (known !== undefined) return known;
  const slots = indexVariances(labels);
  const tensors = irrep.states.map(
    ({ indices, coefficients }) => new Map(Array.from(indices, (index, k) => [index, coefficients[k]])),
  );
  const simpleRoots = Array.from({ length: N - 1 }, (_, k) => k + 1);
  const matrixOf = (image: (tensor: SparseTensor) => Map<number, number>) => expandImages(irrep, tensors.map(image));
  const found: IrrepMatrices = {
    dimension: irrep.dimension,
    raising: simpleRoots.map((i) => matrixOf((tensor) => raiseTensor(N, slots, i, tensor))),
    lowering: simpleRoots.map((i) => matrixOf((tensor) => lowerTensor(N, slots, i, tensor))),
    cartan: simpleRoots.map((i) => Int32Array.from(irrep.states, ({ weight }) => weight[i - 1])),
  };
  matricesOfIrrep.set(key, found);
  return found;
}

/** The matrix whose column s holds the coefficients of `images[s]`. */
function expandImages(irrep: IrrepStates, images: Map<number, number>[]): SparseMatrix {
  const pivots = pivotStates(irrep);
  const entries: [row: number, column: number, value: number][] = [];
  for (const [column, image] of images.entries()) {
    for (const [row, value] of expand(irrep, pivots, image)) entries.push([row, column, value]);
  }
  return {
    size: irrep.dimension,
    rows: Int32Array.from(entries, ([row]) => row),
    columns: Int32Array.from(entries, ([, column]) => column),
    values: Int32Array.from(entries, ([, , value]) => value),
  };
}

/** First component -> state. Components of different weights are different, so no two states share one. */
function pivotStates(irrep: IrrepStates): ReadonlyMap<number, number> {
  return new Map(irrep.states.map(({ indices }, state) => [indices[0], state]));
}

/** Coefficients of a tensor of one weight in the states of that weight; the tensor is used up. */
function expand(
  { states }: IrrepStates,
  pivots: ReadonlyMap<number, number>,
  tensor: Map<number, number>,
): [state: number, coefficient: number][] {
  const found: [number, number][] = [];
  while (tensor.size > 0) {
    const first = smallestKey(tensor);
    const state = pivots.get(first);
    if (state === undefined) throw new Error(`component ${first} leads no state: the tensor is outside the irrep`);
    const { indices, coefficients } = states[state];
    const coefficient = (tensor.get(first) ?? 0) / coefficients[0];
    for (let k = 0; k < indices.length; k++) {
      const rest = (tensor.get(indices[k]) ?? 0) - coefficient * coefficients[k];
      if (rest === 0) tensor.delete(indices[k]);
      else tensor.set(indices[k], rest);
    }
    found.push([state, coefficient]);
  }
  return found;
}

function smallestKey(tensor: ReadonlyMap<number, number>): number {
  let smallest = Infinity;
  for (const key of tensor.keys()) smallest = Math.min(smallest, key);
  return smallest;
}
