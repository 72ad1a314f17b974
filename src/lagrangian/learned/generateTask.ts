/** `glueball lagrangian generate`. */
import { z } from "zod";
import { task, textTable } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";
import { completedSentence, decodingFields, L4_SENTENCE, samplingFields } from "./decoding/writingFields.ts";
import { inCanonicalOrder } from "../words/matterFields.ts";
import type { FieldList } from "../words/matterFields.ts";
import { loadModel } from "./compact/modelFolder.ts";
import { createTypeCounter } from "./lists/typeCounts.ts";
import type { CountedType } from "./lists/typeCounts.ts";
import { readFieldList, splitWords } from "../words/wordReader.ts";
import { generateWords } from "./words/wordEvaluation.ts";
import { isWordModel, loadWordModel } from "./words/wordFolder.ts";
import { createWriter, OUTPUTS } from "./decoding/writing.ts";
import type { Output, WritingOptions } from "./decoding/writing.ts";

export const generateTask = task({
  room: "lagrangian",
  name: "generate",
  help: "Let a trained network write the Lagrangian of a field list, and check every type exactly",
  inputs: ["model", "fields"],
  options: z.object({
    model: z.string().describe("folder of a model, or of a training run"),
    fields: z.string().describe('field list in words, such as "FIELD SPIN 0 SU2 2 U1 1" (Q = T3 + Y/2)'),
    level: z
      .enum(OUTPUTS)
      .default("L2")
      .describe(
        "L0 free, L1 grammar, L2 local physics, L3 exactly valid types, L4 also complete; or rejected, completed",
      ),
    ...decodingFields,
    ...samplingFields,
  }),
  example: 'glueball lagrangian generate runs/lagrangian "FIELD SPIN 0 SU2 2 U1 1" --level L4',
  run: async (context, { model: path, fields: words, ...options }) => {
    const list = readFieldList(splitWords(words));
    const written = isWordModel(path)
      ? await writtenInWords(context, path, list, options)
      : await writtenInTypes(context, path, list, options);
    const { types, unreadable } = written;
    const wrong = types.filter(({ count, allowed }) => count > allowed).length;
    const missing = types.filter(({ count, allowed }) => count < allowed).length;
    const verdict = {
      passed: wrong + missing + unreadable === 0,
      text: `${types.length - wrong - missing} types right, ${wrong} not allowed, ${missing} missing, ${unreadable} unreadable`,
    };
    const table = textTable({
      columns: ["type", "written", "allowed"],
      rows: types.map(({ type, count, allowed }) => [type, { exact: count }, { exact: allowed }]),
    });
    return { ...written, verdict, summary: [table, ...sentencesOf(written)].join("\n") };
  },
});

interface Result {
  readonly level: Output;
  readonly types: readonly { readonly allowed: number }[];
  readonly ownInvariants?: number | undefined;
}

function sentencesOf({ level, types, ownInvariants }: Result): string[] {
  if (level === "L4") return [L4_SENTENCE];
  const invariants = types.reduce((sum, { allowed }) => sum + allowed, 0);
  return ownInvariants === undefined ? [] : [completedSentence(ownInvariants / Math.max(1, invariants))];
}

interface Writing extends WritingOptions {
  readonly level: Output;
}

async function writtenInTypes(context: RunContext, path: string, list: FieldList, { level, ...options }: Writing) {
  const { fields, order } = inCanonicalOrder(list);
  const [written] = await createWriter(context, loadModel(path), [fields], options)(level);
  const types = compared(written.types, createTypeCounter().types(fields)).map(({ letters, ...counts }) => ({
    type: typeName(letters, order),
    ...counts,
  }));
  const { unreadable, repeated, complete, logProbability, removedProbability, ownInvariants } = written;
  return { level, types, unreadable, repeated, complete, logProbability, removedProbability, ownInvariants };
}

async function writtenInWords(context: RunContext, path: string, list: FieldList, { level, ...options }: Writing) {
  if (level !== "L0") context.warn(`a network over words writes freely: L0 in the place of ${level}`);
  const written = await generateWords(context, loadWordModel(path), inCanonicalOrder(list).fields, options);
  return { level: "L0" as const, ...written, removedProbability: 0 };
}

/** Every type that is written or true, with both numbers of invariants. */
function compared(written: readonly CountedType[], truth: readonly CountedType[]) {
  const rows = new Map(truth.map(({ letters, count }) => [letters.join(" "), { letters, count: 0, allowed: count }]));
  for (const { letters, count } of written) {
    const allowed = rows.get(letters.join(" "))?.allowed ?? 0;
    rows.set(letters.join(" "), { letters, count, allowed });
  }
  return [...rows.values()];
}

/** `f0 f1+` with the fields numbered as they were given. */
function typeName(letters: readonly number[], order: readonly number[]): string {
  const asGiven = letters.map((letter) => 2 * order[letter >> 1] + (letter & 1)).sort((a, b) => a - b);
  return asGiven.map((letter) => `f${letter >> 1}${letter % 2 === 1 ? "+" : ""}`).join(" ");
}
