/**
 * A list of terms from what was written on the command line: a text file with one term a line (# starts a comment), a
 * JSON file with a list of terms, as lines or records, alone or under the key `terms`, a document of `lagrangian export
 * --format json`, or one term in quotes. Names of fields without any contraction, `Q uc H` or `H^2 H+^2`, are a type.
 */
import { existsSync, readFileSync } from "node:fs";
import { GlueballError } from "../../base/index.ts";
import type { Theory } from "../theory.ts";
import { readLine, termLines } from "./termLines.ts";
import type { TermOrType } from "./termLines.ts";
import { termsOfJson } from "./termsOfJson.ts";

/**
 * @throws GlueballError lagrangian/terms-not-found, lagrangian/terms-not-json, lagrangian/no-terms, and those of `readTerm`
 * and `parseTypeName`.
 */
export function readTerms(source: string, theory: Theory): TermOrType[] {
  if (!existsSync(source)) {
    if (!source.includes("|") && /^\S+\.\w+$/.test(source)) throw notFound(source);
    return [readLine(source, theory, "the term")];
  }
  const text = readFileSync(source, "utf8");
  const terms = source.endsWith(".json") ? termsOfJson(text, source, theory) : termLines(text, source, theory);
  if (terms.length > 0) return terms;
  throw new GlueballError({ code: "lagrangian/no-terms", what: "a file has no terms", place: source });
}

function notFound(source: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/terms-not-found",
    what: "there is no such file of terms",
    place: source,
    expected: "a text or .json file, or one term in quotes such as 'H H+ | SU2 eps(1 2)'",
  });
}
