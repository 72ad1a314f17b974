/**
 * What a term of the Lagrangian becomes when fields are replaced by their vacuum values in all slots but some: products
 * of components with whole-number coefficients, each vacuum value counting as v/sqrt(root), v/sqrt(2) for a doublet.
 *
 * The slots that are left are one or two. Under the unbroken SU(N) two fields make one invariant only, and all their
 * colours have the same coefficient: that of a state t in the first slot with its conjugate in the second.
 */
import { indexVariances, irrepStates, multiplyRationals, rational } from "../../exact/index.ts";
import type { DynkinLabels, Rational, SparseTensor } from "../../exact/index.ts";
import type { GaugeStructure } from "../explicit/contractions.ts";
import { conjugateTensor } from "../exports/conjugateTensor.ts";
import type { NamedOperator } from "../exports/couplings.ts";
import type { Letter, Theory } from "../theory.ts";
import { lettersOf, specialUnitaryGroups } from "../theory.ts";
import type { BrokenComponent, LetterComponent } from "./brokenComponents.ts";
import { brokenComponents, letterComponents } from "./brokenComponents.ts";
import { componentProducts } from "./componentProducts.ts";
import type { Vacuum, VacuumValue } from "./vacuum.ts";
import { vacuumOf } from "./vacuum.ts";

/** A theory with its vacuum and all components. */
export interface BrokenTheory {
  readonly theory: Theory;
  readonly letters: readonly Letter[];
  readonly vacuum: Vacuum;
  readonly components: readonly BrokenComponent[];
  /** For each letter. */
  readonly byLetter: readonly (readonly LetterComponent[])[];
}

/** A vacuum value in a slot: v/sqrt(root) times the tensor of whole numbers. */
export interface VacuumFactor {
  readonly name: string;
  readonly root: number;
}

export interface VacuumProduct {
  /** In the order of the slots that are left. */
  readonly factors: readonly LetterComponent[];
  /** Without the norms of the factors and the vacuum values. */
  readonly value: Rational;
  readonly vacuum: readonly VacuumFactor[];
  /** Power of i of all slots: those that are left and those of real fields in the vacuum. */
  readonly phase: number;
}

/** The components of every letter; field strengths have none here. @throws GlueballError as `vacuumOf`. */
export function breakTheory(theory: Theory, names: readonly string[] = []): BrokenTheory {
  const vacuum = vacuumOf(theory, names);
  const letters = lettersOf(theory);
  const components = brokenComponents(theory, vacuum);
  const byLetter = letters.map((letter) =>
    letter.fieldStrength ? [] : letterComponents(letter, theory, components, vacuum),
  );
  return { theory, letters, vacuum, components, byLetter };
}

/** The products of a term without derivatives where only the slots `kept` are not the vacuum, in their order; none if a slot cannot be it. */
export function vacuumProducts(
  { operator }: NamedOperator,
  kept: readonly number[],
  broken: BrokenTheory,
): VacuumProduct[] {
  const { letters, byLetter, vacuum } = broken;
  const { slots, vector, gauge } = operator;
  const rest = slots.filter((_, slot) => !kept.includes(slot));
  if (!rest.every((letter) => canBeVacuum(broken, letter))) return [];
  const isospin = slots.map((letter, slot) =>
    kept.includes(slot) ? byLetter[letter] : [vacuumComponent(broken, letter)],
  );
  const replaced = rest.map((letter) => vacuumFactor(broken, letter));
  const turned = rest.reduce((sum, letter) => sum + vacuumComponent(broken, letter).phase, 0);
  const lengths = slots.map((letter) => letters[letter].irreps[vacuum.isospin][0]);
  const tensors = isospin.map((own) => own.map(({ tensor }) => tensor));
  const products = componentProducts(2, gauge[vacuum.isospin], vector, tensors, lengths);
  const colour = kept.length === 2 ? unbrokenPairing(broken, operator, kept) : rational(1);
  return products.map(({ choices, value }) => {
    const factors = kept.map((slot) => isospin[slot][choices[slot]]);
    return {
      factors,
      value: multiplyRationals(rational(value), colour),
      vacuum: replaced,
      phase: factors.reduce((sum, own) => sum + own.phase, turned),
    };
  });
}

/** Whether the field of the letter has a vacuum value. */
function canBeVacuum({ letters, vacuum }: BrokenTheory, letter: number): boolean {
  return vacuum.values.some(({ field }) => field === letters[letter].field);
}

function valueOf({ letters, vacuum }: BrokenTheory, letter: number): VacuumValue {
  return vacuum.values.find(({ field }) => field === letters[letter].field)!;
}

/** The component of the letter that has the vacuum value. */
function vacuumComponent(broken: BrokenTheory, letter: number): LetterComponent {
  const { twiceT3 } = valueOf(broken, letter);
  return broken.byLetter[letter].find(({ component }) => broken.components[component].twiceT3 === twiceT3)!;
}

function vacuumFactor(broken: BrokenTheory, letter: number): VacuumFactor {
  const { name, real } = valueOf(broken, letter);
  return { name, root: vacuumComponent(broken, letter).norm2 * (real ? 1 : 2) };
}

/** The coefficient of (t, conjugate of t) under all SU(N) but the broken one. */
function unbrokenPairing(
  { theory, letters, vacuum }: BrokenTheory,
  { slots, gauge }: NamedOperator["operator"],
  [first, second]: readonly number[],
): Rational {
  return specialUnitaryGroups(theory).reduce((product, { n }, factor) => {
    if (factor === vacuum.isospin) return product;
    const irreps = slots.map((letter) => letters[letter].irreps[factor]);
    return multiplyRationals(product, pairing(n, gauge[factor][0], irreps, [first, second]));
  }, rational(1));
}

const SINGLET: SparseTensor = new Map([[0, 1]]);

function pairing(
  N: number,
  structure: GaugeStructure,
  irreps: readonly DynkinLabels[],
  [first, second]: readonly [number, number],
): Rational {
  const labels = irreps[first];
  const { indices, coefficients } = irrepStates(N, labels).states[0];
  const tensor = new Map(Array.from(indices, (index, k) => [index, coefficients[k]]));
  const complex = new Map([...tensor].map(([place, value]) => [place, [value, 0] as const]));
  const conjugate = new Map([...conjugateTensor(N, labels, complex)].map(([place, [value]]) => [place, value]));
  const tensors = irreps.map((_, slot) => [slot === first ? tensor : slot === second ? conjugate : SINGLET]);
  const [product] = componentProducts(
    N,
    [structure],
    [1],
    tensors,
    irreps.map((labels) => indexVariances(labels).length),
  );
  const norm2 = coefficients.reduce((sum, value) => sum + value * value, 0);
  return rational(product.value, norm2);
}
