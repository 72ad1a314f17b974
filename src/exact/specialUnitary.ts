/**
 * Irreps of SU(N) by their Dynkin labels a_1 ... a_(N-1), N = labels.length + 1: dimension, conjugate, N-ality,
 * reality, quadratic Casimir, index and cubic anomaly. Generators are normalised to tr(T^a T^b) = 1/2 delta^ab in the
 * fundamental, so that C2 of the fundamental is (N^2 - 1)/(2N) and its index 1/2. Formulas: R. Slansky, Physics
 * Reports 79 (1981) 1; N. Yamatsu, arXiv 1511.08771.
 */
import { GlueballError } from "../base/index.ts";
import { weights } from "./irrepWeights.ts";
import type { Rational } from "./rationals.ts";
import { rational } from "./rationals.ts";
import { checkLabels } from "./simpleGroups.ts";

/** N - 1 non-negative integers. */
export type DynkinLabels = readonly number[];

/** Accepts N - 1 non-negative integers only. @throws GlueballError exact/wrong-dynkin-labels. */
export function checkDynkinLabels(N: number, labels: DynkinLabels, place?: string): void {
  checkLabels({ name: `SU(${N})`, rank: N - 1 }, labels, place);
}

/** dim = prod over i <= j of (a_i + ... + a_j + j - i + 1) / (j - i + 1). @throws GlueballError beyond 2^53. */
export function irrepDimension(labels: DynkinLabels): number {
  let numerator = 1n;
  let denominator = 1n;
  for (let i = 0; i < labels.length; i++) {
    let height = 0;
    for (let j = i; j < labels.length; j++) {
      height += labels[j] + 1;
      numerator *= BigInt(height);
      denominator *= BigInt(j - i + 1);
    }
  }
  const dimension = numerator / denominator;
  if (dimension <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(dimension);
  throw new GlueballError({
    code: "exact/irrep-too-large",
    what: `the SU(${labels.length + 1}) irrep [${labels.join(",")}] is too large`,
    found: dimension,
    expected: "a dimension below 2^53",
  });
}

/** The complex conjugate: the labels in reverse order. */
export function conjugateIrrep(labels: DynkinLabels): DynkinLabels {
  return [...labels].reverse();
}

/** The charge under the centre Z_N: (sum of k a_k) mod N. Products that contain a singlet have total 0. */
export function nAlity(labels: DynkinLabels): number {
  return labels.reduce((total, label, k) => total + (k + 1) * label, 0) % (labels.length + 1);
}

/** Not equivalent to its conjugate. */
export function isComplex(labels: DynkinLabels): boolean {
  return labels.some((label, k) => label !== labels[labels.length - 1 - k]);
}

/** Equivalent to its conjugate by an antisymmetric form, as the doublet of SU(2): only for N = 2 mod 4, a_(N/2) odd. */
export function isPseudoReal(labels: DynkinLabels): boolean {
  const N = labels.length + 1;
  return !isComplex(labels) && N % 4 === 2 && labels[N / 2 - 1] % 2 === 1;
}

/** Equivalent to its conjugate by a symmetric form, so that real components exist. */
export function isReal(labels: DynkinLabels): boolean {
  return !isComplex(labels) && !isPseudoReal(labels);
}

/** C2 = 1/2 sum_ij A^-1_ij a_i (a_j + 2) with the inverse Cartan matrix A^-1_ij = min(i,j) (N - max(i,j)) / N. */
export function casimir(labels: DynkinLabels): Rational {
  const N = labels.length + 1;
  let doubled = 0;
  for (let i = 1; i < N; i++) {
    for (let j = 1; j < N; j++) doubled += Math.min(i, j) * (N - Math.max(i, j)) * labels[i - 1] * (labels[j - 1] + 2);
  }
  return rational(doubled, 2 * N);
}

/** The Dynkin index T in tr(T^a T^b) = T delta^ab: T = dim C2 / (N^2 - 1). */
export function dynkinIndex(labels: DynkinLabels): Rational {
  const N = labels.length + 1;
  const { numerator, denominator } = casimir(labels);
  return rational(BigInt(irrepDimension(labels)) * numerator, BigInt(N * N - 1) * denominator);
}

/**
 * A in tr(T^a {T^b, T^c}) = A d^abc / 2, so that the fundamental has 1 and a conjugate the opposite sign: the sum over
 * the weights of the cube of their first orthogonal component times N, N x_1 = sum of (N - k) w_k, over the same sum of
 * the fundamental, N (N - 1) (N - 2). SU(2) has no cubic anomaly.
 */
export function cubicAnomaly(labels: DynkinLabels): number {
  const N = labels.length + 1;
  if (N === 2) return 0;
  let cubes = 0;
  for (const { weight, multiplicity } of weights(labels)) {
    cubes += multiplicity * weight.reduce((total, w, k) => total + (N - 1 - k) * w, 0) ** 3;
  }
  return cubes / (N * (N - 1) * (N - 2));
}
