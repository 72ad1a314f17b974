import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { deltaPhi } from "../kinematics/index.ts";
import { findData } from "../run/index.ts";
import { turnJets } from "./augment.ts";
import { quantiles } from "../stats/index.ts";
import { readJets } from "./data.ts";
import { jetObservables } from "./compare/observables.ts";
import { constituentsOf, jetCount, packJets, relativeJets, selectJets } from "./features.ts";
import type { Constituents, RelativeJets } from "./features.ts";

const particle = fc.record({
  pt: fc.double({ min: 0.5, max: 500, noNaN: true }),
  eta: fc.double({ min: -0.8, max: 0.8, noNaN: true }),
  phi: fc.double({ min: -0.8, max: 0.8, noNaN: true }),
});
const jets = fc.array(fc.array(particle, { maxLength: 6 }), { maxLength: 6 }).map((list) =>
  packJets(
    list.map((particles) => ({
      pt: Float64Array.from(particles, ({ pt }) => pt),
      etaRel: Float64Array.from(particles, ({ eta }) => eta),
      phiRel: Float64Array.from(particles, ({ phi }) => phi),
    })),
    undefined,
  ),
);

const copiesOf = (jet: Constituents, count: number) =>
  packJets(
    Array.from({ length: count }, () => jet),
    undefined,
  );

/** Scalar and cross product of two directions in the plane. */
function products({ etaRel: x, phiRel: y }: Constituents, i: number, j: number) {
  return { scalar: x[i] * x[j] + y[i] * y[j], cross: x[i] * y[j] - y[i] * x[j] };
}

describe("turned jets", () => {
  test("keep pT and order exactly, and all lengths and angles in the plane; the sense of rotation is one a jet", () => {
    fc.assert(
      fc.property(jets, fc.nat(), (before, seed) => {
        const after = turnJets(before, createRng(seed));
        expect([after.pt, after.offsets, after.labels]).toEqual([before.pt, before.offsets, before.labels]);
        for (let jet = 0; jet < jetCount(before); jet++) {
          const [old, turned] = [constituentsOf(before, jet), constituentsOf(after, jet)];
          const senses = new Set<number>();
          for (let i = 0; i < old.pt.length; i++) {
            for (let j = 0; j <= i; j++) {
              const [was, is] = [products(old, i, j), products(turned, i, j)];
              expect(is.scalar).toBeCloseTo(was.scalar, 13);
              expect(Math.abs(is.cross)).toBeCloseTo(Math.abs(was.cross), 13);
              if (Math.abs(was.cross) > 1e-9) senses.add(Math.sign(is.cross * was.cross));
            }
          }
          expect(senses.size).toBeLessThan(2);
        }
      }),
      { seed: 15 },
    );
  });
});

describe("the turns", () => {
  /** Copies of a jet with a constituent on each axis: where they go tells the turn. */
  const cross = {
    pt: Float64Array.of(2, 1),
    etaRel: Float64Array.of(0.5, 0),
    phiRel: Float64Array.of(0, 0.5),
  };
  const copies = (count: number) => copiesOf(cross, count);
  const COUNT = 4000;

  test("every angle is as probable as another, and half of the jets are mirrored", () => {
    const { etaRel, phiRel } = turnJets(copies(COUNT), createRng(1));
    const jetNumbers = [...Array(COUNT).keys()];
    const angles = jetNumbers.map((jet) => Math.atan2(phiRel[2 * jet], etaRel[2 * jet])).sort((a, b) => a - b);
    const distances = angles.map((angle, i) => Math.abs((angle + Math.PI) / (2 * Math.PI) - (i + 0.5) / COUNT));
    expect(Math.max(...distances)).toBeLessThan(1.63 / Math.sqrt(COUNT)); // Kolmogorov, 1 %
    const mirrored = jetNumbers.filter((jet) => {
      const turn = Math.atan2(phiRel[2 * jet + 1], etaRel[2 * jet + 1]);
      return deltaPhi(turn, Math.atan2(phiRel[2 * jet], etaRel[2 * jet])) < 0;
    });
    expect(Math.abs(mirrored.length / COUNT - 0.5)).toBeLessThan(3 * Math.sqrt(0.25 / COUNT));
  });

  test("repeat with the stream, differ with another, and do not depend on the other jets", () => {
    const turn = (count: number, seed: number) => turnJets(copies(count), createRng(seed));
    expect(turn(10, 2)).toEqual(turn(10, 2));
    expect(turn(10, 2).etaRel).not.toEqual(turn(10, 3).etaRel);
    expect(selectJets(turn(10, 2), [0, 1, 2])).toEqual(turn(3, 2));
    expect(new Set(turn(10, 2).etaRel).size).toBe(20); // each jet has a turn of its own
  });

  test("leave the jets that they are given alone", () => {
    const before = copies(3);
    turnJets(before, createRng(4));
    expect(before).toEqual(copies(3));
  });
});

describe("masses", () => {
  test("of two particles change at most as between the eta and the phi axis: 1/12 of the fourth power", () => {
    for (const angle of [0.05, 0.2, 0.8]) {
      const pair = { pt: Float64Array.of(30, 20), etaRel: Float64Array.of(angle, 0), phiRel: Float64Array.of(0, 0) };
      const { mass } = jetObservables(turnJets(copiesOf(pair, 200), createRng(5)));
      const [most, least] = [Math.cosh(angle) - 1, 1 - Math.cos(angle)].map((x) => Math.sqrt(2 * 30 * 20 * x));
      expect(Math.max(...mass)).toBeLessThan(most * (1 + 1e-9));
      expect(Math.min(...mass)).toBeGreaterThan(least * (1 - 1e-9));
      expect((Math.max(...mass) - Math.min(...mass)) / (most - least)).toBeGreaterThan(0.95); // nearly all is reached
      expect((most ** 2 - least ** 2) / (30 * 20 * angle ** 4)).toBeCloseTo(1 / 6, 2);
    }
  });

  const path = findData("jet-foundation/jets/top2000_vectors.npy.gz");

  test.skipIf(path === undefined)("and pT of real jets change by half a per cent (needs shared data)", () => {
    const real: RelativeJets = relativeJets(readJets(path!));
    const [before, after] = [real, turnJets(real, createRng(6))].map((jets) => jetObservables(jets));
    const changes = (name: "mass" | "pt") =>
      quantiles(
        before[name].map((value, jet) => Math.abs(after[name][jet] / value - 1)),
        [0.5, 0.95],
      );
    const [mass, pt] = [changes("mass"), changes("pt")];
    expect(Math.max(mass[0], pt[0])).toBeLessThan(0.006); // measured: 0.49 % and 0.31 %
    expect(Math.max(mass[1], pt[1])).toBeLessThan(0.03); // 2.3 % and 2.4 %
    expect(after.multiplicity).toEqual(before.multiplicity);
  });
});
