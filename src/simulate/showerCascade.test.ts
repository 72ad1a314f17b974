import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createAlphaS } from "./alphaS.ts";
import { CLUSTER_HADRONISATION, hadronise } from "./clusterHadronisation.ts";
import { createEventRecord, finalMomentum, newLine, STATUS, type EventRecord } from "./eventRecord.ts";
import { FINAL_STATE_SHOWER } from "./finalStateShower.ts";
import { decayHadrons, HADRON_DECAYS } from "./hadronDecays.ts";
import { JETCLASS_DECAYS, type JetClassDecayName } from "./jetClassDecays.ts";
import { jetPairs } from "./jetPairs.ts";
import { chargeOf, CONSERVED, finals, finalSum, momentumError, putFinal } from "./partonTrial.ts";
import { massAt } from "./restFrame.ts";
import { showerCascade } from "./showerCascade.ts";

const card = { ...FINAL_STATE_SHOWER, alphaS: createAlphaS(0.14) };
const root = createRng(41);
const event = createEventRecord(2048);

/** Sum of the final particles that stem from an entry. */
function descendants(event: EventRecord, ancestor: number): Float64Array {
  const total = new Float64Array(4);
  for (const i of finals(event)) {
    let at = i;
    while (at >= 0 && at !== ancestor) at = event.mother[at];
    if (at !== ancestor) continue;
    [event.px, event.py, event.pz, event.energy].forEach((column, axis) => (total[axis] += column[i]));
  }
  return total;
}

const RESONANCES = [6, 23, 24, 25];

/** Entries of decayed resonances as they are after the shower. */
const resonancesOf = (event: EventRecord): number[] =>
  Array.from({ length: event.count }, (_, i) => i).filter((i) => {
    return event.status[i] === STATUS.decayed && RESONANCES.includes(Math.abs(event.pdgId[i]));
  });

test.each(Object.keys(JETCLASS_DECAYS) as JetClassDecayName[])(
  "%s: every resonance keeps its mass and momentum",
  (kind) => {
    const source = jetPairs({ kind, ptMin: 500, ptMax: 1000 });
    let emissions = 0;
    for (let n = 0; n < 10; n++) {
      source.generate(root.fork(n), event);
      const before = finalMomentum(event);
      const masses = resonancesOf(event).map((i) => event.mass[i]);
      emissions += showerCascade(event, card, root.fork("shower").fork(n)).emissions;
      expect(momentumError(finalMomentum(event), before)).toBeLessThan(CONSERVED);
      const after = resonancesOf(event);
      expect(after.map((i) => event.mass[i]).sort()).toEqual(masses.sort());
      for (const i of after) {
        const sum = descendants(event, i);
        // The mass is a small difference of energies of some 1000 GeV.
        expect(massAt(sum, 0) / event.mass[i]).toBeCloseTo(1, 8);
        [event.px, event.py, event.pz, event.energy].forEach((column, axis) => {
          expect(Math.abs(sum[axis] - column[i])).toBeLessThan(1e-9 * before.energy);
        });
      }
      expect(finalSum(event, chargeOf)).toBeCloseTo(0, 9);
    }
    expect(emissions).toBeGreaterThan(20);
  },
);

test("the W of a top recoils against the gluons of the b and takes its quarks along", () => {
  const source = jetPairs({ kind: "Tbqq", ptMin: 500, ptMax: 600 });
  let moved = 0;
  for (let n = 0; n < 10; n++) {
    source.generate(root.fork(n), event);
    const w = event.pdgId.indexOf(24);
    showerCascade(event, card, root.fork("shower").fork(n));
    if (event.status[w] === STATUS.decayed) continue;
    moved++;
    const copy = event.mother.indexOf(w, w + 1);
    expect([event.status[w], event.pdgId[copy], event.mass[copy]]).toEqual([STATUS.radiated, 24, event.mass[w]]);
    expect(event.energy[copy]).not.toBe(event.energy[w]);
  }
  expect(moved).toBeGreaterThan(5);
});

test("the start scale holds for the hard process and not for the decays", () => {
  const lastLine = () => finals(event).length;
  jetPairs({ kind: "QCD", ptMin: 500, ptMax: 600 }).generate(root.fork(1), event);
  showerCascade(event, { ...card, start2: () => 0.1 }, root);
  expect(lastLine()).toBe(2);
  jetPairs({ kind: "Zqq", ptMin: 500, ptMax: 600 }).generate(root.fork(1), event);
  showerCascade(event, { ...card, start2: () => 0.1 }, root);
  expect(lastLine()).toBeGreaterThan(6);
});

test("a resonance that recoils in the hard process moves with all that it decayed to", () => {
  const event = createEventRecord();
  const z = putFinal(event, 23, [300, 0, 0], [0, 0], 90);
  event.status[z] = STATUS.decayed;
  putFinal(event, 21, [-300, 0, 100], [newLine(event), newLine(event)]);
  // Z -> mu+ mu-, across its flight.
  for (const side of [1, -1]) event.mother[putFinal(event, 13 * side, [150, 45 * side, 0], [0, 0])] = z;
  const before = finalMomentum(event);
  const { weights } = showerCascade(event, { ...card, scaleFactors: [2] }, root.fork(2));
  expect(weights[0]).not.toBe(1);
  expect(momentumError(finalMomentum(event), before)).toBeLessThan(CONSERVED);
  const copy = event.mother.indexOf(z, 4);
  expect([event.status[z], event.status[copy]]).toEqual([STATUS.radiated, STATUS.decayed]);
  expect([event.mother[2], event.mother[3]]).toEqual([copy, copy]);
  expect(massAt(descendants(event, copy), 0)).toBeCloseTo(90, 8);
  expect(event.px[2]).not.toBe(150);
});

test("showered decays become hadrons with all momentum and charge", () => {
  for (const kind of ["Tbqq", "Hgg", "Hbb"] as const) {
    for (let n = 0; n < 10; n++) {
      jetPairs({ kind, ptMin: 500, ptMax: 1000 }).generate(root.fork(n), event);
      const before = finalMomentum(event);
      showerCascade(event, card, root.fork("shower").fork(n));
      hadronise(event, CLUSTER_HADRONISATION, root.fork("hadrons").fork(n));
      decayHadrons(event, HADRON_DECAYS, root.fork("decays").fork(n));
      expect(momentumError(finalMomentum(event), before)).toBeLessThan(CONSERVED);
      expect(finalSum(event, chargeOf)).toBeCloseTo(0, 9);
    }
  }
});
