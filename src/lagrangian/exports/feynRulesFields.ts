/**
 * The fields of a FeynRules model: classes with their names, and one index for each irrep, with the names that FeynRules'
 * Standard Model uses.
 */
import { multiplyRationals, rational } from "../../exact/index.ts";
import type { RenormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { Field, Theory } from "../theory.ts";
import { bosonName, cyclicGroups, specialUnitaryGroups, unitaryGroups } from "../theory.ts";
import { gellMannMatrices } from "./colourTensors.ts";
import type { Complex } from "../complexNumbers.ts";
import { scaleComplex } from "../complexNumbers.ts";
import type { FactorTensor } from "./conjugateTensor.ts";
import type { NamedOperator } from "./couplings.ts";
import { identifier, MATHEMATICA_SYMBOLS } from "./identifier.ts";
import type { IrrepIndex } from "./irrepIndices.ts";
import { irrepIndex } from "./irrepIndices.ts";

/** What the pieces of a model file are written from. */
export interface FrContext {
  /** As the user has it; the Lagrangian is its own. */
  readonly theory: Theory;
  /** The same with the field of each class in the place of the field itself. */
  readonly oriented: Theory;
  /** By number of the field: whether the class is its conjugate. */
  readonly turned: readonly boolean[];
  readonly lagrangian: RenormalisableLagrangian;
  readonly terms: readonly NamedOperator[];
  readonly generations: number;
  readonly indices: IndexTable;
  /** Classes of gauge bosons and their couplings, by name of the group. */
  readonly bosons: ReadonlyMap<string, string>;
  readonly couplings: ReadonlyMap<string, string>;
  /** Whether the particles are those after electroweak breaking. */
  readonly broken: boolean;
}

/** Symbols of Mathematica, and heads, tensors, functions and the electric charge Q of FeynRules, that cannot be fields. */
export const RESERVED: ReadonlySet<string> = new Set([
  ...MATHEMATICA_SYMBOLS,
  ..."Q S F V U R T f Ta Ga DC FS HC CC del Eps dSUN Index ProjM ProjP anti".split(" "),
]);

export interface FrClasses {
  readonly oriented: Theory;
  readonly turned: readonly boolean[];
}

/**
 * The fields of the classes: a colour antitriplet or antisextet is the conjugate of its class, and so is a left-handed singlet
 * whose name ends in c: uc and ec are the conjugates of uR and eR. All other classes have the names of their fields.
 * Where FeynRules or Mathematica has a name already, or `taken` says so, a spinor gets an L or R for its helicity, and anything an x.
 */
export function classFields(theory: Theory, taken: Iterable<string> = []): FrClasses {
  const colour = colourFactorOf(theory);
  const turned = theory.fields.map((field) => isTurned(field, colour));
  const charges = unitaryGroups(theory).map(({ name }) => identifier(name));
  const used = new Set([...RESERVED, ...taken, ...charges, ...bosonNames(theory)]);
  const unturned = theory.fields.filter((_, k) => !turned[k]).map(({ name }) => identifier(name));
  const fields = theory.fields.map((field, k): Field => {
    const own = turned[k] ? conjugateField(theory, field) : { ...field, name: identifier(field.name) };
    let { name } = own;
    const isUsed = () => used.has(name) || (turned[k] && unturned.includes(name));
    if (isUsed() && own.twiceHelicity !== 0) name = `${name}${own.twiceHelicity < 0 ? "L" : "R"}`;
    while (isUsed()) name = `${name}x`;
    used.add(name);
    return { ...own, name };
  });
  return { oriented: { ...theory, fields }, turned };
}

function isTurned({ name, twiceHelicity, irreps }: Field, colour: number): boolean {
  if (colour !== -1 && ["0,1", "0,2"].includes(irreps[colour].join())) return true;
  const isSinglet = irreps.every((labels) => labels.every((label) => label === 0));
  return twiceHelicity < 0 && isSinglet && /[^c]c$/.test(name);
}

/** Right-handed for left-handed: uc becomes uR, TRc becomes TR; a scalar S1 becomes S1c. */
function conjugateField(theory: Theory, field: Field): Field {
  const { name, twiceHelicity, irreps, charges, residues } = field;
  const stem = identifier(name.replace(/c$/, ""));
  const isBare = stem === identifier(name);
  return {
    ...field,
    name: isBare ? `${stem}c` : twiceHelicity < 0 && !stem.endsWith("R") ? `${stem}R` : stem,
    latex: undefined,
    twiceHelicity: twiceHelicity === 0 ? 0 : twiceHelicity < 0 ? 1 : -1,
    irreps: irreps.map((labels) => labels.toReversed()),
    charges: charges.map((charge) => multiplyRationals(charge, rational(-1))),
    residues: residues.map((residue, k) => {
      const { order } = cyclicGroups(theory)[k];
      return (order - residue) % order;
    }),
  };
}

function bosonNames({ groups }: Theory): string[] {
  return groups.flatMap((group) => (group.kind !== "Z" && group.gauged ? [identifier(bosonName(group))] : []));
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

/** The index of colour of a particle of a colour irrep; undefined for singlets. */
export function colourIndexName(context: Pick<FrContext, "indices" | "oriented">, colour: number): string | undefined {
  if (colour === 1) return undefined;
  if (colour === 8) return "Gluon";
  if (colour === 3) return "Colour";
  return context.indices.get(`${colourFactorOf(context.oriented)} 2,0`)!.name;
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
