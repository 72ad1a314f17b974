/**
 * Groups, fields and terms as the stub of a SARAH model (Staub, arXiv:1309.7223): declarations that SARAH takes as they
 * are, and the Lagrangian: in implicit contractions where there is one, or where neighbours of four fundamentals are meant,
 * and with Delta and epsTensor (sarahIndices.ts) where a product has several.
 *
 * Gauged factors come first, since SARAH lists global charges behind them. Particles, vacuum and rotations are not here.
 */
import { GlueballError } from "../../base/index.ts";
import { formatRational, irrepDimension, irrepName, singlets } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { Field, Group, Letter, Theory } from "../theory.ts";
import { bosonName, cyclicGroups, nonabelianGroups, specialUnitaryGroups, unitaryGroups } from "../theory.ts";
import type { NamedOperator } from "./couplings.ts";
import { nameOperators } from "./couplings.ts";
import { flavourEntries } from "./flavourEntries.ts";
import { identifier, MATHEMATICA_SYMBOLS } from "./identifier.ts";
import { sarahContractions } from "./sarahIndices.ts";
import { leftHanded } from "./theoryRecord.ts";

/** The theory in SARAH's words: left-handed fermions, plain names, gauged factors first, fermions before scalars. */
export function sarahTheory(original: Theory): Theory {
  const theory = leftHanded(original);
  const refused = theory.groups.find((group) => group.kind === "SU" && !group.gauged);
  if (refused !== undefined) throw notInSarah(refused);
  const isGauged = (group: Group) => group.kind !== "Z" && group.gauged;
  const groups = [...theory.groups.filter(isGauged), ...theory.groups.filter((group) => !isGauged(group))];
  const abelian = unitaryGroups(theory);
  const names = sarahFieldNames(theory);
  const order = unitaryGroups({ ...theory, groups }).map((group) => abelian.indexOf(group));
  return {
    ...theory,
    groups: groups.map((group, k) => ({ ...group, name: sarahGroupName(group, k, groups), ...bosonOf(group) })),
    fields: theory.fields
      .map((field, k) => ({ ...field, name: names[k], charges: order.map((place) => field.charges[place]) }))
      .toSorted(fermionsFirst),
  };
}

/** As they are called, but for symbols of Mathematica: a field N becomes Nx. */
function sarahFieldNames({ fields }: Theory): string[] {
  const used = new Set(MATHEMATICA_SYMBOLS);
  return fields.map((field) => {
    let name = identifier(field.name);
    while (used.has(name)) name = `${name}x`;
    used.add(name);
    return name;
  });
}

/** SARAH names the indices of a group by its first three letters, which no other SU(N) may have. */
function sarahGroupName(group: Group, place: number, groups: readonly Group[]): string {
  const name = identifier(group.name);
  const isShared = groups.some(
    (other) => other !== group && other.kind === "SU" && identifier(other.name).slice(0, 3) === name.slice(0, 3),
  );
  return group.kind === "SU" && isShared ? `g${place + 1}${name}` : name;
}

function fermionsFirst(a: Field, b: Field): number {
  return Number(a.twiceHelicity === 0) - Number(b.twiceHelicity === 0);
}

function bosonOf(group: Group): { boson?: string } {
  return group.kind === "Z" || !group.gauged ? {} : { boson: identifier(bosonName(group)) };
}

function notInSarah(group: Group): GlueballError {
  return new GlueballError({
    code: "lagrangian/not-in-sarah",
    what: "SARAH has no global symmetry of this kind",
    place: group.name,
    found: "a global SU(N)",
    expected: "gauged SU(N) and U(1), global U(1) and Z_M",
  });
}

export interface SarahModel {
  /** As in the text, but for an open number of generations. */
  readonly theory: Theory;
  readonly terms: readonly NamedOperator[];
  readonly text: string;
}

/** @throws GlueballError lagrangian/not-in-sarah. */
export function sarahModel(original: Theory, generations: number): SarahModel {
  const theory = sarahTheory(original);
  const { letters, invariants } = renormalisableLagrangian(theory);
  const present = invariants.filter((own) => flavourEntries(own, letters, generations).length > 0);
  const terms = nameOperators(theory, letters, present);
  const real = theory.fields.filter((field) => field.real).map(({ name }) => name);
  const text = [
    `Model\`Name = "${theory.name.replaceAll(/[^A-Za-z0-9]+/g, "")}";`,
    "",
    ...gaugeLines(theory.groups.filter((group) => !isGlobal(group))),
    ...theory.groups.filter(isGlobal).map(globalLine),
    "",
    ...fieldLines("FermionFields", theory, generations),
    ...fieldLines("ScalarFields", theory, generations),
    ...(real.length === 0 ? [] : [`RealScalars = {${real.join(", ")}};`]),
    "",
    "NameOfStates = {GaugeES};",
    "DEFINITION[GaugeES][LagrangianInput] = {{LagHC, {AddHC -> True}}, {LagNoHC, {AddHC -> False}}};",
    "",
    ...lagrangianLines(theory, letters, terms),
    "",
  ].join("\n");
  return { theory, terms, text };
}

function isGlobal(group: Group): boolean {
  return group.kind === "Z" || !group.gauged;
}

function gaugeLines(groups: readonly Group[]): string[] {
  return groups.map((group, k) => {
    const kind = group.kind === "SU" ? `SU[${group.n}]` : "U[1]";
    const boson = group.kind === "Z" ? "" : bosonName(group);
    // SU(2) factors are written out in components, the others keep an index.
    const written = group.kind === "SU" && group.n === 2 ? "True" : "False";
    return `Gauge[[${k + 1}]] = {${boson}, ${kind}, ${group.name}, ${couplingName(group, groups)}, ${written}};`;
  });
}

/** g3, g2 and g1 of colour, of SU(2) and of hypercharge, as SARAH's own models call them; further factors by their names. */
function couplingName(group: Group, groups: readonly Group[]): string {
  const rank = (own: Group) => (own.kind === "SU" ? own.n : own.kind === "U1" ? 1 : undefined);
  const isFirst = groups.find((own) => rank(own) === rank(group)) === group;
  const number = rank(group);
  return isFirst && number !== undefined && number <= 3 ? `g${number}` : `g${group.name}`;
}

function globalLine(group: Group, k: number): string {
  return `Global[[${k + 1}]] = {${group.kind === "Z" ? `Z[${group.order}]` : "U[1]"}, ${group.name}};`;
}

function fieldLines(kind: "FermionFields" | "ScalarFields", theory: Theory, generations: number): string[] {
  const own = theory.fields.filter(({ twiceHelicity }) => (twiceHelicity === 0) === (kind === "ScalarFields"));
  return own.map((field, k) => {
    const { name, copies } = field;
    const numbers = theory.groups.map((group) => numberOf(field, group, theory));
    const parts = [name, copies === "Nf" ? generations : copies, componentsOf(field, theory), ...numbers];
    return `${kind}[[${k + 1}]] = {${parts.join(", ")}};`;
  });
}

/** A name for each component of the SU(2) factors; not H1 and H2, which may be fields. */
function componentsOf({ name, irreps, real }: Field, theory: Theory): string {
  const count = specialUnitaryGroups(theory).reduce(
    (product, { n }, k) => (n === 2 ? product * irrepDimension(irreps[k]) : product),
    1,
  );
  if (count === 1) return `${name}comp`;
  if (count === 3) return matrixOfTriplet(name, real);
  return `{${Array.from({ length: count }, (_, k) => `${name}comp${k + 1}`).join(", ")}}`;
}

/** A triplet is a matrix without trace; of a real one it is hermitian. */
function matrixOfTriplet(name: string, real: boolean): string {
  const [first, second, third] = [1, 2, 3].map((k) => `${name}comp${k}`);
  return `{{${third}/Sqrt[2], ${first}}, {${real ? `conj[${first}]` : second}, -${third}/Sqrt[2]}}`;
}

function rootOfUnity(residue: number, order: number): string {
  if (residue === 0) return "1";
  return 2 * residue === order ? "-1" : `Exp[2*Pi*I*${residue}/${order}]`;
}

function numberOf({ irreps, charges, residues }: Field, group: Group, theory: Theory): string {
  if (group.kind === "U1") return formatRational(charges[unitaryGroups(theory).indexOf(group)]);
  if (group.kind === "Z") return rootOfUnity(residues[cyclicGroups(theory).indexOf(group)], group.order);
  return irrepText(irreps[nonabelianGroups(theory).indexOf(group)]);
}

/** 1, 3, -3, or {8, {1, 1}}. */
function irrepText(labels: DynkinLabels): string {
  const name = irrepName(labels);
  if (labels.length === 1 || name === "1") return String(irrepDimension(labels));
  const boxes = labels.reduce((sum, label) => sum + label, 0);
  if (boxes === 1 && labels[0] === 1) return String(labels.length + 1);
  if (boxes === 1 && labels.at(-1) === 1) return String(-labels.length - 1);
  return `{${irrepDimension(labels)}, {${labels.join(", ")}}}`;
}

function lagrangianLines(theory: Theory, letters: readonly Letter[], terms: readonly NamedOperator[]): string[] {
  const written = terms.map((term) => ({ term, text: termText(term, theory, letters, terms) }));
  const named = written.filter(({ text }) => text === undefined).map(({ term }) => term);
  const sum = (ofKind: (term: NamedOperator) => boolean) => {
    const texts = written.flatMap(({ term, text }) => (text !== undefined && ofKind(term) ? [text] : []));
    return texts.length === 0 ? "0" : texts.join("\n  + ");
  };
  return [
    "(* Where no indices are given, neighbours are contracted, as SARAH does it; its signs are its own. *)",
    ...[...Map.groupBy(named, (term) => productText(term, letters))].map(
      ([product, own]) => `(* Not written, ${own.map(sarahName).join(", ")}: contractions of ${product} *)`,
    ),
    `LagHC = ${sum(({ reality }) => reality === "pair")};`,
    `LagNoHC = ${sum(({ reality }) => reality !== "pair")};`,
  ];
}

/** Undefined where SARAH has no indices for the contraction. */
function termText(
  term: NamedOperator,
  theory: Theory,
  letters: readonly Letter[],
  terms: readonly NamedOperator[],
): string | undefined {
  const { slots } = term.operator;
  const own = slots.map((letter) => letters[letter]);
  const twins = terms.filter((other) => other.operator.slots.join(" ") === slots.join(" ")).length;
  const name = `${term.reality === "imaginary" ? "I " : ""}${sarahName(term)}`;
  if (twins === 1 && isUsual(own, theory)) return `${name} ${productText(term, letters, interleaved(slots, letters))}`;
  const contractions = sarahContractions(term, theory, letters);
  return contractions === undefined ? undefined : `${name} ${contractions} ${productText(term, letters)}`;
}

/** Whether SARAH needs no indices: one contraction in every group, or four fundamentals in pairs with conjugates. */
function isUsual(own: readonly Letter[], theory: Theory): boolean {
  const arePairs = own.length === 4 && own.filter(({ conjugate }) => conjugate).length === 2;
  return specialUnitaryGroups(theory).every(({ n }, factor) => {
    const irreps = own.map((letter) => letter.irreps[factor]);
    const areSimple = irreps.every((labels) => labels.reduce((sum, label) => sum + label, 0) <= 1);
    return singlets(n, irreps) === 1 || (arePairs && areSimple);
  });
}

/** conj[H].H.conj[H].H rather than H.H.conj[H].conj[H]: each field beside a conjugate, its own if it is there. */
function interleaved(slots: readonly number[], letters: readonly Letter[]): number[] {
  const plain = slots.filter((slot) => !letters[slot].conjugate);
  const conjugates = slots.filter((slot) => letters[slot].conjugate);
  if (slots.length !== 4 || plain.length !== conjugates.length) return [...slots];
  return conjugates.flatMap((conjugate) => {
    const partner = plain.findIndex((slot) => letters[slot].field === letters[conjugate].field);
    return [conjugate, ...plain.splice(Math.max(partner, 0), 1)];
  });
}

function sarahName({ coupling }: NamedOperator): string {
  return coupling.name.replaceAll("_", "");
}

function productText(
  { operator }: NamedOperator,
  letters: readonly Letter[],
  slots: readonly number[] = operator.slots,
): string {
  return slots
    .map((slot) => {
      const { name, conjugate } = letters[slot];
      return conjugate ? `conj[${name.replace(/\+$/, "")}]` : name;
    })
    .join(".");
}
