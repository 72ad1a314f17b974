/** Indices and gauge groups of a FeynRules model. */
import type { Group, Theory } from "../../theory.ts";
import { bosonName, nonabelianGroups, specialUnitaryGroups } from "../../theory.ts";
import type { FrContext } from "../feynRulesFields.ts";
import { adjointName, colourFactorOf, copiesOf } from "../feynRulesFields.ts";
import { identifier } from "../identifier.ts";
import { fundamentalGenerators, irrepGenerators } from "../irrepIndices.ts";
import { matrixText } from "./mathematicaText.ts";

/** Matrices that the structure constants f^abc = - 2 i tr([T^a, T^b] T^c) of a group beyond SU(2) and colour are worked out from. */
export function fundamentalMatrices(boson: string): string {
  return `${boson}Constants`;
}

export type GaugedGroup = Exclude<Group, { kind: "Z" }>;

export function gaugedGroups({ theory }: Pick<FrContext, "theory">): GaugedGroup[] {
  return theory.groups.filter((group): group is GaugedGroup => group.kind !== "Z" && group.gauged);
}

/** By name of the group: gB, gW, and gs of colour. */
export function couplingNames(theory: Theory): ReadonlyMap<string, string> {
  const colour = nonabelianGroups(theory)[colourFactorOf(theory)];
  return new Map(
    gaugedGroups({ theory }).map((group) => [group.name, group === colour ? "gs" : `g${identifier(bosonName(group))}`]),
  );
}

/** Ranges; components that are different particles must be written out, those of colour must not. */
export function indexText(context: FrContext): string {
  const { theory, oriented, broken } = context;
  const colour = colourFactorOf(theory);
  const range = (factor: number, size: number) => {
    if (!broken) return `Range[${size}]`;
    return `${factor === colour ? "NoUnfold" : "Unfold"}[Range[${size}]]`;
  };
  const irreps = [...context.indices.values()]
    .filter(({ kind }) => kind !== "octet")
    .map(({ name, dimension, factor }) => `IndexRange[Index[${name}]] = ${range(factor, dimension)};`);
  const adjoints = specialUnitaryGroups(theory).flatMap(({ n, gauged }, factor) =>
    gauged ? [`IndexRange[Index[${adjointName(theory, factor)}]] = ${range(factor, n * n - 1)};`] : [],
  );
  const copies = new Set(oriented.fields.map((field) => copiesOf(context, field)));
  const generations = [...copies].filter((count) => count > 1);
  return [
    ...adjoints,
    ...irreps,
    ...generations.map((count) => `IndexRange[Index[Gen${count}]] = Range[${count}];`),
  ].join("\n");
}

/** M$GaugeGroups, with matrices of generators in front. */
export function groupsText(context: FrContext): string {
  const { theory, indices } = context;
  const matrices: string[] = [];
  const entries = gaugedGroups(context).map((group) => {
    const name = identifier(group.name);
    const boson = context.bosons.get(group.name)!;
    const common = `CouplingConstant -> ${context.couplings.get(group.name)!}, GaugeBoson -> ${boson}`;
    if (group.kind === "U1") return `  ${name}G == {Abelian -> True, ${common}, Charge -> ${name}}`;
    const factor = nonabelianGroups(theory).indexOf(group);
    const isColour = factor === colourFactorOf(theory);
    const own = [...indices.values()].filter((index) => index.factor === factor && index.kind !== "octet");
    const known = (index: { readonly name: string }) => index.name === "Colour";
    const defined = own.filter((index) => !known(index));
    matrices.push(...defined.map((index) => `Mat${index.name} = ${matrixText(irrepGenerators(index))};`));
    const representations = own.map((index) => `{${known(index) ? "T" : `T${index.name}`}, ${index.name}}`).join(", ");
    const definitions = defined.map(
      (index) => `T${index.name}[a_Integer, i_Integer, j_Integer] :> Mat${index.name}[[a, i, j]]`,
    );
    // With the generators sigma^a/2 the constants of SU(2) are eps_abc.
    const structure = isColour ? "f, SymmetricTensor -> dSUN" : group.n === 2 ? "Eps" : `f${boson}`;
    if (structure === `f${boson}`) {
      const matrix = `Mat${fundamentalMatrices(boson)}`;
      matrices.push(`${matrix} = ${matrixText(fundamentalGenerators(group.n))};`);
      const [a, b, c] = ["a", "b", "c"].map((index) => `${matrix}[[${index}]]`);
      const trace = `-2*I*Tr[(${a}.${b} - ${b}.${a}).${c}]`;
      definitions.push(`f${boson}[a_Integer, b_Integer, c_Integer] :> ${trace}`);
    }
    return (
      `  ${name}G == {Abelian -> False, ${common}, StructureConstant -> ${structure}, AdjointIndex -> ${adjointName(theory, factor)},\n` +
      `    Representations -> {${representations}}, Definitions -> {${definitions.join(", ")}}}`
    );
  });
  return [...matrices, `M$GaugeGroups = {\n${entries.join(",\n")}\n};`].join("\n");
}
