/**
 * Singlets of SO(N) and Sp(N) by other roads than integrals over the group: the first fundamental theorem of invariants
 * for vectors, and for spinors the Lie algebra itself. The spinors of SO(2r) are the states of r fermionic modes,
 *
 *     E_i = a+_i a_(i+1),  E_r = a+_(r-1) a+_r,  weight of mode i: +1/2 if occupied, -1/2 if not,
 *
 * and a state of weight 0 in a product that all E_i annihilate is a singlet.
 */
import { describe, expect, test } from "vitest";
import { singlets, singletsBySymmetry } from "./groupIntegrals.ts";
import { modularRank } from "./modularMatrix.ts";
import { classicalGroup } from "./simpleGroups.ts";

const vector = (rank: number) => [1, ...new Array<number>(rank - 1).fill(0)];

describe("vectors: every invariant is a product of the metric, of SO(N) with epsilon too", () => {
  test.each([
    // (2k - 1)!! pairings, fewer where antisymmetrising more vectors than there are components gives 0.
    ["SO", 7, 4, 3],
    ["SO", 7, 6, 15],
    ["SO", 7, 7, 1],
    ["SO", 6, 6, 16],
    ["SO", 5, 5, 1],
    ["SO", 3, 3, 1],
    ["SO", 9, 8, 105],
    ["Sp", 8, 8, 105],
    ["Sp", 6, 6, 15],
    ["Sp", 4, 6, 14],
    ["Sp", 2, 6, 5],
  ] as const)("%s(%i): %i of them have %i", (family, N, count, expected) => {
    const group = classicalGroup(family, N);
    const fundamental = family === "SO" && N === 3 ? [2] : vector(group.rank);
    expect(singlets(group, new Array<number[]>(count).fill(fundamental))).toBe(expected);
  });

  test("the metric is symmetric for SO(N) and antisymmetric for Sp(N), epsilon antisymmetric", () => {
    expect(singletsBySymmetry(classicalGroup("SO", 9), vector(4), 2)).toEqual(new Map([["[2]", 1]]));
    expect(singletsBySymmetry(classicalGroup("Sp", 8), vector(4), 2)).toEqual(new Map([["[1,1]", 1]]));
    expect(singletsBySymmetry(classicalGroup("SO", 5), vector(2), 5)).toEqual(new Map([["[1,1,1,1,1]", 1]]));
  });
});

/** A state as a number; `weight` doubled; `raise(i, state)` is the image under E_i, its sign, or undefined for 0. */
interface States {
  readonly states: readonly number[];
  weight(state: number): readonly number[];
  raise(node: number, state: number): { readonly state: number; readonly sign: number } | undefined;
}

/** Spinor of SO(2r) with an even or odd number of empty modes; bit i of a state: mode i + 1 is occupied. */
function spinor(rank: number, isEven: boolean): States {
  const all = Array.from({ length: 2 ** rank }, (_, state) => state);
  const signOf = (state: number, mode: number) => (bits(state & (2 ** mode - 1)) % 2 === 0 ? 1 : -1);
  return {
    states: all.filter((state) => ((rank - bits(state)) % 2 === 0) === isEven),
    weight: (state) => Array.from({ length: rank }, (_, mode) => ((state >> mode) & 1 ? 1 : -1)),
    raise(node, state) {
      const isLast = node === rank - 1;
      const [first, second] = isLast ? [rank - 2, rank - 1] : [node, node + 1];
      const isFilled = (mode: number) => ((state >> mode) & 1) === 1;
      // a+ needs an empty mode, a a filled one.
      if (isFilled(first) || isFilled(second) === isLast) return undefined;
      const between = state ^ (1 << second);
      return { state: between ^ (1 << first), sign: signOf(state, second) * signOf(between, first) };
    },
  };
}

/** Vector of SO(2r): state k < r is e_k, state r + k is e_-k. */
function vectorStates(rank: number): States {
  return {
    states: Array.from({ length: 2 * rank }, (_, state) => state),
    weight: (state) => new Array<number>(rank).fill(0).with(state % rank, state < rank ? 2 : -2),
    raise(node, state) {
      if (node === rank - 1) {
        if (state === 2 * rank - 1) return { state: rank - 2, sign: 1 };
        return state === 2 * rank - 2 ? { state: rank - 1, sign: -1 } : undefined;
      }
      if (state === node + 1) return { state: node, sign: 1 };
      return state === rank + node ? { state: rank + node + 1, sign: -1 } : undefined;
    },
  };
}

function bits(state: number): number {
  return state === 0 ? 0 : (state & 1) + bits(state >> 1);
}

/** States of weight 0 minus the rank of all E_i on them. */
function singletsOfAlgebra(rank: number, factors: readonly States[]): number {
  const neutral = products(factors).filter((states) => sumOfWeights(factors, states, rank).every((w) => w === 0));
  const images = new Map<string, Map<number, number>>();
  for (const [column, states] of neutral.entries()) {
    for (let node = 0; node < rank; node++) {
      for (const [slot, factor] of factors.entries()) {
        const raised = factor.raise(node, states[slot]);
        if (raised === undefined) continue;
        const key = `${node}: ${states.with(slot, raised.state).join()}`;
        const row = images.get(key) ?? new Map<number, number>();
        row.set(column, (row.get(column) ?? 0) + raised.sign);
        images.set(key, row);
      }
    }
  }
  const rows = [...images.values()].map((row) => neutral.map((_, column) => row.get(column) ?? 0));
  return neutral.length - modularRank(rows);
}

function products(factors: readonly States[]): number[][] {
  return factors.reduce<number[][]>(
    (lists, { states }) => lists.flatMap((list) => states.map((s) => [...list, s])),
    [[]],
  );
}

function sumOfWeights(factors: readonly States[], states: readonly number[], rank: number): number[] {
  return Array.from({ length: rank }, (_, c) => factors.reduce((sum, f, k) => sum + f.weight(states[k])[c], 0));
}

describe("spinors: the Lie algebra in whole numbers", () => {
  const kinds = (rank: number) => ({
    V: { states: vectorStates(rank), labels: vector(rank) },
    S: { states: spinor(rank, true), labels: new Array<number>(rank).fill(0).with(rank - 1, 1) },
    C: { states: spinor(rank, false), labels: new Array<number>(rank).fill(0).with(rank - 2, 1) },
  });

  test.each([
    [10, "SSV", 1],
    [10, "CCV", 1],
    [10, "SCV", 0],
    [10, "SC", 1],
    [10, "SS", 0],
    [8, "VSC", 1],
    [8, "SSSS", 3],
    [8, "SSCC", 2],
    [6, "SSSS", 1],
    [6, "SSCC", 2],
    [12, "SS", 1],
  ] as const)("SO(%i) %s has %i", (N, product, expected) => {
    const rank = N / 2;
    const factors = [...product].map((kind) => kinds(rank)[kind as "V" | "S" | "C"]);
    expect(
      singletsOfAlgebra(
        rank,
        factors.map(({ states }) => states),
      ),
    ).toBe(expected);
    expect(
      singlets(
        classicalGroup("SO", N),
        factors.map(({ labels }) => labels),
      ),
    ).toBe(expected);
  });
});
