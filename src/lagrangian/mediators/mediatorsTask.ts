/** `glueball lagrangian mediators`. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { GlueballError, writeFileAtomic } from "../../base/index.ts";
import { task } from "../../run/index.ts";
import { theoryRecord } from "../exports/theoryRecord.ts";
import { readTheoryOrModel } from "../files/readModel.ts";
import type { Theory } from "../theory.ts";
import type { NewField } from "./extendedTheory.ts";
import { couplingRecord, cutRecord, fieldRecord, fileNameOf, foundRecord } from "./fieldRecords.ts";
import { fieldsText, inferenceText, operatorText } from "./fieldTexts.ts";
import { openMediators, searchFields } from "./newFields.ts";
import type { ExaminedField } from "./newFields.ts";
import { mediatorsOf } from "./operatorCuts.ts";
import type { Mediator } from "./operatorCuts.ts";
import { inferField } from "./wantedTerms.ts";
import { modelField } from "../files/modelField.ts";

const SPINS = ["0", "1/2", "1"] as const;
type Spin = (typeof SPINS)[number];

export const mediatorsTask = task({
  room: "lagrangian",
  name: "mediators",
  help: "Find the new fields that couple to a theory, that make wanted terms, or that mediate an operator",
  inputs: ["model"],
  options: z.object({
    model: modelField,
    terms: z
      .string()
      .optional()
      .describe(
        'wanted types of terms with one unknown field X, such as "X Q L; X+ uc ec": which field makes all of them',
      ),
    operator: z
      .string()
      .optional()
      .describe('a type of operators, such as "L L H H": which single field makes it at tree level'),
    spin: z.enum(SPINS).optional().describe("only scalars, fermions or vectors"),
  }),
  example: 'glueball lagrangian mediators builtin:sm --operator "L L H H"',
  writesOut: true,
  run: (context, { model, terms, operator, spin }) => {
    const theory = readTheoryOrModel(model);
    if (terms !== undefined && operator !== undefined) throw twoQuestions();
    const { extensions, ...result } = mediatorsResult(theory, { terms, operator, spin });
    const files = context.out === undefined ? [] : writeTheories(extensions, theory, context.out);
    return { ...result, files };
  },
});

export interface Question {
  readonly terms?: string | undefined;
  readonly operator?: string | undefined;
  readonly spin?: Spin | undefined;
}

/** The document of `--json` with the text for people, and the fields that were found. */
export function mediatorsResult(theory: Theory, { terms, operator, spin }: Question) {
  const isWanted = (field: NewField) => spin === undefined || spinOf(field) === spin;
  if (terms !== undefined) return inferenceResult(theory, terms, isWanted);
  if (operator !== undefined) return operatorResult(theory, operator, isWanted);
  return searchResult(theory, isWanted);
}

function spinOf({ twiceHelicity }: NewField): Spin {
  if (twiceHelicity === "vector") return "1";
  return twiceHelicity === 0 ? "0" : "1/2";
}

type Choice = (field: NewField) => boolean;

function searchResult(theory: Theory, isWanted: Choice) {
  const setting = openMediators(theory);
  const search = searchFields(setting, isWanted);
  const { fields, vanishing } = search;
  const couplings = fields.reduce((sum, { linear }) => sum + linear.length, 0);
  const wrong = fields.filter(({ certificate }) => certificate?.passed === false);
  const open = fields.filter(({ certificate }) => certificate === undefined).length;
  const proof =
    wrong.length > 0 ? "not all proved" : open === 0 ? "all proved" : `${open} fields counted alone, the rest proved`;
  return {
    model: theory.name,
    accidental: accidentalRecords(theory, setting.numbers),
    fields: fields.map((field) => foundRecord(field, theory)),
    vanishing: vanishing.map((field) => fieldRecord(field, theory)),
    verdict: {
      passed: wrong.length === 0,
      text: `${fields.length} fields with ${couplings} types of linear couplings, ${proof}`,
    },
    summary: fieldsText(search, theory, setting.numbers),
    extensions: fields as readonly ExaminedField[],
  };
}

function operatorResult(theory: Theory, operator: string, isWanted: Choice) {
  const search = mediatorsOf(operator, openMediators(theory), isWanted);
  const { mediators, zero } = search;
  const count = mediators.length;
  const record = (mediator: Mediator) => ({ ...fieldRecord(mediator, theory), cuts: mediator.cuts.map(cutRecord) });
  const open = mediators.filter(({ cuts }) => !cuts.some(({ product }) => product !== undefined && product.three > 0));
  return {
    model: theory.name,
    operator,
    fields: mediators.map(record),
    vanishing: zero.map(record),
    verdict: {
      passed: count > 0,
      text:
        count > 0
          ? `${count} single ${count === 1 ? "field makes" : "fields make"} ${operator}, ${open.length === 0 ? "all proved" : `${open.length} of them not proved`}`
          : `no single field makes ${operator}`,
    },
    summary: operatorText(search, theory),
    extensions: mediators as readonly ExaminedField[],
  };
}

function inferenceResult(theory: Theory, terms: string, isWanted: Choice) {
  const { fields: all, vanishing } = inferField(terms, openMediators(theory));
  const fields = all.filter(({ field }) => isWanted(field));
  const count = fields.length;
  return {
    model: theory.name,
    terms,
    fields: fields.map((own) => ({
      ...fieldRecord(own, theory),
      wanted: own.wanted.map(couplingRecord),
      further: own.further.map(couplingRecord),
      own: own.own.map(couplingRecord),
    })),
    vanishing: vanishing.map(({ field, terms: lost }) => ({ ...fieldRecord(field, theory), terms: lost })),
    verdict: {
      passed: count > 0,
      text:
        count > 0
          ? `${count} ${count === 1 ? "field makes" : "fields make"} all wanted terms`
          : "no field makes all wanted terms",
    },
    summary: inferenceText({ fields, vanishing }, theory),
    extensions: fields as readonly ExaminedField[],
  };
}

function accidentalRecords(theory: Theory, numbers: ReturnType<typeof openMediators>["numbers"]) {
  return numbers.map(({ name, charges, unit }) => ({
    name,
    charges: Object.fromEntries(
      theory.fields.flatMap((field, k) => {
        const charge = Number(charges[k]);
        return charge === 0 ? [] : [[field.name, unit === 1 ? String(charge) : `${charge}/${unit}`]];
      }),
    ),
  }));
}

/** One theory file for each scalar and fermion, which every command reads; theories here have no massive vectors. */
function writeTheories(fields: readonly ExaminedField[], theory: Theory, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const own = fields.filter(({ field }) => spinOf(field) !== "1");
  return own.map((field) => {
    const path = join(folder, `${fileNameOf(field)}.json`);
    const name = `${theory.name} + ${fileNameOf(field)}`;
    writeFileAtomic(path, `${JSON.stringify(theoryRecord({ ...field.extended, name }), null, 2)}\n`);
    return path;
  });
}

function twoQuestions(): GlueballError {
  return new GlueballError({
    code: "lagrangian/two-questions",
    what: "wanted terms and an operator are two questions",
    place: "--terms, --operator",
    expected: "one of the two",
  });
}
