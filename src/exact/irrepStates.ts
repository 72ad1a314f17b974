/**
 * Irreps of SU(N) written out: every state as an integer tensor with fundamental indices.
 *
 * Realisation. The indices of an irrep form columns (irrepColumns.ts): doublets of SU(2) are upper, [p,q] of SU(3) has p
 * upper and q lower indices (symmetric and traceless), the 24 of SU(5) one upper and one lower. The highest-weight tensor
 * is the product of the columns' highest, e_1 ^ ... ^ e_k and e^N ^ ... ^ e^(k+1); the irrep is what the lowering operators
 * F_i make of it. They act on one index at a time, F_i e_i = e_(i+1) and F_i e^(i+1) = - e^i; E_i undoes it,
 * H_i = [E_i, F_i] counts.
 *
 * Basis. All tensors of the irrep with integer components form a lattice, and so do those of one weight. The basis of
 * each weight space is the Hermite normal form of that lattice: canonical, primitive, sparse, first component positive.
 * E_i and F_i map integer tensors to integer tensors, so that their matrices are integer too (irrepMatrices.ts).
 *
 * Cost: N^slots bounds the components of a state; the work is dim * multiplicity^2 * components.
 */
import { EXIT, GlueballError } from "../base/index.ts";
import type { IndexVariance, IrrepColumn } from "./irrepColumns.ts";
import { columnsOfIrrep, indexVariances } from "./irrepColumns.ts";
import { compareLabels, weights } from "./irrepWeights.ts";
import { saturatedBasis } from "./latticeBasis.ts";
import { permutations, permutationSign } from "./permutations.ts";
import type { DynkinLabels } from "./specialUnitary.ts";
import { checkDynkinLabels, irrepDimension } from "./specialUnitary.ts";

/** A tensor of the realisation: packed component (`packIndices`) -> integer, without zeros. */
export type SparseTensor = ReadonlyMap<number, number>;

export interface IrrepState {
  readonly weight: readonly number[];
  /** Packed components in ascending order, and their integer coefficients. */
  readonly indices: Int32Array;
  readonly coefficients: Int32Array;
}

export interface IrrepStates {
  readonly dimension: number;
  /** Numbers of upper and of lower index slots; the upper ones come first. */
  readonly upper: number;
  readonly lower: number;
  /** By descending height, then weight; states of one weight in the order of their first component. */
  readonly states: readonly IrrepState[];
}

const statesOfIrrep = new Map<string, IrrepStates>();

/**
 * The states of an irrep as sparse integer tensors.
 * @throws GlueballError exact/wrong-dynkin-labels; exact/irrep-too-large (exit 3): 2^31 components or over 4096 states.
 */
export function irrepStates(N: number, labels: DynkinLabels): IrrepStates {
  checkDynkinLabels(N, labels);
  const key = labels.join(",");
  const known = statesOfIrrep.get(key);
  if (known !== undefined) return known;
  const variances = indexVariances(labels);
  const upper = variances.filter((variance) => variance === "upper").length;
  const lower = variances.length - upper;
  const dimension = irrepDimension(labels);
  refuseTooLarge(N, labels, { dimension, slots: upper + lower });
  const states = lowerAll(N, labels);
  if (states.length !== dimension) {
    throw new Error(`SU(${N}) [${key}]: lowering gave ${states.length} states of ${dimension}`);
  }
  const found = { dimension, upper, lower, states };
  statesOfIrrep.set(key, found);
  return found;
}

/** Index values 0 ... N - 1, upper slots first, as one number: the first slot is the most significant digit. */
export function packIndices(N: number, values: readonly number[]): number {
  return values.reduce((packed, value) => packed * N + value, 0);
}

/** Undoes `packIndices` for `slots` indices. */
export function unpackIndices(N: number, packed: number, slots: number): number[] {
  const values = new Array<number>(slots);
  for (let slot = slots - 1, rest = packed; slot >= 0; slot--, rest = Math.floor(rest / N)) values[slot] = rest % N;
  return values;
}

function refuseTooLarge(N: number, labels: DynkinLabels, size: { dimension: number; slots: number }): void {
  if (size.dimension <= 4096 && N ** size.slots < 2 ** 31) return;
  throw new GlueballError(
    {
      code: "exact/irrep-too-large",
      what: `the states of the SU(${N}) irrep [${labels.join(",")}] are too many to write out`,
      found: `dimension ${size.dimension}, ${N}^${size.slots} components`,
      expected: "at most 4096 states and fewer than 2^31 components",
    },
    EXIT.tooLarge,
  );
}

/** All states, one height (number of lowerings) after the other, weight space by weight space. */
function lowerAll(N: number, labels: DynkinLabels): IrrepState[] {
  const slots = indexVariances(labels);
  const multiplicities = new Map(weights(labels).map(({ weight, multiplicity }) => [weight.join(","), multiplicity]));
  const states: IrrepState[] = [];
  let spaces = new Map([[labels.join(","), { weight: labels, tensors: [highestTensor(N, columnsOfIrrep(labels))] }]]);
  while (spaces.size > 0) {
    const lowered = new Map<string, { weight: readonly number[]; tensors: SparseTensor[] }>();
    for (const { weight, tensors } of [...spaces.values()].sort((a, b) => compareLabels(b.weight, a.weight))) {
      const basis = saturatedBasis(tensors, multiplicities.get(weight.join(",")) ?? 0);
      for (const tensor of basis) states.push(stateOf(weight, tensor));
      for (let i = 1; i < N; i++) {
        const images = basis.map((tensor) => lowerTensor(N, slots, i, tensor)).filter((image) => image.size > 0);
        if (images.length === 0) continue;
        const weightBelow = subtractRoot(weight, i);
        const key = weightBelow.join(",");
        const space = lowered.get(key);
        if (space === undefined) lowered.set(key, { weight: weightBelow, tensors: images });
        else space.tensors.push(...images);
      }
    }
    spaces = lowered;
  }
  return states;
}

/** weight - alpha_i, with the simple root in the Dynkin basis: row i of the Cartan matrix. */
function subtractRoot(weight: readonly number[], i: number): number[] {
  return weight.map((w, k) => w - (k === i - 1 ? 2 : Math.abs(k - (i - 1)) === 1 ? -1 : 0));
}

/** The product of the columns' highest tensors, each a signed sum over the orders of its indices. */
function highestTensor(N: number, columns: readonly IrrepColumn[]): SparseTensor {
  let tensor = new Map([[0, 1]]);
  for (const { variance, height } of columns) {
    const highest = Array.from({ length: height }, (_, i) => (variance === "upper" ? i : N - 1 - i));
    const next = new Map<number, number>();
    for (const order of permutations(highest.map((_, i) => i))) {
      const place = packIndices(
        N,
        order.map((i) => highest[i]),
      );
      const sign = permutationSign(order);
      for (const [packed, coefficient] of tensor) next.set(packed * N ** height + place, sign * coefficient);
    }
    tensor = next;
  }
  return tensor;
}

/** F_i (i = 1 ... N - 1) on a tensor: e_i -> e_(i+1) on upper and e^(i+1) -> - e^i on lower slots, one at a time. */
export function lowerTensor(
  N: number,
  slots: readonly IndexVariance[],
  i: number,
  tensor: SparseTensor,
): Map<number, number> {
  return shiftIndices(N, slots, tensor, { upperFrom: i - 1, step: 1 });
}

/** E_i on a tensor: e_(i+1) -> e_i on upper and e^i -> - e^(i+1) on lower slots. */
export function raiseTensor(
  N: number,
  slots: readonly IndexVariance[],
  i: number,
  tensor: SparseTensor,
): Map<number, number> {
  return shiftIndices(N, slots, tensor, { upperFrom: i, step: -1 });
}

function shiftIndices(
  N: number,
  slots: readonly IndexVariance[],
  tensor: SparseTensor,
  { upperFrom, step }: { upperFrom: number; step: 1 | -1 },
): Map<number, number> {
  const image = new Map<number, number>();
  for (const [packed, coefficient] of tensor) {
    let place = 1;
    for (let slot = slots.length - 1; slot >= 0; slot--, place *= N) {
      const isUpper = slots[slot] === "upper";
      if (Math.floor(packed / place) % N !== (isUpper ? upperFrom : upperFrom + step)) continue;
      const target = packed + (isUpper ? step : -step) * place;
      const value = (image.get(target) ?? 0) + (isUpper ? coefficient : -coefficient);
      if (value === 0) image.delete(target);
      else image.set(target, value);
    }
  }
  return image;
}

function stateOf(weight: readonly number[], tensor: SparseTensor): IrrepState {
  const entries = [...tensor].sort((a, b) => a[0] - b[0]);
  return {
    weight,
    indices: Int32Array.from(entries, ([packed]) => packed),
    coefficients: Int32Array.from(entries, ([, coefficient]) => coefficient),
  };
}
