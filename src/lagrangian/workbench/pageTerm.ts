/** What the page shows of a term: its formula, the line of text that proves it, who is contracted with whom. */
import {
  addRationals,
  formatRational,
  irrepNameOf,
  multiplyRationals,
  rational,
  singlets,
  ZERO,
} from "../../exact/index.ts";
import type { SimpleGroup } from "../../exact/index.ts";
import type { GaugeStructure } from "../explicit/contractions.ts";
import type { NamedOperator } from "../exports/couplings.ts";
import { compactTex } from "../exports/latex.ts";
import { structuresAt } from "../exports/indexedTerm.ts";
import { texLetterName } from "../exports/texNames.ts";
import { termOfOperator } from "../terms/term.ts";
import { writeTerm } from "../terms/writeTerm.ts";
import type { Letter, Theory } from "../theory.ts";
import { cyclicGroups, nonabelianGroups, simpleGroupsOf, unitaryGroups } from "../theory.ts";
import { typeName } from "../typeNames.ts";

export interface PageTerm {
  /** The line that `glueball lagrangian check` reads. */
  readonly text: string;
  readonly type: string;
  readonly dimension: number;
  readonly coupling: string;
  /** In LaTeX, with its coupling. */
  readonly tex: string;
  /** Of the flavour indices, in words; empty where there is none. */
  readonly symmetry: string;
  /** Fermions, scalars and field strengths in it. */
  readonly spinors: number;
  readonly strengths: number;
}

/** One product of contractions with its whole number. */
export interface ContractionGraph {
  readonly coefficient: number;
  readonly edges: readonly ContractionEdge[];
}

/** Fields that share a delta, an epsilon of a gauge group or one of spinor indices. */
export interface ContractionEdge {
  /** The group, or `Lorentz`. */
  readonly group: string;
  readonly kind: "delta" | "epsilon" | "angle" | "square";
  readonly slots: readonly number[];
}

/** Of one field in a term. */
export interface SlotNumbers {
  readonly name: string;
  readonly tex: string;
  readonly spin: string;
  /** Irreps, charges and residues in the order of `numberNames`. */
  readonly numbers: readonly string[];
}

export function pageTerm(theory: Theory, letters: readonly Letter[], named: NamedOperator): PageTerm {
  const { operator, reality, dimension, coupling } = named;
  const held = operator.slots.map((letter) => letters[letter]);
  return {
    text: writeTerm(termOfOperator(operator, reality), theory, letters),
    type: typeName(operator.type, letters),
    dimension,
    coupling: coupling.name,
    tex: compactTex(theory, letters, named),
    symmetry: coupling.symmetry,
    spinors: held.filter(({ fermion }) => fermion).length,
    strengths: held.filter(({ fieldStrength }) => fieldStrength).length,
  };
}

/** The products of which the operator is a sum. */
export function contractionGraphs({ operator }: NamedOperator, theory: Theory): ContractionGraph[] {
  const names = nonabelianGroups(theory).map(({ name }) => name);
  return operator.vector.flatMap((coefficient, place) => {
    if (coefficient === 0) return [];
    const { chosenLorentz, chosenGauge } = structuresAt(place, operator.lorentz, operator.gauge);
    const spinors = (["angle", "square"] as const).flatMap((kind) =>
      chosenLorentz[kind].map((slots): ContractionEdge => ({ group: "Lorentz", kind, slots })),
    );
    return [
      { coefficient, edges: [...spinors, ...chosenGauge.flatMap((structure, k) => gaugeEdges(structure, names[k]))] },
    ];
  });
}

function gaugeEdges(structure: GaugeStructure, group: string): ContractionEdge[] {
  return structure.map((contraction) =>
    contraction.kind === "delta"
      ? { group, kind: "delta", slots: [contraction.upper.slot, contraction.lower.slot] }
      : { group, kind: "epsilon", slots: contraction.indices.map(({ slot }) => slot) },
  );
}

/** The names of all factors: SU(N), then U(1), then Z_M. */
export function numberNames(theory: Theory): string[] {
  return [...nonabelianGroups(theory), ...unitaryGroups(theory), ...cyclicGroups(theory)].map(({ name }) => name);
}

export function slotNumbers(slots: readonly number[], theory: Theory, letters: readonly Letter[]): SlotNumbers[] {
  return slots.map((slot) => {
    const letter = letters[slot];
    return {
      name: letter.name,
      tex: texLetterName(theory, letter),
      spin: `${Math.abs(letter.twiceHelicity) % 2 === 0 ? Math.abs(letter.twiceHelicity) / 2 : "1/2"}`,
      numbers: [
        ...simpleGroupsOf(theory).map((group, k) => irrepNameOf(group, letter.irreps[k])),
        ...chargesOf(letter, theory).map(formatRational),
        ...letter.residues.map(String),
      ],
    };
  });
}

/** The last line of the table: singlets in the product of irreps, sums of charges and of residues. */
export function numberSums(slots: readonly number[], theory: Theory, letters: readonly Letter[]): string[] {
  const held = slots.map((slot) => letters[slot]);
  const singletsIn = (k: number, group: SimpleGroup) =>
    singlets(
      group,
      held.map(({ irreps }) => irreps[k]),
    );
  const chargeSum = (k: number) => held.map((letter) => chargesOf(letter, theory)[k]).reduce(addRationals, ZERO);
  return [
    ...simpleGroupsOf(theory).map((group, k) => plural(singletsIn(k, group), "singlet")),
    ...unitaryGroups(theory).map((_, k) => formatRational(chargeSum(k))),
    ...cyclicGroups(theory).map(({ order }, k) => {
      const sum = held.reduce((total, { residues }) => total + residues[k], 0);
      return `${sum} = ${sum % order} mod ${order}`;
    }),
  ];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function chargesOf({ conjugate, field, fieldStrength }: Letter, theory: Theory) {
  if (fieldStrength) return unitaryGroups(theory).map(() => ZERO);
  const sign = rational(conjugate ? -1 : 1);
  return theory.fields[field].charges.map((charge) => multiplyRationals(sign, charge));
}
