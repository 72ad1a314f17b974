/**
 * Our theory in JSON or YAML with the terms of its Lagrangian beside the fields:
 *
 *     { "name": ..., "groups": [...], "fields": [...],
 *       "definitions": { "Htilde[i]": "Eps[i,j] Hbar[j]", "t": "t(SU2, 2)" },
 *       "terms": { "Yukawas": { "Yu": "Qbar[i,a] Htilde[i] uR[a]" }, "QuarticTerms": { "l": "(Hbar[i] H[i])**2" } },
 *       "zero": ["l"] }
 *
 * Terms are written as in PyR@TE files, `Xbar` for the conjugate of X; the chirality of a fermion is that of its field. A
 * document of `lagrangian export --format json` has its terms, contraction by contraction, under `lagrangian`.
 */
import { z } from "zod";
import { GlueballError } from "../../base/index.ts";
import { termsOfData } from "../terms/termsOfJson.ts";
import type { Theory } from "../theory.ts";
import { theoryFromJson } from "../theoryJson.ts";
import type { ModelFile, WrittenTerm } from "./modelFile.ts";
import { DEFINITIONS, readPotential } from "./pyratePotential.ts";
import { readYaml } from "./yamlValue.ts";

const texts = z.record(z.string(), z.string());
const blocksSchema = z.looseObject({
  definitions: texts.default({}),
  terms: z.record(z.string(), texts).optional(),
  zero: z.array(z.string()).default([]),
});
const documentSchema = z.looseObject({
  generations: z.int().min(1),
  lagrangian: z.array(z.unknown()),
  terms: z.undefined("an exported document has its terms under lagrangian alone").optional(),
});

/**
 * The model in the text of a JSON file; `file` names it in errors.
 * @throws GlueballError lagrangian/not-json, lagrangian/bad-terms, and those of `theoryFromJson` and `readPotential`.
 */
export function parseJsonModel(text: string, file: string): ModelFile {
  return theoryModel(parseJson(text, file), text, file);
}

/** The same in YAML. @throws GlueballError as `parseJsonModel` and `readYaml`. */
export function parseYamlModel(text: string, file: string): ModelFile {
  return theoryModel(readYaml(text, file), text, file);
}

function theoryModel(data: unknown, text: string, file: string): ModelFile {
  const { theory } = theoryFromJson(data, file);
  const isDocument = typeof data === "object" && data !== null && "lagrangian" in data;
  const shared = { file, theory, convention: "tensor", listsTerms: true } as const;
  if (isDocument) {
    const { lagrangian, generations } = shaped(documentSchema, data, file);
    const nothing = { definitions: [], groupTensors: [], terms: [], notes: [] };
    return { ...shared, ...nothing, generations, written: writtenTerms(lagrangian, theory, { text, file }) };
  }
  const { definitions, terms = {}, zero } = shaped(blocksSchema, data, file);
  const blocks = Object.entries({ [DEFINITIONS]: definitions, ...terms }).map(([name, entries]) => ({
    name,
    file,
    line: lineOfKey(text, name),
    entries: Object.entries(entries).map(([key, value]) => {
      const line = lineOfKey(text, key);
      return { key, line, value: { file, text: value.trim(), line } };
    }),
  }));
  const notes = Object.keys(terms).length > 0 ? [] : [NO_TERMS];
  return { ...shared, ...readPotential(blocks, new Set(zero), theory.groups), notes };
}

const NO_TERMS =
  'the file lists no terms, so that all that its fields allow are missing; they stand under "terms", such as ' +
  '"terms": {"ScalarMasses": {"m": "Hbar[i] H[i]"}}';

function writtenTerms(
  records: readonly unknown[],
  theory: Theory,
  { text, file }: { readonly text: string; readonly file: string },
): WrittenTerm[] {
  const start = lineOfKey(text, "lagrangian");
  const lines = text.split("\n").flatMap((line, k) => (k + 1 > start && /^\W*fields\b/.test(line) ? [k + 1] : []));
  return termsOfData(records, file, theory).map((term, k) => ({ term, line: lines[k] ?? start }));
}

function shaped<T extends z.ZodType>(schema: T, data: unknown, file: string): z.output<T> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new GlueballError({
    code: "lagrangian/bad-terms",
    what: "the terms of a model are not understood",
    place: `${path.join(".")} of ${file}`,
    found: message,
    expected: 'terms by block, such as "terms": {"ScalarMasses": {"m": "Hbar[i] H[i]"}}',
  });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const found = (error as Error).message;
    throw new GlueballError({ code: "lagrangian/not-json", what: "a model file is not JSON", place: file, found });
  }
}

/** Where a key stands, in quotes or without; names in a model are seldom used twice, so the first place is the right one. */
function lineOfKey(text: string, key: string): number {
  const name = RegExp.escape(key);
  const at = text.search(new RegExp(`(?<=^|[\\s{,])(?:"${name}"|'${name}'|${name})\\s*:`));
  return at === -1 ? 1 : text.slice(0, at).split("\n").length;
}
