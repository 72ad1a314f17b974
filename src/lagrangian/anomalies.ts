/**
 * Anomalies of the gauged factors. A gauge theory with chiral fermions is consistent only if the triangle diagrams of
 * its currents cancel; with all Weyl fermions written left-handed (a right-handed field counts as its conjugate), of
 * `copies` each, the exact sums that must vanish are
 *
 *     G^3                sum of A(R) dim'                 SU(N), N >= 3, and SO(6); A = 1 for the fundamental
 *     G^2 U(1)           sum of T(R) dim' q               T = 1/2 for the fundamental of SU(N)
 *     U(1)a U(1)b U(1)c  sum of dim qa qb qc              every choice of three, equal or not
 *     grav^2 U(1)        sum of dim q
 *
 * with dim the dimension under all nonabelian factors and dim' under all others. SU(2), Sp(N) and SO(5) have Witten's
 * global anomaly instead (Phys. Lett. B 117 (1982) 324): the sum of 2 T(R) dim' must be even. SO(N) beyond SO(6) has
 * neither: 16 of SO(10) is free of anomalies by itself. Global factors are not summed.
 */
import {
  addRationals,
  conjugateLabels,
  hasCubicAnomaly,
  hasWittenAnomaly,
  irrepAnomaly,
  irrepIndex,
  isZeroRational,
  multiplyRationals,
  negateRational,
  rational,
  weylDimension,
  ZERO,
} from "../exact/index.ts";
import type { DynkinLabels, Rational, SimpleGroup } from "../exact/index.ts";
import type { Field, Theory } from "./theory.ts";
import { copyNumber, nonabelianGroups, simpleGroupOf, simpleGroupsOf, unitaryGroups } from "./theory.ts";

export interface AnomalySum {
  /** `SU3^3`, `SU2^2 Y`, `Y^3`, `Y^2 X`, `grav^2 Y`, `Witten SU2`. */
  readonly name: string;
  /** For Witten's anomaly the number of doublets it amounts to, which must be even; else the sum, which must be 0. */
  readonly value: Rational;
  readonly vanishes: boolean;
  /** What each field adds, fields that add nothing left out. */
  readonly contributions: readonly { readonly field: string; readonly value: Rational }[];
}

/** A Weyl fermion as its left-handed field. */
interface LeftHanded {
  readonly name: string;
  readonly groups: readonly SimpleGroup[];
  readonly irreps: readonly DynkinLabels[];
  readonly charges: readonly Rational[];
  readonly copies: number;
}

/**
 * All sums of the gauged factors, in the order of the opening block.
 * @param generations stands for the copies of fields that have `Nf` of them.
 */
export function anomalySums(theory: Theory, generations: number): AnomalySum[] {
  const fermions = leftHandedFermions(theory.fields, simpleGroupsOf(theory), generations);
  const factors = gaugedFactors(theory);
  const vanishing = [
    ...factors.nonabelian
      .filter(({ group }) => hasCubicAnomaly(group))
      .map(({ name, k }) => ({ name: `${name}^3`, of: cubicTerm(k) })),
    ...factors.nonabelian.flatMap(({ name, k }) =>
      factors.abelian.map((u) => ({ name: `${name}^2 ${u.name}`, of: mixedTerm(k, u.k) })),
    ),
    ...triples(factors.abelian).map((three) => ({ name: powerName(three), of: abelianTerm(three.map(({ k }) => k)) })),
    ...factors.abelian.map(({ name, k }) => ({ name: `grav^2 ${name}`, of: abelianTerm([k]) })),
  ].map(({ name, of }) => sumOver(fermions, name, of, isZeroRational));
  const even = factors.nonabelian
    .filter(({ group }) => hasWittenAnomaly(group))
    .map(({ name, k }) => sumOver(fermions, `Witten ${name}`, doublets(k), isEven));
  return [...vanishing, ...even];
}

/**
 * The sums with one U(1) that the theory does not declare: G^2 X of each gauged nonabelian factor and U(1)^2 X of each
 * gauged U(1). `charges` has one entry for each field of the theory, as given there, not of its left-handed form. Where a sum
 * is not 0 the symmetry X is broken by quantum effects, as baryon and lepton number are in the Standard Model.
 */
export function mixedAnomalies(theory: Theory, charges: readonly Rational[], generations: number): AnomalySum[] {
  const extended = theory.fields.map((field, k) => ({ ...field, charges: [...field.charges, charges[k]] }));
  const fermions = leftHandedFermions(extended, simpleGroupsOf(theory), generations);
  const { nonabelian, abelian } = gaugedFactors(theory);
  const last = unitaryGroups(theory).length;
  return [
    ...nonabelian.map(({ name, k }) => ({ name: `${name}^2`, of: mixedTerm(k, last) })),
    ...abelian.map(({ name, k }) => ({ name: `${name}^2`, of: abelianTerm([k, k, last]) })),
  ].map(({ name, of }) => sumOver(fermions, name, of, isZeroRational));
}

/** The gauged factors with their places among the irreps and among the charges of a field. */
export function gaugedFactors(theory: Theory): {
  nonabelian: { name: string; group: SimpleGroup; k: number }[];
  abelian: { name: string; k: number }[];
} {
  const nonabelian = nonabelianGroups(theory).map((factor, k) => {
    const { name, gauged } = factor;
    return { name, group: simpleGroupOf(factor), gauged, k };
  });
  const abelian = unitaryGroups(theory).map(({ name, gauged }, k) => ({ name, gauged, k }));
  return { nonabelian: nonabelian.filter(({ gauged }) => gauged), abelian: abelian.filter(({ gauged }) => gauged) };
}

export function isFermion({ twiceHelicity }: Field): boolean {
  return twiceHelicity % 2 !== 0;
}

/** The product of the dimensions, that of factor `except` left out. */
export function dimensionOf(groups: readonly SimpleGroup[], irreps: readonly DynkinLabels[], except?: number): number {
  return irreps.reduce(
    (product, labels, k) => (k === except ? product : product * weylDimension(groups[k], labels)),
    1,
  );
}

/** The index under factor k times the dimension under all others. */
export function indexOf(groups: readonly SimpleGroup[], irreps: readonly DynkinLabels[], k: number): Rational {
  return multiplyRationals(irrepIndex(groups[k], irreps[k]), rational(dimensionOf(groups, irreps, k)));
}

function leftHandedFermions(
  fields: readonly Field[],
  groups: readonly SimpleGroup[],
  generations: number,
): LeftHanded[] {
  return fields.filter(isFermion).map((field) => {
    const copies = copyNumber(field.copies, generations);
    const { name, irreps, charges } = field;
    if (field.twiceHelicity < 0) return { name, groups, irreps, charges, copies };
    const conjugate = irreps.map((labels, k) => conjugateLabels(groups[k], labels));
    return { name, groups, irreps: conjugate, charges: charges.map(negateRational), copies };
  });
}

type Term = (fermion: LeftHanded) => Rational;

function cubicTerm(k: number): Term {
  return ({ groups, irreps }) => rational(irrepAnomaly(groups[k], irreps[k]) * dimensionOf(groups, irreps, k));
}

function mixedTerm(k: number, u: number): Term {
  return (fermion) => multiplyRationals(indexOf(fermion.groups, fermion.irreps, k), fermion.charges[u]);
}

function abelianTerm(charges: readonly number[]): Term {
  return (fermion) =>
    charges.reduce(
      (product, u) => multiplyRationals(product, fermion.charges[u]),
      rational(dimensionOf(fermion.groups, fermion.irreps)),
    );
}

function doublets(k: number): Term {
  return (fermion) => multiplyRationals(rational(2), indexOf(fermion.groups, fermion.irreps, k));
}

function sumOver(
  fermions: readonly LeftHanded[],
  name: string,
  of: Term,
  vanishes: (value: Rational) => boolean,
): AnomalySum {
  const contributions = fermions
    .map((fermion) => ({ field: fermion.name, value: multiplyRationals(rational(fermion.copies), of(fermion)) }))
    .filter(({ value }) => !isZeroRational(value));
  const value = contributions.reduce((sum, { value }) => addRationals(sum, value), ZERO);
  return { name, value, vanishes: vanishes(value), contributions };
}

function isEven({ numerator, denominator }: Rational): boolean {
  return denominator === 1n && numerator % 2n === 0n;
}

/** All choices of three, in order, with repetition. */
function triples<T>(items: readonly T[]): T[][] {
  return items.flatMap((a, i) => items.slice(i).flatMap((b, j) => items.slice(i + j).map((c) => [a, b, c])));
}

/** `Y^3`, `Y^2 X`, `Y X Z` for three names of which equal ones stand together. */
function powerName(three: readonly { readonly name: string }[]): string {
  const powers = new Map<string, number>();
  for (const { name } of three) powers.set(name, (powers.get(name) ?? 0) + 1);
  return [...powers].map(([name, power]) => (power === 1 ? name : `${name}^${power}`)).join(" ");
}
