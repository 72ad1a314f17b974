/**
 * The mass drop tagger: the Cambridge/Aachen tree of a jet is walked down from its root along the heavier branch until
 *
 *   m1 < mu m   and   min(pt1^2, pt2^2) DeltaR^2 > y m^2      (m1 >= m2),
 *
 * that is until a heavy object falls apart into two light ones that share its momentum. A jet in which no splitting
 * passes is not tagged. Butterworth, Davison, Rubin, Salam, arXiv:0802.2470 (mu = 0.67, y = 0.09).
 */
import { groomedTo, type GroomedJet } from "./groomedJet.ts";
import { requireParameters } from "./groomingParameters.ts";
import { branchesOf, jetTree, type Branches, type GroomingInput } from "./jetTree.ts";
import { distance2, jetAt, type Pseudojets } from "./pseudojets.ts";
import { followed, splittingOf, squaredMass } from "./splitting.ts";

export interface MassDropOptions {
  readonly mu: number;
  readonly y: number;
}

/** Nothing is left of a jet that is not tagged. Throws `jets/bad-groomer`, `jets/no-constituents` and what `cluster` throws. */
export function massDrop(jet: GroomingInput, options: MassDropOptions): GroomedJet {
  const { mu, y } = options;
  requireParameters("massdrop", { mu, y });
  const tree = jetTree(jet);
  const { jets, sequence } = tree;
  let node = tree.root;
  for (let branches = branchesOf(tree, node); branches !== undefined; branches = branchesOf(tree, node)) {
    const heavier = followed(jets, branches, "mass");
    const drops = squaredMass(jets, heavier) < mu * mu * squaredMass(jets, node);
    if (drops && relativeKt2(jets, branches) > y * squaredMass(jets, node)) {
      return groomedTo(sequence, [jetAt(jets, node)], splittingOf(jets, node, branches, "pt"));
    }
    node = heavier;
  }
  return groomedTo(sequence, []);
}

/** Squared transverse momentum of the softer branch relative to the harder. */
function relativeKt2(jets: Pseudojets, { harder, softer }: Branches): number {
  return jets.pt2[softer] * distance2(jets, harder, softer);
}
