/**
 * From the table of cycle types of one type to what is asked of it: the number of operators as a polynomial in the
 * number of generations Nf, and how the flavour indices fall into irreps of the permutations of equal fields.
 *
 *     N(Nf)    = 1/prod n_i! SUM_rho W[rho] prod_i copies_i^{len(rho_i)}
 *     m_lambda = 1/prod n_i! SUM_rho W[rho] prod_i chi_{lambda_i}(rho_i)
 *
 * They are tied by N = SUM_lambda m_lambda prod_i dim GL(copies_i)(lambda_i), which countOperators.ts checks for every type.
 */
import { leastCommonMultiple, rational } from "../../exact/index.ts";
import type { Partition, Rational } from "../../exact/index.ts";
import { copyNumber } from "../theory.ts";
import type { Letter } from "../theory.ts";
import type { CycleTable } from "./cycleSum.ts";
import type { SymmetryTables } from "./symmetryTables.ts";

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
  /** Their components for the generations asked for; undefined where the number is left open. */
  readonly operators: bigint | undefined;
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
  const denominator = leastCommonMultiple(a.denominator, b.denominator);
  const [forA, forB] = [denominator / a.denominator, denominator / b.denominator];
  const numerators = Array.from(
    { length: Math.max(a.numerators.length, b.numerators.length) },
    (_, power) => (a.numerators[power] ?? 0n) * forA + (b.numerators[power] ?? 0n) * forB,
  );
  return { numerators, denominator };
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
  symmetries: SymmetryTables,
): FlavourIrrep[] {
  const rows = axes.map(({ letter }) => copyNumber(letters[letter].copies, generations));
  const limits = rows.map((limit) => (limit === "symbolic" ? Infinity : limit));
  const choices = axes.map(({ power }, axis) => symmetries.irreps(power, limits[axis]));
  let table = weights;
  axes.forEach(({ power }, axis) => {
    table = alongFirstAxis(table, symmetries.characters(power, limits[axis]));
  });
  return table.flatMap((sum, index) => {
    if (sum === 0n) return [];
    const partitions = chosen(choices, index);
    const multiplicity = wholeMultiplicity(sum, permutations);
    return [{ partitions, multiplicity, operators: componentsOf(multiplicity, partitions, rows, symmetries) }];
  });
}

/** Flavour components: the semi-standard tableaux filled with the copies of each letter. */
function componentsOf(
  multiplicity: bigint,
  partitions: readonly Partition[],
  copies: readonly Generations[],
  symmetries: SymmetryTables,
): bigint | undefined {
  let product = multiplicity;
  for (const [axis, partition] of partitions.entries()) {
    const limit = copies[axis];
    if (limit === "symbolic") return undefined;
    product *= symmetries.components(partition, limit);
  }
  return product;
}

/** The entry of each axis at an index of the table, the last axis running fastest. */
function chosen(choices: readonly (readonly Partition[])[], index: number): Partition[] {
  let rest = index;
  return choices
    .map((_, k) => choices[choices.length - 1 - k])
    .map((irreps) => {
      const irrep = irreps[rest % irreps.length];
      rest = Math.floor(rest / irreps.length);
      return irrep;
    })
    .toReversed();
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
