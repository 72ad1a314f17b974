/**
 * The samples that can be asked for by name. A preset is a list of sources, each with a label and a share of the events, a
 * physics card, and a rule that chooses events, or jets of events. Numbers of the public data sets that they stand in
 * for: LHC Olympics R&D (arXiv:2101.08320), JetClass (arXiv:2202.03772), the top-tagging reference (arXiv:1707.08966),
 * EnergyFlow's quarks and gluons (arXiv:1810.05165).
 */
import { decayEvenly, massless } from "../decays.ts";
import { electronPositron } from "../electronPositron.ts";
import { HADRON_DECAYS } from "../hadronDecays.ts";
import { FIRST_OUTGOING, type EventSource, type HardProcess } from "../hardProcess.ts";
import { jetPairs, type JetPairsOptions } from "../jetPairs.ts";
import { ATLAS_TOWERS_CARD, JETCLASS_CARD, LHCO_CARD } from "../detectorCards.ts";
import { qcdDijets } from "../qcdDijets.ts";
import { resonance, type ResonanceOptions } from "../resonance.ts";
import type { SoftActivity } from "../underlyingEvent.ts";
import { topPairs, type TopDecay, type TopPairsOptions } from "../topPairs.ts";
import { zJet, type ZJetOptions } from "../zJet.ts";
import { DEFAULT_CARD, type PhysicsCard } from "./physicsCard.ts";

/** One kind of events of a sample; plain data, since it travels to worker threads. */
export interface SamplePart {
  /** As `--classes` names it. */
  readonly name: string;
  readonly label: number;
  /** Share of the events, relative to the other parts. */
  readonly share: number;
  readonly source: SourceSettings;
  /** In place of the card's. */
  readonly underlyingEvent?: SoftActivity;
}

export type SourceSettings =
  | { readonly kind: "qcd-dijets"; readonly energy: number; readonly ptMin: number; readonly yMax: number }
  | ({ readonly kind: "resonance" } & Pick<ResonanceOptions, "energy" | "boson" | "mass" | "x" | "y">)
  | ({ readonly kind: "z-jet" } & Pick<ZJetOptions, "energy" | "ptMin" | "yMax" | "jet">)
  | ({ readonly kind: "top-pairs" } & Pick<TopPairsOptions, "energy" | "ptMin" | "yMax" | "decays">)
  | { readonly kind: "jet-pairs"; readonly pairs: JetPairsOptions }
  | { readonly kind: "electron-positron"; readonly energy: number };

/** Events whose leading jet passes. */
export interface LeadingJetRule {
  readonly radius: number;
  readonly ptMin: number;
  readonly etaMax: number;
}

/** One jet an event: at what the first particle of the hard process became, or else the second. */
export interface JetRule {
  readonly radius: number;
  readonly ptMin: number;
  readonly ptMax: number;
  readonly etaMax: number;
}

/**
 * How particles are handed out, as the public set has them: massless ones keep px, py and pz, or else their rapidity, as
 * where a set of (pT, rapidity, azimuth) was taken for one of (pT, pseudorapidity, azimuth).
 */
export type ParticleForm = "with their masses" | "massless" | "massless at their rapidities";

export interface Preset {
  readonly name: string;
  readonly help: string;
  readonly card: PhysicsCard;
  readonly parts: readonly SamplePart[];
  readonly leadingJet?: LeadingJetRule;
  readonly jet?: JetRule;
  readonly particles: ParticleForm;
  /** Columns label_NAME for these classes, as the files of the public set have them; else one column of labels. */
  readonly oneHot?: readonly string[];
}

const LHC_ENERGY = 13000;
/** Of 1000 events that passed 2 had hard partons below it, and 4 below 900 GeV. */
const LHCO_PT_MIN = 850;
const LHCO_RULE: LeadingJetRule = { radius: 1, ptMin: 1200, etaMax: 2.5 };
/** Signal among the events: 100,000 of 1,100,000, and 834 of 1,000,000. */
const RND_SIGNAL = 1 / 11;
const BLACKBOX_SIGNAL = 8.34e-4;

/** Of the final-state shower, with which soft-drop masses are those of the public jets of 500 to 650 GeV. */
const NARROW_ALPHA_S = 0.13;

const JETCLASS_PARTONS = { ptMin: 450, ptMax: 1300, yMax: 2.2 } as const;
const JETCLASS_TOP_PT_MIN = 430;
const QUARK_GLUON_SOURCE = { kind: "z-jet", energy: 14000, ptMin: 460, yMax: 2.5 } as const;

const JET_UNDERLYING_EVENT: SoftActivity = { density: 1, meanPt: 0.8, etaMax: 3 };
/** With what radiation from the beams and from other partons leaves in a jet, which pairs without beams lack. */
const CONTAMINATION: SoftActivity = { density: 2, meanPt: 0.9, etaMax: 3 };

const JETCLASS_NAMES = ["QCD", "Hbb", "Hcc", "Hgg", "H4q", "Hqql", "Zqq", "Wqq", "Tbqq", "Tbl"] as const;

interface LhcoSignal {
  readonly boson: ResonanceOptions["boson"];
  /** Of the resonance and of its two products, which have two prongs each. */
  readonly masses: readonly [resonance: number, x: number, y: number];
  /** Of all events. */
  readonly share: number;
}

function lhcoPreset(name: string, help: string, { boson, masses: [mass, x, y], share }: LhcoSignal): Preset {
  const dijets = { kind: "qcd-dijets", energy: LHC_ENERGY, ptMin: LHCO_PT_MIN, yMax: 3 } as const;
  const signal: SourceSettings = {
    kind: "resonance",
    energy: LHC_ENERGY,
    boson,
    mass,
    x: { mass: x, prongs: 2 },
    y: { mass: y, prongs: 2 },
  };
  return {
    name,
    help,
    card: { ...DEFAULT_CARD, detector: LHCO_CARD },
    parts: [
      { name: "background", label: 0, share: 1 - share, source: dijets },
      { name: "signal", label: 1, share, source: signal },
    ],
    leadingJet: LHCO_RULE,
    particles: "massless",
  };
}

/** As in JetClass, QCD jets are those beside an invisible Z, and tops come in pairs; bosons come in pairs without beams. */
function jetClassPart(name: (typeof JETCLASS_NAMES)[number], label: number): SamplePart {
  const part = { name, label, share: 1 };
  if (name === "QCD") return { ...part, source: { kind: "z-jet", energy: LHC_ENERGY, ptMin: 450, yMax: 2.5 } };
  if (name === "Tbqq") return { ...part, source: tops(LHC_ENERGY, JETCLASS_TOP_PT_MIN, "qq") };
  if (name === "Tbl") return { ...part, source: tops(LHC_ENERGY, JETCLASS_TOP_PT_MIN, "lv") };
  return { ...part, source: pairs(name, JETCLASS_PARTONS), underlyingEvent: CONTAMINATION };
}

function tops(energy: number, ptMin: number, decay: TopDecay): SourceSettings {
  return { kind: "top-pairs", energy, ptMin, yMax: 2.5, decays: [decay, decay] };
}

function pairs(kind: JetPairsOptions["kind"], more: Omit<JetPairsOptions, "kind">): SourceSettings {
  return { kind: "jet-pairs", pairs: { kind, ...more } };
}

export const PRESETS: readonly Preset[] = [
  lhcoPreset(
    "lhco-rnd",
    "LHC Olympics R&D: dijets, and W' of 3500 GeV to X and Y of 500 and 100 GeV, with a jet above 1200 GeV",
    { boson: "W'", masses: [3500, 500, 100], share: RND_SIGNAL },
  ),
  lhcoPreset("lhco-blackbox1-like", "LHC Olympics black box 1: dijets, and a rare Z' of 3823 GeV to 732 and 378 GeV", {
    boson: "Z'",
    masses: [3823, 732, 378],
    share: BLACKBOX_SIGNAL,
  }),
  {
    name: "jetclass",
    help: "JetClass: jets of ten classes, R = 0.8, 500 to 1000 GeV, |eta| < 2, behind a detector",
    card: { ...DEFAULT_CARD, detector: JETCLASS_CARD, underlyingEvent: JET_UNDERLYING_EVENT },
    parts: JETCLASS_NAMES.map(jetClassPart),
    jet: { radius: 0.8, ptMin: 500, ptMax: 1000, etaMax: 2 },
    particles: "with their masses",
    oneHot: JETCLASS_NAMES,
  },
  {
    name: "top-tagging",
    help: "top-tagging reference: jets of QCD and tops, R = 0.8, 550 to 650 GeV, |eta| < 2, behind a detector",
    card: {
      ...DEFAULT_CARD,
      finalState: { ...DEFAULT_CARD.finalState, alphaS: NARROW_ALPHA_S },
      underlyingEvent: { density: 1.5, meanPt: 0.6, etaMax: 3 },
      detector: ATLAS_TOWERS_CARD,
    },
    parts: [
      { name: "QCD", label: 0, share: 1, source: { kind: "qcd-dijets", energy: 14000, ptMin: 480, yMax: 2.5 } },
      { name: "top", label: 1, share: 1, source: tops(14000, 480, "qq") },
    ],
    jet: { radius: 0.8, ptMin: 550, ptMax: 650, etaMax: 2 },
    particles: "with their masses",
  },
  {
    name: "quark-gluon",
    help: "EnergyFlow's quarks and gluons: R = 0.4, 500 to 550 GeV, |eta| < 1.7, stable particles without a detector",
    card: {
      ...DEFAULT_CARD,
      finalState: { ...DEFAULT_CARD.finalState, alphaS: NARROW_ALPHA_S },
      hadronisation: { ...DEFAULT_CARD.hadronisation, maxClusterMass: 2.4 },
      underlyingEvent: { density: 3, meanPt: 0.65, etaMax: 3 },
    },
    parts: [
      { name: "gluon", label: 0, share: 1, source: { ...QUARK_GLUON_SOURCE, jet: "gluon" } },
      { name: "quark", label: 1, share: 1, source: { ...QUARK_GLUON_SOURCE, jet: "quark" } },
    ],
    jet: { radius: 0.4, ptMin: 500, ptMax: 550, etaMax: 1.7 },
    particles: "massless at their rapidities",
  },
  {
    name: "lep",
    help: "e+e- at the Z, 91.2 GeV, to hadrons; stable particles without a detector",
    card: {
      ...DEFAULT_CARD,
      longestLifetimeMm: HADRON_DECAYS.longestLifetimeMm,
    },
    parts: [{ name: "hadrons", label: 0, share: 1, source: { kind: "electron-positron", energy: 91.2 } }],
    particles: "with their masses",
  },
];

/** Z + jet with a Z that nobody sees: it decays to neutrinos. */
function invisibleZ(process: HardProcess): HardProcess {
  return {
    ...process,
    generate: (rng, event) => {
      const weight = process.generate(rng, event);
      decayEvenly(rng.fork("neutrinos"), event, FIRST_OUTGOING, massless(12, -12));
      return weight;
    },
  };
}

/** The source of a part's events. */
export function createSource(settings: SourceSettings): EventSource {
  switch (settings.kind) {
    case "qcd-dijets":
      return qcdDijets(settings);
    case "resonance":
      return resonance(settings);
    case "z-jet":
      return invisibleZ(zJet(settings));
    case "top-pairs":
      return topPairs(settings);
    case "jet-pairs":
      return jetPairs(settings.pairs);
    case "electron-positron":
      return electronPositron(settings);
  }
}
