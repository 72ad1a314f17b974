/**
 * Field declarations of SARAH models without supersymmetry (Staub, arXiv:1309.7223):
 *
 *     Gauge[[1]] = {B, U[1], hypercharge, g1, False};
 *     FermionFields[[1]] = {q, 3, {uL, dL}, 1/6, 2, 3};          name, generations, components, numbers by group
 *     ScalarFields[[1]]  = {H, 1, {Hp, H0}, 1/2, 2, 1};
 *     RealScalars = {S};
 *
 * All fermions are left-handed. Global[[1]] = {Z[2], Parity} adds a sign to every field after the gauge numbers, {Z[4], Z4} a
 * fourth root of 1 such as I or Exp[2*Pi*I/4], {U[1], Lepton} a charge. The Lagrangian is read in sarahLagrangian.ts; what
 * is left aside is said in the notes.
 */
import { parseIrrep, parseRational } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import { checkTheory } from "../checkTheory.ts";
import type { Field, Group, Theory } from "../theory.ts";
import type { Piece } from "./flowBlocks.ts";
import { isBlock, placeOf, readList, unknownConstruct } from "./flowBlocks.ts";
import type { Statement } from "./mathematicaText.ts";
import { readStatements } from "./mathematicaText.ts";
import { mathematicaModel } from "./mathematicaModel.ts";
import type { ModelFile } from "./modelFile.ts";
import { writeSarahTerm } from "./termWriters.ts";
import { hasRealComponents, readSarahLagrangian } from "./sarahLagrangian.ts";

const READ = /^(Gauge|Global|FermionFields|ScalarFields)\[\[([1-9]\d*)\]\]$/;
/** What looks like one of these, so that a letter wrong does not lose a field, or makes a real scalar complex. */
const ALIKE = /\[\[|Fields|^(Gauge|Global|Fermion|Scalar)|^Real(?!Scalars$)/i;

/** @throws GlueballError lagrangian/unknown-construct, and those of `checkTheory`, irreps and charges. */
export function parseSarah(text: string, file: string): ModelFile {
  const statements = readStatements(file, text);
  const superfield = statements.find(({ head }) => head.startsWith("SuperFields"));
  if (superfield !== undefined) throw unknownConstruct(superfield.value, "a model without supersymmetry");
  const strange = statements.find(({ head, value }) => !READ.test(head) && ALIKE.test(head === "" ? value.text : head));
  if (strange !== undefined) {
    const kinds = "Gauge[[k]] = {...}, Global[[k]], FermionFields[[k]], ScalarFields[[k]] or RealScalars";
    throw unknownConstruct({ ...strange.value, text: strange.head || strange.value.text, line: strange.line }, kinds);
  }
  const ofKind = (kind: string) => inOrder(statements.filter(({ head }) => READ.exec(head)?.[1] === kind));
  const groups = [
    ...ofKind("Gauge").map(({ value }) => gaugeGroup(value)),
    ...ofKind("Global").map(({ value }) => globalGroup(value)),
  ];
  const real = statements
    .filter(({ head }) => head === "RealScalars")
    .flatMap(({ value }) => readList(value).map((item) => item.text));
  const fields = [
    ...ofKind("FermionFields").map(({ value }) => readField(value, groups, -1, real)),
    ...ofKind("ScalarFields").map(({ value }) => readField(value, groups, 0, real)),
  ];
  const name = statements.find(({ head }) => head === "Model`Name")?.value.text.replaceAll('"', "") ?? file;
  const theory: Theory = { name, description: `read from ${file}`, groups, fields, hyperchargeConvention: "T3+Y" };
  checkTheory(theory, file);
  const lagrangian = readSarahLagrangian(statements, theory, file);
  return mathematicaModel({
    file,
    theory,
    lagrangian,
    writeTerm: (product) => writeSarahTerm(product, theory),
    leftAside: (heads) => leftAside(statements, heads),
  });
}

/** Statements KIND[[1]], KIND[[2]], ... by their numbers, each once: the numbers of a field follow those of the groups. */
function inOrder(statements: readonly Statement[]): Statement[] {
  const numberOf = ({ head }: Statement) => Number(READ.exec(head)?.[2]);
  const sorted = statements.toSorted((a, b) => numberOf(a) - numberOf(b));
  const wrong = sorted.findIndex((statement, k) => numberOf(statement) !== k + 1);
  if (wrong === -1) return sorted;
  const { head, value, line } = sorted[wrong];
  const expected = `${READ.exec(head)?.[1]}[[${wrong + 1}]]; the numbers are 1, 2, 3, ..., each once`;
  throw unknownConstruct({ ...value, text: head, line }, expected);
}

/** {B, U[1], hypercharge, g1, False}: boson, group, name, coupling, whether broken. */
function gaugeGroup(value: Piece): Group {
  const [boson, group, name, ...rest] = readList(value).map(({ text }) => text);
  const [, kind, size] = /^(S?U)\[(\d+)\]$/.exec(group ?? "") ?? [];
  const n = Number(size);
  if (rest.length < 2 || kind === undefined || (kind === "U") !== (n === 1)) {
    throw unknownConstruct(value, "{boson, U[1] or SU[n], name, coupling, True or False}");
  }
  if (kind === "U") return { kind: "U1", name, gauged: true, boson };
  return { kind: "SU", name, n, gauged: true, boson };
}

function globalGroup(value: Piece): Group {
  const [group, name] = readList(value).map(({ text }) => text);
  if (group === "U[1]" && name !== undefined) return { kind: "U1", name, gauged: false };
  const order = Number(/^Z\[(\d+)\]$/.exec(group ?? "")?.[1]);
  if (order >= 2 && name !== undefined) return { kind: "Z", name, order };
  throw unknownConstruct(value, "{Z[2], name}, {Z[3], name}, ... or {U[1], name} as a global symmetry");
}

function readField(value: Piece, groups: readonly Group[], twiceHelicity: -1 | 0, real: readonly string[]): Field {
  const [name, generations, components, ...numbers] = readList(value);
  if (components === undefined || numbers.length !== groups.length) {
    throw unknownConstruct(value, `{name, generations, components, ${groups.map((group) => group.name).join(", ")}}`);
  }
  if (!/^[1-9]\d*$/.test(generations.text)) throw unknownConstruct(generations, "a number of generations from 1");
  const given = groups.map((group, k) => ({ group, number: numbers[k] }));
  return {
    name: name.text,
    twiceHelicity,
    irreps: given.flatMap(({ group, number }) => (group.kind === "SU" ? [irrepOf(number, group.n)] : [])),
    charges: given.flatMap(({ group, number }) =>
      group.kind === "U1" ? [parseRational(number.text, placeOf(number))] : [],
    ),
    residues: given.flatMap(({ group, number }) => (group.kind === "Z" ? [residueOf(number, group.order)] : [])),
    real: twiceHelicity === 0 && (real.includes(name.text) || hasRealComponents(components.text, real)),
    copies: Number(generations.text),
  };
}

/** A dimension, negative for the conjugate, or {dimension, {Dynkin labels}}. */
function irrepOf(number: Piece, n: number): DynkinLabels {
  if (!isBlock(number)) return parseIrrep(number.text, n, placeOf(number));
  const [, labels] = readList(number);
  if (labels === undefined) throw unknownConstruct(number, "a dimension, or {dimension, {Dynkin labels}}");
  return parseIrrep(
    readList(labels).map(({ text }) => Number(text)),
    n,
    placeOf(number),
  );
}

/** A root of unity, exp(2 pi i k/M), as k. */
function residueOf(number: Piece, order: number): number {
  const turn = turnOf(number.text);
  const residue = turn === undefined ? Number.NaN : (turn[0] * order) / turn[1];
  if (Number.isSafeInteger(residue)) return ((residue % order) + order) % order;
  const root = `a root of 1 such as Exp[2*Pi*I*k/${order}] with a whole k`;
  throw unknownConstruct(number, order === 2 ? "1 or -1 as the parity of a field" : root);
}

const TURNS: Readonly<Record<string, readonly [number, number]>> = {
  "1": [0, 1],
  "-1": [1, 2],
  I: [1, 4],
  "-I": [3, 4],
};

/** The fraction of a whole turn of a phase, [numerator, denominator]; undefined where the text is no root of unity. */
function turnOf(text: string): readonly [number, number] | undefined {
  const [, sign, product] = /^Exp\[\s*(-?)\s*(.*?)\s*\]$/.exec(text) ?? [];
  if (product === undefined) return TURNS[text];
  const factors = [...product.matchAll(/([*/]?)\s*(\d+|Pi|I)\s*/g)];
  const isWhole = factors.map(([whole]) => whole).join("") === product;
  const letters = factors
    .filter(([, , word]) => /\D/.test(word))
    .map(([, operator, word]) => operator.replace("*", "") + word);
  if (!isWhole || letters.sort().join() !== "I,Pi") return undefined;
  const numbers = (divides: boolean) =>
    factors
      .filter(([, operator, word]) => /\d/.test(word) && (operator === "/") === divides)
      .reduce((all, [, , word]) => all * Number(word), 1);
  return [(sign === "-" ? -1 : 1) * numbers(false), 2 * numbers(true)];
}

function leftAside(statements: readonly Statement[], read: readonly string[]): string[] {
  const heads = statements
    .filter(({ head }) => !READ.test(head) && !read.includes(head) && head !== "RealScalars" && head !== "Model`Name")
    .map(({ head, value }) => (head === "" ? value.text : head));
  return heads.length === 0 ? [] : [`Not read: ${heads.join(", ")}.`];
}
