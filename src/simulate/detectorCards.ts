/**
 * Cards of detectors. The CMS and ATLAS ones have the numbers of the default cards of Delphes (delphes/delphes,
 * commit 0ee14ba: efficiencies, resolutions, thresholds) with the cell edges of those cards, made the same on both
 * sides where they are not quite. LHCO_CARD is the older CMS card that the events of the LHC Olympics went through:
 * better tracks. JETCLASS_CARD is that one with the energies of tracks set by the hadronic calorimeter.
 *
 * The impact parameters are ours. For CMS they follow the errors of charged candidates of simulated CMS jets with the
 * phase-1 pixel detector (PFNano), which a test compares; they fall slower than 1 / pT. For ATLAS they are
 * 10 um (1 (+) 14 / pT) and 91 um (1 (+) 2.3 / pT) / sin(theta), the design (JINST 3 (2008) S08003; unverified).
 */
import type { CalorimeterCard, CellBand, DetectorCard, EfficiencyBand, MomentumBand } from "./detector/card.ts";

const DELPHES = "default card of delphes/delphes, commit 0ee14ba";

/** Edges from `from` on, `count` cells of the same width. */
function evenEdges(from: number, width: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, i) => from + i * width);
}

const FORWARD_EDGES = [3.125, 3.3, 3.475, 3.65, 3.825, 4, 4.175, 4.35, 4.525, 4.7];

/** 0.0174 x 1 degree, forward 0.175 x 10 degrees. */
const ECAL_CELLS: readonly CellBand[] = [
  { etaEdges: evenEdges(0, 0.0174, 170), phiCells: 360 },
  { etaEdges: [170 * 0.0174, ...FORWARD_EDGES, 5], phiCells: 36 },
];

/** 0.087 x 5 degrees, then 10 and 20 degrees. */
const CMS_HCAL_CELLS: readonly CellBand[] = [
  { etaEdges: evenEdges(0, 0.087, 19), phiCells: 72 },
  {
    etaEdges: [
      19 * 0.087,
      1.74,
      1.83,
      1.93,
      2.043,
      2.172,
      2.322,
      2.5,
      2.65,
      2.868,
      2.95,
      ...FORWARD_EDGES.slice(0, -1),
    ],
    phiCells: 36,
  },
  { etaEdges: [4.525, 4.7, 5], phiCells: 18 },
];

const ATLAS_HCAL_CELLS: readonly CellBand[] = [
  { etaEdges: evenEdges(0, 0.1, 26), phiCells: 36 },
  { etaEdges: [26 * 0.1, 2.8, 3, 3.2, 3.5, 3.7, 3.9, 4.1, 4.3, 4.5, 4.7, 4.9], phiCells: 18 },
];

/** The efficiencies of both Delphes cards; [|eta| up to, [pT above, efficiency] ...]. */
const HADRON_EFFICIENCY = efficiencyBands([1.5, [0.1, 0.7], [1, 0.95]], [2.5, [0.1, 0.6], [1, 0.85]]);
const ELECTRON_EFFICIENCY = efficiencyBands(
  [1.5, [0.1, 0.73], [1, 0.95], [100, 0.99]],
  [2.5, [0.1, 0.5], [1, 0.83], [100, 0.9]],
);
const MUON_EFFICIENCY = efficiencyBands([1.5, [0.1, 0.75], [1, 0.99]], [2.5, [0.1, 0.7], [1, 0.98]]);
/** Above 1 TeV the efficiency falls as exp(0.5 - pT / 2 TeV). */
const CMS_MUON_EFFICIENCY = efficiencyBands(
  [1.5, [0.1, 0.75], [1, 0.99], [1000, 0.99, 5e-4]],
  [2.5, [0.1, 0.7], [1, 0.98], [1000, 0.98, 5e-4]],
);

const HADRON_MOMENTA = momentumBands([0.5, 0.06, 1.3e-3], [1.5, 0.1, 1.7e-3], [2.5, 0.25, 3.1e-3]);
const ELECTRON_MOMENTA = momentumBands([0.5, 0.03, 1.3e-3], [1.5, 0.05, 1.7e-3], [2.5, 0.15, 3.1e-3]);
const MUON_MOMENTA = momentumBands([0.5, 0.01, 1e-4], [1.5, 0.015, 1.5e-4], [2.5, 0.025, 3.5e-4]);

type Step = readonly [ptMin: number, efficiency: number, fallPerGeV?: number];

function efficiencyBands(...bands: readonly (readonly [etaMax: number, ...steps: Step[]])[]): EfficiencyBand[] {
  return bands.map(([etaMax, ...steps]) => ({
    etaMax,
    steps: steps.map(([ptMin, efficiency, fallPerGeV]) =>
      fallPerGeV === undefined ? { ptMin, efficiency } : { ptMin, efficiency, fallPerGeV },
    ),
  }));
}

function momentumBands(...bands: readonly (readonly [etaMax: number, constant: number, perGeV: number])[]) {
  return bands.map(([etaMax, constant, perGeV]): MomentumBand => ({ etaMax, constant, perGeV }));
}

/** Electrons and photons shower in the first calorimeter, hadrons in the second, K0S and Lambda partly before it. */
const DEPOSITS: DetectorCard["deposits"] = {
  chargedHadron: { ecal: 0, hcal: 1 },
  neutralHadron: { ecal: 0, hcal: 1 },
  photon: { ecal: 1, hcal: 0 },
  electron: { ecal: 1, hcal: 0 },
  muon: { ecal: 0, hcal: 0 },
  v0: { ecal: 0.3, hcal: 0.7 },
};

const CMS_IMPACT: DetectorCard["impact"] = {
  d0: { floor: 0.011, scattering: 0.056, ptPower: 0.6, sinPower: 0.5 },
  dz: { floor: 0.021, scattering: 0.07, ptPower: 0.6, sinPower: 0 },
};

const CMS_ECAL: CalorimeterCard = {
  energyMin: 0.5,
  significanceMin: 2,
  cells: ECAL_CELLS,
  resolution: [
    { etaMax: 1.5, constant: 0.008, stochastic: 0.11, noise: 0.4, growth: { offset: 1, slope: 0.64, centre: 0 } },
    { etaMax: 2.5, constant: 0.008, stochastic: 0.11, noise: 0.4, growth: { offset: 2.16, slope: 5.6, centre: 2 } },
    { etaMax: 5, constant: 0.107, stochastic: 2.08, noise: 0 },
  ],
};

const CMS_HCAL: CalorimeterCard = {
  energyMin: 1,
  significanceMin: 1,
  cells: CMS_HCAL_CELLS,
  resolution: [
    { etaMax: 3, constant: 0.05, stochastic: 1.5, noise: 0 },
    { etaMax: 5, constant: 0.13, stochastic: 2.7, noise: 0 },
  ],
};

/** Below 0.7 GeV the 1000 public LHC Olympics events, made with Delphes, have a fifth of the central tracks that there should be. */
const LOOPER_SHARE = 0.2;

export const CMS_CARD: DetectorCard = {
  name: "CMS",
  source: DELPHES,
  solenoid: { radius: 1290, halfLength: 3000, fieldTesla: 3.8 },
  tracks: {
    chargedHadron: { efficiency: HADRON_EFFICIENCY, resolution: HADRON_MOMENTA },
    electron: { efficiency: ELECTRON_EFFICIENCY, resolution: ELECTRON_MOMENTA },
    muon: { efficiency: CMS_MUON_EFFICIENCY, resolution: MUON_MOMENTA },
  },
  looperShare: LOOPER_SHARE,
  impact: CMS_IMPACT,
  ecal: CMS_ECAL,
  hcal: CMS_HCAL,
  deposits: DEPOSITS,
};

/**
 * What the 1000 public events show: no neutral hadron below one standard deviation (they begin at 2.2557 GeV for |eta| < 3,
 * and at 7.415 GeV beyond, where the resolution formulas have it).
 */
export const LHCO_CARD: DetectorCard = {
  ...CMS_CARD,
  name: "LHCO",
  source: "CMS card of Delphes 3.4, with the threshold that the public events show",
  tracks: {
    ...CMS_CARD.tracks,
    chargedHadron: {
      efficiency: HADRON_EFFICIENCY,
      resolution: momentumBands([0.5, 0.01, 1.5e-4], [1.5, 0.015, 2.5e-4], [2.5, 0.025, 5.5e-4]),
    },
  },
};

export const ATLAS_CARD: DetectorCard = {
  name: "ATLAS",
  source: DELPHES,
  solenoid: { radius: 1150, halfLength: 3510, fieldTesla: 2 },
  tracks: {
    chargedHadron: { efficiency: HADRON_EFFICIENCY, resolution: HADRON_MOMENTA },
    electron: { efficiency: ELECTRON_EFFICIENCY, resolution: ELECTRON_MOMENTA },
    muon: { efficiency: MUON_EFFICIENCY, resolution: MUON_MOMENTA },
  },
  looperShare: LOOPER_SHARE,
  impact: {
    d0: { floor: 0.01, scattering: 0.14, ptPower: 1, sinPower: 0.5 },
    dz: { floor: 0.091, scattering: 0.209, ptPower: 1, sinPower: 1 },
  },
  ecal: {
    energyMin: 0.5,
    significanceMin: 2,
    cells: [ECAL_CELLS[0], { etaEdges: [170 * 0.0174, ...FORWARD_EDGES, 4.9], phiCells: 36 }],
    resolution: [
      { etaMax: 3.2, constant: 0.0017, stochastic: 0.101, noise: 0 },
      { etaMax: 4.9, constant: 0.035, stochastic: 0.285, noise: 0 },
    ],
  },
  hcal: {
    energyMin: 1,
    significanceMin: 2,
    cells: ATLAS_HCAL_CELLS,
    resolution: [
      { etaMax: 1.7, constant: 0.0302, stochastic: 0.5205, noise: 1.59 },
      { etaMax: 3.2, constant: 0.05, stochastic: 0.706, noise: 0 },
      { etaMax: 4.9, constant: 0.0942, stochastic: 1, noise: 0 },
    ],
  },
  deposits: DEPOSITS,
};

/**
 * ATLAS with one calorimeter, whose towers of 0.1 x 10 degrees serve photons too, and thresholds of one standard deviation
 * (module Calorimeter in copies of Delphes' card): as many particles near the axis as in the jets of the top-tagging
 * reference, where the fine cells above have up to half as many again.
 */
export const ATLAS_TOWERS_CARD: DetectorCard = {
  ...ATLAS_CARD,
  name: "ATLAS towers",
  source: "ATLAS card of Delphes with its module Calorimeter",
  ecal: { ...ATLAS_CARD.ecal, cells: ATLAS_HCAL_CELLS, significanceMin: 1 },
  hcal: { ...ATLAS_CARD.hcal, significanceMin: 1 },
};

/**
 * JetClass was made with the CMS card too, but the energies of its charged hadrons are those of their cells: hardly any is below
 * 2.2557 GeV, one standard deviation of a cell (docs/lab/simulate.md).
 */
export const JETCLASS_CARD: DetectorCard = {
  ...LHCO_CARD,
  name: "JetClass",
  hcal: { ...CMS_HCAL, setsTracks: true },
};

export const DETECTOR_CARDS = {
  lhco: LHCO_CARD,
  jetclass: JETCLASS_CARD,
  cms: CMS_CARD,
  atlas: ATLAS_CARD,
  "atlas-towers": ATLAS_TOWERS_CARD,
} as const;
