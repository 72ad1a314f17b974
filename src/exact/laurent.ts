/**
 * Sparse Laurent polynomials with integer coefficients in up to six variables: characters of SU(N) in the Dynkin-weight
 * variables z_1 ... z_(N-1), and their integral over the group by Weyl's formula,
 *
 *     Int dmu f = constant term of f prod over positive roots alpha of (1 - z^alpha).
 *
 * A monomial is packed as the sum of e_k 256^k with signed exponents |e_k| < 128, so that the product of monomials is
 * the sum of their keys. This is the plain road; groupIntegrals.ts is the fast one and is tested against it.
 */
import { GlueballError } from "../base/index.ts";
import { weights } from "./irrepWeights.ts";
import type { DynkinLabels } from "./specialUnitary.ts";

/** Packed monomial -> coefficient, without zeros. */
export type LaurentPolynomial = ReadonlyMap<number, number>;

const EXPONENT_RANGE = 256;
const MAXIMAL_EXPONENT = 127;

/** z_1^e_1 z_2^e_2 ... as a key. @throws GlueballError exact/exponent-too-large. */
export function packExponents(exponents: readonly number[]): number {
  let key = 0;
  for (let k = exponents.length - 1; k >= 0; k--) {
    if (Math.abs(exponents[k]) > MAXIMAL_EXPONENT) {
      throw new GlueballError({
        code: "exact/exponent-too-large",
        what: "an exponent of a Laurent polynomial is too large",
        found: exponents[k],
        expected: `at most ${MAXIMAL_EXPONENT} in magnitude`,
      });
    }
    key = key * EXPONENT_RANGE + exponents[k];
  }
  return key;
}

/** Undoes `packExponents`. */
export function unpackExponents(key: number, variables: number): number[] {
  const exponents: number[] = [];
  for (let k = 0, rest = key; k < variables; k++) {
    const exponent = rest - EXPONENT_RANGE * Math.round(rest / EXPONENT_RANGE);
    exponents.push(exponent);
    rest = (rest - exponent) / EXPONENT_RANGE;
  }
  return exponents;
}

/** The product. The exponents of the result must stay within +-127, which is not checked term by term. */
export function multiplyLaurent(a: LaurentPolynomial, b: LaurentPolynomial): LaurentPolynomial {
  const product = new Map<number, number>();
  for (const [keyA, coefficientA] of a) {
    for (const [keyB, coefficientB] of b) {
      const key = keyA + keyB;
      product.set(key, (product.get(key) ?? 0) + coefficientA * coefficientB);
    }
  }
  for (const [key, coefficient] of product) if (coefficient === 0) product.delete(key);
  return product;
}

/** chi_R(z^power). @throws GlueballError exact/exponent-too-large. */
export function laurentCharacter(irrep: DynkinLabels, power = 1): LaurentPolynomial {
  return new Map(
    weights(irrep).map(({ weight, multiplicity }) => [packExponents(weight.map((w) => power * w)), multiplicity]),
  );
}

/** Int dmu f over SU(N), by Weyl's formula. */
export function weylIntegral(N: number, f: LaurentPolynomial): number {
  let integrand = f;
  for (const root of positiveRoots(N)) {
    integrand = multiplyLaurent(
      integrand,
      new Map([
        [0, 1],
        [packExponents(root), -1],
      ]),
    );
  }
  return integrand.get(0) ?? 0;
}

/** alpha_i + ... + alpha_j for i <= j in the Dynkin basis: sums of rows i ... j of the Cartan matrix. */
function positiveRoots(N: number): number[][] {
  const roots: number[][] = [];
  for (let i = 0; i < N - 1; i++) {
    const root = new Array<number>(N - 1).fill(0);
    for (let j = i; j < N - 1; j++) {
      root[j] += 2;
      if (j > 0) root[j - 1] -= 1;
      if (j + 1 < N - 1) root[j + 1] -= 1;
      roots.push([...root]);
    }
  }
  return roots;
}
