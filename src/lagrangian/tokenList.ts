/**
 * The field list of BART-L (Koay, Enberg, Moretti, Camargo-Molina, arXiv 2501.09729; grammar in words/wordGrammar.ts) as a
 * theory. What is not given is a singlet or zero; "SU3 - 3" is the antitriplet. Fields are named f0, f1, ... in the order of
 * the list, one copy each, all scalars complex. Groups are SU3, SU2 and U1, all gauged; Q = T3 + Y/2, as in the paper.
 */
import { checkTheory } from "./checkTheory.ts";
import type { Theory } from "./theory.ts";
import { theoryOfList } from "./words/matterFields.ts";
import { readFieldList, splitWords } from "./words/wordReader.ts";

/** An empty text is a theory without matter. Errors: those of `readFieldList`, with word and what was expected. */
export function theoryFromTokens(text: string): Theory {
  const words = splitWords(text);
  const theory = {
    ...theoryOfList(words.length === 0 ? [] : readFieldList(words), "token list"),
    description: text.trim(),
  };
  checkTheory(theory, "the token list");
  return theory;
}
