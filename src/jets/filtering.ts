/**
 * Filtering: the constituents of a jet are clustered again with a small radius, and the few hardest subjets are kept.
 * Butterworth, Davison, Rubin, Salam, arXiv:0802.2470 (Cambridge/Aachen, R = 0.3, three subjets).
 */
import { groomedTo, type GroomedJet } from "./groomedJet.ts";
import { requireParameters } from "./groomingParameters.ts";
import type { GroomingInput } from "./jetTree.ts";
import { subjetsOf, type SubjetOptions } from "./subjets.ts";

export interface FilteringOptions extends SubjetOptions {
  /** How many subjets are kept. */
  readonly hardest: number;
}

/** Throws `jets/bad-groomer`, `jets/no-constituents` and what the clustering throws. */
export function filtering(jet: GroomingInput, options: FilteringOptions): GroomedJet {
  const { radius, hardest } = options;
  requireParameters("filter", { radius, hardest });
  const { subjets, sequence } = subjetsOf(jet, options);
  return groomedTo(sequence, subjets.slice(0, hardest));
}
