/**
 * The Lund plane of a jet: every splitting of its Cambridge/Aachen tree along the harder branch is an emission at
 *
 *   Delta = sqrt(dy^2 + dphi^2),   kt = pt_soft Delta,   z = pt_soft / (pt_soft + pt_hard),   psi = atan2(dy, dphi)
 *
 * with dy and dphi from the harder to the softer branch. QCD fills (ln 1/Delta, ln kt) almost evenly; heavy objects leave
 * a spot. This is the primary plane; the secondary plane of an emission is that of its softer branch.
 *
 * Dreyer, Salam, Soyez, arXiv:1807.04758.
 */
import { deltaPhi } from "../kinematics/index.ts";
import { branchesOf, jetTree, type Branches, type GroomingInput, type JetTree } from "./jetTree.ts";
import { jetAt } from "./pseudojets.ts";
import { opening, symmetry } from "./splitting.ts";

/** GeV and radians. */
export interface LundEmission {
  /** pt and mass of both branches together. */
  readonly pt: number;
  readonly mass: number;
  readonly harderPt: number;
  readonly softerPt: number;
  readonly z: number;
  readonly deltaR: number;
  readonly kt: number;
  /** z DeltaR. */
  readonly kappa: number;
  /** Azimuth of the softer branch around the harder one. */
  readonly psi: number;
  /** The softer branch in the tree of the jet: what `secondaryLundPlane` walks. */
  readonly softer: number;
}

/** The emissions along the harder branch, the last merge first. Throws `jets/no-constituents` and what `cluster` throws. */
export function primaryLundPlane(jet: GroomingInput): LundEmission[] {
  const tree = jetTree(jet);
  return planeFrom(tree, tree.root);
}

/** The emissions of the softer branch of one emission; `jet` is what the primary plane was made of. */
export function secondaryLundPlane(jet: GroomingInput, emission: LundEmission): LundEmission[] {
  return planeFrom(jetTree(jet), emission.softer);
}

/** (ln 1/Delta, ln kt), where an emission is drawn; infinite for branches that are exactly collinear. */
export function lundCoordinates({ deltaR, kt }: LundEmission): readonly [number, number] {
  return [-Math.log(deltaR), Math.log(kt)];
}

function planeFrom(tree: JetTree, start: number): LundEmission[] {
  const plane: LundEmission[] = [];
  let node = start;
  for (let branches = branchesOf(tree, node); branches !== undefined; branches = branchesOf(tree, node)) {
    plane.push(emissionOf(tree, node, branches));
    node = branches.harder;
  }
  return plane;
}

function emissionOf({ jets }: JetTree, node: number, { harder, softer }: Branches): LundEmission {
  const { pt, mass } = jetAt(jets, node);
  const harderPt = Math.sqrt(jets.pt2[harder]);
  const softerPt = Math.sqrt(jets.pt2[softer]);
  const z = symmetry(jets, harder, softer, "pt");
  const deltaR = opening(jets, harder, softer, "pt");
  const dy = jets.rapidity[softer] - jets.rapidity[harder];
  const psi = Math.atan2(dy, deltaPhi(jets.phi[softer], jets.phi[harder]));
  return { pt, mass, harderPt, softerPt, z, deltaR, kt: softerPt * deltaR, kappa: z * deltaR, psi, softer };
}
