import { expect, test } from "vitest";
import { createRng, type Rng } from "../base/index.ts";
import { createAlphaS } from "./alphaS.ts";
import { addBeamRemnants } from "./beamRemnants.ts";
import { CLUSTER_HADRONISATION, hadronise } from "./clusterHadronisation.ts";
import { createEventRecord, type EventRecord, finalMomentum, NO_MOTHER, STATUS } from "./eventRecord.ts";
import { FINAL_STATE_SHOWER } from "./finalStateShower.ts";
import { decayHadrons, HADRON_DECAYS } from "./hadronDecays.ts";
import { FIRST_OUTGOING, INCOMING_1, INCOMING_2 } from "./hardProcess.ts";
import { childrenOf, eventOf, expectSoundEvents } from "./hardProcessTrial.ts";
import { annihilationToHeavy, fusionToHeavy } from "./heavyQuarkPairs.ts";
import { INITIAL_STATE_SHOWER, initialStateShower } from "./initialStateShower.ts";
import { baryonThirds, chargeOf, CONSERVED, finals, finalSum, momentumError } from "./partonTrial.ts";
import { createDensities, FLAVOURS, flavourSlot } from "./pdf.ts";
import { showerCascade } from "./showerCascade.ts";
import { qcdDijets } from "./qcdDijets.ts";
import { gaussLegendre } from "./quadratureTrial.ts";
import { PB_GEV2, TOP_POLE } from "./standardModel.ts";
import { topPairs } from "./topPairs.ts";

const ENERGY = 13000;
const M2 = TOP_POLE.mass ** 2;
const [TOP, ANTITOP] = [FIRST_OUTGOING, FIRST_OUTGOING + 1];
const process = topPairs({ energy: ENERGY, ptMin: 0 });

/** Cuts on the top; the antitop may be anywhere. */
interface Cuts {
  readonly ptMin: number;
  readonly yMax: number;
}

const densities = createDensities();
const first = new Float64Array(FLAVOURS);
const second = new Float64Array(FLAVOURS);
const alphaS = createAlphaS();
/** With 24 nodes the integrals differ by 1e-4. */
const NODES = gaussLegendre(12);
const mean = (of: (x: number) => number) => NODES.reduce((sum, { x, weight }) => sum + weight * of(x), 0);

interface Elements {
  readonly gluons: number;
  readonly quarks: number;
}

/**
 * Cross-section in pb by quadrature in other variables: tau, the rapidity of the pair, and the angle in its rest frame;
 * d sigma = x1 f x2 f d(ln tau) dy d sigma/dt (s / 2) beta d(cos). `parts` turns channels on.
 */
function quadrature({ ptMin, yMax }: Cuts, parts: Elements = { gluons: 1, quarks: 1 }): number {
  const logLowest = Math.log((4 * (M2 + ptMin * ptMin)) / ENERGY ** 2);
  return mean((a) => {
    // Even in the root of the distance from threshold.
    const logTau = logLowest * (1 - a * a);
    const s = Math.exp(logTau) * ENERGY ** 2;
    const beta = Math.sqrt(1 - (4 * M2) / s);
    const p = (beta / 2) * Math.sqrt(s);
    const cosMax = Math.sqrt(1 - (ptMin / p) ** 2);
    const angles = mean((c) => {
      const cos = cosMax * (2 * c - 1);
      const boost = Math.atanh(beta * cos);
      const range = [Math.max(logTau / 2, -yMax - boost), Math.min(-logTau / 2, yMax - boost)] as const;
      const q = Math.hypot(p * Math.sqrt(1 - cos * cos), TOP_POLE.mass);
      const invariants = { s, t: M2 - (s / 2) * (1 - beta * cos), u: M2 - (s / 2) * (1 + beta * cos) };
      const elements = {
        gluons: parts.gluons * fusionToHeavy(invariants, M2),
        quarks: parts.quarks * annihilationToHeavy(invariants, M2),
      };
      return ((PB_GEV2 * Math.PI * alphaS(q) ** 2) / (s * s)) * overRapidity(logTau, q, range, elements);
    });
    return -2 * a * logLowest * s * beta * cosMax * angles;
  });
}

/** The integral over the pair's rapidity of luminosity times matrix element. */
function overRapidity(
  logTau: number,
  q: number,
  [low, high]: readonly [number, number],
  { gluons, quarks }: Elements,
): number {
  if (high <= low) return 0;
  return mean((b) => {
    const y = low + (high - low) * b;
    densities.fill(Math.exp(logTau / 2 + y), q, first);
    densities.fill(Math.exp(logTau / 2 - y), q, second);
    // A parton meets its antiparton: the tables mirrored at the gluon, which is in their middle.
    const all = first.reduce((sum, f, slot) => sum + f * second[FLAVOURS - 1 - slot], 0);
    const ofGluons = first[flavourSlot(21)] * second[flavourSlot(21)];
    return (high - low) * (gluons * ofGluons + quarks * (all - ofGluons));
  });
}

test("t tbar at 13 TeV: the cross-section and its channels are those of quadrature in other variables", () => {
  const gluons = quadrature({ ptMin: 0, yMax: Infinity }, { gluons: 1, quarks: 0 });
  const quarks = quadrature({ ptMin: 0, yMax: Infinity }, { gluons: 0, quarks: 1 });
  const { crossSection, channels } = process;
  expect(Math.abs(channels["gg->ttbar"] / gluons - 1)).toBeLessThan(0.005);
  expect(Math.abs(channels["qqbar->ttbar"] / quarks - 1)).toBeLessThan(0.005);
  expect(Math.abs(crossSection.valuePb / (gluons + quarks) - 1)).toBeLessThan(0.005);
  expect(crossSection.errorPb / crossSection.valuePb).toBeLessThan(0.002);
});

test("it is what leading order gives elsewhere, within its uncertainty of scale and densities", () => {
  const { valuePb } = process.crossSection;
  // Scales of mT / 2 and 2 mT give 569 and 355 pb here. MadGraph's leading-order samples of CMS have 511.3 pb (2016) and
  // 496.1 pb (2017), with other densities and scales (github.com/TreeMaker/TreeMaker, pull request 443).
  expect(Math.abs(valuePb / 442 - 1)).toBeLessThan(0.005);
  for (const elsewhere of [511.3, 496.1]) expect(Math.abs(elsewhere / valuePb - 1)).toBeLessThan(0.2);
  // Gluons make about 85 % of the pairs.
  const share = process.channels["gg->ttbar"] / valuePb;
  expect(share).toBeGreaterThan(0.84);
  expect(share).toBeLessThan(0.9);
});

/** chi^2 of five degrees of freedom that is exceeded once in a thousand. */
const CHI2_5 = 20.5;

test("spectra of pt and rapidity are those of the quadrature", () => {
  const ptEdges = [50, 100, 150, 200, 300];
  const yEdges = [0.5, 1, 1.5, 2, 2.5];
  const total = quadrature({ ptMin: 0, yMax: Infinity });
  const above = ptEdges.map((ptMin) => quadrature({ ptMin, yMax: Infinity }) / total);
  const outside = yEdges.map((yMax) => 1 - quadrature({ ptMin: 0, yMax }) / total);
  const counts = { pt: new Float64Array(6), top: new Float64Array(6), antitop: new Float64Array(6) };
  const events = 2000;
  const event = createEventRecord();
  const binOf = (value: number, edges: readonly number[]) => edges.filter((edge) => value >= edge).length;
  for (let n = 0; n < events; n++) {
    const { px, py, pz, energy } = eventOf(process, n, event);
    counts.pt[binOf(Math.hypot(px[TOP], py[TOP]), ptEdges)]++;
    counts.top[binOf(Math.abs(Math.atanh(pz[TOP] / energy[TOP])), yEdges)]++;
    counts.antitop[binOf(Math.abs(Math.atanh(pz[ANTITOP] / energy[ANTITOP])), yEdges)]++;
  }
  expect(chi2(counts.pt, above, events)).toBeLessThan(CHI2_5);
  expect(chi2(counts.top, outside, events)).toBeLessThan(CHI2_5);
  expect(chi2(counts.antitop, outside, events)).toBeLessThan(CHI2_5);
});

/** Of counts between edges, from the shares expected above each edge. */
function chi2(counts: Float64Array, above: readonly number[], events: number): number {
  return counts.reduce((sum, count, i) => {
    const expected = ((above[i - 1] ?? 1) - (above[i] ?? 0)) * events;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}

test("events are sound: top and antitop from the hard process, decayed as asked", () => {
  for (const decays of [
    ["qq", "qq"],
    ["lv", "qq"],
    ["lv", "lv"],
  ] as const) {
    const asked = topPairs({ energy: ENERGY, ptMin: 400, yMax: 2.5, decays });
    expectSoundEvents(asked, 100, (event) => {
      const { pdgId, status, mother } = event;
      for (const [i, entry] of [TOP, ANTITOP].entries()) {
        const sign = i === 0 ? 1 : -1;
        expect([pdgId[entry], status[entry], mother[entry]]).toEqual([sign * 6, STATUS.decayed, INCOMING_1]);
        const [bottom, boson] = childrenOf(event, entry);
        expect([pdgId[bottom], pdgId[boson]]).toEqual([sign * 5, sign * 24]);
        const isLeptonic = childrenOf(event, boson).every((child) => Math.abs(pdgId[child]) > 10);
        expect(isLeptonic).toBe(decays[i] === "lv");
      }
    });
  }
});

test("masses follow the Breit-Wigner, on both sides of the pole alike, at any pt", () => {
  const event = createEventRecord();
  const within: number[] = [];
  for (let n = 0; n < 1000; n++) {
    const { mass } = eventOf(process, n, event);
    for (const top of [TOP, ANTITOP]) within.push(mass[top] - TOP_POLE.mass);
  }
  const share = (of: (difference: number) => boolean) => within.filter(of).length / within.length;
  // Half of a Breit-Wigner lies within half a width; 2000 masses.
  expect(Math.abs(share((d) => d < 0) - 0.5)).toBeLessThan(0.04);
  expect(Math.abs(share((d) => Math.abs(d) < TOP_POLE.width / 2) - 0.51)).toBeLessThan(0.04);
});

test("beams with hardly enough energy make pairs too, sound ones, with no more than they have", () => {
  expectSoundEvents(topPairs({ energy: 346, ptMin: 0 }), 50, ({ energy }) => {
    expect(Math.max(energy[INCOMING_1], energy[INCOMING_2])).toBeLessThan(173);
  });
});

test("a top takes the colour of a gluon with tau2^2 : tau1^2, of a quark always", () => {
  const event = createEventRecord();
  let [difference, variance, quarks] = [0, 0, 0];
  for (let n = 0; n < 1500; n++) {
    const { pdgId, colour } = eventOf(process, n, event);
    if (pdgId[INCOMING_1] !== 21) {
      const quark = pdgId[INCOMING_1] > 0 ? INCOMING_1 : INCOMING_2;
      expect([colour[TOP], event.antiColour[ANTITOP]]).toEqual([colour[quark], antiquarkLine(event)]);
      quarks++;
      continue;
    }
    const near = transfer2(event, INCOMING_1);
    const far = transfer2(event, INCOMING_2);
    const share = far ** 2 / (near ** 2 + far ** 2);
    difference += (colour[TOP] === colour[INCOMING_1] ? 1 : 0) - share;
    variance += share * (1 - share);
  }
  expect(Math.abs(difference)).toBeLessThan(4 * Math.sqrt(variance));
  expect(quarks).toBeGreaterThan(150);
});

function antiquarkLine({ pdgId, antiColour }: EventRecord): number {
  return antiColour[pdgId[INCOMING_1] > 0 ? INCOMING_2 : INCOMING_1];
}

/** 2 p.p3 of an incoming parton and the top. */
function transfer2({ pz, energy }: EventRecord, incoming: number): number {
  return 2 * (energy[incoming] * energy[TOP] - pz[incoming] * pz[TOP]);
}

test("tops do not radiate: what they decay to keeps their mass through the showers, and the colour goes on in the b", () => {
  const event = createEventRecord();
  for (let n = 0; n < 30; n++) {
    eventOf(process, n, event);
    const { mass } = event;
    const masses = [mass[TOP], mass[ANTITOP]];
    shower(event, process.scale(event), createRng(7).fork(n));
    for (const [i, top] of [TOP, ANTITOP].entries()) {
      const last = lastOf(event, top);
      const products = finals(event).filter((entry) => descendsFrom(event, entry, last));
      expect(Math.abs(massOf(event, products) / masses[i] - 1)).toBeLessThan(CONSERVED);
      const colours = products.flatMap((entry) => [event.colour[entry], -event.antiColour[entry]]);
      const open = colours.filter((line) => line !== 0 && !colours.includes(-line));
      expect(open).toEqual([i === 0 ? event.colour[last] : -event.antiColour[last]]);
    }
  }
});

test("showers, remnants, hadrons and decays: charge 2, baryon number 2 and the momentum of the beams", () => {
  const root = createRng(6);
  const event = createEventRecord(4096);
  const beams = { px: 0, py: 0, pz: 0, energy: ENERGY };
  const modes = [
    ["qq", "qq"],
    ["lv", "qq"],
  ] as const;
  for (const [k, decays] of modes.entries()) {
    const source = topPairs({ energy: ENERGY, ptMin: [0, 500][k], decays });
    for (let n = 0; n < 150; n++) {
      const rng = root.fork(k).fork(n);
      source.generate(rng.fork("process"), event);
      shower(event, source.scale(event), rng.fork("showers"));
      addBeamRemnants(event, rng.fork("remnants"));
      hadronise(event, CLUSTER_HADRONISATION, rng.fork("hadrons"));
      decayHadrons(event, HADRON_DECAYS, rng.fork("decays"));
      expect(momentumError(finalMomentum(event), beams)).toBeLessThan(CONSERVED);
      expect(finalSum(event, chargeOf)).toBeCloseTo(2, 9);
      expect(finalSum(event, baryonThirds)).toBe(6);
    }
  }
});

/** Initial and final state. */
function shower(event: EventRecord, hardScale: number, rng: Rng): void {
  const initial = { ...INITIAL_STATE_SHOWER, alphaS, densities };
  const { start2 } = initialStateShower(event, hardScale, initial, rng.fork("initial state"));
  showerCascade(event, { ...FINAL_STATE_SHOWER, alphaS: createAlphaS(0.14), start2 }, rng.fork("final state"));
}

/** What a particle became by recoil. */
function lastOf({ pdgId, mother, count }: EventRecord, entry: number): number {
  let last = entry;
  for (let i = entry + 1; i < count; i++) if (mother[i] === last && pdgId[i] === pdgId[last]) last = i;
  return last;
}

function descendsFrom({ mother }: EventRecord, entry: number, ancestor: number): boolean {
  let at = mother[entry];
  while (at !== NO_MOTHER && at !== ancestor) at = mother[at];
  return at === ancestor;
}

function massOf({ px, py, pz, energy }: EventRecord, entries: readonly number[]): number {
  const sum = (column: Float64Array) => entries.reduce((total, entry) => total + column[entry], 0);
  return Math.sqrt(sum(energy) ** 2 - sum(px) ** 2 - sum(py) ** 2 - sum(pz) ** 2);
}

test("what no event can have is refused, with the limit; without pt there may be tops, but no jets", () => {
  expect(() => topPairs({ energy: 345, ptMin: 0 })).toThrow(
    "the beams cannot make this at energy: found 345, expected the energy of both beams together, above 345 GeV " +
      "[simulate/bad-beam-energy]",
  );
  expect(() => topPairs({ energy: 1000, ptMin: 470 })).toThrow(
    'no event has such a transverse momentum at ptMin: found "ptMin 470 and ptMax Infinity", expected 0 <= ptMin < ' +
      "ptMax, and ptMin below 469.301 GeV, the limit at 1000 GeV [simulate/pt-range-empty]",
  );
  expect(() => topPairs({ energy: ENERGY, ptMin: -1 })).toThrow("[simulate/pt-range-empty]");
  expect(() => qcdDijets({ energy: ENERGY, ptMin: 0 })).toThrow("[simulate/pt-range-empty]");
});
