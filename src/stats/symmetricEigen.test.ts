import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { symmetricEigen, symmetricEigenvalues } from "./index.ts";

function randomSymmetric(n: number, seed: number): Float64Array {
  const rng = createRng(seed);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = rng.normal();
  }
  return matrix;
}

function largestGap(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Array.from(expected).reduce((largest, value, i) => Math.max(largest, Math.abs(found[i] - value)), 0);
}

/** Largest entry of A v - lambda v over all pairs, and of V V^T - 1. */
function residuals(matrix: ArrayLike<number>, n: number): { pairs: number; orthogonality: number } {
  const { values, vectors } = symmetricEigen(matrix, n);
  const vector = (k: number) => vectors.subarray(k * n, (k + 1) * n);
  let [pairs, orthogonality] = [0, 0];
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      const product = vector(k).reduce((sum, v, j) => sum + matrix[i * n + j] * v, 0);
      pairs = Math.max(pairs, Math.abs(product - values[k] * vector(k)[i]));
      const overlap = vector(k).reduce((sum, v, j) => sum + v * vector(i)[j], 0);
      orthogonality = Math.max(orthogonality, Math.abs(overlap - (i === k ? 1 : 0)));
    }
  }
  return { pairs, orthogonality };
}

test("the chain of n masses and springs: 2 - 2 cos(pi k / (n + 1))", () => {
  const n = 60;
  const matrix = Array.from({ length: n * n }, (_, at) => {
    const apart = Math.abs(Math.floor(at / n) - (at % n));
    return apart === 0 ? 2 : apart === 1 ? -1 : 0;
  });
  const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos((Math.PI * (k + 1)) / (n + 1)));
  expect(largestGap(symmetricEigenvalues(matrix, n), expected)).toBeLessThan(1e-14);
});

test("all-one matrices have n once and 0 else; diagonal ones their entries; one number is its own", () => {
  const ones = symmetricEigenvalues(new Float64Array(49).fill(1), 7);
  expect(largestGap(ones, [0, 0, 0, 0, 0, 0, 7])).toBeLessThan(1e-14);
  expect([...symmetricEigen([3, 0, 0, 0, -1, 0, 0, 0, 2], 3).values]).toEqual([-1, 2, 3]);
  expect(symmetricEigen([-5], 1)).toEqual({ values: Float64Array.of(-5), vectors: Float64Array.of(1) });
  expect([...symmetricEigenvalues([0, 0, 0, 0], 2)]).toEqual([0, 0]);
});

// Rounding of the order of the matrix in units of its norm: 6 x 2.2e-16 x 1.62.
const HILBERT = 2.1e-15;

test("the Hilbert matrix of order 6 has mpmath's values over seven decades", () => {
  const hilbert = Array.from({ length: 36 }, (_, at) => 1 / (Math.floor(at / 6) + (at % 6) + 1));
  const mpmath = [
    1.0827994845655498e-7, 1.2570757122625194e-5, 6.157483541826576e-4, 0.016321521319875822, 0.24236087057520955,
    1.6188998589243391,
  ];
  expect(largestGap(symmetricEigenvalues(hilbert, 6), mpmath)).toBeLessThan(HILBERT);
});

test("vectors are orthonormal and belong to their values, also for equal values and any scale", () => {
  const order = fc.integer({ min: 1, max: 9 });
  const property = (n: number, seed: number, power: number, rounded: boolean) => {
    const scale = 10 ** power;
    // Whole numbers between -1 and 1 make zero columns and equal values.
    const matrix = randomSymmetric(n, seed).map((entry) => (rounded ? Math.round(entry / 2) : entry) * scale);
    const { pairs, orthogonality } = residuals(matrix, n);
    expect(pairs).toBeLessThan(1e-13 * scale);
    expect(orthogonality).toBeLessThan(1e-14);
    const values = symmetricEigenvalues(matrix, n);
    expect(largestGap(values, symmetricEigen(matrix, n).values)).toBeLessThan(1e-13 * scale);
  };
  fc.assert(fc.property(order, fc.nat(9999), fc.integer({ min: -200, max: 200 }), fc.boolean(), property), { seed: 5 });
});

test("order 100: residuals, trace and squared norm", () => {
  const matrix = randomSymmetric(100, 8);
  const { pairs, orthogonality } = residuals(matrix, 100);
  expect(pairs).toBeLessThan(1e-13);
  expect(orthogonality).toBeLessThan(1e-13);
  const values = symmetricEigenvalues(matrix, 100);
  const squares = (numbers: Float64Array) => numbers.reduce((sum, x) => sum + x * x, 0);
  expect(squares(values) / squares(matrix)).toBeCloseTo(1, 13);
});

test("bad input: not square, not finite", () => {
  expect(() => symmetricEigen([1, 2, 3], 2)).toThrow(
    'the numbers of a square matrix: found "3 numbers for order 2", expected order^2 numbers, order at least 1 [stats/matrix-not-square]',
  );
  expect(() => symmetricEigenvalues([1, 0, 0, NaN], 2)).toThrow("stats/value-not-finite");
});
