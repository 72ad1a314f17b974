/**
 * Masses of the gauge bosons from vacuum values, first that of one complex multiplet of isospin T. With D = d - i g T^a W^a
 * - i g' Y B, <X> = v/sqrt(2) in the component T3 and Y = -T3, which leaves Q = T3 + Y unbroken,
 *
 *     |D<X>|^2 = v^2/2 [ g^2 <T1^2 + T2^2> W+ W-  +  (g T3 W3 + g' Y B)^2 ],
 *     m_W^2 = g^2 v^2 (T(T+1) - T3^2)/2,     m_Z^2 = (g^2 + g'^2) v^2 T3^2,     photon (g' W3 + g B)/sqrt(g^2 + g'^2),
 *     rho = m_W^2 (g^2 + g'^2)/(m_Z^2 g^2) = (T(T+1) - T3^2)/(2 T3^2):
 *
 * 1 for doublets, 1/2 for triplets of T3 = -1, 1 again for septets of T3 = 2 (Gunion, Haber, Kane, Dawson, The Higgs
 * Hunter's Guide, section 4.1). A multiplet whose component T3 = 0 is the neutral one gives W a mass and Z none. Here the
 * masses come from the matrices of the generators; the closed form is what the tests compare with.
 *
 * Of several multiplets the squares add up,
 *
 *     m_W^2 = g^2/4 sum_i w_i v_i^2,   m_Z^2 = (g^2 + g'^2)/4 sum_i z_i v_i^2,   w = 2 (T(T+1) - T3^2),   z = 4 T3^2,
 *
 * where a real multiplet has <X> = v and T3 = 0. The boson of a further U(1) with the coupling g_X gets
 * m^2 = g_X^2 sum_i X_i^2 v_i^2, and mixes with the Z by (g^2 + g'^2)^(1/2) g_X sum_i T3_i X_i v_i^2.
 */
import {
  clearDenominators,
  divideRationals,
  formatRational,
  irrepMatrices,
  isZeroRational,
  multiplyRationals,
  negateRational,
  rational,
  rationalRank,
} from "../../exact/index.ts";
import type { Rational, SparseMatrix } from "../../exact/index.ts";
import { identifier } from "../exports/identifier.ts";
import type { Theory } from "../theory.ts";
import { bosonName, unitaryGroups } from "../theory.ts";
import type { Vacuum } from "./vacuum.ts";

export interface WeakBosons {
  readonly wMass2: string;
  /** Before it mixes with further bosons. */
  readonly zMass2: string;
  readonly photonMass2: "0";
  /** Of W3, B and the bosons of further broken U(1)s. */
  readonly neutralMatrix: readonly (readonly string[])[];
  readonly rho: string | undefined;
  /** Goldstone bosons that become longitudinal. */
  readonly goldstones: number;
  /** The bosons of further gauged U(1)s; `mixing` is the entry of the mass matrix with the Z. */
  readonly others: readonly { readonly name: string; readonly mass2: string; readonly mixing: string }[];
}

/** Coefficients of the squares of vacuum values. */
type Squares = readonly (readonly [Rational, string])[];

export function weakBosons(theory: Theory, vacuum: Vacuum): WeakBosons {
  const weights = vacuum.values.map(({ field, twiceT3, name }) => {
    const [twiceT] = theory.fields[field].irreps[vacuum.isospin];
    return { name, T3: rational(twiceT3, 2), ...massWeights(twiceT, twiceT3) };
  });
  const squares = (coefficient: (k: number) => Rational): Squares =>
    weights.map(({ name }, k) => [coefficient(k), name] as const);
  const product = (couplings: string, a: readonly Rational[], b: readonly Rational[]) =>
    massText(
      couplings,
      squares((k) => multiplyRationals(a[k], b[k])),
    );
  const T3 = weights.map((own) => own.T3);
  const further = furtherCharges(theory, vacuum);
  const neutral = [
    { coupling: "g", charges: T3 },
    { coupling: "g'", charges: T3.map(negateRational) },
    ...further.filter(({ charges }) => !charges.every(isZeroRational)),
  ];
  const entry = (a: number, b: number): string => {
    const couplings = a === b ? `${neutral[a].coupling}^2` : `${neutral[a].coupling} ${neutral[b].coupling}`;
    return product(couplings, neutral[a].charges, neutral[b].charges);
  };
  const w = squares((k) => multiplyRationals(rational(1, 4), weights[k].w));
  const z = squares((k) => multiplyRationals(rational(1, 4), weights[k].z));
  const charged = w.some(([value]) => !isZeroRational(value)) ? 2 : 0;
  return {
    wMass2: massText("g^2", w),
    zMass2: massText("(g^2 + g'^2)", z),
    photonMass2: "0",
    neutralMatrix: neutral.map((_, a) => neutral.map((__, b) => entry(Math.min(a, b), Math.max(a, b)))),
    rho: rhoText(w, z),
    goldstones: charged + rationalRank(neutral.map(({ charges }) => clearDenominators(charges).entries)),
    others: further.map(({ name, coupling, charges }) => ({
      name,
      mass2: product(`${coupling}^2`, charges, charges),
      mixing: product(`√(g^2 + g'^2) ${coupling}`, T3, charges),
    })),
  };
}

/** Gauged U(1)s but hypercharge, with the charges of the vacuum values as they stand in D. */
function furtherCharges(theory: Theory, { hypercharge, values }: Vacuum) {
  const unit = theory.hyperchargeConvention === "T3+Y" ? rational(1) : rational(1, 2);
  return unitaryGroups(theory).flatMap((group, place) => {
    if (!group.gauged || place === hypercharge) return [];
    const name = identifier(bosonName(group));
    const charges = values.map(({ field }) => multiplyRationals(unit, theory.fields[field].charges[place]));
    return [{ name, coupling: `g_${name}`, charges }];
  });
}

/** m_W^2 (g^2 + g'^2)/(m_Z^2 g^2): a number where all vacuum values have one ratio, else a formula. */
function rhoText(w: Squares, z: Squares): string | undefined {
  const first = z.findIndex(([value]) => !isZeroRational(value));
  if (first === -1) return undefined;
  const ratio = divideRationals(w[first][0], z[first][0]);
  const isConstant = w.every(([value], k) => {
    return formatRational(value) === formatRational(multiplyRationals(ratio, z[k][0]));
  });
  if (isConstant) return formatRational(ratio);
  const fourfold = (terms: Squares): Squares =>
    terms.map(([value, name]) => [multiplyRationals(rational(4), value), name]);
  return `${massText("", fourfold(w))}/${massText("", fourfold(z))}`;
}

/** `g^2 v^2/4`, `g^2 (v_H^2 + 2 v_Delta^2)/4`. */
function massText(couplings: string, squares: Squares): string {
  const terms = squares.filter(([value]) => !isZeroRational(value));
  if (terms.length === 0) return "0";
  const { entries, factor } = clearDenominators(terms.map(([value]) => value));
  const sign = entries.every((entry) => entry < 0n) ? -1n : 1n;
  const whole = entries.map((entry, k) => [sign * entry, terms[k][1]] as const);
  const single = whole.length === 1;
  const number = single ? whole[0][0] : 1n;
  const sum = single ? `${whole[0][1]}^2` : `(${whole.map(squareText).join(" + ")})`.replaceAll("+ -", "- ");
  const front = `${sign < 0n ? "-" : ""}${number === 1n ? "" : `${number} `}`;
  const text = couplings === "" ? sum : `${couplings} ${sum}`;
  return `${front}${text}${factor === 1n ? "" : `/${factor}`}`;
}

function squareText([value, name]: readonly [bigint, string]): string {
  return `${value === 1n ? "" : value === -1n ? "-" : `${value} `}${name}^2`;
}

/** How a vacuum value makes masses: w and z of the formulas above. */
export function massWeights(twiceT: number, twiceT3: number): { readonly w: Rational; readonly z: Rational } {
  return { w: multiplyRationals(rational(2), transverseSquare(twiceT, twiceT3)), z: rational(twiceT3 ** 2) };
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
