/**
 * Decimal digits to the nearest float64, without making a string.
 *
 * The digits of a number are collected as two integers below 1e15, so that its value is
 * (high * 10^lowDigits + low) * 10^exponent. Two fast ways cover nearly all numbers of the field's files:
 *  1. at most 15 digits and a power of ten up to 22: both factors are exact in float64, so that one multiplication or
 *     division is correctly rounded (W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990);
 *  2. up to 30 digits and a power up to 45: the product in double-double arithmetic (T. J. Dekker, Numer. Math. 18,
 *     1971) has a relative error below 2^-102. Where the result moved by 2^-98 both ways still rounds to the same
 *     float64, that one is nearest.
 * What remains (near-ties, huge exponents) is NaN here, and the caller lets `Number` parse the text.
 */

/** As many digits are collected in each of the two integers. */
export const DIGITS = 15;

const LARGEST_EXACT_POWER = 22;
const LARGEST_POWER = 45;
/** Relative; more than the error of way 2 and far less than half a unit in the last place (2^-54). */
const UNCERTAINTY = 2 ** -98;
/** Splits a float64 into two halves of at most 26 bits (G. W. Veltkamp). */
const SPLITTER = 2 ** 27 + 1;

/** 10^k for k = -45 .. 45, nearest float64 and the rest, at index k + 45. */
const POWER_HIGH = new Float64Array(2 * LARGEST_POWER + 1);
const POWER_LOW = new Float64Array(2 * LARGEST_POWER + 1);
for (let k = -LARGEST_POWER; k <= LARGEST_POWER; k++) {
  const nearest = Number(`1e${k}`);
  POWER_HIGH[k + LARGEST_POWER] = nearest;
  POWER_LOW[k + LARGEST_POWER] = restOfPower(k, nearest);
}

/** 10^k - nearest, from exact integers: everything is multiplied by 2^400 10^45, which makes both terms whole. */
function restOfPower(k: number, nearest: number): number {
  const scale = 2n ** 400n;
  const exact = scale * 10n ** BigInt(k + LARGEST_POWER);
  const [mantissa, exponent] = integerMantissa(nearest);
  const rounded = mantissa * 2n ** BigInt(exponent + 400) * 10n ** BigInt(LARGEST_POWER);
  return Number(exact - rounded) / (2 ** 400 * 10 ** LARGEST_POWER);
}

/** value = mantissa * 2^exponent with a mantissa of 53 bits. */
function integerMantissa(value: number): [bigint, number] {
  const exponent = Math.floor(Math.log2(value)) - 52;
  return [BigInt(value * 2 ** -exponent), exponent];
}

/**
 * (high * 10^lowDigits + low) * 10^exponent, rounded to the nearest float64, or NaN where the fast ways cannot decide.
 * `high` and `low` are integers below 1e15, `lowDigits` <= 15.
 */
export function nearestFloat64(high: number, low: number, lowDigits: number, exponent: number): number {
  if (lowDigits === 0) {
    if (high === 0) return 0;
    if (exponent >= 0 && exponent <= LARGEST_EXACT_POWER) return high * POWER_HIGH[exponent + LARGEST_POWER];
    if (exponent < 0 && exponent >= -LARGEST_EXACT_POWER) return high / POWER_HIGH[LARGEST_POWER - exponent];
  }
  if (exponent < -LARGEST_POWER || exponent > LARGEST_POWER) return NaN;
  const scale = POWER_HIGH[lowDigits + LARGEST_POWER];
  const whole = high * scale;
  const wholeRest = productRest(high, scale, whole) + low;
  const factor = POWER_HIGH[exponent + LARGEST_POWER];
  const product = whole * factor;
  const rest = productRest(whole, factor, product) + (whole * POWER_LOW[exponent + LARGEST_POWER] + wholeRest * factor);
  const margin = product * UNCERTAINTY;
  const value = product + (rest - margin);
  return value === product + (rest + margin) ? value : NaN;
}

/** a * b - product exactly, where product is a * b rounded to float64 (Dekker). */
function productRest(a: number, b: number, product: number): number {
  const aSplit = SPLITTER * a;
  const aHigh = aSplit - (aSplit - a);
  const aLow = a - aHigh;
  const bSplit = SPLITTER * b;
  const bHigh = bSplit - (bSplit - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
