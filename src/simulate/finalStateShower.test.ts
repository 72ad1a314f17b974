import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createAlphaS } from "./alphaS.ts";
import { clearEvent, createEventRecord, finalMomentum, newLine, STATUS, type EventRecord } from "./eventRecord.ts";
import { FINAL_STATE_SHOWER, finalStateShower } from "./finalStateShower.ts";
import { finals, momentumError, putFinal, putPair } from "./partonTrial.ts";

const alphaS = createAlphaS(0.127);
const card = { ...FINAL_STATE_SHOWER, alphaS, cutoff2: 1 };
const root = createRng(11);

/** What the test needs of an event with several systems: each has its own way to open and close its colour lines. */
const SOURCES: Readonly<Record<string, (event: EventRecord) => void>> = {
  "q qbar": (event) => putPair(event, 500),
  "H -> g g": (event) => {
    const [a, b] = [newLine(event), newLine(event)];
    putFinal(event, 21, [30, 40, 0], [a, b]);
    putFinal(event, 21, [-30, -40, 0], [b, a]);
  },
  "g g -> g g with both lines to the beams": (event) => {
    const [a, b, c] = [newLine(event), newLine(event), newLine(event)];
    putFinal(event, 21, [300, 0, 900], [a, b]);
    putFinal(event, 21, [-300, 0, 100], [b, c]);
  },
  "Z g": (event) => {
    putFinal(event, 23, [200, 0, 50], [0, 0], 91.2);
    putFinal(event, 21, [-200, 0, 400], [newLine(event), newLine(event)]);
  },
  "two W -> q qbar": (event) => {
    for (const side of [1, -1]) {
      const line = newLine(event);
      putFinal(event, 2, [200 * side, 40, 0], [line, 0]);
      putFinal(event, -1, [200 * side, -40, 0], [0, line]);
    }
  },
  "t tbar g": (event) => {
    const [a, b] = [newLine(event), newLine(event)];
    putFinal(event, 6, [100, 0, 0], [a, 0], 172.5);
    putFinal(event, 21, [0, 200, 0], [b, a]);
    putFinal(event, -6, [-100, -200, 0], [0, b], 172.5);
  },
};

/** Lines without a partner, by sign: the ones that lead to the beams. */
function openLines(event: EventRecord): string {
  const ends = new Map<number, number>();
  for (const i of finals(event)) {
    if (event.colour[i] !== 0) ends.set(event.colour[i], (ends.get(event.colour[i]) ?? 0) + 1);
    if (event.antiColour[i] !== 0) ends.set(event.antiColour[i], (ends.get(event.antiColour[i]) ?? 0) - 1);
  }
  return JSON.stringify([...ends].filter(([, balance]) => balance !== 0).sort());
}

/** Quarks less antiquarks of a flavour. */
const flavourSum = (event: EventRecord, flavour: number): number =>
  finals(event).reduce((sum, i) => sum + (Math.abs(event.pdgId[i]) === flavour ? Math.sign(event.pdgId[i]) : 0), 0);

test.each(Object.entries(SOURCES))("%s: momentum, masses, colour lines and flavours are conserved", (_, source) => {
  const event = createEventRecord();
  let emissions = 0;
  for (let n = 0; n < 40; n++) {
    clearEvent(event);
    source(event);
    const before = finalMomentum(event);
    const [lines, flavours] = [openLines(event), [1, 2, 3, 4, 5].map((flavour) => flavourSum(event, flavour))];
    emissions += finalStateShower(event, card, root.fork(n)).emissions;
    const after = finalMomentum(event);
    expect(momentumError(after, before)).toBeLessThan(1e-12);
    expect(openLines(event)).toBe(lines);
    expect([1, 2, 3, 4, 5].map((flavour) => flavourSum(event, flavour))).toEqual(flavours);
    for (const i of finals(event)) {
      const { px, py, pz, energy, mass } = event;
      expect(energy[i]).toBeGreaterThan(0);
      const shell2 = energy[i] ** 2 - px[i] ** 2 - py[i] ** 2 - pz[i] ** 2 - mass[i] ** 2;
      expect(Math.abs(shell2)).toBeLessThan(1e-11 * before.energy ** 2);
      expect(event.colour[i] !== 0).toBe(event.pdgId[i] === 21 || (event.pdgId[i] > 0 && event.pdgId[i] < 7));
      expect(event.antiColour[i] !== 0).toBe(event.pdgId[i] === 21 || (event.pdgId[i] < 0 && event.pdgId[i] > -7));
    }
  }
  expect(emissions).toBeGreaterThan(40);
});

test("colour singlets keep their own mass, alone or beside others", () => {
  const event = createEventRecord();
  for (let n = 0; n < 20; n++) {
    clearEvent(event);
    SOURCES["two W -> q qbar"](event);
    SOURCES["g g -> g g with both lines to the beams"](event);
    finalStateShower(event, card, root.fork(n));
    // Daughters name the parton that they stem from: entries 0 and 1 are the first W, 2 and 3 the second.
    for (const [first, energy] of [
      [0, 2 * Math.hypot(200, 40)],
      [2, 2 * Math.hypot(200, 40)],
    ] as const) {
      const own = finals(event).filter((i) => [first, first + 1].includes(event.mother[i] < 0 ? i : event.mother[i]));
      expect(own.reduce((sum, i) => sum + event.energy[i], 0)).toBeCloseTo(energy, 9);
      expect(own.reduce((sum, i) => sum + event.px[i], 0)).toBeCloseTo(first === 0 ? 400 : -400, 9);
    }
  }
});

test("only the named entries take part: the b of a top recoils against its W, and the top keeps its mass", () => {
  const event = createEventRecord();
  const line = newLine(event);
  putFinal(event, -6, [0, 0, 400], [0, line], 172.5);
  const b = putFinal(event, 5, [0, 67, 0], [line, 0]);
  const w = putFinal(event, 24, [0, -67, 0], [0, 0], 80.4);
  const mass = event.energy[b] + event.energy[w];
  const { emissions } = finalStateShower(event, { ...card, entries: [b, w] }, root);
  expect(emissions).toBeGreaterThan(0);
  expect(event.status[0]).toBe(STATUS.final);
  const own = finals(event).filter((i) => i !== 0);
  expect(own.reduce((sum, i) => sum + event.energy[i], 0)).toBeCloseTo(mass, 10);
  expect(Math.abs(own.reduce((sum, i) => sum + event.py[i], 0))).toBeLessThan(1e-10);
});

test("nothing radiates above its start scale", () => {
  const event = createEventRecord();
  for (let n = 0; n < 30; n++) {
    putPair(event, 1000);
    finalStateShower(event, { ...card, start2: () => 25 }, root.fork(n));
    // The largest kT of a gluon to the axis is bounded by the emissions' 5 GeV and the recoil of a few of them.
    for (const i of finals(event)) expect(Math.hypot(event.px[i], event.py[i])).toBeLessThan(15);
  }
  putPair(event, 1000);
  expect(finalStateShower(event, { ...card, start2: () => 0.99 }, root).emissions).toBe(0);
  expect(event.count).toBe(2);
});

test("a shower may outgrow the columns that it starts with", () => {
  const event = createEventRecord();
  putPair(event, 1e7);
  const { emissions } = finalStateShower(event, card, root);
  expect(emissions).toBeGreaterThan(140);
  expect(finals(event).length).toBe(emissions + 2);
  expect(finalMomentum(event).energy / 1e7).toBeCloseTo(1, 12);
  expect(openLines(event)).toBe("[]");
});

test("weights of other scales are those of showers that run with them", () => {
  const event = createEventRecord();
  const [count, energy] = [1500, 91.2];
  const factors = [0.5, 2];
  const weighted = [0, 0];
  const [sum, sum2] = [
    [0, 0],
    [0, 0],
  ];
  for (let n = 0; n < count; n++) {
    putPair(event, energy);
    const { emissions, weights } = finalStateShower(event, { ...card, scaleFactors: factors }, root.fork(n));
    weights.forEach((weight, i) => {
      expect(weight).toBeGreaterThan(0);
      weighted[i] += (weight * emissions) / count;
      sum[i] += weight / count;
      sum2[i] += weight ** 2 / count;
    });
  }
  factors.forEach((factor, i) => {
    const error = Math.sqrt((sum2[i] - sum[i] ** 2) / count);
    expect(Math.abs(sum[i] - 1)).toBeLessThan(3.5 * error);
    let direct = 0;
    const shifted = { ...card, alphaS: (q: number) => alphaS(Math.max(factor * q, 1)) };
    for (let n = 0; n < count; n++) {
      putPair(event, energy);
      direct += finalStateShower(event, shifted, root.fork("direct").fork(n)).emissions / count;
    }
    // Emissions scatter by about 2 an event, times the spread of the weights.
    expect(Math.abs(weighted[i] - direct)).toBeLessThan(
      3.5 * Math.sqrt((2 ** 2 * (1 + sum2[i]) + 9 * (sum2[i] - 1)) / count),
    );
    expect(Math.abs(direct - 3.45)).toBeGreaterThan(0.4); // far from the shower without shift
  });
});

test("weights change nothing else, and the same stream gives the same event", () => {
  const [one, other] = [createEventRecord(), createEventRecord()];
  putPair(one, 500);
  putPair(other, 500);
  finalStateShower(one, card, root.fork(3));
  finalStateShower(other, { ...card, scaleFactors: [0.5] }, root.fork(3));
  expect(other.count).toBe(one.count);
  expect(other.px.subarray(0, other.count)).toEqual(one.px.subarray(0, one.count));
});

test("bad settings, massive quarks and partons without recoiler are refused", () => {
  const event = createEventRecord();
  putPair(event, 91.2);
  expect(() => finalStateShower(event, { ...card, cutoff2: 0 }, root)).toThrow(
    "the final-state shower cannot run with this at cutoff2: found 0, expected kT^2 above 0, in GeV^2; 0.5 to 1 is usual " +
      "[simulate/bad-shower-setting]",
  );
  expect(() => finalStateShower(event, { ...card, flavours: 6 }, root)).toThrow("[simulate/bad-shower-setting]");
  expect(() => finalStateShower(event, { ...card, scaleFactors: [-2] }, root)).toThrow("[simulate/bad-shower-setting]");
  event.mass[1] = 4.8;
  expect(() => finalStateShower(event, card, root)).toThrow(
    "the shower radiates from massless quarks and gluons only at entry 1 (PDG code -1): found 4.8, expected mass 0; " +
      "quarks get their masses when they hadronise [simulate/massive-parton]",
  );
  event.mass[1] = 0;
  expect(() => finalStateShower(event, { ...card, entries: [0] }, root)).toThrow("[simulate/no-recoiler]");
});
