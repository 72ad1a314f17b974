/**
 * A jet as the binary tree in which Cambridge/Aachen merges its constituents, with no limit on the radius: what soft
 * drop, mass drop, filtering and the Lund plane walk. The tree is made once for all of them: each takes either the
 * constituents or the sequence that `reclusterCambridgeAachen` made of them.
 *
 * Dokshitzer, Leder, Moretti, Webber, hep-ph/9707323; Wobisch, Wengler, hep-ph/9907280.
 */
import { GlueballError } from "../base/index.ts";
import type { MomentumColumns } from "../kinematics/index.ts";
import { cluster } from "./cluster.ts";
import { ClusterSequence } from "./clusterSequence.ts";
import { jetDefinition, MAX_RADIUS } from "./definition.ts";
import { NONE, type History } from "./history.ts";
import { precedes, type Pseudojets } from "./pseudojets.ts";

/** The constituents of one jet (GeV), or their Cambridge/Aachen sequence where it exists already. */
export type GroomingInput = MomentumColumns | ClusterSequence;

/** A node is an entry of `jets`: a constituent if it is below `history.particles`. */
export interface JetTree {
  readonly sequence: ClusterSequence;
  readonly history: History;
  readonly jets: Pseudojets;
  /** The jet itself. */
  readonly root: number;
}

/** The two nodes that a node was merged from. */
export interface Branches {
  /** The one of larger pt. */
  readonly harder: number;
  readonly softer: number;
}

const CAMBRIDGE_AACHEN = jetDefinition({ algorithm: "ca", radius: MAX_RADIUS });

/** The sequence that several groomers can share. Throws `jets/not-finite` and `jets/energy-below-momentum`. */
export function reclusterCambridgeAachen(constituents: MomentumColumns): ClusterSequence {
  return cluster(constituents, CAMBRIDGE_AACHEN);
}

/**
 * The tree of a jet. Particles along the beam are out of reach even of R = 1000 and stay outside: the root is the hardest
 * jet. Throws `jets/no-constituents`, and `jets/not-reclustered` for a sequence of another kind.
 */
export function jetTree(input: GroomingInput): JetTree {
  const sequence = input instanceof ClusterSequence ? requireReclustered(input) : reclusterCambridgeAachen(input);
  requireConstituents(sequence.particles);
  const { history } = sequence;
  return { sequence, history, jets: history.jets, root: sequence.inclusiveJets()[0].index };
}

/** The constituents of either kind of input, as columns. */
export function constituentColumns(input: GroomingInput): MomentumColumns {
  if (!(input instanceof ClusterSequence)) return input;
  const { jets, particles } = requireReclustered(input).history;
  const used = (column: Float64Array) => column.subarray(0, particles);
  return { px: used(jets.px), py: used(jets.py), pz: used(jets.pz), energy: used(jets.energy) };
}

/** Undoes the merge that made a node; undefined for a constituent. */
export function branchesOf({ history, jets }: JetTree, node: number): Branches | undefined {
  const entry = history.entryOf[node];
  if (history.parent1[entry] === NONE) return undefined;
  const one = history.jet[history.parent1[entry]];
  const other = history.jet[history.parent2[entry]];
  return precedes(jets, one, other) ? { harder: other, softer: one } : { harder: one, softer: other };
}

/** Throws `jets/no-constituents`: there is nothing to groom or to decluster in an empty jet. */
export function requireConstituents(count: number): void {
  if (count > 0) return;
  throw new GlueballError({
    code: "jets/no-constituents",
    what: "a jet has no constituents",
    found: count,
    expected: "one constituent or more",
  });
}

function requireReclustered(sequence: ClusterSequence): ClusterSequence {
  const { algorithm, radius, scheme } = sequence.definition;
  if (algorithm === "ca" && radius === MAX_RADIUS && scheme === "E") return sequence;
  throw new GlueballError({
    code: "jets/not-reclustered",
    what: "this clustering is not the tree of a jet",
    found: `${algorithm}, radius ${radius}, scheme ${typeof scheme === "string" ? scheme : "of the user"}`,
    expected: `ca, radius ${MAX_RADIUS}, scheme E`,
    hint: "Give the constituents of the jet, or what reclusterCambridgeAachen makes of them",
  });
}
