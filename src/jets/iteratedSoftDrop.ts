/**
 * Iterated soft drop: the Cambridge/Aachen tree of a jet is walked down along its harder branch to the very end, and every
 * splitting with z > z_cut (DeltaR / R0)^beta is written down. How many there are tells quark from gluon jets; sums of
 * z^kappa DeltaR^alpha over them are groomed angularities. Frye, Larkoski, Thaler, Zhou, arXiv:1704.06266.
 */
import { requireParameters } from "./groomingParameters.ts";
import { branchesOf, jetTree, type GroomingInput } from "./jetTree.ts";
import { passesSoftDrop, type SoftDropCondition } from "./softDrop.ts";
import { followed, splittingOf, type Splitting } from "./splitting.ts";

export interface IteratedSoftDropOptions extends SoftDropCondition {
  /** The walk ends at the first splitting that is narrower; 0 by default: it ends at a constituent. */
  readonly minDeltaR?: number;
}

/** The accepted splittings from the root on; their number is the soft drop multiplicity. Throws as `softDrop` does. */
export function iteratedSoftDrop(jet: GroomingInput, options: IteratedSoftDropOptions): Splitting[] {
  const { zCut, beta, r0 = 1, measure = "pt", minDeltaR = 0 } = options;
  requireParameters("isd", { zCut, beta, r0, minDeltaR });
  const tree = jetTree(jet);
  const emissions: Splitting[] = [];
  let node = tree.root;
  for (let branches = branchesOf(tree, node); branches !== undefined; branches = branchesOf(tree, node)) {
    const splitting = splittingOf(tree.jets, node, branches, measure);
    if (splitting.deltaR < minDeltaR) break;
    if (passesSoftDrop(splitting, options)) emissions.push(splitting);
    node = followed(tree.jets, branches, measure);
  }
  return emissions;
}

/** Sum of z^kappa DeltaR^alpha: alpha = kappa = 0 is the multiplicity. */
export function softDropAngularity(emissions: readonly Splitting[], alpha: number, kappa: number): number {
  return emissions.reduce((total, { z, deltaR }) => total + z ** kappa * deltaR ** alpha, 0);
}
