import { expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { parsePyrate } from "../files/pyrate.ts";
import { readModel } from "../files/readModel.ts";
import { writePyrate } from "../files/pyrateWriter.ts";
import { findData } from "../../run/index.ts";
import type { Theory } from "../theory.ts";
import { auditModel } from "./audit.ts";
import { completeModel } from "./completeModel.ts";

/** Fields without what the format does not keep: the open number of generations. */
const fieldsOf = ({ fields }: Theory) =>
  fields
    .map(({ name, twiceHelicity, irreps, charges, real, copies }) => ({
      name,
      twiceHelicity,
      irreps,
      charges,
      real,
      copies: copies === "Nf" ? 3 : copies,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

// All other built-in theories without Z_M, sextets and quadruplets pass too, the largest with 161 terms in 3 s.
const SINGLET_MODELS = ["SM", "SM+cS", "2HDM", "TypeI", "ZeeBabu", "VLQ_T", "SM_B-L", "LEFT"];
const WRITABLE = [...SINGLET_MODELS, "SM+xi", "TypeII", "TypeIII", "S1", "S1bar", "S3", "MW", "phi8", "left-right"];

test.each(WRITABLE)(
  "%s with all its terms, written and read back, is complete and nothing in it is redundant",
  (name) => {
    const theory = builtinTheory(name);
    const read = parsePyrate(writePyrate(completeModel(theory)), name);
    const { complete, terms } = auditModel(read);
    expect(fieldsOf(read.theory)).toEqual(fieldsOf(theory));
    expect(terms.filter(({ verdict }) => verdict !== "allowed")).toEqual([]);
    expect(complete).toBe(true);
  },
);

test.each(["Sx", "Quad12", "SU5-GG", "pati-salam", "IDM", "SM+S_Z2"])(
  "%s, with sextets, quadruplets and the like as tensors, is complete",
  (name) => {
    const { complete, terms } = auditModel(completeModel(builtinTheory(name)));
    expect(terms.filter(({ verdict }) => verdict !== "allowed")).toEqual([]);
    expect(complete).toBe(true);
  },
);

test("SU(5): the eleven terms of the Georgi-Glashow model with their indices", () => {
  expect(completeModel(builtinTheory("SU5-GG")).terms.map(({ text }) => text)).toEqual([
    "H5[i] H5bar[i]",
    "S24[a] S24[b] t5[a,j,i] t5[b,i,j]",
    "H5[j] H5bar[i] S24[a] t5[a,i,j]",
    "S24[a] S24[b] S24[c] t5[a,k,i] t5[b,i,j] t5[c,j,k]",
    "F5b[i] T10[i,j] H5bar[j]",
    "T10[i,j] T10[k,l] H5[m] Eps[i,j,k,l,m]",
    "H5[i] H5[j] H5bar[i] H5bar[j]",
    "H5[i] H5bar[i] S24[a] S24[b] t5[a,k,j] t5[b,j,k]",
    "H5[k] H5bar[i] S24[a] S24[b] t5[a,i,j] t5[b,j,k]",
    "S24[a] S24[b] S24[c] S24[d] t5[a,j,i] t5[b,i,j] t5[c,l,k] t5[d,k,l]",
    "S24[a] S24[b] S24[c] S24[d] t5[a,l,i] t5[b,i,j] t5[c,j,k] t5[d,k,l]",
  ]);
});

test("the Standard Model as a file", () => {
  expect(writePyrate(completeModel(builtinTheory("SM")))).toBe(`# YAML 1.1
---
Name: SM
Groups: {SU3: SU3, SU2: SU2, Y: U1}

Fermions: {
    Q : {Gen: 3, Qnb: {Y: 1/6, SU3: 3, SU2: 2}},
    uc : {Gen: 3, Qnb: {Y: -2/3, SU3: -3}},
    dc : {Gen: 3, Qnb: {Y: 1/3, SU3: -3}},
    L : {Gen: 3, Qnb: {Y: -1/2, SU2: 2}},
    ec : {Gen: 3, Qnb: {Y: 1}}
}

RealScalars: {
}

ComplexScalars: {
    H : {RealFields: [HRe, HIm], Norm: 1/sqrt(2), Qnb: {Y: 1/2, SU2: 2}}
}

Potential: {
    Yukawas: {
        y1 : Q[i,j] uc[i] H[k] Eps[j,k],
        y2 : Q[i,j] dc[i] Hbar[j],
        y3 : L[i] ec Hbar[i]
    },
    QuarticTerms: {
        lambda1 : H[i] H[j] Hbar[i] Hbar[j]
    },
    ScalarMasses: {
        m21 : H[i] Hbar[i]
    }
}
`);
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

test("what PyR@TE cannot say is refused: Z2, a quadruplet in a term, a lonely right-handed fermion", () => {
  expect(failure(() => writePyrate(completeModel(builtinTheory("IDM"))))).toBe(
    'a PyR@TE file cannot say this of a theory: found "the symmetry Z2", expected gauged SU(N) and U(1) factors, fundamentals ' +
      "and adjoints, and fermions whose chirality follows from terms or from a last letter L or R [lagrangian/not-writable]",
  );
  expect(failure(() => writePyrate(completeModel(builtinTheory("Quad32"))))).toContain("the indices of Theta");
  expect(failure(() => completeModel(builtinTheory("Quad32"), 3, "pyrate"))).toBe(
    "the contractions of a type cannot be written with indices of fundamentals and adjoints at Quad32: found " +
      '"Theta Theta+", expected singlets, fundamentals, antifundamentals and adjoints [lagrangian/irrep-without-components]',
  );
  const { fields, ...rest } = builtinTheory("SM");
  const lonely: Theory = { ...rest, fields: [{ ...fields[1], name: "x", twiceHelicity: 1 }] };
  expect(failure(() => writePyrate(completeModel(lonely)))).toContain("the chirality of x");
});

const FOLDER = findData("lagrangian/pyrate_models");

test.skipIf(FOLDER === undefined)("the stored files, written again, get the same audit (needs shared data)", () => {
  for (const name of ["SM", "THDM", "GeorgiMachacek", "SM_B-L"]) {
    const model = readModel(`${FOLDER}/${name}.model`);
    const again = parsePyrate(writePyrate(model), name);
    const withoutLines = (text: string) => JSON.parse(text.replaceAll(/"line":\d+/g, '"line":0')) as unknown;
    expect(withoutLines(JSON.stringify(auditModel(again)))).toEqual(withoutLines(JSON.stringify(auditModel(model))));
  }
});
