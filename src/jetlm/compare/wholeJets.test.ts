/** Distances of whole jets: sliced Wasserstein, JetNet's, matching, Frechet and kernel. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { createContext } from "../../run/index.ts";
import { describe as moments } from "../../stats/index.ts";
import { packJets, type RelativeJets } from "../features.ts";
import { energyFlowRows } from "./energyFlow.ts";
import { jetnetDistances, W1EFP_GRAPHS } from "./jetnetDistances.ts";
import { matchingDistances } from "./matching.ts";
import { activationDistance, energyFlowDistances } from "./physicsDistances.ts";
import { compareSliced, type JetColumn } from "./sliced.ts";
import { trialJets } from "./trialJets.ts";

const rng = () => createRng(1);

describe("sliced Wasserstein", () => {
  const NAMES = ["mass", "tau21"] as const;
  function columns(count: number, seed: number, shift = 0): Record<JetColumn, Float64Array> {
    const own = createRng(seed);
    const column = () => Float64Array.from({ length: count }, () => own.normal() + shift);
    const [mass, tau21] = [column(), column()];
    return { mass, tau21, pt: mass, multiplicity: mass, softDropMass: mass, tau32: mass, d2: mass };
  }
  const options = () => ({ rng: rng(), observables: NAMES, directions: 64, resamples: 10 });

  test("a sample against itself is at distance 0, with a floor above it", () => {
    const jets = columns(200, 1);
    const { sw1, sw2, jets: used } = compareSliced({ generated: jets, reference: jets }, options());
    expect([sw1.value, sw2.value, used]).toEqual([0, 0, 200]);
    expect(Math.min(sw1.floor, sw2.floor)).toBeGreaterThan(0);
  });

  test("both observables moved by their own standard deviation: SW_2^2 = |mu|^2 / d = 1", () => {
    const jets = columns(300, 2);
    const by = moments(jets.mass).standardDeviation;
    const other = moments(jets.tau21).standardDeviation;
    const moved = { ...jets, mass: jets.mass.map((x) => x + by), tau21: jets.tau21.map((x) => x + other) };
    const { sw2 } = compareSliced({ generated: moved, reference: jets }, { ...options(), directions: 500 });
    expect(Math.abs(sw2.value - 1)).toBeLessThan(0.05); // of 500 directions: 1 / sqrt(8 x 500) = 0.016
  });

  test("jets without a value are left out, and the larger sample is thinned", () => {
    const [few, many] = [columns(50, 3), columns(120, 4)];
    const holes = { ...few, tau21: few.tau21.map((x, i) => (i < 8 ? NaN : x)) };
    expect(compareSliced({ generated: holes, reference: many }, options()).jets).toBe(42);
  });
});

describe("JetNet's distances", () => {
  const distances = (generated: RelativeJets, reference: RelativeJets) => {
    const rows = (jets: RelativeJets) => ({ values: energyFlowRows(jets), width: 36 });
    return jetnetDistances(
      { generated, reference },
      { generated: rows(generated), reference: rows(reference) },
      { rng: rng() },
    );
  };
  const pairOfParticles = (half: number): RelativeJets => {
    const jet = { pt: Float64Array.of(60, 40), etaRel: Float64Array.of(half, -half), phiRel: new Float64Array(2) };
    return packJets(
      Array.from({ length: 8 }, () => jet),
      undefined,
    );
  };

  test("five graphs of 4 vertices and 4 edges among the 36", () => {
    expect(W1EFP_GRAPHS).toHaveLength(5);
    expect(new Set(W1EFP_GRAPHS).size).toBe(5);
  });

  test("known answer: two particles at +-a against +-b", () => {
    const { w1m, w1pEtaRel, w1pPhiRel, w1pPtRel, w1p } = distances(pairOfParticles(0.3), pairOfParticles(0.1));
    const mass = (half: number) => Math.sqrt(2 * 0.6 * 0.4 * (Math.cosh(2 * half) - 1));
    expect(w1m.value).toBeCloseTo(mass(0.3) - mass(0.1), 12);
    expect([w1pEtaRel.value, w1pPhiRel.value, w1pPtRel.value]).toEqual([expect.closeTo(0.2, 12), 0, 0]);
    expect(w1p.value).toBeCloseTo(0.2 / 3, 12);
    expect([w1m.floor, w1p.floor, w1m.standardError]).toEqual([0, 0, expect.closeTo(0, 12)]);
  });

  test("W1EFP of two particles: a square of edges is 2 z1^2 z2^2 theta^4, all odd cycles are 0", () => {
    const square = (half: number) => 2 * 0.6 ** 2 * 0.4 ** 2 * (2 * half) ** 4;
    // Of the five graphs one is the square; those of a doubled edge on a path of three edges have two colours as well.
    const rows = energyFlowRows(pairOfParticles(0.3));
    const values = W1EFP_GRAPHS.map((place) => rows[place]);
    expect(values.some((value) => Math.abs(value - square(0.3)) < 1e-12)).toBe(true);
    const expected = moments(
      W1EFP_GRAPHS.map((place) => Math.abs(rows[place] - energyFlowRows(pairOfParticles(0.1))[place])),
    ).mean;
    expect(distances(pairOfParticles(0.3), pairOfParticles(0.1)).w1efp.value).toBeCloseTo(expected, 12);
  });

  test("the unit of pT does not matter", () => {
    const [own, real] = [trialJets({ count: 30, seed: 5 }), trialJets({ count: 30, seed: 6, spread: 0.3 })];
    const inMeV = { ...own, pt: own.pt.map((pt) => 1000 * pt) };
    const [first, second] = [distances(own, real), distances(inMeV, real)];
    for (const name of ["w1m", "w1p", "w1efp"] as const) expect(second[name].value).toBeCloseTo(first[name].value, 10);
  });
});

describe("matching", () => {
  const measure = (generated: RelativeJets, reference: RelativeJets, threads = 1) =>
    matchingDistances(createContext({ threads }), { generated, reference }, rng());

  test("real against the same real jets: MMD near 0, the coverage of a perfect generator; far jets cover little", async () => {
    const jets = trialJets({ count: 24, seed: 7, most: 5 });
    const { coverage, mmd } = await measure(jets, jets);
    expect(mmd.value).toBeLessThan(mmd.floor);
    const far = { ...jets, etaRel: jets.etaRel.map((eta) => eta + 3) };
    const wrong = await measure(far, jets);
    expect(wrong.mmd.value).toBeGreaterThan(2);
    expect(wrong.coverage.value).toBeLessThan(coverage.value);
  });

  test("several threads give the same numbers", async () => {
    const [own, real] = [trialJets({ count: 20, seed: 8 }), trialJets({ count: 30, seed: 9 })];
    expect(await measure(own, real, 2)).toEqual(await measure(own, real, 1));
  });
});

describe("Frechet and kernel distances", () => {
  function features(count: number, seed: number, shift = 0) {
    const own = createRng(seed);
    return { values: Float64Array.from({ length: 2 * count }, () => own.normal() + shift), width: 2 };
  }

  test("FPD and KPD refuse fewer than 1000 jets in a half of the reference", () => {
    const pair = { generated: features(1000, 1), reference: features(1998, 2) };
    expect(() => energyFlowDistances(pair, rng())).toThrow("[stats/too-few-rows]");
  });

  test("FPND: two Gaussians moved by mu are at |mu|^2, a sample and itself at 0", () => {
    const reference = features(400, 3);
    const moved = { ...reference, values: reference.values.map((x) => x + 2) };
    expect(activationDistance({ generated: moved, reference }, rng()).value).toBeCloseTo(8, 8);
    const same = activationDistance({ generated: reference, reference }, rng());
    expect(Math.abs(same.value)).toBeLessThan(1e-8);
    expect(same.floor).toBeGreaterThan(0);
  });
});
