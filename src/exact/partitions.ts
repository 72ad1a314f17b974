/**
 * Partitions of n: the cycle types and at the same time the irreducible representations of the symmetric group S_n
 * (Macdonald, Symmetric Functions and Hall Polynomials, section I.1).
 */
import { GlueballError } from "../base/index.ts";

/** Weakly decreasing positive whole numbers; the empty list is the one partition of 0. */
export type Partition = readonly number[];

/** All partitions of n, from [n] to [1, 1, ..., 1] in reverse lexicographic order. Error: `exact/size-not-whole`. */
export function partitionsOf(n: number): Partition[] {
  requireSize(n);
  const found: Partition[] = [];
  const extend = (parts: number[], rest: number) => {
    if (rest === 0) found.push(parts);
    for (let part = Math.min(rest, parts.at(-1) ?? rest); part > 0; part--) extend([...parts, part], rest - part);
  };
  extend([], n);
  return found;
}

/** n = the sum of the parts. */
export function sizeOfPartition(partition: Partition): number {
  return partition.reduce((sum, part) => sum + part, 0);
}

/** z_rho = prod_m m^(c_m) c_m! with c_m parts of size m: n! / z_rho permutations have the cycle type rho. */
export function centraliserOrder(cycles: Partition): bigint {
  let order = 1n;
  let equal = 0;
  cycles.forEach((part, k) => {
    equal = k > 0 && cycles[k - 1] === part ? equal + 1 : 1;
    order *= BigInt(part) * BigInt(equal);
  });
  return order;
}

/** Columns for rows: [3, 1] becomes [2, 1, 1]. */
export function conjugatePartition(partition: Partition): Partition {
  return Array.from({ length: partition[0] ?? 0 }, (_, column) => partition.filter((row) => row > column).length);
}

/** n! */
export function factorial(n: number): bigint {
  requireSize(n);
  let product = 1n;
  for (let k = 2n; k <= BigInt(n); k++) product *= k;
  return product;
}

/** Checks what a caller passes as a partition. Error: `exact/not-a-partition`. */
export function requirePartition(parts: readonly number[]): void {
  const falls = parts.every((part, k) => Number.isSafeInteger(part) && part > 0 && (k === 0 || parts[k - 1] >= part));
  if (falls) return;
  throw new GlueballError({
    code: "exact/not-a-partition",
    what: "a list is not a partition",
    found: parts,
    expected: "positive whole numbers that never rise, such as [3, 1, 1]",
  });
}

/** Error: `exact/size-not-whole`. */
export function requireSize(n: number): void {
  if (Number.isSafeInteger(n) && n >= 0) return;
  throw new GlueballError({
    code: "exact/size-not-whole",
    what: "the size of a partition or the number of copies is not a whole number",
    found: n,
    expected: "0, 1, 2, ...",
  });
}
