/**
 * The numbers of a potential with several vacuum values: what is free goes on the card with its default or with what the user
 * gives, what the vacuum fixes follows (vacuumConditions.ts), and the self-coupling of one doublet follows from m_h unless it is given.
 */
import { GlueballError } from "../../../base/index.ts";
import type { Complex } from "../../complexNumbers.ts";
import { blockOf } from "../ufoFiles.ts";
import type { NamedEntry } from "../operatorVertices.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import { addCoupling, NEW_MASS } from "./brokenBuild.ts";
import { isScalarProduct } from "./couplingRoles.ts";
import type { CouplingRole } from "./couplingRoles.ts";
import { entryForEigenvalue } from "./higgsMass.ts";
import type { Numbers, Polynomial } from "./polynomial.ts";
import { polynomialValue } from "./polynomial.ts";
import { HIGGS_MASS } from "./standardInputs.ts";
import type { ParameterPart, VacuumConditions } from "./vacuumConditions.ts";

/** What the self-coupling is solved with: entries of M2, the variables that mix, and among them that of the doublet. */
export interface HiggsBlock {
  readonly entry: (row: number, column: number) => Polynomial;
  readonly block: (numbers: Numbers) => readonly number[];
  /** A squared mass that is still to be chosen. */
  readonly openSquare: (variable: number) => number | undefined;
  readonly doublet: number;
}

/** Adds all parameters of the potential but the mass terms of fields without a value. @throws GlueballError lagrangian/phase-fixed. */
export function addVacuumNumbers(
  build: BrokenBuild,
  roles: ReadonlyMap<string, CouplingRole>,
  conditions: VacuumConditions,
  higgs: HiggsBlock,
): void {
  const potential = build.components.entries.filter((own) => isScalarProduct(build.components, own));
  const solved = new Map<string, (0 | 1)[]>();
  for (const { solved: own } of conditions.solved) solved.set(own.name, [...(solved.get(own.name) ?? []), own.part]);
  const start = new Map<string, Complex>();
  for (const entry of potential) {
    const value = defaultOf(roles.get(entry.name)!, entry, conditions);
    const given = build.sheet.given(entry.name);
    if (value !== undefined || given !== undefined || solved.has(entry.name))
      start.set(entry.name, given ?? [value ?? 0, 0]);
  }
  for (const component of conditions.linear)
    start.set(`tad_${build.components.table.particles[component].name}`, [0, 0]);
  const coupling = potential.find(({ name }) => roles.get(name)?.kind === "selfCoupling")?.name;
  if (coupling === undefined) throw new Error("the doublet has no self-coupling");
  if (build.sheet.given(coupling) === undefined) {
    const at = (value: number) => filled(new Map(start).set(coupling, [value, 0]), conditions);
    start.set(coupling, [selfCoupling(build, higgs, at), 0]);
  }
  for (const [name, value] of filled(start, conditions)) addNumber(build, name, value, solved.get(name) ?? []);
}

/** Undefined for mass terms that masses on the card decide. */
function defaultOf(role: CouplingRole, { name, term }: NamedEntry, { lifts }: VacuumConditions): number | undefined {
  const lift = lifts.get(name);
  if (lift !== undefined) return lift;
  if (role.kind === "free") return role.value;
  if (role.kind !== "bilinear") return 0;
  const [first, second] = role.fields;
  return role.mass ? undefined : first === second && term.reality === "pair" ? NEW_MASS : 0;
}

/** With the numbers of the solved parts. */
function filled(start: ReadonlyMap<string, Complex>, { solved }: VacuumConditions): Map<string, Complex> {
  const values = new Map(start);
  const set = ({ name, part }: ParameterPart, value: number) => {
    const [re, im] = values.get(name) ?? [0, 0];
    values.set(name, part === 0 ? [value, im] : [re, value]);
  };
  for (const { solved: own } of solved) set(own, 0);
  for (const { solved: own, others } of solved) {
    const sum = others.reduce(
      (total, { part, factor }) => total + factor * (start.get(part.name)?.[part.part] ?? 0),
      0,
    );
    set(own, sum);
  }
  return values;
}

/** M2 is linear in the coupling, which stands in the entry of the doublet alone. */
function selfCoupling(
  { sheet }: BrokenBuild,
  { entry, block, openSquare, doublet }: HiggsBlock,
  at: (value: number) => ReadonlyMap<string, Complex>,
): number {
  const numbersAt = (value: number): Numbers => {
    const own = at(value);
    return (name) => own.get(name) ?? sheet.value(name);
  };
  const [zero, one] = [numbersAt(0), numbersAt(1)];
  const variables = block(zero);
  const value = (numbers: Numbers, a: number, b: number) => polynomialValue(entry(a, b), numbers)[0];
  const matrix = variables.map((a) => variables.map((b) => (a === b ? openSquare(a) : undefined) ?? value(zero, a, b)));
  const place = variables.indexOf(doublet);
  const wanted = entryForEigenvalue(matrix, place, HIGGS_MASS.value ** 2);
  return (wanted - matrix[place][place]) / (value(one, doublet, doublet) - matrix[place][place]);
}

/** On the card, as a number that follows if no part of it is free. */
function addNumber(build: BrokenBuild, name: string, value: Complex, solved: readonly (0 | 1)[]): void {
  const { sheet } = build;
  const entry = build.components.entries.find((own) => own.name === name);
  const particle = build.components.table.particles.find((own) => name === `tad_${own.name}`);
  const isComplex = entry === undefined ? particle?.selfConjugate === false : entry.entry.kind === "pair";
  const place = { block: blockOf(name) };
  if (solved.length === (isComplex ? 2 : 1)) {
    if (isComplex) sheet.addComplexResult(name, value, place);
    else sheet.addResult(name, value[0], place);
    return;
  }
  if (solved.length === 0) {
    addCoupling(build, name, value);
    return;
  }
  const given = sheet.given(name);
  const differs = (part: 0 | 1) =>
    given![part] !== 0 && Math.abs(given![part] - value[part]) > 1e-9 * Math.hypot(...value);
  if (given !== undefined && solved.some(differs)) throw phaseFixed(name, given, value);
  sheet.addComplexPart(name, value, place);
}

function phaseFixed(name: string, given: Complex, [re, im]: Complex): GlueballError {
  return new GlueballError({
    code: "lagrangian/phase-fixed",
    what: "the vacuum, with real values, fixes the phase of this coupling",
    place: name,
    found: `[${given.join(", ")}]`,
    expected: `[${re}, ${im}]`,
  });
}
