import { expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { parsePyrate } from "../files/pyrate.ts";
import { readModel } from "../files/readModel.ts";
import { findData } from "../../run/index.ts";
import type { Audit } from "./audit.ts";
import { auditModel } from "./audit.ts";

/** Two doublets, a real triplet and a colour octet, with these potential blocks. */
function audit(blocks: string, definitions = ""): Audit {
  const text = `Name: Small
Groups: {U1Y: U1, SU2L: SU2, SU3c: SU3}
Fermions: {
    L : {Gen: 3, Qnb: {U1Y: -1/2, SU2L: 2}},
    eR : {Gen: 3, Qnb: {U1Y: -1}}
}
RealScalars: { xi : {SU2L: 3} }
ComplexScalars: {
    H : {Qnb: {U1Y: 1/2, SU2L: 2}},
    K : {Qnb: {U1Y: 1/6, SU2L: 2}},
    q : {Qnb: {SU3c: 3}}
}
Potential: {
    Definitions: { t : t(SU2, 2), ${definitions} },
    ${blocks}
}`;
  return auditModel(parsePyrate(text, "small.model"));
}

const verdicts = ({ terms }: Audit) =>
  terms.map(({ coupling, type, verdict, reasons }) => [coupling, type, verdict, reasons.join("; ")].join(" | "));

const typeOf = ({ types }: Audit, name: string) => types.find(({ type }) => type === name)!;

test("forbidden terms with their reasons: charges, groups, contractions, and those that vanish", () => {
  const { terms, complete } = audit(`
    Yukawas: { y : Lbar[i] H[i] eR, z : Lbar[i] K[i] eR, w : Lbar[i] Eps[i,j] H[j] eR },
    ScalarMasses: { m : Hbar[i] K[i], n : H[i] Eps[i,j] H[j], o : Eps[i,j] H[i] Hbar[j], p : xi[a] q[a] },
    TrilinearTerms: { c : q[a] q[b] q[c] Eps[a,b,c], d : xi[a] xi[b] xi[c] Eps[a,b,c] }`);
  expect(complete).toBe(false);
  expect(verdicts({ terms } as Audit)).toEqual([
    "y | L+ eR H | allowed | ",
    "z | L+ eR K | forbidden | charge U1Y sums to -1/3",
    "w | L+ eR H | forbidden | the contraction is not invariant under SU2L",
    "m | H+ K | forbidden | charge U1Y sums to -1/3",
    "n | H^2 | forbidden | charge U1Y sums to 1",
    "o | H H+ | forbidden | the contraction is not invariant under SU2L",
    "p | xi q | forbidden | no singlet of SU2L in 3 x 1; no singlet of SU3c in 1 x 3",
    "c | q^3 | forbidden | vanishes identically",
    "d | xi^3 | forbidden | vanishes identically",
  ]);
});

test("Fierz: (H+ sigma H)^2 is (H+ H)^2 again, and of three contractions of H H+ K K+ one is dependent", () => {
  const found = audit(`
    QuarticTerms: {
      a : (Hbar[i] H[i])**2,
      b : Hbar[i] t[a,i,j] H[j] Hbar[k] t[a,k,l] H[l],
      c : Hbar[i] H[i] Kbar[j] K[j],
      d : Hbar[i] K[i] Kbar[j] H[j],
      e : Hbar[i] t[a,i,j] H[j] Kbar[k] t[a,k,l] K[l]
    }`);
  expect(verdicts(found)).toEqual([
    "a | H^2 H+^2 | allowed | ",
    "b | H^2 H+^2 | duplicate | the same as a",
    "c | H H+ K K+ | allowed | ",
    "d | H H+ K K+ | allowed | ",
    "e | H H+ K K+ | dependent | a combination of c, d",
  ]);
  expect(typeOf(found, "H H+ K K+")).toMatchObject({ allowed: 2, listed: 2, active: 2, complement: [] });
  expect(typeOf(found, "H^2 H+^2")).toMatchObject({ allowed: 1, listed: 1 });
});

test("a sum of types counts for each of them; a part that is missing comes with a contraction that completes it", () => {
  const found = audit(`QuarticTerms: { a : (Hbar[i] H[i] + 2 Kbar[i] K[i])**2, b : xi[a] xi[a] xi[b] xi[b] }`);
  expect(verdicts(found)).toEqual([
    "a | H^2 H+^2 | allowed | ",
    "a | H H+ K K+ | allowed | ",
    "a | K^2 K+^2 | allowed | ",
    "b | xi^4 | allowed | ",
  ]);
  expect(typeOf(found, "H H+ K K+")).toMatchObject({ allowed: 2, listed: 1 });
  const [text] = typeOf(found, "H H+ K K+").complement;
  const completed = audit(`QuarticTerms: { a : Hbar[i] H[i] Kbar[j] K[j], b : ${text} }`);
  expect(typeOf(completed, "H H+ K K+")).toMatchObject({ allowed: 2, listed: 2, complement: [] });
});

test("every proposed contraction, put into the file, makes it complete", () => {
  const first = audit("");
  const blocks = new Map<string, string[]>();
  for (const { type, complement } of first.types) {
    const size = type.split(" ").reduce((sum, word) => sum + Number(/\^(\d)/.exec(word)?.[1] ?? 1), 0);
    const block = /L|eR/.test(type) ? "Yukawas" : ["", "", "ScalarMasses", "TrilinearTerms", "QuarticTerms"][size];
    blocks.set(block, [...(blocks.get(block) ?? []), ...complement]);
  }
  const text = [...blocks].map(
    ([name, texts]) => `${name}: { ${texts.map((term, k) => `${name}${k} : ${term}`).join(", ")} }`,
  );
  const second = audit(text.join(", "));
  expect(first.complete).toBe(false);
  expect(second.types.filter(({ allowed, listed }) => listed < allowed)).toEqual([]);
  expect(second.terms.filter(({ verdict }) => verdict !== "allowed")).toEqual([]);
  expect(second.complete).toBe(true);
});

test("flavour symmetry: a symmetric coupling of L L with a singlet is none, an antisymmetric one 3", () => {
  const text = (flavour: string) => `Groups: {SU2L: SU2}
Fermions: { L : {Gen: 3, Qnb: {SU2L: 2}} }
RealScalars: { S : {} }
Potential: { Yukawas: { y : {L[i] Eps[i,j] L[j] S, ${flavour}} } }`;
  const listed = (flavour: string) => auditModel(parsePyrate(text(flavour), "f.model")).terms[0];
  expect(listed("symmetric")).toMatchObject({ verdict: "forbidden", reasons: ["vanishes identically"] });
  expect(listed("antisymmetric")).toMatchObject({ verdict: "allowed", type: "L^2 S" });
  const both = auditModel(parsePyrate(text("antisymmetric"), "f.model"));
  expect(typeOf(both, "L^2 S")).toMatchObject({ allowed: 3, listed: 3 });
  expect(typeOf(both, "L^2")).toMatchObject({ allowed: 3, listed: 0, complement: ["L[i] L[j] Eps[i,j]"] });
});

test("what cannot be evaluated is refused: a quadruplet in a contraction, sqrt(13)", () => {
  const quadruplet = `Groups: {SU2L: SU2}
Fermions: { }
ComplexScalars: { F : {Qnb: {SU2L: 4}} }
Potential: { ScalarMasses: { m : Fbar[i] F[i] } }`;
  expect(() => auditModel(parsePyrate(quadruplet, "f.model"))).toThrow(
    'a term contracts a field whose components have no fixed convention at f.model:4: found "F under SU2L", expected ' +
      "singlets, fundamentals, antifundamentals and adjoints [lagrangian/irrep-without-components]. In a JSON theory with " +
      "terms other irreps are tensors with fundamental indices",
  );
  expect(() => audit("ScalarMasses: { m : sqrt(13) Hbar[i] H[i] }")).toThrow(GlueballError);
  expect(() => audit("ScalarMasses: { m : sqrt(13) Hbar[i] H[i] }")).toThrow(
    "square roots of products of 2, 3, 5, 7 and 11",
  );
});

const FOLDER = findData("lagrangian/pyrate_models");
const withModels = test.skipIf(FOLDER === undefined);
const stored = (name: string) => auditModel(readModel(`${FOLDER}/${name}.model`));

/** Operators of each dimension with the given number of fermions, conjugates included. */
function operators({ types }: Audit, dimension: number, yukawa: boolean): number {
  return types
    .filter((type) => type.dimension === dimension && /^(Q|L|nuR)/.test(type.type) === yukawa)
    .reduce((sum, { allowed, conjugate }) => sum + allowed * (conjugate === undefined ? 1 : 2), 0);
}

withModels("SM.model is complete: 1 mass, 1 quartic, 3 Yukawas (needs shared data)", () => {
  const found = stored("SM");
  expect(found).toMatchObject({ complete: true, kineticMixing: [], notes: [] });
  expect([operators(found, 2, false), operators(found, 4, false), operators(found, 4, true)]).toEqual([1, 1, 54]);
  expect(found.terms.every(({ verdict, setToZero }) => verdict === "allowed" && !setToZero)).toBe(true);
});

withModels("THDM.model is complete: 4 masses, 10 quartics, 6 Yukawas, five set to zero (needs shared data)", () => {
  const found = stored("THDM");
  expect(found.complete).toBe(true);
  expect([operators(found, 2, false), operators(found, 4, false), operators(found, 4, true)]).toEqual([4, 10, 108]);
  expect(found.terms.filter(({ setToZero }) => setToZero).map(({ coupling }) => coupling)).toEqual([
    "Yu",
    "epsd",
    "epse",
    "l6",
    "l7",
  ]);
  expect(
    found.types.filter(({ active, allowed }) => active < allowed).map(({ couplings }) => couplings.join()),
  ).toEqual(["Yu", "epsd", "epse", "l6", "l7"]);
});

withModels(
  "GeorgiMachacek.model lacks the Majorana-type Yukawa L L chi, 6 + 6 operators, and nothing else (needs shared data)",
  () => {
    const found = stored("GeorgiMachacek");
    expect(found.complete).toBe(false);
    expect([operators(found, 2, false), operators(found, 3, false), operators(found, 4, false)]).toEqual([3, 4, 11]);
    expect(found.types.filter(({ allowed, listed }) => listed < allowed)).toEqual([
      {
        type: "L^2 chi",
        conjugate: "L+^2 chi+",
        dimension: 4,
        allowed: 6,
        listed: 0,
        active: 0,
        couplings: [],
        complement: ["L[i] L[j] chi[a] Eps[j,k] t[a,k,i]"],
      },
    ]);
  },
);

withModels("SM_B-L.model is complete, and its two U(1) factors mix (needs shared data)", () => {
  expect(stored("SM_B-L")).toMatchObject({ complete: true, kineticMixing: [["U1Y", "U1BL"]] });
});
