/**
 * Gauge contractions: known ones, and a second method. The values at highest-weight vectors are compared with the
 * tensors themselves: contractions applied to all states of the irreps (`irrepStates`) with total weight zero.
 */
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import {
  groupIntegral,
  irrepStates,
  modularRank,
  parseIrrep,
  residue,
  PRIME,
  unpackIndices,
} from "../../exact/index.ts";
import type { DynkinLabels, IrrepStates } from "../../exact/index.ts";
import { contractions } from "./contractions.ts";
import type { Contraction, GaugeStructure, IndexPlace } from "./contractions.ts";
import { gaugeSpace } from "./invariantSpace.ts";
import type { InvariantSpace } from "./invariantSpace.ts";

const irrepsOf = (N: number, names: string): DynkinLabels[] =>
  names.split(" ").map((name) => parseIrrep(name, N, "test"));

/** `12` is the second index of the first slot; deltas upper before lower. */
function written(structure: GaugeStructure): string {
  const place = ({ slot, index }: IndexPlace) => `${slot + 1}${index + 1}`;
  const block = (contraction: Contraction) =>
    contraction.kind === "delta"
      ? `d(${place(contraction.upper)},${place(contraction.lower)})`
      : `e(${contraction.indices.map(place).join()})`;
  return structure.map(block).join(" ");
}

const spaceOf = (N: number, names: string) => gaugeSpace(N, irrepsOf(N, names), createRng(3));

describe("contractions that are known", () => {
  test.each([
    [2, "2 2", ["e(11,21)"]],
    [2, "2 2 2 2", ["e(11,31) e(21,41)", "e(11,21) e(31,41)"]],
    [2, "3 2 2", ["e(11,21) e(12,31)"]],
    [2, "3 3 3", ["e(11,21) e(12,31) e(22,32)"]],
    [3, "3 3bar", ["d(11,21)"]],
    [3, "3 3 3", ["e(11,21,31)"]],
    [3, "3bar 3bar 3bar", ["e(11,21,31)"]],
    [3, "8 8 8", ["d(21,12) d(31,22) d(11,32)", "d(31,12) d(11,22) d(21,32)"]],
    [3, "8 3 3bar", ["d(21,12) d(11,31)"]],
    [3, "6 3bar 3bar", ["d(11,21) d(12,31)"]],
    [3, "6 6 6", ["e(11,21,31) e(12,22,32)"]],
    [5, "10 10 5", ["e(11,12,21,22,31)"]],
    [5, "10 5bar 5bar", ["d(11,21) d(12,31)"]],
  ])("SU(%i) %s", (N, names, expected) => {
    expect(spaceOf(N, names).structures.map(written)).toEqual(expected);
  });

  test.each([
    [2, "2 2 2"],
    [2, "2 3"],
    [3, "3 3"],
    [3, "6 3 3"],
    [3, "8 3"],
    [5, "10 10 10"],
  ])("SU(%i) %s has no singlet", (N, names) => {
    expect(spaceOf(N, names).structures).toEqual([]);
  });
});

/** The value of a structure on one state of each slot: a sum over their components. */
function valueOn(N: number, structure: GaugeStructure, states: readonly State[]): number {
  const components = states.map(({ components }) => components);
  const sumOver = (slot: number, chosen: readonly (readonly number[])[]): number => {
    if (slot < components.length) {
      return components[slot].reduce(
        (sum, { indices, value }) => sum + value * sumOver(slot + 1, [...chosen, indices]),
        0,
      );
    }
    return structure.reduce((product, contraction) => product * componentOf(N, contraction, chosen), 1);
  };
  return sumOver(0, []);
}

function componentOf(N: number, contraction: Contraction, indices: readonly (readonly number[])[]): number {
  const at = ({ slot, index }: IndexPlace) => indices[slot][index];
  if (contraction.kind === "delta") return at(contraction.upper) === at(contraction.lower) ? 1 : 0;
  const values = contraction.indices.map(at);
  if (new Set(values).size < N) return 0;
  return values.reduce((sign, a, i) => values.slice(i + 1).reduce((s, b) => (a > b ? -s : s), sign), 1);
}

interface State {
  readonly weight: readonly number[];
  readonly components: readonly { readonly indices: readonly number[]; readonly value: number }[];
}

function statesOf(N: number, labels: DynkinLabels): State[] {
  const { states, upper, lower }: IrrepStates = irrepStates(N, labels);
  return states.map(({ weight, indices, coefficients }) => ({
    weight,
    components: Array.from(indices, (packed, k) => ({
      indices: unpackIndices(N, packed, upper + lower),
      value: coefficients[k],
    })),
  }));
}

/** All choices of one state a slot whose weights sum to zero. */
function neutralStates(states: readonly (readonly State[])[]): State[][] {
  let choices: { sum: number[]; chosen: State[] }[] = [{ sum: states[0][0].weight.map(() => 0), chosen: [] }];
  for (const own of states) {
    choices = choices.flatMap(({ sum, chosen }) =>
      own.map((state) => ({ sum: sum.map((w, k) => w + state.weight[k]), chosen: [...chosen, state] })),
    );
  }
  return choices.filter(({ sum }) => sum.every((w) => w === 0)).map(({ chosen }) => chosen);
}

/** sum_b rows[a][b] structure_b - denominator * structure_a with two slots exchanged, on one choice of states. */
function exchangeDefects(
  N: number,
  space: InvariantSpace<GaugeStructure>,
  slot: number,
  states: readonly State[],
): number[] {
  const { numerators, denominator } = space.exchange(slot);
  const swapped = states.with(slot, states[slot + 1]).with(slot + 1, states[slot]);
  const plain = space.structures.map((structure) => valueOn(N, structure, states));
  const exchanged = space.structures.map((structure) => valueOn(N, structure, swapped));
  return exchanged.map((value, a) => plain.reduce((sum, b, k) => sum + numerators[a][k] * b, -denominator * value));
}

describe("a second method: the tensors on the states of the irreps", () => {
  test.each([
    [2, "2 2 2 2"],
    [2, "3 3 3"],
    [2, "4 4 2 2"],
    [3, "3 3 3"],
    [3, "8 8 8"],
    [3, "6 6 3bar 3bar 3bar 3bar"],
    [3, "3 3 3bar 3bar"],
    [4, "6 6 6 6"],
    [5, "10 10 5"],
  ])("SU(%i) %s: all contractions have the rank of the group integral, exchanges are exact", (N, names) => {
    const irreps = irrepsOf(N, names);
    const choices = neutralStates(irreps.map((labels) => statesOf(N, labels)));
    const all = [...contractions(N, irreps)];
    const rows = all.map((structure) => choices.map((states) => residue(valueOn(N, structure, states), PRIME)));
    const space = gaugeSpace(N, irreps, createRng(8));
    expect(modularRank(rows)).toBe(
      groupIntegral(
        N,
        irreps.map((irrep) => ({ irrep, power: 1 })),
      ),
    );
    expect(space.structures).toHaveLength(modularRank(rows));
    irreps.slice(1).forEach((labels, slot) => {
      if (labels.join() !== irreps[slot].join()) return;
      for (const states of choices) {
        expect(exchangeDefects(N, space, slot, states).every((defect) => defect === 0)).toBe(true);
      }
    });
  });
});

test("redundant contractions are reduced: the third pairing of four doublets, a trace of two octets among four", () => {
  const doublets = spaceOf(2, "2 2 2 2");
  const pair = (a: number, b: number) => ({
    kind: "epsilon" as const,
    variance: "upper" as const,
    indices: [a, b].map((slot) => ({ slot, index: 0 })),
  });
  // eps14 eps23 = eps13 eps24 - eps12 eps34.
  expect(doublets.reduce([[pair(0, 3), pair(1, 2)]])).toEqual({
    numerators: [Float64Array.of(1, -1)],
    denominator: 1,
    growth: 1,
  });
  const octets = spaceOf(3, "8 8 8 8");
  const all = [...contractions(3, irrepsOf(3, "8 8 8 8"))];
  const { numerators, denominator } = octets.reduce(all);
  expect(denominator).toBe(1);
  // Nine contractions, eight of them independent: the sum of the six single traces is that of the three double ones.
  const ninth = all.findIndex(
    (structure) =>
      !octets.structures.includes(structure) && !octets.structures.some((own) => written(own) === written(structure)),
  );
  expect(Array.from(numerators[ninth]).toSorted()).toEqual([-1, -1, 1, 1, 1, 1, 1, 1]);
});
