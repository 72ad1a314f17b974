import fc from "fast-check";
import { expect, test } from "vitest";
import { beamToPartner, finalToBeam, finalToOrigin, MOST_COHERENCE } from "./softCoherence.ts";

/** px, py, pz, E of a massless parton. */
function massless(energy: number, theta: number, phi: number): number[] {
  const across = energy * Math.sin(theta);
  return [across * Math.cos(phi), across * Math.sin(phi), energy * Math.cos(theta), energy];
}

const product = (p: number[], q: number[]): number => p[3] * q[3] - p[0] * q[0] - p[1] * q[1] - p[2] * q[2];
const plus = (p: number[], q: number[]): number[] => p.map((value, axis) => value + q[axis]);

/** Radiation of a line between two partons, and the part of it that a dipole shower gives to the first. */
const dipole = (a: number[], b: number[], k: number[]) => product(a, b) / (product(a, k) * product(b, k));
const partOf = (a: number[], b: number[], k: number[]) => product(a, b) / (product(a, k) * product(plus(a, b), k));

const E = 700;
const ahead = massless(E, 0, 0);
const behind = massless(E, Math.PI, 0);
const angle = fc.double({ min: 0.05, max: 3.09, noNaN: true });
const azimuth = fc.double({ min: 0, max: 6.28, noNaN: true });

test("two jets and two beams: both ends of a line from jet to beam add up to its radiation", () => {
  fc.assert(
    fc.property(angle, angle, azimuth, (thetaJet, thetaGluon, phi) => {
      const jet = massless(E, thetaJet, 0);
      const opposite = massless(E, Math.PI - thetaJet, Math.PI);
      const k = massless(1, thetaGluon, phi);
      const ofJet = finalToBeam(1, [...jet, ...opposite], 0, 4, k);
      const ofBeam = beamToPartner(ahead, behind, jet, k);
      fc.pre(ofJet < MOST_COHERENCE && ofBeam < MOST_COHERENCE);
      // The kernel of a beam has the line between both beams, all of it for its side.
      const sum = ofJet * partOf(jet, opposite, k) + ofBeam * dipole(ahead, behind, k);
      expect(sum / dipole(jet, ahead, k)).toBeCloseTo(1, 9);
    }),
    { seed: 3 },
  );
});

test("no more than twice as much for two jets that balance, so that nothing is cut", () => {
  let [largestOfJet, largestOfBeam] = [0, 0];
  for (let thetaJet = 0.02; thetaJet < 3.1; thetaJet += 0.06) {
    const jets = [...massless(E, thetaJet, 0), ...massless(E, Math.PI - thetaJet, Math.PI)];
    for (let thetaGluon = 0.01; thetaGluon < 3.1; thetaGluon += 0.06) {
      const k = massless(1, thetaGluon, 0);
      largestOfJet = Math.max(largestOfJet, finalToBeam(1, jets, 0, 4, k));
      largestOfBeam = Math.max(largestOfBeam, beamToPartner(ahead, behind, jets.slice(0, 4), k));
    }
  }
  for (const largest of [largestOfJet, largestOfBeam]) {
    expect(largest).toBeGreaterThan(1.8);
    expect(largest).toBeLessThan(MOST_COHERENCE);
  }
});

test("collinear to the emitter nothing changes, whatever the line leads to", () => {
  fc.assert(
    fc.property(angle, azimuth, (theta, phi) => {
      const jet = massless(E, theta, phi);
      const opposite = massless(E, Math.PI - theta, phi + Math.PI);
      const near = massless(1, theta + 1e-7, phi);
      const top = [0, 0, 0, 2 * E];
      expect(finalToBeam(1, [...jet, ...opposite], 0, 4, near)).toBeCloseTo(1, 4);
      expect(finalToBeam(-1, [...jet, ...opposite], 0, 4, near)).toBeCloseTo(1, 4);
      expect(finalToOrigin(top, [...jet, ...opposite], 0, 4, near)).toBeCloseTo(1, 4);
      const forward = massless(1, 1e-7, phi);
      expect(beamToPartner(ahead, behind, jet, forward)).toBeCloseTo(1, 4);
      expect(beamToPartner(ahead, behind, behind, forward)).toBeCloseTo(1, 4);
    }),
    { seed: 4 },
  );
});

test("the line of a b from a top at rest: (1 + cos) / (1 - cos) instead of 2 / (1 - cos)", () => {
  const [energy, mass] = [68, 172.5];
  const top = [0, 0, 0, mass];
  const b = massless(energy, 0, 0);
  const w = top.map((value, axis) => value - b[axis]);
  for (const theta of [0.1, 0.7, 1.6, 2.5, 3]) {
    const cos = Math.cos(theta);
    expect(finalToOrigin(top, [...b, ...w], 0, 4, massless(1, theta, 2))).toBeCloseTo((1 + cos) / 2, 9);
  }
});

test("a beam whose line leads to the other beam has each rapidity y once with the other one: 1 / (1 + exp(-2y))", () => {
  for (const y of [-3, -1, 0, 0.5, 2]) {
    const k = massless(1, 2 * Math.atan(Math.exp(-y)), 1);
    expect(beamToPartner(ahead, behind, behind, k)).toBeCloseTo(1 / (1 + Math.exp(-2 * y)), 9);
  }
});
