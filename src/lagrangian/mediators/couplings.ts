/**
 * The terms of a theory with a new field X, counted by characters: which contain X once, which more often. Of two
 * conjugate types one is listed.
 */
import { BASIS, countOperators } from "../count/countOperators.ts";
import type { TypeCount } from "../count/countOperators.ts";
import { evaluatePolynomial } from "../count/flavour.ts";
import type { FlavourPolynomial } from "../count/flavour.ts";
import type { Integrals } from "../count/integrals.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { conjugateType, isSelfConjugate, typeName } from "../typeNames.ts";
import { dimensionOf } from "../verify/checkTerms.ts";
import { addedPower, isAdded } from "./extendedTheory.ts";

/** A type of terms with X or its partner. */
export interface Coupling {
  readonly type: OperatorType;
  readonly name: string;
  readonly dimension: number;
  /** The type is its own conjugate, so that its couplings are real or hermitian in flavour. */
  readonly hermitian: boolean;
  /** How often X and its partner occur. */
  readonly power: number;
  /** Of a vector: it couples to the gradient of a product of scalars. */
  readonly gradient?: true;
  /** Independent operators of the type for one and for three generations; those of the conjugate type are not added. */
  readonly invariants: { readonly one: number; readonly three: number };
}

/** All types up to dimension 4 of a theory, Nf left open, so that those are there that need several generations. */
export function renormalisableTypes(theory: Theory, integrals: Integrals): TypeCount[] {
  return [2, 3, 4].flatMap(
    (dimension) => countOperators(theory, { dimension, generations: "symbolic", ...BASIS }, integrals).types,
  );
}

/** What is needed of a type that was counted. */
export type CountedType = Pick<TypeCount, "type" | "name" | "polynomial">;

/** Those with the added field; `theory` is without it. One of two conjugates: the one with fewer conjugated letters. */
export function couplingsOf(types: readonly CountedType[], letters: readonly Letter[], theory: Theory): Coupling[] {
  return types
    .filter(
      ({ type }) =>
        addedPower(type, letters, theory) > 0 && isShown(type, conjugateType(type, letters), letters, theory),
    )
    .map(({ type, name, polynomial }) => ({
      type,
      name,
      dimension: dimensionOf(type, letters),
      hermitian: isSelfConjugate(type, letters),
      power: addedPower(type, letters, theory),
      invariants: invariantsOf(polynomial),
    }));
}

export function invariantsOf(polynomial: FlavourPolynomial): Coupling["invariants"] {
  return { one: Number(evaluatePolynomial(polynomial, 1)), three: Number(evaluatePolynomial(polynomial, 3)) };
}

/** One new field among two or three letters of the theory. */
export function isLinear({ type, power }: Coupling): boolean {
  return power === 1 && fieldsIn(type) > 2;
}

/** A new field times one letter: a mixing of fields with equal numbers. */
export function isMixing({ type, power }: Coupling): boolean {
  return power === 1 && fieldsIn(type) === 2;
}

function fieldsIn({ powers }: OperatorType): number {
  return powers.reduce((sum, { power }) => sum + power, 0);
}

/** Which of a type and its conjugate `other` is listed; a type that is its own is. */
export function isShown(type: OperatorType, other: OperatorType, letters: readonly Letter[], theory: Theory): boolean {
  const [own, conjugate] = [type, other].map(({ powers }) => conjugated(powers, letters, theory));
  if (own.ofTheory !== conjugate.ofTheory) return own.ofTheory < conjugate.ofTheory;
  if (own.added !== conjugate.added) return own.added < conjugate.added;
  return typeName(type, letters) <= typeName(other, letters);
}

/** How many letters are conjugated, of the theory and of the added field. */
function conjugated(powers: OperatorType["powers"], letters: readonly Letter[], theory: Theory) {
  let [ofTheory, added] = [0, 0];
  for (const { letter, power } of powers) {
    if (!letters[letter].conjugate) continue;
    if (isAdded(letters[letter], theory)) added += power;
    else ofTheory += power;
  }
  return { ofTheory, added };
}
