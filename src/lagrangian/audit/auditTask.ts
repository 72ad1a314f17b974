/** `glueball lagrangian audit`. */
import { z } from "zod";
import { task, textTable } from "../../run/index.ts";
import { warnOfAnomalies } from "../anomalyWarnings.ts";
import type { ModelFile } from "../files/modelFile.ts";
import { readModel } from "../files/readModel.ts";
import type { Audit, AuditedTerm, AuditedType } from "./audit.ts";
import { auditModel } from "./audit.ts";
import { auditWritten } from "./auditWritten.ts";
import type { ForbiddingSymmetry } from "./forbiddingSymmetry.ts";
import { forbiddingSymmetry, LARGEST_ORDER } from "./forbiddingSymmetry.ts";

export const auditTask = task({
  room: "lagrangian",
  name: "audit",
  help: "Compare the terms of a model file with all that its fields allow: missing, forbidden, dependent",
  inputs: ["file"],
  options: z.object({
    file: z
      .string()
      .describe(
        "a PyR@TE .model, SARAH .m or FeynRules .fr file, a JSON or YAML theory with terms, an exported JSON document, or the " +
          "fields of an AutoEFT .yml file",
      ),
    generations: z
      .int()
      .min(1)
      .optional()
      .describe("number of generations of fields that leave it open; that of an exported document, else 3"),
    forbid: z
      .string()
      .optional()
      .describe(
        'types of terms, such as "L^2 chi, H^2 chi+": which Z_M of lowest order forbids them and keeps the rest',
      ),
  }),
  example: "glueball lagrangian audit model.model",
  run: (context, { file, generations, forbid }) => {
    const model = readModel(file);
    const audit = auditFile(model, generations ?? model.generations ?? 3);
    warnOfAnomalies(context, model.theory, audit.generations);
    const wanted = (forbid ?? "")
      .split(",")
      .map((text) => text.trim())
      .filter((text) => text !== "");
    const allowed = audit.types.map(({ type }) => type);
    const symmetry = wanted.length === 0 ? undefined : forbiddingSymmetry(model.theory, allowed, wanted);
    return {
      ...audit,
      ...(wanted.length === 0 ? {} : { forbid: { types: wanted, symmetry } }),
      verdict: isDeclaration(audit) ? undefined : { passed: audit.complete === true, text: verdictText(audit) },
      summary: [
        summaryLine(audit),
        ...findings(audit),
        ...(wanted.length === 0 ? [] : [symmetryText(wanted, symmetry)]),
      ].join("\n\n"),
    };
  },
});

function auditFile(model: ModelFile, generations: number): Audit {
  return model.written === undefined ? auditModel(model, generations) : auditWritten(model, model.written, generations);
}

/** Fields alone, without a Lagrangian. */
function isDeclaration({ complete, unread }: Audit): boolean {
  return complete === undefined && unread.length === 0;
}

const isMissing = ({ allowed, listed }: AuditedType) => listed < allowed;
const isZeroed = ({ active, listed }: AuditedType) => active < listed;
const isForbidden = ({ verdict }: AuditedTerm) => verdict === "forbidden";
const isRedundant = ({ verdict }: AuditedTerm) => verdict === "duplicate" || verdict === "dependent";

function verdictText({ types, terms, complete, unread }: Audit): string {
  const redundant = terms.filter(isRedundant).map(({ coupling }) => coupling);
  const superfluous = redundant.length === 0 ? [] : [`redundant: ${redundant.join(", ")}`];
  if (complete === true)
    return [
      `complete: every one of the ${types.length} types of terms is listed, and nothing forbidden`,
      ...superfluous,
    ].join("; ");
  const missing = types.filter(isMissing).map(({ type }) => type);
  const forbidden = terms.filter(isForbidden).map(({ coupling }) => coupling);
  const parts = `${unread.length} part${unread.length === 1 ? "" : "s"} of the Lagrangian not read`;
  const title = unread.length === 0 ? "missing" : "missing in what was read";
  return [
    ...(unread.length === 0 ? [] : [complete === undefined ? `not decided: ${parts}` : parts]),
    ...(missing.length === 0 ? [] : [`${title}: ${missing.join(", ")}`]),
    ...(forbidden.length === 0 ? [] : [`forbidden: ${forbidden.join(", ")}`]),
    ...superfluous,
  ].join("; ");
}

function summaryLine({ model, types, terms }: Audit): string {
  const operators = types.reduce((sum, { allowed, conjugate }) => sum + allowed * (conjugate === undefined ? 1 : 2), 0);
  const couplings = new Set(terms.map(({ coupling }) => coupling)).size;
  return `${model}: ${couplings} couplings listed; the fields allow ${operators} operators in ${types.length} types, conjugates as one`;
}

function findings(audit: Audit): string[] {
  const { types, terms, kineticMixing, notes, unread } = audit;
  const title = isDeclaration(audit) ? "allowed" : unread.length > 0 ? "missing in what was read" : "missing";
  const zero = types.filter(isZeroed).flatMap(({ couplings }) => couplings);
  return [
    ...tableOf(
      title,
      ["type", "operators", "listed", "a contraction that completes it"],
      types.filter(isMissing).map(missingRow),
    ),
    ...tableOf("forbidden", ["coupling", "line", "type", "why"], terms.filter(isForbidden).map(termRow)),
    ...tableOf("redundant", ["coupling", "line", "type", "why"], terms.filter(isRedundant).map(termRow)),
    ...tableOf(
      "not read",
      ["line", "found", "expected"],
      unread.map(({ line, found, expected }) => [`${line}`, found, expected]),
    ),
    ...(zero.length === 0 ? [] : [`allowed, set to zero by the file: ${zero.join(", ")}`]),
    ...kineticMixing.map(([a, b]) => `kinetic mixing of ${a} and ${b} is allowed`),
    ...notes,
  ];
}

function tableOf(title: string, columns: string[], rows: string[][]): string[] {
  return rows.length === 0 ? [] : [`${title}\n${textTable({ columns, rows })}`];
}

function missingRow({ type, conjugate, allowed, listed, complement }: AuditedType): string[] {
  const counts = conjugate === undefined ? `${allowed}` : `${allowed} + ${allowed}`;
  return [conjugate === undefined ? type : `${type} and h.c.`, counts, `${listed}`, complement.join("; ")];
}

function termRow({ coupling, line, type, verdict, reasons }: AuditedTerm): string[] {
  return [
    coupling,
    `${line}`,
    type,
    verdict === "forbidden" ? reasons.join("; ") : `${verdict}: ${reasons.join("; ")}`,
  ];
}

function symmetryText(types: readonly string[], symmetry: ForbiddingSymmetry | undefined): string {
  const wanted = types.join(", ");
  if (symmetry === undefined) return `no Z_M with M <= ${LARGEST_ORDER} forbids ${wanted} and keeps the rest`;
  const charges = Object.entries(symmetry.charges).map(([field, charge]) => `${field} ${charge}`);
  return `Z_${symmetry.order} forbids ${wanted} and keeps the rest, with charges ${charges.join(", ")}`;
}
