/**
 * Terms as linear conditions on charges. A symmetry that gives field f the charge z_f allows an operator type exactly if
 * sum_f m_f z_f = 0, where m_f counts f minus its conjugate in the type. So every question about U(1) and Z_M symmetries
 * of a list of types is linear algebra on the matrix with one row m for each type and one column for each complex field.
 */
import type { Letter, OperatorType, Theory } from "./theory.ts";

export interface ChargeMatrix {
  /** The fields of the columns, as indices in `theory.fields`: a real scalar carries no charge and has none. */
  readonly fields: readonly number[];
  /** One row for each type, in their order. */
  readonly rows: readonly (readonly number[])[];
}

/** `letters` are those of the theory. */
export function chargeMatrix(theory: Theory, letters: readonly Letter[], types: readonly OperatorType[]): ChargeMatrix {
  const fields = theory.fields.map((_, index) => index).filter((index) => !theory.fields[index].real);
  const columns = new Map(fields.map((field, column) => [field, column]));
  const rows = types.map(({ powers }) => {
    const row = fields.map(() => 0);
    for (const { letter, power } of powers) {
      const { field, conjugate, fieldStrength } = letters[letter];
      const column = fieldStrength ? undefined : columns.get(field);
      if (column !== undefined) row[column] += conjugate ? -power : power;
    }
    return row;
  });
  return { fields, rows };
}
