/** Explicit bases: worked examples, published facts of AutoEFT's files, and the counts of the counting formula. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rationalRank, symmetricGroupDimension } from "../../exact/index.ts";
import { findData } from "../../run/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { BASIS, countOperators } from "../count/countOperators.ts";
import { lettersOf } from "../theory.ts";
import type { Theory } from "../theory.ts";
import { theoryFromJson } from "../theoryJson.ts";
import { parseTypeName } from "../typeNames.ts";
import type { ExplicitOperator } from "./operatorBasis.ts";
import { flavourComponents } from "./flavourComponents.ts";
import { operatorBasis } from "./operatorBasis.ts";
import { operatorSpace } from "./operatorSpace.ts";
import { createStructureLibrary } from "./structureLibrary.ts";

const library = createStructureLibrary(1);
const sm = builtinTheory("sm");

function basisOf(theory: Theory, type: string): ExplicitOperator[] {
  const letters = lettersOf(theory);
  return operatorBasis(letters, parseTypeName(type, letters), library);
}

/** `Q[2,1] H+[2]` and the vector. */
function summary(theory: Theory, type: string): [string, number[]][] {
  const letters = lettersOf(theory);
  return basisOf(theory, type).map(({ symmetry, vector }) => [
    symmetry.map(({ letter, partition }) => `${letters[letter].name}[${partition.join()}]`).join(" "),
    [...vector],
  ]);
}

function components(theory: Theory, type: string, generations: number): number[] {
  const letters = lettersOf(theory);
  return basisOf(theory, type).map((operator) => flavourComponents(letters, operator, generations));
}

/** L before Q, so that the slots stand as in the published files. */
const leptonsFirst: Theory = {
  ...sm,
  fields: ["L", "Q"].map((name) => sm.fields.find((field) => field.name === name)!),
};

describe("worked examples", () => {
  test("L Q Q Q: the structures and vectors of AutoEFT's file", () => {
    const [operator] = basisOf(leptonsFirst, "L Q^3");
    expect(operator.lorentz.map(({ angle }) => angle)).toEqual([
      [
        [0, 2],
        [1, 3],
      ],
      [
        [0, 1],
        [2, 3],
      ],
    ]);
    expect(operator.gauge.map((structures) => structures.length)).toEqual([1, 2]);
    expect(summary(leptonsFirst, "L Q^3")).toEqual([
      ["Q[3]", [2, -1, -1, 2]],
      ["Q[2,1]", [1, -2, -2, 1]],
      ["Q[1,1,1]", [0, 1, -1, 0]],
    ]);
    expect(components(leptonsFirst, "L Q^3", 3)).toEqual([30, 24, 3]);
    expect(components(leptonsFirst, "L Q^3", 1)).toEqual([1, 0, 0]);
  });

  test.each([
    ["H^2 H+^2", [["H[2] H+[2]", [2, -1]]]],
    ["G^3", [["G[3]", [1, -1]]]],
    ["B^3", []],
    ["W^3", [["W[3]", [1]]]],
    ["L^2 H^2", [["L[2] H[2]", [2, -1]]]],
    ["H H+", [["", [1]]]],
    ["G^2", [["G[2]", [1]]]],
    ["L ec H+", [["", [1]]]],
    ["L H", []],
  ])("%s", (type, expected) => {
    expect(summary(sm, type)).toEqual(expected);
  });

  test("H H H+ H+ D^2: two operators, both symmetric in H and in H+, in a space of four", () => {
    const operators = basisOf(sm, "H^2 H+^2 D^2");
    expect(operators.map(({ lorentz, gauge }) => [lorentz.length, ...gauge.map((own) => own.length)])).toEqual([
      [2, 1, 2],
      [2, 1, 2],
    ]);
    expect(summary(sm, "H^2 H+^2 D^2").map(([symmetry]) => symmetry)).toEqual(["H[2] H+[2]", "H[2] H+[2]"]);
    expect(rationalRank(operators.map(({ vector }) => vector))).toBe(2);
  });

  test("uc uc+ G_L G_R D: three operators", () => {
    expect(basisOf(sm, "G G+ uc uc+ D")).toHaveLength(3);
  });

  test("the flavour of leptoquarks: S1 Q Q symmetric, S3 Q Q antisymmetric", () => {
    expect(summary(builtinTheory("S1"), "Q^2 S1+").map(([symmetry]) => symmetry)).toEqual(["Q[2]"]);
    expect(components(builtinTheory("S1"), "Q^2 S1+", 3)).toEqual([6]);
    expect(summary(builtinTheory("S3"), "Q^2 S3+").map(([symmetry]) => symmetry)).toEqual(["Q[1,1]"]);
    expect(components(builtinTheory("S3"), "Q^2 S3+", 3)).toEqual([3]);
    expect(components(builtinTheory("S3"), "Q^2 S3+", 1)).toEqual([0]);
  });

  test("three antitriplet scalars: nothing for one copy, antisymmetric for three", () => {
    const theoryWith = (copies: number) =>
      theoryFromJson(
        {
          name: "triplets",
          groups: [{ name: "SU3", type: "SU", N: 3, gauged: true }],
          fields: [{ name: "phi", spin: "0", irreps: { SU3: "3bar" }, copies }],
        },
        "test",
      ).theory;
    expect(basisOf(theoryWith(1), "phi^3")).toEqual([]);
    expect(summary(theoryWith(3), "phi^3")).toEqual([["phi[1,1,1]", [1]]]);
    expect(components(theoryWith(3), "phi^3", 1)).toEqual([1]);
  });

  test("two U(1)s mix: B B' once for each chirality", () => {
    const theory = builtinTheory("b-l");
    const [first, second] = lettersOf(theory)
      .filter(
        ({ fieldStrength, irreps, conjugate }) => fieldStrength && !conjugate && irreps.flat().every((a) => a === 0),
      )
      .map(({ name }) => name);
    for (const type of [`${first} ${second}`, `${first}+ ${second}+`]) expect(basisOf(theory, type)).toHaveLength(1);
  });
});

test("exchanges of neighbours represent the symmetric group: squares, braids and distant pairs", () => {
  const letters = lettersOf(sm);
  for (const type of ["Q^6 L^2", "G^4", "H^3 H+^3 D^2", "dc^3 uc^3", "W^4 D^2"]) {
    const space = operatorSpace(letters, parseTypeName(type, letters), library);
    const equal = space.slots.flatMap((letter, slot) => (space.slots[slot + 1] === letter ? [slot] : []));
    expect(space.dimension).toBeGreaterThan(5);
    // With scales divided out: (s_a s_b s_a v) for vectors, applied from the left of the list on.
    const apply = (word: readonly number[], vector: Float64Array) =>
      word.reduce((v, slot) => {
        const { vector: image, scale } = space.exchange(slot, v);
        return image.map((entry) => entry / scale);
      }, vector);
    for (let k = 0; k < Math.min(space.dimension, 12); k++) {
      const unit = new Float64Array(space.dimension);
      unit[k] = 1;
      for (const a of equal) {
        expect(apply([a, a], unit)).toEqual(unit);
        for (const b of equal.filter((slot) => slot > a)) {
          if (b === a + 1) expect(apply([a, b, a], unit)).toEqual(apply([b, a, b], unit));
          else expect(apply([a, b], unit)).toEqual(apply([b, a], unit));
        }
      }
    }
  }
});

test("all symmetries together fill the space: the sum of multiplicity times dimension", () => {
  const manyCopies: Theory = { ...sm, fields: sm.fields.map((field) => ({ ...field, copies: "Nf" as const })) };
  const letters = lettersOf(manyCopies);
  for (const type of ["L Q^3", "H^3 H+^3", "H^2 H+^2 D^2", "Q^2 Q+^2 H H+", "dc^3 uc ec+ D", "L^2 H^3 H+"]) {
    const parsed = parseTypeName(type, letters);
    const operators = operatorBasis(letters, parsed, library);
    const filled = operators.reduce(
      (sum, { symmetry }) =>
        sum + symmetry.reduce((f, { partition }) => f * Number(symmetricGroupDimension(partition)), 1),
      0,
    );
    expect(filled, type).toBe(operatorSpace(letters, parsed, library).dimension);
    expect(rationalRank(operators.map(({ vector }) => vector))).toBe(operators.length);
  }
});

test("as many vectors and components as the counting formula: the Standard Model to d = 6, d = 7", () => {
  for (const [dimension, terms, operators] of [
    [5, 2, 12],
    [6, 99, 3045],
    [7, 52, 1542],
  ]) {
    const count = countOperators(sm, { ...BASIS, dimension, generations: 3 });
    let vectors = 0;
    let total = 0;
    for (const { type, name, terms: expected, operators: number } of count.types) {
      const basis = operatorBasis(count.letters, type, library);
      const sum = basis.reduce((all, operator) => all + flavourComponents(count.letters, operator, 3), 0);
      expect([name, basis.length, sum]).toEqual([name, Number(expected), Number(number)]);
      vectors += basis.length;
      total += sum;
    }
    expect([vectors, total]).toEqual([terms, operators]);
  }
});

interface ReferenceType {
  readonly type: Readonly<Record<string, number>>;
  readonly n_terms: number;
  readonly n_operators: number;
  readonly invariants: { readonly Lorentz: number; readonly SU3: number; readonly SU2: number };
  readonly symmetries: readonly { readonly n_operators: number; readonly [letter: string]: unknown }[];
}

const reference = findData("lagrangian/autoeft_reference.json");
test.skipIf(reference === undefined)("every type of autoeft_reference.json (needs shared data)", () => {
  const { types } = JSON.parse(readFileSync(reference!, "utf8")) as { types: readonly ReferenceType[] };
  const ownNames: Readonly<Record<string, string>> = { GL: "G", dC: "dc" };
  expect(types).toHaveLength(5);
  for (const { type, n_terms, n_operators, invariants, symmetries } of types) {
    const words = Object.entries(type).map(([name, power]) => `${ownNames[name] ?? name}^${power}`);
    const name = words.join(" ");
    const operators = basisOf(sm, name);
    const { lorentz, gauge } = operators[0];
    expect([name, operators.length]).toEqual([name, n_terms]);
    expect(components(sm, name, 3).reduce((a, b) => a + b)).toBe(n_operators);
    expect([lorentz.length, gauge[0].length, gauge[1].length]).toEqual(Object.values(invariants));
    const sizes = symmetries.map((own) => own.n_operators).sort();
    const bySymmetry = Map.groupBy(basisOf(sm, name), ({ symmetry }) => JSON.stringify(symmetry));
    const found = [...bySymmetry.values()].map((own) =>
      own.reduce((sum, operator) => sum + flavourComponents(lettersOf(sm), operator, 3), 0),
    );
    expect(found.sort()).toEqual(sizes);
  }
});
