import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { dataFolders, findData } from "../../run/index.ts";
import { bootstrap, distanceFloor, quantiledKlOfDensities, wasserstein1 } from "../../stats/index.ts";
import { readJets } from "../data.ts";
import { compareJets, type PlainObservable } from "./compareJets.ts";
import { jetObservables } from "./observables.ts";
import { packJets, relativeJets, selectJets, type Constituents, type RelativeJets } from "../features.ts";
import { findJets } from "../jetSets.ts";

const NAMES: readonly PlainObservable[] = ["mass", "pt", "multiplicity", "constituentPt", "etaRel", "phiRel"];

/** Jets with up to `most` constituents of random pT around `pt`. */
function randomJets(count: number, most: number, pt: number, seed: number): RelativeJets {
  const rng = createRng(seed);
  const jets = Array.from({ length: count }, () => {
    const values = (draw: () => number) => Float64Array.from({ length: length }, draw);
    const length = 2 + rng.integer(most - 1);
    return {
      pt: values(() => pt * Math.exp(rng.normal())).sort((a, b) => b - a),
      etaRel: values(() => 0.2 * rng.normal()),
      phiRel: values(() => 0.2 * rng.normal()),
    };
  });
  return packJets(jets, undefined);
}

describe("observables of a jet", () => {
  test("two massless particles: m^2 = 2 pT1 pT2 (cosh(d eta) - cos(d phi))", () => {
    const jet: Constituents = {
      pt: Float64Array.of(30, 20),
      etaRel: Float64Array.of(0.3, -0.2),
      phiRel: Float64Array.of(-0.1, 0.6),
    };
    const { mass, pt, multiplicity } = jetObservables(packJets([jet], undefined));
    expect(mass[0]).toBeCloseTo(Math.sqrt(2 * 30 * 20 * (Math.cosh(0.5) - Math.cos(0.7))), 10);
    expect(pt[0]).toBeCloseTo(Math.sqrt(30 ** 2 + 20 ** 2 + 2 * 30 * 20 * Math.cos(0.7)), 10);
    expect(multiplicity[0]).toBe(2);
  });
});

describe("comparisons", () => {
  const options = { resamples: 10, splits: 4 };

  test("a sample against itself: distances 0, floors above 0, histograms equal and complete", () => {
    const jets = randomJets(100, 10, 5, 1);
    const { observables, generatedJets, referenceJets } = compareJets(jets, jets, { rng: createRng(2), ...options });
    expect([generatedJets, referenceJets]).toEqual([100, 100]);
    for (const name of NAMES) {
      const { w1, w1OverStd, kl, histograms, generatedMean, referenceMean } = observables[name];
      expect([w1.value, w1OverStd.value, kl.value]).toEqual([0, 0, 0]);
      expect(Math.min(w1.floor, w1OverStd.floor, kl.floor, w1.standardError, kl.standardError)).toBeGreaterThan(0);
      expect(generatedMean).toBe(referenceMean);
      expect(histograms.generated).toEqual(histograms.reference);
      const { values, underflow, overflow } = histograms.reference;
      const total = values.reduce((sum, count) => sum + count, 0) + underflow.value + overflow.value;
      expect(total).toBe(name.startsWith("c") || name.endsWith("Rel") ? jets.pt.length : 100);
      expect((underflow.value + overflow.value) / total).toBeLessThan(0.03);
    }
  });

  test("a larger pT is a distance of that size, far above the floor", () => {
    const jets = randomJets(200, 10, 5, 3);
    const louder = { ...jets, pt: jets.pt.map((pt) => 2 * pt) };
    const { pt, etaRel } = compareJets(louder, jets, { rng: createRng(4), ...options }).observables;
    expect(pt.w1.value).toBeCloseTo(pt.referenceMean, 10); // doubling moves every value by itself
    expect(pt.w1.value).toBeGreaterThan(5 * pt.w1.floor);
    expect(etaRel.w1.value).toBe(0);
  });

  test("errors and floors of jet observables are those of the plain sample", () => {
    const [generated, reference] = [randomJets(60, 8, 5, 5), randomJets(80, 8, 6, 6)];
    const rng = createRng(7);
    const { w1, kl } = compareJets(generated, reference, { rng, ...options }).observables.mass;
    // The same streams as compareJets forks, on the plain lists of masses.
    const [x, y] = [reference, generated].map((jets) => jetObservables(jets).mass);
    const streams = rng.fork("mass");
    const klOf = (first: ArrayLike<number>, second: ArrayLike<number>) => quantiledKlOfDensities(first, second).value;
    const own = { rng: streams.fork("bootstrap"), resamples: options.resamples };
    expect(w1.standardError).toBeCloseTo(bootstrap([x, y], wasserstein1, own).standardError, 12);
    expect(kl.standardError).toBeCloseTo(bootstrap([x, y], klOf, own).standardError, 12);
    const split = { rng: streams.fork("floor"), splits: options.splits };
    expect(w1.floor).toBeCloseTo(distanceFloor(x, wasserstein1, split).value, 12);
    expect(kl.floor).toBeCloseTo(distanceFloor(x, klOf, split).value, 12);
  });

  test("ten copies of every constituent change no distance and no error: the jet is what is resampled", () => {
    const [generated, reference] = [randomJets(60, 8, 5, 8), randomJets(60, 8, 6, 9)];
    const once = compareJets(generated, reference, { rng: createRng(10), ...options }).observables;
    const copied = compareJets(tenfold(generated), tenfold(reference), { rng: createRng(10), ...options }).observables;
    for (const name of ["constituentPt", "etaRel", "phiRel"] as const) {
      const { w1 } = once[name];
      expect(copied[name].w1.value).toBeCloseTo(w1.value, 10);
      expect(copied[name].w1.standardError).toBeCloseTo(w1.standardError, 10);
      expect(copied[name].w1.floor).toBeCloseTo(w1.floor, 10);
    }
  });

  test("the seed decides", () => {
    const [generated, reference] = [randomJets(40, 8, 5, 11), randomJets(40, 8, 6, 12)];
    const compare = (seed: number) => compareJets(generated, reference, { rng: createRng(seed), ...options });
    expect(compare(1)).toEqual(compare(1));
    expect(compare(1).observables.mass.w1.standardError).not.toBe(compare(2).observables.mass.w1.standardError);
  });

  test("a constant multiplicity, as of jets cut at a small cap, is compared and not refused", () => {
    const rng = createRng(14);
    const jetsOf = (length: number) => {
      const values = () => Float64Array.from({ length }, () => 1 + rng.uniform());
      return packJets(
        Array.from({ length: 30 }, () => ({ pt: values(), etaRel: values(), phiRel: values() })),
        undefined,
      );
    };
    const reference = jetsOf(4);
    const multiplicity = (generated: RelativeJets) =>
      compareJets(generated, reference, { rng, ...options }).observables.multiplicity;
    expect(multiplicity(jetsOf(4))).toMatchObject({ w1: { value: 0 }, w1OverStd: { value: 0 }, kl: { value: 0 } });
    expect(multiplicity(jetsOf(5))).toMatchObject({
      w1: { value: 1, standardError: 0, floor: 0 },
      w1OverStd: { value: Infinity },
      kl: { value: Infinity, floor: 0 },
    });
  });

  test("a reference too small for a floor is refused", () => {
    const jets = randomJets(3, 8, 5, 13);
    expect(() => compareJets(jets, jets, { rng: createRng(1), ...options })).toThrow("[stats/too-few-rows]");
  });
});

function tenfold(jets: RelativeJets): RelativeJets {
  const repeat = (column: Float64Array) =>
    Float64Array.from({ length: 10 * column.length }, (_, i) => column[Math.floor(i / 10)]);
  return {
    offsets: jets.offsets.map((offset) => 10 * offset),
    pt: repeat(jets.pt),
    etaRel: repeat(jets.etaRel),
    phiRel: repeat(jets.phiRel),
    labels: undefined,
  };
}

// Figures measured for the specification (jetlm.md, 6.2) on 940 top and 1060 QCD jets.
const haveJets = findData("jet-foundation/jets") !== undefined;

test.skipIf(!haveJets)("real QCD jets against top jets give the published distances (needs shared data)", () => {
  const jets = relativeJets(readJets(findJets(dataFolders(), "top2000")));
  const ofLabel = (label: number) =>
    selectJets(
      jets,
      [...jets.labels!.keys()].filter((jet) => jets.labels![jet] === label),
    );
  const options = { rng: createRng(1), resamples: 2, splits: 2 };
  const { observables } = compareJets(ofLabel(0), ofLabel(1), options);
  const expected = {
    mass: [81.587168, 3.12714, 1.282637],
    pt: [1.46615, 0.05087, 0.029903],
    multiplicity: [11.332919, 0.84956, 0.135542],
  };
  for (const [name, [w1, w1OverStd, kl]] of Object.entries(expected)) {
    const found = observables[name as PlainObservable];
    expect(found.w1.value).toBeCloseTo(w1, 5);
    expect(found.w1OverStd.value).toBeCloseTo(w1OverStd, 5);
    expect(found.kl.value).toBeCloseTo(kl, 5);
  }
});
