/**
 * Exact rational numbers: charges, Casimirs, anomaly sums, coefficients of polynomials. Always reduced, with a positive
 * denominator, so that equal numbers have equal fields and `formatRational` is a key.
 */
import { GlueballError } from "../base/index.ts";

export interface Rational {
  readonly numerator: bigint;
  /** Positive, and without a common factor with the numerator. */
  readonly denominator: bigint;
}

export const ZERO: Rational = { numerator: 0n, denominator: 1n };
export const ONE: Rational = { numerator: 1n, denominator: 1n };

/** numerator / denominator, reduced. Numbers must be safe integers. Errors: `exact/not-an-integer`, `exact/denominator-zero`. */
export function rational(numerator: bigint | number, denominator: bigint | number = 1n): Rational {
  return reduce(toInteger(numerator), toInteger(denominator), `${numerator}/${denominator}`);
}

function toInteger(value: bigint | number): bigint {
  if (typeof value === "bigint") return value;
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw new GlueballError({
    code: "exact/not-an-integer",
    what: "a rational is made of whole numbers",
    found: value,
    expected: "a safe integer or a bigint",
    hint: 'Give the number as text, for example parseRational("0.5")',
  });
}

function reduce(numerator: bigint, denominator: bigint, text: string, place?: string): Rational {
  if (denominator === 0n) {
    throw new GlueballError({
      code: "exact/denominator-zero",
      what: "a fraction has denominator 0",
      place,
      found: text,
      expected: "a denominator other than 0",
    });
  }
  const divisor = greatestCommonDivisor(numerator, denominator);
  const sign = denominator < 0n ? -1n : 1n;
  return { numerator: (sign * numerator) / divisor, denominator: (sign * denominator) / divisor };
}

const FRACTION = /^([+-]?)(\d+)(?:\/(\d+))?$/;
const DECIMAL = /^([+-]?)(\d*)\.(\d+)$|^([+-]?)(\d+)\.$/;

/**
 * The number a person or a token list wrote: `1/6`, `-2/3`, `2/4`, `0.5` (exactly one half), ` - 1 / 2`. `place` says in
 * an error where the text stands. Errors: `exact/not-a-rational`, `exact/denominator-zero`.
 */
export function parseRational(text: string, place?: string): Rational {
  // Spaces may stand around a sign and the bar, as in token lists; "1 2" stays two numbers and is refused.
  const compact = text
    .trim()
    .replaceAll(/\s*\/\s*/g, "/")
    .replace(/^([+-])\s+/, "$1");
  const fraction = FRACTION.exec(compact);
  if (fraction !== null) {
    const [, sign, numerator, denominator] = fraction;
    return reduce(signed(sign, BigInt(numerator)), BigInt(denominator ?? "1"), text, place);
  }
  const decimal = DECIMAL.exec(compact);
  if (decimal !== null) {
    const digits = decimal[3] ?? "";
    const whole = BigInt(`0${decimal[2] ?? decimal[5]}${digits}`);
    return reduce(signed(decimal[1] ?? decimal[4], whole), 10n ** BigInt(digits.length), text, place);
  }
  throw new GlueballError({
    code: "exact/not-a-rational",
    what: "a text is not a rational number",
    place,
    found: text,
    expected: "a whole number, a fraction or a decimal, such as 1, -2/3 or 0.5",
  });
}

function signed(sign: string | undefined, value: bigint): bigint {
  return sign === "-" ? -value : value;
}

export function addRationals(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function subtractRationals(a: Rational, b: Rational): Rational {
  return addRationals(a, negateRational(b));
}

export function multiplyRationals(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** a / b. Error for b = 0: `exact/denominator-zero`. */
export function divideRationals(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator, a.denominator * b.numerator);
}

export function negateRational(a: Rational): Rational {
  return { numerator: -a.numerator, denominator: a.denominator };
}

/** Negative, 0 or positive as a is below, equal to or above b: the order of `Array.sort`. */
export function compareRationals(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function equalRationals(a: Rational, b: Rational): boolean {
  return a.numerator === b.numerator && a.denominator === b.denominator;
}

export function isZeroRational(a: Rational): boolean {
  return a.numerator === 0n;
}

/** `-2/3`, or `4` without a bar for a whole number; `parseRational` reads it back. */
export function formatRational(a: Rational): string {
  return a.denominator === 1n ? `${a.numerator}` : `${a.numerator}/${a.denominator}`;
}

/** The nearest double, for display and floating checks. */
export function rationalToNumber(a: Rational): number {
  return Number(a.numerator) / Number(a.denominator);
}

/** Never negative; gcd(0, 0) = 0. */
export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [large, small] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (small !== 0n) [large, small] = [small, large % small];
  return large;
}

/** Never negative; 0 if either is 0. */
export function leastCommonMultiple(a: bigint, b: bigint): bigint {
  if (a === 0n || b === 0n) return 0n;
  const product = (a / greatestCommonDivisor(a, b)) * b;
  return product < 0n ? -product : product;
}

/** The smallest positive integer that makes every number of the list whole; 1 for an empty list. */
export function commonDenominator(numbers: readonly Rational[]): bigint {
  return numbers.reduce((multiple, { denominator }) => leastCommonMultiple(multiple, denominator), 1n);
}
