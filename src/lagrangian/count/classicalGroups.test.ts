/**
 * Theories of SO(N) and Sp(N): isomorphic groups count alike whatever the redundancies, field strengths included; known
 * invariants of SO(10); never more invariants than under a subgroup; and what cannot be written out is refused.
 */
import { describe, expect, test } from "vitest";
import { auditModel } from "../audit/audit.ts";
import { anomalySums } from "../anomalies.ts";
import { basisContent } from "../basis/basisContent.ts";
import { betaCoefficients } from "../betaCoefficients.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import { exportContent } from "../exports/exportContent.ts";
import { readTerm } from "../terms/readTerm.ts";
import type { Theory } from "../theory.ts";
import { theoryFromJson } from "../theoryJson.ts";
import { countOperators } from "./countOperators.ts";
import { polynomialText } from "./countTask.ts";
import type { Redundancies } from "./cycleSum.ts";
import { createIntegrals } from "./integrals.ts";

const integrals = createIntegrals();

/** "weyl 16 Nf", "scalar 10", "real 45". */
type Fields = Readonly<Record<string, string>>;

/** A theory of one group "SO 10" with these fields. */
function theoryOf(group: string, fields: Fields, gauged = true): Theory {
  const [type, N] = group.split(" ");
  const json = {
    name: group,
    groups: [{ name: "G", type, N: Number(N), gauged, boson: "A" }],
    fields: Object.entries(fields).map(([name, text]) => {
      const [kind, irrep, copies = 1] = text.split(" ");
      const spin = kind === "weyl" ? { spin: "1/2", helicity: "-1/2" } : { spin: 0, real: kind === "real" };
      return { name, ...spin, irreps: { G: irrep }, copies };
    }),
  };
  return theoryFromJson(json, "test").theory;
}

const BASIS: Redundancies = { removeEom: true, removeIbp: true };

function typesOf(theory: Theory, dimension: number, redundancies = BASIS) {
  return countOperators(theory, { ...redundancies, dimension, generations: "symbolic" }, integrals).types;
}

/** Type -> polynomial in Nf. */
function polynomials(theory: Theory, dimension: number, redundancies = BASIS): Record<string, string> {
  const types = typesOf(theory, dimension, redundancies);
  return Object.fromEntries(types.map(({ name, polynomial }) => [name, polynomialText(polynomial)]));
}

/** Type -> polynomial, with the symmetry of the flavour indices of each term. */
function everything(theory: Theory, dimension: number, redundancies = BASIS): unknown {
  return typesOf(theory, dimension, redundancies).map(({ name, polynomial, irreps }) => [
    name,
    polynomialText(polynomial),
    irreps.map(({ partitions, multiplicity }) => `${partitions.join(" ")} x ${multiplicity}`),
  ]);
}

const ISOMORPHIC: readonly (readonly [group: string, fields: Fields, twin: string, fields: Fields])[] = [
  ["SO 6", { F: "weyl 4 Nf", V: "real 6", D: "scalar 10" }, "SU 4", { F: "weyl 4 Nf", V: "real 6", D: "scalar 10" }],
  ["SO 6", { F: "weyl 4bar", S: "real 15", T: "real 20'" }, "SU 4", { F: "weyl 4bar", S: "real 15", T: "real 20'" }],
  ["SO 5", { F: "weyl 4 Nf", V: "real 5", X: "weyl 5 Nf" }, "Sp 4", { F: "weyl 4 Nf", V: "real 5", X: "weyl 5 Nf" }],
  ["SO 5", { H: "scalar 4", S: "real 10", T: "real 14" }, "Sp 4", { H: "scalar 4", S: "real 10", T: "real 14" }],
  ["SO 3", { F: "weyl 2 Nf", V: "real 3", H: "scalar 4" }, "SU 2", { F: "weyl 2 Nf", V: "real 3", H: "scalar 4" }],
  ["Sp 2", { F: "weyl 2 Nf", V: "real 3", H: "scalar 2" }, "SU 2", { F: "weyl 2 Nf", V: "real 3", H: "scalar 2" }],
];

describe("isomorphic groups", () => {
  test.each(ISOMORPHIC)("%s with %o counts as %s, d = 2 to 6", (group, fields, twin, twinFields) => {
    const [own, other] = [theoryOf(group, fields), theoryOf(twin, twinFields)];
    for (const dimension of [2, 3, 4, 5, 6]) {
      const counted = everything(own, dimension);
      expect(counted).toEqual(everything(other, dimension));
    }
    expect(typesOf(own, 4).length).toBeGreaterThan(4);
    for (const redundancies of [
      { removeEom: false, removeIbp: true },
      { removeEom: true, removeIbp: false },
      { removeEom: false, removeIbp: false },
    ]) {
      expect(everything(own, 5, redundancies)).toEqual(everything(other, 5, redundancies));
    }
    expect(anomalySums(own, 3)).toEqual(anomalySums(other, 3));
    expect(betaCoefficients(own, 3)).toEqual(betaCoefficients(other, 3));
  });
});

describe("SO(10)", () => {
  const YUKAWA = { F: "weyl 16 Nf", H: "scalar 10", D: "scalar 126bar", K: "scalar 120" };

  test("Yukawa couplings: 10 and 126bar symmetric in flavour, 120 antisymmetric; 126 needs the conjugate", () => {
    const theory = theoryOf("SO 10", YUKAWA, false);
    const couplings = Object.entries(polynomials(theory, 4)).filter(([name]) => name.startsWith("F^2"));
    const [symmetric, antisymmetric] = ["1/2 Nf^2 + 1/2 Nf", "1/2 Nf^2 - 1/2 Nf"];
    expect(Object.fromEntries(couplings)).toEqual({
      "F^2 H": symmetric,
      "F^2 H+": symmetric,
      "F^2 D": symmetric,
      "F^2 K": antisymmetric,
      "F^2 K+": antisymmetric,
    });
    const irreps = typesOf(theory, 4).flatMap(({ name, irreps }) =>
      name === "F^2 D" || name === "F^2 K" ? [[name, irreps.map(({ partitions }) => partitions.join())]] : [],
    );
    expect(irreps).toEqual([
      ["F^2 D", ["2"]],
      ["F^2 K", ["1,1"]],
    ]);
  });

  /** Bertolini, Di Luzio, Malinsky, Phys. Rev. D85 (2012) 095014: mu, a0, a2; nu, lambda0, 2, 4, 4', eta2; tau, alpha, beta4, 4', gamma2. */
  test("the potential of 45 and 126", () => {
    const theory = theoryOf("SO 10", { S: "real 45", D: "scalar 126" }, false);
    expect(polynomials(theory, 2)).toEqual({ "S^2": "1", "D D+": "1" });
    expect(polynomials(theory, 3)).toEqual({ "S D D+": "1" });
    expect(polynomials(theory, 4)).toEqual({
      "S^4": "2",
      "S^2 D^2": "1",
      "S^2 D D+": "3",
      "S^2 D+^2": "1",
      "D^4": "1",
      "D^2 D+^2": "4",
      "D+^4": "1",
    });
  });

  test("four 16s: 16^4 has two invariants [2,2]; 16^2 16bar^2 goes through 10, 126 and 120", () => {
    const theory = theoryOf("SO 10", { F: "weyl 16 Nf" });
    const counted = polynomials(theory, 6);
    // Gauge [2,2] x Lorentz [2,2] = [4] + [2,2] + [1,1,1,1]: Nf (Nf+1)(Nf+2)(Nf+3)/24 + Nf^2 (Nf^2-1)/12 + Nf (Nf-1)(Nf-2)(Nf-3)/24.
    expect(counted["F^4"]).toBe("1/6 Nf^4 + 5/6 Nf^2");
    // 2 (Nf (Nf+1)/2)^2 + (Nf (Nf-1)/2)^2
    expect(counted["F^2 F+^2"]).toBe("3/4 Nf^4 + 1/2 Nf^3 + 3/4 Nf^2");
    expect(counted["A^3"]).toBe("1");
    expect(counted["A F^2"]).toBeUndefined();
  });

  test("three generations of 16 and a complex 10: b = -88/3 + 2/3 3 2 + 1/3 = -25, and with 126bar 35/3 more", () => {
    const beta = (theory: Theory) => betaCoefficients(theory, 3);
    expect(beta(theoryOf("SO 10", { F: "weyl 16 Nf", H: "scalar 10" }))).toEqual([
      { factors: ["G"], value: { numerator: -25n, denominator: 1n } },
    ]);
    expect(beta(builtinTheory("so10"))).toEqual([{ factors: ["SO10"], value: { numerator: -40n, denominator: 3n } }]);
    expect(anomalySums(builtinTheory("so10"), 3)).toEqual([]);
  });

  test("no more invariants than under SU(5), where 16 = 10 + 5bar + 1 and 10 = 5 + 5bar", () => {
    const so10 = theoryOf("SO 10", { F: "weyl 16 Nf", H: "real 10" }, false);
    const su5 = theoryOf("SU 5", { T: "weyl 10 Nf", B: "weyl 5bar Nf", N: "weyl 1 Nf", H: "scalar 5" }, false);
    for (const dimension of [2, 4, 6]) {
      const [whole, part] = [so10, su5].map((theory) =>
        [1, 2, 3].map((generations) =>
          countOperators(theory, { ...BASIS, dimension, generations }, integrals).types.reduce(
            (sum, { operators }) => sum + Number(operators),
            0,
          ),
        ),
      );
      whole.forEach((count, k) => {
        expect(count).toBeGreaterThan(0);
        expect(count).toBeLessThanOrEqual(part[k]);
      });
    }
  });
});

describe("anomalies", () => {
  const sums = (group: string, fields: Fields) =>
    anomalySums(theoryOf(group, fields), 1).map(({ name, value, vanishes }) => [
      name,
      Number(value.numerator),
      vanishes,
    ]);

  test("Witten's: an odd number of fundamentals of Sp(N), 14' of Sp(6) too, not 5 or 10 of Sp(4)", () => {
    expect(sums("Sp 4", { F: "weyl 4" })).toEqual([["Witten G", 1, false]]);
    expect(sums("Sp 4", { F: "weyl 4", X: "weyl 16" })).toEqual([["Witten G", 13, false]]);
    expect(sums("Sp 4", { X: "weyl 5", Y: "weyl 10" })).toEqual([["Witten G", 8, true]]);
    expect(sums("Sp 6", { F: "weyl 6", X: "weyl 14'" })).toEqual([["Witten G", 6, true]]);
  });

  test("cubic: 4 of SO(6) as of SU(4); none of SO(7), SO(10), SO(14)", () => {
    expect(sums("SO 6", { F: "weyl 4", X: "weyl 10bar" })).toEqual([["G^3", -7, false]]);
    for (const [group, spinor] of [
      ["SO 7", "8"],
      ["SO 10", "16"],
      ["SO 14", "64"],
    ]) {
      expect(sums(group, { F: `weyl ${spinor}` })).toEqual([]);
    }
  });
});

test("what writes indices out refuses these groups in one line", () => {
  const theory = builtinTheory("so10");
  const message =
    'terms with indices of SO(10) are counted, not written out at group SO10: found "SO(10)", expected SU(N), U(1) and ' +
    "Z_M [lagrangian/group-without-contractions]. lagrangian count and anomalies work with SO(10)";
  const request = { style: "basis", dimension: 6, generations: 3, allowLarge: false } as const;
  expect(() => renormalisableLagrangian(theory)).toThrow(message);
  expect(() => basisContent(theory, request)).toThrow(message);
  expect(() => exportContent(theory, { dimension: 6, generations: 3 })).toThrow(message);
  expect(() => readTerm("F16 F16 H10", theory)).toThrow(message);
  const file = {
    file: "so10.json",
    theory,
    convention: "tensor",
    definitions: [],
    groupTensors: [],
    terms: [],
  } as const;
  expect(() => auditModel({ ...file, listsTerms: true, notes: [] })).toThrow(message);
  expect(() => renormalisableLagrangian(theoryOf("Sp 2", { H: "scalar 2" }))).toThrow(
    "lagrangian count and anomalies work with Sp(2), and all with its twin SU(2)",
  );
});
