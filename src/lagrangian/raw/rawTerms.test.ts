/** The redundant style: known lists of terms, what vanishes, relations, and rank = count on every reference list. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { findData } from "../../run/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { BASIS, countOperators } from "../count/countOperators.ts";
import { lettersOf } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { theoryFromTokens } from "../tokenList.ts";
import { parseTypeName, typeName } from "../typeNames.ts";
import { rawLagrangian } from "./rawLagrangian.ts";
import { rawType } from "./rawTerms.ts";
import type { RawType } from "./rawTerms.ts";

const library = createStructureLibrary(11);
const sm = builtinTheory("sm");

function rawOf(theory: Theory, type: string, generations: number | "symbolic" = 1): RawType {
  const letters = lettersOf(theory);
  return rawType(letters, parseTypeName(type, letters), library, generations);
}

/** Numbers of terms, of vanishing ones and the relations. */
function summary({ terms, vanishing, relations }: RawType): [number, number, number[][]] {
  return [terms.length, vanishing.length, relations.map((relation) => relation.map(Number))];
}

describe("types that are known", () => {
  test.each<[string, [number, number, number[][]]]>([
    // The two pairings of H H+ with H H+ are relabellings; eps_ij H_i H_j is zero.
    ["H^2 H+^2", [1, 1, []]],
    ["H H+", [1, 0, []]],
    ["Q uc H", [1, 0, []]],
    ["G^2", [1, 0, []]],
    ["L H", [0, 0, []]],
  ])("%s", (type, expected) => {
    expect(summary(rawOf(sm, type))).toEqual(expected);
  });

  test("S3 Q Q vanishes for one generation and not for several; phi^3 eps of one copy vanishes", () => {
    const theory = builtinTheory("S3");
    expect(summary(rawOf(theory, "Q^2 S3+", 1))).toEqual([0, 1, []]);
    expect(summary(rawOf(theory, "Q^2 S3+", "symbolic"))).toEqual([1, 0, []]);
    expect(summary(rawOf(theoryFromTokens("FIELD SPIN 0 SU3 - 3"), "f0^3"))).toEqual([0, 1, []]);
  });

  test("quartics of a complex octet: more traces than invariants", () => {
    const raw = rawOf(theoryFromTokens("FIELD SPIN 0 SU3 8 U1 1"), "f0^2 f0+^2");
    const { types } = countOperators(theoryFromTokens("FIELD SPIN 0 SU3 8 U1 1"), {
      ...BASIS,
      dimension: 4,
      generations: 1,
    });
    const count = Number(types.find(({ name }) => name === "f0^2 f0+^2")!.operators);
    expect(raw.terms.length - raw.relations.length).toBe(count);
    expect(raw.relations.length).toBeGreaterThan(0);
    for (const relation of raw.relations) expect(relation.some((entry) => entry !== 0n)).toBe(true);
  });

  test("two doublets: the Fierz copy of the second quartic", () => {
    // (H+ H)(X+ X) and (H+ X)(X+ H) are independent; eps_ij H_i X_j eps_kl H+_k X+_l is their difference.
    const theory = theoryFromTokens("FIELD SPIN 0 SU2 2 U1 1 FIELD SPIN 0 SU2 2 U1 3");
    const [terms, vanishing, relations] = summary(rawOf(theory, "f0 f0+ f1 f1+"));
    expect([terms, vanishing]).toEqual([3, 0]);
    expect(relations.map((relation) => relation.map(Math.abs))).toEqual([[1, 1, 1]]);
  });
});

test("kinetic terms in all placements: three for a scalar, two for a spinor, one of them independent", () => {
  const kinetic = rawLagrangian(sm, library).filter(({ upToTotalDerivatives }) => upToTotalDerivatives);
  const letters = lettersOf(sm);
  expect(kinetic.map(({ type, terms }) => [typeName(type, letters), terms.length])).toEqual([
    ["Q Q+ D", 2],
    ["uc uc+ D", 2],
    ["dc dc+ D", 2],
    ["L L+ D", 2],
    ["ec ec+ D", 2],
    ["H H+ D^2", 3],
  ]);
  for (const { terms, relations } of kinetic) expect(terms.length - relations.length).toBe(1);
});

/** Every sixth list; all of them in the long tier. */
const STEP = process.env["GLUEBALL_LONG"] === undefined ? 6 : 1;

test.skipIf(findData("lagrangian/random_fieldlists_oracle.json") === undefined).each([
  ["random_fieldlists_oracle", 354],
  ["random_fieldlists_oracle_ext", 168],
])(
  "%s of %i lists: as many independent terms as in the data (needs shared data)",
  (name, lists) => {
    const rows = JSON.parse(readFileSync(findData(`lagrangian/${name}.json`)!, "utf8")) as {
      readonly input: string;
      readonly terms: readonly (readonly [Readonly<Record<string, number>>, number, number])[];
    }[];
    expect(rows).toHaveLength(lists);
    for (const { input, terms } of rows.filter((_, k) => k % STEP === 0)) {
      const theory = theoryFromTokens(input);
      const letters = lettersOf(theory);
      const nameOf = (fields: Readonly<Record<string, number>>) => {
        const words = Object.entries(fields).map(([field, power]) => `${field}^${power}`);
        return typeName(parseTypeName(words.join(" "), letters), letters);
      };
      const found = rawLagrangian(theory, library)
        .filter(({ type, terms: own }) => own.length > 0 && isMatterInvariant(type, letters))
        .map(({ type, terms: own, relations }) => [typeName(type, letters), own.length - relations.length]);
      const wanted = terms.map(([fields, , count]) => [nameOf(fields), count]);
      expect([input, found.map(String).sort()]).toEqual([input, wanted.map(String).sort()]);
    }
  },
  120_000,
);

function isMatterInvariant({ powers, derivatives }: OperatorType, letters: readonly Letter[]): boolean {
  return derivatives === 0 && powers.every(({ letter }) => !letters[letter].fieldStrength);
}
