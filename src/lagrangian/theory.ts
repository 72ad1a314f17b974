/**
 * What a theory is: symmetry groups and fields. Everything of this room starts here.
 *
 * A field is a scalar (helicity 0) or a Weyl spinor (helicity -1/2 left-handed, +1/2 right-handed). It has one irrep of
 * each SU(N), SO(N) and Sp(N) factor, one exact charge of each U(1), one residue of each Z_M, in the order of the groups.
 * Gauge bosons are not listed: each gauged factor gives a field strength by itself. SO(N) has spinors, so that it is
 * Spin(N). Operators of any of these groups are counted; contractions are written out for SU(N) alone.
 *
 * Operators are products of letters. A complex field gives two letters, `X` and its conjugate `X+`; a real scalar gives
 * one; a gauged factor gives F_L = (F - i F~)/2, helicity -1, and F_R = (F + i F~)/2, helicity +1, written for the
 * gluon as `G` and `G+`. Here F~_mn = 1/2 eps_mnrs F^rs with eps^0123 = +1 and metric (+,-,-,-).
 */
import { GlueballError } from "../base/index.ts";
import { adjointLabels, classicalGroup, commonDenominator, conjugateLabels, trivialLabels } from "../exact/index.ts";
import type { DynkinLabels, Rational, SimpleGroup } from "../exact/index.ts";

export interface SpecialUnitaryGroup {
  readonly kind: "SU";
  readonly name: string;
  readonly n: number;
  readonly gauged: boolean;
  /** Name of its field strength; without it `bosonName` chooses. */
  readonly boson?: string | undefined;
}

/** SO(N), N = 3 or from 5 on, and Sp(N) of N x N matrices, N even. */
interface RealGroup {
  readonly kind: "SO" | "Sp";
  readonly name: string;
  readonly n: number;
  readonly gauged: boolean;
  readonly boson?: string | undefined;
}

export type NonabelianGroup = SpecialUnitaryGroup | RealGroup;

export interface UnitaryGroup {
  readonly kind: "U1";
  readonly name: string;
  readonly gauged: boolean;
  readonly boson?: string | undefined;
}

export interface CyclicGroup {
  readonly kind: "Z";
  readonly name: string;
  readonly order: number;
}

export type Group = NonabelianGroup | UnitaryGroup | CyclicGroup;

/** Twice the helicity: -2 and 2 are the two parts of a field strength, -1 and 1 Weyl spinors, 0 scalars. */
export type TwiceHelicity = -2 | -1 | 0 | 1 | 2;

/** How many generations of a field there are; "Nf" keeps the number open, and counts become polynomials in it. */
export type Copies = number | "Nf";

export interface Field {
  readonly name: string;
  readonly latex?: string | undefined;
  readonly twiceHelicity: TwiceHelicity;
  /** One for each SU(N), SO(N) and Sp(N) factor, in the order of the theory. */
  readonly irreps: readonly DynkinLabels[];
  /** One for each U(1). */
  readonly charges: readonly Rational[];
  /** One for each Z_M. */
  readonly residues: readonly number[];
  /** A real scalar is its own conjugate. */
  readonly real: boolean;
  readonly copies: Copies;
}

export interface Theory {
  readonly name: string;
  readonly description: string;
  readonly groups: readonly Group[];
  readonly fields: readonly Field[];
  /** Q = T3 + Y (quark doublet 1/6) or Q = T3 + Y/2 (quark doublet 1/3): matters for labels and exports, not for counts. */
  readonly hyperchargeConvention: "T3+Y" | "T3+Y/2";
}

/** What operators are made of. */
export interface Letter {
  /** "H", "H+", "G", "G+". */
  readonly name: string;
  /** Index in `theory.fields`; of a field strength, index in `theory.groups`. */
  readonly field: number;
  readonly conjugate: boolean;
  readonly twiceHelicity: TwiceHelicity;
  readonly irreps: readonly DynkinLabels[];
  /** One for each U(1), all charges of that U(1) times the common denominator. */
  readonly charges: readonly bigint[];
  /** One for each Z_M, from 0 to M - 1. */
  readonly residues: readonly number[];
  readonly copies: Copies;
  readonly fermion: boolean;
  readonly fieldStrength: boolean;
}

/** A multiset of letters with a number of covariant derivatives: L Q^3, H^2 H+^2 D^2. */
export interface OperatorType {
  /** `letter` is an index in `lettersOf(theory)`, increasing; powers are positive. */
  readonly powers: readonly { readonly letter: number; readonly power: number }[];
  readonly derivatives: number;
}

/** The letters of a type one by one, equal ones together: what its slots hold. */
export function slotsOfType({ powers }: Pick<OperatorType, "powers">): number[] {
  return powers.flatMap(({ letter, power }) => new Array<number>(power).fill(letter));
}

/** The number of copies, with `generations` (a number, or "symbolic") in the place of Nf. */
export function copyNumber<Generations>(copies: Copies, generations: Generations): number | Generations {
  return copies === "Nf" ? generations : copies;
}

/** The theory with a number for `Nf`: flavour tensors that need more generations do not exist in it. */
export function withGenerations(theory: Theory, generations: number): Theory {
  const fields = theory.fields.map((field) => (field.copies === "Nf" ? { ...field, copies: generations } : field));
  return { ...theory, fields };
}

/** The factors under which a field has an irrep. */
export function nonabelianGroups(theory: Theory): NonabelianGroup[] {
  return theory.groups.filter((group) => group.kind !== "U1" && group.kind !== "Z");
}

/**
 * The same for whatever writes indices out, which only those of SU(N) can be here.
 * @throws GlueballError lagrangian/group-without-contractions if the theory has an SO(N) or Sp(N).
 */
export function specialUnitaryGroups(theory: Theory): SpecialUnitaryGroup[] {
  return nonabelianGroups(theory).map((group) => {
    if (group.kind === "SU") return group;
    throw groupWithoutContractions(group);
  });
}

/** What begins with the letters of a theory asks first. @throws GlueballError lagrangian/group-without-contractions. */
export function requireContractions(theory: Theory): void {
  specialUnitaryGroups(theory);
}

function groupWithoutContractions(group: NonabelianGroup): GlueballError {
  const { name } = simpleGroupOf(group);
  const twins: Readonly<Record<string, string>> = { "SO(3)": "SU(2)", "SO(6)": "SU(4)", "Sp(2)": "SU(2)" };
  return new GlueballError({
    code: "lagrangian/group-without-contractions",
    what: `terms with indices of ${name} are counted, not written out`,
    place: `group ${group.name}`,
    found: name,
    expected: "SU(N), U(1) and Z_M",
    hint: `lagrangian count and anomalies work with ${name}${name in twins ? `, and all with its twin ${twins[name]}` : ""}`,
  });
}

export function simpleGroupOf({ kind, n }: NonabelianGroup): SimpleGroup {
  return classicalGroup(kind, n);
}

/** One for each irrep of a field, in their order. */
export function simpleGroupsOf(theory: Theory): SimpleGroup[] {
  return nonabelianGroups(theory).map(simpleGroupOf);
}

export function unitaryGroups(theory: Theory): UnitaryGroup[] {
  return theory.groups.filter((group) => group.kind === "U1");
}

export function cyclicGroups(theory: Theory): CyclicGroup[] {
  return theory.groups.filter((group) => group.kind === "Z");
}

/** `G` of a factor SU(3), `W` of SU(2) and `B` of the hypercharge; else `A` and the name of the factor. */
export function bosonName(group: NonabelianGroup | UnitaryGroup): string {
  if (group.boson !== undefined) return group.boson;
  const usual: Readonly<Record<string, string>> = { SU3: "G", SU2: "W", U1: "B", Y: "B" };
  return usual[group.name] ?? `A${group.name}`;
}

/** The letters of the field strengths in the order of the groups, then those of the fields, `X` before `X+`. */
export function lettersOf(theory: Theory): readonly Letter[] {
  const scales = unitaryGroups(theory).map((_, k) => chargeScale(theory, k));
  const strengths = theory.groups.flatMap((group, index) =>
    group.kind === "Z" || !group.gauged ? [] : fieldStrengthLetters(theory, group, index),
  );
  return [...strengths, ...theory.fields.flatMap((field, index) => fieldLetters(theory, field, index, scales))];
}

function fieldStrengthLetters(theory: Theory, group: NonabelianGroup | UnitaryGroup, index: number): Letter[] {
  const name = bosonName(group);
  const shared = {
    field: index,
    irreps: nonabelianGroups(theory).map((other) =>
      other === group ? adjointLabels(simpleGroupOf(other)) : trivialLabels(simpleGroupOf(other)),
    ),
    charges: unitaryGroups(theory).map(() => 0n),
    residues: cyclicGroups(theory).map(() => 0),
    copies: 1,
    fermion: false,
    fieldStrength: true,
  };
  return [
    { ...shared, name, conjugate: false, twiceHelicity: -2 },
    { ...shared, name: `${name}+`, conjugate: true, twiceHelicity: 2 },
  ];
}

function fieldLetters(theory: Theory, field: Field, index: number, scales: readonly bigint[]): Letter[] {
  const { name, twiceHelicity, irreps, residues, copies } = field;
  const charges = field.charges.map(({ numerator, denominator }, k) => numerator * (scales[k] / denominator));
  const letter: Letter = {
    name,
    field: index,
    conjugate: false,
    twiceHelicity,
    irreps,
    charges,
    residues,
    copies,
    fermion: twiceHelicity % 2 !== 0,
    fieldStrength: false,
  };
  if (field.real) return [letter];
  const groups = simpleGroupsOf(theory);
  const orders = cyclicGroups(theory).map(({ order }) => order);
  const conjugate: Letter = {
    ...letter,
    name: `${name}+`,
    conjugate: true,
    twiceHelicity: oppositeHelicity(twiceHelicity),
    irreps: irreps.map((labels, k) => conjugateLabels(groups[k], labels)),
    charges: charges.map((charge) => -charge),
    residues: residues.map((residue, k) => (orders[k] - residue) % orders[k]),
  };
  return [letter, conjugate];
}

/** What the charges of the k-th U(1) are multiplied by in letters, so that they are whole. */
export function chargeScale({ fields }: Theory, k: number): bigint {
  return commonDenominator(fields.map(({ charges }) => charges[k]));
}

function oppositeHelicity(twiceHelicity: TwiceHelicity): TwiceHelicity {
  return twiceHelicity === 0 ? 0 : (-twiceHelicity as TwiceHelicity);
}

/** The Dynkin labels of the singlet of SU(n). */
export function singletLabels(n: number): DynkinLabels {
  return Array.from({ length: n - 1 }, () => 0);
}
