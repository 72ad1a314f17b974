import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  adjointLabels,
  centreCharges,
  hasCubicAnomaly,
  hasWittenAnomaly,
  irrepAnomaly,
  irrepIndex,
  irrepReality,
  trivialLabels,
} from "./classicalIrreps.ts";
import { doubledCoordinates, freudenthalWeights, weylDimension } from "./freudenthal.ts";
import { groupIntegral } from "./groupIntegrals.ts";
import { determinant } from "./integerMatrix.ts";
import { irrepName, irrepNameOf, parseIrrep } from "./irrepNames.ts";
import { formatRational, rational } from "./rationals.ts";
import { classicalGroup, conjugateLabels, scalarProduct } from "./simpleGroups.ts";

const GROUPS = [
  ...[2, 3, 4, 5].map((N) => classicalGroup("SU", N)),
  ...[3, 5, 6, 7, 8, 9, 10, 12].map((N) => classicalGroup("SO", N)),
  ...[2, 4, 6].map((N) => classicalGroup("Sp", N)),
];
const SO10 = classicalGroup("SO", 10);

const smallIrrep = fc
  .constantFrom(...GROUPS)
  .chain((group) =>
    fc.tuple(
      fc.constant(group),
      fc.array(fc.nat(group.rank > 3 ? 1 : 2), { minLength: group.rank, maxLength: group.rank }),
    ),
  )
  .filter(([group, labels]) => weylDimension(group, labels) <= 200);

describe("numbers of irreps", () => {
  test("SO(10): labels, index (half of that in Slansky's tables) and reality of the usual irreps", () => {
    const row = (name: string) => {
      const labels = parseIrrep(name, SO10);
      return [labels.join(""), formatRational(irrepIndex(SO10, labels)), irrepReality(SO10, labels)];
    };
    const table = ["10", "16", "45", "54", "120", "126", "144", "210", "210'", "320"];
    expect(Object.fromEntries(table.map((name) => [name, row(name)]))).toEqual({
      "10": ["10000", "1", "real"],
      "16": ["00001", "2", "complex"],
      "45": ["01000", "8", "real"],
      "54": ["20000", "12", "real"],
      "120": ["00100", "28", "real"],
      "126": ["00002", "35", "complex"],
      "144": ["10001", "34", "complex"],
      "210": ["00011", "56", "real"],
      "210'": ["30000", "77", "real"],
      "320": ["11000", "96", "real"],
    });
  });

  test("the adjoint has the dimension of the group; C2(G) is N, N - 2 and N/2 + 1", () => {
    for (const group of GROUPS) {
      const { family, size, rank, positiveRoots } = group;
      const adjoint = adjointLabels(group);
      expect(weylDimension(group, adjoint), group.name).toBe(rank + 2 * positiveRoots.length);
      const dual = { SU: size, SO: size === 3 ? 2 : size - 2, Sp: size / 2 + 1 }[family];
      expect(formatRational(irrepIndex(group, adjoint)), group.name).toBe(String(dual));
    }
  });

  test("the index is a sum over the weights of the square of their first coordinate", () => {
    fc.assert(
      fc.property(smallIrrep, ([group, labels]) => {
        fc.pre(group.family !== "SU");
        const squares = freudenthalWeights(group, labels).reduce(
          (sum, { weight, multiplicity }) => sum + multiplicity * (doubledCoordinates(group, weight)[0] / 2) ** 2,
          0,
        );
        // 2 for the vector of SO(N), whose index is 1, and for the fundamental of Sp(N), whose index is 1/2.
        const scale = group.family === "Sp" ? 4 : group.size === 3 ? 1 : 2;
        expect(formatRational(irrepIndex(group, labels))).toBe(formatRational(rational(4 * squares, 4 * scale)));
      }),
      { seed: 61, numRuns: 40 },
    );
  });

  test("reality is the Frobenius-Schur indicator, the integral of chi(z^2)", () => {
    const indicator = { real: 1, "pseudo-real": -1, complex: 0 };
    fc.assert(
      fc.property(smallIrrep, ([group, labels]) => {
        expect(groupIntegral(group, [{ irrep: labels, power: 2 }])).toBe(indicator[irrepReality(group, labels)]);
      }),
      { seed: 62, numRuns: 60 },
    );
  });

  test("the centre: charges vanish on all roots and are as many as the determinant of the Cartan matrix", () => {
    for (const group of GROUPS) {
      const charges = centreCharges(group);
      const chargeOf = (weight: readonly number[]) =>
        charges.map((own) => mod(scalarProduct(weight, own.charges), own.modulus)).join();
      for (const root of group.cartanMatrix) expect(chargeOf(root), group.name).toBe(chargeOf(trivialLabels(group)));
      const nodes = trivialLabels(group).map((_, k) => trivialLabels(group).with(k, 1));
      const weights = [trivialLabels(group), ...nodes, ...nodes.flatMap((a) => nodes.map((b) => sumOf(a, b)))];
      const classes = new Set(weights.map(chargeOf));
      const matrix = group.cartanMatrix.map((row) => row.map(BigInt));
      expect(BigInt(classes.size), group.name).toBe(determinant(matrix));
    }
  });

  test("only SU(N >= 3) and SO(6) have cubic anomalies: 4 1, 10 8, 20'' 35 as in SU(4)", () => {
    const so6 = classicalGroup("SO", 6);
    const anomaly = (name: string) => irrepAnomaly(so6, parseIrrep(name, so6));
    expect(["4", "4bar", "6", "10", "10bar", "15", "20''"].map(anomaly)).toEqual([1, -1, 0, 8, -8, 0, 35]);
    fc.assert(
      fc.property(smallIrrep, ([group, labels]) => {
        fc.pre(group.name === "SO(6)");
        const twin = [labels[2], labels[0], labels[1]];
        expect(irrepAnomaly(group, labels)).toBe(irrepAnomaly(classicalGroup("SU", 4), twin));
      }),
      { seed: 63, numRuns: 20 },
    );
    expect(GROUPS.filter(hasCubicAnomaly).map(({ name }) => name)).toEqual(["SU(3)", "SU(4)", "SU(5)", "SO(6)"]);
    expect(irrepAnomaly(SO10, [0, 0, 0, 0, 1])).toBe(0);
    expect(GROUPS.filter(hasWittenAnomaly).map(({ name }) => name)).toEqual([
      "SU(2)",
      "SO(3)",
      "SO(5)",
      "Sp(2)",
      "Sp(4)",
      "Sp(6)",
    ]);
  });
});

describe("names", () => {
  test.each([
    ["SO", 10, "16bar", "0,0,0,1,0"],
    ["SO", 10, "126", "0,0,0,0,2"],
    ["SO", 10, "-126", "0,0,0,2,0"],
    ["SO", 10, "210", "0,0,0,1,1"],
    ["SO", 10, "210'", "3,0,0,0,0"],
    ["SO", 10, "54", "2,0,0,0,0"],
    ["SO", 12, "32'", "0,0,0,0,0,1"],
    ["SO", 7, "8", "0,0,1"],
    ["SO", 8, "8''", "0,0,0,1"],
    ["SO", 3, "3", "2"],
    ["Sp", 4, "5", "0,1"],
    ["Sp", 6, "14'", "0,0,1"],
  ] as const)("%s(%i) %s is [%s]", (family, N, name, labels) => {
    expect(parseIrrep(name, classicalGroup(family, N)).join()).toBe(labels);
  });

  test.each([
    [
      "SO",
      8,
      "8",
      'several SO(8) irreps have this dimension: found "8", ' +
        "expected Dynkin labels: [1,0,0,0] or [0,0,1,0] (8') or [0,0,0,1] (8'') [exact/ambiguous-irrep]",
    ],
    [
      "SO",
      12,
      "32",
      'several SO(12) irreps have this dimension: found "32", ' +
        "expected Dynkin labels: [0,0,0,0,1,0] or [0,0,0,0,0,1] (32') [exact/ambiguous-irrep]",
    ],
    [
      "SO",
      10,
      "17",
      'SO(10) has no irrep of this name: found "17", expected a name such as 1, 10, 16, 16bar, 45, 54, 120, 126, ' +
        "126bar, or Dynkin labels such as [0,1,0,0,0] [exact/unknown-irrep]",
    ],
    [
      "SO",
      10,
      "[1,0]",
      "these are no Dynkin labels of SO(10): found [1, 0], expected 5 non-negative integers " +
        "[exact/wrong-dynkin-labels]",
    ],
    [
      "Sp",
      4,
      "rows [1]",
      'Sp(4) has no irrep of this name: found "rows [1]", expected a name such as 1, 4, 5, 10, 14, 16, 20, 30, ' +
        "or Dynkin labels such as [2,0] [exact/unknown-irrep]",
    ],
  ] as const)("%s(%i) %s is refused", (family, N, name, message) => {
    expect(() => parseIrrep(name, classicalGroup(family, N))).toThrow(message);
  });

  test("a name is read back as the irrep it was made from", () => {
    fc.assert(
      fc.property(smallIrrep, ([group, labels]) => {
        expect(parseIrrep(irrepNameOf(group, labels), group)).toEqual(labels);
        expect(parseIrrep(irrepNameOf(group, conjugateLabels(group, labels)), group)).toEqual(
          conjugateLabels(group, labels),
        );
        if (group.family === "SU") expect(irrepName(labels)).toBe(irrepNameOf(group, labels));
      }),
      { seed: 64, numRuns: 60 },
    );
  });
});

function mod(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}

function sumOf(a: readonly number[], b: readonly number[]): number[] {
  return a.map((x, k) => x + b[k]);
}
