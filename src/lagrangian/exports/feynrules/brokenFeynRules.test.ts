/** FeynRules models of mass eigenstates: proved against the UFO folder, written as FeynRules' Standard Model, and damage is seen. */
import { describe, expect, test } from "vitest";
import { builtinTheory } from "../../builtin/theories.ts";
import { renormalisableLagrangian } from "../../explicit/renormalisable.ts";
import { brokenModel } from "../broken/brokenModel.ts";
import { leftHanded, theoryRecord } from "../theoryRecord.ts";
import type { Theory } from "../../theory.ts";
import { theoryFromJson } from "../../theoryJson.ts";
import { brokenFeynRules } from "./brokenFeynRules.ts";
import { verifyBrokenFeynRules } from "./verifyBrokenFeynRules.ts";

const modelOfTheory = (theory: Theory, generations: number) =>
  brokenFeynRules(brokenModel(renormalisableLagrangian(leftHanded(theory)), generations), "certificate");
const modelOf = (name: string, generations: number) => modelOfTheory(builtinTheory(name), generations);

/** The Standard Model with more groups and fields. */
function extended(groups: readonly object[], field: object): Theory {
  const record = theoryRecord(builtinTheory("sm"));
  const own = { ...record, groups: [...record.groups, ...groups], fields: [...record.fields, field] };
  return theoryFromJson(own, "test").theory;
}
const sm = modelOf("sm", 3);
/** Small enough to be verified often. */
const small = modelOf("sm", 1);

describe("masses and vertices are those of the UFO folder", () => {
  test.each([
    ["SM+cS", 1],
    ["TypeI", 1],
    ["TypeIII", 1],
    ["VLQ_T", 1],
    ["Sx", 1],
    ["phi8", 1],
  ])("%s, %i generation", (name, generations) => {
    const { faults, largestDifference } = verifyBrokenFeynRules(modelOf(name, generations));
    expect(faults).toEqual([]);
    expect(largestDifference).toBeLessThan(1e-12);
  });

  test.each([
    ["two doublets", "2HDM", ["H", "H2"]],
    ["a triplet", "TypeII", []],
    ["a Z' in B and B'", "SM_B-L", ["H", "chi"]],
  ])("vacuum values of %s", (_, name, vacuum) => {
    const lagrangian = renormalisableLagrangian(builtinTheory(name));
    const model = brokenModel(lagrangian, 1, new Map(), { vacuum, kineticMixing: false });
    expect(verifyBrokenFeynRules(brokenFeynRules(model, "")).faults).toEqual([]);
  });

  test.each([
    ["a dark SU(3)", [{ name: "D3", type: "SU", N: 3 }], { name: "S", spin: "0", irreps: { D3: 3 }, copies: 1 }],
    [
      "a doublet of antitriplets",
      [],
      { name: "X", spin: "0", irreps: { SU3: "3bar", SU2: 2 }, charges: { Y: "-1/6" }, copies: 1 },
    ],
    ["two singlets with linear terms", [], { name: "S", spin: "0", real: true, copies: 2 }],
    [
      "a spinor that holds antiparticles",
      [],
      { name: "X", spin: "1/2", helicity: "-1/2", irreps: { SU2: 3 }, charges: { Y: "1" }, copies: 1 },
    ],
  ])("%s", (_, groups, field) => {
    expect(verifyBrokenFeynRules(modelOfTheory(extended(groups, field), 1)).faults).toEqual([]);
  });

  test("three generations of the Standard Model, with other numbers of the card", () => {
    expect(verifyBrokenFeynRules(sm)).toMatchObject({ particles: 17, classes: 17, draws: 2, faults: [] });
  });
});

describe("the words of FeynRules' Standard Model", () => {
  test.each([
    ["the photon in B and W3", "B[mu_] :> cw*A[mu] + (-sw)*Z[mu]"],
    ["quarks of one charge", "ClassName -> uq, ClassMembers -> {u, c, t}, SelfConjugate -> False"],
    ["masses and widths", "Mass -> {Massuq, {MU, 0.00216}, {MC, 1.273}, {MT, 172.57}}, Width -> {0, 0, {WT, 1.42}}"],
    ["the CKM matrix", "QL[sp1_, cc_, 2, ff_] :> Module[{sp2, gg}, CKM[ff, gg]*ProjM[sp1, sp2]*dq[sp2, cc, gg]]"],
    ["right-handed quarks", "uR[sp1_, cc_, ff_] :> Module[{sp2}, ProjP[sp1, sp2]*uq[sp2, cc, ff]]"],
    ["unitary gauge", "H[1] -> 0,"],
    ["the vacuum value", "H[2] -> (Sqrt[2]/2*vev) + (Sqrt[2]/2)*h"],
    ["inputs", "aEWM1 == {ParameterType -> External, BlockName -> SMINPUTS, OrderBlock -> 1"],
    ["Yukawa couplings", "yQucH[3, 3] -> -yt"],
    [
      "the strong coupling as MadGraph has it",
      "gs == {ParameterType -> Internal, InteractionOrder -> {QCD, 1}, ParameterName -> G",
    ],
  ])("%s", (_, text) => {
    expect(sm.text).toContain(text);
  });
});

test("spinors that mix are one class, and definitions one product", () => {
  const { text } = modelOf("TypeI", 3);
  expect(text).toContain("ClassName -> vl, ClassMembers -> {v1, v2, v3, nucg1, nucg2, nucg3}, SelfConjugate -> True");
  expect(text).toContain("L[sp1_, 1, ff_] :> Module[{sp2, gg}, RotL1vl[ff, gg]*ProjM[sp1, sp2]*vl[sp2, gg]]");
  expect(text).toContain("IndexRange[Index[Gen6]] = Range[6];");
});

test("a triplet of Majorana spinors holds a Dirac particle and its conjugate", () => {
  expect(modelOf("TypeIII", 1).text).toMatch(
    /ProjM\[sp1, sp2\]\*l\[sp2, gg\] \+ .*ProjM\[sp1, sp2\]\*CC\[l\]\[sp2, gg\]/,
  );
});

test("Z2 is told", () => {
  expect(modelOf("SM+S_Z2", 1).text).toContain("The symmetry Z2 (Z_2; odd: S) is not in this file");
});

describe("damage is seen", () => {
  test.each([
    ["a sign in a definition", "cw*A[mu] + (-sw)*Z[mu]", "cw*A[mu] + sw*Z[mu]"],
    ["a projector", "ProjP[sp1, sp2]*e[", "ProjM[sp1, sp2]*e["],
    ["the vacuum value", "(Sqrt[2]/2*vev)", "vev"],
    [
      "a parameter",
      "ee == {ParameterType -> Internal, InteractionOrder -> {QED, 1}, Value -> 2*",
      "ee == {ParameterType -> Internal, InteractionOrder -> {QED, 1}, Value -> 3*",
    ],
    ["a PDG code", "PDG -> 2,", "PDG -> 4,"],
    ["a hypercharge", "QuantumNumbers -> {Y -> 1/6}", "QuantumNumbers -> {Y -> 1/3}"],
    ["structure constants", "StructureConstant -> Eps", "StructureConstant -> f"],
  ])("%s", (_, from, to) => {
    expect(small.text).toContain(from);
    expect(verifyBrokenFeynRules({ ...small, text: small.text.replaceAll(from, to) }).faults.length).toBeGreaterThan(0);
  });

  test("a transposed matrix", () => {
    const own = modelOf("sm", 2);
    const text = own.text.replaceAll("CKM[ff, gg]*ProjM", "CKM[gg, ff]*ProjM");
    expect(verifyBrokenFeynRules({ ...own, text }).faults.length).toBeGreaterThan(0);
  });

  test("a name that is not there is an error with its code", () => {
    const text = small.text.replaceAll("H[2] ->", "H[3] ->");
    expect(() => verifyBrokenFeynRules({ ...small, text })).toThrow(/lagrangian\/feynrules-not-understood/);
  });
});
