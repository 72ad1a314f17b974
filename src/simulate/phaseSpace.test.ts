import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createDecayRoom, drawDirection, drawPhaseSpace, twoBodyMomentum } from "./phaseSpace.ts";
import { createFrame, intoRestFrame, massAt, outOfRestFrame, setFrame } from "./restFrame.ts";
import { CHI2_19, uniformity } from "./samplingTrial.ts";

test("the two-body momentum is 0 at threshold and below, also where the Kallen function is positive again", () => {
  expect(twoBodyMomentum(1, 0, 0)).toBe(0.5);
  expect(twoBodyMomentum(5, 3, 1)).toBeCloseTo(Math.sqrt(9 * 1 * 3 * 7) / 10, 12);
  expect(twoBodyMomentum(4, 3, 1)).toBe(0);
  // |m1 - m2| = 2: the Kallen function of 1, 3, 1 is (1 - 16)(1 - 4) = 45.
  expect(twoBodyMomentum(1, 3, 1)).toBe(0);
  fc.assert(
    fc.property(fc.tuple(...[1, 2, 3].map(() => fc.double({ min: 0, max: 10, noNaN: true }))), ([mass, a, b]) => {
      const p = twoBodyMomentum(mass, a, b);
      expect(p).toBeGreaterThanOrEqual(0);
      if (mass <= a + b) expect(p).toBe(0);
      else expect(Math.hypot(p, a) + Math.hypot(p, b)).toBeCloseTo(mass, 6);
    }),
    { seed: 1 },
  );
});

test("a two-body decay is isotropic and back to back", () => {
  const room = createDecayRoom();
  const rng = createRng(2);
  const [cos, phi] = [[] as number[], [] as number[]];
  room.masses.set([0.4, 0]);
  for (let n = 0; n < 4000; n++) {
    drawPhaseSpace(room, 1, 2, rng);
    const [px, py, pz, energy, qx, qy, qz, other] = room.momenta;
    expect([qx, qy, qz].map((q, i) => q + [px, py, pz][i])).toEqual([0, 0, 0]);
    expect(energy + other).toBeCloseTo(1, 12);
    expect(energy ** 2 - px ** 2 - py ** 2 - pz ** 2).toBeCloseTo(0.16, 12);
    cos.push((1 + pz / other) / 2);
    phi.push((Math.PI + Math.atan2(py, px)) / (2 * Math.PI));
  }
  expect(uniformity(cos)).toBeLessThan(CHI2_19);
  expect(uniformity(phi)).toBeLessThan(CHI2_19);
});

/** P(2E/M < x) of one of n massless bodies: the density is x (1-x)^(n-3). */
const energyShare = (count: number, x: number): number => (count === 3 ? x * x : fiveBodies(x));

function fiveBodies(x: number): number {
  return 12 * (x ** 2 / 2 - (2 * x ** 3) / 3 + x ** 4 / 4);
}

test.each([3, 5])("energies of %i massless bodies follow phase space, each of them", (count) => {
  const room = createDecayRoom();
  const rng = createRng(3);
  const shares: number[][] = Array.from({ length: count }, () => []);
  room.masses.fill(0);
  for (let n = 0; n < 3000; n++) {
    drawPhaseSpace(room, 10, count, rng);
    for (let body = 0; body < count; body++) shares[body].push(energyShare(count, room.momenta[4 * body + 3] / 5));
  }
  for (const share of shares) expect(uniformity(share)).toBeLessThan(CHI2_19);
});

test("three massive bodies fill the Dalitz plot uniformly, conserve momentum and keep their masses", () => {
  const room = createDecayRoom();
  const rng = createRng(4);
  const masses = [0.5, 0.9, 0.14];
  const mass = 2;
  const places: number[] = [];
  for (let n = 0; n < 3000; n++) {
    room.masses.set(masses);
    drawPhaseSpace(room, mass, 3, rng);
    const p = room.momenta;
    for (let axis = 0; axis < 4; axis++)
      expect(p[axis] + p[4 + axis] + p[8 + axis]).toBeCloseTo(axis === 3 ? 2 : 0, 12);
    masses.forEach((own, i) => expect(massAt(p, 4 * i)).toBeCloseTo(own, 6));
    // At a given m12 the third invariant is uniform between its bounds: the cosine of the first in the frame of 1 and 2.
    const frame = createFrame();
    const pair = Float64Array.from([0, 1, 2, 3], (axis) => p[axis] + p[4 + axis]);
    setFrame(frame, pair, 0, massAt(pair, 0));
    const first = p.slice(0, 4);
    intoRestFrame(first, 0, frame);
    const along = first[0] * p[8] + first[1] * p[9] + first[2] * p[10];
    places.push((1 + along / Math.hypot(...first.subarray(0, 3)) / Math.hypot(p[8], p[9], p[10])) / 2);
  }
  expect(uniformity(places)).toBeLessThan(CHI2_19);
});

test("directions are uniform on the sphere", () => {
  const rng = createRng(5);
  const direction = new Float64Array(3);
  const heights = Array.from({ length: 4000 }, () => {
    drawDirection(direction, 0, rng);
    return (1 + direction[1]) / 2;
  });
  expect(uniformity(heights)).toBeLessThan(CHI2_19);
});

test("to the rest frame and back changes nothing, and the frame itself is at rest in it", () => {
  const part = fc.double({ min: -500, max: 500, noNaN: true });
  fc.assert(
    fc.property(
      fc.tuple(part, part, part),
      fc.tuple(part, part, part),
      fc.double({ min: 0.1, max: 50, noNaN: true }),
      (P, q, mass) => {
        const frame = createFrame();
        const total = Float64Array.of(...P, Math.hypot(...P, mass));
        setFrame(frame, total, 0, mass);
        const p = Float64Array.of(...q, Math.hypot(...q, 1));
        const before = p.slice();
        intoRestFrame(p, 0, frame);
        outOfRestFrame(p, 0, frame);
        const scale = (before[3] * total[3] ** 2) / mass ** 2;
        for (let axis = 0; axis < 4; axis++) expect(Math.abs(p[axis] - before[axis])).toBeLessThan(1e-14 * (scale + 1));
        intoRestFrame(total, 0, frame);
        expect(Math.hypot(total[0], total[1], total[2])).toBeLessThan((1e-14 * frame[3] ** 2) / mass + 1e-12);
      },
    ),
    { seed: 6 },
  );
});

test("a closed decay is refused with its masses", () => {
  const room = createDecayRoom();
  room.masses.set([0.6, 0.5]);
  expect(() => drawPhaseSpace(room, 1, 2, createRng(1))).toThrow(
    "a decay needs at least two products that are lighter than what decays: found [0.6, 0.5], " +
      "expected masses that add up to at most 1 GeV [simulate/decay-closed]",
  );
});
