/** Lagrangians of SARAH files, audited: what they forget, what is forbidden, what depends on what, and what is not read. */
import { expect, test } from "vitest";
import { auditModel } from "../audit/audit.ts";
import { parseSarah } from "./sarah.ts";

const HEADER = `Off[General::spell]
Model\`Name = "Test";
Gauge[[1]] = {B,  U[1], hypercharge, g1, False};
Gauge[[2]] = {WB, SU[2], left,       g2, True};
Gauge[[3]] = {G,  SU[3], color,      g3, False};
FermionFields[[1]] = {q, 3, {uL, dL},  1/6, 2,  3};
FermionFields[[2]] = {l, 3, {vL, eL}, -1/2, 2,  1};
FermionFields[[3]] = {d, 3, conj[dR],  1/3, 1, -3};
FermionFields[[4]] = {u, 3, conj[uR], -2/3, 1, -3};
FermionFields[[5]] = {e, 3, conj[eR],    1, 1,  1};
ScalarFields[[1]] = {H, 1, {Hp, H0},   1/2, 2,  1};
`;
const INPUT = "DEFINITION[GaugeES][LagrangianInput] = {{LagHC, {AddHC->True}}, {LagNoHC, {AddHC->False}}};\n";
const YUKAWAS = "Yd conj[H].d.q + Ye conj[H].e.l + Yu H.u.q";
const POTENTIAL = "mu2 conj[H].H + \\[Lambda]/2 conj[H].H.conj[H].H";

function audit(fields: string, potential: string, complex: string) {
  const text = `${HEADER}${fields}${INPUT}LagNoHC = -(${potential});\nLagHC = -(${complex});\nNameOfStates = {GaugeES};\n`;
  const model = parseSarah(text, "test.m");
  const { complete, types, terms, unread, notes } = auditModel(model);
  return {
    complete,
    missing: types.filter(({ listed, allowed }) => listed < allowed).map(({ type }) => type),
    wrong: terms.flatMap(({ coupling, verdict, reasons }) =>
      verdict === "allowed" ? [] : [`${coupling} ${verdict}: ${reasons.join("; ")}`],
    ),
    unread: unread.map(({ line, found, expected }) => `${line}: ${found} | ${expected}`),
    notes,
    couplings: terms.map(({ coupling, line }) => `${coupling} ${line}`),
  };
}

test("the Standard Model is complete; the sign of the Lagrangian and line ends inside do not matter", () => {
  const { complete, couplings, notes, unread } = audit("", POTENTIAL, YUKAWAS.replaceAll("+", "\\\n +"));
  expect([complete, unread]).toEqual([true, []]);
  expect(couplings).toEqual(
    ["Yd 13", "Ye 14", "Yu 15", "mu2 12", "Lambda 12"].map((own) => expect.stringContaining(own.split(" ")[0])),
  );
  expect(notes).toEqual(["Not read: Off[General::spell], NameOfStates."]);
});

test("a term that is left out is missing, one that is too much forbidden, with the reason", () => {
  expect(audit("", POTENTIAL, "Yd conj[H].d.q + Yu H.u.q").missing).toEqual(["l e H+"]);
  const { complete, wrong } = audit("", `${POTENTIAL} + x conj[l].e.H`, `${YUKAWAS} + bad l.e.H + cubic H.H.H`);
  expect(complete).toBe(false);
  expect(wrong).toEqual([
    "bad forbidden: charge hypercharge sums to 1",
    "cubic forbidden: charge hypercharge sums to 3/2; no singlet of left in 2 x 2 x 2",
    "x forbidden: charge hypercharge sums to 2; no Lorentz scalar: 1 left- and 1 right-handed spinors",
  ]);
});

const SECOND = "ScalarFields[[2]] = {E, 1, {Ep, E0}, 1/2, 2, 1};\n";
const REAL =
  "mu2 conj[H].H + me2 conj[E].E + l1/2 conj[H].H.conj[H].H + l2/2 conj[E].E.conj[E].E " +
  "+ l3 conj[H].H.conj[E].E + l4 conj[H].E.conj[E].H";
const COMPLEX =
  `${YUKAWAS} + Yd2 conj[E].d.q + Ye2 conj[E].e.l + Yu2 E.u.q + m12 conj[H].E + l5/2 conj[H].E.conj[H].E ` +
  "+ l6 conj[H].H.conj[H].E + l7 Delta[lef1,lef4] Delta[lef2,lef3] conj[E].E.conj[H].E";

test("two doublets: neighbours are contracted, so that l3 and l4 are two terms, and that is said", () => {
  const { complete, wrong, notes } = audit(SECOND, REAL, COMPLEX);
  expect([complete, wrong]).toEqual([true, []]);
  expect(notes[0]).toBe(
    "The file gives no indices for l3 (line 14), l4 (line 14), of which there are several contractions: neighbours are " +
      "taken as joined.",
  );
});

test("two doublets: a Fierz copy is dependent, the same term twice a duplicate, one without l4 incomplete", () => {
  const copies = "l8 epsTensor[lef1,lef3] epsTensor[lef2,lef4] conj[H].H.conj[E].E + l9 conj[E].E.H.conj[H]";
  expect(audit(SECOND, `${REAL} + ${copies}`, COMPLEX).wrong).toEqual([
    "l8 dependent: a combination of l3, l4",
    "l9 duplicate: the same as l3",
  ]);
  const { complete, missing } = audit(SECOND, REAL.replace(" + l4 conj[H].E.conj[E].H", ""), COMPLEX);
  expect([complete, missing]).toEqual([false, ["H H+ E E+"]]);
});

test("definitions, powers and contractions with names of their own; an old list called Additional", () => {
  const parts =
    "dd = conj[H].H;\nfirst = Delta[lef1,lef2] Delta[lef3,lef4];\npot = mu2 dd + Sqrt[2] lam first dd.dd;\n";
  const text = `${HEADER}${INPUT.replace("LagrangianInput", "Additional")}${parts}LagNoHC = -pot;\nLagHC = ${YUKAWAS};\n`;
  const model = parseSarah(text, "test.m");
  expect([auditModel(model).complete, model.notes]).toEqual([true, ["Not read: Off[General::spell]."]]);
});

test("a conjugate that the file neither adds nor writes is told; one that it writes is no duplicate", () => {
  const complex = "m12 conj[H].E";
  const { notes } = audit(SECOND, `${REAL} + ${complex}`, COMPLEX.replace(` + ${complex}`, ""));
  expect(notes).toContain("m12 (line 14) stands without its hermitian conjugate; it is counted as if it had one.");
  const both = audit(SECOND, `${REAL} + m12 (conj[H].E + conj[E].H)`, COMPLEX.replace(` + ${complex}`, ""));
  expect([both.complete, both.wrong, both.notes.length]).toEqual([true, [], 2]);
});

test("a triplet as a matrix: both indices up in eps eps, one up and one down in eps delta, real by its components", () => {
  const triplet = "ScalarFields[[2]] = {T, 1, {{Tp/Sqrt[2], Tpp},{T0, -Tp/Sqrt[2]}}, 1, 3, 1};\n";
  const potential = `${POTENTIAL} + MT conj[T].T + a conj[T].T.conj[T].T + b Delta[lef1,lef2] Delta[lef2b,lef3b] Delta[lef3,lef4] Delta[lef4b,lef1b] conj[T].T.conj[T].T + c conj[H].H.conj[T].T + f Delta[lef1,lef2] Delta[lef2b,lef3b] Delta[lef3,lef4] conj[H].T.conj[T].H`;
  for (const yt of ["epsTensor[lef1,lef2] epsTensor[lef2b,lef3]", "epsTensor[lef1,lef2] Delta[lef2b,lef3]", ""]) {
    const { complete, wrong } = audit(triplet, potential, `${YUKAWAS} + YT ${yt} l.T.l + mu H.conj[T].H`);
    expect([yt, complete, wrong]).toEqual([yt, true, []]);
  }
  const real =
    "ScalarFields[[2]] = {eta, 1, {{eta0/Sqrt[2],-conj[etaM]},{-etaM,-eta0/Sqrt[2]}}, 0, 3, 1};\nRealScalars = {eta0};\n";
  const terms = `${POTENTIAL} + m conj[eta].eta + k conj[H].eta.H + p conj[eta].eta.eta.eta + r eta.eta.conj[H].H`;
  expect(audit(real, terms, YUKAWAS)).toMatchObject({ complete: true, wrong: [], unread: [] });
});

const LEPTOQUARK = "ScalarFields[[2]] = {S, 1, Sm13, 1/3, 1, -3};\n";
const LQ_REAL = `${POTENTIAL} + MS2 conj[S].S + lS conj[S].S.conj[S].S + lHS conj[S].S.conj[H].H`;
const LQ_COMPLEX = `${YUKAWAS} + yL q.l.S + yR conj[u].conj[e].S + zL q.q.conj[S] + zR u.d.S`;

test("the leptoquark S1: diquark couplings are wanted, d nu is not there; a wrong letter is told with the nearest names", () => {
  expect(audit(LEPTOQUARK, LQ_REAL, LQ_COMPLEX)).toMatchObject({ complete: true, wrong: [], unread: [] });
  expect(audit(LEPTOQUARK, LQ_REAL, LQ_COMPLEX.replace("+ zL q.q.conj[S]", "")).missing).toEqual(["q^2 S+"]);
  const { complete, unread, missing } = audit(LEPTOQUARK, LQ_REAL, LQ_COMPLEX.replace("q.l.S", "q.l.SS"));
  expect([complete, missing]).toEqual([undefined, ["q l S"]]);
  expect(unread).toEqual(["15: q.l.SS | a field before and behind a dot; SS is none. Did you mean S, q, l?"]);
});

test("what is not read is told with its line, and the rest is audited", () => {
  const { complete, unread, wrong } = audit(
    "",
    `${POTENTIAL} + a H.H.H.conj[H].H.H + b Delta[lef1,lef7] conj[H].H + c Delta[lef1,lef1] conj[H].H + f CG[SU[2],{{1},{1}}][lef1,lef2] H.conj[H]`,
    YUKAWAS,
  );
  expect([complete, wrong]).toEqual([undefined, []]);
  expect(unread.map((line) => line.split(" | ")[1])).toEqual([
    "fields and conj[field], contracted by Delta and epsTensor, and the functions Sqrt and Expand",
    "the indices lef1, lef2, each once; lef7 belongs to no field of the product",
    "the indices lef1, lef2, each once; lef1 stands twice",
    "terms of dimension 2 to 4: two fermions with one scalar or none, or two to four scalars",
  ]);
  const lost = parseSarah(`${HEADER}${INPUT}LagHC = ${YUKAWAS};\n`, "test.m");
  expect(lost.unread).toEqual([{ line: 12, found: "LagNoHC", expected: "a definition LagNoHC = ..." }]);
  const open = parseSarah(`${HEADER}${INPUT}LagHC = ${YUKAWAS} && x;\nLagNoHC = 0;\n`, "test.m");
  expect(open.unread?.[0].expected).toContain('"&" is none');
});
