import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { constituentMass } from "./constituentChain.ts";
import { collinear, drawShare, drawShares, solveCone } from "./remnantMomenta.ts";
import { CHI2_19, uniformity } from "./samplingTrial.ts";

const root = createRng(62);
const joined = (pdgId: number) => ({ pdgId, isJoined: true });
const apart = (pdgId: number) => ({ pdgId, isJoined: false });

test("shares follow (1 - z)^3 / sqrt z", () => {
  const rng = root.fork("z");
  // The integral of (35/16) (1 - w^2)^3 from 0 to w = sqrt z.
  const quantile = (w: number) => (35 / 16) * (w - w ** 3 + (3 / 5) * w ** 5 - w ** 7 / 7);
  const values = Array.from({ length: 4000 }, () => quantile(Math.sqrt(drawShare(rng))));
  expect(uniformity(values)).toBeLessThan(CHI2_19);
});

test("all of the remnant is shared, and without a singlet there is neither kT nor mass", () => {
  for (let n = 0; n < 50; n++) {
    for (const partons of [
      [joined(2203)],
      [joined(2), joined(2101)],
      [apart(-5), apart(2), joined(2101)],
      [apart(3), joined(1), apart(2203)],
    ]) {
      const { share, px, py, mass2 } = drawShares(partons, root.fork(n));
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      expect(sum(share)).toBeCloseTo(1, 12);
      expect(Math.min(...share)).toBeGreaterThan(0);
      expect(sum(px)).toBeCloseTo(0, 12);
      expect(sum(py)).toBeCloseTo(0, 12);
      if (partons.length < 3) expect([mass2, ...px, ...py]).toEqual([0, ...share.map(() => 0), ...share.map(() => 0)]);
    }
  }
});

test.each([
  [-3, 2, 2101],
  [-5, 1, 2203],
  [4, 2, 2103],
])("the singlet of a companion %i has the mass of its constituents or more", (companion, quark, diquark) => {
  const isAntiquark = companion < 0;
  const partons = [
    apart(companion),
    { pdgId: quark, isJoined: !isAntiquark },
    { pdgId: diquark, isJoined: isAntiquark },
  ];
  const least = constituentMass(companion) + constituentMass(isAntiquark ? quark : diquark);
  const masses: number[] = [];
  for (let n = 0; n < 300; n++) {
    const { share, px, py, mass2 } = drawShares(partons, root.fork("pair").fork(n));
    const [one, other] = [0, isAntiquark ? 1 : 2];
    const q2 = px[one] ** 2 + py[one] ** 2;
    expect((q2 / share[one] + q2 / share[other]) / mass2).toBeCloseTo(1, 12);
    // Mass of the massless pair.
    const zeta = share[one] / (share[one] + share[other]);
    masses.push(Math.sqrt(q2 / (zeta * (1 - zeta))));
  }
  expect(Math.min(...masses)).toBeGreaterThanOrEqual(least);
  expect(Math.min(...masses)).toBeLessThan(1.3 * least);
});

const positive = (max: number) => fc.double({ min: 1e-3, max, noNaN: true });

test("two remnants share the light-cone momenta that are left, each with its own mass", () => {
  fc.assert(
    fc.property(positive(13000), positive(13000), positive(100), positive(100), (plus, minus, first, second) => {
      const cone = solveCone(plus, minus, first, second);
      const fits = Math.sqrt(first) + Math.sqrt(second) < Math.sqrt(plus * minus);
      expect(cone !== undefined).toBe(fits);
      if (cone === undefined) return;
      expect((cone.forward + second / cone.backward) / plus).toBeCloseTo(1, 9);
      expect((cone.backward + first / cone.forward) / minus).toBeCloseTo(1, 9);
    }),
  );
  expect(solveCone(300, 20, 0, 0)).toEqual({ forward: 300, backward: 20 });
});

test("what is too light for a singlet goes without transverse momentum", () => {
  const shares = drawShares([apart(-5), apart(2), joined(2101)], root);
  const { share, px, py, mass2 } = collinear(shares);
  expect(share).toBe(shares.share);
  expect([...px, ...py, mass2]).toEqual([0, 0, 0, 0, 0, 0, 0]);
});
