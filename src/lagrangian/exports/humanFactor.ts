/**
 * Contractions of one gauge factor in the form people use: octets of SU(3) with T^A, f and d; triplets of SU(2) with
 * sigma^I; conjugate doublets as daggers.
 *
 *     SU(3)   O^a_b = sqrt(2) (T^A)^a_b O^A;   closed loops  2 tr T^A T^B = delta^AB,
 *             2 sqrt(2) tr T^A T^B T^C = (d^ABC + i f^ABC)/sqrt(2)
 *     SU(2)   X^ij = (sigma^I e)^ij X^I / sqrt(2), e^12 = 1;  of the conjugate - (sigma^I e)^ij X*^I / sqrt(2), so that a real
 *             triplet, and a field strength, takes a factor i;   H~^i = e^ij H*_j
 *
 * A pair of doublets joined by k triplets is A e X e X .. e B = (-1)^k A e sigma .. sigma B, with A~ e = A*; a ring of k
 * triplets is (-1)^k tr sigma .. sigma / 2^(k/2). Contractions with other irreps keep their epsilons. The epsilon and
 * delta form stays the one that is meant: `humanDifference` compares the two on random components.
 */
import type { Rng } from "../../base/index.ts";
import { indexVariances, packIndices, permutations, permutationSign } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import type { GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import { indexValues } from "../explicit/contractionValues.ts";
import { colourEntries, gellMannMatrices } from "./colourTensors.ts";
import type { Complex } from "../complexNumbers.ts";
import { addComplex, complexSize, multiplyComplex, scaleComplex, subtractComplex } from "../complexNumbers.ts";
import type { IndexedTensor } from "./contractTensors.ts";
import { contractTensors } from "./contractTensors.ts";

/** A field in a slot, as far as one factor is concerned. */
export interface HumanSlot {
  readonly labels: DynkinLabels;
  readonly conjugate: boolean;
  /** A real scalar or a field strength. */
  readonly selfConjugate: boolean;
}

export type HumanSymbol = "T" | "f" | "d" | "sigma" | "epsilon" | "delta";

export interface HumanTensor {
  readonly symbol: HumanSymbol;
  readonly indices: readonly string[];
}

/** One product: a number, tensors, and the indices of the field in each slot. */
export interface HumanProduct {
  readonly coefficient: Complex;
  readonly tensors: readonly HumanTensor[];
  readonly fields: readonly (readonly string[])[];
}

/** The contraction as a sum of products. */
export function humanFactor(N: number, slots: readonly HumanSlot[], structure: GaugeStructure): HumanProduct[] {
  if (N === 2 && hasHumanForm(N, slots)) return [doubletChains(slots, structure)];
  return octetChains(N, slots, structure);
}

/** Whether conjugates appear as daggers; with other irreps of SU(2) and SU(4) all of them keep raised indices. */
export function hasHumanForm(N: number, slots: readonly Pick<HumanSlot, "labels">[]): boolean {
  return N === 2 ? slots.every(({ labels }) => labels[0] <= 2) : N % 2 === 1;
}

const DOUBLET_NAMES = [..."ijklmnpqrs"];
const ADJOINT_NAMES = [..."IJKLMN"];
const COLOUR_NAMES = [..."abcdefgh"];
const OCTET_NAMES = [..."ABCDEF"];

/** Names in the order in which they are asked for. */
function nameGiver(names: readonly string[]): () => string {
  let used = 0;
  return () => {
    const round = Math.floor(used / names.length);
    const name = names[used++ % names.length];
    return round === 0 ? name : `${name}${round}`;
  };
}

interface Edge {
  readonly slot: number;
  readonly index: number;
  readonly sign: 1 | -1;
}

/** SU(2): every structure is a set of pairs; chains start and end at doublets. */
function doubletChains(slots: readonly HumanSlot[], structure: GaugeStructure): HumanProduct {
  const partners = new Map<string, Edge>();
  const key = ({ slot, index }: IndexPlace) => `${slot} ${index}`;
  for (const contraction of structure) {
    if (contraction.kind === "delta") throw new Error("SU(2) has no deltas here");
    const [first, second] = contraction.indices;
    partners.set(key(first), { ...second, sign: 1 });
    partners.set(key(second), { ...first, sign: -1 });
  }
  const [fundamental, adjoint] = [nameGiver(DOUBLET_NAMES), nameGiver(ADJOINT_NAMES)];
  const fields: string[][] = slots.map(() => []);
  const tensors: HumanTensor[] = [];
  const visited = new Set<number>();
  let coefficient: Complex = [1, 0];
  for (const [slot, own] of slots.entries()) if (own.labels[0] === 2) fields[slot] = [adjoint()];
  /** Follows the pairs from an index through triplets; returns them and where the chain ends. */
  const follow = (start: IndexPlace): { triplets: number[]; end: number; sign: number } => {
    const triplets: number[] = [];
    let sign = 1;
    for (let place = start; ;) {
      const next = partners.get(key(place))!;
      sign *= next.sign;
      if (slots[next.slot].labels[0] === 1 || visited.has(next.slot)) return { triplets, end: next.slot, sign };
      visited.add(next.slot);
      triplets.push(next.slot);
      place = { slot: next.slot, index: 1 - next.index };
    }
  };
  const matrices = (triplets: readonly number[], first: string): string => {
    let column = first;
    for (const slot of triplets) {
      const next = fundamental();
      tensors.push({ symbol: "sigma", indices: [fields[slot][0], column, next] });
      column = next;
    }
    return column;
  };
  const weigh = (triplets: readonly number[]) => {
    for (const slot of triplets) coefficient = multiplyComplex(coefficient, tripletFactor(slots[slot]));
    if (triplets.length % 2 === 1) coefficient = scaleComplex(coefficient, -1);
  };
  const doublets = slots.flatMap(({ labels }, slot) => (labels[0] === 1 ? [slot] : []));
  const inOrder = [
    ...doublets.filter((slot) => slots[slot].conjugate),
    ...doublets.filter((slot) => !slots[slot].conjugate),
  ];
  for (const start of inOrder) {
    if (visited.has(start)) continue;
    visited.add(start);
    const { triplets, end, sign } = follow({ slot: start, index: 0 });
    visited.add(end);
    weigh(triplets);
    coefficient = scaleComplex(coefficient, sign);
    const first = fundamental();
    fields[start] = [first];
    let row = first;
    if (!slots[start].conjugate) {
      row = fundamental();
      tensors.push({ symbol: "epsilon", indices: [first, row] });
    }
    const column = matrices(triplets, row);
    fields[end] = [column];
    if (slots[end].conjugate) {
      const last = fundamental();
      tensors.push({ symbol: "epsilon", indices: [column, last] });
      fields[end] = [last];
    }
  }
  for (const [slot, { labels }] of slots.entries()) {
    if (labels[0] !== 2 || visited.has(slot)) continue;
    visited.add(slot);
    const { triplets, sign } = follow({ slot, index: 1 });
    const ring = [slot, ...triplets];
    weigh(ring);
    coefficient = scaleComplex(coefficient, sign);
    closeRing(ring.map((own) => fields[own][0]));
  }
  return { coefficient, tensors, fields };

  function closeRing(names: readonly string[]): void {
    const sorted = names.toSorted();
    if (names.length === 2) {
      tensors.push({ symbol: "delta", indices: sorted });
      coefficient = scaleComplex(coefficient, 2);
    } else if (names.length === 3) {
      tensors.push({ symbol: "epsilon", indices: sorted });
      const sign = permutationSign(names.map((name) => sorted.indexOf(name)));
      coefficient = multiplyComplex(coefficient, [0, 2 * sign]);
    } else {
      const columns = names.map(() => fundamental());
      names.forEach((name, k) =>
        tensors.push({ symbol: "sigma", indices: [name, columns[k], columns[(k + 1) % names.length]] }),
      );
    }
  }
}

function tripletFactor({ conjugate, selfConjugate }: HumanSlot): Complex {
  if (selfConjugate) return [0, Math.SQRT1_2];
  return [conjugate ? -Math.SQRT1_2 : Math.SQRT1_2, 0];
}

/** SU(3) octets with T, f, d; every other irrep keeps its fundamental indices. */
function octetChains(N: number, slots: readonly HumanSlot[], structure: GaugeStructure): HumanProduct[] {
  const isOctet = ({ labels }: HumanSlot) => N === 3 && labels.join() === "1,1";
  const [fundamental, adjoint] = [nameGiver(COLOUR_NAMES), nameGiver(OCTET_NAMES)];
  const names = slots.map(({ labels }) => indexVariances(labels).map(() => ""));
  const epsilons: HumanTensor[] = [];
  for (const contraction of structure) {
    if (contraction.kind === "delta") {
      const name = fundamental();
      names[contraction.upper.slot][contraction.upper.index] = name;
      names[contraction.lower.slot][contraction.lower.index] = name;
      continue;
    }
    const own = contraction.indices.map(() => fundamental());
    contraction.indices.forEach(({ slot, index }, k) => (names[slot][index] = own[k]));
    epsilons.push({ symbol: "epsilon", indices: own });
  }
  const octets = slots.flatMap((slot, k) => (isOctet(slot) ? [k] : []));
  const adjoints = new Map(octets.map((slot) => [slot, adjoint()]));
  const fields = slots.map((_, slot) => (adjoints.has(slot) ? [adjoints.get(slot)!] : names[slot]));
  const matrices = octets.map((slot): HumanTensor => ({ symbol: "T", indices: [adjoints.get(slot)!, ...names[slot]] }));
  const start: HumanProduct = {
    coefficient: [Math.SQRT2 ** octets.length, 0],
    tensors: [...matrices, ...epsilons],
    fields,
  };
  return closeLoops(start);
}

/** Traces of two and three T. */
function closeLoops(product: HumanProduct): HumanProduct[] {
  const matrices = product.tensors.filter(({ symbol }) => symbol === "T");
  for (const first of matrices) {
    const loop = [first];
    for (let last = first; loop.length <= 3;) {
      const next = matrices.find(({ indices }) => indices[1] === last.indices[2]);
      if (next === undefined || (next === first && loop.length === 1)) break;
      if (next === first) return replaceLoop(product, loop);
      loop.push(next);
      last = next;
    }
  }
  return [product];
}

function replaceLoop(product: HumanProduct, loop: readonly HumanTensor[]): HumanProduct[] {
  const rest = product.tensors.filter((tensor) => !loop.includes(tensor));
  const unsorted = loop.map((tensor) => tensor.indices[0]);
  const indices = unsorted.toSorted();
  const sign = permutationSign(unsorted.map((name) => indices.indexOf(name)));
  const replacements: readonly (readonly [HumanSymbol, Complex])[] =
    loop.length === 2
      ? [["delta", [1 / 2, 0]]]
      : [
          ["d", [1 / 4, 0]],
          ["f", [0, sign / 4]],
        ];
  return replacements.flatMap(([symbol, factor]) =>
    closeLoops({
      ...product,
      coefficient: multiplyComplex(product.coefficient, factor),
      tensors: [...rest, { symbol, indices }],
    }),
  );
}

/** |human form - contraction| / |contraction| on random components; 0 where both vanish. */
export function humanDifference(
  N: number,
  slots: readonly HumanSlot[],
  structure: GaugeStructure,
  { products, rng }: { products: readonly HumanProduct[]; rng: Rng },
): number {
  const rewritten = hasHumanForm(N, slots);
  const components = slots.map((slot) => (rewritten ? randomComponents(N, slot, rng) : anyTensor(N, slot, rng)));
  const lengths = slots.map(({ labels }) => indexVariances(labels).length);
  let expected: Complex = [0, 0];
  for (const { values, sign } of indexValues(N, structure, lengths)) {
    const product = components.reduce<Complex>(
      (value, { tensor }, slot) => multiplyComplex(value, tensor.get(packIndices(N, values[slot])) ?? [0, 0]),
      [sign, 0],
    );
    expected = addComplex(expected, product);
  }
  const found = products.reduce<Complex>(
    (sum, { coefficient, tensors, fields }) => {
      const all: IndexedTensor[] = [
        ...tensors.map((tensor) => ({ names: tensor.indices, entries: humanEntries(N, tensor) })),
        ...fields.map((names, slot) => ({ names, entries: components[slot].entries })),
      ];
      return addComplex(sum, multiplyComplex(coefficient, contractTensors(all)));
    },
    [0, 0],
  );
  const size = complexSize(expected);
  const difference = complexSize(subtractComplex(found, expected));
  return size < 1e-12 ? difference : difference / size;
}

type Entries = IndexedTensor["entries"];

/** The components of the human form, and the tensor that the contraction takes. */
function randomComponents(N: number, slot: HumanSlot, rng: Rng): { tensor: Map<number, Complex>; entries: Entries } {
  const number = (): Complex => [rng.uniform() - 0.5, rng.uniform() - 0.5];
  const { labels, conjugate } = slot;
  const tensor = new Map<number, Complex>();
  const add = (place: number, value: Complex) => tensor.set(place, addComplex(tensor.get(place) ?? [0, 0], value));
  if (N === 2 && labels[0] === 1) {
    const entries = [0, 1].map((k) => ({ indices: [k], value: number() }));
    // H~^1 = H*_2, H~^2 = - H*_1.
    entries.forEach(({ value }, k) =>
      add(conjugate ? 1 - k : k, conjugate && k === 0 ? scaleComplex(value, -1) : value),
    );
    return { tensor, entries };
  }
  const matrices =
    N === 2 && labels[0] === 2
      ? tripletMatrices()
      : N === 3 && labels.join() === "1,1"
        ? gellMannMatrices()
        : undefined;
  if (matrices !== undefined) {
    const factor = N === 2 ? tripletFactor(slot) : ([Math.SQRT2, 0] as const);
    const entries = matrices.map((_, k) => ({ indices: [k], value: number() }));
    entries.forEach(({ value }, k) =>
      matrices[k].forEach((row, i) =>
        row.forEach((entry, j) => add(N * i + j, multiplyComplex(factor, multiplyComplex(value, entry)))),
      ),
    );
    return { tensor, entries };
  }
  return anyTensor(N, slot, rng);
}

/** Contractions that are not rewritten hold for any tensor. */
function anyTensor(N: number, { labels }: HumanSlot, rng: Rng): { tensor: Map<number, Complex>; entries: Entries } {
  const number = (): Complex => [rng.uniform() - 0.5, rng.uniform() - 0.5];
  const count = indexVariances(labels).length;
  const entries = Array.from({ length: N ** count }, (_, place) => {
    const indices = Array.from({ length: count }, (__, k) => Math.floor(place / N ** (count - 1 - k)) % N);
    return { indices, value: number() };
  });
  return { tensor: new Map(entries.map(({ value }, place) => [place, value])), entries };
}

const PAULI: readonly (readonly (readonly Complex[])[])[] = [
  [
    [
      [0, 0],
      [1, 0],
    ],
    [
      [1, 0],
      [0, 0],
    ],
  ],
  [
    [
      [0, 0],
      [0, -1],
    ],
    [
      [0, 1],
      [0, 0],
    ],
  ],
  [
    [
      [1, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [-1, 0],
    ],
  ],
];

/** sigma^I e with e^12 = 1. */
function tripletMatrices(): Complex[][][] {
  return PAULI.map((matrix) => matrix.map((row) => [scaleComplex(row[1], -1), row[0]]));
}

function humanEntries(N: number, { symbol, indices }: HumanTensor): Entries {
  switch (symbol) {
    case "T":
    case "f":
    case "d":
      return colourEntries(symbol, 0);
    case "sigma":
      return PAULI.flatMap((matrix, a) =>
        matrix.flatMap((row, i) => row.map((value, j) => ({ indices: [a, i, j], value }))),
      );
    case "epsilon":
      return permutations(Array.from({ length: indices.length }, (_, k) => k)).map((own) => ({
        indices: own,
        value: [permutationSign(own), 0] as Complex,
      }));
    case "delta":
      return Array.from({ length: N * N - 1 }, (_, k) => ({ indices: [k, k], value: [1, 0] as Complex }));
  }
}
