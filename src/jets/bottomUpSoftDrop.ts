/**
 * Bottom-up soft drop: a jet is clustered again with Cambridge/Aachen, and the softer of a pair is dropped unless
 * z > z_cut (DeltaR / R0)^beta. So each branch is groomed, not only the hardest one as in soft drop, and nothing that
 * was dropped pulls on what is left. Dreyer, Necib, Soyez, Thaler, arXiv:1804.03657.
 */
import type { GroomedJet } from "./groomedJet.ts";
import { requireParameters } from "./groomingParameters.ts";
import type { GroomingInput } from "./jetTree.ts";
import { passesSoftDrop, type SoftDropCondition } from "./softDrop.ts";
import { opening, symmetry } from "./splitting.ts";
import { reclusterWithVeto } from "./vetoedClustering.ts";

/** Throws `jets/bad-groomer`, `jets/no-constituents` and what `cluster` throws. */
export function bottomUpSoftDrop(jet: GroomingInput, condition: SoftDropCondition): GroomedJet {
  const { zCut, beta, r0 = 1, measure = "pt" } = condition;
  requireParameters("busd", { zCut, beta, r0 });
  return reclusterWithVeto(jet, (jets, harder, softer) => {
    const z = symmetry(jets, harder, softer, measure);
    return !passesSoftDrop({ z, deltaR: opening(jets, harder, softer, measure) }, condition);
  });
}
