/** What an export holds: the renormalisable Lagrangian, or the operators of one higher dimension, with its certificate. */
import { hermitianBasis } from "../explicit/hermitianBasis.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { RenormalisableLagrangian } from "../explicit/renormalisable.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { neutralTypes } from "../count/neutralTypes.ts";
import { termOfFieldStrengths, termOfKinetic, termOfOperator } from "../terms/term.ts";
import type { Term } from "../terms/term.ts";
import { lettersOf, requireContractions } from "../theory.ts";
import type { Letter, Theory } from "../theory.ts";
import { conjugateType, typeName } from "../typeNames.ts";
import { certificateText, checkResult } from "../verify/checkTask.ts";
import type { Certificate } from "../verify/certificate.ts";
import type { NamedOperator } from "./couplings.ts";
import { nameOperators } from "./couplings.ts";
import { flavourEntries } from "./flavourEntries.ts";

export interface ExportContent {
  readonly theory: Theory;
  readonly letters: readonly Letter[];
  readonly generations: number;
  /** 4 stands for all terms of dimension 4 or less. */
  readonly dimension: number;
  /** Undefined beyond dimension 4. */
  readonly lagrangian: RenormalisableLagrangian | undefined;
  readonly operators: readonly NamedOperator[];
  /** All terms that are exported, kinetic ones included. */
  readonly terms: readonly Term[];
  readonly certificate: Certificate;
}

/** Builds the Lagrangian and proves it. */
export function exportContent(
  theory: Theory,
  { dimension, generations }: { dimension: number; generations: number },
): ExportContent {
  requireContractions(theory);
  const letters = lettersOf(theory);
  const lagrangian = dimension <= 4 ? renormalisableLagrangian(theory) : undefined;
  const found = lagrangian?.invariants ?? effectiveOperators(theory, letters, dimension);
  // A coupling that is antisymmetric in three generations does not exist for two.
  const present = found.filter((own) => flavourEntries(own, letters, generations).length > 0);
  const operators = nameOperators(theory, letters, present);
  const terms = [
    ...(lagrangian?.kinetic.map(termOfKinetic) ?? []),
    ...(lagrangian?.fieldStrengths.map(termOfFieldStrengths) ?? []),
    ...operators.map(({ operator, reality }) => termOfOperator(operator, reality)),
  ];
  const { certificate } = checkResult(terms, theory, {
    dimensions: lagrangian === undefined ? [dimension] : [2, 3, 4],
    generations,
    allowIncomplete: false,
  });
  return { theory, letters, generations, dimension: Math.max(dimension, 4), lagrangian, operators, terms, certificate };
}

/** One of each pair of conjugate types. */
function effectiveOperators(theory: Theory, letters: readonly Letter[], dimension: number) {
  const library = createStructureLibrary();
  const done = new Set<string>();
  return neutralTypes(theory, { dimension }).flatMap((type) => {
    if (done.has(typeName(conjugateType(type, letters), letters))) return [];
    done.add(typeName(type, letters));
    return hermitianBasis(letters, type, library).map((own) => ({ ...own, dimension }));
  });
}

/** The certificate as lines, each behind the mark of a comment. */
export function certificateComment(certificate: Certificate, mark: string): string {
  return certificateText(certificate)
    .split("\n")
    .map((line) => `${mark}${line}`)
    .join("\n");
}
