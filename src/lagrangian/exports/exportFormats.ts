/** The formats of `glueball lagrangian export`: how each is written, and how what was written is read and proved again. */
import { GlueballError } from "../../base/index.ts";
import { auditModel } from "../audit/audit.ts";
import { completeModel } from "../audit/completeModel.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import { parsePyrate } from "../files/pyrate.ts";
import { writePyrate } from "../files/pyrateWriter.ts";
import { parseSarah } from "../files/sarah.ts";
import { readTermRecord } from "../terms/readTerm.ts";
import { termRecord, writeTerm } from "../terms/writeTerm.ts";
import { theoryFromJson } from "../theoryJson.ts";
import { typeName } from "../typeNames.ts";
import { certificateText } from "../verify/checkTask.ts";
import { theoryHash } from "../verify/certificate.ts";
import { readAutoeft, sameSpan, writeAutoeft } from "./autoeftYaml.ts";
import { brokenFiles } from "./broken/brokenFiles.ts";
import { brokenModel } from "./broken/brokenModel.ts";
import type { GivenNumbers } from "./broken/parameterSheet.ts";
import { verifyBroken } from "./broken/verifyBroken.ts";
import type { ExportContent } from "./exportContent.ts";
import { certificateComment } from "./exportContent.ts";
import { feynRulesModel } from "./feynRules.ts";
import { brokenFeynRules } from "./feynrules/brokenFeynRules.ts";
import { lostSymmetries } from "./feynrules/headerNotes.ts";
import { verifyBrokenFeynRules } from "./feynrules/verifyBrokenFeynRules.ts";
import { texKineticTerms, texTerm } from "./latex.ts";
import { texSaysOperator } from "./latexReader.ts";
import { leftHanded, theoryRecord } from "./theoryRecord.ts";
import { sarahModel } from "./sarah.ts";
import type { FileTexts } from "./ufoDocument.ts";
import { ufoFiles } from "./ufoFiles.ts";
import { ufoModel } from "./ufoModel.ts";
import { verifyFeynRules } from "./verifyFeynRules.ts";
import { verifyUfo } from "./verifyUfo.ts";

/** What was written, and what reading it back said. */
export interface Exported {
  /** By name; a format of one file has the empty name. */
  readonly files: FileTexts;
  /** One line: what was compared, with numbers. */
  readonly check: string;
  readonly faults: readonly string[];
}

export const FORMATS = {
  latex: exportLatex,
  fr: exportFeynRules,
  ufo: exportUfo,
  autoeft: exportAutoeft,
  pyrate: exportPyrate,
  sarah: exportSarah,
  json: exportJson,
} as const satisfies Readonly<Record<string, (content: ExportContent) => Exported>>;

export type FormatName = keyof typeof FORMATS;

function single(text: string): FileTexts {
  return new Map([["", text]]);
}

/** A document of its own: every term compact, with all indices, and in its human form. */
function exportLatex({ theory, letters, lagrangian, operators, certificate }: ExportContent): Exported {
  const texts = operators.map((operator) => texTerm(theory, letters, operator));
  const kinetic = lagrangian === undefined ? [] : texKineticTerms(lagrangian);
  const row = (text: string) => `\\[ ${text} \\]`;
  const lines = texts.flatMap(({ explicit, compact, human, symmetry }) => [
    row(compact),
    ...(explicit === compact ? [] : [row(explicit)]),
    row(`= ${human}`),
    ...(symmetry === "" ? [] : [`(${symmetry})`, ""]),
  ]);
  const text = [
    certificateComment(certificate, "% "),
    "\\documentclass{article}",
    "\\usepackage{amsmath}",
    "\\begin{document}",
    `\\section*{${theory.name.replaceAll(/[_&%#$]/g, String.raw`\$&`)}}`,
    ...kinetic.map(row),
    ...lines,
    "\\end{document}",
    "",
  ].join("\n");
  const faults = operators.flatMap(({ operator, coupling }, k) =>
    texSaysOperator(texts[k].explicit, operator, theory, letters) ? [] : [`${coupling.name} does not read back`],
  );
  return { files: single(text), check: `${texts.length} formulas read back index by index`, faults };
}

function exportUfo(content: ExportContent): Exported {
  const { theory, generations, certificate } = content;
  if (content.lagrangian === undefined) throw onlyRenormalisable("ufo", content.dimension);
  const model = ufoModel(renormalisableLagrangian(leftHanded(theory)), generations);
  const files = ufoFiles(model, { certificate: certificateText(certificate) });
  const { particles, vertices, couplings, largestDifference, faults } = verifyUfo(files, model);
  const check =
    `${particles} particles, ${vertices} vertices, ${couplings} couplings read back; on random fields their sum is the ` +
    `Lagrangian within ${largestDifference.toExponential(1)}`;
  return { files, check, faults };
}

/** The mass eigenstates of electroweak breaking as a UFO folder. */
export function exportBrokenUfo(content: ExportContent, given: GivenNumbers, fields: readonly string[]): Exported {
  const { theory, generations, certificate } = content;
  if (content.lagrangian === undefined) throw onlyRenormalisable("ufo", content.dimension);
  const model = brokenModel(renormalisableLagrangian(leftHanded(theory)), generations, given, { vacuum: fields });
  const files = brokenFiles(model, { certificate: certificateText(certificate) });
  const { particles, vertices, couplings, largestDifference, draws, faults } = verifyBroken(files, model);
  const check =
    `${particles} particles, ${vertices} vertices, ${couplings} couplings read back; on random mass eigenstates ` +
    `${draws === 2 ? "and other numbers of the card " : ""}masses and vertices are the unbroken Lagrangian within ` +
    largestDifference.toExponential(1);
  return { files, check, faults };
}

function exportFeynRules(content: ExportContent): Exported {
  const { generations, lagrangian, certificate } = content;
  if (lagrangian === undefined) throw onlyRenormalisable("fr", content.dimension);
  const model = feynRulesModel(lagrangian, generations, certificateText(certificate));
  const { classes, terms, largestDifference, faults } = verifyFeynRules(model);
  const check =
    `${classes} classes and ${terms} terms read back; on random fields they are the Lagrangian within ` +
    largestDifference.toExponential(1) +
    lostSymmetries(content.theory);
  return { files: single(model.text), check, faults };
}

/** The same as a FeynRules model. */
export function exportBrokenFeynRules(
  content: ExportContent,
  given: GivenNumbers,
  fields: readonly string[],
): Exported {
  const { theory, generations, certificate } = content;
  if (content.lagrangian === undefined) throw onlyRenormalisable("fr", content.dimension);
  // FeynRules' covariant derivatives have one coupling for each group.
  const options = { vacuum: fields, kineticMixing: false };
  const model = brokenModel(renormalisableLagrangian(leftHanded(theory)), generations, given, options);
  const own = brokenFeynRules(model, certificateText(certificate));
  const { particles, classes, terms, parameters, largestDifference, draws, faults } = verifyBrokenFeynRules(own);
  const check =
    `${particles} particles, ${classes} classes, ${terms} terms, ${parameters} parameters read back; on random mass eigenstates ` +
    `${draws === 2 ? "and other numbers of the card " : ""}masses and vertices are those of the UFO folder within ` +
    largestDifference.toExponential(1) +
    lostSymmetries(theory);
  return { files: single(own.text), check, faults };
}

/** One file a type, and its certificate beside them. */
function exportAutoeft({ theory, letters, generations, operators, certificate }: ExportContent): Exported {
  const context = { theory, letters, generations };
  const types = [...Map.groupBy(operators, ({ operator }) => typeName(operator.type, letters))].map(
    ([name, members]) => {
      const own = members.map(({ operator }) => operator);
      const text = writeAutoeft(own, context);
      return { name, text, same: sameSpan(readAutoeft(text), own, context) };
    },
  );
  const files = new Map<string, string>([
    ["certificate.txt", `${certificateText(certificate)}\n`],
    ...types.map(({ name, text }) => [`${name.replaceAll("^", "").replaceAll(" ", "_")}.yml`, text] as const),
  ]);
  const faults = types.filter(({ same }) => !same).map(({ name }) => `${name} reads back with another span`);
  return { files, check: `${types.length} types, ${operators.length} terms read back with the same span`, faults };
}

function exportPyrate(content: ExportContent): Exported {
  const { theory, generations, lagrangian, certificate } = content;
  if (lagrangian === undefined) throw onlyRenormalisable("pyrate", content.dimension);
  const text = `${certificateComment(certificate, "# ")}\n${writePyrate(completeModel(theory, generations), generations)}`;
  const audit = auditModel(parsePyrate(text, "export.model"), generations);
  const faults = audit.complete === true ? [] : ["the audit of the written file finds missing or forbidden terms"];
  return {
    files: single(text),
    check: "the audit of the written file finds nothing missing, forbidden or dependent",
    faults,
  };
}

/** Declarations and the Lagrangian; the audit says whether what was written is complete. */
function exportSarah({ theory, generations, lagrangian, dimension, certificate }: ExportContent): Exported {
  if (lagrangian === undefined) throw onlyRenormalisable("sarah", dimension);
  const model = sarahModel(theory, generations);
  const comments = certificateText(certificate)
    .split("\n")
    .map((line) => `(* ${line} *)`);
  const text = [...comments, model.text].join("\n");
  const read = parseSarah(text, "export.m");
  const fields = model.theory.fields.map((field) => ({
    ...field,
    copies: field.copies === "Nf" ? generations : field.copies,
  }));
  const isSame = theoryHash(read.theory) === theoryHash({ ...model.theory, fields });
  const { complete } = auditModel(read, generations);
  return {
    files: single(text),
    check:
      `${read.theory.groups.length} groups and ${fields.length} fields read back; the audit of the written file finds ` +
      "nothing missing or forbidden",
    faults: [
      ...(isSame ? [] : ["the fields read back as others"]),
      ...(complete === true ? [] : ["the audit of the written file finds missing or forbidden terms"]),
    ],
  };
}

function exportJson({ theory, letters, terms, certificate, generations, dimension }: ExportContent): Exported {
  const record = {
    ...theoryRecord(theory),
    generations,
    dimension,
    lagrangian: terms.map((term) => termRecord(term, theory, letters)),
    certificate,
  };
  const text = `${JSON.stringify(record, null, 1)}\n`;
  const read = JSON.parse(text) as typeof record;
  const again = theoryFromJson(read, "export").theory;
  const faults = theoryHash(again) === theoryHash(theory) ? [] : ["the theory reads back as another one"];
  read.lagrangian.forEach((own, k) => {
    const line = writeTerm(readTermRecord(own, again), again, letters);
    if (line !== writeTerm(terms[k], theory, letters)) faults.push(`term ${k + 1} reads back as ${line}`);
  });
  return { files: single(text), check: `theory and ${terms.length} terms read back`, faults };
}

function onlyRenormalisable(format: string, dimension: number): GlueballError {
  return new GlueballError({
    code: "lagrangian/format-without-operators",
    what: "this format holds a renormalisable Lagrangian only",
    place: `--format ${format}`,
    found: `--dimension ${dimension}`,
    expected: "--dimension 4, or one of the formats latex, autoeft, json",
  });
}
