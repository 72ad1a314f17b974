/**
 * Which accidental symmetries of a theory a new field X leaves. A U(1) with charges z on the old fields survives if X
 * (and its partner) can be given a charge such that every type with X is neutral. With the accidental U(1)s z_1, z_2, ...
 * of the theory that is a linear system in their combination alpha and the charges x of the new fields,
 *
 *     sum_i alpha_i (m . z_i) + m_X . x = 0   for every type, m counting its old fields and m_X its new ones,
 *
 * and what is kept is its null space. A real X has no charge.
 */
import { formatRational, isComplex, nullSpace, primitiveVector, rational } from "../../exact/index.ts";
import { accidentalSymmetries } from "../accidental.ts";
import { chargeMatrix } from "../chargeMatrix.ts";
import { lettersOf, specialUnitaryGroups } from "../theory.ts";
import type { Field, OperatorType, Theory } from "../theory.ts";
import type { Coupling } from "./couplings.ts";
import { UNKNOWN } from "./extendedTheory.ts";

/** An accidental U(1) under the name people know it by. */
export interface AccidentalNumber {
  /** B, L, or A1, A2, ... */
  readonly name: string;
  /** Whole charges of the fields of the theory; those of B are three times the baryon number. */
  readonly charges: readonly bigint[];
  /** What the charges are divided by: 3 of B, else 1. */
  readonly unit: number;
}

/** `types` are those of the theory up to dimension 4. */
export function accidentalNumbers(theory: Theory, types: readonly OperatorType[]): AccidentalNumber[] {
  const found = accidentalSymmetries(theory, types).map(({ charges }) => ({
    charges,
    name: usualName(theory, charges),
  }));
  const isUnique = (name: string) => found.filter((other) => other.name === name).length === 1;
  return found.map(({ charges, name }, k) =>
    name !== undefined && isUnique(name)
      ? { name, charges, unit: name === "B" ? 3 : 1 }
      : { name: `A${k + 1}`, charges, unit: 1 },
  );
}

/** B if triplets of SU(3) carry it, and L if fermions without colour do, with 1 or -1 each and nothing else. */
function usualName(theory: Theory, charges: readonly bigint[]): string | undefined {
  const colour = specialUnitaryGroups(theory).findIndex(({ n }) => n === 3);
  const carriers = theory.fields.filter((_, k) => charges[k] !== 0n);
  if (colour < 0 || carriers.length === 0 || charges.some((charge) => charge * charge > 1n)) return undefined;
  if (carriers.every(({ irreps }) => isComplex(irreps[colour]))) return "B";
  const isLepton = ({ irreps, twiceHelicity }: Field) =>
    twiceHelicity !== 0 && irreps[colour].every((label) => label === 0);
  return carriers.every(isLepton) ? "L" : undefined;
}

/** The charges that X must have for a coupling with X once to be neutral: `B -2/3`. */
export function chargesForced(
  { type }: Coupling,
  extended: Theory,
  theory: Theory,
  numbers: readonly AccidentalNumber[],
): Readonly<Record<string, string>> {
  const { fields, rows } = chargeMatrix(extended, lettersOf(extended), [type]);
  const [row] = rows;
  const old = fields.map((field) => field < theory.fields.length);
  const added = fields.findIndex((_, k) => !old[k] && row[k] !== 0);
  // The partner has the opposite charge of X; a real X has none, and stands in no column.
  const sign = added < 0 ? -1 : extended.fields[fields[added]].name === UNKNOWN ? -row[added] : row[added];
  return Object.fromEntries(
    numbers.map(({ name, charges, unit }) => {
      const sum = fields.reduce((total, field, k) => (old[k] ? total + BigInt(row[k]) * charges[field] : total), 0n);
      return [name, formatRational(rational(BigInt(sign) * sum, unit))];
    }),
  );
}

export interface Fate {
  /** Names of the numbers that the new field breaks. */
  readonly broken: readonly string[];
  /** Combinations of broken ones that are kept: `B - L`. */
  readonly kept: readonly string[];
}

/** `types` are all of the extended theory up to dimension 4. */
export function fateOf(
  numbers: readonly AccidentalNumber[],
  types: readonly OperatorType[],
  extended: Theory,
  theory: Theory,
): Fate {
  const { fields, rows } = chargeMatrix(extended, lettersOf(extended), types);
  const [old, added] = [true, false].map((isOld) =>
    fields.map((_, k) => k).filter((k) => fields[k] < theory.fields.length === isOld),
  );
  // New charges first: what is left free by the elimination are then numbers of the theory, each by itself where it can.
  const system = rows.map((row) => [
    ...added.map((k) => BigInt(row[k])),
    ...numbers.map(({ charges }) => old.reduce((sum, k) => sum + BigInt(row[k]) * charges[fields[k]], 0n)),
  ]);
  const kept = nullSpace(system, added.length + numbers.length)
    .map((vector) => coefficientsOf(vector.slice(added.length), numbers))
    .filter((vector) => vector.some((entry) => entry !== 0n));
  const isAlone = (vector: readonly bigint[]) => vector.filter((entry) => entry !== 0n).length === 1;
  return {
    broken: numbers.flatMap(({ name }, k) =>
      kept.some((vector) => isAlone(vector) && vector[k] !== 0n) ? [] : [name],
    ),
    kept: kept.filter((vector) => !isAlone(vector)).map((vector) => combinationText(vector, numbers)),
  };
}

/** What multiplies B rather than its charges, which are three times as large; without a common factor, the first positive. */
function coefficientsOf(vector: readonly bigint[], numbers: readonly AccidentalNumber[]): bigint[] {
  return primitiveVector(vector.map((entry, k) => entry * BigInt(numbers[k].unit)));
}

/** `B - L`, `B + 3 L`. */
function combinationText(vector: readonly bigint[], numbers: readonly AccidentalNumber[]): string {
  return numbers
    .flatMap(({ name }, k) => {
      const size = vector[k] < 0n ? -vector[k] : vector[k];
      if (size === 0n) return [];
      return [`${vector[k] < 0n ? "-" : "+"} ${size === 1n ? "" : `${size} `}${name}`];
    })
    .join(" ")
    .replace(/^\+ /, "");
}
