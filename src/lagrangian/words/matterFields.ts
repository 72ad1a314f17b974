/**
 * The field lists that networks read: matter of SU(3) x SU(2) x U(1), scalars and Weyl spinors, one copy each, every
 * scalar complex. Hypercharges are those of Q = T3 + Y/2 (quark doublet 1/3), as in BART-L (arXiv 2501.09729).
 *
 * A list is a set, but letters need numbers. They are given in canonical order of the quantum numbers, spinors before
 * scalars, so that no number depends on the order in which somebody wrote the list: field k is letter 2k, its conjugate
 * letter 2k + 1.
 */
import { compareRationals, conjugateIrrep, formatRational, negateRational } from "../../exact/index.ts";
import type { DynkinLabels, Rational } from "../../exact/index.ts";
import type { Field, Theory } from "../theory.ts";

export interface MatterField {
  /** -1 a left-handed spinor, +1 a right-handed one, 0 a scalar. */
  readonly twiceHelicity: -1 | 0 | 1;
  /** Two Dynkin labels. */
  readonly su3: DynkinLabels;
  /** One Dynkin label. */
  readonly su2: DynkinLabels;
  /** Y of Q = T3 + Y/2. */
  readonly charge: Rational;
}

export type FieldList = readonly MatterField[];

/** The antiparticle: helicity and charge change sign, irreps are conjugated. */
export function conjugateField({ twiceHelicity, su3, su2, charge }: MatterField): MatterField {
  return {
    twiceHelicity: twiceHelicity === 0 ? 0 : twiceHelicity === 1 ? -1 : 1,
    su3: conjugateIrrep(su3),
    su2: conjugateIrrep(su2),
    charge: negateRational(charge),
  };
}

const SPIN_ORDER = { [-1]: 0, 1: 1, 0: 2 } as const;

/** Left-handed before right-handed before scalars, then by SU(3), SU(2) and charge. */
export function compareFields(a: MatterField, b: MatterField): number {
  return (
    SPIN_ORDER[a.twiceHelicity] - SPIN_ORDER[b.twiceHelicity] ||
    a.su3[0] - b.su3[0] ||
    a.su3[1] - b.su3[1] ||
    a.su2[0] - b.su2[0] ||
    compareRationals(a.charge, b.charge)
  );
}

/** The list in canonical order, and where each of its fields stood: `fields[k]` is `list[order[k]]`. */
export function inCanonicalOrder(list: FieldList): { readonly fields: FieldList; readonly order: readonly number[] } {
  const order = list.map((_, k) => k).sort((a, b) => compareFields(list[a], list[b]) || a - b);
  return { fields: order.map((k) => list[k]), order };
}

/** The quantum numbers as a text. Hashes of it deal lists to parts and draw numbers: it must stay as it is. */
export function fieldText({ twiceHelicity, su3, su2, charge }: MatterField): string {
  return `${twiceHelicity}|${su3.join(",")}|${su2.join(",")}|${formatRational(charge)}`;
}

/** All letters: field k is letter 2k, its conjugate letter 2k + 1. */
export function lettersOfList(fields: FieldList): readonly MatterField[] {
  return fields.flatMap((field) => [field, conjugateField(field)]);
}

/** The letter of the antiparticle. */
export function conjugateLetter(letter: number): number {
  return letter ^ 1;
}

/** The list as a theory with three gauged factors; field k is called `fk`. */
export function theoryOfList(fields: FieldList, name = "field list"): Theory {
  return {
    name,
    description: "",
    groups: [
      { kind: "SU", name: "SU3", n: 3, gauged: true },
      { kind: "SU", name: "SU2", n: 2, gauged: true },
      { kind: "U1", name: "U1", gauged: true },
    ],
    fields: fields.map(theoryField),
    hyperchargeConvention: "T3+Y/2",
  };
}

function theoryField({ twiceHelicity, su3, su2, charge }: MatterField, index: number): Field {
  const own = { name: `f${index}`, twiceHelicity, irreps: [su3, su2], charges: [charge] };
  return { ...own, residues: [], real: false, copies: 1 };
}
