import { expect, test } from "vitest";
import { CMS_CARD, DETECTOR_CARDS } from "../detectorCards.ts";
import type { DetectorCard } from "./card.ts";
import { checkCard } from "./checkCard.ts";

const { solenoid, tracks, impact, ecal, hcal, deposits } = CMS_CARD;

function messageOf(changes: Partial<DetectorCard>): string {
  try {
    checkCard({ ...CMS_CARD, ...changes });
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
}

test.each(Object.values(DETECTOR_CARDS))("$name is a possible detector", (card) => {
  expect(() => checkCard(card)).not.toThrow();
});

test.each<[string, Partial<DetectorCard>]>([
  ["solenoid.radius: found -1, expected from 1 to 100000 mm", { solenoid: { ...solenoid, radius: -1 } }],
  [
    "solenoid.fieldTesla: found NaN, expected from -100 to 100 T",
    { solenoid: { ...solenoid, fieldTesla: Number.NaN } },
  ],
  [
    "tracks.muon.efficiency[0].steps[0].efficiency: found 1.2, expected from 0 to 1",
    {
      tracks: {
        ...tracks,
        muon: { ...tracks.muon, efficiency: [{ etaMax: 2, steps: [{ ptMin: 0, efficiency: 1.2 }] }] },
      },
    },
  ],
  [
    "tracks.muon.efficiency[1].etaMax: found 1, expected above 2",
    {
      tracks: {
        ...tracks,
        muon: {
          ...tracks.muon,
          efficiency: [2, 1].map((etaMax) => ({ etaMax, steps: [{ ptMin: 0, efficiency: 1 }] })),
        },
      },
    },
  ],
  [
    "the last etaMax of tracks.electron.resolution: found 2, expected at least 2.5 (end of the efficiency)",
    { tracks: { ...tracks, electron: { ...tracks.electron, resolution: [{ etaMax: 2, constant: 0.1, perGeV: 0 }] } } },
  ],
  [
    "impact.d0.floor: found -0.1, expected from 0 to 1290 mm",
    { impact: { ...impact, d0: { ...impact.d0, floor: -0.1 } } },
  ],
  ["ecal.energyMin: found -2, expected at least 0 GeV", { ecal: { ...ecal, energyMin: -2 } }],
  [
    "ecal.cells[0].etaEdges[0]: found 0.1, expected 0",
    { ecal: { ...ecal, cells: [{ etaEdges: [0.1, 5], phiCells: 10 }] } },
  ],
  [
    "hcal.cells[1].etaEdges[0]: found 2.5, expected 2",
    {
      hcal: {
        ...hcal,
        cells: [
          [0, 2],
          [2.5, 5],
        ].map((etaEdges) => ({ etaEdges, phiCells: 10 })),
      },
    },
  ],
  [
    "ecal.cells[0].phiCells: found 3.5, expected a whole number",
    { ecal: { ...ecal, cells: [{ etaEdges: [0, 5], phiCells: 3.5 }] } },
  ],
  ["number of ecal.cells: found 0, expected from 1 to 4294967296", { ecal: { ...ecal, cells: [] } }],
  ['hcal.resolution: found "nothing", expected at least one entry', { hcal: { ...hcal, resolution: [] } }],
  [
    "the last etaMax of hcal.resolution: found 4, expected at least 5 (end of the cells)",
    { hcal: { ...hcal, resolution: [{ etaMax: 4, constant: 0, stochastic: 1, noise: 0 }] } },
  ],
  ["deposits.v0.hcal: found 0.7, expected from 0 to 0.5", { deposits: { ...deposits, v0: { ecal: 0.5, hcal: 0.7 } } }],
])("refused: %s", (expected, changes) => {
  expect(messageOf(changes)).toBe(`no detector can have this card at ${expected} [simulate/impossible-detector]`);
});
