import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createAlphaS } from "./alphaS.ts";
import { addParticle, createEventRecord, type EventRecord, newLine, STATUS } from "./eventRecord.ts";
import { FINAL_STATE_SHOWER } from "./finalStateShower.ts";
import { FIRST_OUTGOING, type HardProcess, INCOMING_1, INCOMING_2 } from "./hardProcess.ts";
import {
  collisionError,
  entriesWith,
  expectSoundCollision,
  flavourError,
  putCollision,
} from "./initialStateCollision.ts";
import { INITIAL_STATE_SHOWER, initialStateShower } from "./initialStateShower.ts";
import { threshold2 } from "./initialStateTrial.ts";
import { CONSERVED } from "./partonTrial.ts";
import { createDensities } from "./pdf.ts";
import { qcdDijets } from "./qcdDijets.ts";
import { resonance } from "./resonance.ts";
import { showerCascade } from "./showerCascade.ts";
import { zJet } from "./zJet.ts";

const alphaS = createAlphaS();
const card = { ...INITIAL_STATE_SHOWER, alphaS, densities: createDensities() };
const root = createRng(23);
const event = createEventRecord();

const scalars = { x: { mass: 500, prongs: 2 }, y: { mass: 100, prongs: 3 } } as const;
const PROCESSES: Readonly<Record<string, HardProcess>> = {
  dijets: qcdDijets({ energy: 13000, ptMin: 1200, yMax: 2.5 }),
  "Z + jet": zJet({ energy: 13000, ptMin: 500, yMax: 2.5 }),
  "W' -> X Y": resonance({ energy: 13000, boson: "W'", mass: 3500, ...scalars }),
};

test.each(Object.entries(PROCESSES))(
  "%s: sound after the initial state, and after the final state too",
  (_, process) => {
    let emissions = 0;
    for (let n = 0; n < 60; n++) {
      process.generate(root.fork(n), event);
      const masses2 = pairMasses2(event);
      const scale = process.scale(event);
      const result = initialStateShower(event, scale, card, root.fork("initial state").fork(n));
      emissions += result.emissions;
      expect(result.violations).toBe(0);
      expect(result.trials).toBeGreaterThanOrEqual(result.emissions);
      expect(collisionError(event)).toBeLessThan(CONSERVED);
      expectSoundCollision(event);
      const energy2 = Math.max(...event.energy.subarray(FIRST_OUTGOING, event.count)) ** 2;
      pairMasses2(event).forEach((m2, i) => expect(Math.abs(m2 - masses2[i])).toBeLessThan(1e-12 * energy2));
      showerCascade(event, { ...FINAL_STATE_SHOWER, alphaS, start2: result.start2 }, root.fork("final state").fork(n));
      expect(collisionError(event)).toBeLessThan(CONSERVED);
      expectSoundCollision(event);
    }
    // As measured, 3.5 to 5.4 an event; what they make radiates the rest of its lines to the beams.
    expect(emissions / 60).toBeGreaterThan(2.5);
    expect(emissions / 60).toBeLessThan(7);
  },
);

/** m^2 of all pairs of what the hard process made, which the recoil must keep. */
function pairMasses2({ px, py, pz, energy, mother }: EventRecord): number[] {
  const isMade = (i: number) => mother[i] === INCOMING_1 || mother[i] === FIRST_OUTGOING;
  const made = [0, 1, 2, 3].map((n) => FIRST_OUTGOING + n).filter(isMade);
  const m2 = (a: number, b: number) =>
    (energy[a] + energy[b]) ** 2 - (px[a] + px[b]) ** 2 - (py[a] + py[b]) ** 2 - (pz[a] + pz[b]) ** 2;
  return made.flatMap((a) => made.map((b) => m2(a, b)));
}

test("the history: beams make what is incoming, that the emitted parton and the one that was incoming before", () => {
  PROCESSES["dijets"].generate(root.fork(1), event);
  const first = event.count;
  const { emissions, start2 } = initialStateShower(event, 1300, card, root.fork(2));
  expect(event.count).toBe(first + 2 * emissions);
  const incoming = [INCOMING_1, INCOMING_2];
  let t = (0.4 * 1300) ** 2;
  for (let entry = first; entry < event.count; entry += 2) {
    const before = event.mother.indexOf(entry);
    expect(incoming).toContain(before);
    incoming.splice(incoming.indexOf(before), 1, entry);
    expect([event.mother[entry + 1], event.status[entry + 1]]).toEqual([entry, STATUS.final]);
    expect(event.status[before]).toBe(STATUS.radiated);
    // kT in the frame of its own collision, ordered.
    expect(start2(entry + 1)).toBeLessThan(t);
    t = start2(entry + 1);
  }
  expect(t).toBeGreaterThan(card.cutoff2);
  expect(incoming.sort((a, b) => a - b)).toEqual(entriesWith(event, STATUS.incoming));
  expect(start2(FIRST_OUTGOING)).toBe(1300 ** 2);
});

/** Mean pT of a Z made by a quark and an antiquark. */
function meanPt(process: HardProcess, startFactor: number, count = 250): number {
  let sum = 0;
  for (let n = 0; n < count; n++) {
    process.generate(root.fork(n), event);
    initialStateShower(event, process.scale(event), { ...card, startFactor }, root.fork("pT").fork(n));
    sum += Math.hypot(event.px[FIRST_OUTGOING], event.py[FIRST_OUTGOING]);
  }
  return sum / count;
}

test("a Z gets some 10 GeV of pT, more for a higher start, and none without emissions", () => {
  const light = { mass: 20, prongs: 2 } as const;
  const process = resonance({ energy: 13000, boson: "Z'", mass: 91.2, x: light, y: light });
  const [low, middle, high] = [0.05, 0.2, 1].map((factor) => meanPt(process, factor));
  expect(low).toBeGreaterThan(1);
  expect(low).toBeLessThan(0.6 * middle);
  expect(middle).toBeLessThan(high);
  expect(high).toBeGreaterThan(9);
  expect(high).toBeLessThan(20);
  expect(meanPt(process, 0, 5)).toBe(0);
});

const parton = fc.constantFrom(-5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 21);
/** From 1e-6 of the beam to 1e-9 less than all. */
const fraction = fc.oneof(
  fc.double({ min: -14, max: 0, noNaN: true }).map((logarithm) => Math.min(Math.exp(logarithm), 0.999)),
  fc.double({ min: -20, max: -1, noNaN: true }).map((logarithm) => 1 - Math.exp(logarithm)),
);
/** Scales of all kinds, and around the thresholds of charm and bottom. */
const scale = fc.oneof(
  fc.double({ min: 0, max: 9, noNaN: true }).map(Math.exp),
  fc.double({ min: 0.98, max: 1.02, noNaN: true }).map((near) => 1.3 * near),
  fc.double({ min: 0.98, max: 1.02, noNaN: true }).map((near) => 4.5 * near),
);

const cutoff2 = fc.double({ min: 1, max: 30, noNaN: true });

test("whatever comes in, with whatever x and scale, ends; no heavy quark that can come from a gluon is left", () => {
  fc.assert(
    fc.property(
      fc.tuple(parton, parton),
      fc.tuple(fraction, fraction),
      scale,
      cutoff2,
      (incoming, x, scale, cutoff2) => {
        putCollision(event, { incoming, x });
        const settings = { ...card, cutoff2, startFactor: 1 };
        const { emissions, violations } = initialStateShower(
          event,
          scale,
          settings,
          createRng(Math.floor(1e6 * scale)),
        );
        expect(emissions).toBeLessThan(200);
        expect(violations).toBe(0);
        expect(collisionError(event)).toBeLessThan(CONSERVED);
        expectSoundCollision(event);
        expect(flavourError(event)).toEqual([0, 0, 0, 0, 0]);
        for (const i of entriesWith(event, STATUS.incoming)) expect(Math.abs(event.pdgId[i]) % 21).toBeLessThan(4);
      },
    ),
    { seed: 7, numRuns: 400 },
  );
});

test("a bottom quark comes from a gluon before kT falls to its mass", () => {
  for (let n = 0; n < 50; n++) {
    putCollision(event, { incoming: [5, -2], x: [0.1, 0.05] });
    const { start2 } = initialStateShower(event, 200, card, root.fork(n));
    const partner = entriesWith(event, STATUS.final).find((i) => i > FIRST_OUTGOING + 1 && event.pdgId[i] === -5)!;
    expect(start2(partner)).toBeGreaterThan(threshold2(5));
  }
});

test("the same stream makes the same event, another one another, and the numbering of entries and lines does not matter", () => {
  const momenta = ({ px, py, pz, energy, pdgId }: EventRecord, entries: number[]) =>
    entries.map((i) => [pdgId[i], px[i], py[i], pz[i], energy[i]]);
  const made = (stream: number, prepare: (event: EventRecord) => void) => {
    PROCESSES["dijets"].generate(root.fork(1), event);
    prepare(event);
    initialStateShower(event, 1300, card, root.fork(stream));
    return momenta(event, [...entriesWith(event, STATUS.incoming), ...entriesWith(event, STATUS.final)]);
  };
  const plain = made(5, () => undefined);
  expect(made(5, () => undefined)).toEqual(plain);
  expect(made(6, () => undefined)).not.toEqual(plain);
  const sorted = (rows: number[][]) => rows.map(String).sort();
  const renumbered = made(5, (event) => {
    addParticle(event, { pdgId: 22, status: STATUS.radiated, px: 1, py: 2, pz: 2, energy: 3, mass: 0 });
    for (let n = 0; n < 3; n++) newLine(event);
    for (const column of ["pdgId", "px", "py", "pz", "energy", "mass", "colour", "antiColour"] as const) {
      const [a, b] = [FIRST_OUTGOING, FIRST_OUTGOING + 1];
      [event[column][a], event[column][b]] = [event[column][b], event[column][a]];
    }
  });
  expect(sorted(renumbered)).toEqual(sorted(plain));
});

test("emissions above the bound of the densities are counted", () => {
  // Gluons whose x f rises with x, as no proton has them.
  const density = (pdgId: number, x: number) => (pdgId === 21 || pdgId === 0 ? x * x : x);
  const fill = (x: number, _: number, out: Float64Array) =>
    out.forEach((_, slot) => (out[slot] = density(slot - 5, x)));
  const steep = { ...card, densities: { density, fill, frozen: 0 } };
  let [emissions, violations] = [0, 0];
  for (let n = 0; n < 20; n++) {
    putCollision(event, { incoming: [21, 21], x: [0.1, 0.1] });
    const result = initialStateShower(event, 1000, steep, root.fork(n));
    emissions += result.emissions;
    violations += result.violations;
  }
  expect(violations).toBeGreaterThan(20);
  expect(violations).toBeLessThan(emissions);
});

test("what cannot be evolved is refused", () => {
  PROCESSES["dijets"].generate(root.fork(1), event);
  const shower = (settings: object, scale = 1300) => initialStateShower(event, scale, { ...card, ...settings }, root);
  expect(() => shower({ cutoff2: 0.5 })).toThrow(
    "the initial-state shower cannot run with this at cutoff2: found 0.5, expected kT^2 of at least 1 GeV^2, where " +
      "densities begin [simulate/bad-shower-setting]",
  );
  expect(() => shower({ startFactor: -1 })).toThrow("[simulate/bad-shower-setting]");
  expect(() => shower({}, Number.NaN)).toThrow("[simulate/bad-shower-setting]");
  expect(() => shower({ alphaS: (q: number) => 0.001 * q })).toThrow("[simulate/rising-coupling]");
  event.pdgId[INCOMING_2] = 11;
  expect(() => shower({})).toThrow(
    "the initial-state shower has nothing to evolve at beam 1: expected a gluon or quark of status 21 with mother 1: a " +
      "hard process of two protons [simulate/no-incoming-partons]",
  );
});
