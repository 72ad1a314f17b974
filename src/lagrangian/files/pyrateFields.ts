/** Groups and fields of PyR@TE files: `Groups: {U1Y: U1, SU2L: SU2}`, `Q : {Gen: 3, Qnb: {U1Y: 1/6, SU2L: 2}}`. */
import { parseIrrep, parseRational, ZERO } from "../../exact/index.ts";
import type { DynkinLabels, Rational } from "../../exact/index.ts";
import type { Copies, Field, Group } from "../theory.ts";
import type { Entry, Piece } from "./flowBlocks.ts";
import { isBlock, placeOf, readList, readMapping, unknownConstruct } from "./flowBlocks.ts";

/** The letters of the usual field strengths, for the first factor of each kind. */
const BOSONS: Readonly<Record<string, string>> = { U1: "B", SU2: "W", SU3: "G" };

/** All factors are gauged. */
export function readGroups(value: Piece): Group[] {
  const taken = new Set<string>();
  return readMapping(value).map(({ key, value }): Group => {
    const [, special, abelian] = /^(?:SU\(?(\d+)\)?|(U\(?1\)?))$/.exec(value.text) ?? [];
    const n = Number(special ?? "1");
    if (abelian === undefined && n < 2) throw unknownConstruct(value, `U1 or SU2, SU3, ... as the group ${key}`);
    const boson = BOSONS[abelian === undefined ? `SU${n}` : "U1"];
    const named = boson === undefined || taken.has(boson) ? {} : { boson };
    if (boson !== undefined) taken.add(boson);
    if (abelian !== undefined) return { kind: "U1", name: key, gauged: true, ...named };
    return { kind: "SU", name: key, n, gauged: true, ...named };
  });
}

export type FieldKind = "fermion" | "real scalar" | "complex scalar";

/** What may be said of a field of each kind beside its quantum numbers. */
const PROPERTIES: Readonly<Record<FieldKind, readonly string[]>> = {
  fermion: ["Gen", "Qnb"],
  "real scalar": ["Gen", "Qnb"],
  "complex scalar": ["Gen", "Qnb", "RealFields", "Norm"],
};

/** Fermions come with helicity -1/2, which the terms may turn round later. */
export function readFields(value: Piece, groups: readonly Group[], kind: FieldKind): Field[] {
  return readMapping(value).map(({ key, value }) => {
    const entries = readMapping(value);
    const isProperty = ({ key: property }: Entry) => PROPERTIES[kind].includes(property);
    const properties = entries.filter(isProperty);
    const rest = entries.filter((entry) => !isProperty(entry));
    // A real scalar may have its quantum numbers directly: xi : {SU2L: 3}.
    const numbers = [...rest, ...properties.filter((p) => p.key === "Qnb").flatMap(({ value }) => readMapping(value))];
    checkRealFields(properties);
    return {
      name: key,
      twiceHelicity: kind === "fermion" ? -1 : 0,
      ...quantumNumbers(numbers, groups),
      residues: [],
      real: kind === "real scalar",
      copies: copiesOf(properties.find((p) => p.key === "Gen")),
    };
  });
}

function checkRealFields(properties: readonly Entry[]): void {
  for (const { value } of properties.filter(({ key }) => key === "RealFields")) {
    if (isBlock(value) || readList(value).length !== 2)
      throw unknownConstruct(value, "two real fields, as [Pi, Sigma]");
  }
}

/** A number, or a letter that keeps it open. */
function copiesOf(entry: Entry | undefined): Copies {
  if (entry === undefined) return 1;
  const { value } = entry;
  if (/^[1-9]\d*$/.test(value.text)) return Number(value.text);
  if (/^[A-Za-z]\w*$/.test(value.text)) return "Nf";
  throw unknownConstruct(value, "a number of generations from 1, or a letter for any number");
}

/** Factors that are not named have singlets and charge 0. */
function quantumNumbers(
  entries: readonly Entry[],
  groups: readonly Group[],
): { irreps: DynkinLabels[]; charges: Rational[] } {
  for (const { key, value, line } of entries) {
    if (groups.some(({ name }) => name === key)) continue;
    const names = groups.map(({ name }) => name).join(", ");
    throw unknownConstruct({ ...value, text: key, line }, `one of the groups ${names}`);
  }
  const valueOf = (group: Group) => entries.find(({ key }) => key === group.name)?.value;
  const irreps = groups.flatMap((group) => (group.kind === "SU" ? [irrepOf(valueOf(group), group.n)] : []));
  const charges = groups.flatMap((group) => (group.kind === "U1" ? [chargeOf(valueOf(group))] : []));
  return { irreps, charges };
}

function irrepOf(value: Piece | undefined, n: number): DynkinLabels {
  if (value === undefined) return Array.from({ length: n - 1 }, () => 0);
  return parseIrrep(value.text, n, placeOf(value));
}

function chargeOf(value: Piece | undefined): Rational {
  return value === undefined ? ZERO : parseRational(value.text, placeOf(value));
}
