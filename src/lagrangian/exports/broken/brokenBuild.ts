/** What the steps of breaking a model share: particles found so far, and what components are in terms of them. */
import type { Complex } from "../../complexNumbers.ts";
import { complexSize } from "../../complexNumbers.ts";
import type { Vacuum } from "../../breaking/vacuum.ts";
import type { ParticleRow } from "../ufoDocument.ts";
import { blockOf } from "../ufoFiles.ts";
import type { ComponentLagrangian } from "./componentLagrangian.ts";
import type { ComponentNumbers } from "./componentNumbers.ts";
import type { ComplexMatrix } from "./massDiagonalisation.ts";
import type { ParameterSheet } from "./parameterSheet.ts";
import type { Polynomial, Product } from "./polynomial.ts";
import type { NamedRotation } from "./unitarySums.ts";
import type { VacuumValues } from "./vacuumTerms.ts";

/** A particle or its conjugate in a component. */
export interface ExpansionTerm {
  /** Index in `particles`. */
  readonly particle: number;
  readonly anti: boolean;
  readonly product: Product;
}

export interface BrokenBuild {
  readonly components: ComponentLagrangian;
  readonly vacuum: Vacuum;
  /** The component of the doublet that has a vacuum value. */
  readonly vacuumComponent: number;
  /** What it and other components have in the vacuum. */
  readonly vacuumValues: VacuumValues;
  readonly numbers: readonly ComponentNumbers[];
  readonly sheet: ParameterSheet;
  readonly particles: ParticleRow[];
  /** How many codes of new particles are given out. */
  readonly codes: { used: number };
  /** Of each component; scalars that are Goldstone bosons have none. */
  readonly expansions: ExpansionTerm[][];
  readonly rotations: NamedRotation[];
  /** Yukawa couplings in terms of those of mass eigenstates and the CKM matrix. */
  readonly definitions: Map<string, Polynomial>;
  /** Names of sets of particles whose masses and mixing are numbers of the file. */
  readonly mixed: string[];
}

export function addParticle({ particles }: BrokenBuild, own: ParticleRow): number {
  return particles.push(own) - 1;
}

const FIRST_NEW_CODE = 9000001;

/** A PDG code that no other particle has. */
export function nextCode({ codes }: BrokenBuild): number {
  codes.used += 1;
  return FIRST_NEW_CODE + codes.used - 1;
}

/** Names of the Standard Model. */
const TAKEN = new Set("a z w g h u d c s t b e mu ta ve vm vt v1 v2 v3".split(" "));

/** A name that no other particle has, whatever the capitals, nor its mass and width another parameter. */
export function freeName(build: BrokenBuild, label: string): string {
  const { particles, sheet } = build;
  const lower = label.toLowerCase();
  const parameters = new Set(sheet.rows.map(({ name }) => name.toLowerCase()));
  const isTaken =
    TAKEN.has(lower) ||
    particles.some(({ name, antiname }) => name.toLowerCase() === lower || antiname.toLowerCase() === lower) ||
    ["m", "w"].some((letter) => parameters.has(`${letter}${lower}`));
  return isTaken ? freeName(build, `${label}x`) : label;
}

/** A width that is a number of the card. */
export function addWidth({ sheet }: BrokenBuild, name: string, value: number, pdgCode: number): string {
  sheet.addNumber(name, value, { block: "DECAY", code: [pdgCode] });
  return name;
}

/** Letters, digits and underscores of a particle's name. */
export function plainIdentifier(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_]/g, "");
}

const NOTHING = 1e-14; // entries of unitary matrices that are rounding

/**
 * The entries of a rotation as factors: numbers where the matrix has one row, else parameters of the card, one block for
 * each matrix. Rows are components, columns particles; an entry that is 0 is undefined.
 */
export function namedEntries(
  { sheet, rotations }: BrokenBuild,
  matrix: ComplexMatrix,
  labels: { readonly rows: readonly string[]; readonly columns: readonly string[]; readonly real: boolean },
): (Product | undefined)[][] {
  if (matrix.length === 1) return [matrix[0].map((factor) => ({ factor, names: [] }))];
  const block = `MIX${rotations.length + 1}`;
  const names = matrix.map((row, i) =>
    row.map((entry, j) => {
      if (complexSize(entry) < NOTHING) return undefined;
      const name = `R_${labels.rows[i]}_${plainIdentifier(labels.columns[j])}`;
      if (labels.real) sheet.addResult(name, entry[0], { block, code: [i + 1, j + 1] });
      else sheet.addComplexResult(name, entry, { block, code: [i + 1, j + 1] });
      return name;
    }),
  );
  rotations.push({ names, complex: !labels.real });
  const factor: Complex = [1, 0];
  return names.map((row) => row.map((name) => (name === undefined ? undefined : { factor, names: [name] })));
}

/** To each column of weights a label of its own, the largest weights first. */
export function dominantLabels(weights: readonly (readonly number[])[], labels: readonly string[]): string[] {
  const columns = weights[0].length;
  const pairs = weights.flatMap((row, i) => row.map((weight, j) => ({ i, j, weight })));
  const found: (string | undefined)[] = Array.from({ length: columns }, () => undefined);
  const used = new Set<number>();
  for (const { i, j } of pairs.sort((a, b) => b.weight - a.weight)) {
    if (found[j] !== undefined || used.has(i)) continue;
    found[j] = labels[i];
    used.add(i);
  }
  return found.map((label, j) => label ?? `${labels[0]}_${j + 1}`);
}

/** A free coupling on the card; its block is its name without generations. */
export function addCoupling(build: BrokenBuild, name: string, value: Complex): void {
  const block = blockOf(name);
  if (isComplexName(build, name)) build.sheet.addComplexNumber(name, value, { block });
  else build.sheet.addNumber(name, value[0], { block });
}

/** Parameters and coefficients of an operator together with its conjugate. */
export function isComplexName({ components, sheet }: BrokenBuild, name: string): boolean {
  return sheet.isComplex(name) || components.entries.some((own) => own.name === name && own.entry.kind === "pair");
}

/** GeV. */
export const NEW_MASS = 1000;

/** GeV, of new fields: twice and three times that for further generations. */
export function newMassOf(generation: number): number {
  return NEW_MASS * (generation + 1);
}
