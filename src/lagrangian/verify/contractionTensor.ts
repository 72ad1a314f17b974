/**
 * Contractions as tensors: every product of deltas and epsilons written out in components of all its fundamental
 * indices, whole numbers. An index of a slot is a leg; the legs of slot 0 come first, those of one slot in the order of
 * its indices. Nothing is assumed about the contraction: a delta of two upper indices is written out like any other, and
 * it is the algebra that finds it out (invariance.ts).
 *
 * Cost: an epsilon of SU(N) has N! components and a delta N; a structure has the product of them.
 */
import { indexVariances, signedPermutations, unpackIndices } from "../../exact/index.ts";
import type { DynkinLabels, SparseTensor } from "../../exact/index.ts";
import type { GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import type { IndexPair } from "../terms/term.ts";

/** The legs of a list of slots. */
export interface Legs {
  /** How many values an index has. */
  readonly values: number;
  /** The first leg of each slot. */
  readonly first: readonly number[];
  readonly variances: readonly ("upper" | "lower")[];
}

/** The legs of fields in these irreps of SU(N). */
export function gaugeLegs(N: number, irreps: readonly DynkinLabels[]): Legs {
  const variances = irreps.map((labels) => indexVariances(labels));
  return {
    values: N,
    first: firstLegs(variances.map(({ length }) => length)),
    variances: variances.flat(),
  };
}

/** The legs of so many spinor indices on each slot, undotted or dotted; all transform as doublets. */
export function spinorLegs(numbers: readonly number[]): Legs {
  const total = numbers.reduce((sum, number) => sum + number, 0);
  return { values: 2, first: firstLegs(numbers), variances: Array.from({ length: total }, () => "upper" as const) };
}

function firstLegs(numbers: readonly number[]): number[] {
  let next = 0;
  return numbers.map((number) => (next += number) - number);
}

/** The components of a product of deltas and epsilons, packed as by `packIndices`. */
export function gaugeTensor(structure: GaugeStructure, legs: Legs): SparseTensor {
  return productOfBlocks(
    structure.map((contraction) =>
      contraction.kind === "delta"
        ? { places: [contraction.upper, contraction.lower], components: deltaComponents(legs.values) }
        : { places: contraction.indices, components: epsilonComponents(legs.values) },
    ),
    legs,
  );
}

/** The components of a product of eps_ab. */
export function spinorTensor(pairs: readonly IndexPair[], legs: Legs): SparseTensor {
  return productOfBlocks(
    pairs.map((places) => ({ places, components: epsilonComponents(2) })),
    legs,
  );
}

interface BlockComponent {
  readonly values: readonly number[];
  readonly coefficient: number;
}

interface TensorBlock {
  readonly places: readonly IndexPlace[];
  readonly components: readonly BlockComponent[];
}

function productOfBlocks(blocks: readonly TensorBlock[], { values, first, variances }: Legs): SparseTensor {
  let tensor = new Map([[0, 1]]);
  for (const { places, components } of blocks) {
    const weights = places.map(({ slot, index }) => values ** (variances.length - 1 - first[slot] - index));
    const next = new Map<number, number>();
    for (const [packed, coefficient] of tensor) {
      for (const component of components) {
        const shift = weights.reduce((sum, weight, k) => sum + weight * component.values[k], 0);
        next.set(packed + shift, coefficient * component.coefficient);
      }
    }
    tensor = next;
  }
  return tensor;
}

function deltaComponents(N: number): BlockComponent[] {
  return Array.from({ length: N }, (_, value) => ({ values: [value, value], coefficient: 1 }));
}

const epsilons = new Map<number, BlockComponent[]>();

function epsilonComponents(N: number): BlockComponent[] {
  const orders = () => signedPermutations(Array.from({ length: N }, (_, value) => value));
  const found = epsilons.get(N) ?? orders().map(({ order, sign }) => ({ values: order, coefficient: sign }));
  epsilons.set(N, found);
  return found;
}

/** A tensor ready to be contracted with one array of components a slot. */
export interface SlotComponents {
  readonly coefficients: Int32Array;
  /** For each component, one after the other, the packed index of each slot. */
  readonly indices: Int32Array;
  /** How many components an array of a slot has. */
  readonly sizes: readonly number[];
}

export function componentsBySlot(tensor: SparseTensor, { values, first, variances }: Legs): SlotComponents {
  const ends = first.map((_, slot) => first[slot + 1] ?? variances.length);
  const entries = [...tensor];
  const indices = entries.flatMap(([packed]) => {
    const legs = unpackIndices(values, packed, variances.length);
    return first.map((start, slot) => legs.slice(start, ends[slot]).reduce((sum, value) => sum * values + value, 0));
  });
  return {
    coefficients: Int32Array.from(entries, ([, coefficient]) => coefficient),
    indices: Int32Array.from(indices),
    sizes: first.map((start, slot) => values ** (ends[slot] - start)),
  };
}
