/**
 * Jets: Taylor polynomials at a point in the four coordinates x^aa', with whole coefficients, cut off behind a given
 * order; each with its first variation, f + t df with t^2 = 0. Arithmetic is exact in doubles below 2^53, and a number
 * that leaves this range is an error.
 */
import type { Rng } from "../../base/index.ts";

/** Coefficients by monomial, then those of the variation. */
export type Jet = Float64Array;

export interface JetAlgebra {
  zero(): Jet;
  /** Random coefficients from -5 to 5, none of them 0, and no variation. */
  random(rng: Rng): Jet;
  /** target += factor * a * b. */
  addProduct(target: Jet, a: Jet, b: Jet, factor: number): void;
  /** The derivative in one of the four directions; the highest order is lost. */
  derivative(jet: Jet, direction: number): Jet;
  /** The same jet with the values of another as its variation. */
  withVariation(jet: Jet, variation: Jet): Jet;
  /** Value and variation at the point. */
  atPoint(jet: Jet): { readonly value: number; readonly variation: number };
}

const COORDINATES = 4;
const LARGEST_COEFFICIENT = 5;

export function createJets(order: number): JetAlgebra {
  const monomials = monomialsUpTo(order);
  const size = monomials.length;
  const places = new Map(monomials.map((powers, place) => [powers.join(), place]));
  const products = monomials.flatMap((a, i) =>
    monomials.flatMap((b, j) => {
      const place = places.get(a.map((power, k) => power + b[k]).join());
      return place === undefined ? [] : [{ i, j, place }];
    }),
  );
  return {
    zero: () => new Float64Array(2 * size),
    random(rng) {
      const jet = new Float64Array(2 * size);
      for (let k = 0; k < size; k++) jet[k] = (rng.integer(LARGEST_COEFFICIENT) + 1) * (rng.integer(2) === 0 ? 1 : -1);
      return jet;
    },
    addProduct(target, a, b, factor) {
      for (const { i, j, place } of products) {
        target[place] += factor * a[i] * b[j];
        target[size + place] += factor * (a[i] * b[size + j] + a[size + i] * b[j]);
      }
      requireExact(target);
    },
    derivative(jet, direction) {
      const result = new Float64Array(2 * size);
      monomials.forEach((powers, from) => {
        const place = places.get(powers.with(direction, powers[direction] - 1).join());
        if (place === undefined) return;
        result[place] = powers[direction] * jet[from];
        result[size + place] = powers[direction] * jet[size + from];
      });
      return result;
    },
    withVariation(jet, variation) {
      const result = jet.slice();
      result.set(variation.subarray(0, size), size);
      return result;
    },
    atPoint: (jet) => ({ value: jet[0], variation: jet[size] }),
  };
}

/** Exponents of all monomials, the constant one first. */
function monomialsUpTo(order: number): number[][] {
  const ofDegree = (degree: number, variables: number): number[][] =>
    variables === 1
      ? [[degree]]
      : Array.from({ length: degree + 1 }, (_, first) => first).flatMap((first) =>
          ofDegree(degree - first, variables - 1).map((rest) => [first, ...rest]),
        );
  return Array.from({ length: order + 1 }, (_, degree) => ofDegree(degree, COORDINATES)).flat();
}

function requireExact(jet: Jet): void {
  for (const entry of jet) {
    if (Math.abs(entry) > Number.MAX_SAFE_INTEGER) throw new Error(`a jet grows to ${entry}: not exact in doubles`);
  }
}
