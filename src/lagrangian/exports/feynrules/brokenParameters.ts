/**
 * M$Parameters of a broken phase: the sheet of the UFO folder row by row, with its blocks and codes. Masses and widths of the card
 * stand in the classes. Entries of one coupling or one matrix make one tensor.
 */
import type { BrokenBuild } from "../broken/brokenBuild.ts";
import { embeddingParameters } from "../feynRules.ts";
import type { FrContext } from "../feynRulesFields.ts";
import { copiesOf } from "../feynRulesFields.ts";
import { frName } from "../feynRulesTerms.ts";
import type { ParameterRow } from "../ufoDocument.ts";
import { placesOf } from "./fieldDefinitions.ts";
import { cardNumber, mathematicaExpression } from "./mathematicaText.ts";
import type { ParameterNames } from "./parameterNames.ts";
import { CKM } from "./parameterNames.ts";
import type { RotationTensor } from "./rotationTensors.ts";

/** A parameter, or one entry of a tensor. */
interface Entry {
  readonly head: string;
  readonly places: readonly number[];
  readonly value: string;
  readonly row: ParameterRow;
}

interface Tensor {
  readonly indices: readonly string[];
  readonly sizes: readonly number[];
}

export function brokenParameters(
  context: FrContext,
  build: BrokenBuild,
  names: ParameterNames,
  definitions: readonly RotationTensor[],
): string {
  const { rows } = build.sheet;
  const held = new Set(build.particles.flatMap(({ mass, width }) => [mass, width]));
  const entries = rows
    .filter((row) => !(held.has(row.name) && typeof row.value === "number"))
    .map((row) => entryOf(row, names));
  const orders = ordersOf(context, names);
  const groups = Map.groupBy(entries, ({ head }) => head);
  // A tensor stands where its last entry does: all that its entries need is there by then.
  const texts = entries.flatMap((entry) => {
    const group = groups.get(entry.head)!;
    return group.at(-1) === entry
      ? [parameterText(group, tensorOf(context, names, entry), orders.get(entry.head))]
      : [];
  });
  const rotations = definitions.map((own) => rotationText(own, names));
  return `M$Parameters = {\n${[...texts, ...rotations, ...embeddingParameters(context)].join(",\n")}\n};`;
}

function entryOf(row: ParameterRow, names: ParameterNames): Entry {
  const value = typeof row.value === "number" ? cardNumber(row.value) : mathematicaExpression(row.value, names.textOf);
  const coupling = names.entryOf(row.name);
  if (coupling !== undefined)
    return { head: coupling.coupling, places: coupling.places, value: coupling.entryOf(value), row };
  const [, head, list] = /^(\w+)(?:\[([\d, ]+)\])?$/.exec(names.textOf(row.name))!;
  return { head, places: list === undefined ? [] : list.split(", ").map(Number), value, row };
}

/** The indices of a tensor; none of a single parameter. */
function tensorOf(context: FrContext, names: ParameterNames, { head, places, row }: Entry): Tensor {
  if (places.length === 0) return { indices: [], sizes: [] };
  if (names.entryOf(row.name) !== undefined) {
    const { operator } = context.terms.find((own) => frName(own) === head)!;
    const copies = operator.slots.map((letter) => copiesOf(context, context.lagrangian.letters[letter]));
    const sizes = copies.filter((count) => count > 1);
    return { indices: sizes.map((count) => `Gen${count}`), sizes };
  }
  const matrix = names.matrices.find(({ name }) => [name, `r${name}`, `i${name}`].includes(head))!;
  const sizes = [matrix.rows, matrix.columns];
  return { indices: matrix.name === CKM ? sizes.map((size) => `Gen${size}`) : matrixIndices(matrix.name), sizes };
}

/** Of components and of particles. */
export function matrixIndices(name: string): string[] {
  return [`${name}C`, `${name}P`];
}

function parameterText(group: readonly Entry[], { indices, sizes }: Tensor, order: string | undefined): string {
  const [{ head, row, value }] = group;
  const isTensor = indices.length > 0;
  const external = typeof row.value === "number";
  const isComplex = group.some((own) => !("block" in own.row) && own.row.type === "complex") || (isTensor && !external);
  const byPlace = new Map(group.map((own) => [own.places.join(", "), own.value]));
  const values = placesOf(sizes).map((place) => {
    const at = place.map((k) => k + 1).join(", ");
    return `${head}[${at}] -> ${byPlace.get(at) ?? "0"}`;
  });
  return [
    `  ${head} == {ParameterType -> ${external ? "External" : "Internal"}`,
    ...(isComplex ? ["ComplexParameter -> True"] : []),
    ...(isTensor ? [`Indices -> {${indices.map((name) => `Index[${name}]`).join(", ")}}`] : []),
    // The entries of a matrix have their places as codes.
    ...("block" in row
      ? [`BlockName -> ${row.block}`, ...(isTensor ? [] : [`OrderBlock -> ${codeText(row.code)}`])]
      : []),
    ...(order === undefined ? [] : [`InteractionOrder -> ${order}`]),
    ...(head === "gs" ? ["ParameterName -> G"] : []),
    `Value -> ${isTensor ? `{${values.join(", ")}}` : value}}`,
  ].join(", ");
}

function codeText(code: readonly number[]): string {
  return code.length === 1 ? String(code[0]) : `{${code.join(", ")}}`;
}

function rotationText({ name, sizes, entries }: RotationTensor, names: ParameterNames): string {
  const values = entries.map(
    ({ places, value }) => `${name}[${places.join(", ")}] -> ${mathematicaExpression(value, names.textOf)}`,
  );
  const indices = sizes.map((size) => `Index[Gen${size}]`).join(", ");
  return `  ${name} == {ParameterType -> Internal, ComplexParameter -> True, Indices -> {${indices}}, Value -> {${values.join(", ")}}}`;
}

/** Powers of couplings for MadGraph: g and y count once, a coupling of four scalars twice, as in the UFO folder. */
function ordersOf({ terms, couplings }: FrContext, names: ParameterNames): Map<string, string> {
  const gauge = [...couplings.values()].map((name) => [name, name === "gs" ? "{QCD, 1}" : "{QED, 1}"] as const);
  const known = [
    ["aS", "{QCD, 2}"],
    ["aEWM1", "{QED, -2}"],
    ["aEW", "{QED, 2}"],
    ["ee", "{QED, 1}"],
    ["vev", "{QED, -1}"],
  ].map(([name, order]) => [names.textOf(name) ?? name, order] as const);
  const own = terms.flatMap((term) => {
    const fields = term.operator.slots.length;
    if (fields === 2) return [];
    const name = names.textOf(term.coupling.name) ?? frName(term);
    return [[name, `{QED, ${fields === 4 ? 2 : 1}}`] as const];
  });
  return new Map([...gauge, ...known, ...own]);
}
