/**
 * The jets of one event and all questions that FastJet's ClusterSequence answers, under its names. Everything is read
 * off the history of merges, which `cluster.ts` makes.
 */
import { GlueballError } from "../base/index.ts";
import type { JetDefinition } from "./definition.ts";
import { BEAM, NONE, type History } from "./history.ts";
import { jetAt, type Jet } from "./pseudojets.ts";

export class ClusterSequence {
  readonly definition: JetDefinition;
  readonly history: History;

  constructor(definition: JetDefinition, history: History) {
    this.definition = definition;
    this.history = history;
  }

  /** Number of particles that were clustered. */
  get particles(): number {
    return this.history.particles;
  }

  /** Jets that the beam took, with pt of at least `ptMin` GeV, hardest first. */
  inclusiveJets(ptMin = 0): Jet[] {
    const { history } = this;
    const found: Jet[] = [];
    for (let entry = history.particles; entry < history.length; entry++) {
      if (history.parent2[entry] !== BEAM) continue;
      const index = history.jet[history.parent1[entry]!]!;
      if (history.jets.pt2[index]! >= ptMin * ptMin) found.push(jetAt(history.jets, index));
    }
    return hardestFirst(found);
  }

  /** Exactly `count` jets, hardest first; throws `jets/too-few-particles` where there are fewer particles. */
  exclusiveJets(count: number): Jet[] {
    if (!Number.isInteger(count) || count < 0 || count > this.particles) {
      throw new GlueballError({
        code: "jets/too-few-particles",
        what: `asked for ${count} exclusive jets from only ${this.particles} particles`,
        found: count,
        expected: `a whole number from 0 to ${this.particles}`,
        hint: "exclusiveJetsUpTo gives as many as there are",
      });
    }
    return this.#jetsAlive(this.#entryWith(count));
  }

  /** `count` jets, or all particles where there are fewer. */
  exclusiveJetsUpTo(count: number): Jet[] {
    return this.exclusiveJets(Math.min(count, this.particles));
  }

  /** The jets that are left when nothing is closer than `dcut`; its unit is that of d_ij. */
  exclusiveJetsAt(dcut: number): Jet[] {
    return this.#jetsAlive(this.#entryWith(this.exclusiveCount(dcut)));
  }

  /** How many jets `exclusiveJetsAt(dcut)` gives. */
  exclusiveCount(dcut: number): number {
    const { history } = this;
    let last = history.length - 1;
    while (last >= 0 && history.maxDij[last]! > dcut) last--;
    return 2 * this.particles - Math.max(last + 1, this.particles);
  }

  /** The d_ij at which `count` + 1 jets became `count`: 0 where there never were that many. */
  exclusiveDmerge(count: number): number {
    return this.#distanceAt(this.history.dij, count);
  }

  /** The largest d_ij up to that step; for algorithms whose d_ij may fall again. */
  exclusiveDmergeMax(count: number): number {
    return this.#distanceAt(this.history.maxDij, count);
  }

  /** `exclusiveDmergeMax` in units of the squared total energy, as is usual in e+e-. */
  exclusiveYmerge(count: number): number {
    return this.exclusiveDmergeMax(count) / this.totalEnergy() ** 2;
  }

  totalEnergy(): number {
    let total = 0;
    for (let i = 0; i < this.particles; i++) total += this.history.jets.energy[i]!;
    return total;
  }

  /** Indices of the particles in a jet, ascending. */
  constituents(jet: Jet): Int32Array {
    const { history } = this;
    const found: number[] = [];
    const open = [history.entryOf[jet.index]!];
    while (open.length > 0) {
      const entry = open.pop()!;
      if (history.parent1[entry] === NONE) found.push(history.jet[entry]!);
      else open.push(history.parent1[entry]!, history.parent2[entry]!);
    }
    return Int32Array.from(found).toSorted();
  }

  /** For every particle the place of its jet in `jets`, or -1. */
  jetOfParticles(jets: readonly Jet[]): Int32Array {
    const places = new Int32Array(this.particles).fill(-1);
    jets.forEach((jet, place) => {
      for (const particle of this.constituents(jet)) places[particle] = place;
    });
    return places;
  }

  /** The two that a jet was made from, the harder first; undefined for a particle. */
  parents(jet: Jet): readonly [Jet, Jet] | undefined {
    const { history } = this;
    const entry = history.entryOf[jet.index]!;
    if (history.parent1[entry] === NONE) return undefined;
    const one = jetAt(history.jets, history.jet[history.parent1[entry]!]!);
    const two = jetAt(history.jets, history.jet[history.parent2[entry]!]!);
    return one.pt >= two.pt ? [one, two] : [two, one];
  }

  /** What a jet was merged into; undefined where the beam took it. */
  child(jet: Jet): Jet | undefined {
    const { history } = this;
    const entry = history.child[history.entryOf[jet.index]!]!;
    return entry === NONE || history.parent2[entry] === BEAM ? undefined : jetAt(history.jets, history.jet[entry]!);
  }

  /** What a jet was merged with; undefined where the beam took it. */
  partner(jet: Jet): Jet | undefined {
    const { history } = this;
    const own = history.entryOf[jet.index]!;
    const entry = history.child[own]!;
    if (entry === NONE || history.parent2[entry] === BEAM) return undefined;
    const other = history.parent1[entry] === own ? history.parent2[entry]! : history.parent1[entry]!;
    return jetAt(history.jets, history.jet[other]!);
  }

  /** Whether `part` is among what `jet` was made from, or is the jet itself. */
  contains(jet: Jet, part: Jet): boolean {
    const { history } = this;
    const wanted = history.entryOf[jet.index]!;
    let entry = history.entryOf[part.index]!;
    while (entry !== NONE && entry < wanted) entry = history.child[entry]!;
    return entry === wanted;
  }

  /** The `count` subjets that a jet was made from at the resolution where it has that many; all particles if fewer. */
  exclusiveSubjetsUpTo(jet: Jet, count: number): Jet[] {
    const { history } = this;
    const entries = [history.entryOf[jet.index]!];
    while (entries.length < count) {
      // Undo the last merge among those that are left.
      const latest = entries.reduce((best, entry, at) => (entry > entries[best]! ? at : best), 0);
      const entry = entries[latest]!;
      if (history.parent1[entry] === NONE) break;
      entries[latest] = history.parent1[entry]!;
      entries.push(history.parent2[entry]!);
    }
    return hardestFirst(entries.map((entry) => jetAt(history.jets, history.jet[entry]!)));
  }

  /** The particles that never merged with another: they became jets alone. */
  unclustered(): Jet[] {
    const { history } = this;
    const alone: Jet[] = [];
    for (let i = 0; i < this.particles; i++) {
      const entry = history.child[i]!;
      if (history.parent2[entry] === BEAM) alone.push(jetAt(history.jets, i));
    }
    return alone;
  }

  /**
   * The merges in an order that depends on who merged with whom only: depth first, from the particle with the lowest
   * index. Equal for two clusterings that differ in the sequence of independent merges (FastJet manual, section 3.8).
   */
  uniqueHistoryOrder(): Int32Array {
    const { history } = this;
    const order: number[] = [];
    const done = new Uint8Array(history.length);
    const addWithParents = (entry: number) => {
      const open = [entry];
      while (open.length > 0) {
        const top = open.at(-1)!;
        const parents = [history.parent1[top]!, history.parent2[top]!].filter((parent) => parent >= 0);
        const missing = parents.filter((parent) => done[parent] === 0);
        if (missing.length === 0 || done[top] === 1) {
          open.pop();
          if (done[top] === 0) order.push(top);
          done[top] = 1;
        } else open.push(...missing.toSorted((a, b) => this.#lowestParticle(b) - this.#lowestParticle(a)));
      }
    };
    for (let particle = 0; particle < this.particles; particle++) {
      for (let entry = particle; entry !== NONE; entry = history.child[entry]!) {
        if (done[entry] === 0) addWithParents(entry);
      }
    }
    return Int32Array.from(order);
  }

  #lowestParticle(entry: number): number {
    let lowest = entry;
    while (this.history.parent1[lowest]! >= 0) lowest = this.history.parent1[lowest]!;
    return lowest;
  }

  /** Each step takes one away, so 2N - count entries were made when `count` jets are left. */
  #entryWith(count: number): number {
    return 2 * this.particles - count;
  }

  #distanceAt(distances: Float64Array, count: number): number {
    return count >= this.particles ? 0 : distances[this.#entryWith(count) - 1]!;
  }

  /** What was made before entry `stop` and used at it or later. */
  #jetsAlive(stop: number): Jet[] {
    const { history } = this;
    const alive: Jet[] = [];
    for (let entry = 0; entry < stop; entry++) {
      const used = history.child[entry]!;
      if (history.parent2[entry] !== BEAM && (used === NONE || used >= stop)) {
        alive.push(jetAt(history.jets, history.jet[entry]!));
      }
    }
    return hardestFirst(alive);
  }
}

/** Sorted by falling pt; ties by rapidity and phi, so that the order is a property of the event. */
export function hardestFirst(jets: Jet[]): Jet[] {
  return jets.toSorted((a, b) => b.pt - a.pt || a.rapidity - b.rapidity || a.phi - b.phi);
}
