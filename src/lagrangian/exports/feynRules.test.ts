/** FeynRules models: what is read back is the Lagrangian, in the words of FeynRules' Standard Model, and damage is seen. */
import { describe, expect, test } from "vitest";
import { builtinTheory } from "../builtin/theories.ts";
import { parseFeynRules } from "../files/feynRules.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { Theory } from "../theory.ts";
import { theoryFromJson } from "../theoryJson.ts";
import { theoryRecord } from "./theoryRecord.ts";
import { feynRulesModel } from "./feynRules.ts";
import { readFeynRules } from "./feynRulesReader.ts";
import { verifyFeynRules } from "./verifyFeynRules.ts";

const modelOf = (theory: Theory, generations: number) =>
  feynRulesModel(renormalisableLagrangian(theory), generations, "certificate");
const sm = modelOf(builtinTheory("sm"), 3);

describe("terms and covariant derivatives read back", () => {
  test.each(["2HDM", "S1+S3", "MW", "GM", "Sx", "SM+xi", "VLQ_T", "SM_B-L"])("%s", (name) => {
    const { faults, largestDifference } = verifyFeynRules(modelOf(builtinTheory(name), 1));
    expect(faults).toEqual([]);
    expect(largestDifference).toBeLessThan(1e-11);
  });

  test("three generations of the Standard Model", () => {
    expect(verifyFeynRules(sm).faults).toEqual([]);
  });
});

test("a class that is the conjugate of a field: its bilinear with a doublet of antitriplets has the other sign", () => {
  const record = theoryRecord(builtinTheory("sm"));
  const field = { name: "X", spin: "0", irreps: { SU3: "3bar", SU2: 2 }, charges: { Y: "-1/6" }, copies: 1 };
  const model = modelOf(theoryFromJson({ ...record, fields: [...record.fields, field] }, "test").theory, 1);
  expect(model.text).toContain("uR of uc, dR of dc, eR of ec, Xc of X.");
  expect(verifyFeynRules(model).faults).toEqual([]);
});

test("names: left-handed spinors beside right-handed ones, symbols of FeynRules and Mathematica, a lost Z2", () => {
  expect(modelOf(builtinTheory("LEFT"), 1).oriented.fields.map(({ name }) => name)).toEqual(
    "u uR d dR e eR nu".split(" "),
  );
  const { text } = modelOf(builtinTheory("SM+S_Z2"), 1);
  expect(text).toContain("QL is Q, Sx is S of the theory");
  expect(text).toContain("The symmetry Z2 (Z_2; odd: S) is not in this file");
});

test("Yukawa terms as in SM.fr", () => {
  const { terms, matter } = readFeynRules(sm.text);
  expect(terms[1].expression).toMatch(
    /^yQucH\[ff1, ff2\]\*Eps\[c1i, c1j\]\*uRbar\[sp1, c0a, ff2\]\.QL\[sp1, c0a, c1i, ff1\]\*H\[c1j\] \+ HC\[/,
  );
  expect(matter[0]).toBe("I*QLbar.Ga[mu].DC[QL, mu]");
  expect(matter.at(-1)).toBe("DC[Hbar[ii1], mu]*DC[H[ii1], mu]");
});

test("two left-handed spinors need CC, three generations of Q Q S3 are antisymmetric, one has none", () => {
  const termsOf = (generations: number) => modelOf(builtinTheory("S3"), generations).text;
  expect(termsOf(3)).toMatch(/CC\[QLbar\]\[sp1, c0a, c1i, ff1\]\.QL\[sp1, c0b, c1k, ff2\]/);
  expect(termsOf(3)).toContain('Description -> "antisymmetric in p r"');
  expect(termsOf(1)).not.toContain("yQQS3");
});

test("the reader of field declarations finds the same fields", () => {
  const { theory } = parseFeynRules(sm.text, "sm.fr");
  const shown = ({ name, irreps, charges, twiceHelicity }: (typeof theory.fields)[number]) => ({
    name,
    irreps,
    charges,
    twiceHelicity,
  });
  expect(theory.fields.map(shown)).toEqual(sm.oriented.fields.map(shown));
});

describe("damage is seen", () => {
  test.each([
    ["Eps[c1i, c1j]*uRbar", "Eps[c1j, c1i]*uRbar"],
    ["QuantumNumbers -> {Y -> -1}", "QuantumNumbers -> {Y -> 1}"],
    ["DC[Hbar[ii1], mu]*DC[H[ii1], mu]", "1/2*DC[Hbar[ii1], mu]*DC[H[ii1], mu]"],
    ["-1/4*FS[B, mu, nu]", "1/4*FS[B, mu, nu]"],
    ["uRbar[sp1, c0a, ff2].QL[sp1, c0a, c1i, ff1]", "uRbar[sp1, c0a, ff1].QL[sp1, c0a, c1i, ff2]"],
  ])("%s to %s", (from, to) => {
    expect(sm.text).toContain(from);
    const { faults } = verifyFeynRules({ ...sm, text: sm.text.replaceAll(from, to) });
    expect(faults.length).toBeGreaterThan(0);
  });

  test("an unknown name is an error with its code", () => {
    const text = sm.text.replaceAll("*H[c1j]", "*Hx[c1j]");
    expect(() => verifyFeynRules({ ...sm, text })).toThrow(/lagrangian\/feynrules-not-understood/);
  });
});
