/**
 * Gauge groups of FeynRules models: `SU3C == {Abelian -> False, GaugeBoson -> G, Representations -> {T, Colour}, ...}`.
 *
 * The size N comes from the IndexRange of the fundamental index, the first of the representations. The irrep of a further
 * index is that with as many components, and the adjoint one the boson's. Files of our own export have the Dynkin labels of
 * an irrep in the name of its index, SU3R20.
 */
import { irrepDimension, parseIrrep } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import type { Group } from "../theory.ts";
import { singletLabels } from "../theory.ts";
import type { Piece } from "./flowBlocks.ts";
import { placeOf, readList, unknownConstruct } from "./flowBlocks.ts";
import type { Statement } from "./mathematicaText.ts";
import { readRules } from "./mathematicaText.ts";

/** A gauge factor with the names of its indices. */
export interface Factor {
  readonly group: Group;
  /** U(1): the name of the quantum number. */
  readonly charge: string | undefined;
  /** The irrep that each of its indices stands for. */
  readonly irreps: ReadonlyMap<string, DynkinLabels>;
  /** Of the fundamental irrep first. */
  readonly generators: readonly string[];
  readonly structureConstant: string | undefined;
  readonly symmetricTensor: string | undefined;
}

export type Rules = ReadonlyMap<string, Piece>;

/** IndexRange[Index[Colour]] = NoUnfold[Range[3]] gives Colour 3. */
export function indexRanges(statements: readonly Statement[]): Map<string, number> {
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

export function gaugeFactor(
  name: string,
  value: Piece,
  ranges: ReadonlyMap<string, number>,
  bosons: ReadonlyMap<string, string>,
): Factor {
  const rules = rulesOf(value);
  const boson = rules.get("GaugeBoson")?.text;
  const charge = rules.get("Charge")?.text;
  if (rules.get("Abelian")?.text === "True") {
    if (charge === undefined) throw unknownConstruct(value, "Charge -> NAME of an Abelian factor");
    const none = { irreps: new Map(), generators: [], structureConstant: undefined, symmetricTensor: undefined };
    return { group: { kind: "U1", name, gauged: true, boson }, charge, ...none };
  }
  const representations = representationPairs(rules.get("Representations"), value);
  const { index: fundamental } = fundamentalOf(representations, ranges);
  const labels = labelsInName(fundamental, ranges);
  const n = labels === undefined ? ranges.get(fundamental) : labels.length + 1;
  if (n === undefined || n < 2) throw unknownConstruct(value, `an IndexRange of Index[${fundamental}]`);
  const adjoint = rules.get("AdjointIndex")?.text ?? bosons.get(boson ?? "") ?? adjointIndex(n, ranges, fundamental);
  const irreps = new Map<string, DynkinLabels>([[fundamental, labels ?? stepLabels(n, [0])]]);
  if (adjoint !== undefined) irreps.set(adjoint, stepLabels(n, [0, n - 2]));
  for (const { index } of representations.filter(({ index }) => !irreps.has(index) && ranges.has(index))) {
    const place = `${placeOf(value)}, Index[${index}]`;
    irreps.set(index, labelsInName(index, ranges) ?? parseIrrep(String(ranges.get(index)), n, place));
  }
  return {
    group: { kind: "SU", name, n, gauged: true, boson },
    charge,
    irreps,
    generators: representations
      .toSorted((a, b) => Number(b.index === fundamental) - Number(a.index === fundamental))
      .map(({ generator }) => generator),
    structureConstant: rules.get("StructureConstant")?.text,
    symmetricTensor: rules.get("SymmetricTensor")?.text,
  };
}

/** Labels that count how often each place is listed: [0] for the fundamental irrep, [0, n - 2] for the adjoint one. */
function stepLabels(n: number, places: readonly number[]): DynkinLabels {
  return singletLabels(n).map((_, k) => places.filter((place) => place === k).length);
}

/** The Dynkin labels with which the indices of our own export end, SU3R20, if they have this dimension. */
function labelsInName(index: string, ranges: ReadonlyMap<string, number>): DynkinLabels | undefined {
  const [, digits] = /R(\d+)$/.exec(index) ?? [];
  if (digits === undefined) return undefined;
  const labels = [...digits].map(Number);
  return irrepDimension(labels) === ranges.get(index) ? labels : undefined;
}

/** The first one, but for the files of our own export, where other irreps have their labels in their name. */
function fundamentalOf(
  representations: readonly Representation[],
  ranges: ReadonlyMap<string, number>,
): Representation {
  return representations.find(({ index }) => labelsInName(index, ranges) === undefined) ?? representations[0];
}

interface Representation {
  readonly generator: string;
  readonly index: string;
}

/** {T, Colour}, or a list of such pairs, of which the first is the fundamental one. */
function representationPairs(representations: Piece | undefined, group: Piece): Representation[] {
  const items = representations === undefined ? [] : readList(representations);
  const lists = items[0]?.text.startsWith("{") === true ? items.map(readList) : [items];
  const pairs = lists.flatMap(([generator, index]) =>
    index === undefined ? [] : [{ generator: generator.text, index: index.text }],
  );
  if (pairs.length === 0)
    throw unknownConstruct(group, "Representations -> {generator, index} of a non-Abelian factor");
  return pairs;
}

/** The other index with N^2 - 1 values, as Gluon for Colour. */
function adjointIndex(n: number, ranges: ReadonlyMap<string, number>, fundamental: string): string | undefined {
  return [...ranges].find(([name, size]) => size === n * n - 1 && name !== fundamental && name !== "Generation")?.[0];
}

export function rulesOf(value: Piece): Rules {
  return new Map(readRules(readList(value)).map(({ key, value }) => [key, value]));
}
