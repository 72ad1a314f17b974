/** SARAH stubs: our reader finds the groups, fields and terms that were written, and the auditor nothing that is missing. */
import { describe, expect, test } from "vitest";
import { auditModel } from "../audit/audit.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { parseSarah } from "../files/sarah.ts";
import { theoryFromJson } from "../theoryJson.ts";
import { theoryHash } from "../verify/certificate.ts";
import { sarahModel, sarahTheory } from "./sarah.ts";

describe("what is written reads back", () => {
  test.each(["SM", "2HDM", "IDM", "SM+xi", "Sx", "Quad12", "left-right", "SM_B-L"])("%s", (name) => {
    const { text, theory, terms } = sarahModel(builtinTheory(name), 3);
    const read = parseSarah(text, "stub.m").theory;
    const counted = theory.fields.map((field) => ({ ...field, copies: field.copies === "Nf" ? 3 : field.copies }));
    expect(theoryHash(read)).toBe(theoryHash({ ...theory, fields: counted }));
    for (const { coupling } of terms) expect(text).toContain(coupling.name.replaceAll("_", ""));
    const { complete, terms: audited } = auditModel(parseSarah(text, "stub.m"));
    expect([complete, audited.filter(({ verdict }) => verdict !== "allowed")]).toEqual([true, []]);
  });
});

test("scalars before fermions read back too: SARAH has lists of its own for each", () => {
  const sm = builtinTheory("SM");
  const { text, theory } = sarahModel({ ...sm, fields: sm.fields.toReversed() }, 3);
  const counted = theory.fields.map((field) => ({ ...field, copies: field.copies === "Nf" ? 3 : field.copies }));
  expect(theoryHash(parseSarah(text, "stub.m").theory)).toBe(theoryHash({ ...theory, fields: counted }));
});

test("the Standard Model, line by line", () => {
  const lines = sarahModel(builtinTheory("SM"), 3).text.split("\n");
  for (const line of [
    "Gauge[[1]] = {G, SU[3], SU3, g3, False};",
    "Gauge[[2]] = {W, SU[2], SU2, g2, True};",
    "Gauge[[3]] = {B, U[1], Y, g1, False};",
    "FermionFields[[1]] = {Q, 3, {Qcomp1, Qcomp2}, 3, 2, 1/6};",
    "FermionFields[[2]] = {uc, 3, uccomp, -3, 1, -2/3};",
    "ScalarFields[[1]] = {H, 1, {Hcomp1, Hcomp2}, 1, 2, 1/2};",
    "  + yLecHd L.ec.conj[H];",
    "LagNoHC = mu2HHd H.conj[H]",
    "  + lambdaHHHdHd conj[H].H.conj[H].H;",
  ]) {
    expect(lines).toContain(line);
  }
});

test("a field that would be a symbol of Mathematica has another name, and further factors their own couplings", () => {
  const sm = builtinTheory("SM_B-L");
  const fields = sm.fields.map((field) => (field.name === "H" ? { ...field, name: "N" } : field));
  const { text } = sarahModel({ ...sm, fields }, 3);
  expect(text).toContain("= {Nx, 1, {Nxcomp1, Nxcomp2}, ");
  expect([...text.matchAll(/^Gauge.*, (g\w+), (?:True|False)\};$/gm)].map(([, name]) => name)).toEqual([
    "g3",
    "g2",
    "g1",
    expect.stringMatching(/^g[A-Z]\w*$/),
  ]);
});

test("a product with several contractions has them with their indices, Delta where a field meets a conjugate", () => {
  const { text } = sarahModel(builtinTheory("2HDM"), 3);
  expect(text).toContain("n1 (-epsTensor[SU21,SU23] epsTensor[SU22,SU24]) H.conj[H].H2.conj[H2]");
  expect(text).toContain("n2 (-Delta[SU21,SU22] Delta[SU23,SU24]) H.conj[H].H2.conj[H2]");
  const { text: twoSU2 } = sarahModel(builtinTheory("left-right"), 3);
  expect(twoSU2).toMatch(/Gauge\[\[2\]\] = \{\w+, SU\[2\], g2\w+, g2, True\};/);
});

test.each(["SM+xi", "S3"])("%s: what the auditor proposes for an empty Lagrangian completes it", (name) => {
  const text = sarahModel(builtinTheory(name), 3).text.replace(
    /LagHC = [^;]*;\nLagNoHC = [^;]*;/,
    "LagHC = 0;\nLagNoHC = 0;",
  );
  const { complete, types } = auditModel(parseSarah(text, "empty.m"));
  const terms = types.flatMap(({ complement }) => complement).map((term, k) => `c${k} ${term}`);
  const full = text.replace("LagHC = 0", `LagHC = ${terms.join(" + ")}`);
  expect([complete, auditModel(parseSarah(full, "full.m")).complete]).toEqual([false, true]);
});

test("a global Z_3 reads back; a global SU(3) is none of SARAH's; a right-handed field", () => {
  const groups = [
    { name: "Z3", type: "Z", M: 3 },
    { name: "Y", type: "U1" },
  ];
  const theory = (own: object[], others: object[] = []) =>
    theoryFromJson({ name: "t", groups: [...groups, ...others], fields: own }, "t.json").theory;
  const charged = [1, 2, 0].map((residue) => ({ name: `S${residue}`, spin: 0, charges: { Y: 1 }, z: { Z3: residue } }));
  const stub = sarahModel(theory(charged), 1);
  expect(stub.text).toContain("Exp[2*Pi*I*2/3]");
  expect(theoryHash(parseSarah(stub.text, "stub.m").theory)).toBe(theoryHash(stub.theory));
  const flavour = { name: "F", type: "SU", N: 3, gauged: false };
  expect(() => sarahTheory(theory([{ name: "S", spin: 0 }], [flavour]))).toThrow(
    'SARAH has no global symmetry of this kind at F: found "a global SU(N)", expected gauged SU(N) and U(1), global ' +
      "U(1) and Z_M [lagrangian/not-in-sarah]",
  );
  const { fields } = sarahTheory({
    ...theory([{ name: "eR", spin: "1/2", helicity: "1/2", charges: { Y: -1 } }]),
    groups: builtinTheory("sm").groups.filter(({ kind }) => kind === "U1"),
  });
  expect(fields[0]).toMatchObject({ name: "eRc", twiceHelicity: -1 });
});
