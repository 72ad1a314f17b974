import fc from "fast-check";
import { expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { allowedGroup, smallestCyclicSymmetry } from "./cyclicSymmetry.ts";

// Columns Q, uc, dc, L, ec, H1, H2: the two-doublet model.
const YUKAWAS = {
  up1: [1, 1, 0, 0, 0, 1, 0],
  down1: [1, 0, 1, 0, 0, -1, 0],
  lepton1: [0, 0, 0, 1, 1, -1, 0],
  up2: [1, 1, 0, 0, 0, 0, 1],
  down2: [1, 0, 1, 0, 0, 0, -1],
  lepton2: [0, 0, 0, 1, 1, 0, -1],
};
const SCALARS = { m12: [0, 0, 0, 0, 0, -1, 1], l5: [0, 0, 0, 0, 0, -2, 2] };

test("type II: Z2 forbids H1 for up, H2 for down quarks and leptons, and the mass mixing, but keeps lambda5", () => {
  const { up1, down1, lepton1, up2, down2, lepton2 } = YUKAWAS;
  const found = smallestCyclicSymmetry([up1, down2, lepton2, SCALARS.m12], [up2, down1, lepton1, SCALARS.l5]);
  expect(found?.order).toBe(2);
  const { charges } = found!;
  expect((charges[5] + charges[6]) % 2).toBe(1);
});

test("without lambda5 it takes Z3", () => {
  const { up2, down1, lepton1 } = YUKAWAS;
  expect(smallestCyclicSymmetry([SCALARS.m12, SCALARS.l5], [up2, down1, lepton1])?.order).toBe(3);
});

test("phi^3 is forbidden by Z2, phi^2 and phi^3 by Z4, phi^2 ... phi^8 by Z9 only", () => {
  const powers = (...exponents: number[]) => exponents.map((exponent) => [exponent]);
  expect(smallestCyclicSymmetry(powers(3), powers(2))).toEqual({ order: 2, charges: [1] });
  expect(smallestCyclicSymmetry(powers(2, 3), [])).toEqual({ order: 4, charges: [1] });
  expect(smallestCyclicSymmetry(powers(2), powers(3))).toEqual({ order: 3, charges: [1] });
  expect(smallestCyclicSymmetry(powers(1, 2, 3, 4, 5, 6, 7, 8), [])).toBeUndefined();
  expect(smallestCyclicSymmetry(powers(1, 2, 3, 4, 5, 6, 7, 8), [], 9)?.order).toBe(9);
  expect(smallestCyclicSymmetry(powers(0), [])).toBeUndefined();
});

test("a term that follows from the kept ones cannot be forbidden", () => {
  expect(
    smallestCyclicSymmetry(
      [[1, 1]],
      [
        [1, 0],
        [0, 1],
      ],
    ),
  ).toBeUndefined();
});

test("the order is that of trying every charge (property)", () => {
  const matrix = (rows: number) =>
    fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: rows,
    });
  fc.assert(
    fc.property(matrix(3), matrix(2), (forbidden, kept) => {
      const found = smallestCyclicSymmetry(forbidden, kept, 5);
      expect(found?.order).toBe(orderByTrying(forbidden, kept, 5));
      if (found !== undefined) expect(separates(forbidden, kept, found.charges, found.order)).toBe(true);
    }),
    { seed: 6, numRuns: 200 },
  );
});

test("the allowed group has as many elements as there are solutions (property)", () => {
  const rows = fc.array(fc.array(fc.nat(7), { minLength: 3, maxLength: 3 }), { maxLength: 3 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 2, max: 6 }), (kept, order) => {
      const elements = spanned(allowedGroup(kept, 3, order), order);
      const solutions = allCharges(3, order).filter((z) => separates([], kept, z, order));
      expect([...elements].sort()).toEqual(solutions.map(String).sort());
    }),
    { seed: 6, numRuns: 100 },
  );
});

test("nothing to forbid is an error", () => {
  const failing = () => smallestCyclicSymmetry([], [[1, 0]]);
  expect(failing).toThrow(GlueballError);
  expect(failing).toThrow(
    "a symmetry was asked for that forbids nothing: expected at least one term to forbid [lagrangian/nothing-to-forbid]",
  );
});

function orderByTrying(forbidden: number[][], kept: number[][], largest: number): number | undefined {
  for (let order = 2; order <= largest; order++) {
    if (allCharges(3, order).some((z) => separates(forbidden, kept, z, order))) return order;
  }
  return undefined;
}

function separates(forbidden: number[][], kept: number[][], z: readonly number[], order: number): boolean {
  const zero = (row: number[]) => row.reduce((sum, m, k) => sum + m * z[k], 0) % order === 0;
  return kept.every(zero) && !forbidden.some(zero);
}

function allCharges(n: number, order: number): number[][] {
  if (n === 0) return [[]];
  return allCharges(n - 1, order).flatMap((rest) => Array.from({ length: order }, (_, q) => [...rest, q]));
}

function spanned(generators: readonly number[][], order: number): Set<string> {
  let elements = new Map([["0,0,0", [0, 0, 0]]]);
  for (const generator of generators) {
    const next = new Map(elements);
    for (const element of elements.values()) {
      for (let multiple = 1; multiple < order; multiple++) {
        const sum = element.map((z, k) => (z + multiple * generator[k]) % order);
        next.set(sum.join(","), sum);
      }
    }
    elements = next;
  }
  return new Set(elements.keys());
}
