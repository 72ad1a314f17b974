import fc from "fast-check";
import { expect, test } from "vitest";
import {
  fromPtEtaPhiMass,
  invariantMass,
  mass,
  pseudorapidity,
  rapidity,
  toPtEtaPhiMass,
  transverseMass,
} from "./index.ts";
import type { PtEtaPhiMass } from "./index.ts";

const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const particle = fc.record({
  pt: finite(0.01, 5000),
  eta: finite(-5, 5),
  phi: finite(-3.14, 3.14),
  mass: finite(0, 1000),
});

function components(p: PtEtaPhiMass): [number, number, number, number] {
  const { px, py, pz, energy } = fromPtEtaPhiMass(p);
  return [px, py, pz, energy];
}

test("a 3-4-12-13 momentum is massless with pt 5 and eta asinh 2.4", () => {
  const p = toPtEtaPhiMass({ px: 3, py: 4, pz: 12, energy: 13 });
  expect(p).toEqual({ pt: 5, eta: Math.asinh(2.4), phi: Math.atan2(4, 3), mass: 0 });
  expect(rapidity(3, 4, 12, 13)).toBeCloseTo(Math.asinh(2.4), 14);
  expect(transverseMass(12, 13)).toBe(5);
});

test("two back-to-back 45.5938 GeV leptons make a Z of 91.1876 GeV", () => {
  const leptons = [
    { px: 45.5938, py: 0, pz: 0, energy: 45.5938 },
    { px: -45.5938, py: 0, pz: 0, energy: 45.5938 },
  ];
  expect(invariantMass(leptons)).toBeCloseTo(91.1876, 12);
  expect(invariantMass([])).toBe(0);
});

test("cartesian to cylindrical and back is the identity", () => {
  fc.assert(
    fc.property(particle, (p) => {
      const back = toPtEtaPhiMass(fromPtEtaPhiMass(p));
      const momentum = p.pt * Math.cosh(p.eta);
      expect(Math.abs(back.pt / p.pt - 1)).toBeLessThan(1e-14);
      expect(Math.abs(back.eta - p.eta)).toBeLessThan(1e-13);
      expect(Math.abs(back.phi - p.phi)).toBeLessThan(1e-14);
      // E carries an error of E eps, so m^2 carries 2 E^2 eps, more than all of a small mass.
      const energy2 = momentum ** 2 + p.mass ** 2;
      expect(Math.abs(back.mass * Math.abs(back.mass) - p.mass ** 2)).toBeLessThan(1.01e-12 * energy2);
    }),
  );
});

test("rapidity equals its textbook definition and shifts by atanh(beta) under a boost along z", () => {
  fc.assert(
    fc.property(particle, finite(-0.99, 0.99), (p, beta) => {
      fc.pre(Math.abs(p.eta) < 3); // beyond, the textbook formula loses the digits this test compares
      const [px, py, pz, energy] = components(p);
      const y = rapidity(px, py, pz, energy);
      expect(y).toBeCloseTo(0.5 * Math.log((energy + pz) / (energy - pz)), 9);
      const gamma = 1 / Math.sqrt(1 - beta * beta);
      const boosted = rapidity(px, py, gamma * (pz + beta * energy), gamma * (energy + beta * pz));
      expect(boosted - y).toBeCloseTo(Math.atanh(beta), 9);
    }),
  );
});

test("a massless particle has equal rapidity and pseudorapidity, as far forward as m^2 leaves digits", () => {
  for (const eta of [-20, -12, -5, -1e-9, 0, 1e-9, 0.5, 5, 12, 20]) {
    const [px, py, pz, energy] = components({ pt: 1.5, eta, phi: 0.3, mass: 0 });
    expect(pseudorapidity(px, py, pz)).toBeCloseTo(eta, 13);
    // m^2 of a forward particle is rounding of E^2; its share of pt^2 + m^2 bounds the error of y.
    const tolerance = 1e-13 + (2e-15 * energy * energy) / 1.5 ** 2;
    if (tolerance < 0.1) expect(Math.abs(rapidity(px, py, pz, energy) - eta)).toBeLessThan(tolerance);
  }
});

test("a 6.5 TeV proton keeps its mass to the last digits that the energy carries", () => {
  const proton = 0.938272;
  const energy = Math.sqrt(6500 ** 2 + proton ** 2);
  expect(Math.abs(mass(0, 0, 6500, energy) - proton)).toBeLessThan(1e-8);
  expect(transverseMass(6500, energy)).toBeCloseTo(proton, 7);
});

test("rounding below zero gives mass 0, a space-like momentum a negative mass", () => {
  expect(mass(0, 0, 1000, 1000 * (1 - 2e-13))).toBe(0);
  expect(mass(3, 4, 0, 0)).toBe(-5);
  expect(fromPtEtaPhiMass({ pt: 5, eta: 0, phi: 0, mass: -5 }).energy).toBe(0);
  expect(transverseMass(2, 1)).toBe(0);
});

test("particles along the beam: infinite eta, FastJet's rapidity, and the null vector at 0", () => {
  expect(pseudorapidity(0, 0, 7)).toBe(Infinity);
  expect(pseudorapidity(0, 0, -7)).toBe(-Infinity);
  expect(rapidity(0, 0, 7, 7)).toBe(100_007);
  expect(rapidity(0, 0, -7, 7)).toBe(-100_007);
  expect(toPtEtaPhiMass({ px: 0, py: 0, pz: 0, energy: 0 })).toEqual({ pt: 0, eta: 0, phi: 0, mass: 0 });
  expect(rapidity(0, 0, 0, 0)).toBe(0);
  expect(rapidity(0, 0, 0, 3)).toBe(0);
  expect(fromPtEtaPhiMass({ pt: 0, eta: Infinity, phi: 0, mass: 2 })).toEqual({ px: 0, py: 0, pz: 0, energy: 2 });
});

test("rapidity is finite and right where the squares of momenta underflow or overflow", () => {
  // Massless, so the rapidity is asinh(pz / pt); pt^2 is 0 or has few digits left in float64.
  for (const pt of [1e-155, 3e-160, 1e-162, 1e-200, 1e-300]) {
    expect(rapidity(pt, 0, 7, 7)).toBeCloseTo(Math.log(14) - Math.log(pt), 12);
    expect(rapidity(0, -pt, -7, 7)).toBeCloseTo(Math.log(pt) - Math.log(14), 12);
    expect(rapidity(pt, 0, 7, 7 * (1 - 1e-15))).toBeCloseTo(Math.log(14) - Math.log(pt), 12); // rounding below |pz|
  }
  expect(rapidity(1e-150, 0, 1e10, 1e10)).toBeCloseTo(Math.log(2e160), 11); // the ratio of squares is 4e320
  for (const scale of [1e-300, 1e-170, 1e-140, 1, 1e140, 1e155, 1e300]) {
    expect(rapidity(3 * scale, 4 * scale, 12 * scale, 13 * scale)).toBeCloseTo(Math.asinh(2.4), 14);
    expect(rapidity(0, 0, 3 * scale, 5 * scale)).toBeCloseTo(Math.log(2), 14);
  }
  expect(rapidity(0, 0, -7, 7 * (1 - 1e-15))).toBe(-100_007); // along the beam, with less energy than |pz|
});
