/**
 * A term of a Lagrangian as it is written, read, checked and exported: letters in slots, and products of contractions
 * that use every index of every slot once.
 *
 *     L Q Q Q | Lorentz <1 3> <2 4> ; <1 2> <3 4> | SU3 eps(2 3 4) | SU2 eps(1 3) eps(2 4) ; eps(1 2) eps(3 4) | vector 2 -1 -1 2
 *
 * Slots are numbered from 1 in the text, from 0 here. The vector has one whole number for each product of a Lorentz with
 * a gauge structure of each factor, the last factor fastest. Flavour: the slots of equal letters carry the indices of
 * one coefficient tensor, in the order of the slots.
 *
 * Indices. A letter has the indices of its irrep in each factor (`columnsOfIrrep`: upper before lower, one column after
 * the other). A letter of helicity h <= 0 has 2|h| undotted spinor indices, one of h > 0 as many dotted ones; every
 * derivative on it adds one of each kind behind them, so that the k-th added undotted and the k-th added dotted index
 * belong to the k-th derivative. How many derivatives act on a slot is seen from the indices that are contracted.
 */
import type { GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import type { FieldStrengthTerm, RenormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { HermitianOperator, Reality } from "../explicit/hermitianBasis.ts";
import type { KineticTerm } from "../explicit/kineticTerms.ts";
import type { LorentzStructure, SlotPair } from "../explicit/lorentzStructures.ts";
import type { ExplicitOperator } from "../explicit/operatorBasis.ts";
import type { Letter, OperatorType } from "../theory.ts";

export type IndexPair = readonly [IndexPlace, IndexPlace];

/** Contractions with eps_ab of undotted indices, <1 2>, and of dotted ones, [1 2]. */
export interface SpinorStructure {
  readonly angle: readonly IndexPair[];
  readonly square: readonly IndexPair[];
}

export interface Term {
  /** The letter in each slot, an index in `lettersOf(theory)`. */
  readonly slots: readonly number[];
  readonly lorentz: readonly SpinorStructure[];
  /** One list for each SU(N) factor, in the order of the theory; a factor without charged slots has one empty structure. */
  readonly gauge: readonly (readonly GaugeStructure[])[];
  readonly vector: readonly number[];
  /** How the term enters a hermitian Lagrangian: c O, i c O with real c, or c O + h.c.; unset where nothing is said. */
  readonly reality?: Reality | undefined;
}

/** How many structures each factor of a term has, Lorentz first. */
export function structureNumbers({ lorentz, gauge }: Term): number[] {
  return [lorentz.length, ...gauge.map(({ length }) => length)];
}

/** The structure of each factor, Lorentz first, in the product to which an entry of the vector belongs. */
export function structuresAt(term: Term, entry: number): number[] {
  let rest = entry;
  const places = structureNumbers(term)
    .toReversed()
    .map((size) => {
      const own = rest % size;
      rest = Math.floor(rest / size);
      return own;
    });
  return places.reverse();
}

/** The term of an operator of an explicit basis. */
export function termOfOperator(
  { slots, lorentz, gauge, vector }: ExplicitOperator,
  reality?: Reality | undefined,
): Term {
  return { slots, lorentz: lorentz.map((structure) => withIndices(structure, slots.length)), gauge, vector, reality };
}

/** F_L F_L, to which the conjugate is added. */
export function termOfFieldStrengths({ operator }: FieldStrengthTerm): Term {
  return termOfOperator(operator, "pair");
}

/**
 * (D X+)(D X) of two scalars, with D_aa' D^aa' = 2 D_m D^m; X+ D X of two spinors, the derivative on the second one. The
 * normalisation is that of the contractions.
 */
export function termOfKinetic({ kind, letters, gauge, hermitian }: KineticTerm): Term {
  const place = (slot: number, index: number): IndexPlace => ({ slot, index });
  const scalars: SpinorStructure = { angle: [[place(0, 0), place(1, 0)]], square: [[place(0, 0), place(1, 0)]] };
  const spinors: SpinorStructure = { angle: [[place(1, 0), place(1, 1)]], square: [[place(0, 0), place(1, 0)]] };
  return {
    slots: letters,
    lorentz: [kind === "scalar" ? scalars : spinors],
    gauge: gauge.map((structure) => [structure]),
    vector: [1],
    reality: hermitian ? "real" : "pair",
  };
}

/** All terms, kinetic ones first. */
export function termsOfLagrangian({
  kinetic,
  fieldStrengths,
  invariants,
}: Pick<RenormalisableLagrangian, "kinetic" | "fieldStrengths"> & {
  readonly invariants: readonly HermitianOperator[];
}): Term[] {
  return [
    ...kinetic.map(termOfKinetic),
    ...fieldStrengths.map(termOfFieldStrengths),
    ...invariants.map(({ operator, reality }) => termOfOperator(operator, reality)),
  ];
}

/** The brackets of slots with the indices of each slot in the order in which they occur. */
export function withIndices({ angle, square }: LorentzStructure, slots: number): SpinorStructure {
  return { angle: numbered(angle, slots), square: numbered(square, slots) };
}

function numbered(pairs: readonly SlotPair[], slots: number): IndexPair[] {
  const used = new Array<number>(slots).fill(0);
  const next = (slot: number): IndexPlace => ({ slot, index: used[slot]++ });
  return pairs.map(([i, j]) => [next(i), next(j)]);
}

/** Numbers of undotted and of dotted indices that the letters have without derivatives. */
export function ownSpinorIndices({ twiceHelicity }: Letter): { readonly undotted: number; readonly dotted: number } {
  return { undotted: Math.max(0, -twiceHelicity), dotted: Math.max(0, twiceHelicity) };
}

/** How many derivatives act on each slot. */
export function derivativesOf(structure: SpinorStructure, held: readonly Letter[]): number[] {
  const undotted = indicesPerSlot(structure.angle, held.length);
  return held.map((letter, slot) => undotted[slot] - ownSpinorIndices(letter).undotted);
}

export function indicesPerSlot(pairs: readonly IndexPair[], slots: number): number[] {
  const numbers = new Array<number>(slots).fill(0);
  for (const { slot } of pairs.flat()) numbers[slot]++;
  return numbers;
}

/** The type that a term belongs to. `letters` are those of the theory. */
export function typeOfTerm({ slots, lorentz }: Term, letters: readonly Letter[]): OperatorType {
  const powers = [...new Set(slots)]
    .sort((a, b) => a - b)
    .map((letter) => ({ letter, power: slots.filter((other) => other === letter).length }));
  const held = slots.map((letter) => letters[letter]);
  return { powers, derivatives: derivativesOf(lorentz[0], held).reduce((sum, count) => sum + count, 0) };
}
