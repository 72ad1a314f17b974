import { expect, test } from "vitest";
import { builtinTheory } from "../builtin/theories.ts";
import { readTermRecord } from "../terms/readTerm.ts";
import { lettersOf } from "../theory.ts";
import { parseTypeName } from "../typeNames.ts";
import { checkResult } from "../verify/checkTask.ts";
import type { BasisRequest } from "./provedTerms.ts";
import { basisResult } from "./basisTask.ts";

const sm = builtinTheory("sm");
const REQUEST: BasisRequest = { style: "basis", dimension: 4, generations: 3, allowLarge: false };
const renormalisable = basisResult(sm, REQUEST);

test("the renormalisable Standard Model: 14 terms, certificate with 78 of 78 operators", () => {
  const { terms, certificate, verdict, summary } = renormalisable;
  expect(terms).toHaveLength(14);
  expect(verdict).toEqual({ passed: true, text: "14 terms, all proved; the set is complete" });
  expect(certificate.types.reduce((sum, { rank }) => sum + rank, 0)).toBe(78);
  expect(certificate.theoryHash).toMatch(/^[0-9a-f]{64}$/);
  expect(summary).toContain("H H H+ H+ | SU2 eps(1 3) eps(2 4) ; eps(1 2) eps(3 4) | vector -2 1 | reality real");
});

test.each([
  ["basis", 5, 1],
  ["basis", 6, 1],
  ["green", 5, 3],
  ["green", 4, 3],
  ["green", 6, 3],
  ["raw", 4, 1],
] as const)("style %s, dimension %i, %i generations: proved and complete", (style, dimension, generations) => {
  const result = basisResult(sm, { ...REQUEST, style, dimension, generations });
  expect(result.certificate.passed).toBe(true);
  expect(result.certificate.types.length).toBeGreaterThan(0);
  const operators = result.terms.reduce((sum, term) => sum + term.operators, 0);
  const ranks = result.certificate.types.reduce((sum, { rank }) => sum + rank, 0);
  // Of the basis some types of pairs have half of their operators in the conjugates; contractions of the Green's basis are complete.
  if (style === "green") expect(operators).toBe(ranks);
});

test("the terms of the document pass the check again", () => {
  const document = JSON.parse(JSON.stringify(renormalisable));
  const terms = document.terms.map((record: Parameters<typeof readTermRecord>[0]) => readTermRecord(record, sm));
  const again = checkResult(terms, sm, { dimensions: undefined, generations: 3, allowIncomplete: false });
  expect(again.verdict.passed).toBe(true);
});

test("one type: L Q^3 has the three symmetries of the worked example", () => {
  const only = parseTypeName("L Q^3", lettersOf(sm));
  const { terms, dimension } = basisResult(sm, { ...REQUEST, only });
  expect(dimension).toBe(6);
  expect(terms.map(({ operators }) => operators)).toEqual([30, 24, 3]);
});

test.each([
  ["H^2", "no term of type H^2: charge Y sums to 1"],
  ["H H+ Q", "no term of type Q H H+: charge Y sums to 1/6; no Lorentz scalar"],
])("a type that is forbidden comes with the reasons: %s", (name, text) => {
  const only = parseTypeName(name, lettersOf(sm));
  const { terms, verdict } = basisResult(sm, { ...REQUEST, only });
  expect(terms).toEqual([]);
  expect(verdict.text).toContain(text);
});

test("raw terms come with their relations and what vanishes", () => {
  const document = basisResult(sm, { ...REQUEST, style: "raw", generations: 1 });
  expect(document).toMatchObject({
    relations: expect.arrayContaining([
      {
        type: "H^2 H+^2",
        terms: ["H H H+ H+ | SU2 eps(1 3) eps(2 4)"],
        relations: [],
        upToTotalDerivatives: false,
        vanishing: ["H H H+ H+ | SU2 eps(1 2) eps(3 4)"],
      },
    ]),
  });
});

test("what is too large is refused", () => {
  expect(() => basisResult(sm, { ...REQUEST, style: "raw", dimension: 6 })).toThrow(/lagrangian\/raw-dimension/);
  const only = parseTypeName("G^9", lettersOf(sm));
  expect(() => basisResult(sm, { ...REQUEST, only })).toThrow(/lagrangian\/too-many-equal-fields/);
});
