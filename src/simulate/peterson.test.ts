import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { drawPeterson, petersonDensity } from "./peterson.ts";

/** chi^2 of 19 degrees of freedom that is exceeded once in a thousand; the random numbers are fixed. */
const CHI2_19 = 43.8;

test("the density is Peterson's", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.double({ min: 1e-4, max: 1, noNaN: true }),
      (z, epsilon) => {
        const published = 1 / (z * (1 - 1 / z - epsilon / (1 - z)) ** 2);
        expect(petersonDensity(z, epsilon) / published).toBeCloseTo(1, 9);
      },
    ),
    { seed: 1 },
  );
});

/** Integrals of the density up to the edges of 20 bins, by the midpoint rule with 500 steps a bin. */
function cumulative(epsilon: number): Float64Array {
  const edges = new Float64Array(21);
  for (let step = 0; step < 10_000; step++) {
    edges[Math.floor(step / 500) + 1] += petersonDensity((step + 0.5) / 10_000, epsilon);
  }
  for (let bin = 1; bin <= 20; bin++) edges[bin] += edges[bin - 1];
  return edges.map((edge) => edge / edges[20]);
}

test.each([0.006, 0.05, 1])("z is drawn from it for epsilon = %d", (epsilon) => {
  const rng = createRng(2);
  const count = 6000;
  const bins = new Float64Array(20);
  for (let n = 0; n < count; n++) bins[Math.floor(20 * drawPeterson(epsilon, rng))]++;
  const edges = cumulative(epsilon);
  const chi2 = bins.reduce((sum, found, bin) => {
    const expected = count * (edges[bin + 1] - edges[bin]);
    return sum + (found - expected) ** 2 / expected;
  }, 0);
  expect(chi2).toBeLessThan(CHI2_19);
});

test("the heavier quark keeps more", () => {
  const rng = createRng(3);
  const mean = (epsilon: number) =>
    Array.from({ length: 2000 }, () => drawPeterson(epsilon, rng)).reduce((sum, z) => sum + z / 2000, 0);
  expect(mean(0.006)).toBeGreaterThan(mean(0.05) + 0.1);
});
