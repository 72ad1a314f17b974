/** Complete Lagrangians: what is in them, and as many operators as the counting formula and the reference lists say. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findData } from "../../run/index.ts";
import { builtinNames, builtinTheory } from "../builtin/theories.ts";
import { BASIS, countOperators } from "../count/countOperators.ts";
import type { Theory } from "../theory.ts";
import { theoryFromJson } from "../theoryJson.ts";
import { theoryFromTokens } from "../tokenList.ts";
import { typeName } from "../typeNames.ts";
import { flavourComponents } from "./flavourComponents.ts";
import { renormalisableLagrangian } from "./renormalisable.ts";
import type { RenormalisableLagrangian } from "./renormalisable.ts";
import { createStructureLibrary } from "./structureLibrary.ts";

const library = createStructureLibrary(4);

/** Operators, an operator and its conjugate counted separately, without kinetic terms. */
function operatorNumber(
  { letters, invariants, fieldStrengths }: RenormalisableLagrangian,
  generations: number,
): number {
  return invariants.reduce(
    (sum, { operator, reality }) =>
      sum + (reality === "pair" ? 2 : 1) * flavourComponents(letters, operator, generations),
    2 * fieldStrengths.length,
  );
}

function kineticNames({ letters, kinetic }: RenormalisableLagrangian, canonical: boolean): string[] {
  return kinetic
    .filter((term) => term.canonical === canonical)
    .map((term) => term.letters.map((letter) => letters[letter].name).join(" "));
}

describe("the Standard Model", () => {
  const lagrangian = renormalisableLagrangian(builtinTheory("sm"), library);

  test("six kinetic terms, three field strengths, the Higgs potential and three Yukawa terms", () => {
    const { letters, invariants, fieldStrengths } = lagrangian;
    expect(kineticNames(lagrangian, true)).toEqual(["Q+ Q", "uc+ uc", "dc+ dc", "L+ L", "ec+ ec", "H+ H"]);
    expect(kineticNames(lagrangian, false)).toEqual([]);
    expect(fieldStrengths.map((term) => letters[term.letters[0]].name)).toEqual(["G", "W", "B"]);
    expect(
      invariants.map(({ dimension, operator, reality }) => [dimension, typeName(operator.type, letters), reality]),
    ).toEqual([
      [2, "H H+", "real"],
      [4, "Q uc H", "pair"],
      [4, "Q dc H+", "pair"],
      [4, "L ec H+", "pair"],
      [4, "H^2 H+^2", "real"],
    ]);
  });

  test("14 operators for one generation, 62 for three; 19 and 107 with the kinetic terms and without the mass", () => {
    const kinetic = (generations: number) => 5 * generations ** 2 + 1;
    expect(operatorNumber(lagrangian, 1)).toBe(14);
    expect(operatorNumber(lagrangian, 3)).toBe(62);
    expect(operatorNumber(lagrangian, 1) - 1 + kinetic(1)).toBe(19);
    expect(operatorNumber(lagrangian, 3) - 1 + kinetic(3)).toBe(107);
  });
});

test("kinetic terms between different fields with the same quantum numbers are named apart", () => {
  expect(kineticNames(renormalisableLagrangian(builtinTheory("2hdm"), library), false)).toEqual(["H2+ H"]);
  expect(kineticNames(renormalisableLagrangian(builtinTheory("VLL_L"), library), false)).toEqual(["LL+ L"]);
  // D S D S of a complex singlet is not hermitian: its conjugate belongs to it.
  const singlet = renormalisableLagrangian(builtinTheory("SM+cS"), library);
  expect(kineticNames(singlet, false)).toEqual(["S S"]);
  expect(singlet.kinetic.find(({ canonical }) => !canonical)!.hermitian).toBe(false);
});

test("two copies of a complex doublet without charge may mix with their conjugates, one may not", () => {
  const theoryWith = (copies: number) =>
    theoryFromJson(
      {
        name: "doublets",
        groups: [{ name: "SU2", type: "SU", N: 2, gauged: true }],
        fields: [{ name: "X", spin: "0", irreps: { SU2: "2" }, copies }],
      },
      "test",
    ).theory;
  expect(kineticNames(renormalisableLagrangian(theoryWith(1), library), false)).toEqual([]);
  expect(kineticNames(renormalisableLagrangian(theoryWith(2), library), false)).toEqual(["X X"]);
});

test("a real triplet has one kinetic term, a hermitian mass and an imaginary eps_ijk-like coupling to the doublet", () => {
  const { letters, kinetic, invariants } = renormalisableLagrangian(builtinTheory("SM+xi"), library);
  const real = kinetic.find((term) => letters[term.letters[0]].name === "xi")!;
  expect([real.canonical, real.hermitian, real.letters[0] === real.letters[1]]).toEqual([true, true, true]);
  const coupling = invariants.find(({ operator }) => typeName(operator.type, letters) === "H H+ xi")!;
  expect(coupling.reality).toBe("imaginary");
});

test("two U(1) factors: their field strengths mix", () => {
  const { letters, fieldStrengths } = renormalisableLagrangian(builtinTheory("b-l"), library);
  const mixed = fieldStrengths.filter((term) => term.letters[0] !== term.letters[1]);
  expect(fieldStrengths).toHaveLength(5);
  expect(mixed.map((term) => term.letters.map((letter) => letters[letter].twiceHelicity))).toEqual([[-2, -2]]);
});

/** Invariants of dimension 2, 3 and 4 by the counting formula. */
function formulaNumber(theory: Theory, generations: number): number {
  return [2, 3, 4].reduce((sum, dimension) => {
    const { types } = countOperators(theory, { ...BASIS, dimension, generations });
    return sum + types.reduce((all, { operators }) => all + Number(operators), 0);
  }, 0);
}

test("every built-in theory but SO(10): as many operators as the formula, for one and three generations", () => {
  const names = builtinNames()
    .map(({ name }) => name)
    .filter((name) => name !== "SO10");
  expect(names.length).toBeGreaterThan(30);
  for (const name of names) {
    const theory = builtinTheory(name);
    const lagrangian = renormalisableLagrangian(theory, library);
    for (const generations of [1, 3]) {
      expect([name, operatorNumber(lagrangian, generations)]).toEqual([name, formulaNumber(theory, generations)]);
    }
  }
});

/** Every fourth list; all of them in the long tier. */
const STEP = process.env["GLUEBALL_LONG"] === undefined ? 4 : 1;

test.skipIf(findData("lagrangian/random_fieldlists_oracle.json") === undefined).each([
  ["random_fieldlists_oracle", 354],
  ["random_fieldlists_oracle_ext", 168],
])("%s of %i lists: as many operators as in the data (needs shared data)", (name, lists) => {
  const rows = JSON.parse(readFileSync(findData(`lagrangian/${name}.json`)!, "utf8")) as {
    readonly input: string;
    readonly terms: readonly (readonly [Readonly<Record<string, number>>, number, number])[];
  }[];
  expect(rows).toHaveLength(lists);
  for (const { input, terms } of rows.filter((_, k) => k % STEP === 0)) {
    const lagrangian = renormalisableLagrangian(theoryFromTokens(input), library);
    const expected = terms.reduce((sum, [, , count]) => sum + count, 0);
    const strengths = 2 * lagrangian.fieldStrengths.length;
    expect([input, operatorNumber(lagrangian, 1) - strengths]).toEqual([input, expected]);
  }
});
