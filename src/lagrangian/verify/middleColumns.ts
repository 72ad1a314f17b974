/**
 * Columns of N/2 antisymmetric indices under conjugation. The conjugate of X^{k..} has lower indices, but a column of N/2
 * of them is equivalent to one of upper ones, and terms write it so:
 *
 *     X_{m1 .. mh} = eps_{m1 .. mh k1 .. kh} X^{k1 .. kh} / h!,     h = N/2.
 *
 * Put into a product of deltas and epsilons, a delta of an upper index u with m gives eps_{.. u ..}, and an epsilon
 * eps^{.. m ..} over p of the m's gives p! times the determinant of deltas of the N - p other indices. What is left has
 * indices of fields only. Factors 1/h! are the same for all structures of a term and left out.
 */
import { factorial, permutations, permutationSign } from "../../exact/index.ts";
import type { Contraction, GaugeStructure, IndexPlace } from "../explicit/contractions.ts";

export interface WeightedStructure {
  readonly coefficient: number;
  readonly structure: GaugeStructure;
}

/** An index of a field, `slot.index`, or an m that is summed over, `m slot.index`. */
type End = string;

interface Product {
  readonly coefficient: number;
  /** Upper end first. */
  readonly deltas: readonly (readonly [End, End])[];
  /** eps_{...}: of upper indices of fields, and of m's. */
  readonly lowering: readonly (readonly End[])[];
  /** eps^{...}: of lower indices of fields, and of m's. */
  readonly raising: readonly (readonly End[])[];
}

/** A structure in which the places of `columns` are lower indices, written with upper ones. Equal products are added. */
export function raiseColumns(
  structure: GaugeStructure,
  columns: readonly (readonly IndexPlace[])[],
): readonly WeightedStructure[] {
  const isMiddle = new Set(columns.flat().map(fieldEnd));
  const lowerEnd = (place: IndexPlace): End =>
    isMiddle.has(fieldEnd(place)) ? `m ${fieldEnd(place)}` : fieldEnd(place);
  const substitute = new Map<End, End>();
  const deltas: [End, End][] = [];
  for (const contraction of structure) {
    if (contraction.kind !== "delta") continue;
    const [upper, lower] = [fieldEnd(contraction.upper), lowerEnd(contraction.lower)];
    if (lower.startsWith("m")) substitute.set(lower, upper);
    else deltas.push([upper, lower]);
  }
  const epsilons = structure.filter((contraction) => contraction.kind === "epsilon");
  const start: Product = {
    coefficient: 1,
    deltas,
    lowering: [
      ...epsilons.filter(({ variance }) => variance === "upper").map(({ indices }) => indices.map(fieldEnd)),
      ...columns.map((column) => [
        ...column.map((place) => substitute.get(lowerEnd(place)) ?? lowerEnd(place)),
        ...column.map(fieldEnd),
      ]),
    ],
    raising: epsilons.filter(({ variance }) => variance === "lower").map(({ indices }) => indices.map(lowerEnd)),
  };
  return collected(withoutSums(start));
}

function fieldEnd({ slot, index }: IndexPlace): End {
  return `${slot}.${index}`;
}

function placeOfEnd(end: End): IndexPlace {
  const [slot, index] = end.split(".").map(Number);
  return { slot, index };
}

/** Multiplies out one pair of epsilons with common m's after the other. */
function withoutSums(product: Product): Product[] {
  const { lowering, raising } = product;
  for (const [r, upper] of raising.entries()) {
    const l = lowering.findIndex((lower) => lower.some((end) => upper.includes(end)));
    if (l !== -1) return determinant(product, l, r).flatMap(withoutSums);
  }
  return [product];
}

/** eps_{S A} eps^{S B} = |S|! sum over permutations pi of sign delta(A_i, B_pi(i)). */
function determinant({ coefficient, deltas, lowering, raising }: Product, l: number, r: number): Product[] {
  const shared = lowering[l].filter((end) => raising[r].includes(end));
  const [a, b] = [lowering[l], raising[r]].map((ends) => ends.filter((end) => !shared.includes(end)));
  const sign = orderSign(lowering[l], [...shared, ...a]) * orderSign(raising[r], [...shared, ...b]);
  const rest = { deltas, lowering: lowering.toSpliced(l, 1), raising: raising.toSpliced(r, 1) };
  return permutations(b).map((order) => {
    const factor = coefficient * Number(factorial(shared.length)) * sign * orderSign(b, order);
    return a.reduce<Product>((product, end, k) => identified(product, end, order[k]), { coefficient: factor, ...rest });
  });
}

/** delta of an end of a lowering and one of a raising epsilon; an m stands in one more epsilon of the other kind. */
function identified(product: Product, lowered: End, raised: End): Product {
  const replace = (epsilons: Product["lowering"], from: End, to: End) =>
    epsilons.map((ends) => ends.map((end) => (end === from ? to : end)));
  if (lowered.startsWith("m")) return { ...product, raising: replace(product.raising, lowered, raised) };
  if (raised.startsWith("m")) return { ...product, lowering: replace(product.lowering, raised, lowered) };
  return { ...product, deltas: [...product.deltas, [lowered, raised]] };
}

/** Equal products added, each with its epsilons and deltas in order. */
function collected(products: readonly Product[]): WeightedStructure[] {
  const sums = new Map<string, WeightedStructure>();
  for (const product of products) {
    let { coefficient } = product;
    const ordered = (epsilons: Product["lowering"]) =>
      epsilons
        .map((ends) => {
          const sorted = ends.toSorted();
          coefficient *= orderSign(ends, sorted);
          return sorted;
        })
        .sort((x, y) => (x.join() < y.join() ? -1 : 1));
    const [lowering, raising] = [ordered(product.lowering), ordered(product.raising)];
    const deltas = product.deltas.toSorted((x, y) => (x.join() < y.join() ? -1 : 1));
    const key = JSON.stringify([deltas, lowering, raising]);
    const structure = [
      ...deltas.map(([upper, lower]): Contraction => ({
        kind: "delta",
        upper: placeOfEnd(upper),
        lower: placeOfEnd(lower),
      })),
      ...lowering.map((ends): Contraction => ({ kind: "epsilon", variance: "upper", indices: ends.map(placeOfEnd) })),
      ...raising.map((ends): Contraction => ({ kind: "epsilon", variance: "lower", indices: ends.map(placeOfEnd) })),
    ];
    sums.set(key, { coefficient: coefficient + (sums.get(key)?.coefficient ?? 0), structure });
  }
  return [...sums.values()];
}

/** Sign of the permutation that turns one order into the other. */
function orderSign(from: readonly End[], to: readonly End[]): 1 | -1 {
  return permutationSign(from.map((end) => to.indexOf(end)));
}
