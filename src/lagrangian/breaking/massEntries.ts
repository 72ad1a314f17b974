/** Entries of mass matrices: sums of couplings with exact numbers and vacuum values. */
import { addRationals, divideRationals, formatRational, multiplyRationals, rational } from "../../exact/index.ts";
import type { Rational } from "../../exact/index.ts";
import type { VacuumFactor } from "./vacuumProducts.ts";

/** value * coupling * product of vacuum values v/sqrt(root), without the norms of row and column. */
export interface MassTerm {
  readonly coupling: string;
  /** The complex conjugate of the coupling. */
  readonly conjugate: boolean;
  /** The flavour indices stand in the order column, row. */
  readonly transposed: boolean;
  /** Of the coupling in its two flavour indices, where both fields are the same. */
  readonly symmetry: "symmetric" | "antisymmetric" | "none";
  /** To be multiplied by i. */
  readonly imaginary: boolean;
  readonly value: Rational;
  readonly vacuumValues: readonly VacuumFactor[];
}

/** Equal couplings added up; what cancels is left out. */
export function sumTerms(terms: readonly MassTerm[]): MassTerm[] {
  const sums = new Map<string, MassTerm>();
  for (const term of terms) {
    const vacuum = vacuumText(term.vacuumValues);
    const key = [term.coupling, term.conjugate, term.transposed, term.imaginary, vacuum].join();
    const known = sums.get(key)?.value;
    sums.set(key, known === undefined ? term : { ...term, value: addRationals(known, term.value) });
  }
  return [...sums.values()].filter(({ value }) => value.numerator !== 0n);
}

/** `mu2_H_Hd - 2 lambda_H_H_Hd_Hd v^2`, `0` for no terms; `norm2` is the product of the norms of row and column. */
export function entryText(terms: readonly MassTerm[], norm2: number): string {
  const texts = terms.map((term) => termText(term, norm2));
  return texts.length === 0 ? "0" : texts.join(" + ").replaceAll("+ -", "- ");
}

/** Of the roots of the vacuum values whole numbers go into the number. */
function termText(
  { coupling, conjugate, transposed, imaginary, value, vacuumValues }: MassTerm,
  norm2: number,
): string {
  const mark = conjugate && transposed ? "^dagger" : conjugate ? "*" : transposed ? "^T" : "";
  const { root } = squarePart(rootOf(vacuumValues));
  const factor = coefficientText(multiplyRationals(value, rational(1, root)), norm2);
  const front = factor === "1" ? "" : factor === "-1" ? "-" : `${factor} `;
  return `${front}${imaginary ? "i " : ""}${coupling}${mark}${vacuumText(vacuumValues)}`;
}

function rootOf(vacuumValues: readonly VacuumFactor[]): number {
  return vacuumValues.reduce((product, { root }) => product * root, 1);
}

/** ` v^3/√2`, ` v_H v_S`: without the whole number of the root. */
function vacuumText(vacuumValues: readonly VacuumFactor[]): string {
  const counts = Map.groupBy(vacuumValues, ({ name }) => name);
  const powers = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = powers.map(([name, { length }]) => ` ${name}${length === 1 ? "" : `^${length}`}`).join("");
  const { rest } = squarePart(rootOf(vacuumValues));
  return rest === 1 ? text : `${text}/√${rest}`;
}

/** value/sqrt(norm2): `1/2`, `-3/√2`. */
export function coefficientText(value: Rational, norm2: number): string {
  const { root, rest } = squarePart(norm2);
  const reduced = divideRationals(value, rational(root));
  if (rest === 1) return formatRational(reduced);
  // 2/sqrt(2) = sqrt(2): the root goes up where that leaves a simpler number.
  const raised = multiplyRationals(reduced, rational(1, rest));
  if (raised.denominator < reduced.denominator * BigInt(rest)) return `${front(raised)}√${rest}`;
  const { numerator, denominator } = reduced;
  return denominator === 1n ? `${numerator}/√${rest}` : `${numerator}/(${denominator}√${rest})`;
}

function front(value: Rational): string {
  const text = formatRational(value);
  return text === "1" ? "" : text === "-1" ? "-" : `${text} `;
}

/** n = root^2 rest with the largest root. */
function squarePart(n: number): { root: number; rest: number } {
  let root = Math.floor(Math.sqrt(n));
  while (n % (root * root) !== 0) root--;
  return { root, rest: n / (root * root) };
}
