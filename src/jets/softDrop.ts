/**
 * Soft drop. The Cambridge/Aachen tree of a jet is walked down from its root; the softer branch is dropped until
 *
 *   z > z_cut (DeltaR / R0)^beta,    z = min(pt1, pt2) / (pt1 + pt2),
 *
 * and the two branches that pass are the groomed jet. beta = 0 is the modified mass drop tagger (mMDT); beta > 0 keeps
 * more of what is collinear. Cost: the reclustering, then one step for each constituent at most.
 *
 * Larkoski, Marzani, Soyez, Thaler, arXiv:1402.2657; Dasgupta, Fregoso, Marzani, Salam, arXiv:1307.0007 (mMDT);
 * names as in fjcontrib's RecursiveTools.
 *
 * Unusual: the branch that is followed can be chosen. FastJet follows the larger pt, JetReconstruction.jl the larger mass.
 */
import { groomedTo, type GroomedJet } from "./groomedJet.ts";
import { requireParameters } from "./groomingParameters.ts";
import { branchesOf, jetTree, type GroomingInput, type JetTree } from "./jetTree.ts";
import { jetAt } from "./pseudojets.ts";
import { followed, splittingOf, type BranchChoice, type Splitting, type SymmetryMeasure } from "./splitting.ts";
import { cambridgeSubjets } from "./subjets.ts";

/** When a splitting passes. */
export interface SoftDropCondition {
  readonly zCut: number;
  /** Power of the angle. */
  readonly beta: number;
  /** Unit of the angle: 1 by default. */
  readonly r0?: number;
  /** "pt" by default. */
  readonly measure?: SymmetryMeasure;
}

export interface SoftDropOptions extends SoftDropCondition {
  /** Largest mass of the heavier branch in units of the mass of both; no such cut by default. */
  readonly muCut?: number;
  /** Which branch is followed: the one of larger pt, or energy if the measure is of energies, by default. */
  readonly follow?: BranchChoice;
  /** What a jet becomes in which nothing passes: "groom" leaves its last constituent, the default; "tag" nothing. */
  readonly mode?: "groom" | "tag";
}

/** Throws `jets/bad-groomer`, `jets/no-constituents` and what `cluster` throws. A branch without pt never passes. */
export function softDrop(jet: GroomingInput, options: SoftDropOptions): GroomedJet {
  const { zCut, beta, r0 = 1, muCut = Infinity, mode = "groom" } = options;
  requireParameters("softdrop", { zCut, beta, r0, muCut });
  const tree = jetTree(jet);
  const { node, splitting } = walkDown(tree, options);
  const left = splitting === undefined && mode === "tag" ? [] : [jetAt(tree.jets, node)];
  return groomedTo(tree.sequence, left, splitting);
}

export interface ModifiedMassDropOptions {
  readonly zCut: number;
  /** Largest mass of the heavier branch in units of the mass of both; no such cut by default. */
  readonly muCut?: number;
  /** Filters a tagged jet: subjets of radius min(maxRadius, DeltaR / 2), of which the `hardest` stay; arXiv:0802.2470. */
  readonly filter?: { readonly maxRadius: number; readonly hardest: number };
}

/** The modified mass drop tagger: soft drop with beta = 0 as a tagger. Throws as `softDrop` does. */
export function modifiedMassDrop(jet: GroomingInput, options: ModifiedMassDropOptions): GroomedJet {
  const { zCut, muCut = Infinity, filter } = options;
  requireParameters("mmdt", { zCut, muCut });
  if (filter !== undefined) requireParameters("mmdt filter", { radius: filter.maxRadius, hardest: filter.hardest });
  const tree = jetTree(jet);
  const { node, splitting } = walkDown(tree, { zCut, muCut, beta: 0 });
  if (splitting === undefined) return groomedTo(tree.sequence, []);
  const tagged = [jetAt(tree.jets, node)];
  if (filter === undefined) return groomedTo(tree.sequence, tagged, splitting);
  const radius = Math.min(filter.maxRadius, splitting.deltaR / 2);
  const subjets = cambridgeSubjets(tree.sequence, tagged, radius);
  return groomedTo(tree.sequence, subjets.slice(0, filter.hardest), splitting);
}

/** The first node whose splitting passes, or the constituent at which the walk ends. */
function walkDown(tree: JetTree, options: SoftDropOptions): { node: number; splitting: Splitting | undefined } {
  const { muCut = Infinity, measure = "pt", follow = measure } = options;
  let node = tree.root;
  for (let branches = branchesOf(tree, node); branches !== undefined; branches = branchesOf(tree, node)) {
    const splitting = splittingOf(tree.jets, node, branches, measure);
    if (passesSoftDrop(splitting, options) && splitting.mu <= muCut) return { node, splitting };
    node = followed(tree.jets, branches, follow);
  }
  return { node, splitting: undefined };
}

/** Whether a splitting satisfies z > z_cut (DeltaR / R0)^beta. */
export function passesSoftDrop({ z, deltaR }: Pick<Splitting, "z" | "deltaR">, condition: SoftDropCondition): boolean {
  const { zCut, beta, r0 = 1 } = condition;
  return z > zCut * (deltaR / r0) ** beta;
}
