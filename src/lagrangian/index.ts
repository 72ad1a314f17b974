// Theories: built in, from files, from token lists.
export { builtinNames, builtinTheory } from "./builtin/theories.ts";
export { readTheory } from "./readTheory.ts";
export { theoryFromTokens } from "./tokenList.ts";
export { lettersOf } from "./theory.ts";
export type { Field, Group, Letter, OperatorType, Theory } from "./theory.ts";

// Counting.
export { BASIS, countOperators } from "./count/countOperators.ts";
export type { CountOptions, OperatorCount, TypeCount } from "./count/countOperators.ts";
export { evaluatePolynomial } from "./count/flavour.ts";
export type { FlavourPolynomial, Generations } from "./count/flavour.ts";
export { createIntegrals } from "./count/integrals.ts";

// Terms written out, as operators and as lines of text.
export { renormalisableLagrangian } from "./explicit/renormalisable.ts";
export type { RenormalisableLagrangian } from "./explicit/renormalisable.ts";
export { basisResult } from "./basis/basisTask.ts";
export { termOfOperator } from "./terms/term.ts";
export type { Term } from "./terms/term.ts";
export { readTerm } from "./terms/readTerm.ts";
export { writeTerm } from "./terms/writeTerm.ts";

// What is proved of them.
export { checkTerms } from "./verify/checkTerms.ts";
export type { TermVerdict } from "./verify/checkTerms.ts";
export { readModel } from "./files/readModel.ts";
export { auditModel } from "./audit/audit.ts";
export type { Audit } from "./audit/audit.ts";
export { anomalySums } from "./anomalies.ts";
export type { AnomalySum } from "./anomalies.ts";

// The inverse problem: new fields by what they couple to.
export { openMediators, searchFields } from "./mediators/newFields.ts";
export type { FoundField } from "./mediators/newFields.ts";
export { mediatorsOf } from "./mediators/operatorCuts.ts";
export type { Mediator } from "./mediators/operatorCuts.ts";
export { inferField } from "./mediators/wantedTerms.ts";
export type { Inferred } from "./mediators/wantedTerms.ts";

// What becomes of them: files of other programs, masses after symmetry breaking.
export { exportContent } from "./exports/exportContent.ts";
export { FORMATS } from "./exports/exportFormats.ts";
export type { Exported } from "./exports/exportFormats.ts";
export { breakResult } from "./breaking/breakTask.ts";
