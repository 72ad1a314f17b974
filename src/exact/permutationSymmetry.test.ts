import fc from "fast-check";
import { expect, test } from "vitest";
import { factorial, partitionsOf, type Partition } from "./partitions.ts";
import { vectorsOfSymmetry } from "./permutationSymmetry.ts";
import { coordinatesInBasis, rationalRank } from "./rationalSystems.ts";
import { addRationals, divideRationals, multiplyRationals, rational, ZERO, type Rational } from "./rationals.ts";
import { seminormalMatrices, type RationalMatrix } from "./seminormalForm.ts";
import { character, symmetricGroupDimension } from "./symmetricGroup.ts";
import { kostkaNumber } from "./youngTableaux.ts";

/** The action of s_1 ... s_(n-1) on words of n letters 0 ... N-1: places are exchanged. */
function wordAction(letters: number, n: number): { size: number; transpositions: RationalMatrix[] } {
  const size = letters ** n;
  const transpositions = Array.from({ length: n - 1 }, (_, k) =>
    Array.from({ length: size }, (_, word) => {
      const digits = Array.from({ length: n }, (_, place) => Math.floor(word / letters ** place) % letters);
      [digits[k], digits[k + 1]] = [digits[k + 1], digits[k]];
      const image = digits.reduce((sum, digit, place) => sum + digit * letters ** place, 0);
      return Array.from({ length: size }, (_, j) => rational(j === image ? 1 : 0));
    }),
  );
  return { size, transpositions };
}

function apply(vector: readonly Rational[], matrix: RationalMatrix): Rational[] {
  return vector.map((_, j) =>
    vector.reduce((sum, x, i) => addRationals(sum, multiplyRationals(x, matrix[i][j])), ZERO),
  );
}

/** The slow twin: the sum of sign(g) g over all permutations of the given labels, applied to a vector. */
function symmetrise(
  vector: Rational[],
  labels: readonly number[],
  s: readonly RationalMatrix[],
  sign: number,
): Rational[] {
  if (labels.length < 2) return vector;
  const others = symmetrise(vector, labels.slice(0, -1), s, sign);
  const last = labels.at(-1)!;
  const moved = labels.slice(0, -1).map((label) => {
    let image = others;
    for (const k of exchange(label, last)) image = apply(image, s[k - 1]);
    return image;
  });
  return moved.reduce(
    (sum, image) => sum.map((x, i) => addRationals(x, multiplyRationals(image[i], rational(sign)))),
    others,
  );
}

/** (a b) as a word of adjacent transpositions. */
function exchange(a: number, b: number): number[] {
  const up = Array.from({ length: b - a }, (_, i) => a + i);
  return [...up, ...up.slice(0, -1).reverse()];
}

/** Young's symmetriser of the tableau filled row by row: columns first, then rows. */
function youngSymmetriser(vector: Rational[], irrep: Partition, s: readonly RationalMatrix[]): Rational[] {
  let next = 1;
  const rows = irrep.map((length) => Array.from({ length }, () => next++));
  const columns = rows[0].map((_, column) => rows.flatMap((row) => row.slice(column, column + 1)));
  let image = vector;
  for (const column of columns) image = symmetrise(image, column, s, -1);
  for (const row of rows) image = symmetrise(image, row, s, 1);
  return image;
}

const whole = (vector: readonly Rational[]) => vector.map(({ numerator }) => numerator);

test("they span the image of Young's symmetriser, written out over all permutations", () => {
  for (const [letters, n] of [
    [2, 3],
    [3, 3],
    [2, 4],
  ]) {
    const { size, transpositions } = wordAction(letters, n);
    for (const irrep of partitionsOf(n)) {
      const vectors = vectorsOfSymmetry(size, [{ transpositions, irrep }]);
      const units = Array.from({ length: size }, (_, i) =>
        Array.from({ length: size }, (_, j) => rational(i === j ? 1 : 0)),
      );
      const images = units.map((unit) => whole(youngSymmetriser(unit, irrep, transpositions)));
      expect(rationalRank(images)).toBe(vectors.length);
      expect(vectors.length === 0 || coordinatesInBasis(vectors, images) !== undefined).toBe(true);
    }
  }
});

test("words of N letters: as many vectors as dim GL(N), by Schur-Weyl duality", () => {
  const { size, transpositions } = wordAction(2, 6);
  const numbers = partitionsOf(6).map((irrep) => vectorsOfSymmetry(size, [{ transpositions, irrep }]).length);
  // [6 - k, k] has dimension 7 - 2k for N = 2; more than two rows have none
  expect(numbers).toEqual(partitionsOf(6).map((irrep) => (irrep.length > 2 ? 0 : 7 - 2 * (irrep[1] ?? 0))));
});

test("the regular representation holds each irrep as often as its dimension", () => {
  const words = permutationsOf([0, 1, 2, 3]);
  const numbers = new Map(words.map((word, i) => [word.join(), i]));
  const transpositions = [0, 1, 2].map((k) =>
    words.map((word) => {
      const image = numbers.get(
        word
          .with(k, word[k + 1])
          .with(k + 1, word[k])
          .join(),
      );
      return words.map((_, j) => rational(j === image ? 1 : 0));
    }),
  );
  for (const irrep of partitionsOf(4)) {
    const vectors = vectorsOfSymmetry(Number(factorial(4)), [{ transpositions, irrep }]);
    expect(BigInt(vectors.length)).toBe(symmetricGroupDimension(irrep));
  }
});

function permutationsOf(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutationsOf(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

test("a seminormal form holds its own irrep once, its first vector, and no other", () => {
  for (const irrep of [4, 5].flatMap(partitionsOf)) {
    const transpositions = seminormalMatrices(irrep);
    const size = transpositions[0].length;
    for (const wanted of partitionsOf(irrep.reduce((sum, row) => sum + row, 0))) {
      const vectors = vectorsOfSymmetry(size, [{ transpositions, irrep: wanted }]);
      expect(vectors).toEqual(wanted.join() === irrep.join() ? [[1n, ...Array<bigint>(size - 1).fill(0n)]] : []);
    }
  }
});

test("the choice of basis does not matter, fractions included", () => {
  const scales = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 8, maxLength: 8 });
  const { transpositions } = wordAction(2, 3);
  fc.assert(
    fc.property(scales, (scale) => {
      const scaled = transpositions.map((matrix) =>
        matrix.map((row, i) =>
          row.map((x, j) => multiplyRationals(x, divideRationals(rational(scale[i]), rational(scale[j])))),
        ),
      );
      const numbers = partitionsOf(3).map((irrep) => vectorsOfSymmetry(8, [{ transpositions: scaled, irrep }]).length);
      expect(numbers).toEqual([4, 2, 0]);
    }),
    { numRuns: 20 },
  );
});

test("L Q Q Q: the four structures split into [3] + [2, 1] + [1, 1, 1] with the known vectors", () => {
  // L1 = <13><24>, L2 = <12><34>, the same pairings S1, S2 of SU(2); slots 2, 3, 4 are Q. By Schouten's identity
  // (34): L1 -> L1 - L2, L2 -> -L2, and (23): L1 <-> L2; colour and Grassmann signs cancel.
  const swap34 = [
    [1, -1],
    [0, -1],
  ];
  const swap23 = [
    [0, 1],
    [1, 0],
  ];
  const onBoth = (m: readonly number[][]) =>
    [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => rational(m[i >> 1][j >> 1] * m[i & 1][j & 1])));
  const transpositions = [onBoth(swap23), onBoth(swap34)];
  const vectors = (irrep: Partition) => vectorsOfSymmetry(4, [{ transpositions, irrep }]);
  expect(vectors([3])).toEqual([[2n, -1n, -1n, 2n]]);
  expect(vectors([1, 1, 1])).toEqual([[0n, 1n, -1n, 0n]]);
  expect(vectors([2, 1])).toHaveLength(1);
  // AutoEFT's vector of the two-dimensional irrep lies in its span
  const [first] = vectors([2, 1]);
  const second = whole(
    apply(
      first.map((x) => rational(x)),
      transpositions[1],
    ),
  );
  expect(coordinatesInBasis([first, second], [[-1, 2, 2, -1]])).toBeDefined();
});

test("two commuting groups: H H H+ H+ has the type [2], [2] once and [1, 1], [1, 1] once", () => {
  // <13><24> and <14><23> are exchanged by each group.
  const exchange = [
    [ZERO, rational(1)],
    [rational(1), ZERO],
  ];
  const both = (a: Partition, b: Partition) =>
    vectorsOfSymmetry(2, [
      { transpositions: [exchange], irrep: a },
      { transpositions: [exchange], irrep: b },
    ]);
  expect([both([2], [2]), both([1, 1], [1, 1]), both([2], [1, 1])]).toEqual([[[1n, 1n]], [[1n, -1n]], []]);
  expect(vectorsOfSymmetry(2, [])).toEqual([
    [1n, 0n],
    [0n, 1n],
  ]);
  expect(vectorsOfSymmetry(2, [{ transpositions: [], irrep: [1] }])).toHaveLength(2);
});

test("words of fixed content: the multiplicity of an irrep is the Kostka number and follows from characters", () => {
  // Content (2, 2, 1): 30 words of five letters.
  const words = [...new Set(permutationsOf([0, 1, 2, 3, 4]).map((p) => p.map((i) => [0, 0, 1, 1, 2][i]).join("")))];
  const transpositions = [0, 1, 2, 3].map((k) =>
    words.map((word) => {
      const image = [...word]
        .with(k, word[k + 1])
        .with(k + 1, word[k])
        .join("");
      return words.map((other) => rational(other === image ? 1 : 0));
    }),
  );
  let total = 0n;
  for (const irrep of partitionsOf(5)) {
    const vectors = vectorsOfSymmetry(words.length, [{ transpositions, irrep }]);
    expect(BigInt(vectors.length)).toBe(kostkaNumber(irrep, [2, 2, 1]));
    total += BigInt(vectors.length) * character(irrep, [1, 1, 1, 1, 1]);
  }
  expect(total).toBe(30n);
});

test("bad input", () => {
  const { transpositions } = wordAction(2, 3);
  expect(() => vectorsOfSymmetry(8, [{ transpositions, irrep: [2, 2] }])).toThrow(
    'matrices of adjacent transpositions do not fit the irrep [2,2]: found "2 matrices of 8 rows", expected 3 of 8 x 8 entries [exact/sizes-differ]',
  );
  expect(() => vectorsOfSymmetry(7, [{ transpositions, irrep: [2, 1] }])).toThrow("[exact/sizes-differ]");
  expect(() => vectorsOfSymmetry(8, [{ transpositions, irrep: [1, 2] }])).toThrow("[exact/not-a-partition]");
});
