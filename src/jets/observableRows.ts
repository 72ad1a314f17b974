/** The table of observables: one row each. A new one is a row here, and appears in commands and lists by itself. */
import { pseudorapidity } from "../kinematics/index.ts";
import { CORRELATOR_RATIOS, pointsOf, ratioOf, type CorrelatorRatio } from "./correlatorRatios.ts";
import type { ObservedJet, PlainAxesName } from "./observedJet.ts";
import {
  angularity,
  chargedMultiplicity,
  girth,
  jetCharge,
  lesHouchesAngularity,
  planarFlow,
  ptDispersion,
} from "./shapes.ts";

/** What suffixes say. */
export interface Choice {
  readonly axes: PlainAxesName;
  readonly beta: number;
  readonly kappa: number;
}
export type Suffix = keyof Choice;

export interface ObservableRow {
  readonly help: string;
  /** "" for a pure number. */
  readonly unit: "GeV" | "rad" | "e" | "";
  /** Constituents without which it does not exist. */
  readonly needs: number;
  readonly suffixes?: readonly Suffix[];
  /** What it takes beside the momenta. */
  readonly input?: "charges" | "radius";
  /** Whether triples of constituents are summed over. */
  readonly triples?: boolean;
  /** The default of kappa where it differs from 1. */
  readonly kappa?: number;
  readonly value: (jet: ObservedJet, choice: Choice) => number | undefined;
}

const KINEMATICS = {
  pt: { help: "transverse momentum of the sum", unit: "GeV", needs: 1, value: (jet) => jet.constituents.jet.pt },
  rapidity: { help: "rapidity", unit: "", needs: 1, value: (jet) => jet.constituents.jet.rapidity },
  eta: { help: "pseudorapidity", unit: "", needs: 1, value: ({ constituents }) => etaOf(constituents.jet) },
  phi: { help: "azimuth in [0, 2 pi)", unit: "rad", needs: 1, value: (jet) => jet.constituents.jet.phi },
  mass: { help: "mass", unit: "GeV", needs: 1, value: (jet) => jet.constituents.jet.mass },
  energy: { help: "energy", unit: "GeV", needs: 1, value: (jet) => jet.constituents.jet.energy },
  ptLeading: {
    help: "pt of the hardest constituent",
    unit: "GeV",
    needs: 1,
    value: (jet) => largest(jet.constituents.pt),
  },
  multiplicity: { help: "number of constituents", unit: "", needs: 0, value: (jet) => jet.constituents.count },
} as const satisfies Record<string, ObservableRow>;

const SHAPES = {
  girth: { help: "sum pt DeltaR / sum pt", unit: "", needs: 1, value: (jet) => girth(jet.constituents) },
  lha: {
    help: "sum pt sqrt(DeltaR) / sum pt",
    unit: "",
    needs: 1,
    value: (jet) => lesHouchesAngularity(jet.constituents),
  },
  angularity: {
    help: "sum z^kappa DeltaR^beta",
    unit: "",
    needs: 1,
    suffixes: ["kappa", "beta"],
    value: (jet, { kappa, beta }) => angularity(jet.constituents, kappa, beta),
  },
  ptD: { help: "sqrt(sum pt^2) / sum pt", unit: "", needs: 1, value: (jet) => ptDispersion(jet.constituents) },
  pullY: { help: "pull along rapidity", unit: "", needs: 1, value: (jet) => jet.pull()?.y },
  pullPhi: { help: "pull along azimuth", unit: "", needs: 1, value: (jet) => jet.pull()?.phi },
  pull: { help: "size of the pull", unit: "", needs: 1, value: (jet) => jet.pull()?.magnitude },
  pullAngle: { help: "angle of the pull from rapidity", unit: "rad", needs: 1, value: (jet) => jet.pull()?.angle },
  planarFlow: { help: "0 in a plane, 1 isotropic", unit: "", needs: 2, value: (jet) => planarFlow(jet.constituents) },
  charge: {
    help: "sum q pt^kappa / pt_jet^kappa",
    unit: "e",
    needs: 1,
    suffixes: ["kappa"],
    input: "charges",
    kappa: 0.5,
    value: ({ constituents, charges }, { kappa }) => jetCharge(constituents, charges, kappa),
  },
  chargedMultiplicity: {
    help: "number of charged constituents",
    unit: "",
    needs: 0,
    input: "charges",
    value: ({ constituents, charges }) => chargedMultiplicity(constituents, charges),
  },
  lundMultiplicity: { help: "primary Lund declusterings", unit: "", needs: 1, value: (jet) => jet.lundPlane().length },
  lundKtMax: {
    help: "largest kt of them",
    unit: "GeV",
    needs: 2,
    value: (jet) => largest(jet.lundPlane().map(({ kt }) => kt)),
  },
} as const satisfies Record<string, ObservableRow>;

/** tau_N, and tau_N / tau_N-1, for which a jet needs N constituents. */
function tauRow(count: number): ObservableRow {
  return {
    help: `${count}-subjettiness over R0^beta sum pt`,
    unit: "",
    needs: 1,
    suffixes: ["axes", "beta"],
    input: "radius",
    value: (jet, { axes, beta }) => jet.tau(count, axes, beta),
  };
}

function tauRatioRow(count: number): ObservableRow {
  return {
    ...tauRow(count),
    help: `tau${count} / tau${count - 1}`,
    needs: count,
    value: (jet, { axes, beta }) => ratio(jet.tau(count, axes, beta), jet.tau(count - 1, axes, beta)),
  };
}

function correlatorRow(name: CorrelatorRatio): ObservableRow {
  return {
    help: `${name.toUpperCase()} of energy correlators`,
    unit: "",
    needs: pointsOf(name),
    suffixes: ["beta"],
    triples: pointsOf(name) >= 3,
    value: (jet, { beta }) => {
      const correlators = jet.correlators();
      return correlators && ratioOf(correlators, jet.constituents.count, name, beta);
    },
  };
}

export const OBSERVABLE_ROWS: ReadonlyMap<string, ObservableRow> = new Map<string, ObservableRow>([
  ...Object.entries(KINEMATICS),
  ...[1, 2, 3, 4].map((count) => [`tau${count}`, tauRow(count)] as const),
  ...[2, 3, 4].map((count) => [`tau${count}${count - 1}`, tauRatioRow(count)] as const),
  ...CORRELATOR_RATIOS.map((name) => [name, correlatorRow(name)] as const),
  ...Object.entries(SHAPES),
]);

function etaOf({ px, py, pz }: { px: number; py: number; pz: number }): number | undefined {
  const eta = pseudorapidity(px, py, pz);
  return Number.isFinite(eta) ? eta : undefined;
}

function largest(values: ArrayLike<number>): number | undefined {
  let most: number | undefined;
  for (let i = 0; i < values.length; i++) if (most === undefined || values[i] > most) most = values[i];
  return most;
}

function ratio(above: number | undefined, below: number | undefined): number | undefined {
  return above === undefined || below === undefined || below === 0 ? undefined : above / below;
}
