/** A field list whose charges are written with a common factor, 1/2 as 2/4, and read back. */
import { fieldListWords } from "../../../words/wordGrammar.ts";
import type { FieldList } from "../../../words/matterFields.ts";
import { readFieldList, splitWords } from "../../../words/wordReader.ts";

const CHARGE = /U1 (- )?((?:\d )*\d)(?: \/ ((?:\d )*\d))?/g;

/** Its words: 1 is `2 / 2` with the factor 2. */
export function respelledWords(fields: FieldList, factor: number): string {
  const times = (digits: string) => String(factor * Number(digits.replaceAll(" ", "")));
  return fieldListWords(fields)
    .join(" ")
    .replace(CHARGE, (_, sign = "", numerator: string, denominator = "1") => {
      return `U1 ${sign}${times(numerator)} / ${times(denominator)}`;
    });
}

/** The list as a network sees it after such a spelling. */
export function respelled(fields: FieldList, factor: number): FieldList {
  return readFieldList(splitWords(respelledWords(fields, factor)));
}
