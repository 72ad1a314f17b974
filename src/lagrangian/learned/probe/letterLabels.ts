/**
 * What is asked of a letter. Irreps, spin, N-ality and the sign of the charge are functions of the letter alone, and of its
 * input: a probe that finds them finds what was put in. Whether a term of three letters has this letter depends on the other
 * fields of the list; no feature says it, so what a probe finds beyond the features was computed by the network.
 */
import { compareRationals, irrepName, nAlity, rationalToNumber, ZERO } from "../../../exact/index.ts";
import { fieldsOfList, typesOfList } from "../lists/labelledLists.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import { lettersOfList } from "../../words/matterFields.ts";
import type { MatterField } from "../../words/matterFields.ts";

/** A letter among those of its list. */
export interface PlacedLetter {
  readonly field: MatterField;
  /** Place of the list among those that are probed. */
  readonly list: number;
  /** A term of three letters has it. */
  readonly trilinear: boolean;
}

/** All letters of the lists, in the order of `letterStates`. */
export function placedLetters(set: LabelledLists, lists: readonly number[]): PlacedLetter[] {
  return lists.flatMap((own, list) => {
    const cubic = typesOfList(set, own).filter(({ letters }) => letters.length === 3);
    const inCubic = new Set(cubic.flatMap(({ letters }) => letters));
    return lettersOfList(fieldsOfList(set, own)).map((field, k) => ({ field, list, trilinear: inCubic.has(k) }));
  });
}

export const TARGETS = {
  su3: { title: "SU(3) irrep", of: ({ field }) => irrepName(field.su3) },
  su2: { title: "SU(2) irrep", of: ({ field }) => irrepName(field.su2) },
  spin: {
    title: "spin",
    of: ({ field }) => (field.twiceHelicity === 0 ? "scalar" : field.twiceHelicity < 0 ? "left" : "right"),
  },
  triality: { title: "triality", of: ({ field }) => String(nAlity(field.su3)) },
  chargeSign: { title: "sign of charge", of: ({ field }) => String(compareRationals(field.charge, ZERO)) },
  trilinear: { title: "in a trilinear term", of: ({ trilinear }) => (trilinear ? "yes" : "no") },
} as const satisfies Record<string, { readonly title: string; readonly of: (letter: PlacedLetter) => string }>;
export type Target = keyof typeof TARGETS;

/** Classes in order of their names, and the class of each letter. */
export function labelsOf(
  letters: readonly PlacedLetter[],
  name: (letter: PlacedLetter) => string,
): { readonly classes: readonly string[]; readonly labels: Uint8Array } {
  const names = letters.map(name);
  const classes = [...new Set(names)].sort();
  return { classes, labels: Uint8Array.from(names, (own) => classes.indexOf(own)) };
}

export function chargesOf(letters: readonly PlacedLetter[]): Float64Array {
  return Float64Array.from(letters, ({ field }) => rationalToNumber(field.charge));
}
