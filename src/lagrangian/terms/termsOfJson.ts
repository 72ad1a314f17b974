/** A list of terms as JSON: lines or records, alone or under the key `terms`, or an exported document. */
import { z } from "zod";
import { GlueballError } from "../../base/index.ts";
import type { Theory } from "../theory.ts";
import { readTerm, readTermRecord } from "./readTerm.ts";
import type { Term } from "./term.ts";
import { readLine } from "./termLines.ts";
import type { TermOrType } from "./termLines.ts";

const recordSchema = z.object({
  fields: z.array(z.string()),
  lorentz: z.array(z.string()).optional(),
  gauge: z.record(z.string(), z.array(z.string())).optional(),
  vector: z.array(z.int()).optional(),
  reality: z.enum(["real", "imaginary", "pair"]).optional(),
});
const listSchema = z.array(z.union([z.string(), recordSchema]));
const fileSchema = z.union([
  listSchema,
  z.object({ lagrangian: listSchema }).transform(({ lagrangian }) => lagrangian),
  z.object({ terms: listSchema }).transform(({ terms }) => terms),
]);

/** @throws GlueballError lagrangian/terms-not-json and those of `readTerm` and `parseTypeName`. */
export function termsOfJson(text: string, source: string, theory: Theory): TermOrType[] {
  try {
    return entriesOf(JSON.parse(text), source).map(({ entry, place }) =>
      typeof entry === "string" ? readLine(entry, theory, place) : { term: readTermRecord(entry, theory, place) },
    );
  } catch (error) {
    throw error instanceof SyntaxError ? unreadable(error.message, source) : error;
  }
}

/** What a JSON file holds. @throws GlueballError lagrangian/terms-not-json and those of `readTerm`. */
export function termsOfData(data: unknown, source: string, theory: Theory): Term[] {
  return entriesOf(data, source).map(({ entry, place }) =>
    typeof entry === "string" ? readTerm(entry, theory, place) : readTermRecord(entry, theory, place),
  );
}

function entriesOf(data: unknown, source: string) {
  const parsed = fileSchema.safeParse(data);
  if (!parsed.success) throw unreadable(z.prettifyError(parsed.error), source);
  return parsed.data.map((entry, k) => ({ entry, place: `${source}, term ${k + 1}` }));
}

function unreadable(found: string, source: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/terms-not-json",
    what: "a file of terms cannot be read",
    place: source,
    found,
    expected: 'a list of terms, { "fields": ["H", "H+"], "gauge": { "SU2": ["eps(1 2)"] } } or lines of text',
  });
}
