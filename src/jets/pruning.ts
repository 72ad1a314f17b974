/**
 * Pruning: a jet is clustered again with Cambridge/Aachen, and the softer of a pair is dropped that is wide and lopsided:
 *
 *   DeltaR > R_cut = factor 2 m / pt of the jet   and   min(pt1, pt2) < z_cut pt_12,
 *
 * with pt_12 that of the sum of the two momenta. Ellis, Vermilion, Walsh, arXiv:0903.5081 and 0912.0033 (factor 1/2).
 */
import { jetKinematics } from "../kinematics/index.ts";
import type { GroomedJet } from "./groomedJet.ts";
import { requireParameters } from "./groomingParameters.ts";
import { constituentColumns, requireConstituents, type GroomingInput } from "./jetTree.ts";
import { distance2 } from "./pseudojets.ts";
import { reclusterWithVeto } from "./vetoedClustering.ts";

export interface PruningOptions {
  readonly zCut: number;
  /** R_cut in units of 2 m / pt. */
  readonly radiusFactor: number;
}

/** Throws `jets/bad-groomer`, `jets/no-constituents` and what `cluster` throws. */
export function pruning(jet: GroomingInput, options: PruningOptions): GroomedJet {
  const { zCut, radiusFactor } = options;
  requireParameters("prune", { zCut, radiusFactor });
  const columns = constituentColumns(jet);
  requireConstituents(columns.px.length);
  const { mass, pt } = jetKinematics(columns, 0, columns.px.length);
  const radius = (radiusFactor * 2 * mass) / pt;
  return reclusterWithVeto(jet, (jets, harder, softer, both) => {
    if (distance2(jets, harder, softer) <= radius * radius) return false;
    return jets.pt2[softer] < zCut * zCut * (jets.px[both] ** 2 + jets.py[both] ** 2);
  });
}
