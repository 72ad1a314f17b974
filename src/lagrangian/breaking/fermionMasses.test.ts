/**
 * Mass terms are covariant. What a term becomes in the vacuum u, M_ab(u) x_a x_b/2, does not change if x and u are
 * transformed together: for a generator T, sum_a (M_ab T_ac + M_ca T_ab) = - M_cb(T u). With u in the other component of
 * the doublet, the charged one, the same code gives M(T u) from other components. The generators E and F on x come from
 * the tensors of the components. On the doublet, with u in its lower component: E u = u_+ and E u* = 0, F u = 0 and
 * F u* = - u_+*, since u* is written with the tensors J t_- = t_+ and J t_+ = - t_-.
 */
import { expect, test } from "vitest";
import { lowerTensor, raiseTensor, rationalToNumber } from "../../exact/index.ts";
import type { SparseTensor } from "../../exact/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { NamedOperator } from "../exports/couplings.ts";
import { nameOperators } from "../exports/couplings.ts";
import { fermionBilinears, fermionSectors } from "./fermionMasses.ts";
import { stateKey } from "./massSectors.ts";
import type { BrokenTheory } from "./vacuumProducts.ts";
import { breakTheory } from "./vacuumProducts.ts";

type Matrix = ReadonlyMap<string, number>;

/** M_ab of normalised components, couplings set to 1; key `a b`. */
function massMatrix(operator: NamedOperator, broken: BrokenTheory): Matrix {
  const norms = new Map(broken.byLetter.flat().map((own) => [`${own.component}`, own.norm2]));
  const matrix = new Map<string, number>();
  for (const { states, term } of fermionBilinears(operator, broken)) {
    const [a, b] = states.map((state) => norms.get(state.replace("+", ""))!);
    const key = states.join(" ");
    matrix.set(key, (matrix.get(key) ?? 0) + rationalToNumber(term.value) / Math.sqrt(a * b));
  }
  return matrix;
}

/** T_ab of the left-handed components; key `a b`. */
function generatorMatrix(
  { letters, byLetter, vacuum }: BrokenTheory,
  act: typeof raiseTensor | typeof lowerTensor,
): Matrix {
  const matrix = new Map<string, number>();
  letters.forEach((letter, k) => {
    if (letter.twiceHelicity !== -1) return;
    const slots = new Array<"upper">(letter.irreps[vacuum.isospin][0]).fill("upper");
    for (const column of byLetter[k]) {
      const image: SparseTensor = act(2, slots, 1, column.tensor);
      for (const row of byLetter[k]) {
        const overlap = [...row.tensor].reduce((sum, [place, value]) => sum + value * (image.get(place) ?? 0), 0);
        const key = `${stateKey(row)} ${stateKey(column)}`;
        if (overlap !== 0) matrix.set(key, overlap / Math.sqrt(row.norm2 * column.norm2));
      }
    }
  });
  return matrix;
}

/** How often the vacuum stands in the left-handed form of a mass term as H* and as H. */
function vacuumLetters(
  { operator }: NamedOperator,
  { letters, vacuum }: BrokenTheory,
): { H: number; conjugate: number } {
  const held = operator.slots.map((letter) => letters[letter]);
  const isConjugate = held.some(({ twiceHelicity }) => twiceHelicity === 1);
  const own = held.filter(({ field }) => field === vacuum.field).map(({ conjugate }) => conjugate !== isConjugate);
  return { H: own.filter((conjugate) => !conjugate).length, conjugate: own.filter((conjugate) => conjugate).length };
}

const THEORIES = ["sm", "TypeI", "TypeIII", "VLL_L", "VLQ_T", "MSSMfields"];

test.each(THEORIES)("every mass term of %s is covariant", (name) => {
  const theory = builtinTheory(name);
  const broken = breakTheory(theory);
  expect(broken.vacuum.twiceT3).toBe(-1);
  const values = broken.vacuum.values.map((own) => ({ ...own, twiceT3: 1 }));
  const charged: BrokenTheory = { ...broken, vacuum: { ...broken.vacuum, values } };
  const operators = nameOperators(theory, broken.letters, renormalisableLagrangian(theory).invariants);
  let compared = 0;
  for (const operator of operators) {
    const matrix = massMatrix(operator, broken);
    const turned = massMatrix(operator, charged);
    const { H, conjugate } = vacuumLetters(operator, broken);
    for (const [act, factor] of [
      [raiseTensor, H],
      [lowerTensor, -conjugate],
    ] as const) {
      const variation = new Map([...turned].map(([key, value]) => [key, factor * value]));
      const add = (c: string, b: string, value: number) =>
        variation.set(`${c} ${b}`, (variation.get(`${c} ${b}`) ?? 0) + value);
      for (const [generatorKey, t] of generatorMatrix(broken, act)) {
        const [a, c] = generatorKey.split(" ");
        for (const [key, value] of matrix) {
          const [first, second] = key.split(" ");
          if (first === a) add(c, second, value * t);
          if (second === a) add(first, c, value * t);
        }
      }
      for (const value of variation.values()) expect(Math.abs(value)).toBeLessThan(1e-12);
      compared += variation.size;
    }
  }
  expect(compared).toBeGreaterThan(5);
});

test("a coupling of one field with a flavour of another is marked where its indices are exchanged", () => {
  const plain = builtinTheory("TypeI");
  const nuc = { ...plain.fields.at(-1)!, copies: 1 };
  const theory = { ...plain, fields: [nuc, ...plain.fields.slice(0, -1)] };
  const broken = breakTheory(theory);
  const operators = nameOperators(theory, broken.letters, renormalisableLagrangian(theory).invariants);
  const [neutral] = fermionSectors(broken, operators);
  expect(neutral.rows.map((row) => row.name)).toEqual(["nuc", "L[0]"]);
  const marks = neutral.entries.map((row) => row.map((terms) => terms.map(({ transposed }) => transposed)));
  expect(marks).toEqual([
    [[false], [false]],
    [[true], []],
  ]);
});
