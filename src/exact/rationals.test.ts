import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addRationals,
  commonDenominator,
  compareRationals,
  divideRationals,
  equalRationals,
  formatRational,
  greatestCommonDivisor,
  isZeroRational,
  leastCommonMultiple,
  multiplyRationals,
  negateRational,
  ONE,
  parseRational,
  rational,
  rationalToNumber,
  subtractRationals,
  ZERO,
} from "./rationals.ts";

const anyRational = fc
  .tuple(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.bigInt(1n, 10n ** 20n))
  .map(([numerator, denominator]) => rational(numerator, denominator));

test("always reduced, denominator positive: equal numbers have equal fields", () => {
  expect(rational(2, -4)).toEqual({ numerator: -1n, denominator: 2n });
  expect(rational(0, -7)).toEqual(ZERO);
  fc.assert(
    fc.property(anyRational, anyRational, (a, b) => {
      const sum = addRationals(a, b);
      expect(sum.denominator).toBeGreaterThan(0n);
      expect(greatestCommonDivisor(sum.numerator, sum.denominator)).toBe(1n);
      expect(equalRationals(sum, addRationals(b, a))).toBe(true);
    }),
  );
});

test("the axioms of a field, on random numbers", () => {
  fc.assert(
    fc.property(anyRational, anyRational, anyRational, (a, b, c) => {
      const left = multiplyRationals(a, addRationals(b, c));
      expect(left).toEqual(addRationals(multiplyRationals(a, b), multiplyRationals(a, c)));
      expect(subtractRationals(addRationals(a, b), b)).toEqual(a);
      expect(addRationals(a, negateRational(a))).toEqual(ZERO);
      fc.pre(!isZeroRational(b));
      expect(multiplyRationals(divideRationals(a, b), b)).toEqual(a);
      expect(divideRationals(b, b)).toEqual(ONE);
    }),
  );
});

test("the order is that of the numbers, also where doubles cannot tell them apart", () => {
  const third = parseRational("1/3");
  expect(compareRationals(third, rational(10n ** 40n, 3n * 10n ** 40n + 1n))).toBe(1);
  expect([parseRational("1/2"), third, parseRational("-2")].sort(compareRationals).map(formatRational)).toEqual([
    "-2",
    "1/3",
    "1/2",
  ]);
  expect(rationalToNumber(third)).toBe(1 / 3);
});

test("the parser reads what people and token lists write", () => {
  const read = (text: string) => formatRational(parseRational(text));
  expect(["1/6", "-2/3", "2/4", "0.5", " - 1 / 2", "+3", "-.25", "2.", "0/5", "-0", "12 / 8"].map(read)).toEqual([
    "1/6",
    "-2/3",
    "1/2",
    "1/2",
    "-1/2",
    "3",
    "-1/4",
    "2",
    "0",
    "0",
    "3/2",
  ]);
});

test("formatRational and parseRational are inverse, and a common factor changes nothing", () => {
  fc.assert(
    fc.property(anyRational, fc.bigInt(1n, 10n ** 6n), (a, factor) => {
      expect(parseRational(formatRational(a))).toEqual(a);
      expect(parseRational(`${a.numerator * factor}/${a.denominator * factor}`)).toEqual(a);
    }),
  );
});

test("common divisors and multiples", () => {
  expect([greatestCommonDivisor(-12n, 18n), greatestCommonDivisor(0n, 0n)]).toEqual([6n, 0n]);
  expect([leastCommonMultiple(-4n, 6n), leastCommonMultiple(0n, 5n)]).toEqual([12n, 0n]);
  expect(commonDenominator(["1/6", "2/4", "-2/3"].map((text) => parseRational(text)))).toBe(6n);
  expect(commonDenominator([])).toBe(1n);
});

test("bad input, with the text and its place", () => {
  expect(() => parseRational("1/0", "charge Y of field Q")).toThrow(
    'a fraction has denominator 0 at charge Y of field Q: found "1/0", expected a denominator other than 0 [exact/denominator-zero]',
  );
  for (const text of ["", "NaN", "sqrt(2)", "1e-3", "1 2", "1/2/3", "--1", "1/-2", ".", "Infinity", "0x10", "1/2.5"]) {
    expect(() => parseRational(text)).toThrow(
      `a text is not a rational number: found ${JSON.stringify(text)}, expected a whole number, a fraction or a decimal, ` +
        "such as 1, -2/3 or 0.5 [exact/not-a-rational]",
    );
  }
  expect(() => rational(0.5)).toThrow("[exact/not-an-integer]");
  expect(() => rational(2 ** 60)).toThrow("[exact/not-an-integer]");
  expect(() => divideRationals(ONE, ZERO)).toThrow("[exact/denominator-zero]");
});
