/** The observables by which jets are compared: how each is named and drawn, and its values. */
import { fromPtEtaPhiMassColumns, jetKinematics } from "../../kinematics/index.ts";
import { jetCount, type RelativeJets } from "../features.ts";

/** How an observable is named and drawn. */
export interface Observable {
  /** With the markup of figure labels. */
  readonly label: string;
  readonly unit?: string;
  readonly bins: "linear" | "logarithmic" | "integer";
}

export const OBSERVABLES = {
  mass: { label: "jet mass", unit: "GeV", bins: "linear" },
  pt: { label: "jet $p_T$", unit: "GeV", bins: "linear" },
  multiplicity: { label: "constituents", bins: "integer" },
  softDropMass: { label: "soft-drop mass", unit: "GeV", bins: "linear" },
  tau21: { label: "$\\tau_{21}$", bins: "linear" },
  tau32: { label: "$\\tau_{32}$", bins: "linear" },
  d2: { label: "$D_2$", bins: "linear" },
  constituentPt: { label: "constituent $p_T$", unit: "GeV", bins: "logarithmic" },
  etaRel: { label: "constituent $\\eta_{rel}$", bins: "linear" },
  phiRel: { label: "constituent $\\phi_{rel}$", bins: "linear" },
} as const satisfies Record<string, Observable>;
export type ObservableName = keyof typeof OBSERVABLES;
export const OBSERVABLE_NAMES = Object.keys(OBSERVABLES) as readonly ObservableName[];

/** One value a jet. */
export interface JetObservables {
  /** Of the sum of the massless constituents. */
  readonly mass: Float64Array;
  /** Of the sum of the constituents, in GeV as they stand; compare samples of one kind of axis only. */
  readonly pt: Float64Array;
  readonly multiplicity: Float64Array;
}

/** @throws GlueballError `kinematics/no-constituents` for a jet without constituents. */
export function jetObservables(jets: RelativeJets): JetObservables {
  const { offsets, pt, etaRel, phiRel } = jets;
  const { px, py, pz, energy } = fromPtEtaPhiMassColumns(pt, etaRel, phiRel, new Float64Array(pt.length));
  const column = () => new Float64Array(jetCount(jets));
  const out = { mass: column(), pt: column(), multiplicity: column() };
  for (let jet = 0; jet < jetCount(jets); jet++) {
    const sum = jetKinematics({ px, py, pz, energy }, offsets[jet], offsets[jet + 1]);
    out.mass[jet] = sum.mass;
    out.pt[jet] = sum.pt;
    out.multiplicity[jet] = offsets[jet + 1] - offsets[jet];
  }
  return out;
}
