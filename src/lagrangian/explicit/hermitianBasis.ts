/**
 * The operators of a type and of its conjugate, arranged as a Lagrangian needs them: what is hermitian by itself, and
 * what comes as a pair with its conjugate.
 *
 * A type that is not its own conjugate gives pairs O, O+. In one that is, conjugation turns the operators of symmetry
 * lambda for X and mu for X+ into those of mu for X and lambda for X+. Where these are different symmetries they are
 * pairs too. Otherwise conjugation is a matrix C on the operators with C^2 = 1, and the combinations O + O+ and O - O+
 * are hermitian with a real and an imaginary coefficient. With several generations "real" means a hermitian flavour tensor.
 */
import { addRationals, clearDenominators, createRowSpace, ONE, subtractRationals, ZERO } from "../../exact/index.ts";
import type { Rational } from "../../exact/index.ts";
import type { Generations } from "../count/flavour.ts";
import type { Letter, OperatorType } from "../theory.ts";
import { conjugateLetter, isSelfConjugate } from "../typeNames.ts";
import { conjugatesIn } from "./hermitian.ts";
import type { ExplicitOperator } from "./operatorBasis.ts";
import { operatorBasis } from "./operatorBasis.ts";
import type { StructureLibrary } from "./structureLibrary.ts";
import { primitive } from "./youngProjection.ts";

/** How an operator enters a hermitian Lagrangian: c O, i c O with real c (hermitian in flavour), or c O + h.c. */
export type Reality = "real" | "imaginary" | "pair";

export interface HermitianOperator {
  readonly operator: ExplicitOperator;
  readonly reality: Reality;
}

/** The basis of a type together with that of its conjugate. Pass one of the two. */
export function hermitianBasis(
  letters: readonly Letter[],
  type: OperatorType,
  library: StructureLibrary,
  generations: Generations = "symbolic",
): HermitianOperator[] {
  const operators = operatorBasis(letters, type, library, generations);
  if (!isSelfConjugate(type, letters)) return operators.map((operator) => ({ operator, reality: "pair" }));
  const classes = Map.groupBy(operators, ({ symmetry }) => symmetryKey(symmetry));
  return [...classes].flatMap(([key, members]) => {
    const conjugateKey = symmetryKey(conjugateSymmetry(members[0].symmetry, letters));
    if (key === conjugateKey) return hermitianCombinations(members, letters, library);
    return key > conjugateKey ? members.map((operator) => ({ operator, reality: "pair" as const })) : [];
  });
}

function symmetryKey(symmetry: ExplicitOperator["symmetry"]): string {
  return symmetry.map(({ letter, partition }) => `${letter}:${partition.join(",")}`).join(" ");
}

function conjugateSymmetry(
  symmetry: ExplicitOperator["symmetry"],
  letters: readonly Letter[],
): ExplicitOperator["symmetry"] {
  const conjugates = symmetry.map(({ letter, partition }) => ({ letter: conjugateLetter(letter, letters), partition }));
  return conjugates.sort((a, b) => a.letter - b.letter);
}

/** O + O+ and O - O+ for all operators of one symmetry, as many as are independent. */
function hermitianCombinations(
  members: readonly ExplicitOperator[],
  letters: readonly Letter[],
  library: StructureLibrary,
): HermitianOperator[] {
  const conjugates = conjugatesIn(members, members, letters, library);
  const span = createRowSpace(members[0].vector.length);
  const combine = (reality: "real" | "imaginary", join: (a: Rational, b: Rational) => Rational) =>
    members.flatMap((operator, a): HermitianOperator[] => {
      const coefficients = conjugates[a].map((entry, b) => (a === b ? join(ONE, entry) : join(ZERO, entry)));
      const vector = combination(members, coefficients);
      return span.add(vector) ? [{ operator: { ...operator, vector: Array.from(vector) }, reality }] : [];
    });
  return [...combine("real", addRationals), ...combine("imaginary", subtractRationals)];
}

/** sum_b c_b O_b as a primitive vector. */
function combination(members: readonly ExplicitOperator[], coefficients: readonly Rational[]): Float64Array {
  const whole = clearDenominators(coefficients).entries.map(Number);
  const vector = Float64Array.from(members[0].vector, (_, k) =>
    members.reduce((sum, { vector }, b) => sum + whole[b] * vector[k], 0),
  );
  return primitive(vector);
}
