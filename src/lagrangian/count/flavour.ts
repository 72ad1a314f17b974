/**
 * From the table of cycle types of one type to what is asked of it: the number of operators as a polynomial in the
 * number of generations Nf, and how the flavour indices fall into irreps of the permutations of equal fields.
 *
 *     N(Nf)    = 1/prod n_i! SUM_rho W[rho] prod_i copies_i^{len(rho_i)}
 *     m_lambda = 1/prod n_i! SUM_rho W[rho] prod_i chi_{lambda_i}(rho_i)
 *
 * They are tied by N = SUM_lambda m_lambda prod_i dim GL(copies_i)(lambda_i), which every list of irreps is checked for.
 */
import { character, generalLinearDimension, partitionsOf, rational } from "../../exact/index.ts";
import type { Partition, Rational } from "../../exact/index.ts";
import type { Copies, Letter } from "../theory.ts";
import type { CycleTable } from "./cycleSum.ts";

/** A number, or "symbolic" where the number of generations is left open. */
export type Generations = number | "symbolic";

/** Coefficients by power of Nf over a common denominator; the last coefficient is not zero. */
export interface FlavourPolynomial {
  readonly numerators: readonly bigint[];
  readonly denominator: bigint;
}

/** An irrep of the permutations of equal fields that flavour indices have. */
export interface FlavourIrrep {
  /** One partition for each letter of the type with more than one copy, in the order of the type. */
  readonly partitions: readonly Partition[];
  /** How many independent tensors of this symmetry there are: the "terms". */
  readonly multiplicity: bigint;
}

export function flavourPolynomial(
  { axes, weights, permutations }: CycleTable,
  letters: readonly Letter[],
): FlavourPolynomial {
  const numerators: bigint[] = [];
  const walk = (axis: number, cell: number, power: number, factor: bigint): void => {
    if (axis === axes.length) {
      numerators[power] = (numerators[power] ?? 0n) + factor * weights[cell];
      return;
    }
    const { letter, cycles } = axes[axis];
    const { copies } = letters[letter];
    cycles.forEach(({ length }, rho) => {
      const next = cell * cycles.length + rho;
      if (copies === "Nf") walk(axis + 1, next, power + length, factor);
      else walk(axis + 1, next, power, factor * BigInt(copies) ** BigInt(length));
    });
  };
  walk(0, 0, 0, 1n);
  const filled = Array.from(numerators, (value) => value ?? 0n);
  while (filled.at(-1) === 0n) filled.pop();
  return { numerators: filled, denominator: permutations };
}

export function addPolynomials(a: FlavourPolynomial, b: FlavourPolynomial): FlavourPolynomial {
  const length = Math.max(a.numerators.length, b.numerators.length);
  const numerators = Array.from(
    { length },
    (_, k) => (a.numerators[k] ?? 0n) * b.denominator + (b.numerators[k] ?? 0n) * a.denominator,
  );
  return { numerators, denominator: a.denominator * b.denominator };
}

/** Reduced coefficients by power of Nf. */
export function coefficientsOf({ numerators, denominator }: FlavourPolynomial): Rational[] {
  return numerators.map((numerator) => rational(numerator, denominator));
}

/** The number of operators of so many generations; a whole number, or the sum was wrong. */
export function evaluatePolynomial({ numerators, denominator }: FlavourPolynomial, generations: number): bigint {
  const sum = numerators.reduceRight((value, numerator) => value * BigInt(generations) + numerator, 0n);
  if (sum % denominator !== 0n) throw new Error(`${sum} operators over ${denominator} permutations is no whole number`);
  return sum / denominator;
}

/** Irreps with as many rows as the copies allow, all of them where the number of generations is open. */
export function flavourIrreps(
  { axes, weights, permutations }: CycleTable,
  letters: readonly Letter[],
  generations: Generations,
): FlavourIrrep[] {
  let choices: Partition[][] = [[]];
  let table = weights;
  for (const { letter, power, cycles } of axes) {
    const limit = copiesOf(letters[letter].copies, generations);
    const irreps = partitionsOf(power).filter(({ length }) => limit === "symbolic" || length <= limit);
    table = alongFirstAxis(
      table,
      irreps.map((irrep) => cycles.map((rho) => character(irrep, rho))),
    );
    choices = choices.flatMap((choice) => irreps.map((irrep) => [...choice, irrep]));
  }
  return choices
    .map((partitions, index) => ({ partitions, multiplicity: wholeMultiplicity(table[index], permutations) }))
    .filter(({ multiplicity }) => multiplicity !== 0n);
}

/** SUM_rho matrix[lambda][rho] table[rho, ...], with lambda as the last axis; after all axes their order is as before. */
function alongFirstAxis(table: readonly bigint[], matrix: readonly (readonly bigint[])[]): bigint[] {
  const length = matrix[0]?.length ?? 1;
  const rest = table.length / length;
  return Array.from({ length: rest * matrix.length }, (_, target) => {
    const row = matrix[target % matrix.length];
    const cell = Math.floor(target / matrix.length);
    return row.reduce((sum, factor, rho) => sum + factor * table[rho * rest + cell], 0n);
  });
}

function wholeMultiplicity(sum: bigint, permutations: bigint): bigint {
  if (sum % permutations === 0n) return sum / permutations;
  throw new Error(`${sum} over ${permutations} permutations is no multiplicity`);
}

/** Flavour components of an irrep: the semi-standard tableaux filled with the copies of each letter. */
export function componentsOf(
  { axes }: CycleTable,
  { partitions, multiplicity }: FlavourIrrep,
  letters: readonly Letter[],
  generations: number,
): bigint {
  return axes.reduce((product, { letter }, axis) => {
    const copies = letters[letter].copies;
    return product * generalLinearDimension(partitions[axis], copies === "Nf" ? generations : copies);
  }, multiplicity);
}

function copiesOf(copies: Copies, generations: Generations): Generations {
  return copies === "Nf" ? generations : copies;
}
