/** The redundant style of a whole theory: every term of dimension 4 or less, type by type, with the relations among them. */
import type { Generations } from "../count/flavour.ts";
import { neutralTypes } from "../count/neutralTypes.ts";
import { isKineticType, kineticTerm } from "../explicit/kineticTerms.ts";
import type { StructureLibrary } from "../explicit/structureLibrary.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { lettersOf } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { rawKinetic } from "./rawKinetic.ts";
import type { RawType } from "./rawTerms.ts";
import { rawType } from "./rawTerms.ts";

/**
 * Types with at least one contraction, also those of which all vanish identically. A type and its conjugate are both
 * listed. With the number of generations left open, letters of `Nf` copies carry generation indices.
 */
export function rawLagrangian(
  theory: Theory,
  library: StructureLibrary = createStructureLibrary(),
  generations: Generations = "symbolic",
): RawType[] {
  const letters = lettersOf(theory);
  return [2, 3, 4]
    .flatMap((dimension) => neutralTypes(theory, { dimension, maxDerivatives: dimension === 4 ? 2 : 0 }))
    .flatMap((type) => rawTypes(type, letters, library, generations))
    .filter(({ terms, vanishing }) => terms.length + vanishing.length > 0);
}

function rawTypes(
  type: OperatorType,
  letters: readonly Letter[],
  library: StructureLibrary,
  generations: Generations,
): RawType[] {
  if (type.derivatives === 0) return [rawType(letters, type, library, generations)];
  if (!isKineticType(type, letters)) return [];
  const kinetic = kineticTerm(type, letters, library);
  return kinetic === undefined ? [] : [rawKinetic(type, kinetic)];
}
