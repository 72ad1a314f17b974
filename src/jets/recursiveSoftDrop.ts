/**
 * Recursive soft drop: soft drop goes on in both branches of what it accepted, always where the next splitting is widest,
 * until it has accepted N splittings or come to the end of every branch. What is left has up to N + 1 prongs; N = 1 is
 * soft drop. Branches that were not reached stay whole.
 *
 * With a dynamic R0 the condition z > z_cut (DeltaR / R0)^beta in a branch has for R0 the DeltaR of the splitting that
 * made the branch. Dreyer, Necib, Soyez, Thaler, arXiv:1804.03657; fjcontrib's RecursiveTools, where R0 stays as it is
 * unless set_dynamical_R0 is called.
 */
import { sum, type FourMomentum } from "../kinematics/index.ts";
import { groomedTo, type GroomedJet } from "./groomedJet.ts";
import { requireParameters } from "./groomingParameters.ts";
import { branchesOf, jetTree, type Branches, type GroomingInput, type JetTree } from "./jetTree.ts";
import { jetAt } from "./pseudojets.ts";
import { passesSoftDrop, type SoftDropCondition } from "./softDrop.ts";
import { followed, opening, splittingOf, type Splitting } from "./splitting.ts";

export interface RecursiveSoftDropOptions extends SoftDropCondition {
  /** N, the number of splittings to accept; Infinity for as many as there are. */
  readonly layers: number;
  /** Whether R0 shrinks from layer to layer; true by default. */
  readonly dynamicR0?: boolean;
}

/** A part of a groomed jet (GeV): a prong if it has no branches, else the sum of two parts. */
export interface Prong extends FourMomentum {
  /** The splitting that was accepted, and its two branches, the harder first. */
  readonly splitting: Splitting | undefined;
  readonly branches: readonly [Prong, Prong] | undefined;
  /** How many soft branches were dropped on the way to this splitting or constituent, and the largest z among them. */
  readonly droppedCount: number;
  readonly maxDroppedZ: number;
}

export interface RecursiveGroomedJet extends GroomedJet {
  /** The groomed jet as a tree; `splitting` of the jet is that of the tree. */
  readonly prong: Prong;
  /** All accepted splittings, widest first. */
  readonly splittings: readonly Splitting[];
}

/** A branch that is being groomed. */
interface Branch {
  node: number;
  /** The two that `node` was merged from, and their distance; -1 for a constituent. */
  next: Branches | undefined;
  width: number;
  readonly r0: number;
  droppedCount: number;
  maxDroppedZ: number;
  splitting: Splitting | undefined;
  branches: readonly [Branch, Branch] | undefined;
}

/** Throws `jets/bad-groomer`, `jets/no-constituents` and what `cluster` throws. */
export function recursiveSoftDrop(jet: GroomingInput, options: RecursiveSoftDropOptions): RecursiveGroomedJet {
  const { zCut, beta, r0 = 1, layers } = options;
  requireParameters("rsd", { zCut, beta, r0, layers });
  const tree = jetTree(jet);
  const root = branchAt(tree, tree.root, r0, options);
  const ends = [root];
  while (ends.length <= layers) {
    const at = widest(ends);
    if (ends[at].next === undefined) break;
    const pair = declusterOnce(tree, ends[at], options);
    if (pair !== undefined) ends.splice(at, 1, ...pair);
  }
  const left = ends.map(({ node }) => jetAt(tree.jets, node));
  const prong = prongOf(tree, root);
  const splittings = splittingsBelow(prong).sort((a, b) => b.deltaR - a.deltaR);
  return { ...groomedTo(tree.sequence, left, root.splitting), prong, splittings };
}

function branchAt(tree: JetTree, node: number, r0: number, options: SoftDropCondition): Branch {
  const branch: Branch = {
    node,
    next: undefined,
    width: -1,
    r0,
    droppedCount: 0,
    maxDroppedZ: 0,
    splitting: undefined,
    branches: undefined,
  };
  moveTo(tree, branch, node, options);
  return branch;
}

function moveTo(tree: JetTree, branch: Branch, node: number, { measure = "pt" }: SoftDropCondition): void {
  branch.node = node;
  branch.next = branchesOf(tree, node);
  branch.width = branch.next === undefined ? -1 : opening(tree.jets, branch.next.harder, branch.next.softer, measure);
}

function widest(ends: readonly Branch[]): number {
  return ends.reduce((best, { width }, at) => (width > ends[best].width ? at : best), 0);
}

/** Undoes the last merge of a branch: two new branches if the splitting passes, else the softer one is dropped. */
function declusterOnce(
  tree: JetTree,
  branch: Branch,
  options: RecursiveSoftDropOptions,
): readonly [Branch, Branch] | undefined {
  const { dynamicR0 = true, measure = "pt" } = options;
  const next = branch.next!;
  const splitting = splittingOf(tree.jets, branch.node, next, measure);
  if (!passesSoftDrop(splitting, { ...options, r0: branch.r0 })) {
    branch.droppedCount++;
    branch.maxDroppedZ = Math.max(branch.maxDroppedZ, splitting.z);
    moveTo(tree, branch, followed(tree.jets, next, measure), options);
    return undefined;
  }
  const r0 = dynamicR0 ? splitting.deltaR : branch.r0;
  branch.splitting = splitting;
  branch.branches = [branchAt(tree, next.harder, r0, options), branchAt(tree, next.softer, r0, options)];
  return branch.branches;
}

function prongOf(tree: JetTree, { node, branches, splitting, droppedCount, maxDroppedZ }: Branch): Prong {
  if (branches === undefined) {
    const { px, py, pz, energy } = jetAt(tree.jets, node);
    return { px, py, pz, energy, splitting, branches, droppedCount, maxDroppedZ };
  }
  const parts = [prongOf(tree, branches[0]), prongOf(tree, branches[1])] as const;
  return { ...sum(parts), splitting, branches: parts, droppedCount, maxDroppedZ };
}

function splittingsBelow({ splitting, branches }: Prong): Splitting[] {
  return splitting === undefined ? [] : [splitting, ...(branches ?? []).flatMap(splittingsBelow)];
}
