/**
 * Contractions with epsilons alone, all indices upper, as AutoEFT writes them: an irrep carries the columns of its Young
 * diagram, tallest first, antisymmetric each. A column of h lower indices is one of N - h upper ones,
 *
 *     X^b.. = 1/h! eps^l..b.. X_l..,      so that   X_l u^l = eps(u, b..) / (N-1)!,
 *     eps^(l1..lN) X1_l1 .. XN_lN = X1^(l2..lN) X2_l2 .. = eps(X1_1, X2_1..) eps(X1_2, X3_1..) .. up to a factor.
 *
 * The factors are the same for all contractions of one type and are left out. Values of both forms on the same random
 * tensors, modulo a prime, show that they span the same space.
 */
import { GlueballError } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";
import {
  columnsOfIrrep,
  indexVariances,
  irrepStates,
  multiplyModulo,
  packIndices,
  permutations,
  permutationSign,
  residue,
  unpackIndices,
} from "../../exact/index.ts";
import type { DynkinLabels, IrrepColumn } from "../../exact/index.ts";
import type { GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import { indexValues } from "../explicit/contractionValues.ts";

/** Index k (from 0) of the field in a slot, both kinds in the order of the columns, tallest first. */
export type EpsilonPlace = IndexPlace;

/** A product of epsilons of N places. */
export type EpsilonProduct = readonly (readonly EpsilonPlace[])[];

interface UpperColumn {
  readonly column: IrrepColumn;
  /** Numbers of its upper indices in the epsilon form. */
  readonly places: readonly number[];
}

/** The columns of an irrep in the epsilon form: those of lower indices, which are taller, first. */
function upperColumns(N: number, labels: DynkinLabels): UpperColumn[] {
  const columns = columnsOfIrrep(labels);
  const height = (column: IrrepColumn) => (column.variance === "upper" ? column.height : N - column.height);
  let next = 0;
  return columns
    .toSorted((a, b) => height(b) - height(a) || a.first - b.first)
    .map((column) => ({ column, places: Array.from({ length: height(column) }, () => next++) }));
}

/** @throws GlueballError lagrangian/not-writable for lower epsilons of columns with several lower indices (N > 3). */
export function epsilonForm(N: number, irreps: readonly DynkinLabels[], structure: GaugeStructure): EpsilonProduct {
  const columns = irreps.map((labels) => upperColumns(N, labels));
  const find = ({ slot, index }: IndexPlace) =>
    columns[slot].find(({ column }) => index >= column.first && index < column.first + column.height)!;
  const upperPlace = (place: IndexPlace): EpsilonPlace => {
    const { column, places } = find(place);
    return { slot: place.slot, index: places[place.index - column.first] };
  };
  const columnPlaces = (place: IndexPlace) => find(place).places.map((index) => ({ slot: place.slot, index }));
  const products: EpsilonPlace[][] = [];
  const partners = new Map<UpperColumn, { lower: IndexPlace; upper: IndexPlace }[]>();
  for (const contraction of structure) {
    if (contraction.kind === "delta") {
      const own = find(contraction.lower);
      partners.set(own, [...(partners.get(own) ?? []), contraction]);
    } else if (contraction.variance === "upper") products.push(contraction.indices.map(upperPlace));
    else {
      const [first, ...others] = contraction.indices;
      if (contraction.indices.some((place) => find(place).column.height > 1)) throw notWritable(N);
      const spread = columnPlaces(first);
      others.forEach((place, k) => products.push([spread[k], ...columnPlaces(place)]));
    }
  }
  for (const [own, pairs] of partners) {
    if (pairs.length < own.column.height) throw notWritable(N);
    const sorted = pairs.toSorted((a, b) => a.lower.index - b.lower.index);
    products.push([...sorted.map(({ upper }) => upperPlace(upper)), ...columnPlaces(sorted[0].lower)]);
  }
  return products;
}

function notWritable(N: number): GlueballError {
  return new GlueballError({
    code: "lagrangian/not-writable",
    what: "a contraction of several lower indices of one column is not written with epsilons alone",
    found: `SU(${N})`,
    expected: "irreps of SU(2) and SU(3), or another format",
  });
}

/** Random tensors of the slots, as many sets as points, in our form and in the epsilon form. */
export interface RandomTensors {
  readonly N: number;
  readonly irreps: readonly DynkinLabels[];
  readonly prime: number;
  readonly own: readonly (readonly ReadonlyMap<number, number>[])[];
  readonly raised: readonly (readonly ReadonlyMap<number, number>[])[];
}

export function randomTensors(
  N: number,
  irreps: readonly DynkinLabels[],
  { points, prime, rng }: { points: number; prime: number; rng: Rng },
): RandomTensors {
  const own = Array.from({ length: points }, () => irreps.map((labels) => randomTensor(N, labels, prime, rng)));
  const raised = own.map((slots) => slots.map((tensor, slot) => raise(N, irreps[slot], tensor, prime)));
  return { N, irreps, prime, own, raised };
}

function randomTensor(N: number, labels: DynkinLabels, prime: number, rng: Rng): Map<number, number> {
  const tensor = new Map<number, number>();
  for (const { indices, coefficients } of irrepStates(N, labels).states) {
    const weight = rng.integer(prime);
    indices.forEach((place, k) => {
      const sum = (tensor.get(place) ?? 0) + multiplyModulo(weight, residue(coefficients[k], prime), prime);
      tensor.set(place, sum % prime);
    });
  }
  return tensor;
}

/** Lower columns become upper ones; h! is left out. */
function raise(
  N: number,
  labels: DynkinLabels,
  tensor: ReadonlyMap<number, number>,
  prime: number,
): Map<number, number> {
  const columns = upperColumns(N, labels);
  const count = indexVariances(labels).length;
  const length = columns.reduce((sum, { places }) => sum + places.length, 0);
  const result = new Map<number, number>();
  for (const [packed, value] of tensor) {
    const values = unpackIndices(N, packed, count);
    let products = [{ indices: new Array<number>(length).fill(0), sign: 1 }];
    for (const { column, places } of columns) {
      const held = values.slice(column.first, column.first + column.height);
      const choices = column.variance === "upper" ? [{ order: held, sign: 1 }] : complements(N, held);
      products = products.flatMap(({ indices, sign }) =>
        choices.map((choice) => {
          const next = [...indices];
          places.forEach((place, k) => (next[place] = choice.order[k]));
          return { indices: next, sign: sign * choice.sign };
        }),
      );
    }
    for (const { indices, sign } of products) {
      const place = packIndices(N, indices);
      result.set(place, residue((result.get(place) ?? 0) + sign * value, prime));
    }
  }
  return result;
}

/** eps^l..b.. over all b... */
function complements(N: number, held: readonly number[]): { order: number[]; sign: number }[] {
  const rest = Array.from({ length: N }, (_, k) => k).filter((k) => !held.includes(k));
  if (rest.length !== N - held.length) return [];
  return permutations(rest).map((order) => ({ order, sign: permutationSign([...held, ...order]) }));
}

/** One value a point. */
export function contractionValues({ N, irreps, prime, own }: RandomTensors, structure: GaugeStructure): number[] {
  const lengths = irreps.map((labels) => indexVariances(labels).length);
  return own.map((tensors) => {
    let sum = 0;
    for (const { values, sign } of indexValues(N, structure, lengths)) {
      sum = residue(sum + sign * productAt(tensors, values, N, prime), prime);
    }
    return sum;
  });
}

export function epsilonValues({ N, irreps, prime, raised }: RandomTensors, product: EpsilonProduct): number[] {
  const lengths = irreps.map((labels) => upperColumns(N, labels).reduce((sum, { places }) => sum + places.length, 0));
  const structure: GaugeStructure = product.map((indices) => ({ kind: "epsilon", variance: "upper", indices }));
  return raised.map((tensors) => {
    let sum = 0;
    for (const { values, sign } of indexValues(N, structure, lengths)) {
      sum = residue(sum + sign * productAt(tensors, values, N, prime), prime);
    }
    return sum;
  });
}

function productAt(
  tensors: readonly ReadonlyMap<number, number>[],
  values: readonly (readonly number[])[],
  N: number,
  prime: number,
): number {
  let product = 1;
  for (let slot = 0; slot < tensors.length && product !== 0; slot++) {
    product = multiplyModulo(product, tensors[slot].get(packIndices(N, values[slot])) ?? 0, prime);
  }
  return product;
}
