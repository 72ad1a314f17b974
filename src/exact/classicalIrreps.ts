/**
 * Numbers of the irreps of any classical group. With the highest root theta, long and of length squared 2 after scaling,
 * and rho half the sum of the positive roots (R. Slansky, Physics Reports 79 (1981) 1, sections 4 and 5):
 *
 *     C2 = (lambda, lambda + 2 rho) / (theta, theta),    T = dim C2 / dim G,
 *
 * so that T = 1/2 for the fundamentals of SU(N) and Sp(N) and, from SO(5) on, 1 for the vector of SO(N), 2 for the 16 of
 * SO(10). Isomorphic groups have equal numbers. An irrep that is its own conjugate is real or pseudo-real as the sum of
 * 2 (lambda, alpha) / (alpha, alpha) over the positive roots is even or odd (N. Bourbaki, Lie VIII, section 7.5).
 */
import { doubledCoordinates, freudenthalWeights, weylDimension } from "./freudenthal.ts";
import { compareLabels } from "./irrepWeights.ts";
import type { Rational } from "./rationals.ts";
import { rational } from "./rationals.ts";
import type { SimpleGroup } from "./simpleGroups.ts";
import { conjugateLabels, scalarProduct } from "./simpleGroups.ts";
import type { DynkinLabels } from "./specialUnitary.ts";
import { cubicAnomaly, dynkinIndex } from "./specialUnitary.ts";

/** The labels of the singlet. */
export function trivialLabels({ rank }: SimpleGroup): DynkinLabels {
  return new Array<number>(rank).fill(0);
}

/** The labels of the adjoint irrep, the highest root theta in the Dynkin basis. */
export function adjointLabels(group: SimpleGroup): DynkinLabels {
  const theta = highestRoot(group);
  return group.simpleRoots.map((simple) => (2 * scalarProduct(theta, simple)) / scalarProduct(simple, simple));
}

/** The dominant root among the longest, which is the last that a positive root can be added to. */
function highestRoot({ simpleRoots, positiveRoots }: SimpleGroup): readonly number[] {
  const dominant = positiveRoots.filter((root) => simpleRoots.every((simple) => scalarProduct(root, simple) >= 0));
  return dominant.reduce((a, b) => (scalarProduct(b, b) > scalarProduct(a, a) ? b : a));
}

export type Reality = "real" | "pseudo-real" | "complex";

/** Whether an irrep is equivalent to its conjugate, by a symmetric or by an antisymmetric form. */
export function irrepReality(group: SimpleGroup, labels: DynkinLabels): Reality {
  if (compareLabels(labels, conjugateLabels(group, labels)) !== 0) return "complex";
  const doubled = doubledCoordinates(group, labels);
  const sum = group.positiveRoots.reduce(
    (total, root) => total + scalarProduct(doubled, root) / scalarProduct(root, root),
    0,
  );
  return sum % 2 === 0 ? "real" : "pseudo-real";
}

/** T in tr(T^a T^b) = T delta^ab. */
export function irrepIndex(group: SimpleGroup, labels: DynkinLabels): Rational {
  if (group.family === "SU") return dynkinIndex(labels);
  const lambda = doubledCoordinates(group, labels);
  const rho = doubledCoordinates(
    group,
    labels.map(() => 1),
  );
  const theta = highestRoot(group);
  const fourfold = lambda.reduce((sum, entry, k) => sum + entry * (entry + 2 * rho[k]), 0);
  const dimensionOfGroup = group.rank + 2 * group.positiveRoots.length;
  return rational(
    BigInt(weylDimension(group, labels)) * BigInt(fourfold),
    BigInt(4 * scalarProduct(theta, theta) * dimensionOfGroup),
  );
}

/** Only SU(N) from N = 3 on and SO(6), which is SU(4), have a symmetric invariant of three adjoints. */
export function hasCubicAnomaly({ family, size }: SimpleGroup): boolean {
  return (family === "SU" && size > 2) || (family === "SO" && size === 6);
}

/**
 * The cubic anomaly of a group that has one; 0 for all others. For SO(6) the sum over the weights of the product of
 * their three coordinates is a cubic invariant; it is 1/2 for the 4 = [0,0,1], whose anomaly is 1.
 */
export function irrepAnomaly(group: SimpleGroup, labels: DynkinLabels): number {
  if (group.family === "SU") return cubicAnomaly(labels);
  if (!hasCubicAnomaly(group)) return 0;
  let eightfold = 0;
  for (const { weight, multiplicity } of freudenthalWeights(group, labels)) {
    eightfold += multiplicity * doubledCoordinates(group, weight).reduce((product, x) => product * x, 1);
  }
  return eightfold / 4;
}

/**
 * Whether pi_4 of the group is Z_2, so that an odd number of fermions in the fundamental is inconsistent (E. Witten,
 * Phys. Lett. B 117 (1982) 324): all Sp(N), and what is isomorphic to them, SU(2), SO(3) and SO(5).
 */
export function hasWittenAnomaly({ family, size }: SimpleGroup): boolean {
  return family === "Sp" || (family === "SU" && size === 2) || (family === "SO" && (size === 3 || size === 5));
}

/** A charge of the centre of the group: sum of charges_k a_k modulo `modulus`; products with a singlet have total 0. */
export interface CentreCharge {
  readonly modulus: number;
  readonly charges: readonly number[];
}

/**
 * Linear functions of a weight that vanish modulo something on all roots, read at the fundamental weights: N-ality; for
 * Sp(N) the number of boxes; for SO(N) whether it is a spinor and, N even, the sum of twice the coordinates modulo 4.
 */
export function centreCharges({ family, size, rank, doubledFundamentalWeights }: SimpleGroup): CentreCharge[] {
  const nodes = Array.from({ length: rank }, (_, k) => k);
  if (family === "SU") return [{ modulus: rank + 1, charges: nodes.map((k) => k + 1) }];
  const sums = doubledFundamentalWeights.map((weight) => weight.reduce((sum, entry) => sum + entry, 0));
  if (family === "Sp") return [{ modulus: 2, charges: sums.map((sum) => (sum / 2) % 2) }];
  const spinor = { modulus: 2, charges: doubledFundamentalWeights.map((weight) => weight[0] % 2) };
  return size % 2 === 1 ? [spinor] : [spinor, { modulus: 4, charges: sums.map((sum) => ((sum % 4) + 4) % 4) }];
}
