/**
 * A theory from what was written on the command line: `builtin:NAME` or the plain name of a built-in theory, a JSON or
 * YAML file, or a list of tokens in quotes.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { GlueballError } from "../base/index.ts";
import { builtinTheory } from "./builtin/theories.ts";
import { readYaml } from "./files/yamlValue.ts";
import { theoryFromJson } from "./theoryJson.ts";
import type { Model } from "./theoryJson.ts";
import { theoryFromTokens } from "./tokenList.ts";

const BUILTIN = "builtin:";
const SOURCES = "a .json, .yml or .yaml file, builtin:NAME, or a token list in quotes";

/**
 * @throws GlueballError lagrangian/unknown-theory, lagrangian/not-json, lagrangian/unknown-theory-format, and those of
 * `readYaml`, `theoryFromJson` and `theoryFromTokens`.
 */
export function readTheory(source: string): Model {
  if (source.startsWith(BUILTIN)) return { theory: builtinTheory(source.slice(BUILTIN.length)), options: {} };
  if (/^\s*(\[SOS\]|FIELD\b|$)/.test(source)) return { theory: theoryFromTokens(source), options: {} };
  if (!existsSync(source) && /[/\\.]/.test(source)) {
    throw new GlueballError({
      code: "lagrangian/theory-not-found",
      what: "there is no such file",
      place: source.replaceAll(/\s+/g, " "),
      expected: SOURCES,
    });
  }
  if (!existsSync(source)) return { theory: builtinTheory(source), options: {} };
  if (statSync(source).isFile() && /\.(json|ya?ml)$/.test(source)) return theoryFromJson(readPlainFile(source), source);
  throw new GlueballError({
    code: "lagrangian/unknown-theory-format",
    what: "a theory is not read from this",
    place: source,
    expected: SOURCES,
  });
}

function readPlainFile(path: string): unknown {
  const text = readFileSync(path, "utf8").replace(/^\uFEFF/, ""); // the byte order mark of an editor
  if (!path.endsWith(".json")) return readYaml(text, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new GlueballError({
      code: "lagrangian/not-json",
      what: "a theory file is not JSON",
      place: path,
      found: (error as Error).message,
    });
  }
}
