import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { addBeamRemnants } from "./beamRemnants.ts";
import { CLUSTER_HADRONISATION, hadronise } from "./clusterHadronisation.ts";
import { colourChains } from "./colourChains.ts";
import { electronPositron } from "./electronPositron.ts";
import { addParticle, createEventRecord, type EventRecord, finalMomentum, newLine, STATUS } from "./eventRecord.ts";
import { beginEvent, INCOMING_1, INCOMING_2 } from "./hardProcess.ts";
import { baryonThirds, chargeOf, CONSERVED, finals, finalSum, momentumError } from "./partonTrial.ts";
import { createDensities } from "./pdf.ts";

const root = createRng(63);
const ENERGY = 13000;
const BEAMS = { px: 0, py: 0, pz: 0, energy: ENERGY };
const PARTONS = [1, 2, 3, 4, 5, -1, -2, -3, -4, -5, 21];

interface Meeting {
  readonly incoming: readonly [number, number];
  readonly x: readonly [number, number];
}

/** Two partons that scatter at 90 degrees in their rest frame, each with its own lines before and after. */
function putMeeting(event: EventRecord, { incoming, x }: Meeting): void {
  const energies = [(x[0] * ENERGY) / 2, (x[1] * ENERGY) / 2] as const;
  beginEvent(event, { energy: ENERGY, incoming, energies });
  const [pt, pz] = [Math.sqrt(energies[0] * energies[1]), (energies[0] - energies[1]) / 2];
  for (const side of [0, 1]) {
    const pdgId = incoming[side];
    const entry = INCOMING_1 + side;
    event.colour[entry] = pdgId > 0 ? newLine(event) : 0;
    event.antiColour[entry] = pdgId < 0 || pdgId === 21 ? newLine(event) : 0;
    addParticle(event, {
      pdgId,
      status: STATUS.final,
      px: side === 0 ? pt : -pt,
      py: 0,
      pz,
      energy: Math.hypot(pt, pz),
      mass: 0,
      colour: event.colour[entry],
      antiColour: event.antiColour[entry],
      mother: INCOMING_1,
    });
  }
}

/** What must hold once the remnants are there. */
function expectWhole(event: EventRecord): void {
  expect(momentumError(finalMomentum(event), BEAMS)).toBeLessThan(CONSERVED);
  expect(finalSum(event, chargeOf)).toBeCloseTo(2, 9);
  expect(finalSum(event, baryonThirds)).toBe(6);
  for (const flavour of [3, 4, 5]) {
    // No diquark of a remnant has any of these.
    expect(finalSum(event, (code) => (Math.abs(code) === flavour ? Math.sign(code) : 0))).toBe(0);
  }
}

const x = fc.oneof(fc.double({ min: 1e-5, max: 0.99, noNaN: true }), fc.constantFrom(1e-7, 0.9, 0.99));
const parton = fc.constantFrom(...PARTONS);

test("whatever is taken out: charge, baryon number, flavours, momentum, shells, closed lines, and then hadrons", () => {
  const event = createEventRecord();
  fc.assert(
    fc.property(fc.tuple(parton, parton), fc.tuple(x, x), fc.nat(), (incoming, xs, seed) => {
      putMeeting(event, { incoming, x: xs });
      const first = event.count;
      addBeamRemnants(event, root.fork(seed));
      expectWhole(event);
      for (let i = first; i < event.count; i++) {
        expect([0, 1]).toContain(event.mother[i]);
        const { px, py, pz, energy } = event;
        expect(energy[i]).toBeGreaterThan(0);
        expect(pz[i] * (event.mother[i] === 0 ? 1 : -1)).toBeGreaterThan(0);
        expect(Math.abs(energy[i] - Math.hypot(px[i], py[i], pz[i]))).toBeLessThan(1e-12 * ENERGY);
      }
      colourChains(event); // throws where a line is open
      hadronise(event, CLUSTER_HADRONISATION, root.fork("hadrons").fork(seed));
      expect(momentumError(finalMomentum(event), BEAMS)).toBeLessThan(CONSERVED);
      expect(finalSum(event, chargeOf)).toBeCloseTo(2, 9);
      expect(finalSum(event, baryonThirds)).toBe(6);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test("all pairs of partons with one per cent of the protons left become hadrons", () => {
  const event = createEventRecord();
  for (const one of PARTONS) {
    for (const other of PARTONS) {
      putMeeting(event, { incoming: [one, other], x: [0.99, 0.99] });
      addBeamRemnants(event, root);
      hadronise(event, CLUSTER_HADRONISATION, root);
      expect(momentumError(finalMomentum(event), BEAMS)).toBeLessThan(CONSERVED);
      expect(finalSum(event, chargeOf)).toBeCloseTo(2, 9);
    }
  }
});

test("with next to nothing left, singlets in remnants go without mass and take it from the jets", () => {
  const event = createEventRecord();
  for (const one of PARTONS) {
    for (const other of PARTONS) {
      putMeeting(event, { incoming: [one, other], x: [0.9999, 0.9999] });
      addBeamRemnants(event, root);
      expectWhole(event);
      colourChains(event);
      hadronise(event, CLUSTER_HADRONISATION, root);
      expect(momentumError(finalMomentum(event), BEAMS)).toBeLessThan(CONSERVED);
      expect(finalSum(event, chargeOf)).toBeCloseTo(2, 9);
    }
  }
  // 13 MeV for two companions of b: the remnants are there, but no hadrons.
  putMeeting(event, { incoming: [5, 5], x: [1 - 1e-6, 1 - 1e-6] });
  addBeamRemnants(event, root);
  expectWhole(event);
  expect(() => hadronise(event, CLUSTER_HADRONISATION, root)).toThrow("simulate/singlet-too-light");
});

/** Shares of events in which u, taken at x, leaves only a diquark. */
function valenceShare(pdgId: number, at: number, count: number): number {
  const event = createEventRecord();
  let alone = 0;
  for (let n = 0; n < count; n++) {
    putMeeting(event, { incoming: [pdgId, 21], x: [at, 0.1] });
    addBeamRemnants(event, root.fork("valence").fork(n));
    alone +=
      event.mother.subarray(0, event.count).filter((mother, i) => i > INCOMING_2 && mother === 0).length === 1 ? 1 : 0;
  }
  return alone / count;
}

test("a quark is a valence quark as often as the densities say", () => {
  const { density } = createDensities();
  const count = 1000;
  for (const [pdgId, at] of [
    [2, 0.01],
    [2, 0.1],
    [1, 0.1],
  ]) {
    const expected = 1 - density(-pdgId, at, 2) / density(pdgId, at, 2);
    const error = Math.sqrt((expected * (1 - expected)) / count);
    expect(Math.abs(valenceShare(pdgId, at, count) - expected), `${pdgId} at ${at}`).toBeLessThan(4 * error);
  }
  expect(valenceShare(2, 0.8, 100)).toBe(1);
  for (const sea of [-2, 3, -3]) expect(valenceShare(sea, 0.8, 20)).toBe(0);
});

test("the same stream gives the same remnants", () => {
  const [one, other] = [createEventRecord(), createEventRecord()];
  for (const event of [one, other]) {
    putMeeting(event, { incoming: [-2, 5], x: [0.1, 0.2] });
    addBeamRemnants(event, root.fork("again"));
  }
  expect(one.energy.subarray(0, one.count)).toEqual(other.energy.subarray(0, other.count));
  expect(one.pdgId.subarray(0, one.count)).toEqual(other.pdgId.subarray(0, other.count));
});

test("what a parton was before it evolved backward does not count", () => {
  const event = createEventRecord();
  putMeeting(event, { incoming: [2, 21], x: [0.1, 0.2] });
  // u <- g in the first proton: the gluon is taken out now, and ubar has been emitted.
  event.status[INCOMING_1] = STATUS.radiated;
  const line = newLine(event);
  const common = { px: 0, py: 0, mass: 0 };
  const before = { pdgId: 21, status: STATUS.incoming, mother: 0, ...common };
  const colour = event.colour[INCOMING_1];
  addParticle(event, { ...before, pz: 1000, energy: 1000, colour, antiColour: line });
  const emitted = { pdgId: -2, status: STATUS.final, mother: 0, ...common };
  addParticle(event, { ...emitted, pz: 350, energy: 350, antiColour: line });
  addBeamRemnants(event, root);
  expectWhole(event);
  colourChains(event);
});

test("leptons have no remnants, and pairs of jets no beams", () => {
  const event = createEventRecord();
  electronPositron().generate(root, event);
  const { count } = event;
  addBeamRemnants(event, root);
  expect(event.count).toBe(count);
  const nothing = createEventRecord();
  addBeamRemnants(nothing, root);
  expect(finals(nothing)).toEqual([]);
});

test("a proton of which nothing or everything is taken has no remnant", () => {
  const event = createEventRecord();
  putMeeting(event, { incoming: [2, 21], x: [0.5, 1] });
  expect(() => addBeamRemnants(event, root)).toThrow(
    'a proton has no remnant at beam 1: found "6500 GeV taken out", expected less than the 6500 GeV of the proton ' +
      "[simulate/no-remnant]",
  );
  putMeeting(event, { incoming: [2, 21], x: [0.5, 0.5] });
  event.status[INCOMING_1] = STATUS.radiated;
  expect(() => addBeamRemnants(event, root)).toThrow(
    'a proton has no remnant at beam 0: found "nothing taken out", expected an incoming parton with the beam as mother ' +
      "[simulate/no-remnant]",
  );
});
