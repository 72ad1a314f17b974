/**
 * The course of a clustering: one entry for each input particle, then one for each merge. An entry with `parent2` BEAM
 * took a jet away; all others made a new pseudojet from two.
 */
import { arenaIn, freshMemory, roomBytes, type Memory } from "./arena.ts";
import { recombiner, type Recombiner } from "./recombination.ts";
import type { JetDefinition } from "./definition.ts";
import { derive, PSEUDOJET_COLUMNS, pseudojets, type Pseudojets } from "./pseudojets.ts";

/** `parent2` of an entry in which a pseudojet was closest to the beam. */
export const BEAM = -1;
/** Parents of an input particle, child of what was not used any more, pseudojet of a beam entry. */
export const NONE = -2;

export interface History {
  readonly jets: Pseudojets;
  readonly particles: number;
  /** Entries in use: the particles and at most as many merges. */
  length: number;
  /** Entries that were merged; parent1 < parent2 for a pair. */
  readonly parent1: Int32Array;
  readonly parent2: Int32Array;
  /** The entry that used this one. */
  readonly child: Int32Array;
  /** The pseudojet that this entry made. */
  readonly jet: Int32Array;
  /** The entry that made a pseudojet. */
  readonly entryOf: Int32Array;
  readonly dij: Float64Array;
  /** The largest dij so far. */
  readonly maxDij: Float64Array;
  readonly combine: Recombiner;
}

/** Room for the clustering of `particles` particles; the columns of `jets` are filled by the caller. */
export function startHistory(
  particles: number,
  scheme: JetDefinition["scheme"],
  memory: Memory = freshMemory,
): History {
  const capacity = 2 * particles;
  const room = { numbers: (PSEUDOJET_COLUMNS + 2) * capacity, integers: 5 * capacity };
  const columns = arenaIn(memory(roomBytes(room)), 0, room);
  const { numbers, integers } = columns;
  const history: History = {
    jets: pseudojets(capacity, columns),
    particles,
    length: particles,
    parent1: integers(capacity),
    parent2: integers(capacity),
    child: integers(capacity),
    jet: integers(capacity),
    entryOf: integers(capacity),
    dij: numbers(capacity),
    maxDij: numbers(capacity),
    combine: recombiner(scheme),
  };
  history.jets.count = particles;
  history.parent1.fill(NONE, 0, particles);
  history.parent2.fill(NONE, 0, particles);
  history.child.fill(NONE);
  for (let i = 0; i < particles; i++) {
    history.jet[i] = i;
    history.entryOf[i] = i;
  }
  return history;
}

/** Merges pseudojets `a` and `b` and returns the new one. */
export function mergePair(history: History, a: number, b: number, dij: number): number {
  const { jets } = history;
  const made = jets.count++;
  history.combine(jets, a, b, made);
  derive(jets, made);
  const one = history.entryOf[a]!;
  const other = history.entryOf[b]!;
  const entry = addEntry(history, Math.min(one, other), Math.max(one, other), dij);
  history.jet[entry] = made;
  history.entryOf[made] = entry;
  return made;
}

/** Takes pseudojet `a` away as a jet. */
export function mergeBeam(history: History, a: number, diB: number): void {
  const entry = addEntry(history, history.entryOf[a]!, BEAM, diB);
  history.jet[entry] = NONE;
}

function addEntry(history: History, parent1: number, parent2: number, dij: number): number {
  const entry = history.length++;
  history.parent1[entry] = parent1;
  history.parent2[entry] = parent2;
  history.child[parent1] = entry;
  if (parent2 >= 0) history.child[parent2] = entry;
  history.dij[entry] = dij;
  const before = entry > history.particles ? history.maxDij[entry - 1]! : 0;
  history.maxDij[entry] = Math.max(before, dij);
  return entry;
}
