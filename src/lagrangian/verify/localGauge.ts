/**
 * Local gauge invariance: the change of a term under a gauge transformation whose parameter depends on the point. All
 * fields, the gauge field and the parameter are random jets with whole coefficients (jets.ts), one gauge factor after the
 * other, and the variation of the term at the point must be zero exactly. A term without covariant derivatives in the
 * right places, such as (d X+)(d X), is found out.
 *
 * The other factors stand still: their fields strengths are random, and each of their structures is a random number.
 * Every slot has a field of its own, so that equal letters need no symmetry and fermions no sign.
 */
import type { Rng } from "../../base/index.ts";
import { indicesPerSlot, ownSpinorIndices, structuresAt } from "../terms/term.ts";
import type { IndexPair, SpinorStructure, Term } from "../terms/term.ts";
import { specialUnitaryGroups, unitaryGroups } from "../theory.ts";
import type { Letter, Theory } from "../theory.ts";
import type { SlotComponents } from "./contractionTensor.ts";
import { componentsBySlot, gaugeLegs, gaugeTensor, spinorLegs, spinorTensor } from "./contractionTensor.ts";
import { covariantDerivative, randomGaugeField } from "./gaugeFields.ts";
import type { Dual, GaugedFactor, GaugeWave } from "./gaugeWaves.ts";
import { createWave } from "./gaugeWaves.ts";
import { createJets } from "./jets.ts";

/** What one gauge factor does to a term; whole numbers. */
export interface LocalVariation {
  readonly group: string;
  /** The value of the term, to see that the test was not an empty one. */
  readonly value: number;
  /** 0 if the term is invariant. */
  readonly variation: number;
}

/** One entry for each gauged factor; `derivative` is there for the test of the test. */
export function localVariations(
  term: Term,
  theory: Theory,
  letters: readonly Letter[],
  rng: Rng,
  derivative = covariantDerivative,
): LocalVariation[] {
  const held = term.slots.map((letter) => letters[letter]);
  const jets = createJets(orderFor(term, held));
  return theory.groups.flatMap((group, index) => {
    if (group.kind === "Z" || !group.gauged) return [];
    const own = rng.fork(group.name);
    const field = randomGaugeField(group.kind === "SU" ? group.n : 1, jets, own.fork("gauge field"));
    const factor: GaugedFactor = {
      index,
      axis: group.kind === "SU" ? specialUnitaryGroups(theory).indexOf(group) : -1,
      unitary: group.kind === "U1" ? unitaryGroups(theory).indexOf(group) : -1,
      field,
      derivative,
    };
    return [{ group: group.name, ...variationOf(term, held, factor, own) }];
  });
}

/** Derivatives of the fields, one more for the potential in a field strength, one more for its gradient. */
function orderFor({ lorentz }: Term, held: readonly Letter[]): number {
  const orders = lorentz.flatMap(({ angle }) =>
    indicesPerSlot(angle, held.length).map((indices, slot) => {
      const derivatives = indices - ownSpinorIndices(held[slot]).undotted;
      return derivatives + (held[slot].fieldStrength ? 1 : 0);
    }),
  );
  return Math.max(0, ...orders) + 1;
}

function variationOf(term: Term, held: readonly Letter[], factor: GaugedFactor, rng: Rng): Dual {
  const { lorentz, gauge, vector } = term;
  const { axis } = factor;
  const waves = held.map((letter, slot) => createWave(letter, factor, rng.fork(`slot ${slot}`)));
  const legs =
    axis === -1
      ? undefined
      : gaugeLegs(
          held[0].irreps[axis].length + 1,
          held.map(({ irreps }) => irreps[axis]),
        );
  const components =
    legs === undefined
      ? [undefined]
      : gauge[axis].map((structure) => componentsBySlot(gaugeTensor(structure, legs), legs));
  const numbers = gauge.map((structures) => structures.map(() => rng.integer(9) + 1));
  let [value, variation] = [0, 0];
  vector.forEach((coefficient, entry) => {
    if (coefficient === 0) return;
    const place = structuresAt(term, entry);
    const weight = numbers.reduce(
      (product, own, k) => (k === axis ? product : product * own[place[k + 1]]),
      coefficient,
    );
    const found = contracted(waves, lorentz[place[0]], components[axis === -1 ? 0 : place[axis + 1]]);
    value += weight * found.value;
    variation += weight * found.variation;
  });
  if (Math.max(Math.abs(value), Math.abs(variation)) > Number.MAX_SAFE_INTEGER)
    throw new Error("a term is too large for exact doubles");
  return { value, variation };
}

/** The sum over the components of one Lorentz structure and one structure of the gauge factor. */
function contracted(
  waves: readonly GaugeWave[],
  { angle, square }: SpinorStructure,
  gauge: SlotComponents | undefined,
): Dual {
  const slots = waves.length;
  const numbers = indicesPerSlot(angle, slots);
  const undotted = spinorComponents(angle, numbers);
  const dotted = spinorComponents(square, indicesPerSlot(square, slots));
  let [value, variation] = [0, 0];
  const gaugeCoefficients = gauge?.coefficients ?? Int32Array.of(1);
  undotted.coefficients.forEach((left, u) =>
    dotted.coefficients.forEach((right, d) =>
      gaugeCoefficients.forEach((own, g) => {
        let product: Dual = { value: left * right * own, variation: 0 };
        for (let slot = 0; slot < slots && (product.value !== 0 || product.variation !== 0); slot++) {
          const spinors = { undotted: undotted.indices[u * slots + slot], dotted: dotted.indices[d * slots + slot] };
          const wave = waves[slot].component(spinors, gauge?.indices[g * slots + slot] ?? 0, numbers[slot]);
          product = multiplyDuals(product, wave);
        }
        value += product.value;
        variation += product.variation;
      }),
    ),
  );
  return { value, variation };
}

function spinorComponents(pairs: readonly IndexPair[], numbers: readonly number[]): SlotComponents {
  const legs = spinorLegs(numbers);
  return componentsBySlot(spinorTensor(pairs, legs), legs);
}

function multiplyDuals(a: Dual, b: Dual): Dual {
  return { value: a.value * b.value, variation: a.value * b.variation + a.variation * b.value };
}
