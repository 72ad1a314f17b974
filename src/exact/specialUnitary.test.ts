import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { weights } from "./irrepWeights.ts";
import { formatRational, rational, rationalToNumber } from "./rationals.ts";
import type { DynkinLabels } from "./specialUnitary.ts";
import {
  casimir,
  conjugateIrrep,
  cubicAnomaly,
  dynkinIndex,
  irrepDimension,
  isComplex,
  isPseudoReal,
  isReal,
  nAlity,
} from "./specialUnitary.ts";
import { tensorProduct } from "./tensorProducts.ts";
import { groupIntegral } from "./groupIntegrals.ts";

const tables = findData("lagrangian/sun_tables.json");

const labelsOfRank = (rank: number) =>
  fc.array(fc.integer({ min: 0, max: rank > 2 ? 1 : 3 }), { minLength: rank, maxLength: rank });
const anyLabels = fc.integer({ min: 1, max: 5 }).chain(labelsOfRank);
const anyPair = fc.integer({ min: 1, max: 4 }).chain((rank) => fc.tuple(labelsOfRank(rank), labelsOfRank(rank)));

describe("known irreps", () => {
  test.each<{ name: string; labels: DynkinLabels; casimir: string; index: string; anomaly: number }>([
    { name: "2 of SU(2)", labels: [1], casimir: "3/4", index: "1/2", anomaly: 0 },
    { name: "3 of SU(2)", labels: [2], casimir: "2", index: "2", anomaly: 0 },
    { name: "3 of SU(3)", labels: [1, 0], casimir: "4/3", index: "1/2", anomaly: 1 },
    { name: "3bar of SU(3)", labels: [0, 1], casimir: "4/3", index: "1/2", anomaly: -1 },
    { name: "8 of SU(3)", labels: [1, 1], casimir: "3", index: "3", anomaly: 0 },
    { name: "6 of SU(3)", labels: [2, 0], casimir: "10/3", index: "5/2", anomaly: 7 },
    { name: "10 of SU(3)", labels: [3, 0], casimir: "6", index: "15/2", anomaly: 27 },
    { name: "15 of SU(3)", labels: [2, 1], casimir: "16/3", index: "10", anomaly: 14 },
    { name: "15' of SU(3)", labels: [4, 0], casimir: "28/3", index: "35/2", anomaly: 77 },
    { name: "10 of SU(5)", labels: [0, 1, 0, 0], casimir: "18/5", index: "3/2", anomaly: 1 },
    { name: "15 of SU(5)", labels: [2, 0, 0, 0], casimir: "28/5", index: "7/2", anomaly: 9 },
    { name: "24 of SU(5)", labels: [1, 0, 0, 1], casimir: "5", index: "5", anomaly: 0 },
    { name: "45 of SU(5)", labels: [0, 1, 0, 1], casimir: "32/5", index: "12", anomaly: -6 },
  ])("$name", ({ labels, casimir: c2, index, anomaly }) => {
    expect(formatRational(casimir(labels))).toBe(c2);
    expect(formatRational(dynkinIndex(labels))).toBe(index);
    expect(cubicAnomaly(labels)).toBe(anomaly);
  });

  test("reality: doublets and the 20 of SU(6) are pseudo-real, adjoints and the 6 of SU(4) real", () => {
    expect([[1], [3], [0, 0, 1, 0, 0]].map(isPseudoReal)).toEqual([true, true, true]);
    expect([[2], [1, 1], [0, 1, 0], [0, 0, 0, 0]].map(isReal)).toEqual([true, true, true, true]);
    expect(
      [
        [1, 0],
        [2, 1],
        [1, 0, 0],
      ].map(isComplex),
    ).toEqual([true, true, true]);
  });

  test("a dimension beyond 2^53 is refused", () => {
    expect(() => irrepDimension([9999, 9999, 9999, 9999])).toThrow("exact/irrep-too-large");
  });
});

test.skipIf(tables === undefined)("all 42 irreps of the reference tables (needs shared data)", () => {
  const SIX_DIGITS = 1e-6; // the tables are rounded there
  const groups = JSON.parse(readFileSync(tables ?? "", "utf8")) as Record<string, { irreps: TableRow[] }>;
  const rows = Object.values(groups).flatMap((group) => group.irreps);
  expect(rows.length).toBe(7 + 15 + 11 + 9);
  for (const row of rows) {
    const labels = row.dynkin;
    expect({
      dim: irrepDimension(labels),
      conj: conjugateIrrep(labels),
      Nality: nAlity(labels),
      real_or_pseudoreal: isReal(labels) || isPseudoReal(labels),
      cubic_anomaly_A: cubicAnomaly(labels),
    }).toEqual({
      dim: row.dim,
      conj: row.conj,
      Nality: row.Nality,
      real_or_pseudoreal: row.real_or_pseudoreal,
      cubic_anomaly_A: row.cubic_anomaly_A,
    });
    expect(Math.abs(rationalToNumber(casimir(labels)) - row.casimir_C2)).toBeLessThan(SIX_DIGITS);
    expect(Math.abs(rationalToNumber(dynkinIndex(labels)) - row.index_T)).toBeLessThan(SIX_DIGITS);
  }
});

interface TableRow {
  readonly dynkin: number[];
  readonly dim: number;
  readonly conj: number[];
  readonly real_or_pseudoreal: boolean;
  readonly Nality: number;
  readonly casimir_C2: number;
  readonly index_T: number;
  readonly cubic_anomaly_A: number;
}

describe("identities", () => {
  test("weights add up to the dimension, and to zero; the conjugate has the negatives", () => {
    fc.assert(
      fc.property(anyLabels, (labels) => {
        const list = weights(labels);
        expect(list.reduce((sum, { multiplicity }) => sum + multiplicity, 0)).toBe(irrepDimension(labels));
        for (let k = 0; k < labels.length; k++) {
          expect(list.reduce((sum, { weight, multiplicity }) => sum + weight[k] * multiplicity, 0)).toBe(0);
        }
        expect(list).toContainEqual({ weight: labels, multiplicity: 1 });
        const conjugates = new Set(weights(conjugateIrrep(labels)).map(({ weight }) => weight.join()));
        expect(list.every(({ weight }) => conjugates.has(weight.map((w) => (w === 0 ? 0 : -w)).join()))).toBe(true);
      }),
      { seed: 31, numRuns: 100 },
    );
  });

  test("the index is the trace of a squared generator: tr (H_1/2)^2 = sum of w_1^2 / 4", () => {
    fc.assert(
      fc.property(anyLabels, (labels) => {
        const squares = weights(labels).reduce(
          (sum, { weight, multiplicity }) => sum + weight[0] ** 2 * multiplicity,
          0,
        );
        expect(dynkinIndex(labels)).toEqual(rational(squares, 4));
      }),
      { seed: 32, numRuns: 100 },
    );
  });

  test("anomaly of a product: A(a x b) = A(a) dim b + dim a A(b)", () => {
    fc.assert(
      fc.property(anyPair, ([a, b]) => {
        const total = tensorProduct(a, b).reduce((sum, term) => sum + term.multiplicity * cubicAnomaly(term.irrep), 0);
        expect(total).toBe(cubicAnomaly(a) * irrepDimension(b) + irrepDimension(a) * cubicAnomaly(b));
      }),
      { seed: 33, numRuns: 60 },
    );
  });

  test("reality is the Frobenius-Schur indicator Int chi(g^2): 1 real, -1 pseudo-real, 0 complex", () => {
    fc.assert(
      fc.property(anyLabels, (labels) => {
        const indicator = groupIntegral(labels.length + 1, [{ irrep: labels, power: 2 }]);
        expect(indicator).toBe(isReal(labels) ? 1 : isPseudoReal(labels) ? -1 : 0);
      }),
      { seed: 34, numRuns: 100 },
    );
  });

  test("N-ality adds in products", () => {
    fc.assert(
      fc.property(anyPair, ([a, b]) => {
        const expected = (nAlity(a) + nAlity(b)) % (a.length + 1);
        expect(tensorProduct(a, b).every(({ irrep }) => nAlity(irrep) === expected)).toBe(true);
      }),
      { seed: 35, numRuns: 60 },
    );
  });
});
