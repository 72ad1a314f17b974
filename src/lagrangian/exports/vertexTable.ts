/**
 * Collects the terms of a Lagrangian as Feynman vertices: i times the derivative of L by its fields.
 *
 * A term names its particles in an order of its own. It is laid on the places of the vertex in every way that puts equal
 * particles on each other, so that n equal particles give their n! ways, each with its colour and Lorentz structure.
 */
import { permutations } from "../../exact/index.ts";
import type { ColourTerm } from "./colourStrings.ts";
import { colourText, permuteColour } from "./colourStrings.ts";
import type { Complex } from "../complexNumbers.ts";
import { addComplex, complexSize, multiplyComplex, scaleComplex } from "../complexNumbers.ts";
import type { Occurrence } from "./componentTerms.ts";

/** A product of names in Python, such as `g_W**2`, with its number. */
export type CouplingValue = ReadonlyMap<string, Complex>;

/** A Lorentz structure; places are those of the vertex, from 1. */
export type LorentzTerm =
  | { readonly kind: "scalars" }
  /** Two left-handed Weyl spinors, or the conjugates of two. */
  | { readonly kind: "yukawa"; readonly left: boolean }
  /** The current of a left-handed or a right-handed spinor. */
  | { readonly kind: "current"; readonly left: boolean }
  /** The momentum of one scalar minus that of the other, along a vector. */
  | { readonly kind: "momenta"; readonly plus: number; readonly minus: number; readonly vector: number }
  | { readonly kind: "metric"; readonly pairs: readonly (readonly [number, number])[] }
  /** The three-vector vertex, antisymmetric. */
  | { readonly kind: "threeVectors" };

export interface VertexTerm {
  readonly particles: readonly Occurrence[];
  readonly coefficient: Complex;
  /** What the coefficient multiplies, in Python. */
  readonly parameter: string;
  readonly colour: ColourTerm;
  readonly lorentz: LorentzTerm;
  /** How many powers of each coupling order. */
  readonly orders: Readonly<Record<string, number>>;
}

export interface VertexEntry {
  readonly colour: string;
  readonly lorentz: string;
  readonly spins: readonly number[];
  readonly value: CouplingValue;
  readonly orders: Readonly<Record<string, number>>;
}

export interface Vertex {
  readonly particles: readonly Occurrence[];
  readonly entries: readonly VertexEntry[];
}

/** What the table must know of a particle; 1, 2 or 3 is 2 s + 1. */
export interface VertexParticle {
  readonly spin: 1 | 2 | 3;
  readonly selfConjugate: boolean;
}

export interface VertexTable {
  add(term: VertexTerm): void;
  vertices(): Vertex[];
}

/** The Lorentz structure as UFO writes it and its sign, laid on places: place k becomes order[k - 1]. */
function lorentzText(term: LorentzTerm, order: readonly number[]): { text: string; sign: 1 | -1 } {
  const at = (place: number) => order[place - 1];
  switch (term.kind) {
    case "scalars":
      return { text: "1", sign: 1 };
    case "yukawa":
      return { text: term.left ? "ProjM(2,1)" : "ProjP(2,1)", sign: 1 };
    case "current": {
      // With the two spinors exchanged, x+ sigma y = - (y in the place of x+) gamma P_R (x+ in that of y).
      const isOrdered = order[0] < order[1];
      return { text: `Gamma(3,2,-1)*Proj${term.left === isOrdered ? "M" : "P"}(-1,1)`, sign: isOrdered ? 1 : -1 };
    }
    case "momenta": {
      const [plus, minus, vector] = [at(term.plus), at(term.minus), at(term.vector)];
      const isOrdered = plus < minus;
      const [first, second] = isOrdered ? [plus, minus] : [minus, plus];
      return { text: `P(${vector},${first}) - P(${vector},${second})`, sign: isOrdered ? 1 : -1 };
    }
    case "metric": {
      const pairs = term.pairs.map((pair) => pair.map(at).sort((a, b) => a - b));
      const metrics = pairs.sort((a, b) => a[0] - b[0]).map(([a, b]) => `Metric(${a},${b})`);
      return { text: metrics.join("*"), sign: 1 };
    }
    case "threeVectors": {
      const odd = [order[0] > order[1], order[0] > order[2], order[1] > order[2]].filter(Boolean).length % 2 === 1;
      return { text: THREE_VECTORS, sign: odd ? -1 : 1 };
    }
  }
}

/** As FeynRules writes it. */
const THREE_VECTORS =
  "P(3,1)*Metric(1,2) - P(3,2)*Metric(1,2) - P(2,1)*Metric(1,3) + P(2,3)*Metric(1,3) + P(1,2)*Metric(2,3) - P(1,3)*Metric(2,3)";

interface Collected {
  readonly colour: string;
  readonly lorentz: string;
  readonly orders: Readonly<Record<string, number>>;
  readonly value: Map<string, Complex>;
}

/** Terms are summed in the order in which they come; vertices come in the order of their first terms. */
export function createVertexTable(particles: readonly VertexParticle[]): VertexTable {
  const found = new Map<string, { particles: readonly Occurrence[]; entries: Map<string, Collected> }>();
  return {
    add(term) {
      const occurrences = term.particles.map((own) => normalised(own, particles));
      const places = vertexOrder(occurrences, particles);
      const sorted = places.map((slot) => occurrences[slot]);
      const key = sorted.map(textOf).join(" ");
      const vertex = found.get(key) ?? { particles: sorted, entries: new Map<string, Collected>() };
      found.set(key, vertex);
      for (const order of layouts(occurrences, sorted)) addEntry(vertex.entries, term, order);
    },
    vertices: () =>
      [...found.values()].flatMap((vertex) => {
        const spins = vertex.particles.map(({ particle }) => particles[particle].spin);
        const entries = [...vertex.entries.values()].flatMap((entry) => {
          const value = new Map([...entry.value].filter(([, number]) => complexSize(number) > 1e-12));
          return value.size === 0 ? [] : [{ ...entry, value, spins }];
        });
        return entries.length === 0 ? [] : [{ particles: vertex.particles, entries }];
      }),
  };
}

function normalised({ particle, anti }: Occurrence, particles: readonly VertexParticle[]): Occurrence {
  return { particle, anti: anti && !particles[particle].selfConjugate };
}

function textOf({ particle, anti }: Occurrence): string {
  return `${particle}${anti ? "~" : ""}`;
}

/** Slots in the order of the vertex: fermions, then vectors, then scalars; conjugates of fermions first, then Majoranas. */
function vertexOrder(occurrences: readonly Occurrence[], particles: readonly VertexParticle[]): number[] {
  const rank = ({ particle, anti }: Occurrence) => {
    const { spin, selfConjugate } = particles[particle];
    const line = spin !== 2 ? 0 : anti ? 0 : selfConjugate ? 1 : 2;
    return [spin === 2 ? 0 : spin === 3 ? 1 : 2, line, particle, anti ? 1 : 0];
  };
  const ranks = occurrences.map(rank);
  const compare = (a: readonly number[], b: readonly number[]) => {
    const place = a.findIndex((entry, k) => entry !== b[k]);
    return place === -1 ? 0 : a[place] - b[place];
  };
  return occurrences.map((_, slot) => slot).sort((a, b) => compare(ranks[a], ranks[b]) || a - b);
}

/** All ways to lay the slots on the places: order[slot] is the place, from 1. */
function layouts(occurrences: readonly Occurrence[], sorted: readonly Occurrence[]): number[][] {
  const texts = occurrences.map(textOf);
  const places = sorted.map((_, k) => k + 1);
  return permutations(places).filter((order) =>
    order.every((place, slot) => textOf(sorted[place - 1]) === texts[slot]),
  );
}

function addEntry(entries: Map<string, Collected>, term: VertexTerm, order: readonly number[]): void {
  const { text, sign } = lorentzText(term.lorentz, order);
  const colour = permuteColour(term.colour, order);
  const own = colourText(colour);
  const key = `${own} | ${text} | ${Object.entries(term.orders).join()}`;
  const entry = entries.get(key) ?? {
    colour: own,
    lorentz: text,
    orders: term.orders,
    value: new Map<string, Complex>(),
  };
  entries.set(key, entry);
  const factor = scaleComplex(multiplyComplex([0, 1], multiplyComplex(term.coefficient, colour.factor)), sign);
  entry.value.set(term.parameter, addComplex(entry.value.get(term.parameter) ?? [0, 0], factor));
}
