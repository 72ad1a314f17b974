/**
 * Arithmetic modulo a prime p < 2^31 in doubles, without bigint: products of two residues have up to 62 bits, so one
 * factor is split into 16 + 15 bits, f = f1 2^16 + f0, and a f = ((a f1 mod p) 2^16 + a f0) mod p, where nothing
 * exceeds 2^48.
 *
 * x mod p is x - floor(x u) p with u = 1/p rounded up, at most 1/p (1 + 2^-51). For whole 0 <= x < 2^19 p it is exact: at
 * x = k p the product x u is at least k, and at x = k p - 1 it is at most k - 1/p + k 2^-51, which rounds to less than k.
 * The operator % on doubles gives the same and takes several times as long.
 */
import { GlueballError } from "../base/index.ts";

/** 2^31 - 1, the default. */
export const PRIME = 2147483647;
/** 2^31 - 19, the next smaller prime, for a second opinion. */
export const SECOND_PRIME = 2147483629;

/** 2^16, where the larger factor is split. */
export const SPLIT = 65536;

/** u of the formula above: 1/p, rounded up. */
export function reciprocalAbove(prime: number): number {
  return (1 / prime) * (1 + Number.EPSILON);
}

/** a b mod p for residues 0 <= a, b < p. */
export function multiplyModulo(a: number, b: number, prime: number): number {
  const reciprocal = reciprocalAbove(prime);
  const split = Math.floor(b / SPLIT);
  let high = a * split;
  high -= Math.floor(high * reciprocal) * prime;
  const sum = high * SPLIT + a * (b - split * SPLIT);
  return sum - Math.floor(sum * reciprocal) * prime;
}

/** The residue 0 <= r < p of a whole number of any sign. Errors: `exact/not-an-integer`. */
export function residue(value: number | bigint, prime: number): number {
  if (typeof value === "bigint") {
    const rest = Number(value % BigInt(prime));
    return rest < 0 ? rest + prime : rest;
  }
  if (!Number.isSafeInteger(value)) {
    throw new GlueballError({
      code: "exact/not-an-integer",
      what: "a matrix entry is not a whole number that a double holds exactly",
      found: value,
      expected: "a safe integer, or a bigint",
    });
  }
  // Most entries are small; the operator % on doubles is slow. Adding 0 turns -0 into 0.
  const rest = value < prime && value > -prime ? value : value % prime;
  return rest < 0 ? rest + prime : rest + 0;
}

/** 1/a mod p by the extended Euclidean algorithm; a is not 0. */
export function invertModulo(a: number, prime: number): number {
  let [remainder, next] = [prime, a];
  let [coefficient, nextCoefficient] = [0, 1];
  while (next !== 0) {
    const quotient = Math.floor(remainder / next);
    [remainder, next] = [next, remainder - quotient * next];
    [coefficient, nextCoefficient] = [nextCoefficient, coefficient - quotient * nextCoefficient];
  }
  return coefficient < 0 ? coefficient + prime : coefficient;
}

/** Error `exact/not-a-prime` unless 2 < p < 2^31 is prime. */
export function requirePrime(prime: number): void {
  if (prime === PRIME || prime === SECOND_PRIME || isOddPrime(prime)) return; // the two usual ones are known
  throw new GlueballError({
    code: "exact/not-a-prime",
    what: "the modulus of a matrix is not usable",
    found: prime,
    expected: `an odd prime below 2^31, such as ${PRIME}`,
  });
}

/** The primes from 2^31 - 1 downwards. */
export function* largePrimes(): Generator<number> {
  yield PRIME;
  yield SECOND_PRIME;
  for (let candidate = SECOND_PRIME - 2; candidate > 2; candidate -= 2) if (isOddPrime(candidate)) yield candidate;
}

function isOddPrime(candidate: number): boolean {
  if (!Number.isSafeInteger(candidate) || candidate < 3 || candidate > PRIME || candidate % 2 === 0) return false;
  for (let divisor = 3; divisor * divisor <= candidate; divisor += 2) if (candidate % divisor === 0) return false;
  return true;
}
