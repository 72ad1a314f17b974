/** `glueball lagrangian basis`. */
import { z } from "zod";
import { task, textTable } from "../../run/index.ts";
import { warnOfAnomalies } from "../anomalyWarnings.ts";
import { readTheoryOrModel } from "../files/readModel.ts";
import type { RawType } from "../raw/rawTerms.ts";
import { termRecord, writeTerm } from "../terms/writeTerm.ts";
import { lettersOf } from "../theory.ts";
import type { Letter, Theory } from "../theory.ts";
import { parseTypeName, typeName } from "../typeNames.ts";
import { certificateText } from "../verify/checkTask.ts";
import { dimensionOf } from "../verify/checkTerms.ts";
import type { TermVerdict } from "../verify/checkTerms.ts";
import { forbiddenVerdict } from "../verify/fieldsAlone.ts";
import type { BasisContent } from "./basisContent.ts";
import { basisContent } from "./basisContent.ts";
import type { BasisRequest } from "./provedTerms.ts";
import { modelField } from "../files/modelField.ts";

export const basisTask = task({
  room: "lagrangian",
  name: "basis",
  help: "Write out every independent term of a theory, proved and with its certificate",
  inputs: ["model"],
  options: z.object({
    model: modelField,
    dimension: z
      .int()
      .min(2)
      .max(15)
      .default(4)
      .describe("4 for all renormalisable terms, a higher one for its operators alone"),
    type: z.string().optional().describe("only this type with its conjugate, such as L Q^3 or H^2 H+^2 D^2"),
    style: z
      .enum(["basis", "green", "raw"])
      .default("basis")
      .describe("independent terms, those with equations of motion kept, or every contraction with its relations"),
    generations: z.int().min(1).default(3).describe("number of generations of fields that leave it open"),
    allowLarge: z.boolean().default(false).describe("also types with more than eight equal fields"),
  }),
  example: "glueball lagrangian basis builtin:sm --generations 3",
  run: (context, { model, type, ...rest }) => {
    const theory = readTheoryOrModel(model);
    warnOfAnomalies(context, theory, rest.generations);
    const only = type === undefined ? undefined : parseTypeName(type, lettersOf(theory));
    return basisResult(theory, { ...rest, only });
  },
});

/** The document of `--json` with the text for people. `terms` can be given to `lagrangian check` again. */
export function basisResult(theory: Theory, request: BasisRequest) {
  const letters = lettersOf(theory);
  const content = basisContent(theory, request);
  const { verdicts, certificate } = content;
  const { only } = request;
  return {
    model: theory.name,
    style: request.style,
    dimension: only === undefined ? request.dimension : dimensionOf(only, letters),
    generations: request.generations,
    terms: verdicts.map((verdict) => ({
      ...termRecord(verdict.term, theory, letters),
      text: verdict.text,
      type: verdict.typeName,
      dimension: verdict.dimension,
      operators: operatorsOf(verdict, request),
    })),
    ...(request.style === "raw" ? { relations: relationRecords(content.raw, theory, letters) } : {}),
    certificate,
    verdict: {
      passed: certificate.passed,
      text: verdictText(content, request, theory),
    },
    summary: summaryOf(content, request, theory, letters),
  };
}

/** Of a type that the theory forbids, the reasons. */
function verdictText({ verdicts, certificate }: BasisContent, { only }: BasisRequest, theory: Theory): string {
  if (only !== undefined && verdicts.length === 0) {
    const { typeName: name, reasons } = forbiddenVerdict(only, theory);
    return `no term of type ${name}: ${reasons.join("; ")}`;
  }
  return `${verdicts.length} terms, ${certificate.passed ? "all proved; the set is complete" : "not all proved"}`;
}

function relationRecords(raw: readonly RawType[], theory: Theory, letters: readonly Letter[]) {
  return raw
    .filter(({ relations, vanishing }) => relations.length + vanishing.length > 0)
    .map(({ type, terms, vanishing, relations, upToTotalDerivatives }) => ({
      type: typeName(type, letters),
      terms: terms.map((term) => writeTerm(term, theory, letters)),
      relations: relations.map((relation) => relation.map(Number)),
      upToTotalDerivatives,
      vanishing: vanishing.map((term) => writeTerm(term, theory, letters)),
    }));
}

/** Those that a term stands for: in the Green's basis the ones that are new with it. */
function operatorsOf({ operators, fresh }: TermVerdict, { style }: BasisRequest): number {
  return style === "green" ? fresh : operators;
}

function summaryOf(
  { verdicts, raw, certificate }: BasisContent,
  request: BasisRequest,
  theory: Theory,
  letters: readonly Letter[],
): string {
  const rows = verdicts.map((verdict) => [
    String(verdict.dimension),
    String(operatorsOf(verdict, request)),
    verdict.text,
  ]);
  return [
    textTable({ columns: ["dimension", "operators", "term"], rows }),
    ...relationRecords(raw, theory, letters).flatMap(relationLines),
    certificateText(certificate),
  ].join("\n");
}

function relationLines({
  type,
  terms,
  vanishing,
  relations,
  upToTotalDerivatives,
}: ReturnType<typeof relationRecords>[number]): string[] {
  const equal = upToTotalDerivatives ? "total derivative" : "0";
  const sums = relations.map((relation) =>
    relation
      .flatMap((entry, k) => (entry === 0 ? [] : [`${entry > 0 ? "+" : "-"} ${Math.abs(entry)} O${k + 1}`]))
      .join(" "),
  );
  return [
    `${type}: ${terms.length} contractions, ${relations.length} relations, ${vanishing.length} vanish`,
    ...sums.map((sum) => `  ${sum} = ${equal}`),
    ...vanishing.map((term) => `  ${term} = 0`),
  ];
}
