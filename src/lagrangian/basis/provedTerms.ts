/** The terms of a theory in one of three styles, each with its verdict, and how far they are complete. */
import { GlueballError } from "../../base/index.ts";
import { countOperators } from "../count/countOperators.ts";
import { neutralTypes } from "../count/neutralTypes.ts";
import { requireFeasibleBasis } from "../explicit/basisEstimate.ts";
import { hermitianBasis } from "../explicit/hermitianBasis.ts";
import { isKineticType } from "../explicit/kineticTerms.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { StructureLibrary } from "../explicit/structureLibrary.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { orientOperators } from "../exports/potentialSigns.ts";
import { greenBasis } from "../green/greenBasis.ts";
import { rawLagrangian } from "../raw/rawLagrangian.ts";
import type { RawType } from "../raw/rawTerms.ts";
import type { Term } from "../terms/term.ts";
import { termOfOperator, termsOfLagrangian } from "../terms/term.ts";
import { lettersOf, requireContractions, withGenerations } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { conjugateType, isFirstOfPair, typeName } from "../typeNames.ts";
import type { TermVerdict } from "../verify/checkTerms.ts";
import { checkTerms, dimensionOf } from "../verify/checkTerms.ts";
import type { TypeCompleteness } from "../verify/completeness.ts";
import { completenessOf } from "../verify/completeness.ts";
import type { Style } from "../verify/proofs.ts";

export interface BasisRequest {
  readonly style: Style;
  /** 4 or less stands for all terms of dimension 2 to 4. */
  readonly dimension: number;
  /** Only this type with its conjugate; its dimension is that of the type. */
  readonly only?: OperatorType | undefined;
  readonly generations: number;
  /** Also with more than eight equal fields. */
  readonly allowLarge: boolean;
}

export interface ProvedTerms {
  readonly verdicts: readonly TermVerdict[];
  /** Of the raw style: what vanishes and how the terms are related, type by type. */
  readonly raw: readonly RawType[];
  readonly completeness: readonly TypeCompleteness[];
}

interface Setting {
  readonly theory: Theory;
  readonly letters: readonly Letter[];
  readonly library: StructureLibrary;
  readonly request: BasisRequest;
}

/**
 * Builds the terms and checks them.
 * @throws GlueballError lagrangian/group-without-contractions, lagrangian/raw-dimension,
 * lagrangian/too-many-equal-fields, lagrangian/too-many-contractions.
 */
export function provedTerms(model: Theory, request: BasisRequest): ProvedTerms {
  const { style, only, generations } = request;
  requireContractions(model);
  const theory = withGenerations(model, generations);
  const letters = lettersOf(theory);
  const setting = { theory, letters, library: createStructureLibrary(), request };
  const raw = style === "raw" ? rawTypes(setting) : [];
  const terms = style === "raw" ? raw.flatMap((type) => type.terms) : independentTerms(setting);
  const equality = style === "basis" ? undefined : "green";
  const verdicts = checkTerms(terms, theory, { generations, equality });
  const dimensions = dimensionsOf(setting);
  return { verdicts, raw, completeness: completenessOf(verdicts, theory, { generations, dimensions, only, equality }) };
}

function dimensionsOf({ letters, request: { only, dimension } }: Setting): number[] {
  if (only !== undefined) return [dimensionOf(only, letters)];
  return dimension <= 4 ? [2, 3, 4] : [dimension];
}

function rawTypes(setting: Setting): RawType[] {
  const { theory, letters, library, request } = setting;
  const highest = Math.max(...dimensionsOf(setting));
  if (highest > 4) {
    throw new GlueballError({
      code: "lagrangian/raw-dimension",
      what: "the raw style is that of renormalisable terms",
      place: "--style raw",
      found: highest,
      expected: "dimension 4 or less; --style green has operators of any dimension with equations of motion kept",
    });
  }
  const all = rawLagrangian(theory, library, request.generations);
  const { only } = request;
  return only === undefined ? all : all.filter(({ type }) => isOneOf(type, only, letters));
}

function isOneOf(type: OperatorType, only: OperatorType, letters: readonly Letter[]): boolean {
  const name = typeName(type, letters);
  return name === typeName(only, letters) || name === typeName(conjugateType(only, letters), letters);
}

/** Of two conjugate types one is written. */
function independentTerms(setting: Setting): Term[] {
  const { theory, letters, request } = setting;
  const { style, only, dimension, generations } = request;
  if (only !== undefined) return typeTerms(only, setting);
  if (style === "basis" && dimension <= 4) return renormalisableTerms(setting);
  const types = dimensionsOf(setting).flatMap((own) =>
    style === "green" ? greenTypes(theory, own, generations) : neutralTypes(theory, { dimension: own }),
  );
  return types.filter((type) => isFirstOfPair(type, letters)).flatMap((type) => typeTerms(type, setting));
}

function renormalisableTerms({ theory, letters, library }: Setting): Term[] {
  const lagrangian = renormalisableLagrangian(theory, library);
  return termsOfLagrangian({ ...lagrangian, invariants: orientOperators(theory, letters, lagrangian.invariants) });
}

function typeTerms(type: OperatorType, { theory, letters, library, request }: Setting): Term[] {
  const { style, generations, allowLarge } = request;
  if (style === "green" || isKineticType(type, letters)) return greenBasis(type, theory, letters, generations);
  if (!allowLarge) requireFeasibleBasis(letters, type, generations);
  const operators = orientOperators(theory, letters, hermitianBasis(letters, type, library));
  return operators.map(({ operator, reality }) => termOfOperator(operator, reality));
}

function greenTypes(theory: Theory, dimension: number, generations: number): OperatorType[] {
  const { types } = countOperators(theory, { dimension, generations, removeEom: false, removeIbp: true });
  return types.map(({ type }) => type);
}
