import { fromPtEtaPhiMassColumns, type FourMomentumColumns } from "../../kinematics/index.ts";
import type { JetMomenta } from "../data.ts";
import { jetCount, type RelativeJets } from "../features.ts";

/** The massless constituents as momenta [GeV], each jet about an axis at eta = phi = 0. */
export function momentumColumns({ offsets, pt, etaRel, phiRel }: RelativeJets): JetMomenta {
  return { offsets, ...fromPtEtaPhiMassColumns(pt, etaRel, phiRel, new Float64Array(pt.length)) };
}

/** The same jet by jet; views into common columns. */
export function momentaOf(jets: RelativeJets): FourMomentumColumns[] {
  const { offsets, px, py, pz, energy } = momentumColumns(jets);
  return Array.from({ length: jetCount(jets) }, (_, jet) => {
    const part = (column: Float64Array) => column.subarray(offsets[jet], offsets[jet + 1]);
    return { px: part(px), py: part(py), pz: part(pz), energy: part(energy) };
  });
}
