import fc from "fast-check";
import { expect, test } from "vitest";
import { fractionFreeRank } from "./integerMatrix.ts";
import { largePrimes, PRIME, SECOND_PRIME } from "./modularArithmetic.ts";
import { clearDenominators, primitiveVector } from "./primitiveVector.ts";
import { coordinatesInBasis, nullSpace, rationalRank, solveRational } from "./rationalSystems.ts";
import { addRationals, formatRational, greatestCommonDivisor, multiplyRationals, rational, ZERO } from "./rationals.ts";
import type { Rational } from "./rationals.ts";

/** Small entries, multiples of the primes that are tried first, and numbers far beyond a double. */
const entry = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt(-3n, 3n) },
  fc.constantFrom(BigInt(PRIME), BigInt(PRIME) * BigInt(SECOND_PRIME)),
  fc.bigInt(-(10n ** 20n), 10n ** 20n),
);
const matrix = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(entry, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  );

function apply(rows: readonly (readonly bigint[])[], vector: readonly Rational[]): Rational[] {
  return rows.map((row) =>
    row.reduce((sum, entry, j) => addRationals(sum, multiplyRationals(rational(entry), vector[j])), ZERO),
  );
}

test("null vectors: annihilated, primitive, independent, as many as Bareiss' rank leaves", () => {
  fc.assert(
    fc.property(matrix, (rows) => {
      const vectors = nullSpace(rows, rows[0].length);
      expect(vectors).toHaveLength(rows[0].length - fractionFreeRank(rows));
      expect(fractionFreeRank(vectors)).toBe(vectors.length);
      for (const vector of vectors) {
        expect(
          apply(
            rows,
            vector.map((entry) => rational(entry)),
          ).every(({ numerator }) => numerator === 0n),
        ).toBe(true);
        expect(vector.reduce((common, entry) => greatestCommonDivisor(common, entry))).toBe(1n);
        expect(vector.find((entry) => entry !== 0n)).toBeGreaterThan(0n);
      }
    }),
  );
});

test("the rank is Bareiss', also where the first primes are bad", () => {
  fc.assert(
    fc.property(matrix, (rows) => {
      expect(rationalRank(rows)).toBe(fractionFreeRank(rows));
    }),
  );
  expect(
    rationalRank([
      [PRIME, 0],
      [0, SECOND_PRIME],
    ]),
  ).toBe(2);
  expect(nullSpace([[PRIME, -1]], 2)).toEqual([[1n, BigInt(PRIME)]]);
});

test("a solution solves over the rationals, whatever its size", () => {
  fc.assert(
    fc.property(matrix, fc.array(entry, { minLength: 6, maxLength: 6 }), (rows, stream) => {
      const wanted = rows[0].map((_, j) => rational(stream[j]));
      const right = apply(rows, wanted);
      const solution = solveRational(
        rows,
        right.map(({ numerator }) => numerator),
      )!;
      expect(apply(rows, solution)).toEqual(right);
    }),
  );
  expect(
    solveRational(
      [
        [3, 1],
        [0, 7],
      ],
      [1, 2],
    )!.map(formatRational),
  ).toEqual(["5/21", "2/7"]);
});

test("no solution is said to be none: neither 0 x = 1 nor an equation that only a bad prime spoils", () => {
  expect(
    solveRational(
      [
        [1, 2],
        [2, 4],
      ],
      [1, 3],
    ),
  ).toBeUndefined();
  expect(solveRational([[0]], [1])).toBeUndefined();
  expect(solveRational([[PRIME]], [1])).toEqual([rational(1, PRIME)]);
  expect(solveRational([[PRIME], [PRIME]], [1, 2])).toBeUndefined();
});

test("coordinates of L Q Q Q: Schouten's identity, (34) maps <13><24> to <13><24> - <12><34>", () => {
  // Values of <13><24>, <12><34> and <14><23> at five points (slots as 2-vectors), found with eps_12 = 1.
  const points = [
    [1, 0, 0, 1, 1, 1, 1, 2],
    [1, 3, 2, 1, -1, 1, 0, 2],
    [2, 1, 1, 1, 3, 1, 1, -2],
    [0, 1, 1, 4, 2, 5, 3, 1],
  ];
  const bracket = (point: readonly number[], i: number, j: number) =>
    point[2 * i] * point[2 * j + 1] - point[2 * i + 1] * point[2 * j];
  const values = (i: number, j: number, k: number, l: number) =>
    points.map((point) => bracket(point, i, j) * bracket(point, k, l));
  const basis = [values(0, 2, 1, 3), values(0, 1, 2, 3)];
  expect(coordinatesInBasis(basis, [values(0, 3, 1, 2), values(0, 1, 3, 2)])).toEqual([
    [rational(1), rational(-1)],
    [rational(0), rational(-1)],
  ]);
});

test("coordinates build the vectors again, and a vector outside of the span has none", () => {
  const wanted = fc.array(fc.array(fc.bigInt(-50n, 50n), { minLength: 3, maxLength: 3 }), {
    minLength: 1,
    maxLength: 4,
  });
  const basis = [
    [2n, 0n, 4n, 6n, 1n],
    [0n, 3n, 1n, -1n, 5n],
    [1n, 1n, 0n, 2n, -7n],
  ];
  fc.assert(
    fc.property(wanted, (coefficients) => {
      const vectors = coefficients.map((c) =>
        basis[0].map((_, j) => c.reduce((sum, x, k) => sum + x * basis[k][j], 0n)),
      );
      expect(coordinatesInBasis(basis, vectors)).toEqual(coefficients.map((c) => c.map((x) => rational(x))));
      expect(coordinatesInBasis(basis, [...vectors, [0n, 0n, 0n, 0n, 1n]])).toBeUndefined();
    }),
  );
  expect(coordinatesInBasis(basis, [])).toEqual([]);
  expect(coordinatesInBasis([], [[0, 0]])).toEqual([[]]);
});

test("primitive vectors and cleared denominators", () => {
  expect(primitiveVector([0n, -4n, 6n])).toEqual([0n, 2n, -3n]);
  expect(primitiveVector([0n, 0n])).toEqual([0n, 0n]);
  expect(clearDenominators([rational(1, 2), rational(-1, 3), ZERO])).toEqual({ entries: [3n, -2n, 0n], factor: 6n });
});

test("the primes below 2^31 begin with the ten that tables give", () => {
  const offsets = Array.from(largePrimes().take(10), (prime) => 2 ** 31 - prime);
  expect(offsets).toEqual([1, 19, 61, 69, 85, 99, 105, 151, 159, 171]);
});

test("bad input", () => {
  expect(() => solveRational([[1, 2]], [1, 2])).toThrow("[exact/sizes-differ]");
  expect(() => nullSpace([[1, 2], [1]], 2)).toThrow("[exact/sizes-differ]");
  expect(() => coordinatesInBasis([[1, 2]], [[1]])).toThrow("[exact/sizes-differ]");
  expect(() =>
    coordinatesInBasis(
      [
        [1, 2],
        [2, 4],
      ],
      [[1, 1]],
    ),
  ).toThrow(
    'the rows of a basis are linearly dependent: found "row 2 depends on those before", expected independent rows [exact/rows-dependent]',
  );
  expect(() => nullSpace([[0.5]], 1)).toThrow("[exact/not-an-integer]");
});
