/**
 * What a field may be that completes a product of letters to a singlet: the irreps are the conjugates of those in the
 * product of the letters' irreps, group by group, and every charge is minus the sum of theirs. No grid is scanned.
 */
import {
  addRationals,
  compareRationals,
  conjugateIrrep,
  formatRational,
  irrepDimension,
  irrepName,
  isComplex,
  isPseudoReal,
  isZeroRational,
  negateRational,
  tensorProduct,
  ZERO,
} from "../../exact/index.ts";
import type { DynkinLabels, Rational } from "../../exact/index.ts";
import { cyclicGroups, singletLabels, specialUnitaryGroups, unitaryGroups } from "../theory.ts";
import type { Field, Letter, Theory } from "../theory.ts";

/** In the order of the groups, as in a field. */
export type QuantumNumbers = Pick<Field, "irreps" | "charges" | "residues">;

/** All numbers of a field X for which X times the letters has a singlet, if no two letters were equal. */
export function completionsOf(theory: Theory, product: readonly Letter[]): QuantumNumbers[] {
  const charges = unitaryGroups(theory).map((_, u) =>
    negateRational(product.map((letter) => chargeOf(theory, letter, u)).reduce(addRationals, ZERO)),
  );
  const residues = cyclicGroups(theory).map(({ order }, z) =>
    opposite(
      product.reduce((sum, letter) => sum + letter.residues[z], 0),
      order,
    ),
  );
  const choices = specialUnitaryGroups(theory).map(({ n }, g) =>
    productIrreps(
      n,
      product.map(({ irreps }) => irreps[g]),
    ).map(conjugateIrrep),
  );
  const combined = choices.reduce<DynkinLabels[][]>(
    (lists, irreps) => lists.flatMap((list) => irreps.map((irrep) => [...list, irrep])),
    [[]],
  );
  return combined.map((irreps) => ({ irreps, charges, residues }));
}

/** Of a singlet without charges. */
export function neutralNumbers(theory: Theory): QuantumNumbers {
  return {
    irreps: specialUnitaryGroups(theory).map(({ n }) => singletLabels(n)),
    charges: unitaryGroups(theory).map(() => ZERO),
    residues: cyclicGroups(theory).map(() => 0),
  };
}

function chargeOf(theory: Theory, { field, conjugate, fieldStrength }: Letter, u: number): Rational {
  if (fieldStrength) return ZERO;
  const charge = theory.fields[field].charges[u];
  return conjugate ? negateRational(charge) : charge;
}

/** The irreps of a product, each once. */
function productIrreps(n: number, factors: readonly DynkinLabels[]): DynkinLabels[] {
  let found = new Map([["", singletLabels(n)]]);
  for (const factor of factors) {
    const next = [...found.values()].flatMap((irrep) => tensorProduct(irrep, factor).map((term) => term.irrep));
    found = new Map(next.map((irrep) => [irrep.join(" "), irrep]));
  }
  return [...found.values()];
}

function opposite(residue: number, order: number): number {
  return (order - (residue % order)) % order;
}

export function conjugateNumbers({ irreps, charges, residues }: QuantumNumbers, theory: Theory): QuantumNumbers {
  const orders = cyclicGroups(theory).map(({ order }) => order);
  return {
    irreps: irreps.map(conjugateIrrep),
    charges: charges.map(negateRational),
    residues: residues.map((residue, z) => opposite(residue, orders[z])),
  };
}

/** Equal numbers have equal keys. */
export function numbersKey({ irreps, charges, residues }: QuantumNumbers): string {
  return [...irreps.map((irrep) => irrep.join(" ")), ...charges.map(formatRational), ...residues].join("|");
}

/** Neutral and in a real representation: a real scalar or a Majorana fermion is possible. Two pseudo-real irreps are real. */
export function isSelfConjugate({ irreps, charges, residues }: QuantumNumbers, theory: Theory): boolean {
  return (
    !irreps.some(isComplex) &&
    irreps.filter(isPseudoReal).length % 2 === 0 &&
    charges.every(isZeroRational) &&
    cyclicGroups(theory).every(({ order }, z) => (2 * residues[z]) % order === 0)
  );
}

/** Of a field and its conjugate the one to show: its first complex irrep has no bar, else its first charge is positive. */
export function preferredNumbers(numbers: QuantumNumbers, theory: Theory): QuantumNumbers {
  const conjugate = conjugateNumbers(numbers, theory);
  const complex = numbers.irreps.find(isComplex);
  if (complex !== undefined) return irrepName(complex) < irrepName(conjugateIrrep(complex)) ? numbers : conjugate;
  const charge = numbers.charges.find((value) => !isZeroRational(value));
  if (charge !== undefined) return charge.numerator > 0n ? numbers : conjugate;
  return numbersKey(numbers) <= numbersKey(conjugate) ? numbers : conjugate;
}

/** By dimension of the irreps, then by charge, then by residue. */
export function compareNumbers(a: QuantumNumbers, b: QuantumNumbers): number {
  const dimensions = a.irreps.map((irrep, g) => irrepDimension(irrep) - irrepDimension(b.irreps[g]));
  const charges = a.charges.map((charge, u) => compareRationals(charge, b.charges[u]));
  const residues = a.residues.map((residue, z) => residue - b.residues[z]);
  return [...dimensions, ...charges, ...residues].find((difference) => difference !== 0) ?? 0;
}

/** `(3, 1, -1/3)`: irreps, charges, residues. */
export function numbersText({ irreps, charges, residues }: QuantumNumbers): string {
  return `(${[...irreps.map(irrepName), ...charges.map(formatRational), ...residues].join(", ")})`;
}
