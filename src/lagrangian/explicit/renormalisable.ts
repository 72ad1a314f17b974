/**
 * From a theory to its renormalisable Lagrangian: kinetic terms, field strengths with their theta terms, and every
 * invariant of dimension 2, 3 and 4, explicitly and without redundancy. Terms linear in a field are left out.
 *
 * Of a type and its conjugate one is written. A field strength gives F_L^2 + F_R^2 (the kinetic term) and
 * i (F_L^2 - F_R^2) (the theta term; for a U(1) a total derivative); two U(1) factors also mix.
 */
import type { Generations } from "../count/flavour.ts";
import { neutralTypes } from "../count/neutralTypes.ts";
import { lettersOf, requireContractions } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { isFirstOfPair } from "../typeNames.ts";
import type { HermitianOperator } from "./hermitianBasis.ts";
import { hermitianBasis } from "./hermitianBasis.ts";
import { isKineticType, kineticTerm } from "./kineticTerms.ts";
import type { KineticTerm } from "./kineticTerms.ts";
import type { ExplicitOperator } from "./operatorBasis.ts";
import type { StructureLibrary } from "./structureLibrary.ts";
import { createStructureLibrary } from "./structureLibrary.ts";

/** F_L F'_L of two field strengths; with its conjugate it gives the kinetic and the theta term. */
export interface FieldStrengthTerm {
  readonly operator: ExplicitOperator;
  /** The letters of the two field strengths; different ones mix. */
  readonly letters: readonly [number, number];
}

export interface InvariantTerm extends HermitianOperator {
  readonly dimension: 2 | 3 | 4;
}

export interface RenormalisableLagrangian {
  readonly theory: Theory;
  readonly letters: readonly Letter[];
  /** Canonical ones first. */
  readonly kinetic: readonly KineticTerm[];
  readonly fieldStrengths: readonly FieldStrengthTerm[];
  /** By dimension: masses, cubic terms, Yukawa terms and quartic terms. */
  readonly invariants: readonly InvariantTerm[];
}

/**
 * All terms of dimension 4 or less. A library kept between calls saves work for similar theories. With the number of
 * generations left open, terms that need two or more are listed too.
 */
export function renormalisableLagrangian(
  theory: Theory,
  library: StructureLibrary = createStructureLibrary(),
  generations: Generations = "symbolic",
): RenormalisableLagrangian {
  requireContractions(theory);
  const letters = lettersOf(theory);
  const typesOf = (dimension: 2 | 3 | 4) =>
    neutralTypes(theory, { dimension, maxDerivatives: dimension === 4 ? 2 : 0 }).filter((type) =>
      isFirstOfPair(type, letters),
    );
  const quartic = typesOf(4);
  const kinetic = quartic
    .filter((type) => isKineticType(type, letters))
    .map((type) => kineticTerm(type, letters, library))
    .filter((term) => term !== undefined);
  const invariants = ([2, 3, 4] as const).flatMap((dimension) =>
    (dimension === 4 ? quartic : typesOf(dimension))
      .filter((type) => type.derivatives === 0 && !hasFieldStrength(type, letters))
      .flatMap((type) => hermitianBasis(letters, type, library, generations).map((term) => ({ ...term, dimension }))),
  );
  return {
    theory,
    letters,
    kinetic: [...kinetic.filter(({ canonical }) => canonical), ...kinetic.filter(({ canonical }) => !canonical)],
    fieldStrengths: quartic
      .filter((type) => hasFieldStrength(type, letters))
      .flatMap((type) => strengthTerms(type, letters, library)),
    invariants,
  };
}

function hasFieldStrength({ powers }: OperatorType, letters: readonly Letter[]): boolean {
  return powers.some(({ letter }) => letters[letter].fieldStrength);
}

function strengthTerms(type: OperatorType, letters: readonly Letter[], library: StructureLibrary): FieldStrengthTerm[] {
  if (type.derivatives > 0) return [];
  return hermitianBasis(letters, type, library).map(({ operator }) => ({
    operator,
    letters: [type.powers[0].letter, type.powers.at(-1)!.letter],
  }));
}
