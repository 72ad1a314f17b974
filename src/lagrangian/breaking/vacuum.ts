/**
 * The vacuum of electroweak breaking: a scalar doublet has <H> = v/sqrt(2) in its neutral component, and so may other
 * scalars in theirs, <S> = v_S where the component is real.
 *
 * Electric charge is Q = T3 + Y, with Y/2 in the place of Y in a theory of the convention T3+Y/2. It is unbroken only if
 * every component with a vacuum value has Q = 0: a doublet of Y = 1/2 or -1/2, a triplet of Y = 1, a singlet of Y = 0, which
 * may carry other charges. Of several doublets of equal quantum numbers a rotation gives the whole value to one (the Higgs
 * basis), so that one is enough; with more, the ratio of the values is a choice of basis unless a symmetry tells them apart.
 */
import { GlueballError, nearestNames } from "../../base/index.ts";
import { addRationals, formatRational, isZeroRational, multiplyRationals, rational } from "../../exact/index.ts";
import type { Rational } from "../../exact/index.ts";
import type { Field, Theory } from "../theory.ts";
import { specialUnitaryGroups, unitaryGroups } from "../theory.ts";

/** A component with a vacuum value: v/sqrt(2), v where it is real. */
export interface VacuumValue {
  /** Index in `theory.fields`. */
  readonly field: number;
  readonly twiceT3: number;
  /** `v` if there is one, else `v_H` of a field H. */
  readonly name: string;
  readonly real: boolean;
}

/** `field` and `twiceT3` are those of the doublet that comes first in `values`. */
export interface Vacuum {
  readonly field: number;
  /** Index of the broken SU(2) among the SU(N) factors. */
  readonly isospin: number;
  /** Index of the hypercharge among the U(1) factors. */
  readonly hypercharge: number;
  /** 2 T3 of the component with the vacuum value. */
  readonly twiceT3: 1 | -1;
  readonly values: readonly VacuumValue[];
  /** Other doublets that could have it. */
  readonly others: readonly string[];
}

/**
 * The vacuum of the named fields, else of the first doublet that can have one.
 * @throws GlueballError lagrangian/unknown-field, lagrangian/not-a-doublet, lagrangian/charged-vacuum, lagrangian/no-doublet, lagrangian/name-twice.
 */
export function vacuumOf(theory: Theory, names: readonly string[] = []): Vacuum {
  const fields = names.map((name) => namedField(theory, name, names));
  const doublets = theory.fields.flatMap((_, k) => {
    const outcome = doubletVacuum(theory, k, fields);
    return outcome instanceof GlueballError ? [] : [outcome];
  });
  if (fields.length === 0 && doublets.length === 0) throw noDoublet(theory);
  const own = fields.length === 0 ? doublets[0] : doublets.find(({ field }) => fields.includes(field));
  if (own === undefined) throw doubletFault(theory, fields);
  const all = [own.field, ...fields.filter((field) => field !== own.field)];
  const values = all.map((field): VacuumValue => {
    const name = all.length === 1 ? "v" : `v_${theory.fields[field].name}`;
    return { field, twiceT3: neutralT3(theory, field, own), name, real: theory.fields[field].real };
  });
  const others = doublets.filter(({ field }) => !all.includes(field)).map(({ field }) => theory.fields[field].name);
  return { ...own, values, others };
}

type ElectroweakFactors = Pick<Vacuum, "isospin" | "hypercharge">;
type DoubletVacuum = Omit<Vacuum, "others" | "values">;

function namedField(theory: Theory, name: string, all: readonly string[]): number {
  const names = theory.fields.map((field) => field.name);
  if (!names.includes(name)) {
    const near = nearestNames(name, names);
    throw new GlueballError({
      code: "lagrangian/unknown-field",
      what: "the theory has no such field",
      place: "--vacuum",
      found: name,
      expected: `one of ${names.join(", ")}`,
      hint: near.length === 0 ? undefined : `Did you mean ${near.join(", ")}?`,
    });
  }
  if (all.indexOf(name) === all.lastIndexOf(name)) return names.indexOf(name);
  throw new GlueballError({
    code: "lagrangian/name-twice",
    what: "a field is listed twice",
    place: "--vacuum",
    found: all.join(","),
    expected: `${name} once`,
  });
}

/** Why none of the fields is a doublet with a vacuum value: what the first that comes near lacks. */
function doubletFault(theory: Theory, fields: readonly number[]): GlueballError {
  const faults = fields.map((field) => doubletVacuum(theory, field, fields));
  const charged = faults.find((own) => own instanceof GlueballError && own.data.code === "lagrangian/charged-vacuum");
  return charged instanceof GlueballError ? charged : notADoublet(theory.fields[fields[0]]);
}

/** The vacuum of a doublet, or why it has none. Of several charges hypercharge is the one under which all `fields` have a neutral component. */
function doubletVacuum(theory: Theory, field: number, fields: readonly number[]): DoubletVacuum | GlueballError {
  const own = theory.fields[field];
  const isospin = brokenFactor(theory, own);
  if (isospin === undefined || own.twiceHelicity !== 0 || own.copies !== 1) return notADoublet(own);
  const charged = unitaryGroups(theory).flatMap(({ gauged }, k) =>
    gauged && !isZeroRational(own.charges[k]) ? [k] : [],
  );
  const candidates = charged.flatMap((hypercharge) => {
    const twiceT3 = -twiceHypercharge(theory, own, hypercharge);
    const factors = { isospin, hypercharge };
    const isNeutral =
      charged.length === 1 || (fields.length > 1 && fields.every((k) => hasNeutral(theory, k, factors)));
    return (twiceT3 === 1 || twiceT3 === -1) && isNeutral ? [{ field, ...factors, twiceT3 } as const] : [];
  });
  return candidates.length === 1 ? candidates[0] : chargedVacuum(theory, own, charged);
}

/** Whether a component of the scalar can have a vacuum value that leaves the electric charge. */
export function hasNeutral(theory: Theory, field: number, { isospin, hypercharge }: ElectroweakFactors): boolean {
  const { irreps, twiceHelicity, copies } = theory.fields[field];
  const isSinglet = irreps.every((labels, k) => k === isospin || labels.every((label) => label === 0));
  const twiceT3 = Math.abs(twiceHypercharge(theory, theory.fields[field], hypercharge));
  const [twiceT] = irreps[isospin];
  return twiceHelicity === 0 && copies === 1 && isSinglet && twiceT3 <= twiceT && (twiceT - twiceT3) % 2 === 0;
}

/** 2 T3 of the neutral component. @throws GlueballError lagrangian/charged-vacuum. */
function neutralT3(theory: Theory, field: number, factors: ElectroweakFactors): number {
  const own = theory.fields[field];
  if (!hasNeutral(theory, field, factors)) throw withoutNeutral(theory, own, factors);
  return 0 - twiceHypercharge(theory, own, factors.hypercharge);
}

function twiceHypercharge(theory: Theory, field: Field, hypercharge: number): number {
  return Number(formatRational(multiplyRationals(rational(2), hyperchargeOf(theory, field, hypercharge))));
}

/** The gauged SU(2) under which the field is a doublet, if it is a singlet of all other SU(N). */
function brokenFactor(theory: Theory, { irreps }: Field): number | undefined {
  const charged = irreps.flatMap((labels, k) => (labels.some((label) => label !== 0) ? [k] : []));
  const [factor] = charged;
  if (charged.length !== 1) return undefined;
  const { n, gauged } = specialUnitaryGroups(theory)[factor];
  return n === 2 && gauged && irreps[factor][0] === 1 ? factor : undefined;
}

/** Y, or half the charge in a theory of the convention Q = T3 + Y/2. */
function hyperchargeOf({ hyperchargeConvention }: Theory, { charges }: Field, hypercharge: number): Rational {
  const unit = hyperchargeConvention === "T3+Y" ? rational(1) : rational(1, 2);
  return multiplyRationals(unit, charges[hypercharge]);
}

/** Q of the component of a field with that 2 T3. */
export function electricCharge(theory: Theory, field: Field, twiceT3: number, { hypercharge }: Vacuum): Rational {
  return addRationals(rational(twiceT3, 2), hyperchargeOf(theory, field, hypercharge));
}

function notADoublet({ name }: Field): GlueballError {
  return new GlueballError({
    code: "lagrangian/not-a-doublet",
    what: "the field is not a Higgs doublet",
    place: "--vacuum",
    found: name,
    expected: "one copy of a scalar that is a doublet of one gauged SU(2) and a singlet of every other SU(N)",
  });
}

function chargedVacuum(theory: Theory, field: Field, charged: readonly number[]): GlueballError {
  const named = charged.map((k) => `${unitaryGroups(theory)[k].name} = ${formatRational(field.charges[k])}`);
  const half = theory.hyperchargeConvention === "T3+Y" ? "1/2 or -1/2" : "1 or -1";
  return new GlueballError({
    code: "lagrangian/charged-vacuum",
    what: "no component of the doublet is neutral: its vacuum value would break the electric charge",
    place: field.name,
    found: named.length === 0 ? "no charge" : named.join(", "),
    expected: `a charge of ${half} under one gauged U(1), so that Q = ${theory.hyperchargeConvention} vanishes`,
  });
}

function withoutNeutral(theory: Theory, { name, charges }: Field, { hypercharge }: ElectroweakFactors): GlueballError {
  return new GlueballError({
    code: "lagrangian/charged-vacuum",
    what: "a vacuum value of this field would break more than the electroweak symmetry and further U(1)s",
    place: "--vacuum",
    found: `${name} with ${unitaryGroups(theory)[hypercharge].name} = ${formatRational(charges[hypercharge])}`,
    expected: `one copy of a scalar without colour, with a component of Q = ${theory.hyperchargeConvention} = 0`,
  });
}

function noDoublet({ name, fields, hyperchargeConvention }: Theory): GlueballError {
  const isDoubled = ({ twiceHelicity, charges }: Field) =>
    twiceHelicity === 0 && charges.some((charge) => ["1", "-1"].includes(formatRational(charge)));
  const mayBeDoubled = hyperchargeConvention === "T3+Y" && fields.some(isDoubled);
  return new GlueballError({
    code: "lagrangian/no-doublet",
    what: "the theory has no scalar doublet with a neutral component",
    place: name,
    found: fields.map((field) => field.name).join(", "),
    expected: "one copy of a scalar doublet of a gauged SU(2) with a charge under one gauged U(1)",
    hint: mayBeDoubled ? 'If Q = T3 + Y/2, the file needs "hyperchargeConvention": "T3+Y/2".' : undefined,
  });
}
