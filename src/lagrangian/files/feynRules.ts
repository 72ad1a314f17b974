/**
 * Field declarations of FeynRules models (Alloul et al., arXiv:1310.1921): M$GaugeGroups and M$ClassesDescription.
 *
 *     U1Y  == {Abelian -> True, GaugeBoson -> B, Charge -> Y},
 *     SU3C == {Abelian -> False, GaugeBoson -> G, Representations -> {T, Colour}}
 *     F[11] == {ClassName -> LL, Unphysical -> True, Indices -> {Index[SU2D], Index[Generation]}, QuantumNumbers -> {Y -> -1/2}, ...}
 *
 * The unbroken multiplets are wanted, so where classes are marked `Unphysical` only those are taken. The irrep of a field is
 * that of its index: the fundamental one of the representation's name, the adjoint one of the boson's. The size N of a
 * group and the number of generations come from IndexRange. A Weyl field W has its chirality, a fermion F that of the
 * projectors in its definitions, and a Dirac fermion is split into XL and XR. Nothing else is read; the notes say what.
 */
import { parseRational, ZERO } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import { checkTheory } from "../checkTheory.ts";
import type { Field, Group, Theory } from "../theory.ts";
import { singletLabels } from "../theory.ts";
import type { Piece } from "./flowBlocks.ts";
import { placeOf, readList, unknownConstruct } from "./flowBlocks.ts";
import { readEquation, readRules, readStatements } from "./mathematicaText.ts";
import type { Statement } from "./mathematicaText.ts";
import type { ModelFile } from "./modelFile.ts";

/** A gauge factor with the names of its indices. */
interface Factor {
  readonly group: Group;
  /** U(1): the name of the quantum number. */
  readonly charge: string | undefined;
  readonly fundamental: string | undefined;
  readonly adjoint: string | undefined;
}

type Rules = ReadonlyMap<string, Piece>;

/** @throws GlueballError lagrangian/unknown-construct, and those of `checkTheory` and of charges. */
export function parseFeynRules(text: string, file: string): ModelFile {
  const statements = readStatements(file, text);
  const ranges = indexRanges(statements);
  const factors = entriesOf(statements, "M$GaugeGroups", file).map(({ head, value }) =>
    gaugeFactor(head, value, ranges),
  );
  const classes = entriesOf(statements, "M$ClassesDescription", file).map(({ head, value }) => ({
    kind: head[0],
    rules: rulesOf(value),
    piece: value,
  }));
  const matter = classes.filter(({ kind }) => ["S", "F", "W"].includes(kind));
  const unphysical = matter.filter(({ rules }) => rules.get("Unphysical")?.text === "True");
  const taken = unphysical.length > 0 ? unphysical : matter;
  const fields = taken.flatMap(({ kind, rules, piece }) => readClass(kind, { rules, piece, factors, ranges }));
  const name = statements.find(({ head }) => head === "M$ModelName")?.value.text.replaceAll('"', "") ?? file;
  const groups = factors.map(({ group }) => group);
  const theory: Theory = { name, description: `read from ${file}`, groups, fields, hyperchargeConvention: "T3+Y" };
  checkTheory(theory, file);
  const left = [
    ...statements
      .filter(({ head }) => !/^(M\$(GaugeGroups|ClassesDescription|ModelName)|IndexRange\[.*)$/.test(head))
      .map(({ head, value }) => (head === "" ? value.text : head)),
    ...classes.filter((one) => !taken.includes(one)).map(({ rules }) => `class ${rules.get("ClassName")?.text}`),
  ];
  const notes = left.length === 0 ? [] : [`Not read: ${left.join(", ")}.`];
  return { file, theory, convention: "tensor", definitions: [], groupTensors: [], terms: [], listsTerms: false, notes };
}

function entriesOf(statements: readonly Statement[], head: string, file: string): { head: string; value: Piece }[] {
  const found = statements.filter((statement) => statement.head === head);
  if (found.length === 0) throw unknownConstruct({ file, text: "", line: 1 }, `the list ${head}`);
  return found.flatMap(({ value }) => readList(value).map(readEquation));
}

function rulesOf(value: Piece): Rules {
  return new Map(readRules(readList(value)).map(({ key, value }) => [key, value]));
}

/** IndexRange[Index[Colour]] = NoUnfold[Range[3]] gives Colour 3. */
function indexRanges(statements: readonly Statement[]): Map<string, number> {
  return new Map(
    statements.flatMap(({ head, value }): [string, number][] => {
      const name = /^IndexRange\[Index\[(\w+)\]\]$/.exec(head)?.[1];
      if (name === undefined) return [];
      const size = /Range\[\s*(\d+)\s*\]/.exec(value.text)?.[1];
      if (size === undefined) throw unknownConstruct(value, "Range[n], or Unfold or NoUnfold of it");
      return [[name, Number(size)]];
    }),
  );
}

function gaugeFactor(name: string, value: Piece, ranges: ReadonlyMap<string, number>): Factor {
  const rules = rulesOf(value);
  const boson = rules.get("GaugeBoson")?.text;
  const charge = rules.get("Charge")?.text;
  if (rules.get("Abelian")?.text === "True") {
    if (charge === undefined) throw unknownConstruct(value, "Charge -> NAME of an Abelian factor");
    return { group: { kind: "U1", name, gauged: true, boson }, charge, fundamental: undefined, adjoint: undefined };
  }
  const fundamental = fundamentalIndex(rules.get("Representations"), value);
  const n = ranges.get(fundamental);
  if (n === undefined || n < 2) throw unknownConstruct(value, `an IndexRange of Index[${fundamental}]`);
  return {
    group: { kind: "SU", name, n, gauged: true, boson },
    charge,
    fundamental,
    adjoint: adjointIndex(n, ranges, fundamental),
  };
}

/** {T, Colour}, or a list of such pairs, of which the first is the fundamental one. */
function fundamentalIndex(representations: Piece | undefined, group: Piece): string {
  const [first, second] = representations === undefined ? [] : readList(representations);
  const name = first?.text.startsWith("{") === true ? readList(first)[1]?.text : second?.text;
  if (name === undefined)
    throw unknownConstruct(group, "Representations -> {generator, index} of a non-Abelian factor");
  return name;
}

/** The other index with N^2 - 1 values, as Gluon for Colour. */
function adjointIndex(n: number, ranges: ReadonlyMap<string, number>, fundamental: string): string | undefined {
  return [...ranges].find(([name, size]) => size === n * n - 1 && name !== fundamental && name !== "Generation")?.[0];
}

interface ClassContext {
  readonly rules: Rules;
  readonly piece: Piece;
  readonly factors: readonly Factor[];
  readonly ranges: ReadonlyMap<string, number>;
}

function readClass(kind: string, context: ClassContext): Field[] {
  const { rules, piece } = context;
  const name = rules.get("ClassName")?.text;
  if (name === undefined) throw unknownConstruct(piece, "a class with ClassName -> NAME");
  const selfConjugate = rules.get("SelfConjugate")?.text === "True";
  const shared = { ...quantumNumbers(context), residues: [] };
  const field = (name: string, twiceHelicity: -1 | 0 | 1, real = false): Field => ({
    name,
    ...shared,
    twiceHelicity,
    real,
  });
  if (kind === "S") return [field(name, 0, selfConjugate)];
  const chirality = kind === "W" ? weylChirality(rules, piece) : projectedChirality(rules);
  if (chirality !== undefined) return [field(name, chirality)];
  if (selfConjugate) return [field(name, -1)]; // A Majorana fermion is one Weyl field.
  return [field(`${name}L`, -1), field(`${name}R`, 1)];
}

function weylChirality(rules: Rules, piece: Piece): -1 | 1 {
  const chirality = rules.get("Chirality")?.text;
  if (chirality === "Left") return -1;
  if (chirality === "Right") return 1;
  throw unknownConstruct(piece, "Chirality -> Left or Right of a Weyl field");
}

/** That of the projectors by which a multiplet is defined, if they are all the same. */
function projectedChirality(rules: Rules): -1 | 1 | undefined {
  const text = rules.get("Definitions")?.text ?? "";
  const [left, right] = [text.includes("ProjM"), text.includes("ProjP")];
  return left === right ? undefined : left ? -1 : 1;
}

function quantumNumbers({ rules, piece, factors, ranges }: ClassContext): Pick<Field, "irreps" | "charges" | "copies"> {
  const listed = rules.get("Indices");
  const indices =
    listed === undefined
      ? []
      : readList(listed).map((item) => /^Index\[\s*(\w+)\s*\]$/.exec(item.text)?.[1] ?? item.text);
  const known = factors.flatMap(({ fundamental, adjoint }) => [fundamental, adjoint]);
  const generation = indices.filter((index) => !known.includes(index));
  if (generation.length > 1) throw unknownConstruct(listed ?? piece, "gauge indices and at most one for generations");
  const numbers = rules.get("QuantumNumbers");
  const charges = numbers === undefined ? new Map<string, Piece>() : rulesOf(numbers);
  return {
    irreps: factors.flatMap((factor) => (factor.group.kind === "SU" ? [irrepOf(factor, factor.group.n, indices)] : [])),
    charges: factors.flatMap(({ group, charge }) => {
      const value = group.kind === "U1" ? charges.get(charge ?? "") : undefined;
      return group.kind === "U1" ? [value === undefined ? ZERO : parseRational(value.text, placeOf(value))] : [];
    }),
    copies: generation.length === 0 ? 1 : (ranges.get(generation[0]) ?? "Nf"),
  };
}

function irrepOf({ fundamental, adjoint }: Factor, n: number, indices: readonly string[]): DynkinLabels {
  const singlet = singletLabels(n);
  if (indices.includes(fundamental ?? "")) return singlet.map((_, k) => (k === 0 ? 1 : 0));
  if (adjoint === undefined || !indices.includes(adjoint)) return singlet;
  return singlet.map((_, k) => (k === 0 ? 1 : 0) + (k === n - 2 ? 1 : 0));
}
