/**
 * Colour as UFO writes it: products of Identity, T, f, d, Epsilon, EpsilonBar, K6, K6Bar and T6, whose positive arguments
 * are places in the vertex, counted from 1, and whose negative ones are summed.
 *
 * T(a,i,j) is the matrix element (T^a)_ij, and in the vertex q~ q g of UFO files i belongs to q and j to q~. So the
 * octets of UFO multiply transposed matrices, O^r_s = sqrt(2) (T^a)_sr O^a, a basis in which structure constants change
 * sign: T(3,2,1) with coupling iG goes together with f(1,2,3) and coupling -G, as in the files that FeynRules writes.
 *
 *     K6Bar(m,i,j): X^ij = K6Bar X^m of a sextet, symmetric, sum_m |X^m|^2 = X^ij X*_ij;   K6 of its conjugate
 *
 * In this way every contraction of fundamental indices is a product of these. Closed loops become
 * tr T^a T^b = delta^ab / 2 and tr T^a T^b T^c = (d^abc + i f^abc) / 4.
 */
import { permutationSign } from "../../exact/index.ts";
import type { GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import type { Complex } from "../complexNumbers.ts";
import { multiplyComplex } from "../complexNumbers.ts";

export type ColourName = "Identity" | "T" | "f" | "d" | "Epsilon" | "EpsilonBar" | "T6" | "K6" | "K6Bar";

export interface ColourTensor {
  readonly name: ColourName;
  readonly places: readonly number[];
}

/** A number times a product of tensors. */
export interface ColourTerm {
  readonly factor: Complex;
  readonly tensors: readonly ColourTensor[];
}

/** How an index stands in the product before contraction: a place of the vertex, or summed. */
type Label = number;

/**
 * A contraction of the slots of an operator; colours[slot] is 1, 3, -3, 6, -6 or 8, of the letter in the slot.
 */
export function colourTerms(structure: GaugeStructure, colours: readonly number[]): ColourTerm[] {
  let summed = 0;
  const labels = colours.map((colour, slot): Label[] => {
    if (Math.abs(colour) === 3) return [slot + 1];
    return Math.abs(colour) === 6 || colour === 8 ? [--summed, --summed] : [];
  });
  const names = new Map<number, number>();
  const labelAt = ({ slot, index }: IndexPlace) => labels[slot][index];
  const closed: ColourTensor[] = [];
  for (const contraction of structure) {
    if (contraction.kind === "epsilon") {
      const name = contraction.variance === "upper" ? "Epsilon" : "EpsilonBar";
      closed.push({ name, places: contraction.indices.map(labelAt) });
      continue;
    }
    const [upper, lower] = [labelAt(contraction.upper), labelAt(contraction.lower)];
    if (upper > 0 && lower > 0) closed.push({ name: "Identity", places: [upper, lower] });
    else if (upper < 0) names.set(upper, lower);
    else names.set(lower, upper);
  }
  const octets = colours.flatMap((colour, slot) => (colour === 8 ? [slot] : []));
  const sextets = colours.flatMap((colour, slot): ColourTensor[] =>
    Math.abs(colour) === 6 ? [{ name: colour > 0 ? "K6Bar" : "K6", places: [slot + 1, ...labels[slot]] }] : [],
  );
  const generators = octets.map((slot): ColourTensor => ({
    name: "T",
    places: [slot + 1, labels[slot][1], labels[slot][0]],
  }));
  const tensors = [...generators, ...sextets, ...closed].map(({ name, places }) => ({
    name,
    places: places.map((label) => resolve(label, names)),
  }));
  return simplify({ factor: [Math.SQRT2 ** octets.length, 0], tensors });
}

/** Follows the names of contracted labels to a place of the vertex or to the last name. */
function resolve(label: Label, names: ReadonlyMap<number, number>): Label {
  const next = names.get(label);
  return next === undefined ? label : resolve(next, names);
}

/** Replaces closed loops of two or three T and orders what is left. */
function simplify(term: ColourTerm): ColourTerm[] {
  const loop = closedLoop(term.tensors);
  if (loop === undefined) return [ordered(term)];
  const rest = term.tensors.filter((tensor) => !loop.includes(tensor));
  const places = loop.map((tensor) => tensor.places[0]);
  const replacements: ColourTerm[] =
    loop.length === 2
      ? [{ factor: [loop[0].name === "T" ? 1 / 2 : 1, 0], tensors: [{ name: "Identity", places }] }]
      : [
          { factor: [1 / 4, 0], tensors: [{ name: "d", places }] },
          { factor: [0, 1 / 4], tensors: [{ name: "f", places }] },
        ];
  return replacements.flatMap(({ factor, tensors }) =>
    simplify({ factor: multiplyComplex(term.factor, factor), tensors: [...rest, ...tensors] }),
  );
}

/** Two or three T in a ring, in the order of the matrix product; or a sextet and an antisextet. */
function closedLoop(tensors: readonly ColourTensor[]): ColourTensor[] | undefined {
  for (const sextet of tensors.filter(({ name }) => name === "K6Bar")) {
    const summed = sextet.places.slice(1).every((place) => place < 0);
    const partner = tensors.find(
      ({ name, places }) => name === "K6" && sameSet(places.slice(1), sextet.places.slice(1)),
    );
    if (summed && partner !== undefined) return [sextet, partner];
  }
  const matrices = tensors.filter(({ name }) => name === "T");
  for (const start of matrices) {
    const loop = [start];
    for (let last = start; loop.length <= 3;) {
      const column = last.places[2];
      const next = column < 0 ? matrices.find(({ places }) => places[1] === column) : undefined;
      if (next === undefined) break;
      if (next === start) {
        if (loop.length > 1) return loop;
        break;
      }
      loop.push(next);
      last = next;
    }
  }
  return undefined;
}

function sameSet(a: readonly number[], b: readonly number[]): boolean {
  return a.every((entry) => b.includes(entry));
}

/** Symmetric and antisymmetric arguments sorted, tensors sorted, summed indices numbered from -1 on. */
function ordered({ factor, tensors }: ColourTerm): ColourTerm {
  let sign = 1;
  const sorted = tensors.map((tensor): ColourTensor => {
    const { name, places } = tensor;
    if (!["Identity", "f", "d", "Epsilon", "EpsilonBar"].includes(name)) return tensor;
    const rank = (place: number) => (place > 0 ? place : 1000 - place);
    const inOrder = places.toSorted((a, b) => rank(a) - rank(b));
    if (name === "Identity" || name === "d") return { name, places: inOrder };
    sign *= permutationSign(places.map(rank));
    return { name, places: inOrder };
  });
  const text = ({ name, places }: ColourTensor) => `${name} ${places.map((place) => (place > 0 ? place : "")).join()}`;
  sorted.sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
  const names = new Map<number, number>();
  const rename = (place: number) => {
    if (place > 0) return place;
    const known = names.get(place) ?? -1 - names.size;
    names.set(place, known);
    return known;
  };
  return {
    factor: [sign * factor[0], sign * factor[1]],
    tensors: sorted.map(({ name, places }) => ({ name, places: places.map(rename) })),
  };
}

const CONJUGATES: Partial<Record<ColourName, ColourName>> = {
  Epsilon: "EpsilonBar",
  EpsilonBar: "Epsilon",
  K6: "K6Bar",
  K6Bar: "K6",
};

/** Of a product whose places hold the conjugate fields afterwards. */
export function conjugateColour({ factor, tensors }: ColourTerm): ColourTerm {
  return ordered({
    factor: [factor[0], -factor[1]],
    tensors: tensors.map(({ name, places }) => {
      const matrix = name === "T" || name === "T6";
      return { name: CONJUGATES[name] ?? name, places: matrix ? [places[0], places[2], places[1]] : places };
    }),
  });
}

/** The same product with the places of the vertex in another order: place k becomes order[k - 1]. */
export function permuteColour({ factor, tensors }: ColourTerm, order: readonly number[]): ColourTerm {
  return ordered({
    factor,
    tensors: tensors.map(({ name, places }) => ({
      name,
      places: places.map((place) => (place > 0 ? order[place - 1] : place)),
    })),
  });
}

/** `T(3,2,1)*f(1,2,-1)`, or `1`. */
export function colourText({ tensors }: Pick<ColourTerm, "tensors">): string {
  return tensors.length === 0 ? "1" : tensors.map(({ name, places }) => `${name}(${places.join(",")})`).join("*");
}
