/**
 * The subjets of a jet: its constituents clustered again with a smaller radius. Trimming and filtering choose among them.
 *
 * Cambridge/Aachen merges in the order of distance, whatever its radius: with radius R it takes the same steps as without
 * a limit until nothing is closer than R, and stops. So its subjets are read off the tree of the jet; nothing is
 * clustered again.
 */
import { cluster } from "./cluster.ts";
import { hardestFirst, type ClusterSequence } from "./clusterSequence.ts";
import { jetDefinition, type JetAlgorithm } from "./definition.ts";
import { BEAM } from "./history.ts";
import { constituentColumns, jetTree, requireConstituents, type GroomingInput } from "./jetTree.ts";
import { distance2, jetAt, type Jet } from "./pseudojets.ts";

export const SUBJET_ALGORITHMS = ["kt", "ca", "antikt"] as const satisfies readonly JetAlgorithm[];
export type SubjetAlgorithm = (typeof SUBJET_ALGORITHMS)[number];

export interface SubjetOptions {
  readonly algorithm: SubjetAlgorithm;
  readonly radius: number;
}

export interface Subjets {
  /** Hardest first. */
  readonly subjets: readonly Jet[];
  /** What they are jets of. */
  readonly sequence: ClusterSequence;
}

/** All subjets of a jet. Throws what `cluster` throws and `jets/no-constituents`. */
export function subjetsOf(jet: GroomingInput, { algorithm, radius }: SubjetOptions): Subjets {
  if (algorithm === "ca") {
    const { sequence } = jetTree(jet);
    return { subjets: cambridgeSubjets(sequence, sequence.inclusiveJets(), radius), sequence };
  }
  const columns = constituentColumns(jet);
  requireConstituents(columns.px.length);
  const sequence = cluster(columns, jetDefinition({ algorithm, radius }));
  return { subjets: sequence.inclusiveJets(), sequence };
}

/** What Cambridge/Aachen with a radius makes of the constituents of some branches of the tree, hardest first. */
export function cambridgeSubjets(sequence: ClusterSequence, branches: readonly Jet[], radius: number): Jet[] {
  const { history } = sequence;
  const stop = firstMergeBeyond(sequence, radius);
  const found: Jet[] = [];
  const open = branches.map((branch) => history.entryOf[branch.index]);
  while (open.length > 0) {
    const entry = open.pop()!;
    if (entry < stop) found.push(jetAt(history.jets, history.jet[entry]));
    else open.push(history.parent1[entry], history.parent2[entry]);
  }
  return hardestFirst(found);
}

/** The first entry that merged two at a larger distance than `radius`, or that the beam took. */
function firstMergeBeyond({ history }: ClusterSequence, radius: number): number {
  const { parent1, parent2, jet, jets } = history;
  for (let entry = history.particles; entry < history.length; entry++) {
    const taken = parent2[entry] === BEAM;
    if (taken || distance2(jets, jet[parent1[entry]], jet[parent2[entry]]) > radius * radius) return entry;
  }
  return history.length;
}
