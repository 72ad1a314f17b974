/**
 * The Lagrangian that the vertices of a UFO model say, on given fields: each vertex is i times a derivative of L, so that
 * L = sum of vertices / i, divided by n! for n equal particles, times the fields.
 *
 * Structures are read term by term: P(m,k) is i d_m on the particle at place k (all incoming), Metric(a,b) joins the
 * Lorentz indices of two vectors. ProjM(2,1) is the product of two left-handed Weyl numbers, Gamma(3,2,-1)*ProjM(-1,1)
 * the current x+ n x of a left-handed spinor; with ProjP that of a right-handed one, - x n x+ in Weyl numbers.
 */
import type { Complex } from "../complexNumbers.ts";
import { addComplex, conjugateComplex, multiplyComplex, scaleComplex } from "../complexNumbers.ts";
import { colourEntries } from "./colourTensors.ts";
import type { ColourName } from "./colourStrings.ts";
import { METRIC } from "./fieldJets.ts";
import type { ColourVector, ParticleValue } from "./particleValues.ts";

export interface ValuedOccurrence {
  readonly value: ParticleValue;
  readonly anti: boolean;
  /** 2 s + 1. */
  readonly spin: number;
}

/** The product of the fields of one vertex with one colour string and Lorentz structure. */
export function structureValue(
  particles: readonly ValuedOccurrence[],
  colour: string,
  lorentz: string,
  currentVector: readonly number[],
): Complex {
  const tensors = readProduct(colour);
  let sum: Complex = [0, 0];
  for (const { sign, factors } of readSum(lorentz)) {
    for (const indices of lorentzIndices(particles, factors)) {
      const { factor, vectors } = placed(particles, factors, indices, currentVector);
      if (factor[0] === 0 && factor[1] === 0) continue;
      sum = addComplex(sum, scaleComplex(multiplyComplex(factor, contractColour(tensors, vectors)), sign));
    }
  }
  return sum;
}

export interface NamedProduct {
  readonly name: string;
  readonly places: readonly number[];
}

/** `T(3,2,-1)*f(1,2,3)`; `1` is the empty product. */
function readProduct(text: string): NamedProduct[] {
  if (text.trim() === "1") return [];
  return text.split("*").map((factor) => {
    const [, name, places] = /^\s*(\w+)\(([-\d,\s]+)\)\s*$/.exec(factor) ?? [];
    if (name === undefined) throw new Error(`not a product of tensors: ${text}`);
    return { name, places: places.split(",").map(Number) };
  });
}

function readSum(text: string): { sign: 1 | -1; factors: NamedProduct[] }[] {
  return text.split(/\s+(?=[+-]\s)/).map((term) => ({
    sign: term.startsWith("-") ? (-1 as const) : (1 as const),
    factors: readProduct(term.replace(/^[+-]\s/, "")),
  }));
}

/** All Lorentz indices of the vectors that the metrics allow; NaN at the places of other particles. */
function lorentzIndices(particles: readonly ValuedOccurrence[], factors: readonly NamedProduct[]): number[][] {
  const pairs = factors.filter(({ name }) => name === "Metric").map(({ places }) => places);
  return particles.reduce<number[][]>(
    (found, { spin }, k) => {
      if (spin !== 3) return found.map((indices) => [...indices, Number.NaN]);
      const pair = pairs.find(([a, b]) => Math.max(a, b) === k + 1);
      return pair === undefined
        ? found.flatMap((indices) => METRIC.map((_, m) => [...indices, m]))
        : found.map((indices) => [...indices, indices[Math.min(...pair) - 1]]);
    },
    [[]],
  );
}

/** The number and the colour vectors at all places for given Lorentz indices. */
function placed(
  particles: readonly ValuedOccurrence[],
  factors: readonly NamedProduct[],
  indices: readonly number[],
  currentVector: readonly number[],
): { factor: Complex; vectors: readonly ColourVector[] } {
  let factor: Complex = [1, 0];
  const derivatives = new Map<number, number>();
  let right = false;
  let current = false;
  for (const { name, places } of factors) {
    if (name === "Metric") factor = scaleComplex(factor, METRIC[indices[places[0] - 1]]);
    else if (name === "P") {
      const m = indices[places[0] - 1];
      derivatives.set(places[1], m);
      factor = multiplyComplex(factor, [0, METRIC[m]]);
    } else if (name === "Gamma") {
      const m = indices[places[0] - 1];
      current = true;
      factor = scaleComplex(factor, METRIC[m] * currentVector[m]);
    } else if (name === "ProjP") right = true;
    else if (name !== "ProjM") throw new Error(`${name} is not read`);
  }
  if (current && right) factor = scaleComplex(factor, -1);
  const vectors = particles.map((own, k) => {
    // In a current of left-handed spinors the first is x+, the second x; of right-handed ones the other way round.
    if (own.spin === 2) return spinorVector(own, current ? (k === 0) !== right : right);
    return bosonVector(own, derivatives.get(k + 1), own.spin === 3 ? indices[k] : 0);
  });
  return { factor, vectors };
}

/** The left-handed number of p or p~, or the conjugate of that of the antiparticle. */
function spinorVector({ value, anti }: ValuedOccurrence, conjugate: boolean): ColourVector {
  const own = anti === conjugate ? value.left : value.leftOfAnti;
  if (own === undefined) throw new Error("a vertex uses the half of a spinor that is projected away");
  return conjugate ? own.map(conjugateComplex) : own;
}

function bosonVector({ value, anti }: ValuedOccurrence, derivative: number | undefined, index: number): ColourVector {
  const vector = derivative === undefined ? value.value[index] : value.gradient[derivative][index];
  return anti ? vector.map(conjugateComplex) : vector;
}

/** sum over colours of the tensors times the vectors. */
function contractColour(tensors: readonly NamedProduct[], vectors: readonly ColourVector[]): Complex {
  const assigned = new Map<number, number>();
  const follow = (k: number): Complex => {
    if (k === tensors.length) {
      return vectors.reduce<Complex>(
        (product, vector, place) => multiplyComplex(product, vector[assigned.get(place + 1) ?? 0]),
        [1, 0],
      );
    }
    const { name, places } = tensors[k];
    let sum: Complex = [0, 0];
    const size =
      name === "Identity" ? Math.max(...places.map((place) => (place > 0 ? vectors[place - 1].length : 0))) : 0;
    for (const { indices, value } of colourEntries(name as ColourName, size)) {
      if (indices.some((index, j) => (assigned.get(places[j]) ?? index) !== index)) continue;
      const fresh = places.filter((place) => !assigned.has(place));
      places.forEach((place, j) => assigned.set(place, indices[j]));
      sum = addComplex(sum, multiplyComplex(value, follow(k + 1)));
      for (const place of fresh) assigned.delete(place);
    }
    return sum;
  };
  return follow(0);
}
