/**
 * Whether a set of terms is complete: for every type that the symmetries allow, the number of independent operators that
 * the terms span is compared with the number N that the characters give, which is worked out by other means (count/).
 *
 * A Lagrangian is hermitian, so that the conjugate of a term is there with it: of two conjugate types one is compared, and
 * the conjugates of the terms of the other belong to it. Kinetic terms and products of two field strengths are compared
 * only if the set has any, since many people leave them out.
 */
import { createRng } from "../../base/index.ts";
import { BASIS, countOperators, kineticTerms } from "../count/countOperators.ts";
import type { TypeCount } from "../count/countOperators.ts";
import { createIntegrals } from "../count/integrals.ts";
import { kineticTerm, isKineticType } from "../explicit/kineticTerms.ts";
import { operatorBasis } from "../explicit/operatorBasis.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import type { StructureLibrary } from "../explicit/structureLibrary.ts";
import { greenBasis } from "../green/greenBasis.ts";
import type { Term } from "../terms/term.ts";
import { termOfKinetic, termOfOperator } from "../terms/term.ts";
import { writeTerm } from "../terms/writeTerm.ts";
import { lettersOf } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { conjugateType, isFirstOfPair, typeName } from "../typeNames.ts";
import type { TermVerdict } from "./checkTerms.ts";
import { dimensionOf, equalityFor } from "./checkTerms.ts";
import { conjugateTerm } from "./conjugateTerm.ts";
import type { Equality } from "./kinematics.ts";
import { typeSpan } from "./typeSpan.ts";

export interface TypeCompleteness {
  readonly type: string;
  /** The type of the hermitian conjugate where it is another one. */
  readonly conjugate: string | undefined;
  readonly dimension: number;
  /** N: the independent operators, flavour components counted. */
  readonly expected: number;
  /** How many of them the terms and their conjugates span. */
  readonly rank: number;
  /** Terms that make the set complete, written out. */
  readonly complement: readonly string[];
}

export interface CompletenessOptions {
  readonly generations: number;
  readonly dimensions: readonly number[];
  /** Only this type and its conjugate. */
  readonly only?: OperatorType | undefined;
  /** `green` keeps equations of motion; if nothing is said only kinetic terms are compared in this way. */
  readonly equality?: Equality | undefined;
}

/** The dimensions that a set of terms is about: 2, 3 and 4 together, and each higher one that occurs. */
export function dimensionsOfTerms(verdicts: readonly TermVerdict[]): number[] {
  const found = [...new Set(verdicts.map(({ dimension }) => dimension))];
  const low = found.some((dimension) => dimension <= 4) ? [2, 3, 4] : [];
  return [...low, ...found.filter((dimension) => dimension > 4).sort((a, b) => a - b)];
}

/** One row for each type or pair of conjugate types. Terms that are not invariant count for nothing. */
export function completenessOf(
  verdicts: readonly TermVerdict[],
  theory: Theory,
  { generations, dimensions, only, equality }: CompletenessOptions,
): TypeCompleteness[] {
  const letters = lettersOf(theory);
  const library = createStructureLibrary();
  const byType = Map.groupBy(
    verdicts.filter(({ invariant }) => invariant),
    (verdict) => verdict.typeName,
  );
  const wanted =
    only === undefined ? undefined : [only, conjugateType(only, letters)].map((type) => typeName(type, letters));
  const expected = allowedTypes(theory, { generations, dimensions, equality })
    .filter(({ type, name }) => isFirstOfPair(type, letters) && (wanted === undefined || wanted.includes(name)))
    .filter(({ type }) => wanted !== undefined || isAsked(type, verdicts, letters));
  return expected.map((count) => {
    const partner = typeName(conjugateType(count.type, letters), letters);
    const direct = (byType.get(count.name) ?? []).map(({ term }) => term);
    const conjugates = (byType.get(partner) ?? []).map(({ term }) => conjugateTerm(term, letters));
    return typeCompleteness(count, [...direct, ...conjugates], { theory, letters, library, generations, equality });
  });
}

function allowedTypes(theory: Theory, { generations, dimensions, equality }: CompletenessOptions): TypeCount[] {
  const integrals = createIntegrals();
  const redundancies = equality === "green" ? { removeEom: false, removeIbp: true } : BASIS;
  return dimensions.flatMap((dimension) => [
    ...countOperators(theory, { dimension, generations, ...redundancies }, integrals).types,
    ...(dimension === 4 && equality !== "green" ? kineticTerms(theory, generations, integrals).types : []),
  ]);
}

function isAsked(type: OperatorType, verdicts: readonly TermVerdict[], letters: readonly Letter[]): boolean {
  const isStrengths = ({ powers, derivatives }: OperatorType) =>
    derivatives === 0 &&
    powers.every(({ letter }) => letters[letter].fieldStrength) &&
    dimensionOf({ powers, derivatives }, letters) === 4;
  if (isKineticType(type, letters)) return verdicts.some((verdict) => isKineticType(verdict.type, letters));
  if (isStrengths(type)) return verdicts.some((verdict) => isStrengths(verdict.type));
  return true;
}

interface Setting {
  readonly theory: Theory;
  readonly letters: readonly Letter[];
  readonly library: StructureLibrary;
  readonly generations: number;
  readonly equality: Equality | undefined;
}

function typeCompleteness(
  { type, name, operators }: TypeCount,
  terms: readonly Term[],
  setting: Setting,
): TypeCompleteness {
  const { theory, letters, generations } = setting;
  const options = {
    generations,
    equality: setting.equality ?? equalityFor(type, letters),
    rng: createRng(2).fork(name),
  };
  const expected = Number(operators);
  const { operators: rank } = typeSpan(terms, type, theory, letters, options);
  if (rank > expected) throw new Error(`${name}: ${rank} independent operators, but the count is ${expected}`);
  const basis = rank === expected ? [] : spanningTerms(type, setting);
  const span = typeSpan([...terms, ...basis], type, theory, letters, options);
  const complement = basis.filter((_, k) => span.terms[terms.length + k].fresh > 0);
  const partner = typeName(conjugateType(type, letters), letters);
  return {
    type: name,
    conjugate: partner === name ? undefined : partner,
    dimension: dimensionOf(type, letters),
    expected,
    rank,
    complement: complement.map((term) => writeTerm(term, theory, letters)),
  };
}

/** Terms that span all operators of a type. */
function spanningTerms(type: OperatorType, { theory, letters, library, generations, equality }: Setting): Term[] {
  if (equality === "green") return greenBasis(type, theory, letters, generations);
  if (!isKineticType(type, letters))
    return operatorBasis(letters, type, library).map((operator) => termOfOperator(operator));
  const kinetic = kineticTerm(type, letters, library);
  return kinetic === undefined ? [] : [termOfKinetic(kinetic)];
}
