/**
 * Cyclic symmetries Z_M that keep some terms of a Lagrangian and forbid others: charges q_f of the fields modulo M with
 *
 *     sum_f n_tf q_f = 0 (mod M) for each kept term t,   sum_f n_tf q_f != 0 (mod M) for each forbidden one,
 *
 * where n_tf is how often term t holds field f, less how often it holds the conjugate.
 *
 * One Hermite form solves the equations and puts the inequalities in order. Its lattice holds, for all charges and modulo
 * M, the sums of the kept terms, then those of the forbidden terms, then the charges. Vectors that begin with zeros for
 * the kept terms are combinations of the rows further down, and these are triangular in the forbidden sums: the k-th
 * coefficient is the last one that touches the k-th sum, and has M / pivot values to try, most often one. A forbidden sum
 * that is always 0 ends the search before it starts.
 * Cost: the Hermite form, and at most as many steps as there are different tuples of forbidden sums.
 */
import { GlueballError } from "../base/index.ts";
import { hermiteNormalForm } from "./hermiteForm.ts";
import { requireLength } from "./modularMatrix.ts";

/** Charges 0 ... order - 1 of the fields. */
export interface CyclicSymmetry {
  readonly order: number;
  readonly charges: readonly number[];
}

/** What a symmetry has to do; each term lists its exponents n_tf, one whole number for each field. */
export interface TermSelection {
  readonly keep: readonly (readonly number[])[];
  readonly forbid: readonly (readonly number[])[];
}

/**
 * The smallest order M = 2 ... largestOrder whose Z_M keeps and forbids as wanted; undefined if there is none, for
 * example because kept terms multiply to a forbidden one. Errors: `exact/sizes-differ`, `exact/order-not-whole`.
 */
export function smallestCyclicSymmetry(terms: TermSelection, largestOrder = 8): CyclicSymmetry | undefined {
  requireOrder(largestOrder);
  for (let order = 2; order <= largestOrder; order++) {
    const charges = cyclicCharges(terms, order);
    if (charges !== undefined) return { order, charges };
  }
  return undefined;
}

/** Charges modulo `order` that keep and forbid as wanted, if there are any. Errors as above. */
export function cyclicCharges({ keep, forbid }: TermSelection, order: number): number[] | undefined {
  requireOrder(order);
  const fields = [...keep, ...forbid][0]?.length ?? 0;
  for (const term of [...keep, ...forbid]) requireLength(term, fields);
  // Only the lattice of the kept terms matters, and it has at most as many rows as there are fields.
  const equations = hermiteNormalForm(keep.map((term) => term.map(BigInt)));
  const solutions = chargeLattice([...equations, ...forbid.map((term) => term.map(BigInt))], fields, BigInt(order))
    .slice(equations.length)
    .map((row) => row.slice(equations.length).map(Number));
  const sums = findNonZeroSums(solutions, forbid.length, order);
  return sums?.slice(forbid.length).map((charge) => charge % order);
}

/** The Hermite form of all (sums of the terms, charges) modulo M. */
function chargeLattice(terms: readonly (readonly bigint[])[], fields: number, order: bigint): bigint[][] {
  const width = terms.length + fields;
  const unitCharges = Array.from({ length: fields }, (_, field) => [
    ...terms.map((term) => term[field]),
    ...Array.from({ length: fields }, (_, other) => (other === field ? 1n : 0n)),
  ]);
  const multiples = Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (_, j) => (i === j ? order : 0n)),
  );
  return hermiteNormalForm([...unitCharges, ...multiples]);
}

/**
 * A combination of triangular rows whose first `count` entries are all other than 0 modulo the order; depth first, one
 * row after the other.
 */
function findNonZeroSums(rows: readonly (readonly number[])[], count: number, order: number): number[] | undefined {
  for (let k = 0; k < count; k++) if (rows.slice(0, k + 1).every((row) => row[k] % order === 0)) return undefined;
  const search = (vector: readonly number[], k: number): readonly number[] | undefined => {
    if (k === count) return vector;
    for (let factor = 0; factor * rows[k][k] < order; factor++) {
      const next = vector.map((entry, j) => (entry + factor * rows[k][j]) % order);
      const found = next[k] === 0 ? undefined : search(next, k + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const width = rows[0]?.length ?? 0;
  return search(Array<number>(width).fill(0), 0)?.slice();
}

function requireOrder(order: number): void {
  if (Number.isSafeInteger(order) && order >= 2 && order <= 1000) return;
  throw new GlueballError({
    code: "exact/order-not-whole",
    what: "the order of a cyclic symmetry is not usable",
    found: order,
    expected: "a whole number from 2 to 1000",
  });
}
