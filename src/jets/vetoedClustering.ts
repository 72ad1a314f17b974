/**
 * Grooming while a jet is clustered: Cambridge/Aachen without a limit on the radius, but a pair that is not wanted is not
 * merged; its softer member is dropped and the harder goes on alone. Pruning and bottom-up soft drop differ in the veto
 * only.
 */
import { cluster } from "./cluster.ts";
import { jetDefinition, MAX_RADIUS } from "./definition.ts";
import type { GroomedJet } from "./groomedJet.ts";
import { NONE, type History } from "./history.ts";
import { constituentColumns, requireConstituents, type GroomingInput } from "./jetTree.ts";
import { precedes, type Pseudojets } from "./pseudojets.ts";
import { recombiner, type Recombiner } from "./recombination.ts";

/** Whether `softer` is dropped. The momentum of both together is in entry `both`; nothing is derived from it yet. */
export type Veto = (jets: Pseudojets, harder: number, softer: number, both: number) => boolean;

const NOTHING = -1;
const addMomenta = recombiner("E");

/** Throws `jets/no-constituents` and what `cluster` throws. */
export function reclusterWithVeto(jet: GroomingInput, veto: Veto): GroomedJet {
  const columns = constituentColumns(jet);
  requireConstituents(columns.px.length);
  // What was dropped when an entry was made; it hangs in the history all the same.
  const dropped = new Int32Array(2 * columns.px.length).fill(NOTHING);
  const scheme: Recombiner = (jets, a, b, into) => {
    const [softer, harder] = precedes(jets, a, b) ? [a, b] : [b, a];
    addMomenta(jets, a, b, into);
    if (!veto(jets, harder, softer, into)) return;
    dropped[into] = softer;
    copyMomentum(jets, harder, into);
  };
  const sequence = cluster(columns, jetDefinition({ algorithm: "ca", radius: MAX_RADIUS, scheme }));
  const { px, py, pz, energy, index } = sequence.inclusiveJets()[0];
  const kept = keptBelow(sequence.history, index, dropped);
  return { px, py, pz, energy, kept, splitting: undefined };
}

function copyMomentum({ px, py, pz, energy }: Pseudojets, from: number, into: number): void {
  px[into] = px[from];
  py[into] = py[from];
  pz[into] = pz[from];
  energy[into] = energy[from];
}

function keptBelow({ entryOf, parent1, parent2, jet }: History, root: number, dropped: Int32Array): Int32Array {
  const found: number[] = [];
  const open = [root];
  while (open.length > 0) {
    const node = open.pop()!;
    const entry = entryOf[node];
    if (parent1[entry] === NONE) {
      found.push(node);
      continue;
    }
    for (const parent of [jet[parent1[entry]], jet[parent2[entry]]]) {
      if (parent !== dropped[node]) open.push(parent);
    }
  }
  return Int32Array.from(found).sort();
}
