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
  looperShare: 1,
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

/** Draws against a fine sample of the analytic distribution, given by its quantiles or by a second generator. */
function expectSame(drawn: readonly number[], expected: (p: number) => number): void {
  const fine = Float64Array.from({ length: 5 * drawn.length }, (_, i) => expected((i + 0.5) / (5 * drawn.length)));
  expect(kolmogorovSmirnov(Float64Array.from(drawn), fine).pValue).toBeGreaterThan(SMALL_P);
}

/** Of standard normal numbers; independent of the detector's. */
function normal(): () => number {
  const rng = createRng(99);
  return () => rng.normal();
}

function logNormal(mean: number, deviation: number): () => number {
  const width2 = Math.log(1 + (deviation / mean) ** 2);
  const draw = normal();
  return () => mean * Math.exp(Math.sqrt(width2) * draw() - width2 / 2);
}

/** Many events of the same particles. */
function repeat(particles: readonly TrialParticle[], card: DetectorCard, times: number): DetectedParticles[] {
  const event = trialEvent(particles);
  const detector = createDetector(card);
  const rng = createRng(11);
  return Array.from({ length: times }, (_, k) => detect(event, detector, rng.fork(k)));
}

test("tracks are found with the efficiency of the card, and their pT errs as a log-normal number", () => {
  const n = 2000;
  for (const [eta, pt, efficiency, resolution] of [
    [1, 0.9, 0.7, 0.015],
    [1, 0.5, 0.7 * LHCO_CARD.looperShare, 0.015],
    [2, 40, 0.85, Math.hypot(0.025, 5.5e-4 * 40)],
  ] as const) {
    const found = repeat([{ pdgId: 211, pt, eta, phi: 1 }], LHCO_CARD, n).filter(({ charge }) => charge[0] === 1);
    expect(Math.abs(found.length / n - efficiency)).toBeLessThan(4 * Math.sqrt((efficiency * (1 - efficiency)) / n));
    expectSame(
      found.map(({ px, py }) => Math.hypot(px[0], py[0])),
      logNormal(pt, resolution * pt),
    );
    for (const { px, py, pz } of found) {
      expect(Math.asinh(pz[0] / Math.hypot(px[0], py[0]))).toBeCloseTo(eta, 12);
      expect(Math.atan2(py[0], px[0])).toBeCloseTo(1, 12);
    }
  }
});

test("measured impact parameters differ from the true ones by normal errors of the stated size", () => {
  const found = repeat([{ pdgId: 13, pt: 200, eta: 0, phi: 0, at: [0, -0.3, 2] }], CMS_CARD, 2000).filter(
    ({ length }) => length === 1,
  );
  expect(found.length).toBeGreaterThan(1900);
  expectSame(
    found.map(({ d0, d0Error }) => (d0[0] - 0.3) / d0Error[0]),
    normal(),
  );
  expectSame(
    found.map(({ dz, dzError }) => (dz[0] - 2) / dzError[0]),
    normal(),
  );
  expect(found[0].d0Error[0]).toBeCloseTo(Math.hypot(0.011, 0.056 * 200 ** -0.6), 4);
});

test("photons are measured with the resolution of their ring, anywhere in their cell", () => {
  const found = repeat([{ pdgId: 22, pt: 50, eta: 0.9, phi: 2 }], LHCO_CARD, 2000);
  expect(found.every(({ length, identity }) => length === 1 && IDENTITIES[identity[0]] === "photon")).toBe(true);
  const energy = 50 * Math.cosh(0.9);
  const middle = 51.5 * 0.0174; // 0.9 lies between the edges 51 and 52
  const deviation = (1 + 0.64 * middle ** 2) * Math.sqrt((0.008 * energy) ** 2 + 0.11 ** 2 * energy + 0.4 ** 2);
  expectSame(
    found.map((one) => one.energy[0]),
    logNormal(energy, deviation),
  );
  expectSame(
    found.map(({ px, py, pz }) => Math.asinh(pz[0] / Math.hypot(px[0], py[0]))),
    (p) => (51 + p) * 0.0174,
  );
  // 2 radians are 114.6 degrees.
  expectSame(
    found.map(({ px, py }) => (Math.atan2(py[0], px[0]) * 180) / Math.PI),
    (p) => 114 + p,
  );
  for (const { px, py, pz, energy: e } of found) expect(Math.hypot(px[0], py[0], pz[0]) / e[0]).toBeCloseTo(1, 12);
});

test("energy flow: what the tracks of a cell do not account for is a neutral, if it is large and significant enough", () => {
  const exactCells = { ...LHCO_CARD, hcal: { ...LHCO_CARD.hcal, resolution: PERFECT_CALORIMETER.resolution } };
  const particle = { pdgId: 2212, pt: 60, eta: 1, phi: 0.5 };
  const energy = trialEvent([particle]).energy[0];
  let neutrals = 0;
  for (const found of repeat([particle], exactCells, 500)) {
    const isTracked = found.length > 0 && found.charge[0] === 1;
    const track = isTracked ? found.energy[0] : 0;
    const error = track * Math.hypot(0.015, 2.5e-4 * 60);
    const excess = energy - track;
    const expected = excess > 1 && excess > LHCO_CARD.hcal.significanceMin * error ? [excess] : [];
    const seen = Array.from(found.energy).filter((_, k) => found.charge[k] === 0);
    expect(seen.length).toBe(expected.length);
    if (seen.length === 0) continue;
    expect(seen[0]).toBeCloseTo(expected[0], 9);
    expect(IDENTITIES[found.identity.at(-1)!]).toBe("neutralHadron");
    neutrals++;
  }
  expect(neutrals).toBeGreaterThan(10);
});

/** Class and energy of what is seen of one particle, with everything measured exactly. */
function seen(particle: TrialParticle, card: DetectorCard = PERFECT): [string, number][] {
  const found = detect(trialEvent([particle]), createDetector(card), createRng(1));
  return Array.from(found.energy, (energy, k) => [IDENTITIES[found.identity[k]], energy]);
}

test("each kind of particle leaves what its kind leaves", () => {
  const at = { pt: 20, eta: 0.3, phi: 1 };
  const energy = (pdgId: number) => trialEvent([{ pdgId, ...at }]).energy[0];
  const noTracks = {
    efficiency: [{ etaMax: 5, steps: [{ ptMin: 0, efficiency: 0 }] }],
    resolution: PERFECT_TRACKS.resolution,
  };
  const blind = { ...PERFECT, tracks: { chargedHadron: noTracks, electron: noTracks, muon: noTracks } };
  expect(seen({ pdgId: 22, ...at })).toEqual([["photon", energy(22)]]);
  expect(seen({ pdgId: 130, ...at })).toEqual([["neutralHadron", energy(130)]]);
  for (const v0 of [310, 3122, -3122]) {
    const shares = [
      ["photon", 0.3 * energy(v0)],
      ["neutralHadron", 0.7 * energy(v0)],
    ];
    expect(seen({ pdgId: v0, ...at })).toEqual(shares);
  }
  expect(seen({ pdgId: 211, ...at }, blind)).toEqual([["neutralHadron", energy(211)]]);
  expect(seen({ pdgId: 11, ...at }, blind)).toEqual([["photon", energy(11)]]);
  expect(seen({ pdgId: 13, ...at }, blind)).toEqual([]);
  expect(seen({ pdgId: 13, ...at })).toEqual([["muon", expect.closeTo(energy(13), 9)]]);
  for (const neutrino of [12, -14, 16]) expect(seen({ pdgId: neutrino, ...at })).toEqual([]);
});

test("a looper is a track or nothing, and is not subtracted from the neutrals", () => {
  const looper = { pdgId: 211, pt: 0.7, eta: 0, phi: 0 };
  expect(seen(looper)).toEqual([["chargedHadron", expect.closeTo(Math.hypot(0.7, 0.13957), 9)]]);
  const both = trialEvent([looper, { pdgId: 130, pt: 9, eta: 0, phi: 0 }]);
  const found = detect(both, createDetector(PERFECT), createRng(1));
  expect([...found.energy]).toEqual([expect.closeTo(Math.hypot(0.7, 0.13957), 9), both.energy[1]]);
  const missed = repeat([looper], LHCO_CARD, 200).filter(({ length }) => length === 0);
  expect(missed.length).toBeGreaterThan(20);
});

test("a neutral comes from the largest deposit without a track, and its cell counts once", () => {
  // All of one cell: 15 GeV with a track; neutrons of 3 and 5 GeV.
  const at = { eta: 0.04, phi: 0.04 };
  const event = trialEvent([
    { pdgId: 2112, pt: 3, ...at },
    { pdgId: 13, pt: 30, ...at },
    { pdgId: 2112, pt: 5, ...at },
    { pdgId: 211, pt: 15, eta: 0.04, phi: 0.04 + Math.asin((1.29 * 0.299792458 * 3.8) / 2 / 15) },
  ]);
  const coarse = { ...PERFECT, hcal: { ...CMS_CARD.hcal, resolution: PERFECT_CALORIMETER.resolution } };
  const found = detect(event, createDetector(coarse), createRng(1));
  const neutral = found.charge.indexOf(0);
  expect([found.length, found.truth[neutral]]).toEqual([3, 2]);
  expect(found.energy[neutral]).toBeCloseTo(event.energy[0] + event.energy[2], 9);
});

test("the mean of what is measured is the energy that came in", () => {
  const particles = randomParticles([22], 40, 5).map((particle) => ({ ...particle, pt: particle.pt + 20 }));
  const event = trialEvent(particles);
  for (const card of [LHCO_CARD, ATLAS_CARD, JETCLASS_CARD]) {
    const energies = repeat(particles, card, 100).map((found) => sumOf(found, found.length).energy);
    const mean = energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
    const variance = energies.reduce((sum, energy) => sum + (energy - mean) ** 2, 0) / (energies.length - 1);
    expect(Math.abs(mean - sumOf(event, event.count).energy)).toBeLessThan(4 * Math.sqrt(variance / energies.length));
  }
});

test("events without neutrals, where charges leave nothing in the cells, without charges and without anything", () => {
  const nothing = { ecal: 0, hcal: 0 };
  const deposits = { ...JETCLASS_CARD.deposits, chargedHadron: nothing, electron: nothing };
  const detector = createDetector({ ...JETCLASS_CARD, deposits });
  const charged = detect(trialEvent(randomParticles(CHARGED, 200, 3)), detector, createRng(1));
  expect(charged.charge.every((charge) => charge !== 0)).toBe(true);
  const neutral = detect(trialEvent(randomParticles(NEUTRAL, 200, 4)), detector, createRng(1));
  expect(neutral.charge.every((charge) => charge === 0)).toBe(true);
  for (const column of ["d0", "d0Error", "dz", "dzError"] as const)
    expect(neutral[column].every((x) => x === 0)).toBe(true);
  expect(detect(createEventRecord(), detector, createRng(1)).length).toBe(0);
});

test.each(Object.values(DETECTOR_CARDS))(
  "$name: the same seed gives the same candidates, all of them finite",
  (card) => {
    const event = trialEvent(randomParticles([...CHARGED, ...NEUTRAL, 310], 400, 6));
    const detector = createDetector(card);
    const first = detect(event, detector, createRng(1));
    expect(detect(event, detector, createRng(1))).toEqual(first);
    expect(detect(event, createDetector(card), createRng(2))).not.toEqual(first);
    for (const column of Object.values(first)) {
      if (typeof column === "number") continue;
      expect(column.length).toBe(first.length);
      expect(column.every(Number.isFinite)).toBe(true);
    }
  },
);

test("events become one batch for the jet algorithms", () => {
  const events = [5, 0, 3].map((count, seed) =>
    detect(trialEvent(randomParticles([11, -13, 211, 22], count, seed)), createDetector(PERFECT), createRng(1)),
  );
  const batch = toParticleBatch(events, 7);
  expect([batch.first, batch.length, ...batch.offsets]).toEqual([7, 3, 0, 5, 5, 8]);
  expect([...batch.px]).toEqual([...events[0].px, ...events[2].px]);
  expect([...batch.energy]).toEqual([...events[0].energy, ...events[2].energy]);
  expect([...batch.charge!]).toEqual([...events[0].charge, ...events[2].charge]);
});
