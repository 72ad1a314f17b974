import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { deltaPhi, jetKinematics } from "../kinematics/index.ts";
import type { MomentumColumns } from "../kinematics/index.ts";
import { KIN_FEATURES, KIN_POINTS } from "./particleNet.ts";
import { kinFeatures } from "./particleNetFeatures.ts";

const { fround } = Math;
const ROUNDING = 2e-5; // relative to features of at most 5: a dozen float32 steps of numbers up to 7, times 4

/** Massive particles around one direction. */
function randomJet(count: number, seed: number, eta = 0.8, phi = 3.1): MomentumColumns {
  const rng = createRng(seed);
  const [px, py, pz, energy] = [0, 1, 2, 3].map(() => new Float32Array(count));
  for (let i = 0; i < count; i++) {
    const pt = 0.5 + 40 * rng.uniform() ** 4;
    const [y, angle] = [eta + 0.2 * rng.normal(), phi + 0.2 * rng.normal()];
    px[i] = pt * Math.cos(angle);
    py[i] = pt * Math.sin(angle);
    pz[i] = pt * Math.sinh(y);
    energy[i] = Math.hypot(px[i], py[i], pz[i], 0.14);
  }
  return { px, py, pz, energy };
}

/** The definition in float64. */
function slowFeatures(jet: MomentumColumns, count: number): number[][] {
  const axis = jetKinematics(jet, 0, count);
  const jetEnergy = Array.from({ length: count }, (_, i) => jet.energy[i]).reduce((a, b) => a + b);
  return Array.from({ length: count }, (_, i) => {
    const own = jetKinematics(jet, i, i + 1);
    const deta = Math.sign(axis.eta) * (own.eta - axis.eta);
    const dphi = deltaPhi(own.phi, axis.phi);
    return [
      (Math.log(own.pt) - 1.7) * 0.7,
      (Math.log(jet.energy[i]) - 2) * 0.7,
      (Math.log(own.pt / axis.pt) + 4.7) * 0.7,
      (Math.log(jet.energy[i] / jetEnergy) + 4.7) * 0.7,
      (Math.hypot(deta, dphi) - 0.2) * 4,
      deta,
      dphi,
    ].map((x) => Math.min(Math.max(x, -5), 5));
  });
}

test("features are their definition, across the seam of phi and on both sides of the detector", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer(),
      fc.constantFrom(-1.5, -0.4, 0.4, 1.5),
      (count, seed, eta) => {
        const jet = randomJet(count, seed, eta);
        const { points, features, constituents } = kinFeatures(jet, 0, count, 0);
        expect(constituents).toBe(count);
        slowFeatures(jet, count).forEach((row, i) => {
          row.forEach((x, k) => expect(Math.abs(features[i * KIN_FEATURES + k] - x)).toBeLessThan(ROUNDING));
          expect([...points.subarray(i * KIN_POINTS, (i + 1) * KIN_POINTS)]).toEqual([
            ...features.subarray(i * KIN_FEATURES + 5, (i + 1) * KIN_FEATURES),
          ]);
        });
      },
    ),
  );
});

test("a jet mirrored along the beam looks the same", () => {
  const jet = randomJet(20, 3);
  const mirrored = { ...jet, pz: Float32Array.from(jet.pz, (z) => -z) };
  expect(kinFeatures(mirrored, 0, 20, 0)).toEqual(kinFeatures(jet, 0, 20, 0));
});

test("a slice of the columns is the jet alone", () => {
  const jet = randomJet(30, 4);
  const cut = (column: ArrayLike<number>) => Array.from(column).slice(7, 19);
  const alone = { px: cut(jet.px), py: cut(jet.py), pz: cut(jet.pz), energy: cut(jet.energy) };
  expect(kinFeatures(jet, 7, 19, 0)).toEqual(kinFeatures(alone, 0, 12, 0));
});

test("coincident particles have equal coordinates, whatever their energies", () => {
  const scales = [1, 2, 8]; // powers of two: the directions are equal to the bit
  const column = (x: number) => Float32Array.from(scales, (scale) => fround(x) * scale);
  const jet = { px: column(10.3), py: column(-7.7), pz: column(3.9), energy: column(14.2) };
  const { points } = kinFeatures(jet, 0, 3, 0);
  expect([...points.subarray(2, 6)]).toEqual([points[0], points[1], points[0], points[1]]);
});

test("of more than 128 constituents the hardest are seen, in their order; the axis is that of all", () => {
  const count = 140;
  const jet = randomJet(count, 5);
  const { constituents, features } = kinFeatures(jet, 0, count, 0);
  expect(constituents).toBe(128);
  const all = slowFeatures(jet, count);
  const threshold = all.map(([logPt]) => logPt).sort((a, b) => b - a)[127];
  const expected = all.filter(([logPt]) => logPt >= threshold).flat();
  expected.forEach((x, i) => expect(Math.abs(features[i] - x)).toBeLessThan(ROUNDING));
});

test.each([
  ["px", NaN],
  ["pz", Infinity],
  ["energy", 0],
  ["energy", -3],
] as const)("%s of %d is refused", (name, value) => {
  const jet = randomJet(5, 6);
  const column = Float32Array.from(jet[name]);
  column[3] = value;
  expect(() => kinFeatures({ ...jet, [name]: column }, 2, 5, 17)).toThrow(
    /^a constituent that the network cannot see at jet 17, particle 3 of the columns: found "px .*", expected finite numbers in GeV, pT and E above 0 \[nets\/impossible-constituent\]$/,
  );
});

test("a particle along the beam is refused", () => {
  const jet = { px: [1, 0], py: [1, 0], pz: [1, 5], energy: [2, 5] };
  expect(() => kinFeatures(jet, 0, 2, 0)).toThrow("px 0, py 0, pz 5, E 5");
});
