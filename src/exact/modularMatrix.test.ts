import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { invertModulo, multiplyModulo, PRIME, reciprocalAbove, residue, SECOND_PRIME } from "./modularArithmetic.ts";
import { createRowSpace, modularEchelon, modularPivots, modularRank } from "./modularMatrix.ts";

const PRIMES = [3, 7, 65537, SECOND_PRIME, PRIME];
const anyPrime = fc.constantFrom(...PRIMES);
/** Entries that meet both ends of the range of residues. */
const entry = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer(), fc.constantFrom(PRIME - 1, 1 - PRIME, 2 ** 52));
const matrix = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(entry, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  );

/** The slow twin: textbook elimination with bigints; gives the reduced echelon form. */
function slowEchelon(rows: readonly (readonly number[])[], prime: number): bigint[][] {
  const p = BigInt(prime);
  const mod = (x: bigint) => ((x % p) + p) % p;
  const work = rows.map((row) => row.map((x) => mod(BigInt(x))));
  let rank = 0;
  for (let column = 0; column < rows[0].length; column++) {
    const pivot = work.findIndex((row, i) => i >= rank && row[column] !== 0n);
    if (pivot === -1) continue;
    [work[rank], work[pivot]] = [work[pivot], work[rank]];
    let inverse = 1n;
    for (let power = p - 2n, base = work[rank][column]; power > 0n; power /= 2n, base = mod(base * base)) {
      if (power % 2n === 1n) inverse = mod(inverse * base);
    }
    work[rank] = work[rank].map((x) => mod(x * inverse));
    work.forEach((row, i) => {
      const factor = row[column];
      if (i !== rank) work[i] = row.map((x, j) => mod(x - factor * work[rank][j]));
    });
    rank++;
  }
  return work.slice(0, rank);
}

const bigints = (row: Float64Array) => [...row].map(BigInt);

test("products, inverses and residues are those of bigints, at every size", () => {
  const pair = anyPrime.chain((prime) =>
    fc.tuple(fc.constant(prime), fc.integer({ min: 1, max: prime - 1 }), fc.integer({ min: 0, max: prime - 1 })),
  );
  fc.assert(
    fc.property(pair, ([prime, a, b]) => {
      expect(BigInt(multiplyModulo(a, b, prime))).toBe((BigInt(a) * BigInt(b)) % BigInt(prime));
      expect(multiplyModulo(a, invertModulo(a, prime), prime)).toBe(1);
    }),
  );
  expect([residue(-1, 7), residue(-7n, 7), residue(2 ** 52, PRIME)]).toEqual([6, 0, Number(2n ** 52n % BigInt(PRIME))]);
  expect(Object.is(residue(-7, 7), 0)).toBe(true);
});

test("the floor with the reciprocal is exact beside multiples of p, up to 2^19 p", () => {
  const place = fc.tuple(anyPrime, fc.integer({ min: 1, max: 2 ** 19 }), fc.integer({ min: 0, max: 1 }));
  fc.assert(
    fc.property(place, ([prime, k, below]) => {
      const x = k * prime - below;
      expect(x - Math.floor(x * reciprocalAbove(prime)) * prime).toBe(below === 0 ? 0 : prime - 1);
    }),
    { numRuns: 2000 },
  );
});

test("the reduced echelon form is the one of textbook elimination with bigints", () => {
  fc.assert(
    fc.property(matrix, anyPrime, (rows, prime) => {
      const echelon = modularEchelon(rows, rows[0].length, prime);
      expect(echelon.rows.map(bigints)).toEqual(slowEchelon(rows, prime));
      expect(echelon.rows.map((row) => row.indexOf(1))).toEqual(echelon.pivotColumns);
      expect(modularRank(rows, prime)).toBe(echelon.rows.length);
    }),
  );
});

test("rank of a product of random 60 x 17 and 17 x 80 matrices is 17, and any 17 of its rows span", () => {
  const rng = createRng(6);
  const random = (rows: number, columns: number) =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => rng.integer(2001) - 1000));
  const [left, right] = [random(60, 17), random(17, 80)];
  const product = left.map((row) => right[0].map((_, j) => row.reduce((sum, x, k) => sum + x * right[k][j], 0)));
  for (const prime of [PRIME, SECOND_PRIME]) {
    expect(modularPivots(product, prime)).toEqual(Array.from({ length: 17 }, (_, k) => k));
  }
  const space = createRowSpace(80);
  product.slice(40).forEach((row) => space.add(row));
  expect(space.rank).toBe(17);
  expect(product.every((row) => space.contains(row))).toBe(true);
  expect(space.contains(right[0].map((x, j) => (j === 3 ? x + 1 : x)))).toBe(false);
});

test("independent rows are chosen greedily in their order, and the search stops at a known rank", () => {
  const rows = [
    [0, 0, 0],
    [0, 2, 4],
    [0, -1, -2],
    [1, 1, 1],
    [1, 2, 3],
    [0, 0, 5],
  ];
  expect(modularPivots(rows)).toEqual([1, 3, 5]);
  expect(modularPivots(rows, PRIME, 2)).toEqual([1, 3]);
  expect(modularPivots([])).toEqual([]);
});

test("bad input", () => {
  expect(() => createRowSpace(3, 15)).toThrow(
    "the modulus of a matrix is not usable: found 15, expected an odd prime below 2^31, such as 2147483647 [exact/not-a-prime]",
  );
  for (const prime of [2, 2 ** 31 + 11, 7.5]) expect(() => modularRank([[1]], prime)).toThrow("[exact/not-a-prime]");
  expect(() => modularRank([[1, 2], [1]])).toThrow(
    "a row of a matrix has the wrong length: found 1, expected 2 entries [exact/sizes-differ]",
  );
  expect(() => modularRank([[0.5]])).toThrow("[exact/not-an-integer]");
});
