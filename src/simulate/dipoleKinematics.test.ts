import fc from "fast-check";
import { expect, test } from "vitest";
import {
  branchMomenta,
  BRANCHING_SIZE,
  EMITTER,
  FIRST,
  pairShare,
  RECOILED,
  SECOND,
  SPECTATOR,
  twiceProduct,
} from "./dipoleKinematics.ts";

/** Relative to the dipole's energies squared: what double precision leaves of m^2 = E^2 - p^2. */
const ON_SHELL = 1e-13;

const direction = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: 0, max: 6.28, noNaN: true }));
const energy = fc.double({ min: 0.5, max: 2000, noNaN: true });
const fraction = fc.double({ min: 0.001, max: 0.999, noNaN: true });

function momentumOf(mass: number, total: number, [cos, phi]: readonly [number, number]): number[] {
  const p = Math.sqrt(total * total - mass * mass);
  const sin = Math.sqrt(1 - cos * cos);
  return [p * sin * Math.cos(phi), p * sin * Math.sin(phi), p * cos, total];
}

const mass2At = (momenta: Float64Array, at: number): number => twiceProduct(momenta, at, momenta, at) / 2;

test("momentum is conserved, partons stay on their shells, and y, z and kT are the ones asked for", () => {
  fc.assert(
    fc.property(
      fc.record({ p: energy, k: energy, toP: direction, toK: direction, z: fraction, y: fraction, azimuth: fraction }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      ({ p, k, toP, toK, z, y, azimuth }, massShare) => {
        const spectatorMass = massShare < 0.2 ? 0 : massShare * k;
        const momenta = new Float64Array(BRANCHING_SIZE);
        momenta.set([...momentumOf(0, p, toP), ...momentumOf(spectatorMass, k, toK)]);
        const scale2 = twiceProduct(momenta, EMITTER, momenta, SPECTATOR);
        fc.pre(scale2 > 1e-6 * p * k);
        fc.pre(pairShare(y, spectatorMass ** 2 / scale2) <= 1);
        branchMomenta(momenta, { z, y, azimuth: 6.28 * azimuth, spectatorMass });
        for (let axis = 0; axis < 4; axis++) {
          const before = momenta[EMITTER + axis] + momenta[SPECTATOR + axis];
          const after = momenta[FIRST + axis] + momenta[SECOND + axis] + momenta[RECOILED + axis];
          // kT cancels between p_i and p_j, and grows as 1 / sin of half the angle in a collinear dipole.
          expect(Math.abs(after - before) / (p + k)).toBeLessThan(1e-12);
        }
        const tolerance = (ON_SHELL * (p + k) ** 4) / scale2;
        expect(Math.abs(mass2At(momenta, FIRST))).toBeLessThan(tolerance);
        expect(Math.abs(mass2At(momenta, SECOND))).toBeLessThan(tolerance);
        expect(Math.abs(mass2At(momenta, RECOILED) - spectatorMass ** 2)).toBeLessThan(tolerance);
        expect(Math.abs(twiceProduct(momenta, FIRST, momenta, SECOND) - y * scale2)).toBeLessThan(tolerance);
        expect(momenta[FIRST + 3]).toBeGreaterThan(0);
        expect(momenta[SECOND + 3]).toBeGreaterThan(0);
      },
    ),
    { numRuns: 300, seed: 1 },
  );
});

test("back to back, p_i, p_j and k' are the textbook's", () => {
  const momenta = new Float64Array(BRANCHING_SIZE);
  momenta.set([0, 0, 50, 50, 0, 0, -50, 50]);
  branchMomenta(momenta, { z: 0.7, y: 0.2, azimuth: 0.3, spectatorMass: 0 });
  expect(momenta[FIRST + 2]).toBeCloseTo(50 * (0.7 - 0.3 * 0.2), 12);
  expect(momenta[SECOND + 2]).toBeCloseTo(50 * (0.3 - 0.7 * 0.2), 12);
  expect([...momenta.subarray(RECOILED, RECOILED + 4)].map((x) => x.toFixed(10))).toEqual(
    [0, 0, -40, 40].map((x) => x.toFixed(10)),
  );
  expect(Math.hypot(momenta[FIRST], momenta[FIRST + 1]) ** 2).toBeCloseTo(0.2 * 0.7 * 0.3 * 10_000, 9);
});

test("a pair that is too heavy for the dipole with a massive spectator has no share", () => {
  // m^2 / 2p.k = 1/2: the pair has at most y with (1+y)^2 = 6y.
  const largest = 2 - Math.sqrt(3);
  expect(pairShare(largest * 0.999, 0.5)).toBeLessThan(1);
  expect(pairShare(largest * 1.001, 0.5)).toBeNaN();
});
