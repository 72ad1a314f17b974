/** Lagrangians of FeynRules files, audited, in the style of hand-written models of the unbroken phase. */
import { expect, test } from "vitest";
import { auditModel } from "../audit/audit.ts";
import { parseFeynRules } from "./feynRules.ts";

const HEADER = `M$ModelName = "Test";
FeynmanGauge = True;
IndexRange[Index[SU2W]] = Unfold[Range[3]];
IndexRange[Index[SU2D]] = Unfold[Range[2]];
IndexRange[Index[Gluon]] = NoUnfold[Range[8]];
IndexRange[Index[Colour]] = NoUnfold[Range[3]];
IndexRange[Index[Generation]] = Range[3];
M$GaugeGroups = {
  U1Y  == {Abelian -> True, CouplingConstant -> g1, GaugeBoson -> B, Charge -> Y},
  SU2L == {Abelian -> False, GaugeBoson -> Wi, StructureConstant -> Eps, Representations -> {Ta, SU2D}},
  SU3C == {Abelian -> False, GaugeBoson -> G, StructureConstant -> f, Representations -> {T, Colour}, SymmetricTensor -> dSUN}
};
`;
const weyl = (name: string, indices: string, y: string, projector: string) =>
  `{ClassName -> ${name}, Unphysical -> True, Indices -> {${indices}}, SelfConjugate -> False, QuantumNumbers -> {Y -> ${y}}, ` +
  `Definitions -> {${name}[sp1_, inds___] :> Module[{sp2}, ${projector}[sp1, sp2] ${name}D[sp2, inds]]}}`;
const [DOUBLET, GENERATION, COLOUR] = ["Index[SU2D]", "Index[Generation]", "Index[Colour]"];
const CLASSES = `
  V[1] == {ClassName -> G, SelfConjugate -> True, Indices -> {Index[Gluon]}},
  V[2] == {ClassName -> Wi, Unphysical -> True, SelfConjugate -> True, Indices -> {Index[SU2W]}},
  V[3] == {ClassName -> B, Unphysical -> True, SelfConjugate -> True},
  U[1] == {ClassName -> ghG, SelfConjugate -> False, Indices -> {Index[Gluon]}, Ghost -> G},
  F[11] == ${weyl("LL", `${DOUBLET}, ${GENERATION}`, "-1/2", "ProjM")},
  F[12] == ${weyl("lR", GENERATION, "-1", "ProjP")},
  F[13] == ${weyl("QL", `${DOUBLET}, ${GENERATION}, ${COLOUR}`, "1/6", "ProjM")},
  F[14] == ${weyl("uR", `${GENERATION}, ${COLOUR}`, "2/3", "ProjP")},
  F[15] == ${weyl("dR", `${GENERATION}, ${COLOUR}`, "-1/3", "ProjP")},
  S[1] == {ClassName -> H, SelfConjugate -> True},
  S[2] == {ClassName -> GP, SelfConjugate -> False},
  S[11] == {ClassName -> Phi, Unphysical -> True, Indices -> {Index[SU2D]}, SelfConjugate -> False, QuantumNumbers -> {Y -> 1/2},
    Definitions -> {Phi[1] -> -I GP, Phi[2] -> (vev + H)/Sqrt[2]}}`;
const KINETIC = `LGauge := Block[{mu,nu,ii,aa}, ExpandIndices[-1/4 FS[B,mu,nu] FS[B,mu,nu] - 1/4 FS[Wi,mu,nu,ii] FS[Wi,mu,nu,ii]
  - 1/4 FS[G,mu,nu,aa] FS[G,mu,nu,aa], FlavorExpand->SU2W]];
LFermions := Block[{mu}, ExpandIndices[I*(QLbar.Ga[mu].DC[QL, mu] + LLbar.Ga[mu].DC[LL, mu] + uRbar.Ga[mu].DC[uR, mu]
  + dRbar.Ga[mu].DC[dR, mu] + lRbar.Ga[mu].DC[lR, mu]), FlavorExpand->{SU2W,SU2D}] /. {CKM[a_,b_] Conjugate[CKM[a_,c_]]->IndexDelta[b,c]}];
LGhost := Block[{mu}, -ghGbar[ii].del[DC[ghG[ii], mu], mu] /; True];
`;
const HIGGS = `LHiggs := Block[{ii,jj,mu,rules}, rules = If[Not[FeynmanGauge], {GP|GPbar -> 0}, {}];
  ExpandIndices[DC[Phibar[ii],mu] DC[Phi[ii],mu] + muH^2 Phibar[ii] Phi[ii] - lam Phibar[ii] Phi[ii] Phibar[jj] Phi[jj],
    FlavorExpand->{SU2D,SU2W}] /. rules];
`;
const YUKAWA = `LYukawa := Block[{sp,ii,jj,cc,ff1,ff2,ff3,yuk},
  yuk = ExpandIndices[-yd[ff2,ff3] CKM[ff1,ff2] QLbar[sp,ii,ff1,cc].dR [sp,ff3,cc] Phi[ii]
    - yl[ff1,ff3] LLbar[sp,ii,ff1].lR [sp,ff3] Phi[ii]
    - yu[ff1,ff2] QLbar[sp,ii,ff1,cc].uR [sp,ff2,cc] Phibar[jj] Eps[ii,jj], FlavorExpand -> SU2D];
  yuk = yuk /. {CKM[a_, b_] Conjugate[CKM[a_, c_]] -> IndexDelta[b, c]};
  yuk + HC[yuk]];
`;
const TOTAL = "LSM := LGauge + LFermions + LHiggs + LYukawa + LGhost;\n";

interface Extra {
  readonly classes?: string;
  readonly more?: string;
  readonly standard?: string;
  readonly parameters?: string;
}

function audit({ classes = "", more = "", standard = KINETIC + HIGGS + YUKAWA + TOTAL, parameters = "" }: Extra) {
  const names = ["muH", "lam", "yd", "yl", "yu", "CKM", ...parameters.split(" ").filter(Boolean)];
  const list = names.map((name) => `${name} == {ParameterType -> External}`).join(", ");
  const text = `${HEADER}M$ClassesDescription = {${CLASSES}${classes}\n};\nM$Parameters = {${list}};\n${standard}${more}`;
  const model = parseFeynRules(text, "test.fr");
  const { complete, types, terms, unread, notes } = auditModel(model);
  return {
    complete,
    missing: types.flatMap(({ type, listed, allowed }) =>
      listed < allowed ? [`${type} ${listed} of ${allowed}`] : [],
    ),
    wrong: terms.flatMap(({ coupling, verdict, reasons }) =>
      verdict === "allowed" ? [] : [`${coupling} ${verdict}: ${reasons.join("; ")}`],
    ),
    unread: unread.map(({ found, expected }) => `${found} | ${expected}`),
    notes: notes.filter((note) => !note.startsWith("Not read")),
  };
}

test("the Standard Model with Blocks, replacements, ghosts and Goldstone rules is complete", () => {
  expect(audit({})).toEqual({ complete: true, missing: [], wrong: [], unread: [], notes: [] });
});

test("a missing Yukawa coupling, one with a wrong bar, and a conjugate that is not added", () => {
  const without = YUKAWA.replace(/ {4}- yl.*\n/, "");
  expect(audit({ standard: KINETIC + HIGGS + without + TOTAL }).missing).toEqual(["LL lR+ Phi+ 0 of 9"]);
  const wrong = YUKAWA.replace(".lR [sp,ff3] Phi[ii]", ".lR [sp,ff3] Phibar[jj] Eps[ii,jj]");
  expect(audit({ standard: KINETIC + HIGGS + wrong + TOTAL }).wrong).toEqual(["yl forbidden: charge U1Y sums to -1"]);
  const alone = audit({ standard: KINETIC + HIGGS + YUKAWA.replace("yuk + HC[yuk]", "yuk") + TOTAL });
  expect([alone.complete, alone.notes.length]).toEqual([true, 3]);
  expect(alone.notes[0]).toContain("stands without its hermitian conjugate");
});

const SECOND = `,
  S[12] == {ClassName -> Phi2, Indices -> {Index[SU2D]}, SelfConjugate -> False, QuantumNumbers -> {Y -> 1/2}}`;
const TWO_DOUBLETS = `LV2 := -m22 Phi2bar[ii] Phi2[ii] - l2 (Phi2bar[ii] Phi2[ii])^2 - l3 Phibar[ii] Phi[ii] Phi2bar[jj] Phi2[jj]
  - l4 Phibar[ii] Phi2[ii] Phi2bar[jj] Phi[jj];
LC2 := -(m12 Phibar[ii] Phi2[ii] + l5/2 (Phibar[ii] Phi2[ii])^2 + l6 Phibar[ii] Phi[ii] Phibar[jj] Phi2[jj]
  + l7 Phi2bar[ii] Phi2[ii] Phibar[jj] Phi2[jj] + zd[f,g] QLbar[sp,ii,f,cc].dR[sp,g,cc] Phi2[ii]
  + zl[f,g] LLbar[sp,ii,f].lR[sp,g] Phi2[ii] + zu[f,g] QLbar[sp,ii,f,cc].uR[sp,g,cc] HC[Phi2[jj]] Eps[ii,jj]);
LTot := LSM + LV2 + LC2 + HC[LC2];
`;
const NAMES = "m22 l2 l3 l4 m12 l5 l6 l7 zd zl zu l8";

test("two doublets: complete, incomplete without l4, and a Fierz copy found", () => {
  const two = (more: string) => audit({ classes: SECOND, more, parameters: NAMES });
  expect(two(TWO_DOUBLETS)).toEqual({ complete: true, missing: [], wrong: [], unread: [], notes: [] });
  expect(two(TWO_DOUBLETS.replace(/\n {2}- l4.*;/, ";")).missing).toEqual(["Phi Phi+ Phi2 Phi2+ 1 of 2"]);
  const copy = "- l8 Eps[ii,jj] Phi[ii] Phi2[jj] Eps[kk,ll] Phibar[kk] Phi2bar[ll]";
  expect(two(TWO_DOUBLETS.replace(/(- l4.*);/, `$1 ${copy};`)).wrong).toEqual([
    "l8 dependent: a combination of l3, l4",
  ]);
});

const LEPTOQUARK = `,
  S[12] == {ClassName -> S1, Indices -> {Index[Colour]}, SelfConjugate -> False, QuantumNumbers -> {Y -> -1/3}}`;
const LEPTOQUARK_TERMS = `LQ := DC[S1bar[cc],mu] DC[S1[cc],mu] - MS^2 S1bar[cc] S1[cc] - lS (S1bar[cc] S1[cc])^2 - lHS S1bar[cc] S1[cc] Phibar[ii] Phi[ii];
LY := yLL[f,g] CC[QLbar[sp,ii,f,cc]].LL[sp,jj,g] Eps[ii,jj] S1bar[cc] + yRR[f,g] CC[uRbar][sp,f,cc].lR[sp,g] S1bar[cc]
  + zLL[f,g] CC[QLbar[sp,ii,f,c1]].QL[sp,jj,g,c2] Eps[ii,jj] Eps[c1,c2,c3] S1[c3]
  + zRR[f,g] CC[uRbar[sp,f,c1]].dR[sp,g,c2] Eps[c1,c2,c3] S1[c3];
LTot := LSM + LQ + LY + HC[LY];
`;

test("the leptoquark S1 with charge conjugation; generations by number and on the diagonal are counted as such", () => {
  const one = (change: (text: string) => string) =>
    audit({ classes: LEPTOQUARK, more: change(LEPTOQUARK_TERMS), parameters: "MS lS lHS yLL yRR zLL zRR" });
  expect(one((text) => text)).toEqual({ complete: true, missing: [], wrong: [], unread: [], notes: [] });
  expect(one((text) => text.replace(/\n.*zRR.*;/, ";")).missing).toEqual(["uR dR S1 0 of 9"]);
  const third = (text: string) =>
    text.replace("zRR[f,g]", "zRR").replace("[sp,f,c1]].dR[sp,g,c2]", "[sp,3,c1]].dR[sp,3,c2]");
  expect(one(third).missing).toEqual(["uR dR S1 1 of 9"]);
  const diagonal = (text: string) => text.replace("zRR[f,g]", "zRR[f]").replace(".dR[sp,g,c2]", ".dR[sp,f,c2]");
  expect(one(diagonal).missing).toEqual(["uR dR S1 3 of 9"]);
  const universal = (text: string) => text.replace("zRR[f,g]", "zRR").replace(".dR[sp,g,c2]", ".dR[sp,f,c2]");
  expect(one(universal).missing).toEqual(["uR dR S1 1 of 9"]);
});

test("Dirac and Majorana fermions of four components, triplets and generators", () => {
  const classes = `,
  F[21] == {ClassName -> X, SelfConjugate -> False, Indices -> {Index[SU2D]}, QuantumNumbers -> {Y -> -1/2}},
  F[22] == {ClassName -> N, SelfConjugate -> True},
  S[12] == {ClassName -> Xi, SelfConjugate -> True, Indices -> {Index[SU2W]}}`;
  const terms = [
    "-MX Xbar.X - 1/2 MN Nbar.N",
    "(mix[f] LLbar[sp,ii,f].ProjP.X[sp,ii] + y1[f] Xbar[sp,ii].lR[sp,f] Phi[ii] + y2[f] LLbar[sp,ii,f].N[sp] Phibar[jj] Eps[ii,jj]",
    "+ y3 Xbar[sp,ii].ProjM.N[sp] Phibar[jj] Eps[ii,jj] + y4 Xbar[sp,ii].ProjP.N[sp] Phibar[jj] Eps[ii,jj]",
    "+ y5[f] LLbar[sp,ii,f].ProjP.X[sp,jj] Ta[aa,ii,jj] Xi[aa] + y6 Xbar[sp,ii].ProjP.X[sp,jj] 2 Ta[aa,ii,jj] Xi[aa])",
  ].join("\n  ");
  const more = `LD := -MX Xbar.X - 1/2 MN Nbar.N - m3 Xi[aa] Xi[aa] - k Phibar[ii] PauliSigma[aa,ii,jj] Phi[jj] Xi[aa]
  - p Xi[aa] Xi[aa] Xi[bb] Xi[bb] - q Xi[aa]^2 Phibar[ii] Phi[ii];
LF := ${terms.split("\n  ").slice(1).join("\n  ")};\nLTot := LSM + LD + LF + HC[LF];\n`;
  const own = audit({ classes, more, parameters: "MX MN mix y1 y2 y3 y4 y5 y6 m3 k p q" });
  expect(own).toEqual({ complete: true, missing: [], wrong: [], unread: [], notes: [] });
});

test("what is not read is told with line and reason; another Lagrangian of the file is read too, each term once", () => {
  const more = `LBad := a Phibar[ii] Phi[ii] Phibr[jj] Phi[jj] + b Phibar[1] Phi[1] + c Phibar[ii] Phi[jj] + d QLbar[sp,ii,4,cc].dR[sp,1,cc] Phi[ii]
  + e QLbar[sp,ii,f,cc].Ga[mu].QL[sp,ii,f,cc] B[mu] + g Phi + h[f1] LLbar[sp,ii,f1].lR[sp,f2] Phi[ii] + Sin[H Phi[ii]] + k G[mu,aa] Phi[ii];
LOther := LSM;\n`;
  const { unread, notes } = audit({ more, parameters: "a b c d e g h k" });
  expect(notes).toEqual(["The file has no sum of LBad, LOther: all are read, each term once."]);
  expect(unread.map((line) => line.split(" | ")[1].slice(0, 70))).toEqual([
    "fields and names of M$Parameters; Phibr is none. Did you mean Phi?",
    "gauge indices of Phibar as letters, not 1",
    'every index twice; "ii" stands once in a product',
    "a generation of QLbar from 1 to 3, not 4",
    "fields with their indices, and the functions HC, CC, Conjugate, Sqrt, ",
    "two spinors without Ga; kinetic terms have DC[field, mu] in them",
    "the indices [SU2D] of Phi, not 0",
    "the index f2 of lR on two fields, or on a coupling too",
    "scalars, spinors, Eps, IndexDelta, generators of fundamentals and f; n",
  ]);
});
