/** Vectors up to a factor: whole entries without a common divisor, the first that is not 0 positive. */
import { commonDenominator, greatestCommonDivisor, type Rational } from "./rationals.ts";

/** The primitive multiple of a vector of whole numbers; the zero vector stays. */
export function primitiveVector(vector: readonly bigint[]): bigint[] {
  const divisor = vector.reduce((common, entry) => greatestCommonDivisor(common, entry), 0n);
  if (divisor === 0n) return [...vector];
  const first = vector.find((entry) => entry !== 0n)!;
  return vector.map((entry) => entry / (first < 0n ? -divisor : divisor));
}

/** The smallest whole multiple of a vector of fractions by a positive factor, and that factor. */
export function clearDenominators(vector: readonly Rational[]): {
  readonly entries: bigint[];
  readonly factor: bigint;
} {
  const factor = commonDenominator(vector);
  return { entries: vector.map(({ numerator, denominator }) => numerator * (factor / denominator)), factor };
}
