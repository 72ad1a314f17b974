/**
 * The value of one contraction of SU(N) indices on chosen tensors, one choice for each slot: the sum over the values of
 * all contracted indices (`indexValues`), in whole numbers. Cost: N^deltas (N!)^epsilons times the products of choices.
 */
import type { SparseTensor } from "../../exact/index.ts";
import { packIndices } from "../../exact/index.ts";
import type { GaugeStructure } from "../explicit/contractions.ts";
import { indexValues } from "../exports/componentTerms.ts";

/** One choice for each slot, and the number that multiplies their product. */
export interface ComponentProduct {
  readonly choices: readonly number[];
  readonly value: number;
}

/**
 * All products that do not vanish; `tensors[slot]` are the choices of a slot, `lengths[slot]` its number of indices.
 * `weights` is the vector over the structures.
 */
export function componentProducts(
  N: number,
  structures: readonly GaugeStructure[],
  weights: readonly number[],
  tensors: readonly (readonly SparseTensor[])[],
  lengths: readonly number[],
): ComponentProduct[] {
  const found = new Map<string, ComponentProduct>();
  structures.forEach((structure, k) => {
    if (weights[k] === 0) return;
    for (const { values, sign } of indexValues(N, structure, lengths)) {
      const places = values.map((own) => packIndices(N, own));
      for (const { choices, value } of productsAt(places, tensors)) {
        const key = choices.join();
        const sum = (found.get(key)?.value ?? 0) + weights[k] * sign * value;
        found.set(key, { choices, value: sum });
      }
    }
  });
  return [...found.values()].filter(({ value }) => value !== 0);
}

function productsAt(places: readonly number[], tensors: readonly (readonly SparseTensor[])[]): ComponentProduct[] {
  let products: ComponentProduct[] = [{ choices: [], value: 1 }];
  places.forEach((place, slot) => {
    products = products.flatMap(({ choices, value }) =>
      tensors[slot].flatMap((tensor, choice) => {
        const entry = tensor.get(place);
        return entry === undefined ? [] : [{ choices: [...choices, choice], value: value * entry }];
      }),
    );
  });
  return products;
}
