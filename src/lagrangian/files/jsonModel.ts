/**
 * Our JSON theory with the terms of its Lagrangian beside the fields:
 *
 *     { "name": ..., "groups": [...], "fields": [...],
 *       "definitions": { "Htilde[i]": "Eps[i,j] Hbar[j]", "t": "t(SU2, 2)" },
 *       "terms": { "Yukawas": { "Yu": "Qbar[i,a] Htilde[i] uR[a]" }, "QuarticTerms": { "l": "(Hbar[i] H[i])**2" } },
 *       "zero": ["l"] }
 *
 * Terms are written as in PyR@TE files, `Xbar` for the conjugate of X; the chirality of a fermion is that of its field.
 */
import { z } from "zod";
import { GlueballError } from "../../base/index.ts";
import { theoryFromJson } from "../theoryJson.ts";
import type { ModelFile } from "./modelFile.ts";
import { DEFINITIONS, readPotential } from "./pyratePotential.ts";

const texts = z.record(z.string(), z.string());
const termsSchema = z.looseObject({
  definitions: texts.default({}),
  terms: z.record(z.string(), texts),
  zero: z.array(z.string()).default([]),
});

/**
 * The model in the text of a JSON file; `file` names it in errors.
 * @throws GlueballError lagrangian/not-json, lagrangian/bad-terms, and those of `theoryFromJson` and `readPotential`.
 */
export function parseJsonModel(text: string, file: string): ModelFile {
  const parsed = termsSchema.safeParse(parseJson(text, file));
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw new GlueballError({
      code: "lagrangian/bad-terms",
      what: "the terms of a model are not understood",
      place: `${path.join(".")} of ${file}`,
      found: message,
      expected: 'terms by block, such as "terms": {"ScalarMasses": {"m": "Hbar[i] H[i]"}}',
    });
  }
  const { definitions, terms, zero, ...rest } = parsed.data;
  const { theory } = theoryFromJson(rest, file);
  const blocks = Object.entries({ [DEFINITIONS]: definitions, ...terms }).map(([name, entries]) => ({
    name,
    file,
    line: lineOfKey(text, name),
    entries: Object.entries(entries).map(([key, value]) => {
      const line = lineOfKey(text, key);
      return { key, line, value: { file, text: value.trim(), line } };
    }),
  }));
  return {
    file,
    theory,
    convention: "tensor",
    ...readPotential(blocks, new Set(zero), theory.groups),
    listsTerms: true,
    notes: [],
  };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const found = (error as Error).message;
    throw new GlueballError({ code: "lagrangian/not-json", what: "a model file is not JSON", place: file, found });
  }
}

/** Where a key stands; names in a model are seldom used twice, so the first place is the right one. */
function lineOfKey(text: string, key: string): number {
  const at = text.search(new RegExp(`${RegExp.escape(JSON.stringify(key))}\\s*:`));
  return at === -1 ? 1 : text.slice(0, at).split("\n").length;
}
