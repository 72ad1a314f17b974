/**
 * The fields of a FeynRules model: oriented such that colour is never an antitriplet or antisextet, singlet fermions such
 * as ec right-handed (eR), and one index for each irrep, with the names that FeynRules' Standard Model uses.
 */
import { multiplyRationals, rational } from "../../exact/index.ts";
import type { RenormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { Field, Theory } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import { gellMannMatrices } from "./colourTensors.ts";
import type { Complex } from "../complexNumbers.ts";
import { scaleComplex } from "../complexNumbers.ts";
import type { FactorTensor } from "./conjugateTensor.ts";
import type { NamedOperator } from "./couplings.ts";
import { identifier } from "./identifier.ts";
import type { IrrepIndex } from "./irrepIndices.ts";
import { irrepIndex } from "./irrepIndices.ts";

/** What the pieces of a model file are written from. */
export interface FrContext {
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
export function colourFactorOf(theory: Theory): number {
  return specialUnitaryGroups(theory).findIndex(({ n, gauged }) => n === 3 && gauged);
}

/** Names that programs know for colour; SU2D as in FeynRules' Standard Model. */
export function fundamentalName(theory: Theory, factor: number): string {
  if (factor === colourFactorOf(theory)) return "Colour";
  const { name, n } = specialUnitaryGroups(theory)[factor];
  return `${identifier(name)}${n === 2 ? "D" : "F"}`;
}

export function adjointName(theory: Theory, factor: number): string {
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

export function copiesOf({ generations }: Pick<FrContext, "generations">, { copies }: Pick<Field, "copies">): number {
  return copies === "Nf" ? generations : copies;
}
