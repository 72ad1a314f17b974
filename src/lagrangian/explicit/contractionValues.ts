/**
 * Contractions of SU(N) indices worked out on tensors: a sum over the values of all contracted indices.
 * Cost: N^deltas (N!)^epsilons, times the products of tensors.
 */
import { packIndices, signedPermutations } from "../../exact/index.ts";
import type { GaugeStructure, IndexPlace } from "./contractions.ts";

/** The numbers that the components of tensors are. */
export interface Arithmetic<Value> {
  readonly one: Value;
  readonly add: (a: Value, b: Value) => Value;
  readonly multiply: (a: Value, b: Value) => Value;
  readonly scale: (a: Value, factor: number) => Value;
}

/** One tensor for each slot, by its number, and what the contraction makes of them. */
export interface ContractedChoice<Value> {
  readonly choices: readonly number[];
  readonly value: Value;
}

/**
 * A combination of contractions on all products of tensors that have a component in common with it; a value may still
 * sum to 0. `tensors[slot]` are the choices of a slot, packed component -> value, and `lengths[slot]` its number of indices.
 */
export function contractedChoices<Value>(
  N: number,
  combination: readonly { readonly structure: GaugeStructure; readonly weight: number }[],
  tensors: readonly (readonly ReadonlyMap<number, Value>[])[],
  lengths: readonly number[],
  arithmetic: Arithmetic<Value>,
): ContractedChoice<Value>[] {
  const { add, scale } = arithmetic;
  const found = new Map<string, ContractedChoice<Value>>();
  for (const { structure, weight } of combination) {
    for (const { values, sign } of indexValues(N, structure, lengths)) {
      const places = values.map((own) => packIndices(N, own));
      for (const { choices, value } of productsAt(places, tensors, arithmetic)) {
        const key = choices.join();
        const term = scale(value, weight * sign);
        const known = found.get(key);
        found.set(key, { choices, value: known === undefined ? term : add(known.value, term) });
      }
    }
  }
  return [...found.values()];
}

function productsAt<Value>(
  places: readonly number[],
  tensors: readonly (readonly ReadonlyMap<number, Value>[])[],
  { one, multiply }: Arithmetic<Value>,
): ContractedChoice<Value>[] {
  return places.reduce<ContractedChoice<Value>[]>(
    (products, place, slot) => {
      const own = tensors[slot].flatMap((tensor, choice) => {
        const value = tensor.get(place);
        return value === undefined ? [] : [{ choice, value }];
      });
      return products.flatMap(({ choices, value }) =>
        own.map((next) => ({ choices: [...choices, next.choice], value: multiply(value, next.value) })),
      );
    },
    [{ choices: [], value: one }],
  );
}

/** All values of all indices for which a product of deltas and epsilons is not 0; values[slot][index]. */
export function* indexValues(
  N: number,
  structure: GaugeStructure,
  lengths: readonly number[],
): Generator<{ values: readonly (readonly number[])[]; sign: number }> {
  const values = lengths.map((length) => new Array<number>(length).fill(0));
  const orders = signedPermutations(Array.from({ length: N }, (_, k) => k));
  const set = ({ slot, index }: IndexPlace, value: number) => (values[slot][index] = value);
  function* extend(k: number, sign: number): Generator<{ values: readonly (readonly number[])[]; sign: number }> {
    if (k === structure.length) return yield { values, sign };
    const contraction = structure[k];
    if (contraction.kind === "delta") {
      for (let value = 0; value < N; value++) {
        set(contraction.upper, value);
        set(contraction.lower, value);
        yield* extend(k + 1, sign);
      }
      return;
    }
    for (const { order, sign: own } of orders) {
      contraction.indices.forEach((place, position) => set(place, order[position]));
      yield* extend(k + 1, sign * own);
    }
  }
  yield* extend(0, 1);
}
