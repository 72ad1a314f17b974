import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { actionOf, epsilon, generators, IMAGINARY, randomElement, structureConstants } from "./groupElements.ts";
import { contract, FIELD_PRIME, minus, modularRoot, times, transformAxis, withIndices } from "./modularTensor.ts";
import type { ModularTensor } from "./modularTensor.ts";

const half = (FIELD_PRIME + 1) / 2;
const entries = ({ values }: ModularTensor) => Array.from(values);

test("roots: i, sqrt(2), sqrt(3), sqrt(5), sqrt(7), and none of a number without root", () => {
  for (const square of [FIELD_PRIME - 1, 2, 3, 5, 6, 7, 10, 84, 4, 0]) {
    const root = modularRoot(square);
    expect(times(root!, root!)).toBe(square);
  }
  expect(modularRoot(4)).toBe(2);
  const rootless = Array.from({ length: 40 }, (_, k) => k).filter((k) => modularRoot(k) === undefined);
  expect(rootless.slice(0, 3)).toEqual([13, 17, 23]);
});

test("the generators of SU(2) are the Pauli matrices halved", () => {
  const i = times(IMAGINARY, half);
  expect(entries(generators(2, false))).toEqual([0, half, half, 0, 0, minus(i), i, 0, half, 0, 0, minus(half)]);
  expect(entries(structureConstants(2))).toEqual(entries(epsilon(3)));
});

test.each([2, 3, 4, 5])("SU(%i): tr(T^a T^b) = 1/2 delta^ab and [T^a, T^b] = i f^abc T^c", (n) => {
  const t = generators(n, false);
  const trace = contract(withIndices(t, ["a", "i", "j"]), withIndices(t, ["b", "j", "i"]));
  expect(entries(trace)).toEqual(entries(trace).map((_, place) => (place % (n * n) === 0 ? half : 0)));
  const products = contract(withIndices(t, ["a", "i", "k"]), withIndices(t, ["b", "k", "j"])); // a i b j
  const right = contract(withIndices(structureConstants(n), ["a", "b", "c"]), withIndices(t, ["c", "i", "j"])); // a b i j
  const size = n * n - 1;
  const wrong = entries(right).filter((value, place) => {
    const [a, b, i, j] = [
      Math.floor(place / (size * n * n)),
      Math.floor(place / (n * n)) % size,
      Math.floor(place / n) % n,
      place % n,
    ];
    const at = (first: number, second: number) => products.values[((first * n + i) * size + second) * n + j];
    return times(IMAGINARY, value) !== (at(a, b) + minus(at(b, a))) % FIELD_PRIME;
  });
  expect(wrong).toEqual([]);
});

test.each([2, 3, 4])("epsilon, delta and generators of SU(%i) are invariant under random elements", (n) => {
  const g = randomElement(n, createRng(n));
  const turnAll = (
    tensor: ModularTensor,
    kinds: readonly [kind: Parameters<typeof actionOf>[1], conjugate: boolean][],
  ) =>
    kinds.reduce(
      (turned, [kind, conjugate], axis) => transformAxis(turned, axis, actionOf(g, kind, conjugate)),
      tensor,
    );
  const upper = Array.from({ length: n }, () => ["upper", false] as const);
  expect(
    entries(
      turnAll(
        epsilon(n),
        upper.map(([kind, conjugate]) => [kind, conjugate]),
      ),
    ),
  ).toEqual(entries(epsilon(n)));
  const t = generators(n, false);
  expect(
    entries(
      turnAll(t, [
        ["adjoint", false],
        ["upper", false],
        ["upper", true],
      ]),
    ),
  ).toEqual(entries(t));
  const f = structureConstants(n);
  expect(
    entries(
      turnAll(f, [
        ["adjoint", false],
        ["adjoint", true],
        ["adjoint", false],
      ]),
    ),
  ).toEqual(entries(f));
  expect(
    entries(
      turnAll(t, [
        ["adjoint", false],
        ["upper", true],
        ["upper", false],
      ]),
    ),
  ).not.toEqual(entries(t));
});

test("contraction is the sum over shared indices, whatever their places (property)", () => {
  const entry = fc.nat(FIELD_PRIME - 1);
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: 6, maxLength: 6 }),
      fc.array(entry, { minLength: 6, maxLength: 6 }),
      (a, b) => {
        const left = { indices: ["x", "y"], sizes: [2, 3], values: Float64Array.from(a) };
        const right = { indices: ["y", "z"], sizes: [3, 2], values: Float64Array.from(b) };
        const expected = [0, 1, 2, 3].map((place) => {
          const [x, z] = [place >> 1, place & 1];
          const sum = [0, 1, 2].reduce((total, y) => total + BigInt(a[3 * x + y]) * BigInt(b[2 * y + z]), 0n);
          return Number(sum % BigInt(FIELD_PRIME));
        });
        expect(entries(contract(left, right))).toEqual(expected);
      },
    ),
    { seed: 6, numRuns: 50 },
  );
  const matrix = { indices: [], sizes: [2, 2], values: Float64Array.of(1, 2, 3, 4) };
  expect(entries(withIndices(matrix, ["i", "i"]))).toEqual([5]);
});
