/** The particles of one jet, taken out of the event that was clustered: what groomers and observables start from. */
import type { FourMomentumColumns } from "../kinematics/index.ts";
import type { ClusterSequence } from "./clusterSequence.ts";
import type { Jet } from "./pseudojets.ts";

/** Momenta (GeV), one entry a constituent, in the order of the event. */
export interface JetConstituents extends FourMomentumColumns {
  /** Their indices in the event, ascending. */
  readonly indices: Int32Array;
}

/** The constituents of a jet as the recombination scheme saw them: rescaled in pt, pt2, Et and Et2, as given in all others. */
export function jetConstituents(sequence: ClusterSequence, jet: Jet): JetConstituents {
  const indices = sequence.constituents(jet);
  const { jets } = sequence.history;
  const gather = (column: Float64Array) => Float64Array.from(indices, (index) => column[index]);
  return { px: gather(jets.px), py: gather(jets.py), pz: gather(jets.pz), energy: gather(jets.energy), indices };
}
