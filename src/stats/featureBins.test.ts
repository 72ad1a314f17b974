import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { binFeatures } from "./featureBins.ts";

test("few values: cuts half-way between neighbours, missing ones in bin 0", () => {
  const { cuts, bins } = binFeatures([[4, NaN, 1, 2, 1]], 255);
  expect([...cuts[0]]).toEqual([-Infinity, 1.5, 3]);
  expect([...bins[0]]).toEqual([3, 0, 1, 2, 1]);
});

test("many values: bins of equally many rows", () => {
  const rng = createRng(1);
  const column = Float64Array.from({ length: 6400 }, () => Math.exp(3 * rng.normal()));
  const counts = new Uint32Array(65);
  for (const bin of binFeatures([column], 64).bins[0]) counts[bin]++;
  expect([...counts]).toEqual([0, ...Array.from({ length: 64 }, () => 100)]);
});

test("half of the values are equal: they stay together and take one bin", () => {
  const column = Float64Array.from({ length: 100 }, (_, row) => Math.max(0, row - 49));
  const { cuts, bins } = binFeatures([column], 10);
  expect([...cuts[0]]).toEqual([-Infinity, 0.5, 10.5, 20.5, 30.5, 40.5]);
  expect(bins[0].filter((bin) => bin === 1)).toHaveLength(50);
});

test("neighbouring numbers of float64 are told apart, and the largest do not overflow", () => {
  const next = 1 + Number.EPSILON;
  expect([...binFeatures([[1, next]], 255).bins[0]]).toEqual([1, 2]);
  expect([...binFeatures([[Number.MAX_VALUE, -Number.MAX_VALUE, 0, Number.MIN_VALUE]], 255).bins[0]]).toEqual([
    4, 1, 2, 3,
  ]);
});

test("row of bin b: above cut b - 1, not above cut b, whatever the numbers", () => {
  const numbers = fc.array(fc.double({ noDefaultInfinity: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(numbers, fc.integer({ min: 2, max: 9 }), (column, most) => {
      const { cuts, bins } = binFeatures([column], most);
      expect(cuts[0].length).toBeLessThanOrEqual(most);
      column.forEach((value, row) => {
        const bin = bins[0][row];
        expect(cuts[0].slice(0, bin).every((cut) => value > cut)).toBe(true);
        expect(cuts[0].slice(bin).every((cut) => !(value > cut))).toBe(true);
      });
    }),
  );
});
