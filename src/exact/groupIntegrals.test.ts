import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { groupIntegral, singlets, singletsBySymmetry } from "./groupIntegrals.ts";
import { laurentCharacter, multiplyLaurent, packExponents, unpackExponents, weylIntegral } from "./laurent.ts";
import type { DynkinLabels } from "./specialUnitary.ts";

const singletCounts = findData("lagrangian/singlet_counts.json");

describe("singlets of powers", () => {
  test.each<{ name: string; N: number; irrep: DynkinLabels; from: number; counts: number[] }>([
    { name: "SU(2) doublet (even powers: Catalan)", N: 2, irrep: [1], from: 1, counts: [0, 1, 0, 2, 0, 5, 0, 14] },
    { name: "SU(2) triplet", N: 2, irrep: [2], from: 2, counts: [1, 1, 3, 6, 15, 36, 91] },
    { name: "SU(3) octet", N: 3, irrep: [1, 1], from: 2, counts: [1, 2, 8, 32, 145] },
    { name: "SU(3) triplet", N: 3, irrep: [1, 0], from: 3, counts: [1, 0, 0, 5, 0, 0, 42] },
    { name: "SU(5) 24", N: 5, irrep: [1, 0, 0, 1], from: 2, counts: [1, 2, 9] },
    { name: "SU(6) 20 (pseudo-real)", N: 6, irrep: [0, 0, 1, 0, 0], from: 1, counts: [0, 1, 0, 4] },
  ])("$name", ({ N, irrep, from, counts }) => {
    expect(counts.map((_, k) => singlets(N, new Array<DynkinLabels>(from + k).fill(irrep)))).toEqual(counts);
  });

  test("the group has volume 1, and a nontrivial character integrates to 0", () => {
    expect(groupIntegral(3, [])).toBe(1);
    expect(groupIntegral(3, [{ irrep: [0, 0], power: 4 }])).toBe(1);
    expect(groupIntegral(3, [{ irrep: [1, 1], power: 1 }])).toBe(0);
    // Int chi_2(z^2) = (symmetric minus antisymmetric square) = -1: the doublet is pseudo-real.
    expect(groupIntegral(2, [{ irrep: [1], power: 2 }])).toBe(-1);
    expect(groupIntegral(3, [{ irrep: [1, 1], power: 2 }])).toBe(1);
  });
});

describe("symmetry of singlets", () => {
  test("octet^3 is d (symmetric) and f (antisymmetric), 3^3 is epsilon", () => {
    expect(singletsBySymmetry(3, [1, 1], 3)).toEqual(
      new Map([
        ["[3]", 1],
        ["[1,1,1]", 1],
      ]),
    );
    expect(singletsBySymmetry(3, [1, 0], 3)).toEqual(new Map([["[1,1,1]", 1]]));
  });

  test.skipIf(singletCounts === undefined)("all 43 reference rows (needs shared data)", () => {
    const rows = JSON.parse(readFileSync(singletCounts ?? "", "utf8")) as {
      dynkin: number[];
      power: number;
      singlets: number;
      by_Sn_irrep: Record<string, number>;
    }[];
    expect(rows.length).toBe(43);
    for (const { dynkin, power, singlets: count, by_Sn_irrep } of rows) {
      const N = dynkin.length + 1;
      expect(singlets(N, new Array<DynkinLabels>(power).fill(dynkin))).toBe(count);
      expect(singletsBySymmetry(N, dynkin, power)).toEqual(new Map(Object.entries(by_Sn_irrep)));
    }
  });
});

describe("two roads to the same integral", () => {
  const irrepsOf: Record<number, readonly DynkinLabels[]> = {
    2: [[1], [2], [3], [4]],
    3: [
      [1, 0],
      [0, 1],
      [1, 1],
      [2, 0],
      [0, 2],
      [2, 1],
    ],
    4: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 1],
    ],
    5: [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 1],
    ],
  };
  const factorLists = fc.constantFrom(2, 3, 4, 5).chain((N) =>
    fc.tuple(
      fc.constant(N),
      fc.array(fc.record({ irrep: fc.constantFrom(...irrepsOf[N]), power: fc.integer({ min: 1, max: 3 }) }), {
        maxLength: N < 4 ? 6 : 4,
      }),
    ),
  );

  test("irreps and Weyl reflections against the constant term of a Laurent polynomial", () => {
    fc.assert(
      fc.property(factorLists, ([N, factors]) => {
        const product = factors
          .map(({ irrep, power }) => laurentCharacter(irrep, power))
          .reduce(multiplyLaurent, new Map([[0, 1]]));
        expect(groupIntegral(N, factors)).toBe(weylIntegral(N, product));
      }),
      { seed: 6, numRuns: 150 },
    );
  });

  test("all irreps conjugated give the same", () => {
    fc.assert(
      fc.property(factorLists, ([N, factors]) => {
        const conjugates = factors.map(({ irrep, power }) => ({ irrep: irrep.toReversed(), power }));
        expect(groupIntegral(N, conjugates)).toBe(groupIntegral(N, factors));
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  test("exponents survive packing, negative ones too", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -127, max: 127 }), { maxLength: 6 }), (exponents) => {
        expect(unpackExponents(packExponents(exponents), exponents.length)).toEqual(exponents);
      }),
      { seed: 8, numRuns: 200 },
    );
  });
});

test("what is too large for the packing is refused", () => {
  expect(() => groupIntegral(2, [{ irrep: [256], power: 1 }])).toThrow(
    "a product of SU(2) irreps holds too large an irrep: " +
      'found "a Dynkin label 256", expected Dynkin labels below 256 [exact/irrep-too-large]',
  );
  expect(() => packExponents([0, -128])).toThrow(
    "an exponent of a Laurent polynomial is too large: " +
      "found -128, expected at most 127 in magnitude [exact/exponent-too-large]",
  );
  expect(() => groupIntegral(2, [{ irrep: [1], power: 64 }])).toThrow("the power of a character is 1 ... 63, not 64");
});
