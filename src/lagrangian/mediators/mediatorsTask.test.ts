import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { createContext } from "../../run/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { BASIS, countOperators } from "../count/countOperators.ts";
import { readTheory } from "../readTheory.ts";
import { theoryFromJson } from "../theoryJson.ts";
import { mediatorsResult, mediatorsTask } from "./mediatorsTask.ts";
import { openMediators } from "./newFields.ts";
import { mediatorsOf } from "./operatorCuts.ts";
import type { Cut } from "./operatorCuts.ts";
import { inferField } from "./wantedTerms.ts";

const SETTING = openMediators(builtinTheory("sm"));

/** Field -> its pairs of vertices. */
function cutsOf(operator: string, model = SETTING): Record<string, string[]> {
  const { mediators, zero } = mediatorsOf(operator, model, () => true);
  expect(zero).toEqual([]);
  const textOf = ({ vertices }: Cut) => vertices.map(({ name }) => name).join(" | ");
  return Object.fromEntries(mediators.map(({ entry, cuts }) => [entry?.name, cuts.map(textOf)]));
}

test("the operator of Weinberg: seesaws of type I, II and III", () => {
  expect(cutsOf("L L H H")).toEqual({
    Xi1: ["L^2 X | H^2 X+"],
    N: ["L H X | L H X"],
    Sigma: ["L H X | L H X"],
  });
});

/** Fields in the tables of the dictionary (arXiv 1711.10391) for operators that break baryon number. */
test("proton decay: the fields of Q Q Q L, Q Q u e, d u Q L and u u d e", () => {
  expect(cutsOf("Q Q Q L")).toEqual({ omega1: ["Q^2 X | Q L X+"], zeta: ["Q^2 X | Q L X+"] });
  expect(cutsOf("Q Q uc+ ec+")).toEqual({ omega1: ["Q^2 X | uc+ ec+ X+"], Q5: ["Q uc+ X | Q ec+ X+"] });
  expect(cutsOf("dc+ uc+ Q L")).toEqual({
    omega1: ["Q L X+ | uc+ dc+ X"],
    Q1: ["Q dc+ X | uc+ L X+"],
    Q5: ["Q uc+ X | dc+ L X+"],
  });
  expect(cutsOf("uc uc dc ec")).toEqual({
    omega4: ["uc^2 X+ | dc ec X"],
    omega1: ["uc dc X+ | uc ec X"],
  });
});

test("operators of four leptons, and with one derivative between fermions", () => {
  expect(Object.keys(cutsOf("L L L+ L+")).sort()).toEqual(["B", "S1", "W", "Xi1"]);
  expect(Object.keys(cutsOf("ec ec ec+ ec+"))).toEqual(["S2", "B"]);
  expect(Object.keys(cutsOf("L L+ ec ec+")).sort()).toEqual(["B", "L3", "phi"]);
  expect(Object.keys(cutsOf("H^3 H+^3")).sort()).toEqual(["Theta1", "Theta3", "phi"]);
  expect(Object.keys(cutsOf("L L+ H H+ D")).sort()).toEqual(["B", "E", "N", "Sigma", "Sigma1", "W"]);
  expect(Object.keys(cutsOf("ec ec+ H H+ D")).sort()).toEqual(["B", "Delta1", "Delta3"]);
  expect(Object.keys(cutsOf("uc dc+ H H D"))).toEqual(["Q1", "B1"]);
});

/** A term that is wanted and what comes with it. */
test("S1 from its leptoquark couplings, with the diquark couplings that let the proton decay", () => {
  const { fields, vanishing } = inferField("X Q L; X+ uc ec", SETTING);
  expect(vanishing).toEqual([]);
  expect(fields.map(({ entry, further, fate }) => [entry, further.map(({ name }) => name), fate])).toEqual([
    [{ name: "omega1", conjugate: true }, ["Q^2 X+", "uc dc X"], { broken: ["B", "L"], kept: ["B - L"] }],
  ]);
  expect(fields[0].own.map(({ name }) => name)).toEqual(["X X+", "H H+ X X+", "X^2 X+^2"]);
});

test("one term leaves a choice; the field with fewest other couplings comes first", () => {
  const names = (terms: string) => inferField(terms, SETTING).fields.map(({ entry }) => entry?.name);
  expect(names("X L L")).toEqual(["S1", "Xi1"]);
  expect(names("X L L, X+ H H")).toEqual(["Xi1"]);
  expect(names("X Q L")).toEqual(["zeta", "omega1"]);
  expect(names("X L H")).toEqual(["N", "Sigma"]);
  expect(names("X H H+; X+ H H+")).toEqual(["S", "Xi"]);
  // The conjugate of a left-handed doublet makes X right-handed.
  expect(inferField("X L+ H+", SETTING).fields.map(({ entry, field }) => [entry?.name, field.twiceHelicity])).toEqual([
    ["N", 1],
    ["Sigma", 1],
  ]);
  // H H is antisymmetric in a singlet and H one field.
  expect(inferField("X H H", SETTING).vanishing.map(({ field, terms }) => [field.entry?.name, terms])).toEqual([
    ["S1", ["X H H"]],
  ]);
  // The quadruplet couples to nothing else, a second doublet as the first does.
  expect(names("X+ H H H+; X+^2 H^2")).toEqual(["Theta1", "phi"]);
});

test("vectors from the currents that they couple to", () => {
  const found = (terms: string) =>
    inferField(terms, SETTING).fields.map(({ entry, further }) => [entry?.name, further.length]);
  expect(found("X Q+ L")).toEqual([
    ["X", 0],
    ["U2", 1],
  ]);
  expect(found("X Q uc+; X+ dc+ L")).toEqual([["Q5", 1]]);
  expect(found("X Q Q+; X+ L L+")).toEqual([
    ["W", 2],
    ["B", 5],
  ]);
  // H D H is a current for the singlet and a gradient for the triplet.
  const ofHiggs = inferField("X+ H H D", SETTING).fields.flatMap(({ entry, wanted }) => [entry?.name, wanted[0].name]);
  expect(ofHiggs).toEqual(["W1", "D(H^2) X+", "B1", "H^2 X+ D"]);
});

/** Every wanted and further term is a type of the theory with the field, as the counter lists it. */
test("a theory file with the field is counted as its answer says", async () => {
  const folder = mkdtempSync(join(tmpdir(), "glueball-mediators-"));
  const context = createContext({ out: folder });
  const result = await mediatorsTask.run(context, { model: "sm", terms: "X Q L; X+ uc ec" });
  expect(result.verdict).toEqual({ passed: true, text: "1 field makes all wanted terms" });
  expect(result.files).toEqual([join(folder, "omega1.json")]);
  const { theory } = readTheory(join(folder, "omega1.json"));
  rmSync(folder, { recursive: true });
  const { types } = countOperators(theory, { dimension: 4, generations: 3, ...BASIS });
  const s1 = countOperators(builtinTheory("s1"), { dimension: 4, generations: 3, ...BASIS });
  expect(types.map(({ name, operators }) => [name.replaceAll("X", "S1"), operators])).toEqual(
    s1.types.map(({ name, operators }) => [name, operators]),
  );
});

test("--spin chooses; a question without an answer has a negative verdict", () => {
  const fermions = mediatorsResult(builtinTheory("sm"), { operator: "L L H H", spin: "1/2" });
  expect(fermions.fields.map((field) => field.name)).toEqual(["N", "Sigma"]);
  const none = mediatorsResult(builtinTheory("sm"), { terms: "X Q L; X L L" });
  expect(none.verdict).toEqual({ passed: false, text: "no field makes all wanted terms" });
  const dipole = mediatorsResult(builtinTheory("sm"), { operator: "H^2 H+^2", spin: "1/2" });
  expect(dipole.verdict).toEqual({ passed: false, text: "no single field makes H^2 H+^2" });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof GlueballError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "no error";
}

test("what is refused, in one line", () => {
  const terms = (text: string) => messageOf(() => inferField(text, SETTING));
  const operator = (text: string) => messageOf(() => mediatorsOf(text, SETTING, () => true));
  const messages = [
    terms("X Q Y"),
    terms("Q L; X L L"),
    terms("X^2 H H+"),
    terms(" ; "),
    terms("X L L; X L H"),
    terms("X Q Q Q L"),
    terms("X H+ D^2"),
    terms("X H H H+ D"),
    terms("X Q Q+; X^2 H H+"),
    terms("X Q l"),
    operator("L L H"),
    operator("uc uc uc dc dc dc"),
    operator("H H+ B B"),
    operator("Q Q Q X"),
  ];
  expect(messages.join("\n")).toMatchInlineSnapshot(`
    "lagrangian/two-unknowns: the wanted terms have a second unknown field at --terms "X Q Y": found "Y", expected X and fields of the theory [lagrangian/two-unknowns]. Add one of the two to the theory, then ask for the other
    lagrangian/unknown-missing: a wanted term is without X at --terms: found "Q L", expected X among the letters of every term [lagrangian/unknown-missing]
    lagrangian/unknown-missing: no term has X once at --terms: found "X^2 H H+", expected one term at least with X once [lagrangian/unknown-missing]
    lagrangian/unknown-missing: no term is given at --terms: found " ; ", expected types with X, as "X L L" [lagrangian/unknown-missing]
    lagrangian/terms-disagree: the wanted terms need different spins of X at --terms: found "a scalar in X L L, a left-handed fermion in X L H", expected terms of one field [lagrangian/terms-disagree]
    lagrangian/term-not-renormalisable: a wanted term is not renormalisable at --terms: found "X Q Q Q L, of dimension 7", expected dimension 4 or less, no derivatives but one beside a vector and scalars [lagrangian/term-not-renormalisable]. --operator finds what makes an operator of higher dimension
    lagrangian/term-not-renormalisable: a wanted term is not renormalisable at --terms: found "X H+ D^2, with derivatives", expected dimension 4 or less, no derivatives but one beside a vector and scalars [lagrangian/term-not-renormalisable]. --operator finds what makes an operator of higher dimension
    lagrangian/term-not-renormalisable: a wanted term is not renormalisable at --terms: found "X H H H+ D, of dimension 5", expected dimension 4 or less, no derivatives but one beside a vector and scalars [lagrangian/term-not-renormalisable]. --operator finds what makes an operator of higher dimension
    lagrangian/vector-twice: a wanted term has a vector more than once at --terms: found "X^2 H H+", expected X once [lagrangian/vector-twice]
    lagrangian/unknown-letter: an operator type names a field that the theory does not have at X Q l: found "l", expected one of G, G+, W, W+, B, B+, Q, Q+, uc, uc+, dc, dc+, L, L+, ec, ec+, H, H+, X, X+ [lagrangian/unknown-letter]. Did you mean L, G, W?
    lagrangian/operator-not-allowed: the theory has no such operator at --operator "L L H": found "charge Y sums to -1/2", expected an operator that lagrangian count lists at --dimension 4 [lagrangian/operator-not-allowed]
    lagrangian/operator-too-high: one new field with two renormalisable couplings makes no such operator at --operator "uc uc uc dc dc dc": found "dimension 9", expected dimension 6 or less [lagrangian/operator-too-high]
    lagrangian/operator-not-cut: an operator with field strengths, or more than one derivative, is not cut at --operator "H H+ B B": found "B", expected scalars and fermions, with one derivative at most [lagrangian/operator-not-cut]
    lagrangian/unknown-letter: an operator type names a field that the theory does not have at Q Q Q X: found "X", expected one of G, G+, W, W+, B, B+, Q, Q+, uc, uc+, dc, dc+, L, L+, ec, ec+, H, H+ [lagrangian/unknown-letter]. Did you mean G, W, B?"
  `);
});

/** Each pair of vertices is the operator once X is taken out. */
test("the vertices of every cut multiply to the operator", () => {
  for (const operator of ["L^2 H^2", "Q^3 L", "uc^2 dc ec", "H^3 H+^3"]) {
    const cuts = mediatorsOf(operator, SETTING, () => true).mediators.flatMap((mediator) => mediator.cuts);
    expect(cuts.length).toBeGreaterThan(0);
    for (const { vertices } of cuts) {
      const words = vertices.flatMap(({ name }) => name.split(" ")).filter((word) => !word.startsWith("X"));
      const powers = (texts: readonly string[]) =>
        texts.flatMap((text) => new Array<string>(Number(text.split("^")[1] ?? 1)).fill(text.split("^")[0])).sort();
      expect(powers(words)).toEqual(powers(operator.split(" ")));
    }
  }
});

test("a theory that has an X itself, and two questions at once", async () => {
  const list = { name: "taken", groups: [], fields: [{ name: "X", spin: 0 }] };
  const { theory } = theoryFromJson(list, "taken.json");
  expect(messageOf(() => openMediators(theory))).toMatchInlineSnapshot(
    `"lagrangian/name-taken: the name of the field that is looked for is taken at taken: found "X", expected no field X, Xc or Xv [lagrangian/name-taken]. Give the field of the theory another name"`,
  );
  const both = async () => mediatorsTask.run(createContext(), { model: "sm", terms: "X L L", operator: "L L H H" });
  await expect(both()).rejects.toThrow("wanted terms and an operator are two questions");
});
