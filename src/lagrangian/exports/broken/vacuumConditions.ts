/**
 * The conditions for a vacuum with several values, in numbers. The potential is linear in its parameters p, and so are the
 * conditions dV/dx = sum_p a_xp p = 0, one for every neutral variable x, with numbers a of the vacuum values. Each is solved for one
 * parameter:
 *
 *     x the real part of a field with a value: the mass term of the field, m_11^2 of the first doublet;
 *     x its imaginary part: the imaginary part of a bilinear, Im m_12^2, else of a cubic coupling, which a phase of the fields removes;
 *     x of a field without a value: the bilinear with a field that has one, for a singlet a linear term.
 *
 * Goldstone directions make some conditions follow from others. What is not solved for is free: on the card. Of the terms
 * linear in a further multiplet with a value, m_12^2 H1 H2+ or mu H H Delta+, one has the sign and size that make the new scalars
 * about as heavy as other new particles.
 */
import { GlueballError } from "../../../base/index.ts";
import { isZeroRational } from "../../../exact/index.ts";
import type { Complex } from "../../complexNumbers.ts";
import { multiplyComplex } from "../../complexNumbers.ts";
import type { NamedEntry } from "../operatorVertices.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import { NEW_MASS } from "./brokenBuild.ts";
import type { CouplingRole } from "./couplingRoles.ts";
import { plainName, productValue } from "./polynomial.ts";
import type { ScalarVariables } from "./scalarVariables.ts";
import { isImaginary, variableTerms } from "./scalarVariables.ts";
import { scalarProducts } from "./vacuumTerms.ts";

/** The real or imaginary part of a parameter. */
export interface ParameterPart {
  readonly name: string;
  readonly part: 0 | 1;
}

/** x with a_x by parts of parameters. */
interface Condition {
  readonly variable: number;
  readonly coefficients: ReadonlyMap<string, number>;
}

const keyOf = ({ name, part }: ParameterPart): string => `${part} ${name}`;
const partOf = (key: string): ParameterPart => ({ name: key.slice(2), part: key.startsWith("1") ? 1 : 0 });

/** Of a solved condition: the part and the numbers by which others give it. */
export interface SolvedCondition {
  readonly solved: ParameterPart;
  readonly others: readonly { readonly part: ParameterPart; readonly factor: number }[];
}

export interface VacuumConditions {
  readonly solved: readonly SolvedCondition[];
  /** Components of singlets with a linear term. */
  readonly linear: readonly number[];
  /** Default numbers of the terms linear in a further multiplet. */
  readonly lifts: ReadonlyMap<string, number>;
}

/** @throws GlueballError lagrangian/induced-vacuum, lagrangian/no-stationary-vacuum. */
export function vacuumConditions(
  build: BrokenBuild,
  roles: ReadonlyMap<string, CouplingRole>,
  all: ScalarVariables,
): VacuumConditions {
  const entries = new Map(build.components.entries.map((own) => [own.name, own]));
  const raw = orderedConditions(build, all);
  const reduced: { readonly pivot: string; readonly row: Map<string, number> }[] = [];
  for (const { variable, coefficients } of raw) {
    const row = reduced.reduce((own, { pivot, row: other }) => eliminated(own, other, pivot), new Map(coefficients));
    if (row.size === 0) continue;
    const candidates = [...row.keys()]
      .map((key) => ({ key, rank: rankOf(build, all, { variable, entry: entries.get(partOf(key).name), roles, key }) }))
      .filter(({ rank }) => rank !== undefined)
      .toSorted((a, b) => a.rank! - b.rank!);
    if (candidates.length === 0) throw unsolved(build, all, variable, row);
    const pivot = candidates[0].key;
    reduced.forEach((own, k) => (reduced[k] = { ...own, row: eliminated(own.row, row, pivot) }));
    reduced.push({ pivot, row });
  }
  const pivots = new Set(reduced.map(({ pivot }) => pivot));
  return {
    solved: reduced.map(({ pivot, row }) => ({
      solved: partOf(pivot),
      others: [...row]
        .filter(([key]) => key !== pivot)
        .map(([key, value]) => ({ part: partOf(key), factor: -value / row.get(pivot)! })),
    })),
    linear: [...new Set([...pivots].flatMap((key) => linearComponent(build, partOf(key).name)))],
    lifts: liftDefaults(build, all, raw, pivots),
  };
}

/** Vacuum values first, real parts before imaginary ones; conditions without any coefficient are left out. */
function orderedConditions(build: BrokenBuild, all: ScalarVariables): Condition[] {
  const { terms, entries } = build.components;
  const names = new Set(entries.map(({ name }) => name));
  const found = new Map<number, Map<string, number>>();
  for (const { factors, product } of scalarProducts(terms, build.vacuumValues, 1)) {
    const own = product.names.find((name) => names.has(plainName(name)))!;
    const values = product.names.filter((name) => name !== own);
    const number = productValue({ factor: product.factor, names: values }, build.sheet.value);
    for (const { variable, factor } of variableTerms(all, factors[0])) {
      const coefficient = multiplyComplex(number, factor);
      const sums = found.get(variable) ?? new Map<string, number>();
      found.set(variable, sums);
      addParts(sums, own, coefficient);
    }
  }
  for (const [variable, sums] of found) addLinearTerm(build, all, variable, sums);
  const place = (variable: number) => {
    const { particle } = all.variables[variable].numbers;
    return (build.vacuumValues.has(particle) ? 0 : 2) + (isImaginary(all, variable) ? 1 : 0);
  };
  return [...found]
    .map(([variable, sums]) => ({ variable, coefficients: withoutRounding(sums) }))
    .filter(({ coefficients }) => coefficients.size > 0)
    .toSorted((a, b) => place(a.variable) - place(b.variable) || a.variable - b.variable);
}

/** c p or c p* is real together with its conjugate: Re c Re p -+ Im c Im p. */
function addParts(sums: Map<string, number>, name: string, [re, im]: Complex): void {
  const plain = plainName(name);
  const sign = plain === name ? -1 : 1;
  const add = (part: 0 | 1, value: number) => {
    const key = keyOf({ name: plain, part });
    sums.set(key, (sums.get(key) ?? 0) + value);
  };
  add(0, re);
  add(1, sign * im);
}

/** Of a singlet without a value: t S in L. */
function addLinearTerm(build: BrokenBuild, all: ScalarVariables, variable: number, sums: Map<string, number>): void {
  const { particle } = all.variables[variable].numbers;
  if (build.vacuumValues.has(particle) || !isSinglet(build, particle)) return;
  const name = linearName(build, particle);
  const { factor } = all.contents[particle].find((own) => own.variable === variable)!;
  const twice = build.components.table.particles[particle].selfConjugate ? 1 : 2;
  addParts(sums, name, [twice * factor[0], twice * factor[1]]);
}

function linearName({ components }: BrokenBuild, particle: number): string {
  return `tad_${components.table.particles[particle].name}`;
}

function linearComponent(build: BrokenBuild, name: string): number[] {
  return build.components.table.particles.flatMap((_, k) => (linearName(build, k) === name ? [k] : []));
}

function isSinglet({ components: { table }, numbers }: BrokenBuild, particle: number): boolean {
  const { irreps, charges } = table.fields[numbers[particle].field].field;
  return irreps.every((labels) => labels.every((label) => label === 0)) && charges.every(isZeroRational);
}

const ROUNDING = 1e-11; // of what is subtracted

function withoutRounding(sums: ReadonlyMap<string, number>): Map<string, number> {
  const largest = new Map<string, number>();
  for (const [key, value] of sums) {
    const { name } = partOf(key);
    largest.set(name, Math.max(largest.get(name) ?? 0, Math.abs(value)));
  }
  return new Map([...sums].filter(([key, value]) => Math.abs(value) > ROUNDING * largest.get(partOf(key).name)!));
}

/** row - (row_pivot/other_pivot) other. */
function eliminated(row: Map<string, number>, other: ReadonlyMap<string, number>, pivot: string): Map<string, number> {
  const own = row.get(pivot);
  if (own === undefined) return row;
  const ratio = own / other.get(pivot)!;
  const left = new Map(row);
  for (const [key, value] of other) {
    const before = left.get(key) ?? 0;
    const after = before - ratio * value;
    const size = Math.max(Math.abs(before), Math.abs(ratio * value));
    if (key === pivot || Math.abs(after) <= ROUNDING * size) left.delete(key);
    else left.set(key, after);
  }
  return left;
}

interface Candidate {
  readonly variable: number;
  readonly entry: NamedEntry | undefined;
  readonly roles: ReadonlyMap<string, CouplingRole>;
  readonly key: string;
}

/** The lower the better; undefined for what may not be solved for. */
function rankOf(
  build: BrokenBuild,
  all: ScalarVariables,
  { variable, entry, roles, key }: Candidate,
): number | undefined {
  const { particle, field } = all.variables[variable].numbers;
  if (entry === undefined) return partOf(key).name === linearName(build, particle) ? 2 : undefined;
  const { slots } = entry.term.operator;
  const fields = slots.map((letter) => build.components.lagrangian.letters[letter].field);
  if (!fields.includes(field)) return undefined;
  if (slots.length === 2) return entry.entry.kind === "real" && fields.every((own) => own === field) ? 0 : 1;
  if (!build.vacuumValues.has(particle) || roles.get(entry.name)?.kind === "selfCoupling") return undefined;
  return slots.length;
}

/** Of each further multiplet with a value the term of lowest dimension that is linear in it. */
function liftDefaults(
  build: BrokenBuild,
  all: ScalarVariables,
  conditions: readonly Condition[],
  pivots: ReadonlySet<string>,
): Map<string, number> {
  const { components, vacuumValues, vacuumComponent, numbers, sheet } = build;
  const [doublet] = sheet.value(vacuumValues.get(vacuumComponent)!.names[0]);
  const found = new Map<string, number>();
  for (const { variable, coefficients } of conditions) {
    const { particle, field } = all.variables[variable].numbers;
    const value = vacuumValues.get(particle);
    const isSmall = value === undefined || particle === vacuumComponent || isImaginary(all, variable);
    if (isSmall || components.table.fields[field].field.irreps.every((labels) => labels.every((label) => label === 0)))
      continue;
    const [size] = sheet.value(value.names[0]);
    const linear = components.entries.filter(({ name, term }) => {
      const fields = term.operator.slots.map((letter) => components.lagrangian.letters[letter].field);
      const isHeld = fields.every((own) => [...vacuumValues.keys()].some((k) => numbers[k].field === own));
      const key = keyOf({ name, part: 0 });
      const isLinear = fields.filter((own) => own === field).length === 1;
      return isHeld && isLinear && coefficients.has(key) && !pivots.has(key) && !found.has(name);
    });
    const [own] = linear.toSorted((a, b) => a.term.operator.slots.length - b.term.operator.slots.length);
    if (own === undefined) continue;
    const slope = coefficients.get(keyOf({ name: own.name, part: 0 }))!;
    found.set(own.name, (NEW_MASS ** 2 * size * doublet ** 2) / (doublet ** 2 + size ** 2) / slope);
  }
  return found;
}

function unsolved(
  build: BrokenBuild,
  all: ScalarVariables,
  variable: number,
  row: ReadonlyMap<string, number>,
): GlueballError {
  const { table } = build.components;
  const { particle, field, name } = all.variables[variable].numbers;
  const couplings = [...new Set([...row.keys()].map((key) => partOf(key).name))].join(", ");
  if (build.vacuumValues.has(particle)) {
    return new GlueballError({
      code: "lagrangian/no-stationary-vacuum",
      what: "no bilinear can make these vacuum values stationary",
      place: table.fields[field].field.name,
      found: `a term linear in ${name} with ${couplings}`,
      expected: "another choice of --vacuum",
    });
  }
  return new GlueballError({
    code: "lagrangian/induced-vacuum",
    what: "another field gets a vacuum value too",
    place: table.fields[field].field.name,
    found: `a term linear in ${name} with ${couplings}`,
    expected: `${table.fields[field].field.name} in --vacuum, or no --vacuum: what gets a value is found then`,
  });
}
