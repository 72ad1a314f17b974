/**
 * Class functions of SU(N) as integer combinations of irreducible characters, sum over lambda of c_lambda chi_lambda.
 *
 * Multiplication by a character chi_R(z^r), whose terms are the weights w of R times r, moves highest weights (Brauer's
 * rule; for r = 1 the algorithm of Racah and Speiser): chi_lambda chi_R(z^r) = sum over w of chi_(lambda + r w), where a
 * label outside the dominant chamber stands for sign(s) chi_(s . lambda'), with s the Weyl reflections that bring
 * lambda' + rho back, and for 0 if lambda' + rho lies on a wall. That is N! times fewer terms than the same product as a
 * Laurent polynomial, and the integral over the group is simply the coefficient of the trivial irrep.
 *
 * Cost: terms times weights of R. Labels are packed into one number; keys are exact below 2^53.
 */
import { EXIT, GlueballError } from "../base/index.ts";
import { weights } from "./irrepWeights.ts";
import type { DynkinLabels } from "./specialUnitary.ts";
import { checkDynkinLabels } from "./specialUnitary.ts";

/** Packed Dynkin labels (`packLabels`) -> coefficient, without zeros. */
export type ClassFunction = ReadonlyMap<number, number>;

/** The weights of chi_R(z^r), N - 1 numbers each, one after the other, with their multiplicities. */
export interface PowerCharacter {
  readonly N: number;
  readonly shifts: Int32Array;
  readonly multiplicities: Float64Array;
}

/** One more than the largest label that fits: 8 bits each up to SU(6), fewer beyond. */
function labelRange(N: number): number {
  return 2 ** Math.min(8, Math.floor(47 / (N - 1)));
}

/** One number for the labels; the trivial irrep is 0. @throws GlueballError exact/irrep-too-large (exit 3). */
export function packLabels(N: number, labels: DynkinLabels): number {
  const range = labelRange(N);
  let packed = 0;
  for (let k = 0; k < N - 1; k++) {
    if (labels[k] >= range) refuseLabel(N, labels[k], range);
    packed = packed * range + labels[k];
  }
  return packed;
}

/** Undoes `packLabels`. */
export function unpackLabels(N: number, packed: number): number[] {
  const labels = new Array<number>(N - 1);
  unpackInto(labels, packed, labelRange(N), 0);
  return labels;
}

/** The constant 1, where products begin. */
export const UNIT_CLASS_FUNCTION: ClassFunction = new Map([[0, 1]]);

/** chi_R(z^r) as a list of weights. @throws GlueballError exact/wrong-dynkin-labels. */
export function powerCharacter(N: number, irrep: DynkinLabels, power: number): PowerCharacter {
  checkDynkinLabels(N, irrep);
  const list = weights(irrep);
  const shifts = new Int32Array(list.length * (N - 1));
  for (const [row, { weight }] of list.entries()) {
    for (let k = 0; k < N - 1; k++) shifts[row * (N - 1) + k] = power * weight[k];
  }
  return { N, shifts, multiplicities: Float64Array.from(list, ({ multiplicity }) => multiplicity) };
}

/** The product of a class function with chi_R(z^r). */
export function timesCharacter(
  left: ClassFunction,
  { N, shifts, multiplicities }: PowerCharacter,
): Map<number, number> {
  const range = labelRange(N);
  const rank = N - 1;
  const highest = new Int32Array(rank);
  const moved = new Int32Array(rank);
  const product = new Map<number, number>();
  for (const [packed, coefficient] of left) {
    unpackInto(highest, packed, range, 1);
    for (let row = 0; row < multiplicities.length; row++) {
      for (let k = 0; k < rank; k++) moved[k] = highest[k] + shifts[row * rank + k];
      const sign = reflectIntoChamber(moved);
      if (sign === 0) continue;
      let key = 0;
      for (let k = 0; k < rank; k++) {
        if (moved[k] > range) refuseLabel(N, moved[k] - 1, range);
        key = key * range + moved[k] - 1;
      }
      product.set(key, (product.get(key) ?? 0) + sign * coefficient * multiplicities[row]);
    }
  }
  for (const [key, coefficient] of product) if (coefficient === 0) product.delete(key);
  return product;
}

/**
 * Reflects lambda + rho (in place) until all labels are positive; 1 or -1 for an even or odd number of reflections, 0 on a
 * wall. The reflection at simple root k turns p_k into -p_k and adds it to the neighbours.
 */
function reflectIntoChamber(p: Int32Array): number {
  let sign = 1;
  for (let k = 0; k < p.length;) {
    const label = p[k];
    if (label > 0) {
      k++;
      continue;
    }
    if (label === 0) return 0;
    p[k] = -label;
    if (k + 1 < p.length) p[k + 1] += label;
    sign = -sign;
    if (k > 0) p[--k] += label;
  }
  return sign;
}

function unpackInto(labels: number[] | Int32Array, packed: number, range: number, offset: number): void {
  let rest = packed;
  for (let k = labels.length - 1; k >= 0; k--) {
    const shorter = Math.floor(rest / range);
    labels[k] = rest - shorter * range + offset;
    rest = shorter;
  }
}

function refuseLabel(N: number, label: number, range: number): never {
  throw new GlueballError(
    {
      code: "exact/irrep-too-large",
      what: `a product of SU(${N}) irreps holds too large an irrep`,
      found: `a Dynkin label ${label}`,
      expected: `Dynkin labels below ${range}`,
    },
    EXIT.tooLarge,
  );
}
