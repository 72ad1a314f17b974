/** What `lagrangian mediators` prints for people. */
import { textTable } from "../../run/index.ts";
import { certificateText } from "../verify/checkTask.ts";
import type { Theory } from "../theory.ts";
import type { AccidentalNumber, Fate } from "./brokenNumbers.ts";
import type { Coupling } from "./couplings.ts";
import { UNKNOWN } from "./extendedTheory.ts";
import { proofOfCut } from "./fieldRecords.ts";
import type { ExaminedField, FieldSearch, LinearCoupling } from "./newFields.ts";
import type { MediatorSearch } from "./operatorCuts.ts";
import { joinCertificates } from "./proveCouplings.ts";
import { numbersText } from "./quantumNumbers.ts";
import type { Inference, Inferred } from "./wantedTerms.ts";

/** The columns of numbers of operators. */
const COUNTS = ["Nf = 1", "3"];

export function fieldsText(
  { fields, vanishing }: FieldSearch,
  theory: Theory,
  numbers: readonly AccidentalNumber[],
): string {
  const rows = fields.flatMap((field) =>
    field.linear.map((coupling, k) => [
      ...(k === 0 ? headOf(field) : ["", "", ""]),
      coupling.name,
      ...countsOf(coupling),
      chargesText(coupling),
      k === 0 ? fateText(field.fate) : "",
    ]),
  );
  const charges = `charge of ${UNKNOWN}`;
  return [
    `${theory.name}: ${fields.length} fields ${UNKNOWN} with linear couplings; a coupling and its conjugate are one row`,
    textTable({ columns: ["field", "numbers", "kind", "coupling", ...COUNTS, charges, "breaks"], rows }),
    numbers.length === 0
      ? "the theory has no accidental U(1)"
      : `accidental: ${numbers.map((number) => `${number.name} of ${carriers(number, theory)}`).join("; ")}`,
    ...vanishing.map((field) => `${titleOf(field)}: allowed by the groups, zero by the symmetry of equal letters`),
    proofText(fields),
  ].join("\n");
}

export function operatorText({ mediators, zero }: MediatorSearch, theory: Theory): string {
  const rows = mediators.flatMap((mediator) =>
    mediator.cuts.map(({ vertices, product }, k) => [
      ...(k === 0 ? headOf(mediator) : ["", "", ""]),
      ...vertices.flatMap((vertex) => [vertex.name, ...countsOf(vertex)]),
      ...(product === undefined ? ["", ""] : [String(product.one), String(product.three)]),
      proofOfCut(product),
      k === 0 ? fateText(mediator.fate) : "",
    ]),
  );
  const columns = [
    "field",
    "numbers",
    "kind",
    "vertex",
    ...COUNTS,
    "vertex",
    ...COUNTS,
    "both: Nf = 1",
    "3",
    "",
    "breaks",
  ];
  return [
    rows.length === 0
      ? `${theory.name}: no single field`
      : `${theory.name} with one field ${UNKNOWN}\n${textTable({ columns, rows })}`,
    ...zero.map(({ cuts, ...field }) => `${titleOf(field)}: the vertices exist, ${proofOfCut(cuts[0].product)}`),
  ].join("\n");
}

export function inferenceText({ fields, vanishing }: Inference, { name }: Theory): string {
  return [
    ...fields.map((field) => inferredText(field)),
    ...vanishing.map(
      ({ field, terms }) =>
        `${titleOf(field)}: allowed by the groups, but ${terms.join(", ")} ${terms.length === 1 ? "is" : "are"} zero by spin or the symmetry of equal letters`,
    ),
    ...(fields.length + vanishing.length === 0 ? [`${name}: no numbers of ${UNKNOWN} fit all terms`] : []),
  ].join("\n\n");
}

function inferredText(field: Inferred): string {
  const fate = fateText(field.fate);
  const rows = [
    ...field.wanted.map((coupling) => ["wanted", coupling.name, ...countsOf(coupling)]),
    ...field.further.map((coupling) => ["comes with it", coupling.name, ...countsOf(coupling)]),
    ...field.own.map((coupling) => [`${UNKNOWN} twice or more`, coupling.name, ...countsOf(coupling)]),
  ];
  return `${titleOf(field)}${fate === "" ? "" : `; breaks ${fate}`}\n${textTable({ columns: ["", "type", ...COUNTS], rows })}`;
}

function headOf({ entry, field, kind }: ExaminedField): string[] {
  return [entry?.name ?? "", numbersText(field.numbers), kind];
}

function titleOf({ entry, field, kind }: ExaminedField): string {
  const name = entry === undefined ? "" : `${entry.conjugate ? "conjugate of " : ""}${entry.name} `;
  return `${name}${numbersText(field.numbers)}, ${field.twiceHelicity === 1 ? "right-handed " : ""}${kind}`;
}

function countsOf({ invariants }: Coupling): string[] {
  return [String(invariants.one), String(invariants.three)];
}

function chargesText({ charges }: LinearCoupling): string {
  return Object.entries(charges)
    .filter(([, charge]) => charge !== "0")
    .map(([name, charge]) => `${name} ${charge}`)
    .join(", ");
}

/** `B, L; keeps B - L` */
function fateText({ broken, kept }: Fate): string {
  return [broken.join(", "), ...(kept.length === 0 ? [] : [`keeps ${kept.join(", ")}`])]
    .filter((text) => text !== "")
    .join("; ");
}

function carriers({ charges, unit }: AccidentalNumber, { fields }: Theory): string {
  return fields
    .flatMap(({ name }, k) => {
      const charge = Number(charges[k]);
      return charge === 0 ? [] : [`${name} ${charge}${unit === 1 ? "" : `/${unit}`}`];
    })
    .join(", ");
}

/** All certificates as one, with the names of the checks once. */
function proofText(fields: FieldSearch["fields"]): string {
  const certificates = fields.flatMap(({ certificate }) => (certificate === undefined ? [] : [certificate]));
  if (certificates.length === 0) return "nothing is written out";
  const all = joinCertificates(certificates);
  return certificateText({ ...all, theory: `${all.theory} (the first of ${certificates.length})` });
}
