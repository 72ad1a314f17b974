import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { lorentzScalars, modularRank, multiplyModulo, PRIME, timesField, unitSeries } from "../../exact/index.ts";
import { findData } from "../../run/index.ts";
import type { TwiceHelicity } from "../theory.ts";
import { lorentzSpace } from "./invariantSpace.ts";
import { derivativesOnSlots, lorentzStructures } from "./lorentzStructures.ts";
import type { SlotPair } from "./lorentzStructures.ts";
import { spinorEvaluation } from "./spinorEvaluation.ts";

const text = (pairs: readonly SlotPair[], [open, close] = ["<", ">"]) =>
  pairs.map(([i, j]) => `${open}${i + 1}${j + 1}${close}`).join("");
const written = (helicities: readonly TwiceHelicity[], derivatives = 0) =>
  lorentzStructures(helicities, derivatives).map(({ angle, square }) => text(angle) + text(square, ["[", "]"]));

/** L_k of the counting formula for different fields, all total derivatives removed. */
function lorentzCount(helicities: readonly TwiceHelicity[], derivatives: number): number {
  const factors = helicities.map((twiceHelicity) => ({ twiceHelicity, power: 1, onShell: true }));
  return lorentzScalars(factors.reduce(timesField, unitSeries(derivatives)), derivatives, true);
}

describe("structures that are known", () => {
  test.each<[string, TwiceHelicity[], number, string[]]>([
    ["a mass term", [-1, -1], 0, ["<12>"]],
    ["its conjugate", [1, 1], 0, ["[12]"]],
    ["F_L^2", [-2, -2], 0, ["<12><12>"]],
    ["F_R^2", [2, 2], 0, ["[12][12]"]],
    ["a mass of scalars", [0, 0], 0, [""]],
    ["a Yukawa term", [-1, -1, 0], 0, ["<12>"]],
    ["F_L^3", [-2, -2, -2], 0, ["<12><13><23>"]],
    ["four left-handed spinors", [-1, -1, -1, -1], 0, ["<13><24>", "<12><34>"]],
    ["two of each handedness", [-1, -1, 1, 1], 0, ["<12>[34]"]],
    ["four scalars and D^2: s and t", [0, 0, 0, 0], 2, ["<24>[24]", "<34>[34]"]],
    ["a current of spinors and one of scalars", [-1, 1, 0, 0], 1, ["<14>[24]"]],
    ["four field strengths", [-2, -2, 2, 2], 0, ["<12><12>[34][34]"]],
    ["F_L and two spinors", [-2, -1, -1, 0], 0, ["<12><13>"]],
    ["left- and right-handed spinor without derivative", [-1, 1], 0, []],
    ["an odd number of spinors", [-1, 0, 0], 0, []],
    ["F_L F_R, no scalar without derivatives", [-2, 2], 0, []],
  ])("%s", (_, helicities, derivatives, expected) => {
    expect(written(helicities, derivatives)).toEqual(expected);
  });

  test("three massless particles with derivatives vanish, whatever their helicities", () => {
    for (const helicities of [
      [0, 0, 0],
      [-1, -1, 0],
      [-1, 1, 0],
      [-2, 0, 0],
      [-2, 1, 1],
    ] as TwiceHelicity[][]) {
      for (const derivatives of [1, 2, 3]) {
        expect(written(helicities, derivatives)).toEqual([]);
        expect(lorentzCount(helicities, derivatives)).toBe(0);
      }
    }
  });
});

test("as many structures as the counting formula says, independent, with the indices of the fields", () => {
  const rng = createRng(61);
  let compared = 0;
  for (let draw = 0; draw < 300; draw++) {
    const helicities = Array.from({ length: 3 + rng.integer(4) }, () => (rng.integer(5) - 2) as TwiceHelicity);
    const derivatives = rng.integer(4);
    const structures = lorentzStructures(helicities, derivatives);
    expect(structures, `${helicities.join()} D${derivatives}`).toHaveLength(lorentzCount(helicities, derivatives));
    if (structures.length === 0 || structures.length > 60) continue;
    compared++;
    const options = { prime: PRIME, points: structures.length, rng: rng.fork(draw) };
    const evaluate = spinorEvaluation(helicities.length, derivatives, options);
    const order = helicities.map((_, slot) => slot);
    expect(modularRank(structures.map((structure) => evaluate(structure, order)))).toBe(structures.length);
    for (const structure of structures) {
      const onSlots = derivativesOnSlots(structure, helicities.length);
      expect(onSlots.reduce((sum, count) => sum + count)).toBe(derivatives);
      const undotted = structure.angle.flat();
      onSlots.forEach((count, slot) => {
        expect(undotted.filter((place) => place === slot)).toHaveLength(count + Math.max(-helicities[slot], 0));
      });
    }
  }
  expect(compared).toBeGreaterThan(40);
});

const counts = findData("lagrangian/lorentz_counts.json");
test.skipIf(counts === undefined)("all 269 rows of lorentz_counts.json (needs shared data)", () => {
  const rows = JSON.parse(readFileSync(counts!, "utf8")) as {
    helicities: number[];
    D: number;
    n_independent: number;
  }[];
  const numberOf = (row: (typeof rows)[number]) =>
    lorentzStructures(
      row.helicities.map((h) => (2 * h) as TwiceHelicity),
      row.D,
    ).length;
  expect(rows).toHaveLength(269);
  expect(rows.map(numberOf)).toEqual(rows.map((row) => row.n_independent));
});

test("the points of structures with derivatives conserve momentum: sum_j <ij>[jk] = 0; the Schouten identity holds at all", () => {
  const slots = [0, 1, 2, 3, 4];
  const sumOver = (values: readonly Float64Array[]) =>
    values[0].map((_, k) => values.reduce((s, v) => s + v[k], 0) % PRIME);
  const conserving = spinorEvaluation(5, 2, { prime: PRIME, points: 3, rng: createRng(5) });
  const free = spinorEvaluation(5, 0, { prime: PRIME, points: 3, rng: createRng(5) });
  for (const i of slots) {
    for (const k of slots) {
      const chains = slots.map((j): { angle: SlotPair[]; square: SlotPair[] } => ({
        angle: [[i, j]],
        square: [[j, k]],
      }));
      expect(Array.from(sumOver(chains.map((chain) => conserving(chain, slots))))).toEqual([0, 0, 0]);
      expect(Array.from(sumOver(chains.map((chain) => free(chain, slots))))).not.toEqual([0, 0, 0]);
    }
  }
  const schouten: SlotPair[][] = [
    [
      [0, 1],
      [2, 3],
    ],
    [
      [0, 2],
      [3, 1],
    ],
    [
      [0, 3],
      [1, 2],
    ],
  ];
  for (const evaluate of [conserving, free]) {
    expect(Array.from(sumOver(schouten.map((angle) => evaluate({ angle, square: [] }, slots))))).toEqual([0, 0, 0]);
  }
});

test("exchanged slots: a value at other places", () => {
  const evaluate = spinorEvaluation(4, 0, { prime: PRIME, points: 2, rng: createRng(9) });
  const product = evaluate(
    {
      angle: [
        [0, 1],
        [2, 3],
      ],
      square: [],
    },
    [0, 1, 3, 2],
  );
  const plain = evaluate(
    {
      angle: [
        [0, 1],
        [2, 3],
      ],
      square: [],
    },
    [0, 1, 2, 3],
  );
  expect(Array.from(product)).toEqual(Array.from(plain, (value) => multiplyModulo(value, PRIME - 1, PRIME)));
});

test("redundant brackets are reduced: Schouten identity, momentum conservation, s + t + u = 0", () => {
  const spinors = lorentzSpace([-1, -1, -1, -1], 0, createRng(2));
  const third = {
    angle: [
      [0, 3],
      [1, 2],
    ] as const,
    square: [],
  };
  expect(spinors.reduce([third])).toEqual({ numerators: [Float64Array.of(1, -1)], denominator: 1, growth: 1 });
  const scalars = lorentzSpace([0, 0, 0, 0], 2, createRng(2));
  const invariant = (i: number, j: number) => ({ angle: [[i, j]] as const, square: [[i, j]] as const });
  // <12>[12] = <34>[34], <13>[13] = <24>[24], and <14>[14] is minus the sum of both.
  expect(scalars.reduce([invariant(0, 1), invariant(0, 2), invariant(0, 3)]).numerators.map((row) => [...row])).toEqual(
    [
      [0, 1],
      [1, 0],
      [-1, -1],
    ],
  );
});
