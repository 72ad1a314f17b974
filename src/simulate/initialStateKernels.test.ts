import fc from "fast-check";
import { expect, test } from "vitest";
import { initialKernel } from "./initialStateKernels.ts";

const CASES = [
  { name: "q <- q", pdgId: 1, mother: 1, half: 10 / 3 },
  { name: "q <- g", pdgId: -5, mother: 21, half: 1 / 4 },
  { name: "g <- g", pdgId: 21, mother: 21, half: 27 / 2 },
  { name: "g <- q", pdgId: 21, mother: -2, half: 10 / 3 },
] as const;

test.each(CASES)("$name: known value at z = 1/2", ({ pdgId, mother, half }) => {
  expect(initialKernel(pdgId, mother).kernel(0.5)).toBeCloseTo(half, 14);
});

test("what is left and what is emitted change places: q <- q and g <- q, and g <- g and q <- g with themselves", () => {
  const z = 0.3;
  expect(initialKernel(1, 1).kernel(z)).toBeCloseTo(initialKernel(21, 1).kernel(1 - z), 14);
  expect(initialKernel(21, 21).kernel(z)).toBeCloseTo(initialKernel(21, 21).kernel(1 - z), 14);
  expect(initialKernel(1, 21).kernel(z)).toBeCloseTo(initialKernel(1, 21).kernel(1 - z), 14);
});

const fraction = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

test.each(CASES)("$name: the bound holds, its integral is the quadrature and draws invert it", ({ pdgId, mother }) => {
  const { kernel, bound, integral, draw } = initialKernel(pdgId, mother);
  fc.assert(
    fc.property(fraction, fraction, fraction, (a, b, uniform) => {
      fc.pre(Math.abs(a - b) > 1e-3);
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      expect(kernel(a)).toBeLessThanOrEqual(bound(a) * (1 + 1e-14));
      const z = draw(low, high, uniform);
      expect(integral(low, z) / integral(low, high)).toBeCloseTo(uniform, 6);
      expect(quadrature(bound, low, high) / integral(low, high)).toBeCloseTo(1, 3);
    }),
    { seed: 3 },
  );
});

/** In ln(z / (1-z)), in which all poles are flat. */
function quadrature(of: (z: number) => number, low: number, high: number): number {
  const steps = 500;
  const from = Math.log(low / (1 - low));
  const width = (Math.log(high / (1 - high)) - from) / steps;
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    const z = 1 / (1 + Math.exp(-from - (step + 0.5) * width));
    sum += of(z) * z * (1 - z) * width;
  }
  return sum;
}
