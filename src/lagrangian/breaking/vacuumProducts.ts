/**
 * What a term of the Lagrangian becomes when the doublet is replaced by its vacuum value in all slots but some: products
 * of components with whole-number coefficients, each vacuum value counting as v/sqrt(2).
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
import type { Vacuum } from "./vacuum.ts";
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

export interface VacuumProduct {
  /** In the order of the slots that are left. */
  readonly factors: readonly LetterComponent[];
  /** Without the norms of the factors and the vacuum values. */
  readonly value: Rational;
}

/** The components of every letter; field strengths have none here. @throws GlueballError as `vacuumOf`. */
export function breakTheory(theory: Theory, doublet?: string): BrokenTheory {
  const vacuum = vacuumOf(theory, doublet);
  const letters = lettersOf(theory);
  const components = brokenComponents(theory, vacuum);
  const byLetter = letters.map((letter) =>
    letter.fieldStrength ? [] : letterComponents(letter, theory, components, vacuum),
  );
  return { theory, letters, vacuum, components, byLetter };
}

/** The products of a term without derivatives where only the slots `kept` are not the vacuum, in their order. */
export function vacuumProducts(
  { operator }: NamedOperator,
  kept: readonly number[],
  broken: BrokenTheory,
): VacuumProduct[] {
  const { letters, byLetter, vacuum } = broken;
  const { slots, vector, gauge } = operator;
  const isospin = slots.map((letter, slot) =>
    kept.includes(slot) ? byLetter[letter] : [vacuumComponent(byLetter[letter], broken)],
  );
  const lengths = slots.map((letter) => letters[letter].irreps[vacuum.isospin][0]);
  const tensors = isospin.map((own) => own.map(({ tensor }) => tensor));
  const products = componentProducts(2, gauge[vacuum.isospin], vector, tensors, lengths);
  const colour = kept.length === 2 ? unbrokenPairing(broken, operator, kept) : rational(1);
  return products.map(({ choices, value }) => ({
    factors: kept.map((slot) => isospin[slot][choices[slot]]),
    value: multiplyRationals(rational(value), colour),
  }));
}

/** The component of the letter that has the vacuum value. */
function vacuumComponent(own: readonly LetterComponent[], { components, vacuum }: BrokenTheory): LetterComponent {
  return own.find(({ component }) => components[component].twiceT3 === vacuum.twiceT3)!;
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
