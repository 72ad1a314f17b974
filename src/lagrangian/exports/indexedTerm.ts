/**
 * Terms with named indices: the form between contractions by slots and formulas on paper.
 *
 * Every delta becomes one name that stands once up and once down; an epsilon keeps its indices. Spinors are contracted as
 * <ij> = eps_ab i^a j^b = i^a j_a, so that a bracket is a name up on its first field and down on its second. Indices of
 * one kind on a field are symmetric, and the first of them belong to its derivatives D_(a adot).
 */
import { indexVariances } from "../../exact/index.ts";
import type { GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import type { LorentzStructure, SlotPair } from "../explicit/lorentzStructures.ts";
import { derivativesOnSlots } from "../explicit/lorentzStructures.ts";
import type { ExplicitOperator } from "../explicit/operatorBasis.ts";
import type { Letter } from "../theory.ts";

export interface NamedIndex {
  readonly name: string;
  readonly up: boolean;
}

/** An epsilon of one SU(N) factor. */
export interface NamedEpsilon {
  readonly factor: number;
  readonly up: boolean;
  readonly names: readonly string[];
}

export interface NamedFactor {
  /** The letter of the slot. */
  readonly letter: number;
  readonly derivatives: readonly { readonly undotted: NamedIndex; readonly dotted: NamedIndex }[];
  readonly undotted: readonly NamedIndex[];
  readonly dotted: readonly NamedIndex[];
  /** One list for each SU(N) factor, in the order of the irrep's indices. */
  readonly gauge: readonly (readonly NamedIndex[])[];
}

export interface NamedTerm {
  readonly coefficient: number;
  readonly epsilons: readonly NamedEpsilon[];
  readonly factors: readonly NamedFactor[];
}

const SPINOR_NAMES = ["\\alpha", "\\beta", "\\gamma", "\\delta", "\\kappa", "\\lambda", "\\rho", "\\sigma", "\\tau"];
/** By number of the SU(N) factor. */
const GAUGE_NAMES = ["abcdefgh", "ijklmnpq", "ABCEFGHI", "IJKLMNPQ"].map((letters) => [...letters]);

/** The k-th name of a list; beyond its end names get a number. */
function nthName(names: readonly string[], k: number): string {
  const round = Math.floor(k / names.length);
  return round === 0 ? names[k] : `${names[k % names.length]}_{${round}}`;
}

/** One term for each entry of the vector that is not 0. */
export function namedTerms(
  { slots, lorentz, gauge, vector }: ExplicitOperator,
  letters: readonly Letter[],
): NamedTerm[] {
  const held = slots.map((letter) => letters[letter]);
  return vector.flatMap((coefficient, place) => {
    if (coefficient === 0) return [];
    const { chosenLorentz, chosenGauge } = structuresAt(place, lorentz, gauge);
    const spinors = spinorIndices(chosenLorentz, slots.length);
    const groups = chosenGauge.map((structure, factor) => gaugeIndices(structure, held, factor));
    const factors = slots.map((letter, slot) => ({
      letter,
      ...spinors[slot],
      gauge: groups.map(({ places }) => places[slot]),
    }));
    return [{ coefficient, epsilons: groups.flatMap(({ epsilons }) => epsilons), factors }];
  });
}

/** The structures that entry `place` of a vector multiplies; the last gauge factor runs fastest. */
export function structuresAt(
  place: number,
  lorentz: readonly LorentzStructure[],
  gauge: readonly (readonly GaugeStructure[])[],
): { chosenLorentz: LorentzStructure; chosenGauge: GaugeStructure[] } {
  let rest = place;
  const chosenGauge = gauge
    .toReversed()
    .map((structures) => {
      const structure = structures[rest % structures.length];
      rest = Math.floor(rest / structures.length);
      return structure;
    })
    .toReversed();
  return { chosenLorentz: lorentz[rest], chosenGauge };
}

function spinorIndices(structure: LorentzStructure, slots: number): Omit<NamedFactor, "letter" | "gauge">[] {
  const derivatives = derivativesOnSlots(structure, slots);
  const undotted = bracketIndices(structure.angle, slots, (k) => nthName(SPINOR_NAMES, k));
  const dotted = bracketIndices(structure.square, slots, (k) => `\\dot{${nthName(SPINOR_NAMES, k)}}`);
  return derivatives.map((count, slot) => ({
    derivatives: Array.from({ length: count }, (_, k) => ({
      undotted: undotted[slot][k],
      dotted: dotted[slot][k],
    })),
    undotted: undotted[slot].slice(count),
    dotted: dotted[slot].slice(count),
  }));
}

function bracketIndices(pairs: readonly SlotPair[], slots: number, nameOf: (k: number) => string): NamedIndex[][] {
  const indices: NamedIndex[][] = Array.from({ length: slots }, () => []);
  pairs.forEach(([i, j], k) => {
    indices[i].push({ name: nameOf(k), up: true });
    indices[j].push({ name: nameOf(k), up: false });
  });
  return indices;
}

function gaugeIndices(
  structure: GaugeStructure,
  held: readonly Letter[],
  factor: number,
): { places: NamedIndex[][]; epsilons: NamedEpsilon[] } {
  const names = GAUGE_NAMES[factor % GAUGE_NAMES.length];
  const variances = held.map(({ irreps }) => indexVariances(irreps[factor]));
  const named: (string | undefined)[][] = variances.map((own) => own.map(() => undefined));
  let used = 0;
  const give = ({ slot, index }: IndexPlace, name: string) => (named[slot][index] = name);
  const epsilons: NamedEpsilon[] = [];
  for (const contraction of structure) {
    if (contraction.kind === "delta") {
      const name = nthName(names, used++);
      give(contraction.upper, name);
      give(contraction.lower, name);
    } else {
      const own = contraction.indices.map((place) => give(place, nthName(names, used++)));
      epsilons.push({ factor, up: contraction.variance === "lower", names: own });
    }
  }
  const places = named.map((own, slot) =>
    own.map((name, index) => ({ name: name!, up: variances[slot][index] === "upper" })),
  );
  return { places, epsilons };
}
