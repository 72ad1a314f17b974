/**
 * A theory with one more field X. A scalar is real where its numbers allow it, else complex. A fermion is one Weyl field
 * with a Majorana mass where that is allowed, else it is vector-like: X and a partner Xc of the same helicity with
 * conjugate numbers, so that X Xc is a mass and no anomaly is added.
 *
 * A massive vector of momentum p_V is the product of two spinors, V_aa' = v_a w_a' with p_V = p_v + p_w: v is left-handed
 * and has its numbers, w is right-handed and has none. On shell <v|p_V|w] = 0, so that V is transverse. In the theory v is
 * called X and w Xv, and what is linear in X Xv is linear in V.
 */
import { GlueballError } from "../../base/index.ts";
import type { Field, Letter, OperatorType, Theory } from "../theory.ts";
import { conjugateNumbers, isSelfConjugate, neutralNumbers } from "./quantumNumbers.ts";
import type { QuantumNumbers } from "./quantumNumbers.ts";

export const UNKNOWN = "X";
const PARTNER = "Xc";
const SECOND_SPINOR = "Xv";

/** A field to be added. */
export interface NewField {
  readonly numbers: QuantumNumbers;
  /** 0 of a scalar; of a fermion that of X, and of its partner; a massive vector has several. */
  readonly twiceHelicity: -1 | 0 | 1 | "vector";
}

export type Kind =
  | "real scalar"
  | "complex scalar"
  | "Majorana fermion"
  | "vector-like fermion"
  | "real vector"
  | "complex vector";

export function kindOf({ numbers, twiceHelicity }: NewField, theory: Theory): Kind {
  const own = isSelfConjugate(numbers, theory);
  if (twiceHelicity === 0) return own ? "real scalar" : "complex scalar";
  if (twiceHelicity === "vector") return own ? "real vector" : "complex vector";
  return own ? "Majorana fermion" : "vector-like fermion";
}

/** One copy of the field, behind those of the theory, whose letters keep their places. */
export function extendTheory(theory: Theory, field: NewField): Theory {
  const { numbers, twiceHelicity } = field;
  const kind = kindOf(field, theory);
  if (twiceHelicity === "vector") return withSpinors(theory, numbers);
  const added: Field = { name: UNKNOWN, twiceHelicity, ...numbers, real: kind === "real scalar", copies: 1 };
  const partner = { ...added, name: PARTNER, ...conjugateNumbers(numbers, theory) };
  const fields = [...theory.fields, added, ...(kind === "vector-like fermion" ? [partner] : [])];
  return { ...theory, name: `${theory.name} + ${UNKNOWN}`, fields };
}

function withSpinors(theory: Theory, numbers: QuantumNumbers): Theory {
  const first: Field = { name: UNKNOWN, twiceHelicity: -1, ...numbers, real: false, copies: 1 };
  const second: Field = { ...first, name: SECOND_SPINOR, twiceHelicity: 1, ...neutralNumbers(theory) };
  return { ...theory, name: `${theory.name} + ${UNKNOWN}`, fields: [...theory.fields, first, second] };
}

/** What stands for a vector in the name of a type: `X Xv` for `X`. */
export function vectorWord(word: string): string {
  return word.startsWith(UNKNOWN) ? `${word} ${word.replace(UNKNOWN, SECOND_SPINOR)}` : word;
}

/** Without the second spinor of a vector: `Q Q+ X` of `Q Q+ X Xv`. */
export function vectorTypeName(name: string): string {
  return name.replace(new RegExp(` ${SECOND_SPINOR}\\+?`), "");
}

/** Whether a letter is of the added field or its partner; `theory` is the one without it. */
export function isAdded({ field, fieldStrength }: Letter, theory: Theory): boolean {
  return !fieldStrength && field >= theory.fields.length;
}

/** Where they stand among the letters of the theory with the field. */
export function addedLetters(letters: readonly Letter[], theory: Theory): number[] {
  return letters.flatMap((letter, index) => (isAdded(letter, theory) ? [index] : []));
}

/** How often the added field and its partner stand in a type. */
export function addedPower({ powers }: OperatorType, letters: readonly Letter[], theory: Theory): number {
  return powers.reduce((sum, { letter, power }) => sum + (isAdded(letters[letter], theory) ? power : 0), 0);
}

/** @throws GlueballError lagrangian/name-taken. */
export function refuseTakenNames(theory: Theory): void {
  const taken = theory.fields.find(({ name }) => [UNKNOWN, PARTNER, SECOND_SPINOR].includes(name));
  if (taken === undefined) return;
  throw new GlueballError({
    code: "lagrangian/name-taken",
    what: "the name of the field that is looked for is taken",
    place: theory.name,
    found: taken.name,
    expected: `no field ${UNKNOWN}, ${PARTNER} or ${SECOND_SPINOR}`,
    hint: "Give the field of the theory another name",
  });
}
