/**
 * Operators without derivatives written out in particles: one term for each choice of components and generations, with
 * its colour string. sum over slots of the states' tensors, contracted as the operator says.
 */
import { indexVariances } from "../../exact/index.ts";
import type { GaugeStructure } from "../explicit/contractions.ts";
import type { Arithmetic } from "../explicit/contractionValues.ts";
import { contractedChoices } from "../explicit/contractionValues.ts";
import type { ExplicitOperator } from "../explicit/operatorBasis.ts";
import type { Letter } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import type { ColourTerm } from "./colourStrings.ts";
import { colourTerms } from "./colourStrings.ts";
import type { Complex } from "../complexNumbers.ts";
import { addComplex, complexSize, multiplyComplex, scaleComplex } from "../complexNumbers.ts";
import type { FactorTensor } from "./conjugateTensor.ts";
import { conjugateTensor } from "./conjugateTensor.ts";
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

const COMPLEX: Arithmetic<Complex> = {
  one: [1, 0],
  add: addComplex,
  multiply: multiplyComplex,
  scale: scaleComplex,
};

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
    const lengths = held.map(({ irreps }) => indexVariances(irreps[factor]).length);
    const own = contractedChoices(n, [{ structure: gauge[factor], weight: 1 }], states, lengths, COMPLEX);
    products = products.flatMap(({ components, value }) =>
      own
        .filter((product) => complexSize(product.value) > 1e-12)
        .map((product) => ({
          components: components.map((component, slot) => component * states[slot].length + product.choices[slot]),
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
