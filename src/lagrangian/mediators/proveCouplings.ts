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
import type { Coupling } from "./couplings.ts";

/** For three generations of what leaves the number open, as flavour tensors with fewer do not exist. */
const GENERATIONS = 3;

export interface ProvedCouplings {
  readonly certificate: Certificate;
  /** The terms of each coupling as `lagrangian check` reads them, in the order of the couplings. */
  readonly terms: readonly (readonly string[])[];
}

/** Of one field, or of many: with the name and hash of the first. */
export function joinCertificates(certificates: readonly Certificate[]): Certificate {
  return {
    ...certificates[0],
    terms: certificates.reduce((sum, { terms }) => sum + terms, 0),
    passed: certificates.every(({ passed }) => passed),
    types: certificates.flatMap(({ types }) => types),
  };
}

/** What many proofs share. */
export interface Prover {
  /** For the certificates. */
  readonly engine: string;
  readonly library: StructureLibrary;
}

/** `extended` is the theory of the couplings. */
export function proveCouplings(
  couplings: readonly Coupling[],
  extended: Theory,
  { engine, library }: Prover,
): ProvedCouplings {
  const letters = lettersOf(extended);
  const terms = couplings.map(({ type }) =>
    operatorBasis(letters, type, library, GENERATIONS).map((operator) => termOfOperator(operator)),
  );
  const verdicts = checkTerms(terms.flat(), extended, { generations: GENERATIONS });
  // A coupling of a vector has another name than the type of its spinors.
  const named = couplings.map((coupling) => ({ ...coupling, name: typeName(coupling.type, letters) }));
  const completeness = named.map(({ type, name, dimension, hermitian, invariants }) => ({
    type: name,
    conjugate: hermitian ? undefined : typeName(conjugateType(type, letters), letters),
    dimension,
    expected: invariants.three,
    rank: verdicts.reduce((sum, verdict) => sum + (verdict.typeName === name ? verdict.fresh : 0), 0),
    complement: [],
  }));
  return {
    certificate: certificateOf({
      engine,
      theory: extended,
      generations: GENERATIONS,
      verdicts,
      completeness,
    }),
    terms: terms.map((own) => own.map((term) => writeTerm(term, extended, letters))),
  };
}
