/**
 * The audit of an exported document, whose terms are contractions index by index: the verifier (verify/) says of each
 * whether it is invariant, vanishes or depends on those before it, and of each type how many operators they span. Any
 * dimension and all irreps, where the audit of a model file (audit.ts) ends at d = 4.
 */
import type { ModelFile, WrittenTerm } from "../files/modelFile.ts";
import type { TermVerdict } from "../verify/checkTerms.ts";
import { checkTerms } from "../verify/checkTerms.ts";
import type { TypeCompleteness } from "../verify/completeness.ts";
import { completenessOf, dimensionsOfTerms } from "../verify/completeness.ts";
import type { Audit, AuditedTerm, AuditedType } from "./audit.ts";
import { mixingFactors } from "./audit.ts";

/** @throws GlueballError lagrangian/too-many-equal-fields. */
export function auditWritten(model: ModelFile, written: readonly WrittenTerm[], generations: number): Audit {
  const { theory } = model;
  const verdicts = checkTerms(
    written.map(({ term }) => term),
    theory,
    { generations },
  );
  const dimensions = written.length === 0 ? [2, 3, 4] : dimensionsOfTerms(verdicts);
  const rows = completenessOf(verdicts, theory, { generations, dimensions });
  const terms = verdicts.map((verdict, k) => auditedTerm(verdict, k, written[k].line));
  const types = rows.map((row) => auditedType(row, verdicts));
  const isComplete = types.every(({ listed, allowed }) => listed === allowed);
  return {
    model: theory.name,
    generations,
    complete: isComplete && terms.every(({ verdict }) => verdict !== "forbidden"),
    unread: [],
    terms,
    types,
    kineticMixing: mixingFactors(model),
    notes: model.notes,
  };
}

function couplingOf(place: number): string {
  return `term ${place + 1}`;
}

function auditedTerm(
  { text, typeName: type, valid, invariant, operators, fresh, reasons }: TermVerdict,
  place: number,
  line: number,
): AuditedTerm {
  const isTwin = reasons.some((reason) => reason.startsWith("the same as"));
  const isRedundant = invariant && operators > 0 && fresh < operators;
  const verdict = valid ? "allowed" : !isRedundant ? "forbidden" : isTwin ? "duplicate" : "dependent";
  return { coupling: couplingOf(place), block: "lagrangian", line, text, type, verdict, reasons, setToZero: false };
}

function auditedType(
  { type, dimension, expected, rank, complement, conjugate }: TypeCompleteness,
  verdicts: readonly TermVerdict[],
): AuditedType {
  const couplings = verdicts.flatMap(({ typeName }, k) =>
    typeName === type || typeName === conjugate ? [couplingOf(k)] : [],
  );
  return { type, conjugate, dimension, allowed: expected, listed: rank, active: rank, couplings, complement };
}
