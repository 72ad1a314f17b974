/**
 * The smallest Z_M that forbids some terms and keeps others. With m the rows of the charge matrix, charges z modulo M
 * are wanted with
 *
 *     m z = 0 (mod M)   for every kept row,        m z != 0 (mod M)   for every forbidden row.
 *
 * The solutions of the first are a group, found by restricting (Z_M)^n row by row: Euclid's algorithm on the values that
 * the generators g have under m leaves one generator with a value v other than 0, and (M / gcd(v, M)) g takes its place.
 * On this group the second is a search over multiples of the generators, cut off where a forbidden row has value 0 and
 * no generator left can change it. It gives the first solution, with as many zeros in front as it can.
 */
import { EXIT, GlueballError } from "../base/index.ts";

export interface CyclicSymmetry {
  readonly order: number;
  /** Charges from 0 to order - 1, one for each column of the rows. */
  readonly charges: readonly number[];
}

/** Above it the search is given up: 10^7 tries take some seconds. */
const MOST_TRIES = 1e7;

/**
 * The smallest order from 2 to `largestOrder`, or undefined where none of them does.
 * @param rows of the charge matrix; at least one must be forbidden. @throws GlueballError lagrangian/nothing-to-forbid.
 */
export function smallestCyclicSymmetry(
  forbidden: readonly (readonly number[])[],
  kept: readonly (readonly number[])[],
  largestOrder = 8,
): CyclicSymmetry | undefined {
  if (forbidden.length === 0) {
    throw new GlueballError({
      code: "lagrangian/nothing-to-forbid",
      what: "a symmetry was asked for that forbids nothing",
      expected: "at least one term to forbid",
    });
  }
  for (let order = 2; order <= largestOrder; order++) {
    const charges = separatingCharges(forbidden, allowedGroup(kept, forbidden[0].length, order), order);
    if (charges !== undefined) return { order, charges };
  }
  return undefined;
}

/** Generators of all charges modulo `order` under which every row of `kept` has value 0. */
export function allowedGroup(kept: readonly (readonly number[])[], columns: number, order: number): number[][] {
  let generators = Array.from({ length: columns }, (_, k) => unitVector(columns, k));
  for (const row of kept) generators = restrict(generators, row, order);
  return generators;
}

/** The part of the group on which the row has value 0. */
function restrict(generators: readonly (readonly number[])[], row: readonly number[], order: number): number[][] {
  const live = generators.map((vector) => ({ vector, value: valueOf(row, vector, order) }));
  const rest = live.filter(({ value }) => value === 0).map(({ vector }) => [...vector]);
  let charged = live.filter(({ value }) => value !== 0);
  while (charged.length > 1) {
    const least = charged.reduce((a, b) => (b.value < a.value ? b : a));
    for (const other of charged.filter((g) => g !== least)) {
      const vector = addMultiple(other.vector, least.vector, -Math.floor(other.value / least.value), order);
      const value = other.value % least.value;
      if (value === 0) rest.push(vector);
      charged = charged.filter((g) => g !== other);
      if (value !== 0) charged.push({ vector, value });
    }
  }
  for (const { vector, value } of charged) rest.push(scale(vector, order / greatestDivisor(value, order), order));
  return rest.filter((vector) => vector.some((charge) => charge !== 0));
}

/** Multiples of the generators whose sum has a value other than 0 in every row. */
function separatingCharges(
  rows: readonly (readonly number[])[],
  generators: readonly (readonly number[])[],
  order: number,
): number[] | undefined {
  const values = generators.map((generator) => rows.map((row) => valueOf(row, generator, order)));
  const lastThatMoves = rows.map((_, r) => values.findLastIndex((value) => value[r] !== 0));
  let tries = 0;
  const search = (k: number, charges: readonly number[], sums: readonly number[]): readonly number[] | undefined => {
    if (rows.some((_, r) => sums[r] === 0 && lastThatMoves[r] < k)) return undefined;
    if (k === generators.length) return charges;
    for (let multiple = 0; multiple < order && tries++ < MOST_TRIES; multiple++) {
      const next = search(
        k + 1,
        addMultiple(charges, generators[k], multiple, order),
        addMultiple(sums, values[k], multiple, order),
      );
      if (next !== undefined) return next;
    }
    return undefined;
  };
  const start = Array.from({ length: rows[0].length }, () => 0);
  const found = search(
    0,
    start,
    rows.map(() => 0),
  );
  if (found === undefined && tries >= MOST_TRIES) throw tooManyTries(rows.length, order);
  return found === undefined ? undefined : [...found];
}

function tooManyTries(rows: number, order: number): GlueballError {
  return new GlueballError(
    {
      code: "lagrangian/too-many-to-forbid",
      what: "the search for charges was given up",
      found: `${rows} terms to forbid by Z_${order}`,
      expected: `an answer within ${MOST_TRIES} tries`,
      hint: "Forbid fewer terms at once",
    },
    EXIT.tooLarge,
  );
}

function valueOf(row: readonly number[], charges: readonly number[], order: number): number {
  const sum = row.reduce((total, m, k) => total + m * charges[k], 0) % order;
  return sum < 0 ? sum + order : sum;
}

/** a + factor b modulo the order, from 0 to order - 1. */
function addMultiple(a: readonly number[], b: readonly number[], factor: number, order: number): number[] {
  return a.map((entry, k) => (((entry + factor * b[k]) % order) + order) % order);
}

function scale(vector: readonly number[], factor: number, order: number): number[] {
  return vector.map((entry) => (entry * factor) % order);
}

function unitVector(length: number, k: number): number[] {
  return Array.from({ length }, (_, j) => (j === k ? 1 : 0));
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
