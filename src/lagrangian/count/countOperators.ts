/**
 * All operators of one dimension of a theory, counted type by type.
 *
 * The formula of cycleSum.ts is wrong in a known way below dimension 5: with the equations of motion used it gives -1
 * for phi phi+ D^2 and for psi psi+ D (the Delta-H of Henning, Lu, Melia, Murayama). There types have no derivatives, and
 * the kinetic terms, one a field, are those of the formula without equations of motion. Types with one field are total
 * derivatives or vanish, and are never listed.
 */
import { EXIT, GlueballError } from "../../base/index.ts";
import { typeName } from "../typeNames.ts";
import { lettersOf } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { createCycleSums } from "./cycleSum.ts";
import type { CycleTable, Redundancies } from "./cycleSum.ts";
import { familyName } from "./families.ts";
import { evaluatePolynomial, flavourIrreps, flavourPolynomial } from "./flavour.ts";
import type { FlavourIrrep, FlavourPolynomial, Generations } from "./flavour.ts";
import { createIntegrals } from "./integrals.ts";
import type { Integrals } from "./integrals.ts";
import { neutralTypes, productsToVisit } from "./neutralTypes.ts";
import { createSymmetryTables } from "./symmetryTables.ts";
import type { SymmetryTables } from "./symmetryTables.ts";

/** Highest dimension that is counted. */
export const LARGEST_DIMENSION = 15;
/** Minutes of search; d = 15 of the Standard Model visits 7 million products of fields in half a second. */
const LARGEST_SEARCH = 1e9;
/** The formula holds for types with derivatives above this dimension. */
const LARGEST_KINETIC_DIMENSION = 4;

export interface CountOptions extends Redundancies {
  readonly dimension: number;
  readonly generations: Generations;
}

/** The operators of one type. */
export interface TypeCount {
  readonly type: OperatorType;
  readonly name: string;
  readonly family: string;
  /** The number of operators for any number of generations. */
  readonly polynomial: FlavourPolynomial;
  /** The number for the generations asked for; undefined where they are left open. */
  readonly operators: bigint | undefined;
  /** Independent flavour tensors of definite symmetry. */
  readonly terms: bigint;
  readonly irreps: readonly FlavourIrrep[];
  readonly table: CycleTable;
}

export interface OperatorCount {
  readonly letters: readonly Letter[];
  /** Types with at least one operator. */
  readonly types: readonly TypeCount[];
}

/** Both removed: an independent basis. */
export const BASIS: Redundancies = { removeEom: true, removeIbp: true };

/**
 * `integrals` may be shared between counts of any theories.
 * @throws GlueballError lagrangian/dimension-too-high and lagrangian/too-many-types, exit code 3.
 */
export function countOperators(
  theory: Theory,
  options: CountOptions,
  integrals: Integrals = createIntegrals(),
): OperatorCount {
  const letters = lettersOf(theory);
  requireFeasible(letters, options.dimension);
  const { dimension, removeEom } = options;
  const maxDerivatives = removeEom && dimension <= LARGEST_KINETIC_DIMENSION ? 0 : undefined;
  const sums = createCycleSums(theory, letters, options, integrals);
  const symmetries = createSymmetryTables();
  const types: TypeCount[] = [];
  for (const type of neutralTypes(theory, { dimension, maxDerivatives })) {
    const table = sums(type);
    const count = table === undefined ? undefined : countType(type, table, letters, options.generations, symmetries);
    if (count !== undefined) types.push(count);
  }
  return { letters, types };
}

/** The kinetic terms: one a field and generation mixing, as psi+ psi D and phi+ phi D^2. Those of gauge bosons are F^2. */
export function kineticTerms(
  theory: Theory,
  generations: Generations,
  integrals: Integrals = createIntegrals(),
): OperatorCount {
  const options = { dimension: LARGEST_KINETIC_DIMENSION, generations, removeEom: false, removeIbp: true };
  const count = countOperators(theory, options, integrals);
  return { ...count, types: count.types.filter(({ type }) => type.derivatives > 0) };
}

function countType(
  type: OperatorType,
  table: CycleTable,
  letters: readonly Letter[],
  generations: Generations,
  symmetries: SymmetryTables,
): TypeCount | undefined {
  const polynomial = flavourPolynomial(table, letters);
  const operators = generations === "symbolic" ? undefined : evaluatePolynomial(polynomial, generations);
  if (polynomial.numerators.length === 0 || operators === 0n) return undefined;
  const irreps = flavourIrreps(table, letters, generations, symmetries);
  if (operators !== undefined) requireComponents(irreps, operators);
  return {
    type,
    name: typeName(type, letters),
    family: familyName(type, letters),
    polynomial,
    operators,
    terms: irreps.reduce((sum, { multiplicity }) => sum + multiplicity, 0n),
    irreps,
    table,
  };
}

/** The self-test: the components of all irreps are the operators, which another sum has counted. */
function requireComponents(irreps: readonly FlavourIrrep[], operators: bigint): void {
  const components = irreps.reduce((sum, irrep) => sum + (irrep.operators ?? 0n), 0n);
  if (components !== operators) throw new Error(`${components} flavour components of ${operators} operators`);
}

function requireFeasible(letters: readonly Letter[], dimension: number): void {
  if (dimension > LARGEST_DIMENSION) {
    const estimate = productsToVisit(letters, dimension).toExponential(1);
    throw tooLarge("lagrangian/dimension-too-high", `the dimension is above ${LARGEST_DIMENSION}`, dimension, estimate);
  }
  const products = productsToVisit(letters, dimension);
  if (products > LARGEST_SEARCH) {
    const estimate = products.toExponential(1);
    throw tooLarge("lagrangian/too-many-types", "there are too many products of fields to visit", dimension, estimate);
  }
}

function tooLarge(code: string, what: string, dimension: number, estimate: string): GlueballError {
  const hint = `Estimate: ${estimate} products of fields; the limits are dimension ${LARGEST_DIMENSION} and ${LARGEST_SEARCH.toExponential(0)}`;
  return new GlueballError(
    { code, what, place: "--dimension", found: dimension, expected: "a lower dimension", hint },
    EXIT.tooLarge,
  );
}
