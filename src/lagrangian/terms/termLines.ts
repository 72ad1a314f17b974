/** Terms one a line; # starts a comment. Names of fields without any contraction, `Q uc H`, are a type. */
import type { OperatorType, Theory } from "../theory.ts";
import { lettersOf } from "../theory.ts";
import { parseTypeName } from "../typeNames.ts";
import { readTerm } from "./readTerm.ts";
import type { Term } from "./term.ts";

/** A term, or the type of which all contractions are meant. */
export type TermOrType = { readonly term: Term } | { readonly type: OperatorType };

/** `source` names the text in errors. @throws GlueballError as `readTerm` and `parseTypeName` do. */
export function termLines(text: string, source: string, theory: Theory): TermOrType[] {
  return text.split(/\r?\n/).flatMap((line, number) => {
    const content = line.replace(/#.*/, "");
    return content.trim() === "" ? [] : [readLine(content, theory, `${source}, line ${number + 1}`)];
  });
}

/** One line. */
export function readLine(line: string, theory: Theory, place: string): TermOrType {
  if (line.includes("|") || line.trim() === "") return { term: readTerm(line, theory, place) };
  return { type: parseTypeName(line, lettersOf(theory), place) };
}
