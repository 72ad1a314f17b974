import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createAlphaS } from "./alphaS.ts";
import { deadCone, EMIT_GLUON, firstGluonKernel, gluonKernel, pairKernel, quarkKernel } from "./dipoleKernels.ts";
import { acceptance, createTrials, propose } from "./dipoleTrial.ts";
import { addParticle, createEventRecord, newLine, STATUS, type EventRecord } from "./eventRecord.ts";
import { collectPartons, type ShowerPartons } from "./showerPartons.ts";
import { CHI2_19, uniformity } from "./samplingTrial.ts";

const MASS = 91.2;
const CUTOFF2 = 1;
const FLAVOURS = 3; // free of thresholds
const alphaS = createAlphaS(0.127);

/** Two partons back to back in a colour singlet. */
function singlet(first: number, second: number): EventRecord {
  const event = createEventRecord(16);
  const [line, back] = [newLine(event), newLine(event)];
  const one = { px: 0, py: 0, pz: MASS / 2, energy: MASS / 2, mass: 0, status: STATUS.final, pdgId: first };
  const isGluon = first === 21;
  addParticle(event, { ...one, colour: line, antiColour: isGluon ? back : 0 });
  addParticle(event, { ...one, pdgId: second, pz: -MASS / 2, colour: isGluon ? back : 0, antiColour: line });
  return event;
}

interface Emissions {
  readonly t: number[];
  readonly z: number[];
  readonly kind: number[];
  readonly none: number;
}

/** First emissions of all ends in competition, as the shower has them. */
function firstEmissions(partons: ShowerPartons, count: number): Emissions {
  const trials = createTrials({ alphaS, cutoff2: CUTOFF2, flavours: FLAVOURS }, MASS ** 2 / 4, 2);
  const rng = createRng(5);
  const result = { t: [] as number[], z: [] as number[], kind: [] as number[], none: 0 };
  const ends = [0, 1, 2, 3].filter((end) => partons.line[end] !== 0);
  for (let n = 0; n < count; n++) {
    for (const end of ends) propose(trials, partons, end, Infinity, rng);
    for (;;) {
      const end = ends.reduce((best, next) => (trials.scale2[next] > trials.scale2[best] ? next : best));
      if (trials.scale2[end] === 0) {
        result.none++;
        break;
      }
      if (rng.uniform() < acceptance(trials, partons, end)) {
        result.t.push(trials.scale2[end]);
        result.z.push(trials.z[end]);
        result.kind.push(trials.kind[end]);
        break;
      }
      propose(trials, partons, end, trials.scale2[end], rng);
    }
  }
  return result;
}

type Kernel = (z: number, y: number) => number;

const STEPS = 400;

/** integral from z_- to z of (1-y) kernel at t; in ln(z / (1-z)), where it is smooth. */
function integralOverZ(kernel: Kernel, t: number, zEnd = 1): number {
  const root = Math.sqrt(1 - (4 * t) / MASS ** 2);
  const lowest = Math.log((1 - root) / (1 + root));
  const highest = Math.min(-lowest, Math.log(zEnd / (1 - zEnd)));
  let sum = 0;
  for (let step = 0; step < STEPS; step++) {
    const x = lowest + ((highest - lowest) * (step + 0.5)) / STEPS;
    const z = 1 / (1 + Math.exp(-x));
    const y = t / (z * (1 - z) * MASS ** 2);
    if (y < 1) sum += z * (1 - z) * (1 - y) * kernel(z, y);
  }
  return (sum * (highest - lowest)) / STEPS;
}

/** 1 - Sudakov factor between the largest t and t, on a grid in ln t, for `ends` ends with a kernel. */
function emissionProbability(kernel: Kernel, ends: number): (t: number) => number {
  const [low, high] = [Math.log(CUTOFF2), Math.log(MASS ** 2 / 4)];
  const width = (high - low) / STEPS;
  const exponent = new Float64Array(STEPS + 1);
  for (let step = STEPS - 1; step >= 0; step--) {
    const t = Math.exp(low + (step + 0.5) * width);
    const rate = (ends * alphaS(Math.sqrt(t)) * integralOverZ(kernel, t)) / (2 * Math.PI);
    exponent[step] = exponent[step + 1] + rate * width;
  }
  return (t) => {
    const at = (Math.log(t) - low) / width;
    const step = Math.min(STEPS - 1, Math.floor(at));
    return 1 - Math.exp(-(exponent[step] + (at - step) * (exponent[step + 1] - exponent[step])));
  };
}

const EVENTS = 4000;

test.each([
  { name: "quark pair that is a singlet", first: 1, second: -1, ends: 2, gluon: firstGluonKernel, isTouched: false },
  { name: "quark pair inside a chain", first: 1, second: -1, ends: 2, gluon: quarkKernel, isTouched: true },
  { name: "pair of gluons", first: 21, second: 21, ends: 4, gluon: gluonKernel, isTouched: false },
])("t and z of the first emission of a $name follow the Sudakov factor and the kernels", (given) => {
  const event = singlet(given.first, given.second);
  const partons = collectPartons(event, [0, 1], () => Infinity);
  if (given.isTouched) partons.primaries = 0;
  const pairs = given.first === 21 ? FLAVOURS : 0;
  const all: Kernel = (z, y) => given.gluon(z, y) + pairs * pairKernel(z);
  const probability = emissionProbability(all, given.ends);
  const { t, z, kind, none } = firstEmissions(partons, EVENTS);

  const silent = EVENTS * (1 - probability(CUTOFF2));
  expect(Math.abs(none - silent)).toBeLessThan(3.5 * Math.sqrt(silent));
  const quantiles = t.map((value) => probability(value));
  expect(uniformity(quantiles, probability(CUTOFF2))).toBeLessThan(CHI2_19);

  const isGluon = kind.map((value) => value === EMIT_GLUON);
  const conditional = (kernel: Kernel, n: number) => integralOverZ(kernel, t[n], z[n]) / integralOverZ(kernel, t[n]);
  const gluons = t.map((_, n) => n).filter((n) => isGluon[n]);
  expect(uniformity(gluons.map((n) => conditional(given.gluon, n)))).toBeLessThan(CHI2_19);
  if (pairs === 0) return;
  const quarks = t.map((_, n) => n).filter((n) => !isGluon[n]);
  expect(quarks.length).toBeGreaterThan(100);
  expect(uniformity(quarks.map((n) => conditional(pairKernel, n)))).toBeLessThan(CHI2_19);
  for (let flavour = 1; flavour <= FLAVOURS; flavour++) {
    const count = kind.filter((value) => value === flavour).length;
    expect(Math.abs(count - quarks.length / 3)).toBeLessThan(3.5 * Math.sqrt(quarks.length / 3));
  }
});

test("a hard first gluon is kept by the matrix element, one inside a chain by the dipole, one of a b by its dead cone", () => {
  const keptAt = (flavour: number, isTouched: boolean, y: number): number => {
    const partons = collectPartons(singlet(flavour, -flavour), [0, 1], () => Infinity);
    if (isTouched) partons.primaries = 0;
    const trials = createTrials({ alphaS: () => 0.1, cutoff2: CUTOFF2, flavours: 5 }, MASS ** 2 / 4, 2);
    trials.z[0] = 0.5;
    trials.scale2[0] = (y / 4) * MASS ** 2;
    return acceptance(trials, partons, 0);
  };
  const first = keptAt(1, false, 0.8) / keptAt(1, true, 0.8);
  expect(first).toBeCloseTo(firstGluonKernel(0.5, 0.8) / quarkKernel(0.5, 0.8), 12);
  expect(first).toBeLessThan(0.95);
  const ofBottom = keptAt(5, false, 0.001) / keptAt(1, false, 0.001);
  const massless = firstGluonKernel(0.5, 0.001);
  expect(ofBottom).toBeCloseTo(deadCone(massless, (0.001 / 4) * MASS ** 2, 0.5, 4.8) / massless, 12);
  expect(ofBottom).toBeLessThan(0.4);
});

test("a coupling that rises with the scale is refused", () => {
  const partons = collectPartons(singlet(1, -1), [0, 1], () => Infinity);
  const trials = createTrials({ alphaS: (q) => 0.001 * q, cutoff2: 1, flavours: 5 }, 2000, 2);
  trials.scale2[0] = 100;
  trials.z[0] = 0.5;
  trials.band[0] = 3;
  expect(() => acceptance(trials, partons, 0)).toThrow(
    "the shower needs a coupling that does not rise with the scale at Q = 10 GeV: found 0.01, " +
      "expected at most 0.008, its value at a lower scale [simulate/rising-coupling]",
  );
});
