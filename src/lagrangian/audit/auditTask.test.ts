import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createContext, findData } from "../../run/index.ts";
import { auditTask } from "./auditTask.ts";
import { forbiddingSymmetry } from "./forbiddingSymmetry.ts";
import { parsePyrate } from "../files/pyrate.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-"));
afterAll(() => rmSync(folder, { recursive: true }));

const context = createContext({ seed: 1, threads: 1, device: "cpu" });
const run = async (file: string, forbid?: string) => await auditTask.run(context, { file, generations: 3, forbid });

const SCALARS = {
  name: "two singlets",
  groups: [{ name: "X", type: "U1", gauged: false }],
  fields: [
    { name: "S", spin: "0", real: true },
    { name: "T", spin: "0", charges: { X: 0 } },
  ],
};

function jsonFile(name: string, content: unknown): string {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(content, undefined, 1));
  return path;
}

test("a JSON theory with terms: forbidden and missing ones are named, with their lines", async () => {
  const groups = [
    { name: "SU2", type: "SU", N: 2 },
    { name: "Y", type: "U1" },
  ];
  const fields = [{ name: "H", spin: "0", irreps: { SU2: "2" }, charges: { Y: "1/2" } }];
  const terms = { ScalarMasses: { m: "Hbar[i] H[i]", n: "Eps[i,j] H[i] H[j]" } };
  const {
    verdict,
    terms: audited,
    types,
    summary,
  } = await run(jsonFile("doublet", { name: "doublet", groups, fields, terms }));
  expect(verdict).toEqual({ passed: false, text: "missing: H^2 H+^2; forbidden: n" });
  expect(audited.map(({ coupling, line, reasons }) => [coupling, line, ...reasons])).toEqual([
    ["m", 28],
    ["n", 29, "charge Y sums to 1"],
  ]);
  expect(types.at(-1)?.complement).toEqual(["H[i] H[j] Hbar[i] Hbar[j]"]);
  expect(summary).toContain("doublet: 2 couplings listed; the fields allow 2 operators in 2 types");
});

test("a parity forbids, and so does the Lorentz group where the chiralities are given", async () => {
  const groups = [
    { name: "X", type: "U1", gauged: false },
    { name: "Z2", type: "Z", M: 2 },
  ];
  const fields = [
    { name: "S", spin: "0", real: true, z: { Z2: 1 } },
    { name: "a", spin: "1/2", helicity: "-1/2", charges: { X: 1 } },
    { name: "b", spin: "1/2", helicity: "1/2", charges: { X: -1 } },
  ];
  const terms = {
    TrilinearTerms: { c: "S S S" },
    FermionMasses: { m: "a b", n: "abar b", o: "a a" },
    ScalarMasses: { p: "S**2" },
  };
  const { terms: audited } = await run(jsonFile("parity", { name: "parity", groups, fields, terms }));
  expect(audited.map(({ coupling, reasons }) => [coupling, ...reasons].join(" | "))).toEqual([
    "c | residue Z2 sums to 1 modulo 2",
    "m | no Lorentz scalar: 1 left- and 1 right-handed spinors",
    "n | charge X sums to -2",
    "o | charge X sums to 2",
    "p",
  ]);
});

test("what is no model with terms is refused", async () => {
  await expect(run("nowhere.model")).rejects.toThrow(
    "there is no such file at nowhere.model [lagrangian/model-file-not-found]",
  );
  await expect(run("model.txt")).rejects.toThrow("[lagrangian/unknown-model-format]");
  await expect(run(jsonFile("words", { ...SCALARS, terms: "S S" }))).rejects.toThrow("[lagrangian/bad-terms]");
  await expect(run(jsonFile("block", { ...SCALARS, terms: { Masses: {} } }))).rejects.toThrow(
    'a model file has something that is not understood at block.json:25: found "Masses", expected one of ' +
      "Definitions, Yukawas, FermionMasses, QuarticTerms, TrilinearTerms, ScalarMasses [lagrangian/unknown-construct]",
  );
});

test("a theory without terms, in JSON or YAML, lacks all that its fields allow", async () => {
  const bare = await run(jsonFile("bare", SCALARS));
  expect(bare.complete).toBe(false);
  expect(bare.verdict?.text).toBe(`missing: ${bare.types.map(({ type }) => type).join(", ")}`);
  expect(bare.types.map(({ type }) => type)).toContain("S^2 T T+");
  expect(bare.summary).toContain(
    'the file lists no terms, so that all that its fields allow are missing; they stand under "terms"',
  );
  const path = join(folder, "scalar.yml");
  writeFileSync(
    path,
    "name: scalar\ngroups: [{name: Z2, type: Z, M: 2}]\nfields:\n- {name: S, spin: 0, real: true, z: {Z2: 1}}\n" +
      "terms:\n  ScalarMasses:\n    m: S**2\n    n: S S\n",
  );
  const yaml = await run(path);
  expect(yaml.verdict?.text).toBe("missing: S^4; redundant: n");
  expect(yaml.terms.map(({ coupling, line, verdict }) => [coupling, line, verdict])).toEqual([
    ["m", 7, "allowed"],
    ["n", 8, "duplicate"],
  ]);
});

test("a wrong number of generations shows as an anomaly", async () => {
  const warnings: string[] = [];
  const listening = createContext();
  listening.subscribe((event) => {
    if (event.type === "warning") warnings.push(event.text);
  });
  const charged = (name: string, charge: string, copies: number) => {
    return { name, spin: "1/2", helicity: "-1/2", charges: { Y: charge }, copies };
  };
  const fields = [charged("a", "1", 3), charged("b", "-1", 2)];
  const file = jsonFile("anomalous", { name: "pairs", groups: [{ name: "Y", type: "U1" }], fields, terms: {} });
  await auditTask.run(listening, { file, generations: 3, forbid: undefined });
  expect(warnings).toEqual([
    "the gauge symmetry is anomalous: Y^3 = 1, grav^2 Y = 1; lagrangian anomalies says which fields make each sum",
  ]);
});

const DOUBLETS = `Groups: {U1Y: U1, SU2L: SU2, SU3c: SU3}
Fermions: {
    Q : {Gen: 3, Qnb: {U1Y: 1/6, SU2L: 2, SU3c: 3}}, uR : {Gen: 3, Qnb: {U1Y: 2/3, SU3c: 3}},
    dR : {Gen: 3, Qnb: {U1Y: -1/3, SU3c: 3}}, L : {Gen: 3, Qnb: {U1Y: -1/2, SU2L: 2}}, eR : {Gen: 3, Qnb: {U1Y: -1}}
}
ComplexScalars: { H : {Qnb: {U1Y: 1/2, SU2L: 2}}, K : {Qnb: {U1Y: 1/2, SU2L: 2}} }
Potential: { Yukawas: { y : Qbar[i,a] Eps[i,j] Hbar[j] uR[a], z : Qbar[i,a] H[i] dR[a], w : Lbar[i] H[i] eR } }`;

test("the two-doublet model: Z2 gives natural flavour conservation and keeps lambda5, without lambda5 it takes Z3", () => {
  const { theory } = parsePyrate(DOUBLETS, "doublets.model");
  const allowed = [
    "H H+",
    "K K+",
    "H K+",
    "H^2 K+^2",
    "H^2 H+ K+",
    "Q uR+ H",
    "Q uR+ K",
    "Q dR+ H+",
    "Q dR+ K+",
    "L eR+ H+",
    "L eR+ K+",
  ];
  const typeTwo = ["Q uR+ H", "Q dR+ K+", "L eR+ K+", "H K+", "H^2 H+ K+"];
  const found = forbiddingSymmetry(theory, allowed, typeTwo)!;
  expect(found.order).toBe(2);
  expect(((found.charges["H"] ?? 0) + (found.charges["K"] ?? 0)) % 2).toBe(1);
  expect(forbiddingSymmetry(theory, allowed, [...typeTwo, "K^2 H+^2"])?.order).toBe(3);
  expect(forbiddingSymmetry(theory, allowed, ["H^2 K+^2"])).toBeUndefined();
  expect(() => forbiddingSymmetry(theory, allowed, ["Q uR H"])).toThrow("[lagrangian/type-not-allowed]");
});

test("in a JSON theory a sextet is a symmetric tensor: an epsilon on both its indices vanishes, the determinant does not", async () => {
  const groups = [{ name: "SU3", type: "SU", N: 3 }];
  const fields = [
    { name: "q", spin: "1/2", helicity: "-1/2", irreps: { SU3: "3" }, copies: 2 },
    { name: "S", spin: "0", irreps: { SU3: "6" } },
  ];
  const good = await run(
    jsonFile("sextet", { name: "sextet", groups, fields, terms: { Yukawas: { y: "q[a] q[b] Sbar[a,b]" } } }),
  );
  expect(good.types.find(({ type }) => type === "q^2 S+")).toMatchObject({ allowed: 3, listed: 3 });
  const vanishing = await run(
    jsonFile("cubic", {
      name: "c",
      groups,
      fields,
      terms: {
        TrilinearTerms: {
          c: "S[a,b] S[c,d] S[e,f] Eps[a,b,c] Eps[d,e,f]",
          d: "S[a,b] S[c,d] S[e,f] Eps[a,c,e] Eps[b,d,f]",
        },
      },
    }),
  );
  expect(vanishing.terms.map(({ verdict, reasons }) => [verdict, ...reasons])).toEqual([
    ["forbidden", "vanishes identically"],
    ["allowed"],
  ]);
});

test("a file of field declarations has no verdict; what its fields allow is listed", async () => {
  const path = join(folder, "doublet.m");
  writeFileSync(path, "Gauge[[1]] = {WB, SU[2], left, g2, True};\nScalarFields[[1]] = {H, 1, {Hp, H0}, 2};\n");
  const { verdict, summary, complete } = await run(path);
  expect([verdict, complete]).toEqual([undefined, undefined]);
  expect(summary).toContain("H.conj[H]");
});

const FILE = findData("lagrangian/pyrate_models/GeorgiMachacek.model");

test.skipIf(FILE === undefined)(
  "Georgi-Machacek: the missing Yukawa, and the Z2 that forbids it with mu2 (needs shared data)",
  async () => {
    const { verdict, summary, forbid } = await run(FILE!, "L L chi, phi^2 chi+, xi phi^2 chi+");
    expect(verdict).toEqual({ passed: false, text: "missing: L^2 chi" });
    expect(summary).toContain("L^2 chi and h.c.");
    expect(forbid?.symmetry?.order).toBe(2);
    expect((await run(FILE!, "phi^2 chi+")).forbid?.symmetry).toBeUndefined();
  },
);

test("of a Lagrangian of which a part was not read nothing is called complete; what is forbidden stays forbidden", async () => {
  const fields = "Gauge[[1]] = {B, U[1], Y, g, False};\nScalarFields[[1]] = {H, 1, h, 1/2};\n";
  const input = "DEFINITION[GaugeES][LagrangianInput] = {{Lag, {AddHC -> False}}};\n";
  const sarahFile = (terms: string) => {
    const path = join(folder, "unread.m");
    writeFileSync(path, `${fields}${input}Lag = ${terms};\n`);
    return path;
  };
  const open = await run(sarahFile("mu2 conj[H].H + lam conj[H].H.conj[H].H + a conj[H].HH"));
  expect([open.complete, open.verdict]).toEqual([
    undefined,
    { passed: false, text: "not decided: 1 part of the Lagrangian not read" },
  ]);
  expect(open.summary).toContain("4     conj[H].HH  a field before and behind a dot; HH is none. Did you mean H?");
  const wrong = await run(sarahFile("mu2 conj[H].H + a conj[H].HH + b H.H"));
  expect([wrong.complete, wrong.verdict?.text]).toEqual([
    false,
    "1 part of the Lagrangian not read; missing in what was read: H^2 H+^2; forbidden: b",
  ]);
});
