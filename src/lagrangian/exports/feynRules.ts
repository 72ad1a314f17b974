/**
 * The unbroken theory as a FeynRules model (Alloul et al., arXiv:1310.1921): gauge groups, indices, classes, parameters and
 * the Lagrangian, complete and with every index written.
 *
 * Fields are oriented such that colour is never an antitriplet or antisextet, and singlet fermions such as ec become
 * right-handed (eR). A Weyl field is an unphysical class with the projector in its definition, over a massless Dirac
 * class (as in FeynRules' Standard Model). Two left-handed spinors are written with CC[]. Irreps other than the
 * fundamental one have an index of their own, generators as numbers, and a tensor Emb... that writes the index with
 * fundamental ones; Cnj... does so for the conjugate field.
 */
import { formatRational, isZeroRational, rational, multiplyRationals } from "../../exact/index.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { RenormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { Field, Group, Letter, Theory } from "../theory.ts";
import { bosonName, specialUnitaryGroups, unitaryGroups } from "../theory.ts";

import { gellMannMatrices } from "./colourTensors.ts";
import type { Complex } from "./complexNumbers.ts";
import { scaleComplex } from "./complexNumbers.ts";
import type { FactorTensor } from "./conjugateTensor.ts";
import type { NamedOperator } from "./couplings.ts";
import { identifier, nameOperators } from "./couplings.ts";
import { flavourEntries } from "./flavourEntries.ts";
import type { IrrepIndex } from "./irrepIndices.ts";
import { irrepGenerators, irrepIndex } from "./irrepIndices.ts";
import { namedTerms } from "./indexedTerm.ts";
import type { NamedTerm } from "./indexedTerm.ts";
import { pythonNumber } from "./pythonNumbers.ts";
import { unpackIndices } from "../../exact/index.ts";
import { indexNumber } from "./conjugateTensor.ts";
import { hyperchargeScale } from "./particles.ts";

export interface FeynRulesModel {
  /** The theory with its fields oriented; each field is a class. */
  readonly theory: Theory;
  readonly lagrangian: RenormalisableLagrangian;
  readonly terms: readonly NamedOperator[];
  readonly generations: number;
  readonly text: string;
}

/** The model of a theory; the Lagrangian is worked out again for the oriented fields. */
export function feynRulesModel(original: Theory, generations: number, certificate: string): FeynRulesModel {
  const theory = orientedTheory(original);
  const lagrangian = renormalisableLagrangian(theory);
  // A coupling that is antisymmetric in generations does not exist for one.
  const present = lagrangian.invariants.filter(
    (own) => flavourEntries(own, lagrangian.letters, generations).length > 0,
  );
  const terms = nameOperators(theory, lagrangian.letters, present);
  const context: FrContext = { theory, lagrangian, terms, generations, indices: indexTable(theory) };
  const text = [
    ...certificate.split("\n").map((line) => `(* ${line} *)`),
    `M$ModelName = "${theory.name.replaceAll(/[^A-Za-z0-9]+/g, "_")}";`,
    indexText(context),
    groupsText(context),
    classesText(context),
    parametersText(context),
    lagrangianText(context),
    "",
  ].join("\n\n");
  return { theory, lagrangian, terms, generations, text };
}

interface FrContext {
  readonly theory: Theory;
  readonly lagrangian: RenormalisableLagrangian;
  readonly terms: readonly NamedOperator[];
  readonly generations: number;
  readonly indices: IndexTable;
}

/** Symbols of Mathematica that cannot be fields. */
const PROTECTED = new Set(["C", "D", "E", "I", "K", "N", "O"]);

/** Every field with a colour of 1, 3, 6 or 8; singlet fermions and those with conjugate colour right-handed. */
export function orientedTheory(theory: Theory): Theory {
  const colour = specialUnitaryGroups(theory).findIndex(({ n, gauged }) => n === 3 && gauged);
  const fields = theory.fields.map((field): Field => {
    const fermion = field.twiceHelicity !== 0;
    const antitriplet = colour !== -1 && ["0,1", "0,2"].includes(field.irreps[colour].join());
    const singlet = fermion && field.irreps.every((labels) => labels.every((label) => label === 0));
    if (!(antitriplet || (singlet && field.twiceHelicity < 0))) return field;
    return {
      ...field,
      name: fermion ? `${field.name.replace(/c$/, "")}R` : `${field.name}c`,
      latex: undefined,
      twiceHelicity: fermion ? (field.twiceHelicity < 0 ? 1 : -1) : 0,
      irreps: field.irreps.map((labels) => labels.toReversed()),
      charges: field.charges.map((charge) => multiplyRationals(charge, rational(-1))),
      residues: field.residues.map((residue, k) => {
        const order = theory.groups.filter((group) => group.kind === "Z")[k].order;
        return (order - residue) % order;
      }),
    };
  });
  const allowed = fields.map((field) => (PROTECTED.has(field.name) ? { ...field, name: `${field.name}f` } : field));
  const isUnique = new Set(allowed.map(({ name }) => name)).size === fields.length;
  const unique = isUnique ? allowed : allowed.map((field, k) => ({ ...field, name: `${field.name}x${k}` }));
  return { ...theory, fields: unique };
}

/** The indices of irreps in use: [factor][labels]. */
export type IndexTable = ReadonlyMap<string, IrrepIndex & { readonly name: string; readonly factor: number }>;

export function indexTable(theory: Theory): IndexTable {
  const groups = specialUnitaryGroups(theory);
  const colour = colourFactorOf(theory);
  const table = new Map<string, IrrepIndex & { name: string; factor: number }>();
  for (const { irreps } of theory.fields) {
    irreps.forEach((labels, factor) => {
      const key = `${factor} ${labels.join()}`;
      const octet = factor === colour && labels.join() === "1,1";
      const index = octet ? octetIndex() : irrepIndex(groups[factor].n, labels);
      if (index.kind === "singlet" || table.has(key)) return;
      const base = identifier(groups[factor].name);
      const name = octet
        ? "Gluon"
        : index.kind === "fundamental"
          ? fundamentalName(theory, factor)
          : `${base}R${labels.join("")}`;
      table.set(key, { ...index, name, factor });
    });
  }
  return table;
}

/** The place of colour among the SU(N) factors, or -1. */
function colourFactorOf(theory: Theory): number {
  return specialUnitaryGroups(theory).findIndex(({ n, gauged }) => n === 3 && gauged);
}

/** Names that programs know for colour; SU2D as in FeynRules' Standard Model. */
function fundamentalName(theory: Theory, factor: number): string {
  if (factor === colourFactorOf(theory)) return "Colour";
  const { name, n } = specialUnitaryGroups(theory)[factor];
  return `${identifier(name)}${n === 2 ? "D" : "F"}`;
}

function adjointName(theory: Theory, factor: number): string {
  if (factor === colourFactorOf(theory)) return "Gluon";
  const { name, n } = specialUnitaryGroups(theory)[factor];
  return `${identifier(name)}${n === 2 ? "W" : "A"}`;
}

/** O^r_s = sqrt(2) (T^a)_rs O^a. */
function octetIndex(): IrrepIndex {
  const states = gellMannMatrices().map(
    (matrix): FactorTensor =>
      new Map(
        matrix.flatMap((row, r) =>
          row.map((entry, s): [number, Complex] => [3 * r + s, scaleComplex(entry, Math.SQRT2)]),
        ),
      ),
  );
  return { n: 3, labels: [1, 1], dimension: 8, kind: "octet", states, conjugates: states };
}

export function indicesOf({ indices }: Pick<FrContext, "indices">, { irreps }: Pick<Field, "irreps">) {
  return irreps.flatMap((labels, factor) => indices.get(`${factor} ${labels.join()}`) ?? []);
}

function copiesOf({ generations }: Pick<FrContext, "generations">, { copies }: Pick<Field, "copies">): number {
  return copies === "Nf" ? generations : copies;
}

function indexText(context: FrContext): string {
  const irreps = [...context.indices.values()]
    .filter(({ kind }) => kind !== "octet")
    .map(({ name, dimension }) => `IndexRange[Index[${name}]] = Range[${dimension}];`);
  const adjoints = specialUnitaryGroups(context.theory).flatMap(({ n, gauged }, factor) =>
    gauged ? [`IndexRange[Index[${adjointName(context.theory, factor)}]] = Range[${n * n - 1}];`] : [],
  );
  const copies = [...new Set(context.theory.fields.map((field) => copiesOf(context, field)))].filter(
    (count) => count > 1,
  );
  return [...adjoints, ...irreps, ...copies.map((count) => `IndexRange[Index[Gen${count}]] = Range[${count}];`)].join(
    "\n",
  );
}

export function mathematicaNumber(value: number): string {
  return pythonNumber(value)
    .replaceAll(/cmath\.sqrt\((\d+)\)/g, "Sqrt[$1]")
    .replaceAll(/(\d)\.(?!\d)/g, "$1");
}

function mathematicaComplex([re, im]: Complex): string {
  if (Math.abs(im) < 1e-14) return Math.abs(re) < 1e-14 ? "0" : mathematicaNumber(re);
  const imaginary = `${mathematicaNumber(im)}*I`;
  return Math.abs(re) < 1e-14 ? imaginary : `${mathematicaNumber(re)} + ${imaginary}`;
}

function matrixText(matrices: readonly (readonly (readonly Complex[])[])[]): string {
  const list = (items: readonly string[]) => `{${items.join(", ")}}`;
  return list(matrices.map((matrix) => list(matrix.map((row) => list(row.map(mathematicaComplex))))));
}

function groupsText(context: FrContext): string {
  const { theory, indices } = context;
  const matrices: string[] = [];
  const gauged = theory.groups.filter(
    (group): group is Exclude<Group, { kind: "Z" }> => group.kind !== "Z" && group.gauged,
  );
  const entries = gauged.map((group) => {
    const name = identifier(group.name);
    const boson = identifier(bosonName(group));
    const common = `CouplingConstant -> g${boson}, GaugeBoson -> ${boson}`;
    if (group.kind === "U1") return `  ${name}G == {Abelian -> True, ${common}, Charge -> ${name}}`;
    const factor = specialUnitaryGroups(theory).indexOf(group);
    const isColour = factor === colourFactorOf(theory);
    const own = [...indices.values()].filter((index) => index.factor === factor && index.kind !== "octet");
    const known = (index: { readonly name: string }) => index.name === "Colour";
    const defined = own.filter((index) => !known(index));
    matrices.push(...defined.map((index) => `Mat${index.name} = ${matrixText(irrepGenerators(index))};`));
    const representations = own.map((index) => `{${known(index) ? "T" : `T${index.name}`}, ${index.name}}`).join(", ");
    const definitions = defined.map(
      (index) => `T${index.name}[a_Integer, i_Integer, j_Integer] :> Mat${index.name}[[a, i, j]]`,
    );
    const structure = isColour ? "f, SymmetricTensor -> dSUN" : `f${boson}`;
    return (
      `  ${name}G == {Abelian -> False, ${common}, StructureConstant -> ${structure}, AdjointIndex -> ${adjointName(theory, factor)},\n` +
      `    Representations -> {${representations}}, Definitions -> {${definitions.join(", ")}}}`
    );
  });
  return [...matrices, `M$GaugeGroups = {\n${entries.join(",\n")}\n};`].join("\n");
}

function classesText(context: FrContext): string {
  const { theory } = context;
  const bosons = theory.groups
    .filter((group): group is Exclude<Group, { kind: "Z" }> => group.kind !== "Z" && group.gauged)
    .map((group, k) => {
      const factor = group.kind === "SU" ? specialUnitaryGroups(theory).indexOf(group) : -1;
      const indices = factor === -1 ? "" : `, Indices -> {Index[${adjointName(theory, factor)}]}`;
      return `  V[${k + 1}] == {ClassName -> ${identifier(bosonName(group))}, SelfConjugate -> True${indices}, Mass -> 0, Width -> 0}`;
    });
  const fermions = theory.fields.filter(({ twiceHelicity }) => twiceHelicity !== 0);
  const scalars = theory.fields.filter(({ twiceHelicity }) => twiceHelicity === 0);
  const spinors = fermions.flatMap((field, k) => {
    const name = identifier(field.name);
    const projector = field.twiceHelicity < 0 ? "ProjM" : "ProjP";
    const shared = `SelfConjugate -> False${declaredIndices(context, field)}${quantumNumbers(field, theory)}`;
    return [
      `  F[${2 * k + 1}] == {ClassName -> ${name}D, ${shared}, Mass -> 0, Width -> 0}`,
      `  F[${2 * k + 2}] == {ClassName -> ${name}, Unphysical -> True, ${shared},\n` +
        `    Definitions -> {${name}[sp1_, inds___] :> Module[{sp2}, ${projector}[sp1, sp2] ${name}D[sp2, inds]]}}`,
    ];
  });
  const others = scalars.map((field, k) => {
    const shared = `SelfConjugate -> ${field.real ? "True" : "False"}${declaredIndices(context, field)}${quantumNumbers(field, theory)}`;
    return `  S[${k + 1}] == {ClassName -> ${identifier(field.name)}, ${shared}, Mass -> 0, Width -> 0}`;
  });
  return `M$ClassesDescription = {\n${[...bosons, ...spinors, ...others].join(",\n")}\n};`;
}

function declaredIndices(context: FrContext, field: Field): string {
  const copies = copiesOf(context, field);
  const names = [...indicesOf(context, field).map(({ name }) => name), ...(copies > 1 ? [`Gen${copies}`] : [])];
  const flavour = copies > 1 ? `, FlavorIndex -> Gen${copies}` : "";
  return names.length === 0 ? "" : `, Indices -> {${names.map((name) => `Index[${name}]`).join(", ")}}${flavour}`;
}

function quantumNumbers(field: Field, theory: Theory): string {
  const scale = hyperchargeScale(theory) === 1 ? rational(1) : rational(1, 2);
  const entries = unitaryGroups(theory).flatMap(({ name }, k) =>
    isZeroRational(field.charges[k])
      ? []
      : [`${identifier(name)} -> ${formatRational(multiplyRationals(field.charges[k], scale))}`],
  );
  return entries.length === 0 ? "" : `, QuantumNumbers -> {${entries.join(", ")}}`;
}

function parametersText(context: FrContext): string {
  const { theory, lagrangian, terms } = context;
  const gauge = theory.groups.flatMap((group) =>
    group.kind === "Z" || !group.gauged
      ? []
      : [`  g${identifier(bosonName(group))} == {ParameterType -> External, Value -> 0.5}`],
  );
  const couplings = terms.map((term) => {
    const copies = term.operator.slots
      .map((letter) => copiesOf(context, lagrangian.letters[letter]))
      .filter((count) => count > 1);
    const indices =
      copies.length === 0 ? "" : `, Indices -> {${copies.map((count) => `Index[Gen${count}]`).join(", ")}}`;
    const note = term.coupling.symmetry === "" ? "" : `, Description -> "${term.coupling.symmetry}"`;
    const complex = isComplex(term, copies.length) ? "True" : "False";
    return `  ${frName(term)} == {ParameterType -> External, ComplexParameter -> ${complex}${indices}${note}}`;
  });
  const embeddings = [...context.indices.values()]
    .filter(({ kind, n }) => kind === "other" || (kind === "fundamental" && n % 2 === 0 && n > 2))
    .flatMap((index) => embeddingText(index, fundamentalName(theory, index.factor)));
  return `M$Parameters = {\n${[...gauge, ...couplings, ...embeddings].join(",\n")}\n};`;
}

/** With flavour indices the conjugate is always added, so that no coupling need be hermitian. */
export function isComplex({ reality }: NamedOperator, flavours: number): boolean {
  return reality === "pair" || flavours > 0;
}

/** Names without underscores, which are patterns in Mathematica. */
export function frName({ coupling }: NamedOperator): string {
  return coupling.name.replaceAll("_", "");
}

function embeddingText(index: IrrepIndex & { readonly name: string }, fundamentalIndex: string): string[] {
  const { n, labels, states, conjugates, kind, name } = index;
  const count = indexNumber(labels);
  const entry = (prefix: string, tensors: typeof states) => {
    const rules = tensors.flatMap((tensor, i) =>
      Array.from({ length: n ** count }, (_, place) => {
        const indices = [i, ...unpackIndices(n, place, count)].map((value) => value + 1);
        return `${prefix}${name}[${indices.join(", ")}] -> ${mathematicaComplex(tensor.get(place) ?? [0, 0])}`;
      }),
    );
    const fundamental = Array.from({ length: count }, () => `Index[${fundamentalIndex}]`);
    return `  ${prefix}${name} == {ParameterType -> Internal, ComplexParameter -> True, Indices -> {Index[${name}], ${fundamental.join(", ")}},\n    Value -> {${rules.join(", ")}}}`;
  };
  return [...(kind === "other" ? [entry("Emb", states)] : []), entry("Cnj", conjugates)];
}

function lagrangianText(context: FrContext): string {
  const { theory } = context;
  const strengths = theory.groups.flatMap((group) => {
    if (group.kind === "Z" || !group.gauged) return [];
    const index = group.kind === "SU" ? ", aa" : "";
    const strength = `FS[${identifier(bosonName(group))}, mu, nu${index}]`;
    return [`-1/4*${strength}*${strength}`];
  });
  const matter = theory.fields.map((field) => {
    const name = identifier(field.name);
    if (field.twiceHelicity !== 0) return `I*${name}bar.Ga[mu].DC[${name}, mu]`;
    const names = [
      ...indicesOf(context, field).map((_, k) => `ii${k + 1}`),
      ...(copiesOf(context, field) > 1 ? ["ff1"] : []),
    ];
    const own = names.length === 0 ? "" : `[${names.join(", ")}]`;
    return field.real
      ? `1/2*DC[${name}${own}, mu]*DC[${name}${own}, mu]`
      : `DC[${name}bar${own}, mu]*DC[${name}${own}, mu]`;
  });
  const terms = context.terms.map((term, k) => operatorText(context, term, k));
  const sum = ["LGauge", "LMatter", ...terms.map((_, k) => `LTerm${k + 1}`)].join(" + ");
  return [
    `LGauge := ${strengths.join(" + ") || "0"};`,
    `LMatter := ${matter.join(" + ") || "0"};`,
    ...terms,
    `LTotal := ${sum};`,
  ].join("\n\n");
}

function operatorText(context: FrContext, term: NamedOperator, k: number): string {
  const { letters } = context.lagrangian;
  const flavours = term.operator.slots.map((letter, slot) =>
    copiesOf(context, letters[letter]) > 1 ? `ff${slot + 1}` : undefined,
  );
  const shown = flavours.filter((name) => name !== undefined);
  const coupling = shown.length === 0 ? frName(term) : `${frName(term)}[${shown.join(", ")}]`;
  const prefix = term.reality === "imaginary" ? `I*${coupling}` : coupling;
  const products = namedTerms(term.operator, letters).map((own) => `${prefix}*${productText(context, own, flavours)}`);
  const sum = products.join(" + ").replaceAll("+ -", "- ");
  const name = `LTerm${k + 1}`;
  return isComplex(term, shown.length) ? `${name} := ${sum} + HC[${sum}];` : `${name} := ${sum};`;
}

/** Coefficient, epsilons, embeddings, fields; every name of an index in its own group. */
function productText(context: FrContext, term: NamedTerm, flavours: readonly (string | undefined)[]): string {
  const { letters } = context.lagrangian;
  const nameOf = (factor: number, name: string) => `c${factor}${plainName(name)}`;
  const epsilons = term.epsilons.map(
    ({ factor, names }) => `Eps[${names.map((name) => nameOf(factor, name)).join(", ")}]`,
  );
  const tensors: string[] = [];
  const fields = term.factors.map((own, slot) => {
    const letter = letters[own.letter];
    const field = context.theory.fields[letter.field];
    const indices = field.irreps.flatMap((labels, factor) => {
      const index = context.indices.get(`${factor} ${labels.join()}`);
      if (index === undefined) return [];
      const names = own.gauge[factor].map(({ name }) => nameOf(factor, name));
      const direct = index.kind === "fundamental" && (!letter.conjugate || index.n % 2 === 1);
      if (direct) return names;
      const single = `x${slot + 1}g${factor}`;
      tensors.push(embedding(index, letter.conjugate, [single, ...names]));
      return [single];
    });
    const flavour = flavours[slot];
    return { letter, indices: flavour === undefined ? indices : [...indices, flavour], name: identifier(field.name) };
  });
  const spinors = fields.filter(({ letter }) => letter.fermion);
  const chain = spinors.length === 2 ? [spinorChain(spinors[0], spinors[1])] : [];
  const scalars = fields
    .filter(({ letter }) => !letter.fermion)
    .map(({ letter, indices, name }) => {
      const own = letter.conjugate ? `${name}bar` : name;
      return indices.length === 0 ? own : `${own}[${indices.join(", ")}]`;
    });
  const size =
    term.coefficient === 1 ? [] : [term.coefficient < 0 ? `(${term.coefficient})` : String(term.coefficient)];
  return [...size, ...epsilons, ...tensors, ...chain, ...scalars].join("*");
}

/** What joins the index of an irrep, the first, with fundamental indices; X~^b = eps^ba X*_a of a doublet. */
function embedding(
  index: IrrepIndex & { readonly name: string },
  conjugate: boolean,
  names: readonly string[],
): string {
  if (index.kind === "octet") return `Sqrt[2]*T[${names.join(", ")}]`;
  if (index.kind === "fundamental" && index.n === 2) return `Eps[${names.toReversed().join(", ")}]`;
  return `${conjugate ? "Cnj" : "Emb"}${index.name}[${names.join(", ")}]`;
}

interface FrFactor {
  readonly letter: Letter;
  readonly indices: readonly string[];
  readonly name: string;
}

/** x y of two spinors of one helicity: a bar, or CC[bar], in front, the field, or CC, behind. */
function spinorChain(one: FrFactor, other: FrFactor): string {
  // Symmetric: with one conjugate of the two it stands in front, and no CC is needed.
  const [first, second] = other.letter.conjugate && !one.letter.conjugate ? [other, one] : [one, other];
  const at = ({ indices }: FrFactor) => `[${["sp1", ...indices].join(", ")}]`;
  const front = first.letter.conjugate ? `${first.name}bar` : `CC[${first.name}bar]`;
  const behind = second.letter.conjugate ? `CC[${second.name}]` : second.name;
  return `${front}${at(first)}.${behind}${at(second)}`;
}

/** `i_{1}` and `\alpha` as names. */
function plainName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, "");
}
