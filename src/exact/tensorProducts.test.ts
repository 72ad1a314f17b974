import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findData } from "../run/index.ts";
import type { DynkinLabels } from "./specialUnitary.ts";
import { conjugateIrrep, irrepDimension } from "./specialUnitary.ts";
import type { IrrepMultiplicity } from "./tensorProducts.ts";
import { littlewoodRichardson, tensorProduct } from "./tensorProducts.ts";

const tables = findData("lagrangian/sun_tables.json");

test.each<{ name: string; a: DynkinLabels; b: DynkinLabels; product: string }>([
  { name: "2 x 2 = 3 + 1", a: [1], b: [1], product: "2 + 0" },
  { name: "3 x 3 = 6 + 3bar", a: [1, 0], b: [1, 0], product: "2,0 + 0,1" },
  { name: "3 x 3bar = 8 + 1", a: [1, 0], b: [0, 1], product: "1,1 + 0,0" },
  { name: "8 x 8 = 27 + 10 + 10bar + 8 + 8 + 1", a: [1, 1], b: [1, 1], product: "2,2 + 3,0 + 0,3 + 2 x 1,1 + 0,0" },
  { name: "5bar x 10 = 45 + 5 in SU(5)", a: [0, 0, 0, 1], b: [0, 1, 0, 0], product: "0,1,0,1 + 1,0,0,0" },
  { name: "10 x 10 = 50 + 45bar + 5bar", a: [0, 1, 0, 0], b: [0, 1, 0, 0], product: "0,2,0,0 + 1,0,1,0 + 0,0,0,1" },
])("$name", ({ a, b, product }) => {
  expect(text(tensorProduct(a, b))).toBe(product);
  expect(text(littlewoodRichardson(a, b))).toBe(product);
});

const pairs = fc.integer({ min: 1, max: 4 }).chain((rank) => {
  const labels = fc.array(fc.integer({ min: 0, max: rank > 2 ? 1 : 3 }), { minLength: rank, maxLength: rank });
  return fc.tuple(labels, labels);
});

test("Racah-Speiser equals Littlewood-Richardson, in both orders", () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const product = tensorProduct(a, b);
      expect(littlewoodRichardson(a, b)).toEqual(product);
      expect(littlewoodRichardson(b, a)).toEqual(product);
    }),
    { seed: 21, numRuns: 150 },
  );
});

test("dimensions multiply, and the conjugate product is the product of conjugates", () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const product = tensorProduct(a, b);
      const dimension = product.reduce((sum, term) => sum + term.multiplicity * irrepDimension(term.irrep), 0);
      expect(dimension).toBe(irrepDimension(a) * irrepDimension(b));
      const conjugated = tensorProduct(conjugateIrrep(a), conjugateIrrep(b));
      expect(asMap(conjugated.map(({ irrep, ...rest }) => ({ irrep: conjugateIrrep(irrep), ...rest })))).toEqual(
        asMap(product),
      );
    }),
    { seed: 22, numRuns: 150 },
  );
});

test.skipIf(tables === undefined)("all 157 products of the reference tables, by both roads (needs shared data)", () => {
  const groups = JSON.parse(readFileSync(tables ?? "", "utf8")) as Record<
    string,
    { products: { a: number[]; b: number[]; result: { dynkin: number[]; mult: number }[] }[] }
  >;
  const products = Object.values(groups).flatMap((group) => group.products);
  expect(products.length).toBe(21 + 45 + 55 + 36);
  for (const { a, b, result } of products) {
    const expected = asMap(result.map(({ dynkin, mult }) => ({ irrep: dynkin, multiplicity: mult })));
    expect(asMap(tensorProduct(a, b))).toEqual(expected);
    expect(asMap(littlewoodRichardson(a, b))).toEqual(expected);
  }
});

test("irreps of different groups have no product", () => {
  const message =
    "these are no Dynkin labels of SU(3): found [1], expected 2 non-negative integers [exact/wrong-dynkin-labels]";
  expect(() => tensorProduct([1, 0], [1])).toThrow(message);
  expect(() => littlewoodRichardson([1, 0], [1])).toThrow(message);
});

function text(terms: readonly IrrepMultiplicity[]): string {
  return terms
    .map(({ irrep, multiplicity }) => `${multiplicity === 1 ? "" : `${multiplicity} x `}${irrep.join()}`)
    .join(" + ");
}

function asMap(terms: readonly IrrepMultiplicity[]): Map<string, number> {
  return new Map(terms.map(({ irrep, multiplicity }) => [irrep.join(), multiplicity]));
}
