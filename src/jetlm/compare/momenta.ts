import { fromPtEtaPhiMassColumns, type FourMomentumColumns } from "../../kinematics/index.ts";
import { jetCount, type RelativeJets } from "../features.ts";

/** The massless constituents of each jet as momenta [GeV] about an axis at eta = phi = 0; views into common columns. */
export function momentaOf(jets: RelativeJets): FourMomentumColumns[] {
  const { offsets, pt, etaRel, phiRel } = jets;
  const { px, py, pz, energy } = fromPtEtaPhiMassColumns(pt, etaRel, phiRel, new Float64Array(pt.length));
  return Array.from({ length: jetCount(jets) }, (_, jet) => {
    const part = (column: Float64Array) => column.subarray(offsets[jet], offsets[jet + 1]);
    return { px: part(px), py: part(py), pz: part(pz), energy: part(energy) };
  });
}
