import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { open } from "../formats/index.ts";
import type { CalorimeterCard, EfficiencyBand, MomentumBand } from "./detector/card.ts";
import {
  bandAt,
  energyResolution,
  growthAt,
  impactResolution,
  momentumResolution,
  trackEfficiency,
} from "./detector/response.ts";
import { ATLAS_CARD, CMS_CARD, LHCO_CARD } from "./detectorCards.ts";

const CARDS_FILE = findData("llm-bench/detector/fastsim_cards.json");
const ASPEN_FILE = findData("jet-foundation/cms/aoj_schema_sample.h5");

interface Box {
  readonly etaMin: number;
  readonly etaMax: number;
  readonly ptMin: number;
  readonly ptMax: number | null;
  readonly eff: number;
}
interface Formula {
  readonly etaMin: number;
  readonly etaMax: number;
  readonly formula: string;
}
type MomentumRow = Readonly<Record<"etaMin" | "etaMax" | "a" | "b", number>>;
interface FileCard {
  readonly name: string;
  readonly solenoid: { readonly radius_m: number; readonly halfLength_m: number; readonly Bz_T: number };
  readonly trackEfficiency: Readonly<Record<"chargedHadron" | "electron", Box[]>>;
  readonly muonTrackEfficiency: readonly Box[];
  readonly momentumResolution: Readonly<Record<"chargedHadron" | "electron" | "muon", MomentumRow[]>>;
  readonly ecal: { readonly energyMin: number; readonly significanceMin: number };
  readonly hcal: { readonly energyMin: number; readonly significanceMin: number };
  readonly ecalResolution: readonly Formula[];
  readonly hcalResolution: readonly Formula[];
}

/** Off every border of the cards. */
const ETAS = [0.02, 0.47, 0.8, 1.47, 1.8, 2.2, 2.48, 2.6, 3.1, 3.3, 4.2, 4.85];
const PTS = [0.05, 0.3, 0.99, 1.01, 20, 99, 150, 900, 999];
const ENERGIES = [0.1, 1, 12, 300, 4000];

function inFile<Row extends { readonly etaMin: number; readonly etaMax: number }>(rows: readonly Row[], eta: number) {
  return rows.filter((row) => eta > row.etaMin && eta <= row.etaMax);
}

function expectEfficiency(bands: readonly EfficiencyBand[], boxes: readonly Box[]): void {
  for (const eta of ETAS) {
    for (const pt of PTS) {
      const box = inFile(boxes, eta).find(({ ptMin, ptMax }) => pt > ptMin && pt <= (ptMax ?? Infinity));
      expect(trackEfficiency(bands, -eta, pt)).toBe(box?.eff ?? 0);
    }
  }
}

function expectMomenta(bands: readonly MomentumBand[], rows: readonly MomentumRow[]): void {
  for (const eta of ETAS.filter((eta) => eta < 2.5)) {
    for (const pt of PTS) {
      const { a, b } = inFile(rows, eta)[0];
      expect(momentumResolution(bands, eta, pt)).toBeCloseTo(Math.min(1, Math.sqrt(a * a + b * b * pt * pt)), 12);
    }
  }
}

/** The formula as the file has it, read as TypeScript. */
function evaluate(formula: string, eta: number, energy: number): number {
  const code = formula.replaceAll("^", "**").replaceAll("sqrt", "Math.sqrt").replaceAll("|eta|", "eta");
  return Number(new Function("eta", "E", `return ${code}`)(eta, energy));
}

function expectEnergies(card: CalorimeterCard, formulas: readonly Formula[]): void {
  for (const eta of ETAS) {
    const formula = inFile(formulas, eta)[0]?.formula;
    const band = bandAt(card.resolution, eta);
    for (const energy of ENERGIES) {
      const found = energyResolution(band!, growthAt(band!, eta), energy);
      expect(found / evaluate(formula!, eta, energy)).toBeCloseTo(1, 12);
    }
  }
}

test.skipIf(CARDS_FILE === undefined).each([CMS_CARD, ATLAS_CARD])(
  "$name has the numbers of the Delphes card (needs shared data)",
  (card) => {
    const file = (JSON.parse(readFileSync(CARDS_FILE!, "utf8")) as { cards: FileCard[] }).cards.find(
      ({ name }) => name === card.name,
    )!;
    const { radius_m, halfLength_m, Bz_T } = file.solenoid;
    expect(card.solenoid).toEqual({ radius: 1000 * radius_m, halfLength: 1000 * halfLength_m, fieldTesla: Bz_T });
    expectEfficiency(card.tracks.chargedHadron.efficiency, file.trackEfficiency.chargedHadron);
    expectEfficiency(card.tracks.electron.efficiency, file.trackEfficiency.electron);
    expectEfficiency(card.tracks.muon.efficiency, file.muonTrackEfficiency);
    for (const kind of ["chargedHadron", "electron", "muon"] as const) {
      expectMomenta(card.tracks[kind].resolution, file.momentumResolution[kind]);
    }
    for (const name of ["ecal", "hcal"] as const) {
      expect(card[name]).toMatchObject(file[name]);
      expectEnergies(card[name], file[`${name}Resolution`]);
    }
  },
);

test("muons of CMS are found as 0.99 exp(0.5 - pT / 2 TeV) above 1 TeV, without a step there", () => {
  const { efficiency } = CMS_CARD.tracks.muon;
  for (const pt of [1000.001, 1500, 3000]) {
    expect(trackEfficiency(efficiency, 0.3, pt)).toBeCloseTo(0.99 * Math.exp(0.5 - 5e-4 * pt), 12);
    expect(trackEfficiency(efficiency, -2, pt)).toBeCloseTo(0.98 * Math.exp(0.5 - 5e-4 * pt), 12);
  }
  expect(trackEfficiency(efficiency, 0.3, 1000)).toBe(0.99);
});

test("LHCO has the numbers of the specification, but for the threshold that the public events show", () => {
  const lhco = LHCO_CARD.tracks.chargedHadron;
  expect([0.05, 0.5, 2].map((pt) => trackEfficiency(lhco.efficiency, 1, pt))).toEqual([0, 0.7, 0.95]);
  expect([0.5, 2].map((pt) => trackEfficiency(lhco.efficiency, 2, pt))).toEqual([0.6, 0.85]);
  expect(momentumResolution(lhco.resolution, 0.2, 100)).toBeCloseTo(Math.hypot(0.01, 0.015), 12);
  expect(momentumResolution(lhco.resolution, 1, 100)).toBeCloseTo(Math.hypot(0.015, 0.025), 12);
  expect(momentumResolution(lhco.resolution, 2, 100)).toBeCloseTo(Math.hypot(0.025, 0.055), 12);
  expect([LHCO_CARD.ecal, LHCO_CARD.hcal].map((calo) => [calo.energyMin, calo.significanceMin])).toEqual([
    [0.5, 2],
    [1, 1],
  ]);
});

/** Medians of some tens of tracks. */
const MEDIAN_OF_TRACKS = 0.2;

test.skipIf(ASPEN_FILE === undefined)(
  "impact-parameter errors are those of simulated CMS tracks (needs shared data)",
  async () => {
    const dataset = await open(ASPEN_FILE!);
    const tracks: { pt: number; eta: number; d0: number; dz: number }[] = [];
    for await (const { columns } of dataset.batches(0, 21, ["PFCands"])) {
      const rows = columns.get("PFCands")!.values as Float32Array;
      for (let i = 0; i < rows.length; i += 11) {
        const pt = Math.hypot(rows[i], rows[i + 1]);
        // Column 5 is the error of d0, 7 that of dz (cm; -1 without a track), 8 the charge.
        if (rows[i + 8] === 0 || rows[i + 5] <= 0) continue;
        tracks.push({ pt, eta: Math.asinh(rows[i + 2] / pt), d0: 10 * rows[i + 5], dz: 10 * rows[i + 7] });
      }
    }
    await dataset.close();
    expect(tracks.length).toBeGreaterThan(500);
    for (const [from, to] of [
      [1, 2],
      [2, 4],
      [4, 8],
      [8, 15],
      [15, 30],
      [30, 100],
    ] as const) {
      const inBin = tracks.filter(({ pt, eta }) => pt >= from && pt < to && Math.abs(eta) < 1.5);
      for (const parameter of ["d0", "dz"] as const) {
        const ratios = inBin.map((track) => {
          const sinTheta = 1 / Math.cosh(track.eta);
          return track[parameter] / impactResolution(CMS_CARD.impact[parameter], track.pt, sinTheta);
        });
        const median = ratios.sort((a, b) => a - b)[ratios.length >> 1];
        expect(Math.abs(median - 1), `${parameter} at ${from} GeV: ${median}`).toBeLessThan(MEDIAN_OF_TRACKS);
      }
    }
  },
);
