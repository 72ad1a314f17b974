import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { energyMoversDistance, energyMoversDistances } from "./index.ts";
import type { MovableJet } from "./index.ts";

function jet(...particles: [pt: number, eta: number, phi: number][]): MovableJet {
  return {
    pt: particles.map(([pt]) => pt),
    eta: particles.map(([, eta]) => eta),
    phi: particles.map(([, , phi]) => phi),
  };
}

function randomJet(particles: number, seed: number, radius = 0.4): MovableJet {
  const rng = createRng(seed);
  return jet(
    ...Array.from({ length: particles }, (): [number, number, number] => {
      const [r, angle] = [radius * Math.sqrt(rng.uniform()), 2 * Math.PI * rng.uniform()];
      return [-Math.log(1 - rng.uniform()), r * Math.cos(angle), r * Math.sin(angle)];
    }),
  );
}

test("one particle each: the smaller pT times their angle over R, and the difference", () => {
  const [first, second] = [jet([5, 0.1, 0.2]), jet([3, 0.4, -0.2])];
  expect(energyMoversDistance(first, second)).toBeCloseTo(3 * 0.5 + 2, 14);
  expect(energyMoversDistance(first, second, 0.25)).toBeCloseTo(3 * 2 + 2, 14);
});

test("one particle against two; of two equal jets 0; against nothing the sum of pT", () => {
  expect(energyMoversDistance(jet([2, 0, 0]), jet([1, 0.3, 0.4], [1, -0.1, 0]))).toBeCloseTo(0.5 + 0.1, 14);
  expect(energyMoversDistance(randomJet(20, 1), randomJet(20, 1))).toBe(0);
  const { pt } = randomJet(20, 1);
  const total = Array.from(pt).reduce((sum, x) => sum + x, 0);
  expect(energyMoversDistance(randomJet(20, 1), jet())).toBeCloseTo(total, 12);
  expect(energyMoversDistance(jet(), jet([0, 1, 1]))).toBe(0);
});

test("of unequal totals, the momentum that stays is the one it costs most to move", () => {
  // 1 of 3 GeV has to stay: that at 0.9, not one of those at 0.1.
  expect(energyMoversDistance(jet([2, 0.1, 0], [1, 0.9, 0]), jet([2, 0, 0]))).toBeCloseTo(2 * 0.1 + 1, 14);
});

test("a metric for R at least half the largest angle: symmetric, triangle inequality; padding and order do nothing", () => {
  const size = fc.integer({ min: 1, max: 8 });
  const property = (sizes: [number, number, number], seed: number) => {
    const [a, b, c] = sizes.map((n, k) => randomJet(n, 3 * seed + k));
    const [ab, bc, ac] = [energyMoversDistance(a, b), energyMoversDistance(b, c), energyMoversDistance(a, c)];
    expect(energyMoversDistance(b, a)).toBeCloseTo(ab, 12);
    expect(ac).toBeLessThanOrEqual(ab + bc + 1e-12);
    const turned = {
      pt: [0, ...Array.from(a.pt).reverse()],
      eta: [7, ...Array.from(a.eta).reverse()],
      phi: [7, ...Array.from(a.phi).reverse()],
    };
    expect(energyMoversDistance(turned, b)).toBeCloseTo(ab, 12);
  };
  fc.assert(fc.property(fc.tuple(size, size, size), fc.nat(9999), property), { seed: 2 });
});

test("a lower bound: the difference of the pT-weighted mean positions, for equal totals", () => {
  const property = (seed: number) => {
    const [a, b] = [randomJet(30, 2 * seed), randomJet(40, 2 * seed + 1)].map((one) => {
      const total = Array.from(one.pt).reduce((sum, x) => sum + x, 0);
      return { ...one, pt: Array.from(one.pt, (x) => x / total) };
    });
    const mean = (one: MovableJet, axis: "eta" | "phi") =>
      Array.from(one.pt).reduce((sum, pt, i) => sum + pt * one[axis][i], 0);
    const shift = Math.hypot(mean(a, "eta") - mean(b, "eta"), mean(a, "phi") - mean(b, "phi"));
    expect(energyMoversDistance(a, b)).toBeGreaterThanOrEqual(shift - 1e-12);
  };
  fc.assert(fc.property(fc.nat(9999), property), { seed: 3, numRuns: 20 });
});

test("all pairs row by row", () => {
  const [rows, columns] = [
    [1, 2],
    [3, 4, 5],
  ].map((seeds) => seeds.map((seed) => randomJet(seed + 3, seed)));
  const pairs = rows.flatMap((a) => columns.map((b) => energyMoversDistance(a, b)));
  expect([...energyMoversDistances(rows, columns)]).toEqual(pairs);
});

test("bad input", () => {
  expect(() => energyMoversDistance(jet([1, 0, 0]), jet([2, 0, 0], [-1, 0, 0]))).toThrow(
    "transverse momentum of a particle at jet 0 of the columns, entry 1: found -1, expected 0 or more [stats/negative-mass]",
  );
  expect(() => energyMoversDistance(jet([1, NaN, 0]), jet())).toThrow("stats/value-not-finite");
  expect(() => energyMoversDistance({ pt: [1], eta: [], phi: [0] }, jet())).toThrow("stats/columns-differ-in-length");
  expect(() => energyMoversDistance(jet(), jet(), 0)).toThrow("stats/radius-not-positive");
});
