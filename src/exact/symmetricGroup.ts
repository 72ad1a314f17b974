/**
 * Characters and dimensions of the symmetric group S_n and of the GL(N) irreps with the same Young diagram.
 *
 * Characters come by the Murnaghan-Nakayama rule on beta numbers: lambda with l rows is the set {lambda_i + l - i}, and
 * to remove a border strip of r boxes is to lower one beta number by r onto a free place; the sign is (-1)^(numbers
 * jumped over). So chi_lambda(r, rest) = sum of sign * chi_(lambda - strip)(rest) (Macdonald, Symmetric
 * Functions and Hall Polynomials, section I.7, example 5). Values are remembered: a table of constants, filled as it is
 * asked for. Cost: each entry once, at most l terms.
 *
 * Dimensions: f_lambda = n! / prod hooks; dim GL(N) = prod over boxes (N + column - row) / hook.
 */
import { GlueballError } from "../base/index.ts";
import {
  conjugatePartition,
  factorial,
  requirePartition,
  requireSize,
  sizeOfPartition,
  type Partition,
} from "./partitions.ts";

const characters = new Map<string, bigint>();

/**
 * chi_lambda on permutations of cycle type rho, two partitions of the same n.
 * Errors: `exact/not-a-partition`, `exact/sizes-differ`.
 */
export function character(irrep: Partition, cycles: Partition): bigint {
  requirePartition(irrep);
  requirePartition(cycles);
  const [n, permuted] = [sizeOfPartition(irrep), sizeOfPartition(cycles)];
  if (n !== permuted) {
    throw new GlueballError({
      code: "exact/sizes-differ",
      what: `irrep [${irrep}] and cycle type [${cycles}] belong to different symmetric groups`,
      found: permuted,
      expected: `cycles of ${n} objects`,
    });
  }
  const rows = irrep.length;
  return characterOfBeta(
    irrep.map((row, i) => row + rows - 1 - i),
    cycles,
    0,
  );
}

/** The character of the diagram with these beta numbers (falling) on the cycles from `first` on. */
function characterOfBeta(beta: readonly number[], cycles: Partition, first: number): bigint {
  if (first === cycles.length) return 1n; // n - n = 0 boxes are left
  const key = `${beta.join()}|${cycles.slice(first).join()}`;
  const known = characters.get(key);
  if (known !== undefined) return known;
  let sum = 0n;
  beta.forEach((from, i) => {
    const to = from - cycles[first];
    if (to < 0 || beta.includes(to)) return;
    const jumped = beta.filter((other) => other < from && other > to).length;
    const rest = beta.with(i, to).sort((a, b) => b - a);
    const term = characterOfBeta(rest, cycles, first + 1);
    sum += jumped % 2 === 0 ? term : -term;
  });
  characters.set(key, sum);
  return sum;
}

/** f_lambda, the dimension of the S_n irrep: the number of standard tableaux. */
export function symmetricGroupDimension(irrep: Partition): bigint {
  return factorial(sizeOfPartition(irrep)) / hookProduct(irrep);
}

/** The dimension of the GL(N) irrep: the number of independent tensors of this symmetry for N copies; 0 for more than N rows. */
export function generalLinearDimension(irrep: Partition, copies: number): bigint {
  requireSize(copies);
  return boxes(irrep).reduce((product, { content }) => product * BigInt(copies + content), 1n) / hookProduct(irrep);
}

function hookProduct(irrep: Partition): bigint {
  return boxes(irrep).reduce((product, { hook }) => product * BigInt(hook), 1n);
}

/** Content (column - row) and hook length (boxes to the right, below, and itself) of every box, row by row. */
function boxes(irrep: Partition): { readonly content: number; readonly hook: number }[] {
  requirePartition(irrep);
  const columns = conjugatePartition(irrep);
  return irrep.flatMap((length, row) =>
    columns
      .slice(0, length)
      .map((height, column) => ({ content: column - row, hook: length - column + height - row - 1 })),
  );
}
