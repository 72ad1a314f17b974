import fc from "fast-check";
import { expect, test } from "vitest";
import { cyclicCharges, smallestCyclicSymmetry, type TermSelection } from "./congruences.ts";

const term = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 3, maxLength: 3 });
const selection = fc.record({
  keep: fc.array(term, { maxLength: 3 }),
  forbid: fc.array(term, { minLength: 1, maxLength: 4 }),
});

function isObeyed({ keep, forbid }: TermSelection, charges: readonly number[], order: number): boolean {
  const vanishes = (exponents: readonly number[]) =>
    exponents.reduce((sum, n, f) => sum + n * charges[f], 0) % order === 0;
  return keep.every(vanishes) && !forbid.some(vanishes);
}

test("solutions are found exactly where trying all charges finds one", () => {
  fc.assert(
    fc.property(selection, fc.integer({ min: 2, max: 8 }), (terms, order) => {
      const charges = cyclicCharges(terms, order);
      const all = Array.from({ length: order ** 3 }, (_, i) => [
        i % order,
        Math.floor(i / order) % order,
        Math.floor(i / order ** 2),
      ]);
      expect(charges !== undefined).toBe(all.some((some) => isObeyed(terms, some, order)));
      if (charges === undefined) return;
      expect(isObeyed(terms, charges, order)).toBe(true);
      expect(charges.every((charge) => Number.isInteger(charge) && charge >= 0 && charge < order)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("two Higgs doublets: Z_2 forbids the mixing H1+ H2 and keeps (H1+ H2)^2", () => {
  const terms = {
    keep: [[-2, 2]],
    forbid: [
      [-1, 1],
      [-3, 3],
    ],
  };
  const found = smallestCyclicSymmetry(terms)!;
  expect(found.order).toBe(2);
  expect((found.charges[0] + found.charges[1]) % 2).toBe(1);
});

/** Fields Q, uc, dc, L, ec, H. */
const YUKAWAS = [
  [1, 1, 0, 0, 0, 1],
  [1, 0, 1, 0, 0, -1],
  [0, 0, 0, 1, 1, -1],
];
const WEINBERG = [0, 0, 0, 2, 0, 2];
const PROTON_DECAY = [3, 0, 0, 1, 0, 0];

test("Standard Model: lepton parity stops Q Q Q L, but L L H H needs Z_3", () => {
  expect(smallestCyclicSymmetry({ keep: [...YUKAWAS, WEINBERG], forbid: [PROTON_DECAY] })?.order).toBe(2);
  const both = { keep: YUKAWAS, forbid: [WEINBERG, PROTON_DECAY] };
  expect([2, 3].map((order) => cyclicCharges(both, order) !== undefined)).toEqual([false, true]);
  expect(smallestCyclicSymmetry(both)?.order).toBe(3);
});

test("what follows from kept terms cannot be forbidden, at any order", () => {
  // (Q uc H) (Q dc H+) = Q^2 uc dc
  expect(smallestCyclicSymmetry({ keep: YUKAWAS, forbid: [[2, 1, 1, 0, 0, 0]] }, 30)).toBeUndefined();
  expect(smallestCyclicSymmetry({ keep: [], forbid: [[0, 0]] })).toBeUndefined();
});

test("x, y and x + y cannot all be odd, but Z_3 forbids them together; nothing to forbid needs no charge", () => {
  const forbid = [
    [1, 0],
    [0, 1],
    [1, 1],
  ];
  expect(smallestCyclicSymmetry({ keep: [], forbid })?.order).toBe(3);
  expect(smallestCyclicSymmetry({ keep: [], forbid: [] })).toEqual({ order: 2, charges: [] });
  expect(smallestCyclicSymmetry({ keep: [[1, 1]], forbid: [] })).toEqual({ order: 2, charges: [0, 0] });
});

test("bad input", () => {
  expect(() => cyclicCharges({ keep: [[1, 2]], forbid: [[1]] }, 2)).toThrow("[exact/sizes-differ]");
  expect(() => cyclicCharges({ keep: [], forbid: [[1]] }, 1)).toThrow(
    "the order of a cyclic symmetry is not usable: found 1, expected a whole number from 2 to 1000 [exact/order-not-whole]",
  );
  expect(() => smallestCyclicSymmetry({ keep: [], forbid: [[1]] }, 2.5)).toThrow("[exact/order-not-whole]");
});
