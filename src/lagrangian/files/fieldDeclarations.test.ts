import { expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { formatRational } from "../../exact/index.ts";
import { auditModel } from "../audit/audit.ts";
import { anomalySums } from "../anomalies.ts";
import type { Theory } from "../theory.ts";
import { parseFeynRules } from "./feynRules.ts";
import { parseSarah } from "./sarah.ts";

const shortFields = ({ fields }: Theory) =>
  fields.map(({ name, twiceHelicity, irreps, charges, residues, real, copies }) =>
    [
      name,
      twiceHelicity,
      JSON.stringify(irreps),
      charges.map(formatRational),
      residues.join(),
      real ? "real" : "",
      copies,
    ].join(" "),
  );

const SARAH = `Off[General::spell]
(* a comment with ; and { (* nested *) *)
Model\`Name = "IDM";
Global[[1]] = {Z[2], Parity};
Gauge[[1]]={B,   U[1], hypercharge, g1,False};
Gauge[[2]]={WB, SU[2], left,        g2,True};
Gauge[[3]]={G,  SU[3], color,       g3,False};
FermionFields[[1]] = {q, 3, {uL, dL},     1/6, 2,  3, 1};
FermionFields[[2]] = {l, 3, {vL, eL},    -1/2, 2,  1, 1};
FermionFields[[3]] = {d, 3, conj[dR],     1/3, 1, -3, 1};
FermionFields[[4]] = {u, 3, conj[uR],    -2/3, 1, -3, 1};
FermionFields[[5]] = {e, 3, conj[eR],       1, 1,  1, 1};
ScalarFields[[1]] =  {H, 1, {Hp, H0},     1/2, 2,  1, 1};
ScalarFields[[2]] =  {S, 1, Sing,           0, 1,  1, -1};
RealScalars = {S};
DEFINITION[GaugeES][LagrangianInput]= { {LagHC, {AddHC->True}} };
LagHC = -(Yd conj[H].d.q + Ye conj[H].e.l + Yu H.u.q);
`;

test("SARAH: a first line without semicolon hides no group", () => {
  const text = `Off[General::spell]\n${SARAH.slice(SARAH.indexOf("Global"))}`;
  expect(parseSarah(text, "IDM.m").theory.groups).toHaveLength(4);
});

test("SARAH: the published Z4 inert doublet has the fourteen couplings of its potential, conjugates as one", () => {
  const text = SARAH.replace("{Z[2], Parity}", "{Z[4], Z4}")
    .replace("{S, 1, Sing,           0, 1,  1, -1}", "{S, 1, s, 0, 1, 1, Exp[2*Pi*I/4]}")
    .replace("RealScalars = {S};", "ScalarFields[[3]] = {H2, 1, {H2p, H20}, 1/2, 2, 1, Exp[2*2*Pi*I/4]};");
  const { theory } = parseSarah(text, "Z4ID.m");
  expect(theory.fields.slice(-3).map(({ name, residues }) => [name, ...residues])).toEqual([
    ["H", 0],
    ["S", 1],
    ["H2", 2],
  ]);
  const scalar = auditModel(parseSarah(text, "Z4ID.m")).types.filter(({ type }) => !/[qlude]\b/.test(type));
  expect(scalar.reduce((sum, { allowed }) => sum + allowed, 0)).toBe(14);
  expect(scalar.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["S^4", "H S^2 H2+", "H S+^2 H2+", "H^2 H2+^2"]),
  );
});

test.each([
  ["I", 1],
  ["-I", 3],
  ["Exp[-2 Pi I/4]", 3],
  ["Exp[3*2*Pi*I/4]", 3],
  ["Exp[I*Pi]", 2],
])("SARAH: %s is the fourth root %i", (root, residue) => {
  const text = SARAH.replace("{Z[2], Parity}", "{Z[4], Z4}")
    .replace("1,  1, -1}", `1, 1, ${root}}`)
    .replace("{S};", "{};");
  expect(parseSarah(text, "Z4.m").theory.fields.at(-1)?.residues).toEqual([residue]);
});

test("SARAH: groups, fields, a parity and a real scalar; the rest is named as not read", () => {
  const { theory, notes, listsTerms } = parseSarah(SARAH, "IDM.m"); // its first line has no semicolon
  expect([theory.name, listsTerms]).toEqual(["IDM", true]);
  expect(theory.groups).toEqual([
    { kind: "U1", name: "hypercharge", gauged: true, boson: "B" },
    { kind: "SU", name: "left", n: 2, gauged: true, boson: "WB" },
    { kind: "SU", name: "color", n: 3, gauged: true, boson: "G" },
    { kind: "Z", name: "Parity", order: 2 },
  ]);
  expect(shortFields(theory)).toEqual([
    "q -1 [[1],[1,0]] 1/6 0  3",
    "l -1 [[1],[0,0]] -1/2 0  3",
    "d -1 [[0],[0,1]] 1/3 0  3",
    "u -1 [[0],[0,1]] -2/3 0  3",
    "e -1 [[0],[0,0]] 1 0  3",
    "H 0 [[1],[0,0]] 1/2 0  1",
    "S 0 [[0],[0,0]] 0 1 real 1",
  ]);
  expect(anomalySums(theory, 3).every(({ vanishes }) => vanishes)).toBe(true);
  expect(notes).toEqual(["Not read: Off[General::spell]."]);
});

test("of field declarations all that is allowed is listed, and nothing is missing", () => {
  const audit = auditModel(parseSarah(SARAH.replace(/DEFINITION.*\nLagHC.*/, ""), "IDM.m"));
  expect(audit.complete).toBeUndefined();
  expect(audit.types.map(({ type, allowed, complement }) => [type, allowed, ...complement].join(" | "))).toEqual([
    "H H+ | 1 | H.conj[H]",
    "S^2 | 1 | S.S",
    "q d H+ | 9 | q.d.conj[H]",
    "q u H | 9 | q.u.H",
    "l e H+ | 9 | l.e.conj[H]",
    "H^2 H+^2 | 1 | Delta[lef1,lef3] Delta[lef2,lef4] H.H.conj[H].conj[H]",
    "H H+ S^2 | 1 | H.conj[H].S.S",
    "S^4 | 1 | S.S.S.S",
  ]);
});

const FEYNRULES = `M$ModelName = "Little SM";
IndexRange[Index[SU2W]] = Unfold[Range[3]];
IndexRange[Index[SU2D]] = Unfold[Range[2]];
IndexRange[Index[Gluon]] = NoUnfold[Range[8]];
IndexRange[Index[Colour]] = NoUnfold[Range[3]];
IndexRange[Index[Generation]] = Range[3];
M$GaugeGroups = {
  U1Y  == { Abelian -> True, CouplingConstant -> g1, GaugeBoson -> B, Charge -> Y },
  SU2L == { Abelian -> False, GaugeBoson -> Wi, StructureConstant -> Eps, Representations -> {Ta,SU2D},
            Definitions -> {Ta[a_,b_,c_] -> PauliSigma[a,b,c]/2, FSU2L[i_,j_,k_]:> I Eps[i,j,k]} },
  SU3C == { Abelian -> False, GaugeBoson -> G, StructureConstant -> f, Representations -> {{T,Colour}, {T6,Sextet}} }
};
M$ClassesDescription = {
  V[1] == { ClassName -> A, SelfConjugate -> True, Mass -> 0 },
  F[1] == { ClassName -> vl, ClassMembers -> {ve,vm,vt}, Indices -> {Index[Generation]}, SelfConjugate -> False },
  F[11] == { ClassName -> LL, Unphysical -> True, Indices -> {Index[SU2D], Index[Generation]}, SelfConjugate -> False,
    QuantumNumbers -> {Y -> -1/2}, Definitions -> { LL[sp1_,1,ff_] :> Module[{sp2}, ProjM[sp1,sp2] vl[sp2,ff]] } },
  F[12] == { ClassName -> uR, Unphysical -> True, Indices -> {Index[Generation], Index[Colour]}, SelfConjugate -> False,
    QuantumNumbers -> {Y -> 2/3}, Definitions -> { uR[sp1_,ff_,cc_] :> Module[{sp2}, ProjP[sp1,sp2] uq[sp2,ff,cc]] } },
  F[13] == { ClassName -> T, Unphysical -> True, Indices -> {Index[Colour]}, QuantumNumbers -> {Y -> 2/3} },
  W[1] == { ClassName -> chi, Unphysical -> True, Chirality -> Left, SelfConjugate -> False },
  S[1] == { ClassName -> Phi, Unphysical -> True, Indices -> {Index[SU2D]}, SelfConjugate -> False, QuantumNumbers -> {Y -> 1/2} },
  S[2] == { ClassName -> O8, Unphysical -> True, Indices -> {Index[Gluon]}, SelfConjugate -> True }
};
LHiggs := DC[Phibar[ii],mu] DC[Phi[ii],mu];
`;

test("FeynRules: multiplets with irreps from their indices, chirality from projectors; Dirac fermions are split", () => {
  const { theory, notes } = parseFeynRules(FEYNRULES, "little.fr");
  expect(
    theory.groups.map((group) => (group.kind === "SU" ? `${group.name} ${group.n} ${group.boson}` : group.name)),
  ).toEqual(["U1Y", "SU2L 2 Wi", "SU3C 3 G"]);
  expect(shortFields(theory)).toEqual([
    "LL -1 [[1],[0,0]] -1/2   3",
    "uR 1 [[0],[1,0]] 2/3   3",
    "TL -1 [[0],[1,0]] 2/3   1",
    "TR 1 [[0],[1,0]] 2/3   1",
    "chi -1 [[0],[0,0]] 0   1",
    "Phi 0 [[1],[0,0]] 1/2   1",
    "O8 0 [[0],[1,1]] 0  real 1",
  ]);
  expect(notes).toEqual(["Not read: class A, class vl."]);
});

test("FeynRules: a sextet by its representation; the adjoint index is that of the boson, whatever else has its size", () => {
  const text = FEYNRULES.replace(
    "IndexRange[Index[SU2W]]",
    "IndexRange[Index[Gen]] = Range[3];\nIndexRange[Index[SU2W]]",
  )
    .replace("V[1] ==", "V[2] == { ClassName -> Wi, SelfConjugate -> True, Indices -> {Index[SU2W]} },\n  V[1] ==")
    .replace("IndexRange[Index[Gluon]]", "IndexRange[Index[Sextet]] = Range[6];\nIndexRange[Index[Gluon]]")
    .replace(
      "ClassName -> O8, Unphysical -> True, Indices -> {Index[Gluon]}, SelfConjugate -> True",
      "ClassName -> S6, Unphysical -> True, Indices -> {Index[Sextet], Index[Gen]}",
    );
  expect(shortFields(parseFeynRules(text, "sextet.fr").theory).at(-1)).toBe("S6 0 [[0],[2,0]] 0   3");
});

test("FeynRules: a physical field that is no component of a multiplet is one itself", () => {
  const text = FEYNRULES.replace("S[1] ==", "S[3] == { ClassName -> S, SelfConjugate -> True },\n  S[1] ==");
  expect(shortFields(parseFeynRules(text, "singlet.fr").theory)).toContain("S 0 [[0],[0,0]] 0  real 1");
});

const failure = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
    throw error;
  }
  return "no error";
};

const LISTS = "Gauge[[k]] = {...}, Global[[k]], FermionFields[[k]], ScalarFields[[k]] or RealScalars";

test("SARAH: the numbers of a field follow those of the groups, in whatever order these stand", () => {
  const [first, second] = [/Gauge\[\[1\]\].*\n/.exec(SARAH)![0], /Gauge\[\[2\]\].*\n/.exec(SARAH)![0]];
  const { theory } = parseSarah(SARAH.replace(first + second, second + first), "IDM.m");
  expect(theory.groups).toEqual(parseSarah(SARAH, "IDM.m").theory.groups);
});

test.each([
  [SARAH.replace("2,  3, 1}", "2,  3}"), "{name, generations, components, hypercharge, left, color, Parity}"],
  [SARAH.replace("SU[3]", "SO[10]"), "{boson, U[1] or SU[n], name, coupling, True or False}"],
  [SARAH.replace("Z[2]", "Z[1]"), "{Z[2], name}, {Z[3], name}, ... or {U[1], name} as a global symmetry"],
  [SARAH.replace("Z[2]", "Z[3]"), "a root of 1 such as Exp[2*Pi*I*k/3] with a whole k"],
  [SARAH.replace("1, -1}", "1, 0}"), "1 or -1 as the parity of a field"],
  [SARAH.replace("FermionFields[[1]]", "SuperFields[[1]]"), "a model without supersymmetry"],
  ...[
    "FermionFeilds[[4]]",
    "Fermionfields[[4]]",
    "Felds[[4]]",
    "FermionFields[4]",
    "FermionFields[[x]]",
    "FermionFields",
  ].map((head) => [SARAH.replace("FermionFields[[4]]", head), LISTS]),
  [SARAH.replace("RealScalars", "RealScalar"), LISTS],
  [
    SARAH.replace("FermionFields[[4]]", "FermionFields[[3]]"),
    "FermionFields[[4]]; the numbers are 1, 2, 3, ..., each once",
  ],
  [SARAH.replace("Gauge[[3]]", "Gauge[[4]]"), "Gauge[[3]]; the numbers are 1, 2, 3, ..., each once"],
  [SARAH.replace("(* nested *)", "(* nested"), "every comment (* to be closed by *)"],
])("SARAH: bad input is refused (%#)", (text, expected) => {
  const message = failure(() => parseSarah(text, "bad.m"));
  expect(message).toContain(`, expected ${expected} [lagrangian/unknown-construct]`);
  expect(message).toContain("a model file has something that is not understood at bad.m:");
});

test.each([
  [FEYNRULES.replace("Charge -> Y", "Mixing -> Y"), "Charge -> NAME of an Abelian factor"],
  [FEYNRULES.replace("IndexRange[Index[SU2D]] = Unfold[Range[2]];", ""), "an IndexRange of Index[SU2D]"],
  [FEYNRULES.replace("Chirality -> Left", "Chirality -> Up"), "Chirality -> Left or Right of a Weyl field"],
  [
    FEYNRULES.replace("{Index[Colour]}, Q", "{Index[Colour], Index[A], Index[B]}, Q"),
    "gauge indices and at most one for generations",
  ],
  [FEYNRULES.replace("F[13] ==", "F[13] ->"), "an entry NAME == { ... }"],
  [FEYNRULES.replace("QuantumNumbers ->", "QuantumNumber ->"), "an option of a FeynRules class"],
  [FEYNRULES.replace("{Index[Colour]}, Q", "{Index[Colour], Index[Colour]}, Q"), "one index of SU3C at most"],
  [FEYNRULES.replace("{Index[Colour]}, Q", "{Index[Color]}, Q"), "an IndexRange of Index[Color]"],
  [FEYNRULES.replace("M$ClassesDescription", "M$Classes"), "the list M$ClassesDescription"],
])("FeynRules: bad input is refused (%#)", (text, expected) => {
  expect(failure(() => parseFeynRules(text, "bad.fr"))).toContain(
    `expected ${expected} [lagrangian/unknown-construct]`,
  );
});
