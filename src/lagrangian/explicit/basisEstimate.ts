/**
 * What an explicit basis will cost, from its dimension alone: Lorentz and group integrals, no structures.
 *
 * Every vector is symmetrised for each partition of the first set of equal letters, n (n - 1) exchanges of neighbours
 * each, and an exchange multiplies the vector by one small matrix an axis. Later sets work on what is left.
 */
import { EXIT, GlueballError } from "../../base/index.ts";
import { groupIntegral, lorentzScalars, partitionsOf, timesField, unitSeries } from "../../exact/index.ts";
import type { Generations } from "../count/flavour.ts";
import { copyNumber, slotsOfType } from "../theory.ts";
import type { Letter, OperatorType } from "../theory.ts";
import { typeName } from "../typeNames.ts";

/** More equal letters than this are refused unless forced. */
const LARGEST_POWER = 8;

/** Measured on one core of an AMD EPYC: Q^6 H+^2, 350 structures, 1.1 s; G^6, 2175 structures, 9 s. */
const SECONDS_PER_PRODUCT = 1e-9;

export interface BasisEstimate {
  /** Lorentz structures, then gauge structures of each factor. */
  readonly sizes: readonly number[];
  readonly dimension: number;
  readonly seconds: number;
}

/** The size of the operator space of a type and the time its basis takes, a factor of 5 uncertain: sparse matrices are faster. */
export function estimateBasis(
  letters: readonly Letter[],
  type: OperatorType,
  generations: Generations = "symbolic",
): BasisEstimate {
  const held = slotsOfType(type).map((letter) => letters[letter]);
  const factors = held.map(({ twiceHelicity }) => ({ twiceHelicity, power: 1, onShell: true }));
  const lorentz = lorentzScalars(factors.reduce(timesField, unitSeries(type.derivatives)), type.derivatives, true);
  const gauge = held[0].irreps.map((labels, k) =>
    groupIntegral(
      labels.length + 1,
      held.map(({ irreps }) => ({ irrep: irreps[k], power: 1 })),
    ),
  );
  const sizes = [lorentz, ...gauge];
  const dimension = sizes.reduce((product, size) => product * size, 1);
  const first = type.powers.find(({ power }) => power > 1);
  const exchanges =
    first === undefined ? 0 : first.power * (first.power - 1) * symmetriesOf(first, letters, generations);
  const products = dimension ** 2 * exchanges * sizes.reduce((sum, size) => sum + size, 0);
  return { sizes, dimension, seconds: products * SECONDS_PER_PRODUCT };
}

function symmetriesOf(
  { letter, power }: OperatorType["powers"][number],
  letters: readonly Letter[],
  generations: Generations,
): number {
  const copies = copyNumber(letters[letter].copies, generations);
  return partitionsOf(power).filter((partition) => copies === "symbolic" || partition.length <= copies).length;
}

/**
 * Refuses types with more than 8 equal letters.
 * @throws GlueballError lagrangian/too-many-equal-fields, exit code 3, with the estimate.
 */
export function requireFeasibleBasis(
  letters: readonly Letter[],
  type: OperatorType,
  generations: Generations = "symbolic",
): void {
  const largest = type.powers.reduce((most, { power }) => Math.max(most, power), 0);
  if (largest <= LARGEST_POWER) return;
  const { dimension, seconds } = estimateBasis(letters, type, generations);
  throw new GlueballError(
    {
      code: "lagrangian/too-many-equal-fields",
      what: `the explicit basis of ${typeName(type, letters)} has ${dimension} structures and takes about ${duration(seconds)}`,
      found: largest,
      expected: `at most ${LARGEST_POWER} equal fields`,
      hint: "Count it instead, or use --allow-large",
    },
    EXIT.tooLarge,
  );
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`;
  return `${Math.round(seconds / 3600)} hours`;
}
