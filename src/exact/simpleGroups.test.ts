import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { freudenthalWeights, weylDimension } from "./freudenthal.ts";
import { groupIntegral, singlets, singletsBySymmetry } from "./groupIntegrals.ts";
import { weights } from "./irrepWeights.ts";
import type { SimpleGroup } from "./simpleGroups.ts";
import { classicalGroup, conjugateLabels } from "./simpleGroups.ts";
import { irrepDimension } from "./specialUnitary.ts";
import { tensorProduct } from "./tensorProducts.ts";

const SO10 = classicalGroup("SO", 10);
const spinor16 = [0, 0, 0, 0, 1];
const vector10 = [1, 0, 0, 0, 0];

/** Labels of a group, small enough for the recursion. */
const irrepsOf = (group: SimpleGroup) =>
  fc.array(fc.integer({ min: 0, max: group.rank > 2 ? 1 : 2 }), { minLength: group.rank, maxLength: group.rank });
const groups = fc.constantFrom(
  classicalGroup("SU", 3),
  classicalGroup("SU", 4),
  classicalGroup("SO", 5),
  classicalGroup("SO", 7),
  classicalGroup("SO", 8),
  classicalGroup("Sp", 4),
  classicalGroup("Sp", 6),
);
const groupAndIrrep = groups.chain((group) => fc.tuple(fc.constant(group), irrepsOf(group)));

describe("dimensions and weights", () => {
  test.each<{ group: SimpleGroup; labels: number[]; dimension: number }>([
    { group: SO10, labels: vector10, dimension: 10 },
    { group: SO10, labels: spinor16, dimension: 16 },
    { group: SO10, labels: [0, 1, 0, 0, 0], dimension: 45 },
    { group: SO10, labels: [2, 0, 0, 0, 0], dimension: 54 },
    { group: SO10, labels: [0, 0, 1, 0, 0], dimension: 120 },
    { group: SO10, labels: [0, 0, 0, 0, 2], dimension: 126 },
    { group: SO10, labels: [1, 0, 0, 0, 1], dimension: 144 },
    { group: SO10, labels: [0, 0, 0, 1, 1], dimension: 210 },
    { group: classicalGroup("SO", 7), labels: [0, 0, 1], dimension: 8 },
    { group: classicalGroup("SO", 7), labels: [0, 1, 0], dimension: 21 },
    { group: classicalGroup("Sp", 4), labels: [0, 1], dimension: 5 },
    { group: classicalGroup("Sp", 6), labels: [0, 0, 1], dimension: 14 },
    { group: classicalGroup("Sp", 2), labels: [3], dimension: 4 },
  ])("$group.name $labels has dimension $dimension", ({ group, labels, dimension }) => {
    expect(weylDimension(group, labels)).toBe(dimension);
    expect(sum(freudenthalWeights(group, labels).map(({ multiplicity }) => multiplicity))).toBe(dimension);
  });

  test("Freudenthal's weights add up to Weyl's dimension", () => {
    fc.assert(
      fc.property(groupAndIrrep, ([group, labels]) => {
        fc.pre(weylDimension(group, labels) <= 300);
        const multiplicities = freudenthalWeights(group, labels).map(({ multiplicity }) => multiplicity);
        expect(sum(multiplicities)).toBe(weylDimension(group, labels));
      }),
      { seed: 51, numRuns: 60 },
    );
  });

  test("SU(N): Freudenthal equals Gelfand-Tsetlin, Weyl's formula the product of hooks", () => {
    const irreps = fc
      .constantFrom(2, 3, 4, 5)
      .chain((N) => fc.tuple(fc.constant(N), irrepsOf(classicalGroup("SU", N))));
    fc.assert(
      fc.property(irreps, ([N, labels]) => {
        const group = classicalGroup("SU", N);
        fc.pre(irrepDimension(labels) <= 300);
        expect(weylDimension(group, labels)).toBe(irrepDimension(labels));
        expect(asMap(freudenthalWeights(group, labels))).toEqual(asMap(weights(labels)));
      }),
      { seed: 52, numRuns: 60 },
    );
  });
});

describe("SO(10)", () => {
  test("16 x 16 = 126 + 120 + 10, 16 x 16bar = 210 + 45 + 1", () => {
    const spinorBar = conjugateLabels(SO10, spinor16);
    expect(spinorBar).toEqual([0, 0, 0, 1, 0]);
    expect(dimensions(spinor16, spinor16)).toEqual([126, 120, 10]);
    expect(dimensions(spinor16, spinorBar)).toEqual([210, 45, 1]);
  });

  test("one Yukawa coupling 16 16 10, two quartic invariants 16^4, symmetric in the pair 16 16", () => {
    expect(singlets(SO10, [spinor16, spinor16, vector10])).toBe(1);
    expect(singlets(SO10, [spinor16, spinor16, spinor16, spinor16])).toBe(2);
    expect(singletsBySymmetry(SO10, spinor16, 4)).toEqual(new Map([["[2,2]", 1]]));
    expect(singletsBySymmetry(SO10, vector10, 4)).toEqual(
      new Map([
        ["[4]", 1],
        ["[2,2]", 1],
      ]),
    );
  });
});

describe("identities", () => {
  test("dimensions of products multiply", () => {
    const pairs = groups.chain((group) => fc.tuple(fc.constant(group), irrepsOf(group), irrepsOf(group)));
    fc.assert(
      fc.property(pairs, ([group, a, b]) => {
        fc.pre(weylDimension(group, a) <= 100 && weylDimension(group, b) <= 100);
        const product = tensorProduct(a, b, group);
        expect(sum(product.map(({ irrep, multiplicity }) => multiplicity * weylDimension(group, irrep)))).toBe(
          weylDimension(group, a) * weylDimension(group, b),
        );
      }),
      { seed: 53, numRuns: 60 },
    );
  });

  test("the singlet is in R x S once if S is the conjugate of R, else never", () => {
    const pairs = groups.chain((group) => fc.tuple(fc.constant(group), irrepsOf(group), irrepsOf(group)));
    fc.assert(
      fc.property(pairs, ([group, a, b]) => {
        fc.pre(weylDimension(group, a) <= 100 && weylDimension(group, b) <= 100);
        expect(singlets(group, [a, conjugateLabels(group, a)])).toBe(1);
        expect(singlets(group, [a, b])).toBe(b.join() === conjugateLabels(group, a).join() ? 1 : 0);
      }),
      { seed: 54, numRuns: 60 },
    );
  });

  test.each([
    { name: "SO(6) is SU(4)", group: classicalGroup("SO", 6), twin: classicalGroup("SU", 4), order: [1, 0, 2] },
    { name: "SO(5) is Sp(4)", group: classicalGroup("SO", 5), twin: classicalGroup("Sp", 4), order: [1, 0] },
    { name: "Sp(2) is SU(2)", group: classicalGroup("Sp", 2), twin: classicalGroup("SU", 2), order: [0] },
  ])("$name: equal integrals", ({ group, twin, order }) => {
    const factors = fc.array(fc.record({ irrep: irrepsOf(group), power: fc.integer({ min: 1, max: 3 }) }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(factors, (list) => {
        fc.pre(list.every(({ irrep }) => weylDimension(group, irrep) <= 64));
        const translated = list.map(({ irrep, power }) => ({ irrep: order.map((node) => irrep[node]), power }));
        expect(groupIntegral(twin, translated)).toBe(groupIntegral(group, list));
      }),
      { seed: 55, numRuns: 60 },
    );
  });

  test("Frobenius-Schur: spinors of SO(5) and SO(11) are pseudo-real, of SO(7) and SO(8) real, of SO(10) complex", () => {
    const indicator = (group: SimpleGroup, irrep: number[]) => groupIntegral(group, [{ irrep, power: 2 }]);
    expect(indicator(classicalGroup("SO", 5), [0, 1])).toBe(-1);
    expect(indicator(classicalGroup("SO", 11), [0, 0, 0, 0, 1])).toBe(-1);
    expect(indicator(classicalGroup("SO", 7), [0, 0, 1])).toBe(1);
    expect(indicator(classicalGroup("SO", 8), [0, 0, 0, 1])).toBe(1);
    expect(indicator(SO10, spinor16)).toBe(0);
    expect(indicator(classicalGroup("Sp", 6), [1, 0, 0])).toBe(-1);
  });
});

test("groups that do not exist are refused", () => {
  expect(() => classicalGroup("SO", 4)).toThrow(
    "there is no group SO(N) of this size: found 4, expected 3, or a whole number from 5 on " +
      "(SO(2) is U(1), SO(4) is SU(2) x SU(2)) [exact/unknown-group]",
  );
  expect(() => classicalGroup("Sp", 5)).toThrow(
    "there is no group Sp(N) of this size: found 5, expected an even number from 2 on [exact/unknown-group]",
  );
  expect(() => classicalGroup("SU", 1)).toThrow(
    "there is no group SU(N) of this size: found 1, expected a whole number from 2 on [exact/unknown-group]",
  );
  expect(() => singlets(SO10, [[1, 0]])).toThrow(
    "these are no Dynkin labels of SO(10): found [1, 0], expected 5 non-negative integers [exact/wrong-dynkin-labels]",
  );
});

function dimensions(a: number[], b: number[]): number[] {
  return tensorProduct(a, b, SO10).map(({ irrep }) => weylDimension(SO10, irrep));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function asMap(list: ReturnType<typeof weights>): Map<string, number> {
  return new Map(list.map(({ weight, multiplicity }) => [weight.join(), multiplicity]));
}
