import { expect, test } from "vitest";
import { hadronPairs, hadronsOf, lightestHadron } from "./hadronPairs.ts";
import { particleOf } from "./particleTable.ts";
import { VACUUM_CLASSES } from "./vacuumPairs.ts";

const TRIPLETS = [1, 2, 3, 4, 5, -1103, -2101, -2203, -3101, -3203, -3303];
const ANTITRIPLETS = TRIPLETS.map((code) => -code);
const names = (triplet: number, antitriplet: number) =>
  hadronsOf(triplet, antitriplet).map(({ pdgId, states }) => `${particleOf(pdgId).name} ${states.toFixed(2)}`);

test("hadrons of some quark contents, with spin states times share", () => {
  expect(names(2, -1)).toEqual(["pi+ 1.00", "rho+ 3.00"]);
  expect(names(1, -2)).toEqual(["pi- 1.00", "rho- 3.00"]);
  expect(names(1, -1)).toEqual(["pi0 0.50", "eta 0.30", "eta' 0.20", "rho0 1.50", "omega 1.50"]);
  expect(names(3, -3)).toEqual(["eta 0.40", "eta' 0.60", "phi 3.00"]);
  expect(names(3, -1)).toEqual(["K0bar 1.00", "K*0bar 3.00"]);
  expect(names(4, -1)).toEqual(["D+ 1.00", "D*+ 3.00"]);
  expect(names(5, -2)).toEqual(["B- 1.00", "B*- 3.00"]);
  expect(names(3, 2100)).toEqual(["Sigma0 2.00", "Lambda 2.00", "Sigma*0 4.00"]);
  expect(names(2, 2200)).toEqual(["Delta++ 4.00"]);
  expect(names(-2100, -2)).toEqual(["pbar 2.00", "Deltabar- 4.00"]);
  expect(names(-2100, 2100)).toEqual([]);
});

test("shares of the neutral mesons add up to one quark content each", () => {
  for (const quark of [1, 2, 3]) {
    const choices = hadronsOf(quark, -quark).map((choice) => choice.states / particleOf(choice.pdgId).spinStates);
    expect(choices.reduce((sum, share) => sum + share, 0)).toBeCloseTo(2, 12); // pseudoscalars and vectors
  }
});

/** Charge of a quark or diquark. */
const chargeOf = (code: number): number => particleOf(code).charge;
/** A third for a quark, two for a diquark, in thirds. */
const baryonThirds = (code: number): number => Math.sign(code) * (Math.abs(code) < 10 ? 1 : 2);
const baryonNumber = (code: number): number => (Math.abs(code) > 1000 ? Math.sign(code) : 0);

test("every pair of every cluster has its charge and baryon number, and the threshold is the lightest", () => {
  for (const triplet of TRIPLETS) {
    for (const antitriplet of ANTITRIPLETS) {
      const pairs = hadronPairs(triplet, antitriplet);
      expect(pairs.first.length, `${triplet} ${antitriplet}`).toBeGreaterThan(0);
      let lightest = Infinity;
      pairs.first.forEach((code, n) => {
        const [one, two] = [particleOf(code), particleOf(pairs.second[n])];
        expect(one.charge + two.charge).toBeCloseTo(chargeOf(triplet) + chargeOf(antitriplet), 9);
        const thirds = baryonThirds(triplet) + baryonThirds(antitriplet);
        expect(3 * (baryonNumber(one.pdgId) + baryonNumber(two.pdgId))).toBe(thirds);
        expect([pairs.firstMass[n], pairs.secondMass[n]]).toEqual([one.mass, two.mass]);
        expect(pairs.vacuum[n]).toBeLessThan(VACUUM_CLASSES.length);
        expect(pairs.excited[n]).toBe([one, two].filter(({ spinStates }) => spinStates > 2).length);
        lightest = Math.min(lightest, one.mass + two.mass);
      });
      expect(pairs.threshold).toBe(lightest);
    }
  }
});

test("heavy flavours stay in the hadron at their side", () => {
  const hasBottom = (code: number) => [100, 1000].some((place) => Math.floor(Math.abs(code) / place) % 10 === 5);
  const pairs = hadronPairs(5, -1);
  expect([...pairs.first].every(hasBottom)).toBe(true);
  expect([...pairs.second].some(hasBottom)).toBe(false);
});

test("the lightest single hadron, where there is one", () => {
  expect(lightestHadron(2, -2)?.pdgId).toBe(111);
  expect(lightestHadron(3, -3)?.pdgId).toBe(221);
  expect(lightestHadron(5, 2101)?.pdgId).toBe(5122);
  expect(lightestHadron(4, 2203)).toBeUndefined();
  expect(() => hadronPairs(6, -1)).toThrow("no cluster has the ends 6 and -1");
});
