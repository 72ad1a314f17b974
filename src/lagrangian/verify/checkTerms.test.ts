import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builtinTheory } from "../builtin/theories.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import { readTerm } from "../terms/readTerm.ts";
import { readTerms } from "../terms/readTerms.ts";
import { termsOfLagrangian } from "../terms/term.ts";
import { termRecord } from "../terms/writeTerm.ts";
import { lettersOf } from "../theory.ts";
import { parseTypeName } from "../typeNames.ts";
import { checkResult } from "./checkTask.ts";
import { theoryHash } from "./certificate.ts";
import { checkTerms } from "./checkTerms.ts";

const sm = builtinTheory("sm");
const STANDARD_MODEL = [
  "H H+ | SU2 eps(1 2)",
  "H H H+ H+ | SU2 eps(1 3) eps(2 4)",
  "Q uc H | Lorentz <1 2> | SU3 delta(1 2) | SU2 eps(1 3)",
  "Q dc H+ | Lorentz <1 2> | SU3 delta(1 2) | SU2 eps(1 3)",
  "L ec H+ | Lorentz <1 2> | SU2 eps(1 3)",
];
const settings: Parameters<typeof checkResult>[2] = { dimensions: undefined, generations: 3, allowIncomplete: false };

function check(lines: readonly string[], theory = sm, options = settings) {
  return checkResult(
    lines.map((line) => readTerm(line, theory)),
    theory,
    options,
  );
}

test("the Standard Model is valid and complete: 1 mass, 27 + 1 terms of dimension 4", () => {
  const result = check(STANDARD_MODEL);
  expect(result.verdict).toEqual({ passed: true, text: "5 of 5 terms are valid; the set is complete" });
  expect(result.certificate).toMatchObject({ passed: true, generations: 3, terms: 5 });
  expect(result.certificate.types).toHaveLength(5);
});

test("a missing Yukawa is named and written out", () => {
  const result = check(STANDARD_MODEL.toSpliced(2, 1));
  expect(result.verdict.passed).toBe(false);
  expect(result.missing).toEqual([
    {
      type: "Q uc H",
      dimension: 4,
      missing: 9,
      complement: ["Q uc H | Lorentz <1 2> | SU3 delta(1 2) | SU2 eps(1 3)"],
    },
  ]);
  expect(check(STANDARD_MODEL.toSpliced(2, 1), sm, { ...settings, allowIncomplete: true }).verdict.passed).toBe(true);
});

test.each([
  ["H H+ H H+ | SU2 eps(1 4) eps(2 3)", []],
  ["Q dc H | Lorentz <1 2> | SU3 delta(1 2) | SU2 eps(1 3)", ["charge Y sums to 1"]],
  [
    "Q Q | Lorentz <1 2> | SU3 delta(1 2) | SU2 eps(1 2)",
    ["charge Y sums to 1/3", "not invariant under SU3: E_1 does not give zero"],
  ],
  ["H+ H H+ H | SU2 eps(1 3) eps(2 4)", ["vanishes identically"]],
  ["H+ H H H+ | Lorentz <1 2> [1 2] | SU2 eps(1 2) eps(3 4)", []],
  [
    "H+ H+ H H | Lorentz <3 3> [3 3] | SU2 eps(1 3) eps(2 4)",
    ["vanishes identically up to total derivatives and equations of motion"],
  ],
])("%s", (line, reasons) => {
  const [verdict] = checkTerms([readTerm(line, sm)], sm, { generations: 3 });
  expect(verdict.reasons).toEqual(reasons);
  expect(verdict.valid).toBe(reasons.length === 0);
});

test("copies and dependent terms", () => {
  const lines = [
    STANDARD_MODEL[1],
    "H H+ H H+ | SU2 eps(1 2) eps(3 4)",
    "H H+ H+ H | SU2 eps(1 3) eps(4 2)",
    STANDARD_MODEL[1],
  ];
  const reasons = check(lines).terms.map((term) => term.reasons);
  expect(reasons).toEqual([
    [],
    ["the same as term 1"],
    ["depends linearly on the terms before it"],
    ["the same as term 1"],
  ]);
  // This contraction has no part that is antisymmetric in the quarks (3 of 57); 30 components are symmetric in them.
  const quarks = ["2 -1 -1 2", "1 0 0 0"].map(
    (vector) =>
      `L Q Q Q | Lorentz <1 3> <2 4> ; <1 2> <3 4> | SU3 eps(2 3 4) | SU2 eps(1 3) eps(2 4) ; eps(1 2) eps(3 4) | vector ${vector}`,
  );
  expect(check(quarks).terms.map((term) => term.reasons)).toEqual([
    [],
    ["depends linearly on the terms before it: of its 54 components 24 are new"],
  ]);
});

test("a term above the bound is named", () => {
  const result = check([...STANDARD_MODEL, "H H H H+ H+ H+ | SU2 eps(1 4) eps(2 5) eps(3 6)"], sm, {
    ...settings,
    dimensions: [2, 3, 4],
  });
  expect(result.terms.map(({ reasons }) => reasons)).toEqual([[], [], [], [], [], ["mass dimension 6 is above 4"]]);
  expect(result.complete).toBe(true);
});

test("a term with a real coefficient must be hermitian", () => {
  const [yukawa, wrong, right] = checkTerms(
    [
      "Q uc H | Lorentz <1 2> | SU3 delta(1 2) | SU2 eps(1 3) | reality real",
      "L+ L H+ H | Lorentz <2.1 2.2> [1 2] | SU2 eps(1 2) eps(3 4) | reality real",
      "H H H+ H+ | SU2 eps(1 3) eps(2 4) | reality real",
    ].map((line) => readTerm(line, sm)),
    sm,
    { generations: 1 },
  ).map(({ reasons }) => reasons);
  expect(yukawa).toEqual(["said to be real, but its conjugate is no multiple of it"]);
  expect(wrong).toEqual(["vanishes identically up to total derivatives and equations of motion"]);
  expect(right).toEqual([]);
  const [mixed] = checkTerms(
    [readTerm("H H+ H H2+ | SU2 eps(1 2) eps(3 4) | reality imaginary", builtinTheory("2HDM"))],
    builtinTheory("2HDM"),
    { generations: 1 },
  );
  expect(mixed.reasons).toEqual(["said to be imaginary, but its conjugate is no multiple of it"]);
});

test("a residue that does not cancel is named", () => {
  const idm = builtinTheory("IDM");
  const [verdict] = checkTerms([readTerm("H2 H+ | SU2 eps(1 2)", idm)], idm, { generations: 1 });
  expect(verdict.reasons).toEqual(["residue Z2 sums to 1 modulo 2"]);
});

test.each(["2HDM", "S1", "MW", "TypeII", "SU5-GG", "SM_B-L"])(
  "all renormalisable terms of %s, kinetic ones included, are valid and complete",
  (name) => {
    const theory = builtinTheory(name);
    const result = checkResult(termsOfLagrangian(renormalisableLagrangian(theory)), theory, settings);
    expect(result.terms.filter(({ valid }) => !valid)).toEqual([]);
    expect(result.missing).toEqual([]);
  },
);

test("terms come from text with comments, from JSON lists and from documents with terms", () => {
  const folder = mkdtempSync(join(tmpdir(), "terms-"));
  const read = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return readTerms(join(folder, name), sm);
  };
  const expected = STANDARD_MODEL.map((line) => ({ term: readTerm(line, sm) }));
  expect(read("sm.txt", `# masses\n${STANDARD_MODEL.join("  # comment\n\n")}\n`)).toEqual(expected);
  expect(read("lines.json", JSON.stringify(STANDARD_MODEL))).toEqual(expected);
  const records = expected.map(({ term }) => termRecord(term, sm, lettersOf(sm)));
  expect(read("sm.json", JSON.stringify({ terms: records, other: 1 }))).toEqual(expected);
  expect(read("types.txt", "H H+ # mass\nQ uc H")).toEqual(
    ["H H+", "Q uc H"].map((text) => ({ type: parseTypeName(text, lettersOf(sm)) })),
  );
  expect(() => read("bad.txt", "H H+ | SU2 eps(1 2)\nH Hp | SU2 eps(1 2)")).toThrow(
    /bad.txt, line 2, column 3: found "Hp"/,
  );
  expect(() => read("bad.json", '[{"fields": 3}]')).toThrow(/terms-not-json/);
  expect(() => read("empty.txt", "# nothing")).toThrow(/lagrangian\/no-terms/);
  expect(() => readTerms("missing.txt", sm)).toThrow(/lagrangian\/terms-not-found/);
});

test("the hash of a theory is that of its groups and fields", () => {
  expect(theoryHash({ ...sm, name: "other", description: "text" })).toBe(theoryHash(sm));
  expect(theoryHash({ ...sm, fields: sm.fields.slice(1) })).not.toBe(theoryHash(sm));
});
