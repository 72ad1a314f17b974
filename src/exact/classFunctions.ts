/**
 * Class functions of a simple group as integer combinations of irreducible characters, sum over lambda of
 * c_lambda chi_lambda.
 *
 * Multiplication by a character chi_R(z^r), whose terms are the weights w of R times r, moves highest weights (Brauer's
 * rule; for r = 1 the algorithm of Racah and Speiser): chi_lambda chi_R(z^r) = sum over w of chi_(lambda + r w). Labels
 * outside the dominant chamber are brought back by Weyl reflections s of lambda + rho, with the sign of s, and count 0
 * on a wall. For SU(N) that is N! times fewer terms than the same product as a Laurent polynomial, and the integral
 * over the group is simply the coefficient of the trivial irrep.
 *
 * Cost: terms times weights of R. Labels are packed into one number; keys are exact below 2^53.
 */
import { EXIT, GlueballError } from "../base/index.ts";
import { freudenthalWeights } from "./freudenthal.ts";
import { weights } from "./irrepWeights.ts";
import type { SimpleGroup } from "./simpleGroups.ts";
import { checkLabels } from "./simpleGroups.ts";
import type { DynkinLabels } from "./specialUnitary.ts";

/** Packed Dynkin labels (`packLabels`) -> coefficient, without zeros. */
export type ClassFunction = ReadonlyMap<number, number>;

/** chi_R(z^r) as its weights times r, `rank` numbers each, one after the other, with their multiplicities. */
export interface PowerCharacter {
  readonly group: SimpleGroup;
  readonly shifts: Int32Array;
  readonly multiplicities: Float64Array;
}

/** The constant 1, where products begin. */
export const UNIT_CLASS_FUNCTION: ClassFunction = new Map([[0, 1]]);

/** One more than the largest label that fits: 8 bits each up to rank 5, fewer beyond. */
function labelRange(rank: number): number {
  return 2 ** Math.min(8, Math.floor(47 / rank));
}

/** One number for the labels; the trivial irrep is 0. @throws GlueballError exact/irrep-too-large (exit 3). */
export function packLabels(group: SimpleGroup, labels: DynkinLabels): number {
  const range = labelRange(group.rank);
  let packed = 0;
  for (let k = 0; k < group.rank; k++) {
    if (labels[k] >= range) refuseLabel(group, labels[k], range);
    packed = packed * range + labels[k];
  }
  return packed;
}

/** Undoes `packLabels`. */
export function unpackLabels({ rank }: SimpleGroup, packed: number): number[] {
  const labels = new Array<number>(rank);
  unpackInto(labels, packed, labelRange(rank), 0);
  return labels;
}

/** chi_R(z^r) as a list of weights. @throws GlueballError exact/wrong-dynkin-labels. */
export function powerCharacter(group: SimpleGroup, irrep: DynkinLabels, power: number): PowerCharacter {
  checkLabels(group, irrep);
  const { rank } = group;
  const list = group.family === "SU" ? weights(irrep) : freudenthalWeights(group, irrep);
  const shifts = new Int32Array(list.length * rank);
  for (const [row, { weight }] of list.entries()) {
    for (let k = 0; k < rank; k++) shifts[row * rank + k] = power * weight[k];
  }
  return { group, shifts, multiplicities: Float64Array.from(list, ({ multiplicity }) => multiplicity) };
}

/** The product of a class function with chi_R(z^r). */
export function timesCharacter(
  left: ClassFunction,
  { group, shifts, multiplicities }: PowerCharacter,
): Map<number, number> {
  const { rank } = group;
  const range = labelRange(rank);
  const cartan = Int32Array.from(group.cartanMatrix.flat());
  const highest = new Int32Array(rank);
  const moved = new Int32Array(rank);
  const product = new Map<number, number>();
  for (const [packed, coefficient] of left) {
    unpackInto(highest, packed, range, 1);
    for (let row = 0; row < multiplicities.length; row++) {
      for (let k = 0; k < rank; k++) moved[k] = highest[k] + shifts[row * rank + k];
      const sign = reflectIntoChamber(moved, cartan);
      if (sign === 0) continue;
      let key = 0;
      for (let k = 0; k < rank; k++) {
        if (moved[k] > range) refuseLabel(group, moved[k] - 1, range);
        key = key * range + moved[k] - 1;
      }
      product.set(key, (product.get(key) ?? 0) + sign * coefficient * multiplicities[row]);
    }
  }
  for (const [key, coefficient] of product) if (coefficient === 0) product.delete(key);
  return product;
}

/**
 * Reflects p = lambda + rho (in place) until all labels are positive; 1 or -1 for an even or odd number of reflections,
 * 0 on a wall. The reflection at the simple root alpha_k takes p to p - p_k alpha_k.
 */
function reflectIntoChamber(p: Int32Array, cartan: Int32Array): number {
  const rank = p.length;
  let sign = 1;
  for (let k = 0; k < rank;) {
    const label = p[k];
    if (label > 0) {
      k++;
      continue;
    }
    if (label === 0) return 0;
    for (let j = 0; j < rank; j++) p[j] -= label * cartan[k * rank + j];
    sign = -sign;
    k = 0;
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

function refuseLabel({ name }: SimpleGroup, label: number, range: number): never {
  throw new GlueballError(
    {
      code: "exact/irrep-too-large",
      what: `a product of ${name} irreps holds too large an irrep`,
      found: `a Dynkin label ${label}`,
      expected: `Dynkin labels below ${range}`,
    },
    EXIT.tooLarge,
  );
}
