/**
 * Models as PyR@TE 3 files, which `parsePyrate` reads back to the same theory and the same terms. What the format cannot
 * say is refused: global factors, Z_M, and a right-handed fermion that no term ties to another.
 */
import { GlueballError } from "../../base/index.ts";
import { formatRational, irrepName, isZeroRational } from "../../exact/index.ts";
import type { Field, Group, Theory } from "../theory.ts";
import { copyNumber, specialUnitaryGroups, unitaryGroups } from "../theory.ts";
import { isOther } from "./fieldIndices.ts";
import type { ListedTerm, ModelFile } from "./modelFile.ts";
import { parsePyrate } from "./pyrate.ts";
import { TERM_BLOCKS } from "./termBlocks.ts";

/**
 * The text of the file. An open number of generations is written as `generations`.
 * @throws GlueballError lagrangian/not-writable.
 */
export function writePyrate(model: ModelFile, generations = 3): string {
  const { theory } = model;
  for (const group of theory.groups)
    if (group.kind === "Z" || !group.gauged) throw notWritable(`the symmetry ${group.name}`);
  const other = theory.fields.find(({ irreps }) => model.convention === "tensor" && irreps.some(isOther));
  if (other !== undefined) throw notWritable(`the indices of ${other.name}`);
  const fermions = theory.fields.filter(({ twiceHelicity }) => twiceHelicity !== 0);
  const scalars = theory.fields.filter(({ twiceHelicity }) => twiceHelicity === 0);
  const fieldLine = (field: Field) => `${field.name} : {${properties(field, theory, generations)}}`;
  const complexLine = (field: Field) =>
    `${field.name} : {${realFields(field, theory)}, ${properties(field, theory, generations)}}`;
  const text = [
    "# YAML 1.1",
    "---",
    `Name: ${theory.name}`,
    `Groups: {${theory.groups.map(groupText).join(", ")}}`,
    "",
    block("Fermions", fermions.map(fieldLine)),
    block("RealScalars", scalars.filter(({ real }) => real).map(fieldLine)),
    block("ComplexScalars", scalars.filter(({ real }) => !real).map(complexLine)),
    block("Potential", potential(model)),
    ...optionalBlock(
      "Substitutions",
      model.terms.filter(({ setToZero }) => setToZero).map(({ coupling }) => `${coupling} : 0`),
    ),
    ...optionalBlock(
      "Latex",
      theory.fields.flatMap(({ name, latex }) => (latex === undefined ? [] : [`${name} : ${latex}`])),
    ),
  ].join("\n");
  requireSameHelicities(theory, text);
  return text;
}

function groupText(group: Group): string {
  return `${group.name}: ${group.kind === "SU" ? `SU${group.n}` : "U1"}`;
}

function properties(field: Field, theory: Theory, generations: number): string {
  const copies = copyNumber(field.copies, generations);
  const numbers = [
    ...unitaryGroups(theory).flatMap(({ name }, u) =>
      isZeroRational(field.charges[u]) ? [] : [`${name}: ${formatRational(field.charges[u])}`],
    ),
    ...specialUnitaryGroups(theory).flatMap(({ name }, g) =>
      field.irreps[g].every((label) => label === 0) ? [] : [`${name}: ${irrepText(field.irreps[g])}`],
    ),
  ];
  return [...(copies === 1 ? [] : [`Gen: ${copies}`]), `Qnb: {${numbers.join(", ")}}`].join(", ");
}

/** 3 and -3, and Dynkin labels where the dimension alone does not tell. */
function irrepText(labels: readonly number[]): string {
  const [, dimension, bar] = /^(\d+)(bar)?$/.exec(irrepName(labels)) ?? [];
  return dimension === undefined ? `[${labels.join(",")}]` : `${bar === undefined ? "" : "-"}${dimension}`;
}

/** The real and imaginary parts, which PyR@TE wants named. */
function realFields({ name }: Field, { fields }: Theory): string {
  const names = ["Re", "Im"].map((part) => {
    let candidate = `${name}${part}`;
    while (fields.some((field) => field.name === candidate)) candidate += "x";
    return candidate;
  });
  return `RealFields: [${names.join(", ")}], Norm: 1/sqrt(2)`;
}

function potential({ definitions, groupTensors, terms }: ModelFile): string[] {
  const defined = [
    ...groupTensors.map(({ name, kind, n }) => `${name} : ${kind === "generators" ? `t(SU${n}, ${n})` : `f(SU${n})`}`),
    ...definitions.map(
      ({ name, indices, text }) => `${name}${indices.length === 0 ? "" : `[${indices.join(",")}]`} : ${text}`,
    ),
  ];
  const listed = TERM_BLOCKS.flatMap(({ name }) =>
    optionalBlock(name, terms.filter(({ block }) => block === name).map(termText)),
  );
  return [...optionalBlock("Definitions", defined), ...listed];
}

function termText({ coupling, text, flavour }: ListedTerm): string {
  return `${coupling} : ${flavour === "general" ? text : `{${text}, ${flavour}}`}`;
}

function optionalBlock(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [block(name, lines)];
}

function block(name: string, lines: readonly string[]): string {
  if (lines.length === 0) return `${name}: {\n}\n`;
  const inside = lines.map((line) => line.trimEnd().replaceAll(/^/gm, "    ")).join(",\n");
  return `${name}: {\n${inside}\n}\n`;
}

function requireSameHelicities(theory: Theory, text: string): void {
  const read = parsePyrate(text, theory.name).theory.fields;
  const turned = theory.fields.find(
    ({ name, twiceHelicity }) => read.find((field) => field.name === name)?.twiceHelicity !== twiceHelicity,
  );
  if (turned !== undefined) throw notWritable(`the chirality of ${turned.name}`);
}

function notWritable(found: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/not-writable",
    what: "a PyR@TE file cannot say this of a theory",
    found,
    expected:
      "gauged SU(N) and U(1) factors, fundamentals and adjoints, and fermions whose chirality follows from terms or from a last letter L or R",
  });
}
