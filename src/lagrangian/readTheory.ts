/**
 * A theory from what was written on the command line: `builtin:NAME` or the plain name of a built-in theory, a JSON file,
 * or a list of tokens in quotes.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { GlueballError } from "../base/index.ts";
import { builtinTheory } from "./builtin/theories.ts";
import { theoryFromJson } from "./theoryJson.ts";
import type { Model } from "./theoryJson.ts";
import { theoryFromTokens } from "./tokenList.ts";

const BUILTIN = "builtin:";

/**
 * @throws GlueballError lagrangian/unknown-theory, lagrangian/not-json, lagrangian/unknown-theory-format, and those of
 * `theoryFromJson` and `theoryFromTokens`.
 */
export function readTheory(source: string): Model {
  if (source.startsWith(BUILTIN)) return { theory: builtinTheory(source.slice(BUILTIN.length)), options: {} };
  if (/^\s*(\[SOS\]|FIELD\b|$)/.test(source)) return { theory: theoryFromTokens(source), options: {} };
  if (!existsSync(source) && /[/\\.]/.test(source)) {
    throw new GlueballError({
      code: "lagrangian/theory-not-found",
      what: "there is no such file",
      place: source,
      expected: "a .json file, builtin:NAME, or a token list in quotes",
    });
  }
  if (!existsSync(source)) return { theory: builtinTheory(source), options: {} };
  if (statSync(source).isFile() && source.endsWith(".json")) return theoryFromJson(readJsonFile(source), source);
  throw new GlueballError({
    code: "lagrangian/unknown-theory-format",
    what: "a theory is not read from this",
    place: source,
    expected: "a .json file, builtin:NAME, or a token list in quotes",
  });
}

function readJsonFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new GlueballError({
      code: "lagrangian/not-json",
      what: "a theory file is not JSON",
      place: path,
      found: (error as Error).message,
    });
  }
}
