/**
 * Operators without derivatives written out in particles: one term for each choice of components and generations, with
 * its colour string. sum over slots of the states' tensors, contracted as the operator says.
 */
import type { GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import type { ExplicitOperator } from "../explicit/operatorBasis.ts";
import type { Letter } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import type { ColourTerm } from "./colourStrings.ts";
import { colourTerms } from "./colourStrings.ts";
import type { Complex } from "./complexNumbers.ts";
import { addComplex, complexSize, multiplyComplex, scaleComplex } from "./complexNumbers.ts";
import type { FactorTensor } from "./conjugateTensor.ts";
import { conjugateTensor, permutations, permutationSign, upperIndices } from "./conjugateTensor.ts";
import { packIndices } from "../../exact/index.ts";
import { structuresAt } from "./indexedTerm.ts";
import type { ParticleTable } from "./particles.ts";

/** A particle in a term, or its conjugate. */
export interface Occurrence {
  readonly particle: number;
  readonly anti: boolean;
}

export interface ComponentTerm {
  readonly coefficient: Complex;
  readonly colour: ColourTerm;
  /** In the order of the slots. */
  readonly factors: readonly Occurrence[];
}

/** The terms of one operator; flavours[slot] is the generation in each slot. */
export function componentTerms(
  table: ParticleTable,
  letters: readonly Letter[],
  operator: ExplicitOperator,
  flavours: readonly number[],
): ComponentTerm[] {
  const { slots, lorentz, gauge, vector } = operator;
  const held = slots.map((letter) => letters[letter]);
  return vector.flatMap((entry, place) => {
    if (entry === 0) return [];
    const { chosenGauge } = structuresAt(place, lorentz, gauge);
    const products = contractedComponents(table, held, chosenGauge);
    const colours = colourOfStructure(table, held, chosenGauge);
    return products.flatMap(({ components, value }) =>
      colours.map((colour) => ({
        coefficient: scaleComplex(multiplyComplex(value, colour.factor), entry),
        colour: { factor: [1, 0] as const, tensors: colour.tensors },
        factors: components.map((component, slot) => occurrenceOf(table, held[slot], component, flavours[slot])),
      })),
    );
  });
}

/** The particle that a component of a letter is. */
function occurrenceOf(table: ParticleTable, letter: Letter, component: number, generation: number): Occurrence {
  const { particle, anti } = table.find(letter.field, component, generation);
  return { particle, anti: anti !== letter.conjugate };
}

function colourOfStructure(
  table: ParticleTable,
  held: readonly Letter[],
  gauge: readonly GaugeStructure[],
): ColourTerm[] {
  if (table.colourFactor === -1) return [{ factor: [1, 0], tensors: [] }];
  const colours = held.map(({ field, conjugate }) => {
    const { colour } = table.fields[field];
    return colour === 8 || !conjugate ? colour : -colour;
  });
  return colourTerms(
    gauge[table.colourFactor],
    colours.map((colour) => (colour === -1 ? 1 : colour)),
  );
}

interface ComponentProduct {
  /** One component a slot. */
  readonly components: readonly number[];
  readonly value: Complex;
}

/** The invariant of all factors but colour, for every choice of components where it is not 0. */
function contractedComponents(
  table: ParticleTable,
  held: readonly Letter[],
  gauge: readonly GaugeStructure[],
): ComponentProduct[] {
  const groups = specialUnitaryGroups(table.theory);
  let products: ComponentProduct[] = [{ components: held.map(() => 0), value: [1, 0] }];
  groups.forEach(({ n }, factor) => {
    if (factor === table.colourFactor) return;
    const states = held.map((letter) => letterStates(table, letter, factor));
    const own = contractStates(n, gauge[factor], held, { factor, states });
    products = products.flatMap(({ components, value }) =>
      own.map((product) => ({
        components: components.map((component, slot) => component * states[slot].length + product.components[slot]),
        value: multiplyComplex(value, product.value),
      })),
    );
  });
  return products;
}

/** The tensors of the components of a letter under one factor; of a conjugate letter those of x*. */
function letterStates(table: ParticleTable, { field, conjugate }: Letter, factor: number): FactorTensor[] {
  const { components } = table.fields[field];
  const { irreps } = table.fields[field].field;
  const states = [...new Set(components.map((own) => own[factor]))].filter((state) => state !== undefined);
  const n = irreps[factor].length + 1;
  return states.map(({ tensor }) => (conjugate ? conjugateTensor(n, irreps[factor], tensor) : tensor));
}

/** The values of one contraction on all products of states: a sum over the values of the contracted indices. */
function contractStates(
  N: number,
  structure: GaugeStructure,
  held: readonly Letter[],
  { factor, states }: { factor: number; states: readonly (readonly FactorTensor[])[] },
): ComponentProduct[] {
  const lengths = held.map(({ irreps }) => upperIndices(irreps[factor]).length);
  const found = new Map<string, ComponentProduct>();
  for (const { values, sign } of indexValues(N, structure, lengths)) {
    const places = values.map((own) => packIndices(N, own));
    const choices = states.map((own, slot) =>
      own.flatMap((tensor, component) => {
        const value = tensor.get(places[slot]);
        return value === undefined ? [] : [{ component, value }];
      }),
    );
    for (const product of productsOf(choices)) {
      const key = product.components.join();
      const sum = addComplex(found.get(key)?.value ?? [0, 0], scaleComplex(product.value, sign));
      found.set(key, { components: product.components, value: sum });
    }
  }
  return [...found.values()].filter(({ value }) => complexSize(value) > 1e-12);
}

function productsOf(choices: readonly (readonly { component: number; value: Complex }[])[]): ComponentProduct[] {
  return choices.reduce<ComponentProduct[]>(
    (products, own) =>
      products.flatMap(({ components, value }) =>
        own.map((choice) => ({
          components: [...components, choice.component],
          value: multiplyComplex(value, choice.value),
        })),
      ),
    [{ components: [], value: [1, 0] }],
  );
}

/** All values of all indices for which a product of deltas and epsilons is not 0; values[slot][index]. */
export function* indexValues(
  N: number,
  structure: GaugeStructure,
  lengths: readonly number[],
): Generator<{ values: readonly (readonly number[])[]; sign: number }> {
  const values = lengths.map((length) => new Array<number>(length).fill(0));
  const orders = permutations(Array.from({ length: N }, (_, k) => k)).map((order) => ({
    order,
    sign: permutationSign(order),
  }));
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
