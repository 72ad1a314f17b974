/**
 * Masses of the gauge bosons from the vacuum value of one complex multiplet of isospin T. With D = d - i g T^a W^a
 * - i g' Y B, <X> = v/sqrt(2) in the component T3 and Y = -T3, which leaves Q = T3 + Y unbroken,
 *
 *     |D<X>|^2 = v^2/2 [ g^2 <T1^2 + T2^2> W+ W-  +  (g T3 W3 + g' Y B)^2 ],
 *     m_W^2 = g^2 v^2 (T(T+1) - T3^2)/2,     m_Z^2 = (g^2 + g'^2) v^2 T3^2,     photon (g' W3 + g B)/sqrt(g^2 + g'^2),
 *     rho = m_W^2 (g^2 + g'^2)/(m_Z^2 g^2) = (T(T+1) - T3^2)/(2 T3^2):
 *
 * 1 for doublets, 1/2 for triplets of T3 = -1, 1 again for septets of T3 = 2 (Gunion, Haber, Kane, Dawson, The Higgs
 * Hunter's Guide, section 4.1). A multiplet whose component T3 = 0 is the neutral one gives W a mass and Z none. Here the
 * masses come from the matrices of the generators; the closed form is what the tests compare with.
 */
import {
  divideRationals,
  irrepMatrices,
  isZeroRational,
  multiplyRationals,
  negateRational,
  rational,
} from "../../exact/index.ts";
import type { Rational, SparseMatrix } from "../../exact/index.ts";

export interface WeakBosons {
  /** m_W^2 in units of g^2 v^2. */
  readonly wMass2: Rational;
  /** The mass matrix of W3 and B in units of v^2: the coefficients of g^2, g g', g'^2. */
  readonly neutral: { readonly gg: Rational; readonly ggPrime: Rational; readonly gPrime2: Rational };
  /** m_Z^2 in units of (g^2 + g'^2) v^2: the trace of the neutral matrix, whose determinant vanishes. */
  readonly zMass2: Rational;
  /** Undefined where the Z has no mass. */
  readonly rho: Rational | undefined;
  /** Goldstone bosons that become longitudinal. */
  readonly goldstones: number;
}

/** The vacuum in the component of that 2 T3 of the irrep of dimension 2T + 1. */
export function weakBosons(twiceT: number, twiceT3: number): WeakBosons {
  const transverse = transverseSquare(twiceT, twiceT3);
  const T3 = rational(twiceT3, 2);
  const Y = negateRational(T3);
  const wMass2 = multiplyRationals(rational(1, 2), transverse);
  const neutral = {
    gg: multiplyRationals(T3, T3),
    ggPrime: multiplyRationals(T3, Y),
    gPrime2: multiplyRationals(Y, Y),
  };
  const zMass2 = neutral.gg;
  const broken = [wMass2, wMass2, zMass2].filter((mass2) => !isZeroRational(mass2));
  return {
    wMass2,
    neutral,
    zMass2,
    rho: isZeroRational(zMass2) ? undefined : divideRationals(wMass2, zMass2),
    goldstones: broken.length,
  };
}

/** <T1^2 + T2^2> = <E F + F E>/2, a diagonal element and so the same in every basis. */
function transverseSquare(twiceT: number, twiceT3: number): Rational {
  const { raising, lowering, cartan } = irrepMatrices(2, [twiceT]);
  const state = cartan[0].indexOf(twiceT3);
  if (state === -1) throw new Error(`isospin ${twiceT}/2 has no component T3 = ${twiceT3}/2`);
  const element = (a: SparseMatrix, b: SparseMatrix) => diagonalElement(a, b, state);
  return rational(element(raising[0], lowering[0]) + element(lowering[0], raising[0]), 2);
}

/** (A B)_ss. */
function diagonalElement(a: SparseMatrix, b: SparseMatrix, state: number): number {
  let sum = 0;
  b.columns.forEach((column, k) => {
    if (column !== state) return;
    a.columns.forEach((middle, j) => {
      if (middle === b.rows[k] && a.rows[j] === state) sum += a.values[j] * b.values[k];
    });
  });
  return sum;
}

/** `g^2 v^2/4`. */
export function massText(coefficient: Rational, couplings: string): string {
  const { numerator, denominator } = coefficient;
  if (isZeroRational(coefficient)) return "0";
  const front = numerator === 1n ? "" : numerator === -1n ? "-" : `${numerator} `;
  return `${front}${couplings} v^2${denominator === 1n ? "" : `/${denominator}`}`;
}
