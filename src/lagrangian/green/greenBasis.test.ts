import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { countOperators } from "../count/countOperators.ts";
import { brokenGenerators, factorTensors } from "../verify/invariance.ts";
import { localVariations } from "../verify/localGauge.ts";
import { typeSpan } from "../verify/typeSpan.ts";
import { parseTypeName } from "../typeNames.ts";
import { lettersOf } from "../theory.ts";
import { writeTerm } from "../terms/writeTerm.ts";
import { allContractions } from "./allContractions.ts";
import { greenBasis } from "./greenBasis.ts";

const sm = builtinTheory("sm");
const letters = lettersOf(sm);
const GREEN = { removeEom: false, removeIbp: true };

test.each([
  [4, 1, 19],
  [4, 3, 107],
  [5, 3, 12],
  [6, 1, 165],
])(
  "the Green's basis of the Standard Model, d = %i for %i generations, has %i operators",
  (dimension, generations, total) => {
    const { types } = countOperators(sm, { dimension, generations, ...GREEN });
    let sum = 0;
    for (const { type, name, operators } of types) {
      const terms = greenBasis(type, sm, letters, generations);
      const span = typeSpan(terms, type, sm, letters, { generations, equality: "green", rng: createRng(8) });
      expect([name, span.operators]).toEqual([name, Number(operators)]);
      sum += span.operators;
      for (const term of terms) expect(brokenGenerators(term, factorTensors(term, sm, letters))).toEqual([]);
    }
    expect(sum).toBe(total);
  },
);

test("contractions are listed once, whatever slots and indices are called", () => {
  const lines = (name: string) =>
    allContractions(parseTypeName(name, letters), sm, letters).map((term) => writeTerm(term, sm, letters));
  expect(lines("H H H+ H+")).toHaveLength(2);
  expect(lines("G G")).toEqual(["G G | Lorentz <1.1 2.1> <1.2 2.2> | SU3 delta(2.1 1.2) delta(1.1 2.2)"]);
  expect(lines("H H+ D^2")).toHaveLength(3);
});

test("operators that vanish by equations of motion are locally invariant too", () => {
  for (const name of ["H H+ D^4", "Q Q+ D^3", "Q Q+ G D"]) {
    for (const term of greenBasis(parseTypeName(name, letters), sm, letters, 1)) {
      const changes = localVariations(term, sm, letters, createRng(6));
      expect(changes.map(({ variation }) => variation)).toEqual([0, 0, 0]);
    }
  }
});

test("more contractions than can be listed are refused", () => {
  const many = () => allContractions(parseTypeName("W^5 W+^5", letters), sm, letters);
  expect(many).toThrow(/too many contractions to list at W\^5 W\+\^5: found .*lagrangian\/too-many-contractions/);
});
