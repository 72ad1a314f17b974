import fc from "fast-check";
import { expect, test } from "vitest";
import { rational, rationalToNumber } from "../../exact/index.ts";
import type { MassTerm } from "./massEntries.ts";
import { coefficientText, entryText, sumTerms } from "./massEntries.ts";

const values = (count: number, name = "v", root = 2) => Array.from({ length: count }, () => ({ name, root }));
const term = (value: number, more: Partial<MassTerm> = {}): MassTerm => ({
  coupling: "y",
  conjugate: false,
  transposed: false,
  symmetry: "none",
  imaginary: false,
  value: rational(value),
  vacuumValues: values(1),
  ...more,
});

test("numbers over roots stand in their simplest form", () => {
  expect([1, 2, 3, 4].map((norm2) => coefficientText(rational(1), norm2))).toEqual(["1", "1/√2", "1/√3", "1/2"]);
  expect(coefficientText(rational(2), 2)).toBe("√2");
  expect(coefficientText(rational(-6), 12)).toBe("-√3");
  expect(coefficientText(rational(-4), 2)).toBe("-2 √2");
  expect(coefficientText(rational(-1, 3), 2)).toBe("-1/(3√2)");
});

/** The number that a text of the kind `-3/(2√6)`, `1/2 √3` means. */
function numberOf(text: string): number {
  const product = text
    .replace(/^-?√/, (root) => root.replace("√", "1 √"))
    .replaceAll(/(\d)√/g, "$1*√")
    .replaceAll(" ", "*")
    .replaceAll(/√(\d+)/g, (_, digits: string) => String(Math.sqrt(Number(digits))));
  const [front, below = "1"] = product.split("/(");
  const value = (factors: string): number =>
    factors.split("*").reduce((total, factor) => {
      const [top, bottom = "1"] = factor.split("/");
      return (total * Number(top)) / Number(bottom);
    }, 1);
  return value(front) / value(below.replace(")", ""));
}

test("whatever the form, the text is value/sqrt(norm2)", () => {
  const whole = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(whole, whole, whole, fc.boolean(), (top, bottom, norm2, negative) => {
      const value = rational(negative ? -top : top, bottom);
      expect(numberOf(coefficientText(value, norm2))).toBeCloseTo(rationalToNumber(value) / Math.sqrt(norm2), 10);
    }),
    { seed: 5, numRuns: 200 },
  );
});

test("entries: marks of the coupling, powers of v, the sign between terms", () => {
  const terms = [term(1, { conjugate: true, transposed: true }), term(-2, { coupling: "l", vacuumValues: values(2) })];
  expect(entryText(terms, 1)).toBe("y^dagger v/√2 - l v^2");
  expect(entryText([term(1, { imaginary: true, transposed: true, vacuumValues: values(3) })], 4)).toBe(
    "1/4 i y^T v^3/√2",
  );
  const several = [...values(2, "v_H"), ...values(1, "v_S", 1), ...values(1, "v_T", 4)];
  expect(entryText([term(3, { vacuumValues: several })], 1)).toBe("3/4 y v_H^2 v_S v_T");
  expect(entryText([], 2)).toBe("0");
});

test("equal couplings are added, others kept apart, and what cancels is left out", () => {
  expect(
    sumTerms([term(1), term(2), term(1, { conjugate: true })]).map(({ value }) => rationalToNumber(value)),
  ).toEqual([3, 1]);
  expect(sumTerms([term(1), term(-1)])).toEqual([]);
});
