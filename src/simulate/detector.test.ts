import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { kolmogorovSmirnov } from "../stats/index.ts";
import { detect, createDetector } from "./detector.ts";
import type { DetectorCard } from "./detector/card.ts";
import { type DetectedParticles, IDENTITIES, toParticleBatch } from "./detector/detected.ts";
import { trialEvent, type TrialParticle } from "./detector/trialEvent.ts";
import { ATLAS_CARD, CMS_CARD, DETECTOR_CARDS, JETCLASS_CARD, LHCO_CARD } from "./detectorCards.ts";
import { createEventRecord, type EventRecord } from "./eventRecord.ts";

const SMALL_P = 1e-3;
const CELL = 5e-4; // of the perfect detector, in eta and phi
const PERFECT_TRACKS = {
  efficiency: [{ etaMax: 5, steps: [{ ptMin: 0, efficiency: 1 }] }],
  resolution: [{ etaMax: 5, constant: 0, perGeV: 0 }],
};
const PERFECT_CALORIMETER = {
  energyMin: 1e-9, // above what is left when a sum is subtracted from itself
  significanceMin: 0,
  cells: [{ etaEdges: Array.from({ length: 10_001 }, (_, i) => i * CELL), phiCells: 12_566 }],
  resolution: [{ etaMax: 5, constant: 0, stochastic: 0, noise: 0 }],
};
const NO_ERROR = { floor: 0, scattering: 0, ptPower: 1, sinPower: 0 };
const PERFECT: DetectorCard = {
  ...CMS_CARD,
  name: "perfect",
  source: "this test",
  tracks: { chargedHadron: PERFECT_TRACKS, electron: PERFECT_TRACKS, muon: PERFECT_TRACKS },
  impact: { d0: NO_ERROR, dz: NO_ERROR },
  ecal: PERFECT_CALORIMETER,
  hcal: PERFECT_CALORIMETER,
};

const CHARGED = [211, -211, 321, -2212, 11, -11, 13, -13];
const NEUTRAL = [22, 130, 2112, -2112];

function randomParticles(codes: readonly number[], count: number, seed: number): TrialParticle[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => ({
    pdgId: codes[rng.integer(codes.length)],
    pt: 0.2 - 8 * Math.log(1 - rng.uniform()),
    eta: 4.8 * (rng.uniform() - 0.5),
    phi: 2 * Math.PI * rng.uniform(),
    at: [0.1 * rng.normal(), 0.1 * rng.normal(), 5 * rng.normal()] as const,
  }));
}

function sumOf(columns: Pick<DetectedParticles, "px" | "py" | "pz" | "energy">, length: number) {
  const total = { px: 0, py: 0, pz: 0, energy: 0 };
  for (const key of ["px", "py", "pz", "energy"] as const)
    for (let i = 0; i < length; i++) total[key] += columns[key][i];
  return total;
}

test("a perfect detector returns charged particles exactly, neutrals within a cell, and all of the energy", () => {
  const event = trialEvent(randomParticles([...CHARGED, ...NEUTRAL], 300, 1));
  const found = detect(event, createDetector(PERFECT), createRng(1));
  expect(found.length).toBe(event.count);
  expect(new Set(found.truth).size).toBe(event.count);
  for (let k = 0; k < found.length; k++) {
    const i = found.truth[k];
    // Away from the beam line a neutral is not seen in the direction of its momentum.
    const tolerance = found.charge[k] === 0 ? 2 * CELL + 20 / 1290 : 1e-12;
    for (const key of ["px", "py", "pz"] as const) {
      expect(Math.abs(found[key][k] - event[key][i])).toBeLessThanOrEqual(tolerance * event.energy[i] + mass(event, i));
    }
    expect(found.energy[k] / event.energy[i]).toBeCloseTo(1, 12);
  }
  expect(sumOf(found, found.length).energy / sumOf(event, event.count).energy).toBeCloseTo(1, 12);
});

/** A neutral is massless: its momentum is longer by less than its mass. */
function mass(event: EventRecord, i: number): number {
  return NEUTRAL.includes(event.pdgId[i]) ? event.mass[i] : 0;
}

test("a perfect detector knows charge, class and perigee", () => {
  const particles = randomParticles(CHARGED, 100, 2);
  const event = trialEvent(particles);
  const found = detect(event, createDetector(PERFECT), createRng(1));
  expect(found.charge.reduce((sum, charge) => sum + charge, 0)).toBe(
    particles.reduce((sum, { pdgId }) => sum + Math.sign(pdgId) * (Math.abs(pdgId) < 20 ? -1 : 1), 0),
  );
  const codes = toParticleBatch([found]).pdgId!;
  for (let k = 0; k < found.length; k++) {
    const code = particles[found.truth[k]].pdgId;
    expect(codes[k]).toBe(Math.abs(code) < 20 ? code : Math.sign(code) * 211);
    expect(IDENTITIES[found.identity[k]]).toBe({ 11: "electron", 13: "muon" }[Math.abs(code)] ?? "chargedHadron");
    expect([found.d0Error[k], found.dzError[k]]).toEqual([0, 0]);
    // Close to the beam the path is straight.
    const [x, y, z] = particles[found.truth[k]].at!;
    const { phi, eta } = particles[found.truth[k]];
    const along = x * Math.cos(phi) + y * Math.sin(phi);
    expect(found.d0[k]).toBeCloseTo(x * Math.sin(phi) - y * Math.cos(phi), 2);
    expect(Math.abs(found.dz[k] - (z - along * Math.sinh(eta)))).toBeLessThan(0.02);
  }
});
