/**
 * The unbroken theory as a FeynRules model (Alloul et al., arXiv:1310.1921): gauge groups, indices, classes, parameters and
 * the Lagrangian, complete and with every index written.
 *
 * The terms are those of the theory itself, with the names of its couplings; where a class is the conjugate of a field
 * (feynRulesFields.ts), the field is written as the conjugate of the class. A Weyl field is an unphysical class with the
 * projector in its definition, over a massless Dirac class (as in FeynRules' Standard Model). Two left-handed spinors are
 * written with CC[]. Irreps other than the fundamental one have an index of their own, generators as numbers, and a tensor
 * Emb... that writes the index with fundamental ones; Cnj... does so for the conjugate field.
 */
import {
  formatRational,
  indexVariances,
  isZeroRational,
  multiplyRationals,
  rational,
  unpackIndices,
} from "../../exact/index.ts";
import type { RenormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { Field, Theory } from "../theory.ts";
import { bosonName, specialUnitaryGroups, unitaryGroups } from "../theory.ts";
import { nameOperators } from "./couplings.ts";
import { identifier } from "./identifier.ts";
import type { FrContext } from "./feynRulesFields.ts";
import { adjointName, copiesOf, fundamentalName, indexTable, indicesOf, classFields } from "./feynRulesFields.ts";
import { frName, isComplex, operatorText } from "./feynRulesTerms.ts";
import { couplingNames, gaugedGroups, groupsText, indexText } from "./feynrules/gaugeGroups.ts";
import type { GaugedGroup } from "./feynrules/gaugeGroups.ts";
import { mathematicaComplex } from "./feynrules/mathematicaText.ts";
import { nameNotes, symmetryNotes, USE_NOTE } from "./feynrules/headerNotes.ts";
import { flavourEntries } from "./flavourEntries.ts";
import type { IrrepIndex } from "./irrepIndices.ts";
import { hyperchargeScale } from "./particles.ts";

export interface FeynRulesModel extends FrContext {
  readonly text: string;
}

/** The model of a Lagrangian. */
export function feynRulesModel(
  lagrangian: RenormalisableLagrangian,
  generations: number,
  certificate: string,
): FeynRulesModel {
  const { theory } = lagrangian;
  // A coupling that is antisymmetric in generations does not exist for one.
  const present = lagrangian.invariants.filter(
    (own) => flavourEntries(own, lagrangian.letters, generations).length > 0,
  );
  const terms = nameOperators(theory, lagrangian.letters, present);
  const classes = classFields(theory);
  const context: FrContext = {
    theory,
    ...classes,
    lagrangian,
    terms,
    generations,
    indices: indexTable(classes.oriented),
    bosons: new Map(gaugedGroups({ theory }).map((group) => [group.name, identifier(bosonName(group))])),
    couplings: couplingNames(theory),
    broken: false,
  };
  const text = [
    ...certificate.split("\n").map((line) => `(* ${line} *)`),
    ...[USE_NOTE, ...nameNotes(theory, classes), ...symmetryNotes(theory), ...mixingNote(theory)].map(
      (note) => `(* ${note} *)`,
    ),
    `M$ModelName = "${theory.name.replaceAll(/[^A-Za-z0-9]+/g, "_")}";`,
    indexText(context),
    groupsText(context),
    classesText(context),
    parametersText(context),
    lagrangianText(context),
    "",
  ].join("\n\n");
  return { ...context, text };
}

function mixingNote({ groups }: Theory): string[] {
  const bosons = groups.flatMap((group) => (group.kind === "U1" && group.gauged ? [identifier(bosonName(group))] : []));
  if (bosons.length < 2) return [];
  return [`Left out: kinetic mixing of ${bosons.join(", ")}, a number times the product of their field strengths.`];
}

function classesText(context: FrContext): string {
  const { oriented: theory } = context;
  const bosons = gaugedGroups(context).map((group, k) => {
    const shared = `SelfConjugate -> True${adjointIndex(context, group)}`;
    return `  V[${k + 1}] == {ClassName -> ${context.bosons.get(group.name)!}, ${shared}, Mass -> 0, Width -> 0}`;
  });
  const fermions = theory.fields.filter(({ twiceHelicity }) => twiceHelicity !== 0);
  const scalars = theory.fields.filter(({ twiceHelicity }) => twiceHelicity === 0);
  const spinors = fermions.flatMap((field, k) => {
    const { name } = field;
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
    return `  S[${k + 1}] == {ClassName -> ${field.name}, ${shared}, Mass -> 0, Width -> 0}`;
  });
  return `M$ClassesDescription = {\n${[...bosons, ...spinors, ...others].join(",\n")}\n};`;
}

/** `, Indices -> {Index[SU2W]}`; empty for a U(1). */
export function adjointIndex({ theory }: FrContext, group: GaugedGroup): string {
  const factor = group.kind === "SU" ? specialUnitaryGroups(theory).indexOf(group) : -1;
  return factor === -1 ? "" : `, Indices -> {Index[${adjointName(theory, factor)}]}`;
}

export function declaredIndices(context: FrContext, field: Field): string {
  const copies = copiesOf(context, field);
  const names = [...indicesOf(context, field).map(({ name }) => name), ...(copies > 1 ? [`Gen${copies}`] : [])];
  const flavour = copies > 1 ? `, FlavorIndex -> Gen${copies}` : "";
  return names.length === 0 ? "" : `, Indices -> {${names.map((name) => `Index[${name}]`).join(", ")}}${flavour}`;
}

export function quantumNumbers(field: Field, theory: Theory): string {
  const entries = quantumNumberList(field, theory);
  return entries.length === 0 ? "" : `, QuantumNumbers -> {${entries.join(", ")}}`;
}

/** `Y -> 1/6`. */
export function quantumNumberList(field: Field, theory: Theory): string[] {
  const scale = hyperchargeScale(theory) === 1 ? rational(1) : rational(1, 2);
  return unitaryGroups(theory).flatMap(({ name }, k) =>
    isZeroRational(field.charges[k])
      ? []
      : [`${identifier(name)} -> ${formatRational(multiplyRationals(field.charges[k], scale))}`],
  );
}

function parametersText(context: FrContext): string {
  const { lagrangian, terms } = context;
  const gauge = gaugedGroups(context).map(
    ({ name }) => `  ${context.couplings.get(name)!} == {ParameterType -> External, Value -> 0.5}`,
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
  return `M$Parameters = {\n${[...gauge, ...couplings, ...embeddingParameters(context)].join(",\n")}\n};`;
}

/** The tensors Emb and Cnj. */
export function embeddingParameters({ indices, theory }: FrContext): string[] {
  return [...indices.values()]
    .filter(({ kind, n }) => kind === "other" || (kind === "fundamental" && n % 2 === 0 && n > 2))
    .flatMap((index) => embeddingText(index, fundamentalName(theory, index.factor)));
}

function embeddingText(index: IrrepIndex & { readonly name: string }, fundamentalIndex: string): string[] {
  const { n, labels, states, conjugates, kind, name } = index;
  const count = indexVariances(labels).length;
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

/** LGauge, LMatter, the terms with `more` statements, and LTotal. */
export function lagrangianText(context: FrContext, more: ReadonlyMap<string, string> = new Map()): string {
  const strengths = gaugedGroups(context).map((group) => {
    const strength = `FS[${context.bosons.get(group.name)!}, mu, nu${group.kind === "SU" ? ", aa" : ""}]`;
    return `-1/4*${strength}*${strength}`;
  });
  const matter = context.oriented.fields.map((field) => {
    const { name } = field;
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
  const sum = ["LGauge", "LMatter", ...terms.map((_, k) => `LTerm${k + 1}`), ...more.keys()].join(" + ");
  return [
    `LGauge := ${strengths.join(" + ") || "0"};`,
    `LMatter := ${matter.join(" + ") || "0"};`,
    ...terms,
    ...[...more].map(([name, body]) => `${name} := ${body};`),
    `LTotal := ${sum};`,
  ].join("\n\n");
}
