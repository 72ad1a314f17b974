/**
 * A line with names of fields and no contraction, `Q uc H`: it stands for all independent contractions of these fields,
 * or, where there are none, for the reasons why.
 */
import { EXIT, GlueballError } from "../../base/index.ts";
import { LARGEST_DIMENSION } from "../count/countOperators.ts";
import { requireFeasibleBasis } from "../explicit/basisEstimate.ts";
import { isKineticType, kineticTerm } from "../explicit/kineticTerms.ts";
import { operatorBasis } from "../explicit/operatorBasis.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import type { Term } from "../terms/term.ts";
import { termOfKinetic, termOfOperator } from "../terms/term.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { lettersOf, slotsOfType } from "../theory.ts";
import { typeName } from "../typeNames.ts";
import type { TermVerdict } from "./checkTerms.ts";
import { dimensionOf } from "./checkTerms.ts";
import { quantumNumberReasons } from "./quantumNumbers.ts";

/** @throws GlueballError lagrangian/dimension-too-high and lagrangian/too-many-equal-fields, exit code 3. */
export function contractionsOf(type: OperatorType, theory: Theory, generations: number): Term[] {
  const letters = lettersOf(theory);
  requireLowDimension(type, letters);
  if (quantumNumberReasons(type, theory, letters).length > 0) return [];
  const library = createStructureLibrary();
  if (isKineticType(type, letters)) {
    const kinetic = kineticTerm(type, letters, library);
    return kinetic === undefined ? [] : [termOfKinetic(kinetic)];
  }
  requireFeasibleBasis(letters, type, generations);
  return operatorBasis(letters, type, library, generations).map((operator) => termOfOperator(operator));
}

function requireLowDimension(type: OperatorType, letters: readonly Letter[]): void {
  const dimension = dimensionOf(type, letters);
  if (dimension <= LARGEST_DIMENSION) return;
  throw new GlueballError(
    {
      code: "lagrangian/dimension-too-high",
      what: `the dimension of ${typeName(type, letters)} is above ${LARGEST_DIMENSION}`,
      found: dimension,
      expected: "fields of lower dimension",
    },
    EXIT.tooLarge,
  );
}

/** The verdict on fields that have no contraction: a sum of none. */
export function forbiddenVerdict(type: OperatorType, theory: Theory): TermVerdict {
  const letters = lettersOf(theory);
  const name = typeName(type, letters);
  const numbers = quantumNumberReasons(type, theory, letters);
  return {
    term: { slots: slotsOfType(type), lorentz: [], gauge: [], vector: [] },
    text: name,
    type,
    typeName: name,
    dimension: dimensionOf(type, letters),
    valid: false,
    reasons: numbers.length > 0 ? numbers : [vanishing(type, letters)],
    invariant: false,
    operators: 0,
    fresh: 0,
    proof: undefined,
  };
}

function vanishing({ powers, derivatives }: OperatorType, letters: readonly Letter[]): string {
  const equal = powers.filter(({ power }) => power > 1).map(({ letter }) => letters[letter].name);
  const symmetry = equal.length === 0 ? [] : [`by the statistics of equal fields (copies of ${equal.join(", ")})`];
  const redundancy = derivatives === 0 ? [] : ["up to total derivatives and equations of motion"];
  return `every contraction vanishes ${[...symmetry, ...redundancy].join(" or ")}`;
}
