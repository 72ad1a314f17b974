import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { kolmogorovSmirnov } from "../stats/index.ts";
import { createEventRecord, type EventRecord, finalMomentum, NO_MOTHER, STATUS } from "./eventRecord.ts";
import { particleOf } from "./particleTable.ts";
import { addPileup, NO_PILEUP } from "./pileup.ts";
import { addUnderlyingEvent, UNDERLYING_EVENT } from "./underlyingEvent.ts";

const SMALL_P = 1e-3;

/** Sums over the final particles of charge, baryon number and momentum, and the momentum of what came in. */
function totals(event: EventRecord) {
  let [charge, baryons] = [0, 0];
  const incoming = { px: 0, py: 0, pz: 0, energy: 0 };
  for (let i = 0; i < event.count; i++) {
    if (event.status[i] === STATUS.incoming) {
      for (const key of ["px", "py", "pz", "energy"] as const) incoming[key] += event[key][i];
    }
    if (event.status[i] !== STATUS.final) continue;
    charge += particleOf(event.pdgId[i]).charge;
    if (Math.abs(event.pdgId[i]) > 1000) baryons += Math.sign(event.pdgId[i]);
  }
  return { charge, baryons, incoming };
}

/** Entries of the hadrons that come from a system. */
function hadronsOf(event: EventRecord, system: number): number[] {
  return Array.from({ length: event.count }, (_, i) => i).filter((i) => event.mother[i] === system);
}

test("soft hadrons have the stated density and spectrum, evenly in eta and phi", () => {
  const rng = createRng(1);
  const [pts, etas, phis]: number[][] = [[], [], []];
  const sums: number[] = [];
  for (let k = 0; k < 60; k++) {
    const event = createEventRecord();
    const hadrons = hadronsOf(event, addUnderlyingEvent(event, UNDERLYING_EVENT, rng.fork(k)));
    const ptsHere = hadrons.map((i) => Math.hypot(event.px[i], event.py[i]));
    pts.push(...ptsHere);
    etas.push(...hadrons.map((i, n) => Math.asinh(event.pz[i] / ptsHere[n])));
    phis.push(...hadrons.map((i) => Math.atan2(event.py[i], event.px[i])));
    sums.push(ptsHere.reduce((sum, pt) => sum + pt, 0));
  }
  const mean = sums.reduce((sum, x) => sum + x, 0) / sums.length;
  const spread = Math.sqrt(sums.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (sums.length - 1));
  expect(Math.abs(mean - 3 * 8 * Math.PI)).toBeLessThan((4 * spread) / Math.sqrt(sums.length));
  // P(pT' < pT) = 1 - (1 + x) exp(-x), x = 2 pT / 0.65: uniform.
  const uniform = Float64Array.from({ length: 20_000 }, (_, i) => (i + 0.5) / 20_000);
  const agree = (values: number[]) => kolmogorovSmirnov(Float64Array.from(values), uniform).pValue;
  expect(agree(pts.map((pt) => 1 - (1 + (2 * pt) / 0.65) * Math.exp((-2 * pt) / 0.65)))).toBeGreaterThan(SMALL_P);
  expect(agree(etas.map((eta) => (eta + 2) / 4))).toBeGreaterThan(SMALL_P);
  expect(agree(phis.map((phi) => (phi + Math.PI) / (2 * Math.PI)))).toBeGreaterThan(SMALL_P);
  expect(pts.length).toBeGreaterThan(5000);
});

test("soft activity has no charge or baryon number, and the momentum of the system it comes from", () => {
  for (let seed = 0; seed < 20; seed++) {
    const event = createEventRecord();
    addUnderlyingEvent(event, UNDERLYING_EVENT, createRng(seed));
    addPileup(event, { ...NO_PILEUP, interactions: 5, dijetFraction: 0.5 }, createRng(seed));
    const { charge, baryons, incoming } = totals(event);
    expect([charge, baryons]).toEqual([0, 0]);
    const final = finalMomentum(event);
    for (const key of ["px", "py", "pz", "energy"] as const) {
      expect(Math.abs(final[key] - incoming[key])).toBeLessThan(1e-12 * final.energy);
    }
    expect(
      event.pdgId.subarray(0, event.count).every((code, i) => code !== 111 || event.status[i] === STATUS.decayed),
    ).toBe(true);
  }
});

test("no density, nothing added; the same seed adds the same", () => {
  const event = createEventRecord();
  expect(addUnderlyingEvent(event, { ...UNDERLYING_EVENT, density: 0 }, createRng(1))).toBe(NO_MOTHER);
  expect(event.count).toBe(0);
  const [first, second] = [createEventRecord(), createEventRecord()];
  addUnderlyingEvent(first, UNDERLYING_EVENT, createRng(4));
  addUnderlyingEvent(second, UNDERLYING_EVENT, createRng(4));
  expect(second).toEqual(first);
});

test("impossible soft activity is refused with its range", () => {
  const event = createEventRecord();
  const rng = createRng(1);
  expect(() => addUnderlyingEvent(event, { ...UNDERLYING_EVENT, density: -3 }, rng)).toThrow(
    "soft hadrons cannot be spread like this at density: found -3, expected from 0 to 1000 GeV per unit area [simulate/impossible-soft-activity]",
  );
});
