/**
 * Accidental symmetries: the U(1)s that every listed operator type respects although nobody asked for them, such as
 * baryon and lepton number at dimension 4 of the Standard Model. Charges z that all types allow are the null space of
 * the charge matrix m; the U(1)s of the theory lie in it, and what counts is the space modulo them. Each class has one
 * member that is zero on a set of fields on which the theory's own charges are independent, so adding these zeros as
 * conditions leaves one vector for each accidental U(1):
 *
 *     { z : m z = 0, z_f = 0 for the pivot fields f of the theory's charges },   pivots sought among scalars first.
 *
 * All copies of a field have the same charge here; symmetries that tell generations apart are not looked for.
 */
import { clearDenominators, modularPivots, nullSpace } from "../exact/index.ts";
import { chargeMatrix } from "./chargeMatrix.ts";
import { lettersOf, unitaryGroups } from "./theory.ts";
import type { OperatorType, Theory } from "./theory.ts";

/** An accidental U(1): whole charges without a common factor, the first of them positive. */
export interface AccidentalSymmetry {
  /** One for each field of the theory; a real scalar has 0. */
  readonly charges: readonly bigint[];
}

/** A basis of the accidental U(1)s of the theory with these operator types. */
export function accidentalSymmetries(theory: Theory, types: readonly OperatorType[]): AccidentalSymmetry[] {
  const { fields, rows } = chargeMatrix(theory, lettersOf(theory), types);
  const charges = unitaryGroups(theory).map((_, u) => fields.map((field) => theory.fields[field].charges[u]));
  const own = charges.map((ofGroup) => clearDenominators(ofGroup).entries);
  const zeros = pivotColumns(theory, fields, own).map((pivot) => fields.map((_, k) => (k === pivot ? 1 : 0)));
  return nullSpace([...rows, ...zeros], fields.length).map((vector) => ({
    charges: theory.fields.map((_, index) => vector[fields.indexOf(index)] ?? 0n),
  }));
}

/** Columns on which the theory's own charges are independent, scalars first. */
function pivotColumns(theory: Theory, fields: readonly number[], own: readonly (readonly bigint[])[]): number[] {
  const isScalar = (column: number) => theory.fields[fields[column]].twiceHelicity === 0;
  const columns = fields.map((_, k) => k);
  const order = [...columns.filter(isScalar), ...columns.filter((k) => !isScalar(k))];
  return modularPivots(order.map((k) => own.map((charges) => charges[k]))).map((pivot) => order[pivot]);
}
