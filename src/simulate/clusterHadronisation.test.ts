import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createAlphaS } from "./alphaS.ts";
import { CLUSTER_HADRONISATION, hadronise } from "./clusterHadronisation.ts";
import { clearEvent, createEventRecord, finalMomentum, newLine, STATUS, type EventRecord } from "./eventRecord.ts";
import { FINAL_STATE_SHOWER, finalStateShower } from "./finalStateShower.ts";
import { decayHadrons, HADRON_DECAYS } from "./hadronDecays.ts";
import {
  baryonThirds,
  chargeOf,
  CONSERVED,
  finals,
  finalSum,
  momentumError,
  putFinal,
  putPair,
} from "./partonTrial.ts";

const alphaS = createAlphaS(0.14);
const root = createRng(21);

/** Two partons of one colour line, besides what is there. */
function putSinglet(
  event: EventRecord,
  triplet: number,
  antitriplet: number,
  [px, mass]: readonly [number, number],
): void {
  const line = newLine(event);
  // Massless, with the pair's momentum px along x and its mass across.
  putFinal(event, triplet, [px / 2, mass / 2, 0], [line, 0]);
  putFinal(event, antitriplet, [px / 2, -mass / 2, 0], [0, line]);
}

const SOURCES: Readonly<Record<string, (event: EventRecord, n: number) => void>> = {
  "showered quark pairs of all flavours": (event, n) => {
    putPair(event, 91.2, 1 + (n % 5));
    finalStateShower(event, { ...FINAL_STATE_SHOWER, alphaS }, root.fork("shower").fork(n));
  },
  "showered gluons": (event, n) => {
    putPair(event, 125, 21);
    finalStateShower(event, { ...FINAL_STATE_SHOWER, alphaS }, root.fork("shower").fork(n));
  },
  "a fast singlet": (event) => putSinglet(event, 2, -1, [2000, 5]),
  "a quark and a diquark with gluons between": (event) => {
    const [a, b, c] = [newLine(event), newLine(event), newLine(event)];
    putFinal(event, 2, [0, 30, 100], [a, 0]);
    putFinal(event, 21, [0, -30, 20], [b, a]);
    putFinal(event, 21, [5, 0, -200], [c, b]);
    putFinal(event, 2101, [0, 0, -800], [0, c]);
  },
  "an antidiquark and a diquark": (event) => putSinglet(event, -2203, 3101, [50, 30]),
  "charm and bottom in one light cluster": (event) => putSinglet(event, 4, -5, [100, 7.5]),
  "a singlet below any pair beside another": (event, n) => {
    putSinglet(event, 1 + (n % 3), -(1 + ((n >> 1) % 3)), [40, 0.1]);
    putSinglet(event, 1, -2, [-20, 10]);
  },
  "a massless singlet beside another": (event) => {
    putSinglet(event, 1, -2, [40, 0]);
    putSinglet(event, 1, -2, [-20, 10]);
  },
  "light heavy-quark singlets beside another": (event, n) => {
    putSinglet(event, 4, [-4, 2203, -5, 3303][n % 4], [40, 2]);
    putSinglet(event, 5, [-5, 2203, -1, 3303][n % 4], [20, 4]);
    putSinglet(event, 1, -2, [-20, 40]);
  },
  "a light ring beside another singlet": (event) => {
    const [a, b] = [newLine(event), newLine(event)];
    putFinal(event, 21, [3, 0.5, 0], [a, b]);
    putFinal(event, 21, [4, -0.5, 0], [b, a]);
    putSinglet(event, 1, -2, [-20, 40]);
  },
  "gluons too close for their masses": (event) => {
    const lines = [1, 2, 3, 4, 5, 6].map(() => newLine(event));
    putFinal(event, 1, [0, 0, 9], [lines[0], 0]);
    for (let n = 0; n < 5; n++) putFinal(event, 21, [0.1 * n, 0.1, 1], [lines[n + 1], lines[n]]);
    putFinal(event, -1, [0, 1, 2], [0, lines[5]]);
  },
};

/** Net number of quarks of a heavy flavour, from the codes of quarks and hadrons. */
function netFlavour(flavour: number): (pdgId: number) => number {
  return (pdgId) => {
    const code = Math.abs(pdgId);
    const sign = Math.sign(pdgId);
    if (code < 6) return code === flavour ? sign : 0;
    const digits = [Math.floor(code / 1000) % 10, Math.floor(code / 100) % 10, Math.floor(code / 10) % 10];
    if (digits[0] !== 0 || code < 100) return sign * digits.filter((digit) => digit === flavour).length;
    // A meson's code is positive with its heavier quark up-type or its heavier antiquark down-type.
    const [heavier, lighter] = [digits[1], digits[2]];
    if (heavier === lighter) return 0;
    const heavierSign = heavier % 2 === 0 ? sign : -sign;
    return heavier === flavour ? heavierSign : lighter === flavour ? -heavierSign : 0;
  };
}

test.each(Object.entries(SOURCES))("%s: energy, momentum, charge, baryon number and flavours last", (_, source) => {
  const event = createEventRecord();
  for (let n = 0; n < 30; n++) {
    clearEvent(event);
    source(event, n);
    const before = finalMomentum(event);
    // Net strangeness of neutral kaons survives until they become K0S and K0L.
    const numbers = [chargeOf, baryonThirds, netFlavour(3), netFlavour(4), netFlavour(5)];
    const sums = numbers.map((number) => finalSum(event, number));
    hadronise(event, CLUSTER_HADRONISATION, root.fork(n));
    expect(momentumError(finalMomentum(event), before)).toBeLessThan(CONSERVED);
    numbers.forEach((number, i) => expect(finalSum(event, number), number.toString()).toBeCloseTo(sums[i], 9));
    checkShells(event, before.energy);
    decayHadrons(event, HADRON_DECAYS, root.fork("decay").fork(n));
    expect(momentumError(finalMomentum(event), before)).toBeLessThan(CONSERVED);
    expect(finalSum(event, chargeOf)).toBeCloseTo(sums[0], 9);
    expect(finalSum(event, baryonThirds)).toBeCloseTo(sums[1], 9);
    checkShells(event, before.energy);
  }
});

/** Hadrons and leptons without colour, of positive energy, on the shells of their mass. */
function checkShells(event: EventRecord, total: number): void {
  for (const i of finals(event)) {
    const { px, py, pz, energy, mass } = event;
    expect(energy[i]).toBeGreaterThan(0);
    const shell2 = energy[i] ** 2 - px[i] ** 2 - py[i] ** 2 - pz[i] ** 2 - mass[i] ** 2;
    expect(Math.abs(shell2)).toBeLessThan(1e-9 * total ** 2);
    expect([event.colour[i], event.antiColour[i]]).toEqual([0, 0]);
    expect(Math.abs(event.pdgId[i])).toBeGreaterThan(10);
  }
}

test("what had to be joined, merged or lent energy is counted", () => {
  const event = createEventRecord();
  const counts = (source: string) => {
    clearEvent(event);
    SOURCES[source](event, 0);
    const { joined, merged, lent } = hadronise(event, CLUSTER_HADRONISATION, root);
    return { joined, merged, lent };
  };
  expect(counts("a massless singlet beside another")).toEqual({ joined: 0, merged: 0, lent: 1 });
  expect(counts("gluons too close for their masses").joined).toBeGreaterThan(0);
  expect(counts("a fast singlet")).toEqual({ joined: 0, merged: 0, lent: 0 });
});

test("hadrons name the parton at their side, which has become hadrons, and start where it was made", () => {
  const event = createEventRecord();
  putSinglet(event, 2, -1, [0, 3]);
  event.z.set([0.25, 0.25]);
  hadronise(event, CLUSTER_HADRONISATION, root);
  expect([event.status[0], event.status[1]]).toEqual([STATUS.decayed, STATUS.decayed]);
  for (const i of finals(event)) {
    expect([0, 1]).toContain(event.mother[i]);
    expect(event.z[i]).toBe(0.25);
  }
});

test("leptons, photons and what has no colour stay as they are", () => {
  const event = createEventRecord();
  putPair(event, 91.2);
  const photon = putFinal(event, 22, [1, 2, 3], [0, 0]);
  hadronise(event, CLUSTER_HADRONISATION, root);
  expect([event.status[photon], event.pdgId[photon], event.px[photon]]).toEqual([STATUS.final, 22, 1]);
});

test("the same stream gives the same hadrons", () => {
  const [one, other] = [createEventRecord(), createEventRecord()];
  for (const event of [one, other]) {
    putPair(event, 500);
    hadronise(event, CLUSTER_HADRONISATION, root.fork(5));
    decayHadrons(event, HADRON_DECAYS, root.fork(6));
  }
  expect(one.count).toBe(other.count);
  expect(one.energy.subarray(0, one.count)).toEqual(other.energy.subarray(0, one.count));
});

test("what cannot become hadrons is refused", () => {
  const event = createEventRecord();
  putSinglet(event, 2, -1, [10, 0.1]);
  expect(() => hadronise(event, CLUSTER_HADRONISATION, root)).toThrow(
    "a colour singlet is lighter than any hadron of its flavours, and nothing else can give it energy: " +
      "found 0.1, expected at least 0.13957 GeV [simulate/singlet-too-light]",
  );
  clearEvent(event);
  putSinglet(event, 6, -6, [10, 400]);
  expect(() => hadronise(event, CLUSTER_HADRONISATION, root)).toThrow(
    'this cannot become hadrons at entry 0: found "PDG code 6", expected quarks d, u, s, c, b, gluons, and diquarks of u, d, s ' +
      "[simulate/not-hadronisable]. Let resonances decay first",
  );
});

test.each([
  ["gluonMass", 0.6, "above 0.65 GeV, two light quarks"],
  ["maxClusterMass", 0.5, "at least 1 GeV; 1.5 to 4 is usual"],
  ["strange", -0.1, "a number of at least 0"],
  ["diquark", Number.NaN, "a number of at least 0"],
  ["vector", Infinity, "a number of at least 0"],
  ["smear", -1, "a number of at least 0"],
  ["petersonCharm", 0, "Peterson's epsilon, above 0 and at most 1"],
  ["petersonBottom", 2, "Peterson's epsilon, above 0 and at most 1"],
])("%s = %d is refused", (name, value, expected) => {
  const event = createEventRecord();
  putPair(event, 91.2);
  expect(() => hadronise(event, { ...CLUSTER_HADRONISATION, [name]: value }, root)).toThrow(
    `clusters cannot be made with this at ${name}: found ${value}, expected ${expected} [simulate/bad-hadronisation-setting]`,
  );
});
