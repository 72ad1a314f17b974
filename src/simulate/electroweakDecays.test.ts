import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { boostToRestFrame } from "../kinematics/index.ts";
import { decayHiggs, decayTop, decayW, decayZ } from "./electroweakDecays.ts";
import { addParticle, clearEvent, createEventRecord, type EventRecord, newLine, STATUS } from "./eventRecord.ts";
import { childrenOf, expectSound } from "./hardProcessTrial.ts";

const event = createEventRecord();

/** A particle of this mass with 700 GeV across the beam; a top begins a colour line that nothing ends. */
function start(pdgId: number, mass: number): void {
  clearEvent(event);
  const energy = Math.hypot(700, mass);
  addParticle(event, { pdgId, status: STATUS.final, px: 700, py: 0, pz: 0, energy, mass });
}

const codes = (entry: number) => childrenOf(event, entry).map((i) => event.pdgId[i]);

const momentum = ({ px, py, pz, energy }: EventRecord, i: number) => ({
  px: px[i],
  py: py[i],
  pz: pz[i],
  energy: energy[i],
});

/** Within 3.3 standard deviations of a binomial. */
function expectShare(count: number, of: number, share: number): void {
  expect(Math.abs(count / of - share)).toBeLessThan(3.3 * Math.sqrt((share * (1 - share)) / of));
}

test("the Z goes to quarks with the measured branching fractions", () => {
  const rng = createRng(1);
  const counts = new Map<number, number>();
  const decays = 3000;
  for (let i = 0; i < decays; i++) {
    start(23, 91.2);
    decayZ(rng, event, 0);
    expectSound(event);
    const [quark] = codes(0);
    counts.set(quark, (counts.get(quark) ?? 0) + 1);
  }
  // R_b and R_c of LEP are 0.2163 and 0.172 (PDG).
  expectShare(counts.get(5)!, decays, 0.2163);
  expectShare(counts.get(4)!, decays, 0.172);
});

test("the W goes to ud and cs, or to e nu and mu nu, with its charge", () => {
  const rng = createRng(2);
  const counts = new Map<string, number>();
  for (let i = 0; i < 1000; i++) {
    for (const [pdgId, mode] of [
      [24, "qq"],
      [-24, "qq"],
      [24, "lv"],
      [-24, "lv"],
    ] as const) {
      start(pdgId, 80.4);
      decayW(rng, event, 0, mode);
      expectSound(event);
      const pair = codes(0)
        .map((id) => id * Math.sign(pdgId))
        .join(" ");
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
  expectShare(counts.get("-1 2")!, 2000, 0.949 / 2);
  expectShare(counts.get("-3 4")!, 2000, 0.948 / 2);
  expectShare(counts.get("-3 2")!, 2000, 0.0506 / 2);
  expectShare(counts.get("-11 12")!, 2000, 0.5);
  expect(counts.get("-13 14")! + counts.get("-11 12")!).toBe(2000);
});

test("the lepton of a top's W has 70 % sin^2 and 30 % (1 - cos)^2, for top and antitop", () => {
  const rng = createRng(3);
  const decays = 2000;
  for (const sign of [1, -1]) {
    const bins = new Float64Array(8);
    for (let i = 0; i < decays; i++) {
      start(sign * 6, 172.5);
      const bottom = decayTop(rng, event, 0, "lv");
      expect(codes(0)).toEqual([5 * sign, 24 * sign]);
      const frame = momentum(event, bottom + 1);
      const [b, l] = [bottom, bottom + 2].map((k) => boostToRestFrame(momentum(event, k), frame));
      const cosTheta = -(b.px * l.px + b.py * l.py + b.pz * l.pz) / (b.energy * Math.hypot(l.px, l.py, l.pz));
      bins[Math.floor(4 * (1 + cosTheta))]++;
    }
    const cumulative = (c: number) => (0.7 * (3 * c - c ** 3 + 2)) / 4 + 0.3 * (1 - ((1 - c) / 2) ** 3);
    const chi2 = bins.reduce((sum, n, k) => {
      const expected = decays * (cumulative((k + 1) / 4 - 1) - cumulative(k / 4 - 1));
      return sum + (n - expected) ** 2 / expected;
    }, 0);
    // 99.9 % of chi-square with 7 degrees of freedom.
    expect(chi2).toBeLessThan(24.3);
  }
});

test("a top hands its colour to the bottom quark", () => {
  const rng = createRng(4);
  start(-6, 172.5);
  event.antiColour[0] = newLine(event);
  const bottom = decayTop(rng, event, 0, "qq");
  expect([event.pdgId[bottom], event.colour[bottom], event.antiColour[bottom]]).toEqual([-5, 0, 1]);
  expect(childrenOf(event, bottom + 1).map((i) => event.colour[i] + event.antiColour[i])).toEqual([2, 2]);
});

test("each mode of the Higgs boson has the products of its name", () => {
  const rng = createRng(5);
  const finals = (mode: Parameters<typeof decayHiggs>[3]) => {
    start(25, 125);
    decayHiggs(rng, event, 0, mode);
    expectSound(event);
    const stable = Array.from({ length: event.count }, (_, i) => i).filter((i) => event.status[i] === STATUS.final);
    return stable.map((i) => Math.abs(event.pdgId[i]));
  };
  expect(finals("bb")).toEqual([5, 5]);
  expect(finals("cc")).toEqual([4, 4]);
  expect(finals("gg")).toEqual([21, 21]);
  for (let i = 0; i < 100; i++) {
    expect(finals("4q").every((id) => id <= 5)).toBe(true);
    const leptonic = finals("lvqq").sort((a, b) => a - b);
    expect(leptonic.slice(0, 2).every((id) => id <= 5)).toBe(true);
    expect([
      [11, 12],
      [13, 14],
    ]).toContainEqual(leptonic.slice(2));
  }
});
