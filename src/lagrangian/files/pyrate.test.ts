import { expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { formatRational } from "../../exact/index.ts";
import { findData } from "../../run/index.ts";
import type { ListedTerm, ModelFile } from "./modelFile.ts";
import { expandListed } from "./termBlocks.ts";
import { parsePyrate } from "./pyrate.ts";
import { readModel } from "./readModel.ts";

/** A small file; what is given replaces the terms, the fields or a whole block. */
function modelText(changes: { terms?: string; fermions?: string; definitions?: string; more?: string } = {}): string {
  return `# YAML 1.1
---
Name: Small
Groups: {U1Y: U1, SU2L: SU(2), SU3c: SU3}
Fermions: {
    ${changes.fermions ?? "Q : {Gen: 3, Qnb: {U1Y: 1/6, SU2L: 2, SU3c: 3}},\n    uR : {Gen: 3, Qnb: {U1Y: 2/3, SU3c: 3}},"}
}
RealScalars: { S : {}, xi : {SU2L: 3} }
CplxScalars: { H : {RealFields: [Pi, Sigma], Norm: 1/sqrt(2), Qnb: {U1Y: 1/2, SU2L: 2}} }
Potential: {
    Definitions: { ${changes.definitions ?? "t : t(SU2, 2), Htilde[i] : Eps[i,j] Hbar[j]"} },
    ${changes.terms ?? "Yukawas: { Yu : Qbar[i,a] Htilde[i] uR[a] }"}
}
${changes.more ?? ""}`;
}

const parse = (changes?: Parameters<typeof modelText>[0]) => parsePyrate(modelText(changes), "small.model");

test("groups, fields and terms; chirality from the name uR", () => {
  const { theory, terms, groupTensors, notes } = parse({ more: "Substitutions: { Yu : 0, g_U1Y : g1 }" });
  expect(theory.groups).toEqual([
    { kind: "U1", name: "U1Y", gauged: true, boson: "B" },
    { kind: "SU", name: "SU2L", n: 2, gauged: true, boson: "W" },
    { kind: "SU", name: "SU3c", n: 3, gauged: true, boson: "G" },
  ]);
  const short = theory.fields.map(({ name, twiceHelicity, irreps, charges, real, copies }) =>
    [name, twiceHelicity, JSON.stringify(irreps), charges.map(formatRational).join(), real, copies].join(" "),
  );
  expect(short).toEqual([
    "Q -1 [[1],[1,0]] 1/6 false 3",
    "uR 1 [[0],[1,0]] 2/3 false 3",
    "S 0 [[0],[0,0]] 0 true 1",
    "xi 0 [[2],[0,0]] 0 true 1",
    "H 0 [[1],[0,0]] 1/2 false 1",
  ]);
  expect(terms.map(({ coupling, block, line, setToZero }) => [coupling, block, line, setToZero])).toEqual([
    ["Yu", "Yukawas", 13, true],
  ]);
  expect(groupTensors).toEqual([{ name: "t", kind: "generators", n: 2 }]);
  expect(notes).toEqual([]);
});

test("a coupling that the file replaces by something else than 0 is noted", () => {
  const more = "Vevs: { v : Pi[2] }\nSubstitutions: { Yu : [0, 0, 'yt'], g_U1Y : g1, v : 0 }";
  const { notes, terms } = parse({ more });
  expect(notes).toEqual(["The file replaces Yu by [0, 0, 'yt']; here it is taken as free."]);
  expect(terms[0].setToZero).toBe(false);
});

test("0 for a coupling that does not exist is noted with the nearest names", () => {
  const { notes, terms } = parse({ more: "Substitutions: { YU : 0 }" });
  expect(notes).toEqual(["Line 15 sets YU to 0, which is no coupling of this file; did it mean Yu?"]);
  expect(terms[0].setToZero).toBe(false);
});

const flat = (model: ModelFile, term: ListedTerm) =>
  expandListed(term, { ...model, fields: model.theory.fields }).map(({ numbers, tensors }) => {
    const factors = tensors.map(({ meaning, indices }) => {
      const name = meaning.kind === "field" ? meaning.name + (meaning.conjugate ? "*" : "") : meaning.kind;
      return `${name}${indices.length === 0 ? "" : `[${indices.join(",")}]`}`;
    });
    return inOrder([...numbers.map(({ kind }) => kind), ...factors].join(" "));
  });

/** Summed indices numbered as they come. */
function inOrder(text: string): string {
  const seen: string[] = [];
  return text.replaceAll(/#\d+/g, (index) => {
    if (!seen.includes(index)) seen.push(index);
    return `#${seen.indexOf(index) + 1}`;
  });
}

test("terms are multiplied out: definitions, powers and sums with indices of their own", () => {
  const model = parse({
    definitions: "Htilde[i] : Eps[i,j] Hbar[j], HH : Hbar[i] H[i]",
    terms: `Yukawas: { Yu : Qbar[i,a] Htilde[i] uR[a] },
      QuarticTerms: { a : HH**2, b : HH (S S - HH), c : -1/2(Hbar[i] H[i]) xi[b] xi[b] }`,
  });
  const [yukawa, square, sum, mixed] = model.terms.map((term) => flat(model, term));
  expect(yukawa).toEqual(["Q*[i,a] epsilon[i,#1] H*[#1] uR[a]"]);
  expect(square).toEqual(["H*[#1] H[#1] H*[#2] H[#2]"]);
  expect(sum).toEqual(["H*[#1] H[#1] S S", "number H*[#1] H[#1] H*[#2] H[#2]"]);
  expect(mixed).toEqual(["number H*[i] H[i] xi[b] xi[b]"]);
});

test("unnamed chirality: bars decide, and a part without hints is noted", () => {
  const fermions = "A : {U1Y: 1}, B : {U1Y: 1}, C : {Qnb: {U1Y: -1}}";
  const properties = fermions.replaceAll(/\{(U1Y: 1)\}/g, "{Qnb: {$1}}");
  const model = parse({ fermions: properties, terms: "FermionMasses: { m : Abar B, n : B C }", definitions: "" });
  expect(model.theory.fields.slice(0, 3).map(({ twiceHelicity }) => twiceHelicity)).toEqual([-1, 1, 1]);
  expect(model.notes).toEqual(["Nothing fixes the chirality of A, B, C: A is taken as left-handed."]);
});

const failure = (changes: Parameters<typeof modelText>[0]) => {
  try {
    parse(changes);
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
    throw error;
  }
  return "no error";
};

const yukawa = (term: string) => ({ terms: `Yukawas: { Yu : ${term} }` });
const UNKNOWN = "a model file has something that is not understood at small.model:";

test.each([
  [
    yukawa("Qbar[i,a] Htild[i] uR[a]"),
    `${UNKNOWN}13: found "Qbar[i,a] Htild[i] uR[a]", expected names of fields, definitions and tensors; Htild is none ` +
      "[lagrangian/unknown-construct]. Did you mean Htilde?",
  ],
  [
    yukawa("Qbar[i] Htilde[i] uR[a]"),
    `${UNKNOWN}13: found "Qbar[i] Htilde[i] uR[a]", expected 2 indices of Qbar, not 1 [lagrangian/unknown-construct]`,
  ],
  [
    yukawa("Qbar[i,a] Htilde[j] uR[a]"),
    `${UNKNOWN}13: found "Qbar[i,a] Htilde[j] uR[a]", expected every index twice; "i" stands once in a product [lagrangian/unknown-construct]`,
  ],
  [
    yukawa("Qbar[a,i] Htilde[i] uR[a]"),
    `${UNKNOWN}13: found "Qbar[a,i] Htilde[i] uR[a]", expected both ends of an index to have as many values; here one has 3 and one 2 ` +
      "[lagrangian/unknown-construct]. The indices of a field follow its non-singlet factors in the order of Groups",
  ],
  [
    yukawa("Hbar[i] H[i] S"),
    `${UNKNOWN}13: found "Hbar[i] H[i] S", expected 2 fermions and 1 scalars in the block Yukawas [lagrangian/unknown-construct]`,
  ],
  [
    yukawa("{Qbar[i,a] Htilde[i] uR[a], lopsided}"),
    `${UNKNOWN}13: found "{Qbar[i,a] Htilde[i] uR[a], lopsided}", expected a term, or {term, symmetric} or {term, antisymmetric} [lagrangian/unknown-construct]`,
  ],
  [
    { terms: "QuarticTerms: { a : xibar[b] xi[b] S S }" },
    `${UNKNOWN}13: found "xibar[b] xi[b] S S", expected xi without bar: it is real [lagrangian/unknown-construct]`,
  ],
  [
    { terms: "QuarticTerms: { a : S S S S, b : H[i] H[i] H[i] H[i] }" },
    `${UNKNOWN}13: found "H[i] H[i] H[i] H[i]", expected every index twice; "i" stands 4 times [lagrangian/unknown-construct]`,
  ],
  [
    { terms: "Quartics: { a : S S S S }" },
    `${UNKNOWN}13: found "Quartics", expected one of Definitions, Yukawas, FermionMasses, QuarticTerms, TrilinearTerms, ScalarMasses [lagrangian/unknown-construct]`,
  ],
  [
    { definitions: "c : cgc(SU2, H, H)" },
    `${UNKNOWN}12: found "cgc(SU2, H, H)", expected t(SU2, 2) or f(SU2): generators in the fundamental irrep, or structure constants [lagrangian/unknown-construct]`,
  ],
  [
    { definitions: "A : B S, B : A S", terms: "ScalarMasses: { m : A }" },
    `${UNKNOWN}12: found "A S", expected definitions without a circle; A is defined by itself [lagrangian/unknown-construct]`,
  ],
  [
    { definitions: "A[i] : H[j]", terms: "ScalarMasses: { m : A[i] Hbar[i] }" },
    `${UNKNOWN}12: found "H[j]", expected A[i] to have the open indices of its definition, [j] [lagrangian/unknown-construct]`,
  ],
  [
    { more: "Gravity: { }" },
    `${UNKNOWN}15: found "Gravity", expected one of Author, Date, Name, Groups, Fermions, RealScalars, ComplexScalars, CplxScalars, Potential, Vevs, Substitutions, Latex [lagrangian/unknown-construct]`,
  ],
  [
    { fermions: "Q : {Gen: 3, Qnb: {U1X: 1}}" },
    `${UNKNOWN}6: found "U1X", expected one of the groups U1Y, SU2L, SU3c [lagrangian/unknown-construct]`,
  ],
  [
    { fermions: "Q : {Gen: 0, Qnb: {U1Y: 1}}" },
    `${UNKNOWN}6: found "0", expected a number of generations from 1, or a letter for any number [lagrangian/unknown-construct]`,
  ],
  [
    { fermions: "Q : {Qnb: {U1Y: 1/0}}" },
    'a fraction has denominator 0 at small.model:6: found "1/0", expected a denominator other than 0 [exact/denominator-zero]',
  ],
])("%j is refused", (changes, message) => {
  expect(failure(changes)).toBe(message);
});

test("both chiralities, unknown irreps and missing blocks are refused", () => {
  const contradiction = failure({ terms: "Yukawas: { Yu : Qbar[i,a] Htilde[i] uR[a], Yw : Q[i,a] Hbar[i] uR[a] }" });
  expect(contradiction).toBe(
    'the terms give a fermion both chiralities at small.model:13: found "Q and uR", expected psibar chi for opposite, ' +
      "psi chi for equal chiralities, in all terms alike [lagrangian/chirality-contradiction]",
  );
  expect(failure({ fermions: "Q : {Qnb: {SU3c: 4}}" })).toContain("[exact/unknown-irrep]");
  expect(() => parsePyrate("Name: x\n", "x.model")).toThrow(
    "a model file lacks a block at x.model: expected Groups : { ... } [lagrangian/missing-block]",
  );
  expect(() => readModel("/nowhere/x.model")).toThrow("[lagrangian/model-file-not-found]");
});

const FOLDER = findData("lagrangian/pyrate_models");

test.skipIf(FOLDER === undefined)("the four stored files are read, every term of them (needs shared data)", () => {
  const counts = ["SM", "THDM", "GeorgiMachacek", "SM_B-L"].map((name) => {
    const { theory, terms, notes } = readModel(`${FOLDER}/${name}.model`);
    return [
      theory.name,
      theory.fields.length,
      terms.length,
      terms.filter(({ setToZero }) => setToZero).length,
      notes.length,
    ];
  });
  expect(counts).toEqual([
    ["SM", 6, 5, 0, 0],
    ["THDM", 7, 16, 5, 0],
    ["GeorgiMachacek", 8, 19, 0, 0],
    ["SM_B-L", 8, 10, 0, 0],
  ]);
});
