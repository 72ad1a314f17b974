/** `glueball lagrangian check`. */
import { z } from "zod";
import { describeProduct, task, textTable } from "../../run/index.ts";
import { readTheoryOrModel } from "../files/readModel.ts";
import { readTerms } from "../terms/readTerms.ts";
import type { Term } from "../terms/term.ts";
import type { OperatorType, Theory } from "../theory.ts";
import type { Certificate } from "./certificate.ts";
import { certificateOf } from "./certificate.ts";
import type { TermVerdict } from "./checkTerms.ts";
import { checkTerms } from "./checkTerms.ts";
import type { TypeCompleteness } from "./completeness.ts";
import { completenessOf, dimensionsOfTerms } from "./completeness.ts";
import { contractionsOf, forbiddenVerdict } from "./fieldsAlone.ts";
import { modelField } from "../files/modelField.ts";

export const checkTask = task({
  room: "lagrangian",
  name: "check",
  help: "Prove that terms are invariant, do not vanish, are independent and complete",
  inputs: ["model", "terms"],
  options: z.object({
    model: modelField,
    terms: z
      .string()
      .describe(
        "a file with a term a line, a JSON file of terms, an exported document, or one term in quotes; fields alone, " +
          "such as Q uc H, stand for all contractions of them",
      ),
    dimension: z
      .int()
      .min(2)
      .optional()
      .describe("highest mass dimension, compared with all operators of it (4: with all renormalisable terms)"),
    generations: z.int().min(1).default(3).describe("number of generations"),
    allowIncomplete: z.boolean().default(false).describe("do not ask for all terms"),
  }),
  example: `glueball lagrangian check builtin:sm "H H+ | SU2 eps(1 2)" --allow-incomplete`,
  run: (_, { model, terms, dimension, generations, allowIncomplete }) => {
    const theory = readTheoryOrModel(model);
    const dimensions = dimension === undefined ? undefined : dimension <= 4 ? [2, 3, 4] : [dimension];
    const listed = readTerms(terms, theory).map((entry) =>
      "term" in entry
        ? { ...entry, terms: [entry.term] }
        : { ...entry, terms: contractionsOf(entry.type, theory, generations) },
    );
    const forbidden = listed.flatMap((entry) => ("type" in entry && entry.terms.length === 0 ? [entry.type] : []));
    const all = listed.flatMap((entry) => entry.terms);
    return checkResult(all, theory, { dimensions, generations, allowIncomplete, forbidden });
  },
});

interface CheckSettings {
  /** Those compared for completeness, the largest of them a bound; undefined for the dimensions that occur. */
  readonly dimensions: readonly number[] | undefined;
  readonly generations: number;
  readonly allowIncomplete: boolean;
  /** Types that were listed and have no contraction; they come after the terms. */
  readonly forbidden?: readonly OperatorType[];
}

/** The document of `--json` with the text for people. */
export function checkResult(terms: readonly Term[], theory: Theory, settings: CheckSettings) {
  const { generations, allowIncomplete } = settings;
  const bound = settings.dimensions === undefined ? undefined : Math.max(...settings.dimensions);
  const forbidden = (settings.forbidden ?? []).map((type) => forbiddenVerdict(type, theory));
  const verdicts = [...checkTerms(terms, theory, { generations, bound }), ...forbidden];
  const dimensions = settings.dimensions ?? dimensionsOfTerms(verdicts);
  const completeness = completenessOf(verdicts, theory, { generations, dimensions });
  const certificate = certificateOf({ engine: engineName(), theory, generations, verdicts, completeness });
  const missing = completeness.filter(({ expected, rank }) => rank < expected);
  const wrong = verdicts.filter(({ valid }) => !valid);
  return {
    model: theory.name,
    generations,
    valid: wrong.length === 0,
    complete: missing.length === 0,
    terms: verdicts.map(({ text, typeName, dimension, operators, valid, reasons, proof }) => ({
      term: text,
      type: typeName,
      dimension,
      operators,
      valid,
      reasons,
      ...(proof === undefined ? {} : { proof }),
    })),
    missing: missing.map(({ type, dimension, expected, rank, complement }) => ({
      type,
      dimension,
      missing: expected - rank,
      complement,
    })),
    certificate,
    verdict: {
      passed: wrong.length === 0 && (allowIncomplete || missing.length === 0),
      text: verdictText(verdicts.length, wrong.length, missing),
    },
    summary: summaryOf(verdicts, missing, { certificate, allowIncomplete }),
  };
}

/** `glueball 0.1.0 (commit)`. */
export function engineName(): string {
  const { version, commit } = describeProduct();
  return `glueball ${version}${commit === undefined ? "" : ` (${commit})`}`;
}

function verdictText(terms: number, wrong: number, missing: readonly TypeCompleteness[]): string {
  const operators = missing.reduce((sum, { expected, rank }) => sum + expected - rank, 0);
  const completeness =
    missing.length === 0 ? "the set is complete" : `${operators} operators of ${missing.length} types are missing`;
  return `${terms - wrong} of ${terms} terms are valid; ${completeness}`;
}

/** Missing types that are printed; all are in the document of `--json`. */
const PRINTED_TYPES = 40;

/** Where incomplete sets are allowed, only the types of the terms are completed; of all others a number is said. */
function summaryOf(
  verdicts: readonly TermVerdict[],
  missing: readonly TypeCompleteness[],
  { certificate, allowIncomplete }: { readonly certificate: Certificate; readonly allowIncomplete: boolean },
): string {
  const present = new Set(verdicts.map(({ typeName }) => typeName));
  const isPresent = ({ type, conjugate }: TypeCompleteness) => present.has(type) || present.has(conjugate ?? type);
  const shown = allowIncomplete ? missing.filter(isPresent) : missing;
  const silent = missing.filter((type) => !shown.includes(type));
  const operators = silent.reduce((sum, { expected, rank }) => sum + expected - rank, 0);
  const rows = verdicts.map(({ text, valid, operators, reasons }) => [
    valid ? "valid" : "wrong",
    String(operators),
    valid ? text : `${text}   <- ${reasons.join("; ")}`,
  ]);
  const complements = shown
    .slice(0, PRINTED_TYPES)
    .flatMap(({ type, expected, rank, complement }) => [
      `${type}: ${rank} of ${expected} operators; missing`,
      ...complement.map((line) => `  ${line}`),
    ]);
  return [
    textTable({ columns: ["", "operators", "term"], rows }),
    ...complements,
    ...(shown.length > PRINTED_TYPES ? [`and ${shown.length - PRINTED_TYPES} more types; --json lists all`] : []),
    ...(silent.length > 0
      ? [`no term has ${operators} operators of ${silent.length} other types; --json lists them`]
      : []),
    certificateText(certificate),
  ].join("\n");
}

export function certificateText({ engine, theory, theoryHash, copies, types, checks, passed }: Certificate): string {
  const expected = types.reduce((sum, type) => sum + type.expected, 0);
  const rank = types.reduce((sum, type) => sum + type.rank, 0);
  return [
    `certificate: ${passed ? "passed" : "not passed"}; ${engine}; theory ${theory} ${theoryHash.slice(0, 16)}, ` +
      `${copies}; rank ${rank} of ${expected} operators in ${types.length} types`,
    ...checks.map((check) => `  ${check}`),
  ].join("\n");
}
