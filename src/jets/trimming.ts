/**
 * Trimming: the constituents of a jet are clustered again with a small radius, and the subjets that carry at least a
 * fraction of the jet's pt are kept. Krohn, Thaler, Wang, arXiv:0912.1342.
 */
import { jetKinematics } from "../kinematics/index.ts";
import { groomedTo, type GroomedJet } from "./groomedJet.ts";
import { requireParameters } from "./groomingParameters.ts";
import { constituentColumns, type GroomingInput } from "./jetTree.ts";
import { subjetsOf, type SubjetOptions } from "./subjets.ts";

export interface TrimmingOptions extends SubjetOptions {
  /** Least pt of a subjet in units of the jet's. */
  readonly fraction: number;
}

/** Throws `jets/bad-groomer`, `jets/no-constituents` and what the clustering throws. */
export function trimming(jet: GroomingInput, options: TrimmingOptions): GroomedJet {
  const { radius, fraction } = options;
  requireParameters("trim", { radius, fraction });
  const { subjets, sequence } = subjetsOf(jet, options);
  const { pt } = jetKinematics(constituentColumns(jet), 0, sequence.particles);
  return groomedTo(
    sequence,
    subjets.filter((subjet) => subjet.pt >= fraction * pt),
  );
}
