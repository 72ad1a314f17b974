/** Entries of mass matrices: sums of couplings with exact numbers and powers of v/sqrt(2). */
import { addRationals, divideRationals, formatRational, multiplyRationals, rational } from "../../exact/index.ts";
import type { Rational } from "../../exact/index.ts";

/** value * coupling * (v/sqrt(2))^vacuumValues, without the norms of row and column. */
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
  readonly vacuumValues: number;
}

/** Equal couplings added up; what cancels is left out. */
export function sumTerms(terms: readonly MassTerm[]): MassTerm[] {
  const sums = new Map<string, MassTerm>();
  for (const term of terms) {
    const key = [term.coupling, term.conjugate, term.transposed, term.imaginary, term.vacuumValues].join();
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

/** Every two vacuum values are v^2/2; the 1/2 goes into the number. */
function termText(
  { coupling, conjugate, transposed, imaginary, value, vacuumValues }: MassTerm,
  norm2: number,
): string {
  const mark = conjugate && transposed ? "^dagger" : conjugate ? "*" : transposed ? "^T" : "";
  const pairs = Math.floor(vacuumValues / 2);
  const factor = coefficientText(multiplyRationals(value, rational(1, 2 ** pairs)), norm2);
  const front = factor === "1" ? "" : factor === "-1" ? "-" : `${factor} `;
  return `${front}${imaginary ? "i " : ""}${coupling}${mark}${VACUUM_TEXTS[vacuumValues]}`;
}

/** By number of vacuum values, without 1/2 for every two. */
const VACUUM_TEXTS = ["", " v/√2", " v^2", " v^3/√2", " v^4"];

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
