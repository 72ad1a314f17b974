import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { BASIS, countOperators } from "../count/countOperators.ts";
import { operatorBasis } from "../explicit/operatorBasis.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { readTerm } from "../terms/readTerm.ts";
import { termOfOperator, typeOfTerm } from "../terms/term.ts";
import { lettersOf } from "../theory.ts";
import type { Theory } from "../theory.ts";
import { parseTypeName } from "../typeNames.ts";
import { typeSpan } from "./typeSpan.ts";

const library = createStructureLibrary();
const sm = builtinTheory("sm");

function spanOf(lines: readonly string[], generations: number, theory: Theory = sm) {
  const letters = lettersOf(theory);
  const terms = lines.map((line) => readTerm(line, theory));
  const equality = typeOfTerm(terms[0], letters).derivatives > 0 && terms[0].slots.length < 4 ? "green" : "basis";
  return typeSpan(terms, typeOfTerm(terms[0], letters), theory, letters, { generations, equality, rng: createRng(3) });
}

test.each([
  [5, 3],
  [6, 1],
  [6, 3],
  [7, 3],
])(
  "the basis of every SMEFT type of d = %i is complete and independent for %i generations",
  (dimension, generations) => {
    const { letters, types } = countOperators(sm, { dimension, generations, ...BASIS });
    for (const { type, name, operators } of types) {
      const explicit = operatorBasis(letters, type, library);
      const terms = explicit.map((operator) => termOfOperator(operator));
      const span = typeSpan(terms, type, sm, letters, { generations, equality: "basis", rng: createRng(1) });
      // For one generation some symmetries have no component.
      const sum = span.terms.reduce((total, { operators: own }) => total + own, 0);
      expect([name, span.operators, sum]).toEqual([name, Number(operators), Number(operators)]);
    }
  },
);

test("what vanishes by statistics has no components", () => {
  expect(spanOf(["H H+ | SU2 eps(1 2)"], 1).terms).toEqual([{ operators: 1, fresh: 1 }]);
  // Symmetric in flavour by statistics: 6 components for three generations.
  const weinberg = "L L H H | Lorentz <1 2> | SU2 eps(1 3) eps(2 4)";
  expect(spanOf([weinberg], 3).operators).toBe(6);
  expect(spanOf([weinberg.replace("eps(1 3) eps(2 4)", "eps(1 2) eps(3 4)")], 3).operators).toBe(0);
});

test("Fierz copies are found: the second quartic of a doublet, the dependent contraction of Q Q Q L", () => {
  const quartic = ["eps(1 3) eps(2 4)", "eps(1 4) eps(2 3)"].map((text) => `H H H+ H+ | SU2 ${text}`);
  expect(spanOf(quartic, 1).terms).toEqual([
    { operators: 1, fresh: 1 },
    { operators: 1, fresh: 0 },
  ]);
  const baryon = ["<1 3> <2 4>", "<1 2> <3 4>"].map(
    (text) => `L Q Q Q | Lorentz ${text} | SU3 eps(2 3 4) | SU2 eps(1 3) eps(2 4)`,
  );
  expect(spanOf(baryon, 3).operators).toBe(57);
  expect(spanOf(baryon, 1).operators).toBe(1);
  // The worked example: [3], [2,1] and [1,1,1] for three generations.
  const vectors = ["2 -1 -1 2", "-1 2 2 -1", "0 -1 1 0"].map(
    (vector) =>
      `L Q Q Q | Lorentz <1 3> <2 4> ; <1 2> <3 4> | SU3 eps(2 3 4) | SU2 eps(1 3) eps(2 4) ; eps(1 2) eps(3 4) | vector ${vector}`,
  );
  expect(spanOf(vectors, 3).terms.map(({ operators }) => operators)).toEqual([30, 24, 3]);
});

test("kinetic terms are compared with equations of motion kept", () => {
  const placements = ["<1 2> [1 2]", "<2 2> [2 2]", "<1 1> [1 1]"];
  const lines = placements.map((text) => `H+ H | Lorentz ${text} | SU2 eps(1 2)`);
  expect(spanOf(lines, 1).terms.map(({ fresh }) => fresh)).toEqual([1, 0, 0]);
  expect(spanOf(["L+ L | Lorentz <2.1 2.2> [1 2] | SU2 eps(1 2)"], 3).operators).toBe(9);
});

test("S3 with two quark doublets is antisymmetric in flavour", () => {
  const s3 = builtinTheory("s3");
  const letters = lettersOf(s3);
  const operators = operatorBasis(letters, parseTypeName("Q Q S3+", letters), library);
  const terms = operators.map((operator) => termOfOperator(operator));
  const rank = (generations: number) =>
    typeSpan(terms, operators[0].type, s3, letters, { generations, equality: "basis", rng: createRng(1) }).operators;
  expect([rank(1), rank(3)]).toEqual([0, 3]);
});
