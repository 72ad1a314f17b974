/** Field lists whose charges are written with a common factor, as a network over words sees them, and read back. */
import { parseRational } from "../../../exact/index.ts";
import type { FieldList } from "../../words/matterFields.ts";
import { END_WORD, fieldListWords, START_WORD } from "../../words/wordGrammar.ts";
import { readFieldList } from "../../words/wordReader.ts";

/** The words of a list with every charge p/q written as kp/kq: 1/3 as 2/6, 1 as 2/2; neutral fields have no charge to write. */
export function spelledWords(fields: FieldList, factor: number): string[] {
  if (factor === 1) return fieldListWords(fields);
  const body = fields.flatMap((field) => {
    const words = fieldListWords([field]).slice(1, -1);
    const at = words.indexOf("U1");
    if (at < 0) return words;
    const end = words.findIndex((word, i) => i > at && !/^[-/\d]$/.test(word));
    const { numerator, denominator } = parseRational(words.slice(at + 1, end < 0 ? undefined : end).join(""));
    const spelled = `${numerator * BigInt(factor)}/${denominator * BigInt(factor)}`;
    return [...words.slice(0, at + 1), ...spelled, ...(end < 0 ? [] : words.slice(end))];
  });
  return [START_WORD, ...body, END_WORD];
}

/** The list as a network over numbers sees it after such a spelling. */
export function respelled(fields: FieldList, factor: number): FieldList {
  return readFieldList(spelledWords(fields, factor));
}
