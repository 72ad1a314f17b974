/**
 * Couplings written out and proved, as `lagrangian basis` proves a Lagrangian: each term invariant under the Lie algebras
 * and under random group elements, and together as many independent operators as the characters count.
 */
import { operatorBasis } from "../explicit/operatorBasis.ts";
import type { StructureLibrary } from "../explicit/structureLibrary.ts";
import { termOfOperator } from "../terms/term.ts";
import { writeTerm } from "../terms/writeTerm.ts";
import { lettersOf } from "../theory.ts";
import type { Theory } from "../theory.ts";
import { conjugateType, typeName } from "../typeNames.ts";
import { certificateOf } from "../verify/certificate.ts";
import type { Certificate } from "../verify/certificate.ts";
import { checkTerms } from "../verify/checkTerms.ts";
import { engineName } from "../verify/checkTask.ts";
import type { Coupling } from "./couplings.ts";

/** For three generations of what leaves the number open, as flavour tensors with fewer do not exist. */
const GENERATIONS = 3;

export interface ProvedCouplings {
  readonly certificate: Certificate;
  /** The terms of each coupling as `lagrangian check` reads them, in the order of the couplings. */
  readonly terms: readonly (readonly string[])[];
}

/** `extended` is the theory of the couplings; a library kept between calls saves work. */
export function proveCouplings(
  couplings: readonly Coupling[],
  extended: Theory,
  library: StructureLibrary,
): ProvedCouplings {
  const letters = lettersOf(extended);
  const terms = couplings.map(({ type }) =>
    operatorBasis(letters, type, library, GENERATIONS).map((operator) => termOfOperator(operator)),
  );
  const verdicts = checkTerms(terms.flat(), extended, { generations: GENERATIONS });
  const completeness = couplings.map(({ type, name, dimension, hermitian, invariants }) => ({
    type: name,
    conjugate: hermitian ? undefined : typeName(conjugateType(type, letters), letters),
    dimension,
    expected: invariants.three,
    rank: verdicts.reduce((sum, verdict) => sum + (verdict.typeName === name ? verdict.fresh : 0), 0),
    complement: [],
  }));
  return {
    certificate: certificateOf({
      engine: engineName(),
      theory: extended,
      generations: GENERATIONS,
      verdicts,
      completeness,
    }),
    terms: terms.map((own) => own.map((term) => writeTerm(term, extended, letters))),
  };
}
