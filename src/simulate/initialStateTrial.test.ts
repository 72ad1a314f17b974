import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createAlphaS } from "./alphaS.ts";
import { initialKernel } from "./initialStateKernels.ts";
import { momentumRatio } from "./initialStateKinematics.ts";
import { createInitialTrials, createLeg, judgeInitial, proposeInitial, threshold2 } from "./initialStateTrial.ts";
import { createDensities, FLAVOURS, flavourSlot } from "./pdf.ts";
import { CHI2_19, uniformity } from "./samplingTrial.ts";

const alphaS = createAlphaS();
const densities = createDensities();

interface Given {
  readonly name: string;
  readonly pdgId: number;
  readonly x: number;
  readonly scale2: number;
  /** kT^2 from which evolution starts. */
  readonly start: number;
  readonly cutoff2: number;
}

/** kT^2 at which the evolution of a parton ends. */
const endOf = ({ pdgId, cutoff2 }: Given): number => Math.max(cutoff2, 1.01 * threshold2(pdgId));

interface Emission {
  readonly t: number;
  readonly z: number;
  readonly mother: number;
}

/** First emissions of one leg; none where a light parton came to the cut-off or a heavy one to its threshold. */
function firstEmissions(given: Given, count: number): { found: Emission[]; none: number; violations: number } {
  const trials = createInitialTrials({ alphaS, densities, cutoff2: given.cutoff2 });
  const rng = createRng(6);
  const found: Emission[] = [];
  let [none, violations] = [0, 0];
  for (let n = 0; n < count; n++) {
    const leg = createLeg(0, 2, given.pdgId, given.x);
    for (let from = given.start; ; from = leg.t) {
      proposeInitial(trials, leg, from, given.scale2, rng);
      if (leg.t === 0 || leg.isForced) break;
      const verdict = judgeInitial(trials, leg, given.scale2, rng);
      if (verdict === "kept above its bound") violations++;
      if (verdict !== "rejected") break;
    }
    if (leg.t === 0 || leg.isForced) none++;
    else found.push({ t: leg.t, z: leg.z, mother: leg.mother });
  }
  return { found, none, violations };
}

const mothersOf = (pdgId: number): number[] => (pdgId === 21 ? [21, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5] : [pdgId, 21]);

/** dP / (dln t dz) without the coupling, by mother, summed over cells in ln(z / (1-z)) from x to `zEnd`. */
function rates({ pdgId, x, scale2 }: Given, t: number, zEnd: number, steps: number): Map<number, number> {
  const q = Math.sqrt(t);
  const own = densities.density(pdgId, x, q);
  const table = new Float64Array(FLAVOURS);
  const mothers = mothersOf(pdgId);
  const sums = new Map(mothers.map((mother) => [mother, 0]));
  const end = Math.min(zEnd, 1 - Math.sqrt(t / scale2));
  const from = Math.log(x / (1 - x));
  const width = (Math.log(end / (1 - end)) - from) / steps;
  for (let step = 0; step < steps; step++) {
    const z = 1 / (1 + Math.exp(-from - (step + 0.5) * width));
    const ratio = momentumRatio(z, t, scale2);
    if (x >= ratio) continue;
    densities.fill(x / ratio, q, table);
    const measure = (z * (1 - z) * width * ratio) / z / own;
    for (const mother of mothers) {
      const rate = initialKernel(pdgId, mother).kernel(z) * table[flavourSlot(mother)] * measure;
      sums.set(mother, sums.get(mother)! + rate);
    }
  }
  return sums;
}

const total = (sums: Map<number, number>): number => [...sums.values()].reduce((sum, rate) => sum + rate);

/** 1 - Sudakov factor between the start and t. */
function emissionProbability(given: Given, steps = 100): (t: number) => number {
  // Even in ln ln(t / threshold), which follows the rate of a heavy quark to its threshold.
  const threshold = Math.max(threshold2(given.pdgId), 1);
  const at = (t: number) => Math.log(Math.log(t / threshold));
  const [low, high] = [at(endOf(given)), at(given.start)];
  const width = (high - low) / steps;
  const exponent = new Float64Array(steps + 1);
  for (let step = steps - 1; step >= 0; step--) {
    const logarithm = Math.exp(low + (step + 0.5) * width);
    const t = threshold * Math.exp(logarithm);
    const rate = (alphaS(Math.sqrt(t)) / (2 * Math.PI)) * total(rates(given, t, 1, 60)) * logarithm;
    exponent[step] = exponent[step + 1] + rate * width;
  }
  return (t) => {
    const place = (at(t) - low) / width;
    const step = Math.min(steps - 1, Math.floor(place));
    return 1 - Math.exp(-(exponent[step] + (place - step) * (exponent[step + 1] - exponent[step])));
  };
}

const CASES: readonly Given[] = [
  { name: "u of a hard dijet", pdgId: 2, x: 0.25, scale2: 3000 ** 2, start: 500 ** 2, cutoff2: 2 },
  { name: "valence d of small x", pdgId: 1, x: 0.01, scale2: 130 ** 2, start: 60 ** 2, cutoff2: 2 },
  { name: "sea quark of large x", pdgId: -3, x: 0.3, scale2: 3000 ** 2, start: 500 ** 2, cutoff2: 2 },
  { name: "gluon of a hard dijet", pdgId: 21, x: 0.2, scale2: 3000 ** 2, start: 500 ** 2, cutoff2: 2 },
  { name: "gluon of small x", pdgId: 21, x: 0.002, scale2: 50 ** 2, start: 10 ** 2, cutoff2: 2 },
  { name: "quark where phase space ends", pdgId: -2, x: 0.005, scale2: 60 ** 2, start: 60 ** 2, cutoff2: 8 ** 2 },
  { name: "c", pdgId: -4, x: 0.05, scale2: 500 ** 2, start: 100 ** 2, cutoff2: 2 },
  { name: "b", pdgId: 5, x: 0.05, scale2: 500 ** 2, start: 100 ** 2, cutoff2: 2 },
];

const EVENTS = 5000;
const STEPS = 40;

test.each(CASES)("first emission of a $name: Sudakov factor, kernels and densities", (given) => {
  const { found, none, violations } = firstEmissions(given, EVENTS);
  expect(violations).toBe(0);
  const probability = emissionProbability(given);
  const end = probability(endOf(given));
  const silent = EVENTS * (1 - end);
  expect(Math.abs(none - silent)).toBeLessThan(3.5 * Math.sqrt(silent * end) + 1);
  expect(
    uniformity(
      found.map(({ t }) => probability(t)),
      end,
    ),
  ).toBeLessThan(CHI2_19);

  const shares = new Map(mothersOf(given.pdgId).map((mother) => [mother, 0]));
  const quantiles = found.slice(0, 1500).map(({ t, z, mother }) => {
    const all = rates(given, t, 1, STEPS);
    for (const [other, rate] of all) shares.set(other, shares.get(other)! + rate / total(all));
    return rates(given, t, z, STEPS).get(mother)! / all.get(mother)!;
  });
  expect(uniformity(quantiles)).toBeLessThan(CHI2_19);
  for (const [mother, share] of shares) {
    const count = found.slice(0, 1500).filter((emission) => emission.mother === mother).length;
    expect(Math.abs(count - share), `from ${mother}`).toBeLessThan(3.5 * Math.sqrt(share) + 1);
  }
});
