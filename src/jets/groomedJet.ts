/** What is left of a jet after grooming, for all groomers alike. */
import { sum, type FourMomentum } from "../kinematics/index.ts";
import type { ClusterSequence } from "./clusterSequence.ts";
import type { Jet } from "./pseudojets.ts";
import type { Splitting } from "./splitting.ts";

/** The groomed four-momentum (GeV): all zero when nothing is left, as when a tagger says no. */
export interface GroomedJet extends FourMomentum {
  /** Positions of the constituents that are left in the columns that were groomed, ascending. */
  readonly kept: Int32Array;
  /** The splitting at which the groomer stopped; undefined where none passed and for groomers that look for none. */
  readonly splitting: Splitting | undefined;
}

/** Some branches of a clustering together; no branch at all is a jet of which nothing is left. */
export function groomedTo(sequence: ClusterSequence, branches: readonly Jet[], splitting?: Splitting): GroomedJet {
  const kept = branches.flatMap((branch) => [...sequence.constituents(branch)]);
  return { ...sum(branches), kept: Int32Array.from(kept).sort(), splitting };
}
