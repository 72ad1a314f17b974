/**
 * What a tokeniser keeps of jets: the spread of (reconstructed - original) for five observables, jet by jet.
 *
 * Constituents are massless, and the axis of a jet stays where it was. tau_N has exclusive kt axes (R = 0.8, E scheme)
 * without refinement, beta = 1 and distances in pseudorapidity, as OmniJet-alpha; soft drop has z_cut = 0.1, beta = 0,
 * and mass 0 where no splitting passes. Cost: 0.5 ms a jet of 45 constituents.
 */
import { GlueballError } from "../../base/index.ts";
import { axesDefinition, constituentsOf as momentaOf, nSubjettiness, softDrop } from "../../jets/index.ts";
import { fromPtEtaPhiMassColumns, mass } from "../../kinematics/index.ts";
import { quantiles } from "../../stats/index.ts";
import { constituentsOf, jetCount } from "../features.ts";
import type { Constituents, RelativeJets } from "../features.ts";

/** Differences in GeV and pure numbers; `relativePt` is a ratio minus 1. */
export const RECONSTRUCTION_OBSERVABLES = ["mass", "relativePt", "tau21", "tau32", "softDropMass"] as const;
export type ReconstructionObservable = (typeof RECONSTRUCTION_OBSERVABLES)[number];

export interface ShiftQuantiles {
  readonly q16: number;
  readonly q50: number;
  readonly q84: number;
  /** q84 - q16: the central 68 %. */
  readonly width: number;
  /** Jets in which the observable exists on both sides; without any the quantiles are NaN. */
  readonly jets: number;
}

export interface ReconstructionReport {
  /** Jets that have constituents on both sides. */
  readonly jets: number;
  /** Jets without constituents on either side; they are left out. */
  readonly empty: number;
  readonly shifts: Readonly<Record<ReconstructionObservable, ShiftQuantiles>>;
}

const TAU = { axes: axesDefinition("KT", { radius: 0.8 }), beta: 1, radius: 0.8, distance: "pseudorapidity" } as const;
const SOFT_DROP = { zCut: 0.1, beta: 0, mode: "tag" } as const;

/**
 * Jet j of `reconstructed` is jet j of `original` after the tokeniser; `original` should be without what the tokeniser
 * drops, which is no matter of the codes. @throws GlueballError `jetlm/other-jets` when the numbers of jets differ.
 */
export function reconstructionReport(original: RelativeJets, reconstructed: RelativeJets): ReconstructionReport {
  const all = requireSameJets(original, reconstructed);
  const shifts: Record<ReconstructionObservable, number[]> = {
    mass: [],
    relativePt: [],
    tau21: [],
    tau32: [],
    softDropMass: [],
  };
  let jets = 0;
  for (let jet = 0; jet < all; jet++) {
    const [before, after] = [observe(constituentsOf(original, jet)), observe(constituentsOf(reconstructed, jet))];
    if (before === undefined || after === undefined) continue;
    jets++;
    for (const name of RECONSTRUCTION_OBSERVABLES) {
      const shift = after[name] - before[name];
      if (Number.isFinite(shift)) shifts[name].push(name === "relativePt" ? shift / before.relativePt : shift);
    }
  }
  const summary = RECONSTRUCTION_OBSERVABLES.map((name) => [name, quantilesOf(shifts[name])] as const);
  return {
    jets,
    empty: all - jets,
    shifts: Object.fromEntries(summary) as Record<ReconstructionObservable, ShiftQuantiles>,
  };
}

/** The observables of one jet; pT in the place of `relativePt`, NaN where a ratio does not exist. */
function observe({ pt, etaRel, phiRel }: Constituents): Record<ReconstructionObservable, number> | undefined {
  if (pt.length === 0) return undefined;
  const jet = momentaOf(fromPtEtaPhiMassColumns(pt, etaRel, phiRel, new Float64Array(pt.length)));
  const [tau1, tau2, tau3] = [1, 2, 3].map((count) => nSubjettiness(jet, count, TAU) ?? NaN);
  const dropped = softDrop(jet, SOFT_DROP);
  return {
    mass: jet.jet.mass,
    relativePt: jet.jet.pt,
    tau21: tau2 / tau1,
    tau32: tau3 / tau2,
    softDropMass: mass(dropped.px, dropped.py, dropped.pz, dropped.energy),
  };
}

function quantilesOf(shifts: readonly number[]): ShiftQuantiles {
  if (shifts.length === 0) return { q16: NaN, q50: NaN, q84: NaN, width: NaN, jets: 0 };
  const [q16, q50, q84] = quantiles(Float64Array.from(shifts), [0.16, 0.5, 0.84]);
  return { q16, q50, q84, width: q84 - q16, jets: shifts.length };
}

function requireSameJets(original: RelativeJets, reconstructed: RelativeJets): number {
  const [before, after] = [jetCount(original), jetCount(reconstructed)];
  if (before === after) return before;
  throw new GlueballError({
    code: "jetlm/other-jets",
    what: "original and reconstructed jets are not the same ones",
    found: `${after} reconstructed jets`,
    expected: `${before}, as many as original ones`,
  });
}
