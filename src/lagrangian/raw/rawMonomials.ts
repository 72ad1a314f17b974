/**
 * Every way to contract the indices of a type without derivatives, redundant ones included: for spinor indices and for
 * each gauge factor all complete contractions, in all combinations. Two that differ by a relabelling of slots with equal
 * letters, by the order of symmetric indices, or by a sign are the same and listed once.
 */
import { columnsOfIrrep, permutations } from "../../exact/index.ts";
import { contractions, placesOf } from "../explicit/contractions.ts";
import type { Contraction, GaugeStructure } from "../explicit/contractions.ts";
import type { LorentzStructure, SlotPair } from "../explicit/lorentzStructures.ts";
import { slotsOfType } from "../theory.ts";
import type { Letter, OperatorType } from "../theory.ts";

/** One product of contractions: which one of each list. */
export interface RawMonomial {
  readonly lorentz: number;
  readonly gauge: readonly number[];
}

export interface RawMonomials {
  /** The letter in each slot. */
  readonly slots: readonly number[];
  readonly lorentz: readonly LorentzStructure[];
  /** One list for each SU(N) factor. */
  readonly gauge: readonly (readonly GaugeStructure[])[];
  /** One of each class of equal products. */
  readonly monomials: readonly RawMonomial[];
}

/** All products of contractions of a type without derivatives, up to relabelling. */
export function rawMonomials(letters: readonly Letter[], { powers }: OperatorType): RawMonomials {
  const slots = slotsOfType({ powers });
  const held = slots.map((letter) => letters[letter]);
  const lorentz = spinorContractions(held);
  const gauge = (held[0]?.irreps ?? []).map((labels, k) => [
    ...contractions(
      labels.length + 1,
      held.map(({ irreps }) => irreps[k]),
    ),
  ]);
  const permutations = slotPermutations(powers.map(({ power }) => power));
  const keyOf = classKey(held, lorentz, gauge, permutations);
  const seen = new Set<string>();
  const monomials = combinations([lorentz.length, ...gauge.map((own) => own.length)])
    .map(([first, ...others]) => ({ lorentz: first, gauge: others }))
    .filter((monomial) => {
      const key = keyOf(monomial);
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    });
  return { slots, lorentz, gauge, monomials };
}

function spinorContractions(held: readonly Letter[]): LorentzStructure[] {
  const pairs = (indices: readonly number[]): SlotPair[][] =>
    [
      ...contractions(
        2,
        indices.map((count) => [count]),
      ),
    ].map((structure) => structure.map(pairOfSlots));
  const undotted = pairs(held.map(({ twiceHelicity }) => Math.max(-twiceHelicity, 0)));
  const dotted = pairs(held.map(({ twiceHelicity }) => Math.max(twiceHelicity, 0)));
  return undotted.flatMap((angle) => dotted.map((square) => ({ angle, square })));
}

function pairOfSlots(contraction: Contraction): SlotPair {
  const [first, second] = placesOf(contraction);
  return [first.slot, second.slot];
}

/** All permutations of the slots among equal letters; entry i is where slot i goes. */
function slotPermutations(powers: readonly number[]): number[][] {
  let orders: number[][] = [[]];
  let first = 0;
  for (const power of powers) {
    const own = permutations(Array.from({ length: power }, (_, k) => first + k));
    orders = orders.flatMap((before) => own.map((order) => [...before, ...order]));
    first += power;
  }
  return orders;
}

function combinations(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (before, size) => before.flatMap((chosen) => Array.from({ length: size }, (_, k) => [...chosen, k])),
    [[]],
  );
}

/** The same text for products that differ by a relabelling: the least of the texts of all relabellings. */
function classKey(
  held: readonly Letter[],
  lorentz: readonly LorentzStructure[],
  gauge: readonly (readonly GaugeStructure[])[],
  permutations: readonly (readonly number[])[],
): (monomial: RawMonomial) => string {
  // The text of every structure under every permutation, worked out once.
  const lorentzTexts = lorentz.map(({ angle, square }) =>
    permutations.map((slots) => `${pairText(angle, slots)}|${pairText(square, slots)}`),
  );
  const gaugeTexts = gauge.map((structures, k) => {
    const groups = held.map(({ irreps }) => indexGroups(irreps[k]));
    return structures.map((structure) => permutations.map((slots) => structureText(structure, slots, groups)));
  });
  return ({ lorentz: own, gauge: others }) =>
    permutations.reduce((least, _, p) => {
      const text = [lorentzTexts[own][p], ...others.map((k, factor) => gaugeTexts[factor][k][p])].join(";");
      return least === "" || text < least ? text : least;
    }, "");
}

function pairText(pairs: readonly SlotPair[], slots: readonly number[]): string {
  const texts = pairs.map(([i, j]) => [slots[i], slots[j]].sort((a, b) => a - b).join("."));
  return texts.sort().join(" ");
}

/** The name of the group of interchangeable indices to which each index of an irrep belongs. */
function indexGroups(labels: Letter["irreps"][number]): string[] {
  return columnsOfIrrep(labels).flatMap(({ variance, height, first }) =>
    Array.from({ length: height }, () => (height === 1 ? variance : `${variance}${first}`)),
  );
}

function structureText(
  structure: GaugeStructure,
  slots: readonly number[],
  groups: readonly (readonly string[])[],
): string {
  const blocks = structure.map((contraction) => {
    const places = placesOf(contraction).map(({ slot, index }) => `${slots[slot]}${groups[slot][index]}`);
    return `${contraction.kind}(${places.sort().join()})`;
  });
  return blocks.sort().join(" ");
}
