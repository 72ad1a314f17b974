/** What makes a list of groups and fields a theory: names, lengths, and which fields can be real. */
import { GlueballError } from "../base/index.ts";
import {
  checkLabels,
  conjugateLabels,
  equalRationals,
  irrepNameOf,
  irrepReality,
  isZeroRational,
  negateRational,
} from "../exact/index.ts";
import type { SimpleGroup } from "../exact/index.ts";
import { bosonName, cyclicGroups, nonabelianGroups, simpleGroupOf, simpleGroupsOf, unitaryGroups } from "./theory.ts";
import type { Field, Theory } from "./theory.ts";

/**
 * `place` names the theory in errors.
 * @throws GlueballError lagrangian/bad-name, lagrangian/name-twice, lagrangian/conjugate-listed,
 * lagrangian/wrong-number-of-charges, lagrangian/wrong-number-of-irreps, lagrangian/real-field-impossible,
 * lagrangian/copies-not-positive.
 */
export function checkTheory(theory: Theory, place: string): void {
  checkNames(theory, place);
  for (const field of theory.fields) {
    const where = `field ${field.name} of ${place}`;
    checkLengths(theory, field, where);
    checkCopies(field, where);
    if (field.real) checkReal(theory, field, where);
  }
  checkConjugates(theory, place);
}

const NAME = /^[A-Za-z][A-Za-z0-9_~']*$/;

function checkNames({ groups, fields }: Theory, place: string): void {
  const bosons = groups.flatMap((group) => (group.kind !== "Z" && group.gauged ? [bosonName(group)] : []));
  const named = [
    ...bosons.map((name) => ({ name, what: "field strength" })),
    ...fields.map(({ name }) => ({ name, what: "field" })),
  ];
  for (const { name, what } of [...groups.map(({ name }) => ({ name, what: "group" })), ...named]) {
    if (!NAME.test(name)) throw badName(name, what, place);
  }
  refuseTwice(
    groups.map(({ name }) => ({ name, what: "group" })),
    place,
  );
  refuseTwice(named, place);
}

function badName(name: string, what: string, place: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/bad-name",
    what: `this is no name of a ${what}`,
    place,
    found: name,
    expected: "a letter, then letters, digits, _, ~ or '",
    hint: name.endsWith("+") ? "X+ is how the conjugate of X is written; list X alone" : undefined,
  });
}

function refuseTwice(named: readonly { readonly name: string; readonly what: string }[], place: string): void {
  const seen = new Map<string, string>();
  for (const { name, what } of named) {
    const before = seen.get(name);
    if (before !== undefined) {
      throw new GlueballError({
        code: "lagrangian/name-twice",
        what: before === what ? `two ${what}s have the same name` : `a ${before} and a ${what} have the same name`,
        place,
        found: name,
        expected: "different names",
      });
    }
    seen.set(name, what);
  }
}

function checkLengths(theory: Theory, { irreps, charges, residues }: Field, place: string): void {
  const groups = nonabelianGroups(theory);
  requireLength("irreps", irreps.length, groups.length, place);
  requireLength("charges", charges.length, unitaryGroups(theory).length, place);
  requireLength("residues", residues.length, cyclicGroups(theory).length, place);
  groups.forEach((group, k) => checkLabels(simpleGroupOf(group), irreps[k], `${group.name} of ${place}`));
}

function requireLength(what: "irreps" | "charges" | "residues", found: number, expected: number, place: string): void {
  if (found === expected) return;
  const group = { irreps: "SU(N), SO(N) and Sp(N)", charges: "U(1)", residues: "Z_M" }[what];
  throw new GlueballError({
    code: `lagrangian/wrong-number-of-${what}`,
    what: `a field has a wrong number of ${what}`,
    place,
    found,
    expected: `${expected}, one for each ${group}`,
  });
}

function checkCopies({ copies }: Field, place: string): void {
  if (copies === "Nf" || (Number.isSafeInteger(copies) && copies > 0)) return;
  throw new GlueballError({
    code: "lagrangian/copies-not-positive",
    what: "the number of copies of a field is not positive",
    place,
    found: copies,
    expected: "1, 2, 3, ... or Nf",
  });
}

/**
 * A real scalar has charges 0 and transforms in a real representation. One pseudo-real irrep alone, such as the doublet
 * of SU(2), has no real form; two of them together have, as the (2,2) of SU(2) x SU(2).
 */
function checkReal(theory: Theory, field: Field, place: string): void {
  const groups = simpleGroupsOf(theory);
  const realities = groups.map((group, k) => irrepReality(group, field.irreps[k]));
  const nameOf = (k: number) => `${irrepNameOf(groups[k], field.irreps[k])} of ${nonabelianGroups(theory)[k].name}`;
  const refuse = (what: string, hint: string): never => {
    throw new GlueballError({ code: "lagrangian/real-field-impossible", what, place, found: "real: true", hint });
  };
  if (field.twiceHelicity !== 0) {
    refuse(
      "a fermion cannot be real",
      "A Majorana fermion is one Weyl field in a real irrep without charge, real: false",
    );
  }
  const complex = realities.indexOf("complex");
  if (complex >= 0) refuse(`a scalar in the complex irrep ${nameOf(complex)} cannot be real`, "Leave out real");
  const pseudoReal = realities.flatMap((reality, k) => (reality === "pseudo-real" ? [k] : []));
  if (pseudoReal.length % 2 === 1) {
    const what = `a scalar in the pseudo-real irrep ${nameOf(pseudoReal[0])} cannot be real`;
    refuse(
      what,
      "Its conjugate is equivalent to it, but only by an antisymmetric form: a single real one does not exist",
    );
  }
  if (!field.charges.every(isZeroRational)) refuse("a charged scalar cannot be real", "Leave out real, or the charge");
  const odd = cyclicGroups(theory).findIndex(({ order }, k) => (2 * field.residues[k]) % order !== 0);
  if (odd >= 0)
    refuse(`a real scalar cannot have this residue of ${cyclicGroups(theory)[odd].name}`, "Twice it must be 0");
}

/** Names by which people list the conjugate of X beside X. */
const CONJUGATE_NAMES = (name: string): string[] => [
  `${name}bar`,
  `${name}Bar`,
  `${name}dag`,
  `${name}star`,
  `${name}c`,
];

/** A field and its own conjugate are one field, not two. */
function checkConjugates(theory: Theory, place: string): void {
  const groups = simpleGroupsOf(theory);
  const orders = cyclicGroups(theory).map(({ order }) => order);
  for (const field of theory.fields) {
    const names = CONJUGATE_NAMES(field.name);
    const other = theory.fields.find(
      (candidate) => names.includes(candidate.name) && isConjugate(field, candidate, { groups, orders }),
    );
    if (other === undefined) continue;
    throw new GlueballError({
      code: "lagrangian/conjugate-listed",
      what: "a field and its own conjugate are both listed",
      place,
      found: [field.name, other.name],
      expected: `${field.name} alone; ${field.name}+ is its conjugate`,
      hint: "If they are different fields, give the second a name of its own",
    });
  }
}

function isConjugate(
  field: Field,
  other: Field,
  { groups, orders }: { readonly groups: readonly SimpleGroup[]; readonly orders: readonly number[] },
): boolean {
  return (
    field.twiceHelicity + other.twiceHelicity === 0 &&
    field.irreps.every((irrep, k) =>
      conjugateLabels(groups[k], irrep).every((label, i) => label === other.irreps[k][i]),
    ) &&
    field.charges.every((charge, k) => equalRationals(negateRational(charge), other.charges[k])) &&
    field.residues.every((residue, k) => (residue + other.residues[k]) % orders[k] === 0)
  );
}
