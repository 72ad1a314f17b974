import fc from "fast-check";
import { expect, test } from "vitest";
import { rational } from "../../exact/index.ts";
import { typeName } from "../typeNames.ts";
import { lettersOf } from "../theory.ts";
import type { Field, Theory, TwiceHelicity } from "../theory.ts";
import { neutralTypes, productsToVisit, twiceDimension } from "./neutralTypes.ts";

const randomField = fc.record({
  twiceHelicity: fc.constantFrom<TwiceHelicity>(-1, 0, 1),
  color: fc.constantFrom([0, 0], [1, 0], [1, 1]),
  quarters: fc.integer({ min: -3, max: 3 }),
  residue: fc.integer({ min: 0, max: 3 }),
});

const randomTheory = fc.array(randomField, { minLength: 1, maxLength: 3 }).map((fields): Theory => ({
  name: "random",
  description: "",
  groups: [
    { kind: "SU", name: "SU3", n: 3, gauged: true },
    { kind: "U1", name: "Y", gauged: false },
    { kind: "Z", name: "Z4", order: 4 },
  ],
  fields: fields.map(({ twiceHelicity, color, quarters, residue }, k): Field => ({
    name: `f${k}`,
    twiceHelicity,
    irreps: [color],
    charges: [rational(quarters, 4)],
    residues: [residue],
    real: false,
    copies: 1,
  })),
  hyperchargeConvention: "T3+Y",
}));

/** The slow twin: every product of letters of the dimension, judged one by one. */
function allProducts(theory: Theory, dimension: number): string[] {
  const letters = lettersOf(theory);
  const found: string[] = [];
  const extend = (letter: number, powers: readonly number[], rest: number): void => {
    if (letter < letters.length) {
      const size = twiceDimension(letters[letter]);
      for (let power = 0; power * size <= rest; power++) extend(letter + 1, [...powers, power], rest - power * size);
      return;
    }
    const sum = (of: (k: number) => number): number => powers.reduce((total, power, k) => total + power * of(k), 0);
    const derivatives = rest / 2;
    const spins = [-1, 1].map((side) => sum((k) => Math.max(0, side * letters[k].twiceHelicity)) + derivatives);
    const neutral =
      sum((k) => Number(letters[k].charges[0])) === 0 &&
      sum((k) => letters[k].residues[0]) % 4 === 0 &&
      sum((k) => letters[k].irreps[0][0] + 2 * letters[k].irreps[0][1]) % 3 === 0 &&
      spins.every((spin) => spin % 2 === 0);
    if (!neutral || sum(() => 1) < 2) return;
    const type = powers.flatMap((power, k) => (power > 0 ? [{ letter: k, power }] : []));
    found.push(typeName({ powers: type, derivatives }, letters));
  };
  extend(0, [], 2 * dimension);
  return found.sort();
}

test("finds every neutral product of fields and no other", () => {
  fc.assert(
    fc.property(randomTheory, fc.integer({ min: 2, max: 6 }), (theory, dimension) => {
      const found = neutralTypes(theory, { dimension }).map((type) => typeName(type, lettersOf(theory)));
      expect(found.toSorted()).toEqual(allProducts(theory, dimension));
    }),
    { seed: 3, numRuns: 60 },
  );
});

test("the number of products to visit: of three scalars and none else", () => {
  const letters = lettersOf({
    name: "three",
    description: "",
    groups: [],
    fields: ["a", "b", "c"].map((name) => ({
      name,
      twiceHelicity: 0,
      irreps: [],
      charges: [],
      residues: [],
      real: true,
      copies: 1,
    })),
    hyperchargeConvention: "T3+Y",
  });
  // 1 + 3 + 6 + 10 monomials of degree 0 to 3
  expect(productsToVisit(letters, 3)).toBe(20);
});
