import fc from "fast-check";
import { expect, test } from "vitest";
import { isotonicFit, ranks, spearman } from "./monotone.ts";

test("ranks of ties are shared; Spearman of an example worked by hand", () => {
  expect([...ranks([10, 20, 20, 5])]).toEqual([2, 3.5, 3.5, 1]);
  // d = 1, -1, 1, -1, 0: 1 - 6 x 4 / (5 x 24)
  expect(spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(1 - 24 / 120, 12);
});

test("Spearman sees order only: any rising function gives 1, a falling one -1", () => {
  const different = fc.uniqueArray(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 30 });
  fc.assert(
    fc.property(different, (given) => {
      const x = given.map((value) => Math.round(value * 1e3)).filter((value, i, all) => all.indexOf(value) === i);
      fc.pre(x.length > 1);
      expect(
        spearman(
          x,
          x.map((value) => Math.exp(value / 1e3)),
        ),
      ).toBeCloseTo(1, 12);
      expect(
        spearman(
          x,
          x.map((value) => -(value ** 3)),
        ),
      ).toBeCloseTo(-1, 12);
    }),
  );
});

test("the isotonic fit is the projection: residuals of each level sum to 0, and it never falls", () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: -20, max: 20 })), { minLength: 2 });
  fc.assert(
    fc.property(pairs, (list) => {
      const [x, y] = [list.map((pair) => pair[0]), list.map((pair) => pair[1])];
      const fit = isotonicFit(x, y);
      fit.y.forEach((value, k) => k > 0 && expect(value).toBeGreaterThanOrEqual(fit.y[k - 1]));
      const at = new Map([...fit.x].map((value, k) => [value, fit.y[k]]));
      for (const level of new Set(fit.y)) {
        const members = list.filter(([place]) => at.get(place) === level);
        expect(members.reduce((sum, [, value]) => sum + value - level, 0)).toBeCloseTo(0, 8);
      }
    }),
  );
});

test("a known isotonic fit, and rising points are their own", () => {
  expect([...isotonicFit([1, 2, 3, 4, 5], [1, 3, 2, 4, 3.5]).y]).toEqual([1, 2.5, 2.5, 3.75, 3.75]);
  expect(isotonicFit([3, 1, 2], [9, 1, 4])).toMatchObject({ residualSum: 0, explained: 1 });
});

test("bad input", () => {
  expect(() => spearman([1, 2], [1])).toThrow("[stats/sizes-differ]");
  expect(() => spearman([1], [1])).toThrow("[stats/too-few-points]");
  expect(() => spearman([1, 1], [1, 2])).toThrow("[stats/constant-variable]");
  expect(() => isotonicFit([1, NaN], [1, 2])).toThrow("[stats/value-not-finite]");
});
