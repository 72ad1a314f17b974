/**
 * A theory with one more field X. A scalar is real where its numbers allow it, else complex. A fermion is one Weyl field
 * with a Majorana mass where that is allowed, else it is vector-like: X and a partner Xc of the same helicity with
 * conjugate numbers, so that X Xc is a mass and no anomaly is added.
 */
import { GlueballError } from "../../base/index.ts";
import type { Field, Letter, OperatorType, Theory } from "../theory.ts";
import { conjugateNumbers, isSelfConjugate } from "./quantumNumbers.ts";
import type { QuantumNumbers } from "./quantumNumbers.ts";

export const UNKNOWN = "X";
const PARTNER = "Xc";

/** A field to be added. */
export interface NewField {
  readonly numbers: QuantumNumbers;
  /** 0 of a scalar; of a fermion that of X, and of its partner. */
  readonly twiceHelicity: -1 | 0 | 1;
}

export const KINDS = ["real scalar", "complex scalar", "Majorana fermion", "vector-like fermion"] as const;
export type Kind = (typeof KINDS)[number];

export function kindOf({ numbers, twiceHelicity }: NewField, theory: Theory): Kind {
  const own = isSelfConjugate(numbers, theory);
  if (twiceHelicity === 0) return own ? "real scalar" : "complex scalar";
  return own ? "Majorana fermion" : "vector-like fermion";
}

/** One copy of the field, behind those of the theory, whose letters keep their places. */
export function extendTheory(theory: Theory, field: NewField): Theory {
  const { numbers, twiceHelicity } = field;
  const kind = kindOf(field, theory);
  const added: Field = { name: UNKNOWN, twiceHelicity, ...numbers, real: kind === "real scalar", copies: 1 };
  const partner = { ...added, name: PARTNER, ...conjugateNumbers(numbers, theory) };
  const fields = [...theory.fields, added, ...(kind === "vector-like fermion" ? [partner] : [])];
  return { ...theory, name: `${theory.name} + ${UNKNOWN}`, fields };
}

/** Whether a letter is of the added field or its partner; `theory` is the one without it. */
export function isAdded({ field, fieldStrength }: Letter, theory: Theory): boolean {
  return !fieldStrength && field >= theory.fields.length;
}

/** How often the added field and its partner stand in a type. */
export function addedPower({ powers }: OperatorType, letters: readonly Letter[], theory: Theory): number {
  return powers.reduce((sum, { letter, power }) => sum + (isAdded(letters[letter], theory) ? power : 0), 0);
}

/** @throws GlueballError lagrangian/name-taken. */
export function refuseTakenNames(theory: Theory): void {
  const taken = theory.fields.find(({ name }) => name === UNKNOWN || name === PARTNER);
  if (taken === undefined) return;
  throw new GlueballError({
    code: "lagrangian/name-taken",
    what: "the name of the field that is looked for is taken",
    place: theory.name,
    found: taken.name,
    expected: `no field ${UNKNOWN} or ${PARTNER}`,
    hint: "Give the field of the theory another name",
  });
}
