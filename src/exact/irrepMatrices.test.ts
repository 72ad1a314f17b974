import { expect, test } from "vitest";
import { columnsOfIrrep } from "./irrepColumns.ts";
import type { SparseMatrix } from "./irrepMatrices.ts";
import { irrepMatrices } from "./irrepMatrices.ts";
import { irrepStates, packIndices, unpackIndices } from "./irrepStates.ts";
import { weights } from "./irrepWeights.ts";
import type { DynkinLabels } from "./specialUnitary.ts";
import { irrepDimension } from "./specialUnitary.ts";

const IRREPS: readonly DynkinLabels[] = [
  [0],
  [1],
  [2],
  [4],
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
  [3, 0],
  [2, 1],
  [2, 2],
  [0, 1, 0],
  [1, 0, 1],
  [0, 2, 0],
  [1, 1, 1],
  [1, 0, 0, 1],
  [0, 1, 0, 1],
  [0, 1, 1, 0],
  [0, 0, 1, 0, 0],
  [1, 0, 0, 0, 1],
];

test.each(IRREPS.map((labels) => ({ labels })))("$labels: dimension, weights, generator relations", ({ labels }) => {
  const N = labels.length + 1;
  const { states } = irrepStates(N, labels);
  expect(states.length).toBe(irrepDimension(labels));
  expect(countWeights(states.map(({ weight }) => weight))).toEqual(
    new Map(weights(labels).map(({ weight, multiplicity }) => [weight.join(), multiplicity])),
  );
  expectChevalleyRelations(N, labels);
});

test("the SU(2) doublet is one upper index, its triplet symmetric", () => {
  expect(tensors(2, [1])).toEqual([["1,1"], ["2,1"]]);
  expect(tensors(2, [2])).toEqual([["11,1"], ["12,1", "21,1"], ["22,1"]]);
});

test("the antitriplet of SU(3) is one lower index, from e^3 down to e^1", () => {
  const { upper, lower } = irrepStates(3, [0, 1]);
  expect([upper, lower]).toEqual([0, 1]);
  expect(tensors(3, [0, 1])).toEqual([["3,1"], ["2,1"], ["1,1"]]);
});

test("the octet of SU(3) is traceless: upper index, then lower", () => {
  expect(tensors(3, [1, 1])).toEqual([
    ["13,1"],
    ["12,1"],
    ["23,1"],
    ["11,1", "33,-1"],
    ["22,1", "33,-1"],
    ["32,1"],
    ["21,1"],
    ["31,1"],
  ]);
});

test("the 10 of SU(5) is an antisymmetric pair", () => {
  expect(tensors(5, [0, 1, 0, 0])[0]).toEqual(["12,1", "21,-1"]);
  expect(columnsOfIrrep([0, 1, 0, 0])).toEqual([{ variance: "upper", height: 2, first: 0 }]);
});

test("every [p,q] of SU(3) to 27 is symmetric in each kind of index and traceless", () => {
  for (const labels of [
    [1, 1],
    [2, 0],
    [2, 1],
    [1, 2],
    [2, 2],
    [3, 1],
  ]) {
    const { upper, lower, states } = irrepStates(3, labels);
    for (const { indices, coefficients } of states) {
      const traces = new Map<string, number>();
      const sortedComponents = new Map<string, Set<number>>();
      for (const [k, packed] of indices.entries()) {
        const values = unpackIndices(3, packed, upper + lower);
        const up = values.slice(0, upper);
        const down = values.slice(upper);
        if (lower > 0 && up[0] === down[0]) {
          const rest = [...up.slice(1), ...down.slice(1)].join();
          traces.set(rest, (traces.get(rest) ?? 0) + coefficients[k]);
        }
        const orbit = `${up.toSorted().join()}/${down.toSorted().join()}`;
        sortedComponents.set(orbit, (sortedComponents.get(orbit) ?? new Set()).add(coefficients[k]));
      }
      expect([...traces.values()].every((trace) => trace === 0)).toBe(true);
      expect([...sortedComponents.values()].every((values) => values.size === 1)).toBe(true);
    }
  }
});

test("packing puts the first slot first", () => {
  expect(packIndices(3, [2, 0, 1])).toBe(19);
  expect(unpackIndices(3, 19, 3)).toEqual([2, 0, 1]);
});

test("labels of another group and irreps beyond 4096 states are refused", () => {
  expect(() => irrepStates(3, [1])).toThrow(
    "these are no Dynkin labels of SU(3): found [1], expected 2 non-negative integers [exact/wrong-dynkin-labels]",
  );
  expect(() => irrepStates(2, [40])).toThrow(
    'the states of the SU(2) irrep [40] are too many to write out: found "dimension 41, 2^40 components", ' +
      "expected at most 4096 states and fewer than 2^31 components [exact/irrep-too-large]",
  );
});

/** Each state as texts "indices from 1,coefficient". */
function tensors(N: number, labels: DynkinLabels): string[][] {
  const { states, upper, lower } = irrepStates(N, labels);
  return states.map(({ indices, coefficients }) =>
    Array.from(indices, (packed, k) => {
      const values = unpackIndices(N, packed, upper + lower).map((value) => value + 1);
      return `${values.join("")},${coefficients[k]}`;
    }),
  );
}

function countWeights(list: readonly (readonly number[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const weight of list) counts.set(weight.join(), (counts.get(weight.join()) ?? 0) + 1);
  return counts;
}

/** [E_i, F_j] = delta_ij H_i, [H_i, E_j] = A_ij E_j, and Serre's (ad E_i)^(1 - A_ij) E_j = 0; the same for F. */
function expectChevalleyRelations(N: number, labels: DynkinLabels): void {
  const { dimension, raising, lowering, cartan } = irrepMatrices(N, labels);
  const E = raising.map(dense);
  const F = lowering.map(dense);
  const H = cartan.map((diagonal) => matrix(dimension, (row, column) => (row === column ? diagonal[row] : 0)));
  const zero = matrix(dimension, () => 0);
  for (let i = 0; i < N - 1; i++) {
    for (let j = 0; j < N - 1; j++) {
      const cartanEntry = i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0;
      expect(commutator(E[i], F[j])).toEqual(i === j ? H[i] : zero);
      expect(commutator(H[i], E[j])).toEqual(E[j].map((row) => row.map((entry) => plain(cartanEntry * entry))));
      if (i === j) continue;
      for (const X of [E, F]) {
        let nested = X[j];
        for (let times = 0; times < 1 - cartanEntry; times++) nested = commutator(X[i], nested);
        expect(nested).toEqual(zero);
      }
    }
  }
}

function matrix(size: number, entry: (row: number, column: number) => number): number[][] {
  return Array.from({ length: size }, (_, row) => Array.from({ length: size }, (_, column) => entry(row, column)));
}

function dense({ size, rows, columns, values }: SparseMatrix): number[][] {
  const full = matrix(size, () => 0);
  for (let k = 0; k < values.length; k++) full[rows[k]][columns[k]] = values[k];
  return full;
}

function commutator(A: readonly (readonly number[])[], B: readonly (readonly number[])[]): number[][] {
  const size = A.length;
  const result = matrix(size, () => 0);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < size; k++) {
      const a = A[row][k];
      const b = B[row][k];
      if (a === 0 && b === 0) continue;
      for (let column = 0; column < size; column++) result[row][column] += a * B[k][column] - b * A[k][column];
    }
  }
  return result.map((row) => row.map(plain));
}

/** Without negative zero, which toEqual tells from zero. */
function plain(number: number): number {
  return number === 0 ? 0 : number;
}
