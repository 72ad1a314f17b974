import fc from "fast-check";
import { expect, test } from "vitest";
import {
  CA,
  CF,
  deadCone,
  firstGluonKernel,
  fractionOfPole,
  gluonKernel,
  PAIR_BOUND,
  pairKernel,
  quarkKernel,
  QUARK_POLE,
  smallestFraction,
  TR,
} from "./dipoleKernels.ts";

const inside = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

test("kernels lie between zero and their overestimates", () => {
  fc.assert(
    fc.property(inside, inside, (z, y) => {
      for (const kernel of [quarkKernel, firstGluonKernel]) {
        expect(kernel(z, y)).toBeGreaterThanOrEqual(0);
        expect(kernel(z, y)).toBeLessThanOrEqual(QUARK_POLE / (1 - z));
      }
      expect(gluonKernel(z, y)).toBeGreaterThanOrEqual(-1e-12);
      expect(gluonKernel(z, y)).toBeLessThanOrEqual(CA / (1 - z));
      expect(pairKernel(z)).toBeGreaterThan(0);
      expect(pairKernel(z)).toBeLessThanOrEqual(PAIR_BOUND);
    }),
    { seed: 1 },
  );
});

test("collinear, the two ends of a parton add up to the Altarelli-Parisi kernels", () => {
  for (const z of [0.1, 0.3, 0.5, 0.8]) {
    expect(quarkKernel(z, 0)).toBeCloseTo((CF * (1 + z * z)) / (1 - z), 12);
    // Both ends, both names of the two gluons, and 1/2 for identical ones.
    const gluons = gluonKernel(z, 0) + gluonKernel(1 - z, 0);
    expect(gluons).toBeCloseTo(CA * (z / (1 - z) + (1 - z) / z + z * (1 - z)), 12);
    expect(2 * pairKernel(z)).toBeCloseTo(TR * (z * z + (1 - z) * (1 - z)), 12);
  }
});

test("a mass takes the emissions inside the dead cone, and no others", () => {
  const mass = 4.8;
  fc.assert(
    fc.property(inside, inside, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (z, y, t) => {
      const massless = quarkKernel(z, y);
      const kernel = deadCone(massless, t, z, mass);
      expect(kernel).toBeGreaterThanOrEqual(0);
      expect(kernel).toBeLessThanOrEqual(massless);
      expect(deadCone(massless, t, z, 0)).toBe(massless);
    }),
    { seed: 3 },
  );
  // The angle is kT / ((1-z) E): at t = (1-z)^2 m^2 theta^2 E^2 / m^2.
  const at = (theta: number) =>
    deadCone(quarkKernel(0.9, 0), (0.1 * mass * theta) ** 2, 0.9, mass) / quarkKernel(0.9, 0);
  expect(at(10)).toBeGreaterThan(0.97);
  expect(at(0.1)).toBeLessThan(0.01);
  // Soft gluons: (theta^2 / (theta^2 + theta0^2))^2, Dokshitzer, Khoze and Troyan, J. Phys. G 17 (1991) 1602.
  expect(deadCone(quarkKernel(0.9999, 0), (1e-4 * mass) ** 2, 0.9999, mass) / quarkKernel(0.9999, 0)).toBeCloseTo(
    0.25,
    3,
  );
});

test("the two ends of a quark pair add up to the matrix element of e+e- -> q qbar g", () => {
  fc.assert(
    fc.property(inside, inside, (z, y) => {
      const x2 = 1 - y;
      const x1 = y + z * (1 - y);
      fc.pre(x1 < 0.999 && x2 < 0.999);
      // The end at 1 has y = 1 - x2, z = (1 - x3) / x2 and dt/t dz (1-y) = dx1 dx2 / (1-x2).
      const end = (x: number, other: number) => firstGluonKernel((x + other - 1) / other, 1 - other) / (1 - other);
      const exact = (CF * (x1 * x1 + x2 * x2)) / ((1 - x1) * (1 - x2));
      expect((end(x1, x2) + end(x2, x1)) / exact).toBeCloseTo(1, 9);
    }),
    { seed: 2 },
  );
});

test("the range of z ends where kT reaches t, and the pole is inverted over all of it", () => {
  const zLow = smallestFraction(1e-9, 4);
  expect((zLow * (1 - zLow) * 4) / 1e-9).toBeCloseTo(1, 12);
  expect(smallestFraction(1, 4)).toBe(0.5);
  expect(1 - fractionOfPole(0.01, 0)).toBeCloseTo(0.99, 12);
  expect(1 - fractionOfPole(0.01, 1)).toBeCloseTo(0.01, 12);
  // The median of 1/(1-z) on (0.01, 0.99) is where 1-z is the geometric mean of its ends.
  expect(1 - fractionOfPole(0.01, 0.5)).toBeCloseTo(Math.sqrt(0.01 * 0.99), 12);
});
