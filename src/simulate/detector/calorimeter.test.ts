import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { CMS_CARD } from "../detectorCards.ts";
import type { EventRecord } from "../eventRecord.ts";
import { buildCalorimeter, type Calorimeter, findNeutrals } from "./calorimeter.ts";
import type { DetectorCard } from "./card.ts";
import { createDetected, dropLost } from "./detected.ts";
import { findTracks } from "./tracker.ts";
import { trialEvent } from "./trialEvent.ts";
import { visibleParticles, type VisibleParticles } from "./visible.ts";

const EXACT = [{ etaMax: 5, constant: 0, stochastic: 0, noise: 0 }];
const CARD: DetectorCard = {
  ...CMS_CARD,
  ecal: { ...CMS_CARD.ecal, resolution: EXACT },
  hcal: { ...CMS_CARD.hcal, resolution: EXACT },
};

/** The slow twin of the sums: a map from the edges around each particle, found by looking at all of them. */
function energiesByCell(
  event: EventRecord,
  visible: VisibleParticles,
  card: DetectorCard,
  name: "ecal" | "hcal",
): number[] {
  const sums = new Map<string, number>();
  for (let k = 0; k < visible.length; k++) {
    const isPhoton = event.pdgId[visible.truth[k]] === 22;
    if (isPhoton !== (name === "ecal")) continue;
    const eta = visible.paths.eta[k];
    const degrees = ((visible.paths.phi[k] * 180) / Math.PI + 360) % 360;
    for (const { etaEdges, phiCells } of card[name].cells) {
      for (let ring = 0; ring + 1 < etaEdges.length; ring++) {
        if (Math.abs(eta) < etaEdges[ring] || Math.abs(eta) >= etaEdges[ring + 1]) continue;
        const key = `${Math.sign(eta)} ${etaEdges[ring]} ${Math.floor(degrees / (360 / phiCells))}`;
        sums.set(key, (sums.get(key) ?? 0) + event.energy[visible.truth[k]]);
      }
    }
  }
  return [...sums.values()].filter((energy) => energy > card[name].energyMin).sort((a, b) => a - b);
}

function neutralsOf(event: EventRecord, visible: VisibleParticles, calorimeter: Calorimeter): number[] {
  const detected = createDetected(visible.length);
  findNeutrals(event, visible, calorimeter, detected, createRng(1));
  return [...detected.energy.subarray(0, detected.length)].sort((a, b) => a - b);
}

test("sorted hits give the sums of a map from cells to energies", () => {
  const rng = createRng(3);
  const particles = Array.from({ length: 600 }, () => ({
    pdgId: [22, 130, 2112][rng.integer(3)],
    pt: 0.05 - Math.log(1 - rng.uniform()),
    // Close together, so that most cells have several particles, with some in all other rings.
    eta: rng.uniform() < 0.5 ? 0.3 * rng.normal() : 12 * (rng.uniform() - 0.5),
    phi: rng.uniform() < 0.5 ? 0.2 * rng.normal() : 7 * rng.uniform(),
  }));
  const event = trialEvent(particles);
  const visible = visibleParticles(event, CARD.solenoid);
  for (const name of ["ecal", "hcal"] as const) {
    const expected = energiesByCell(event, visible, CARD, name);
    const found = neutralsOf(event, visible, buildCalorimeter(CARD, name));
    expect(found.length).toBe(expected.length);
    expect(found.length).toBeGreaterThan(50);
    found.forEach((energy, i) => expect(energy).toBeCloseTo(expected[i], 9));
  }
});

test("a cell that sets its tracks gives them its energy, and takes them along where it has too little", () => {
  const all = [{ etaMax: 2.5, steps: [{ ptMin: 0.1, efficiency: 1 }] }];
  const tracks = { ...CARD.tracks, chargedHadron: { ...CARD.tracks.chargedHadron, efficiency: all } };
  const card: DetectorCard = { ...CARD, tracks, hcal: { ...CARD.hcal, energyMin: 3, setsTracks: true } };
  const event = trialEvent([
    { pdgId: 211, pt: 2, eta: 0.3, phi: 0.1 },
    { pdgId: -211, pt: 5, eta: 1, phi: 2 },
    { pdgId: 130, pt: 6, eta: -1, phi: 2 },
  ]);
  const visible = visibleParticles(event, card.solenoid);
  const found = (setsTracks: boolean) => {
    const detected = createDetected(6);
    findTracks(event, visible, card, detected, createRng(8));
    findNeutrals(
      event,
      visible,
      buildCalorimeter({ ...card, hcal: { ...card.hcal, setsTracks } }, "hcal"),
      detected,
      createRng(9),
    );
    dropLost(detected);
    return [...detected.energy.subarray(0, detected.length)];
  };
  const [lost, kept, neutral] = found(false);
  expect(lost / event.energy[0]).toBeCloseTo(1, 0);
  expect(Math.abs(kept / event.energy[1] - 1)).toBeGreaterThan(0.001);
  const set = found(true);
  expect(set).toHaveLength(2);
  expect(set[0]).toBeCloseTo(event.energy[1], 9);
  expect(set[1]).toBe(neutral);
});
