/**
 * The vacuum of electroweak breaking: one scalar doublet has <H> = v/sqrt(2) in its neutral component.
 *
 * Electric charge is Q = T3 + Y, with Y/2 in the place of Y in a theory of the convention T3+Y/2. It is unbroken only if
 * the component with the vacuum value has Q = 0: a doublet of Y = 1/2 or -1/2. Of several doublets of equal quantum
 * numbers a rotation gives the whole value to one (the Higgs basis), so that one is enough.
 */
import { GlueballError, nearestNames } from "../../base/index.ts";
import { addRationals, formatRational, isZeroRational, multiplyRationals, rational } from "../../exact/index.ts";
import type { Rational } from "../../exact/index.ts";
import type { Field, Theory } from "../theory.ts";
import { specialUnitaryGroups, unitaryGroups } from "../theory.ts";

export interface Vacuum {
  /** The doublet, an index in `theory.fields`. */
  readonly field: number;
  /** Index of the broken SU(2) among the SU(N) factors. */
  readonly isospin: number;
  /** Index of the hypercharge among the U(1) factors. */
  readonly hypercharge: number;
  /** 2 T3 of the component with the vacuum value. */
  readonly twiceT3: 1 | -1;
  /** Other doublets that could have it. */
  readonly others: readonly string[];
}

/**
 * The vacuum of the named doublet, else of the first that can have one.
 * @throws GlueballError lagrangian/unknown-field, lagrangian/not-a-doublet, lagrangian/charged-vacuum, lagrangian/no-doublet.
 */
export function vacuumOf(theory: Theory, name?: string): Vacuum {
  const found = theory.fields.flatMap((_, k) => {
    const outcome = tryVacuum(theory, k);
    return outcome instanceof GlueballError ? [] : [outcome];
  });
  if (name === undefined && found.length === 0) throw noDoublet(theory);
  const vacuum = name === undefined ? found[0] : namedVacuum(theory, name);
  const others = found.filter(({ field }) => field !== vacuum.field).map(({ field }) => theory.fields[field].name);
  return { ...vacuum, others };
}

type FoundVacuum = Omit<Vacuum, "others">;

function namedVacuum(theory: Theory, name: string): FoundVacuum {
  const names = theory.fields.map((field) => field.name);
  if (!names.includes(name)) {
    const near = nearestNames(name, names);
    throw new GlueballError({
      code: "lagrangian/unknown-field",
      what: "the theory has no such field",
      place: "--doublet",
      found: name,
      expected: `one of ${names.join(", ")}`,
      hint: near.length === 0 ? undefined : `Did you mean ${near.join(", ")}?`,
    });
  }
  const outcome = tryVacuum(theory, names.indexOf(name));
  if (outcome instanceof GlueballError) throw outcome;
  return outcome;
}

/** The vacuum of a field, or why it has none. */
function tryVacuum(theory: Theory, field: number): FoundVacuum | GlueballError {
  const own = theory.fields[field];
  const isospin = brokenFactor(theory, own);
  if (isospin === undefined || own.twiceHelicity !== 0 || own.copies !== 1) return notADoublet(own);
  const charged = unitaryGroups(theory).flatMap(({ gauged }, k) =>
    gauged && !isZeroRational(own.charges[k]) ? [k] : [],
  );
  if (charged.length !== 1) return chargedVacuum(theory, own, charged);
  const [hypercharge] = charged;
  const T3 = multiplyRationals(rational(-1), hyperchargeOf(theory, own, hypercharge));
  const twiceT3 = Number(formatRational(multiplyRationals(rational(2), T3)));
  if (twiceT3 !== 1 && twiceT3 !== -1) return chargedVacuum(theory, own, charged);
  return { field, isospin, hypercharge, twiceT3 };
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
    place: "--doublet",
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

function noDoublet({ name, fields }: Theory): GlueballError {
  return new GlueballError({
    code: "lagrangian/no-doublet",
    what: "the theory has no scalar doublet with a neutral component",
    place: name,
    found: fields.map((field) => field.name).join(", "),
    expected: "one copy of a scalar doublet of a gauged SU(2) with a charge under one gauged U(1)",
  });
}
