/**
 * What Particle Transformer knows of each pair of particles (Qu, Li and Qian, arXiv 2202.03772, eq. 3-6), taken massless:
 *
 *     ln Delta,   Delta^2 = deta^2 + dphi^2
 *     ln kT       kT  = min(pTa, pTb) Delta
 *     ln z        z   = min(pTa, pTb) / (pTa + pTb)
 *     ln m^2      m^2 = 2 pTa pTb (cosh deta - cos dphi) = 4 pTa pTb (sinh^2(deta/2) + sin^2(dphi/2))
 *
 * The second form of m^2 has no difference of nearly equal numbers. Each argument of a logarithm is at least 1e-8, so a
 * particle with itself, or with a coincident one, gives ln 1e-8, as in weaver. The four are symmetric: they are made for
 * the P (P + 1) / 2 pairs with a <= b, inside the program (the input is 3 P numbers a jet instead of 4 P^2), and no gradient
 * goes through them.
 *
 * B jets, P slots, N = P (P + 1) / 2 pairs.
 */
import { constant } from "../tensor/index.ts";
import type { Tensor } from "../tensor/index.ts";

export const PAIR_FEATURES = 4;

const SMALLEST = 1e-8;

/** The pairs a <= b of `slots` particles, row by row of the triangle, and where each of all P^2 pairs is among them. */
export interface PairList {
  readonly count: number;
  /** int32 [N] */
  readonly first: Tensor;
  readonly second: Tensor;
  /** int32 [P P] */
  readonly positions: Tensor;
}

export function pairList(slots: number): PairList {
  const count = (slots * (slots + 1)) / 2;
  const [first, second, positions] = [new Int32Array(count), new Int32Array(count), new Int32Array(slots * slots)];
  let pair = 0;
  for (let a = 0; a < slots; a++) {
    for (let b = a; b < slots; b++) {
      first[pair] = a;
      second[pair] = b;
      positions[a * slots + b] = positions[b * slots + a] = pair++;
    }
  }
  const indices = (values: Int32Array) => constant(values, [values.length], "int32");
  return { count, first: indices(first), second: indices(second), positions: indices(positions) };
}

/** Values [P, B] of particles as those of the first and second of each pair, [N, B] each. */
export function ofPairs(values: Tensor, { first, second }: PairList): readonly [Tensor, Tensor] {
  return [values.gather(first), values.gather(second)];
}

/**
 * momenta [B, P, 3]: pT in GeV, eta and phi of each particle, any finite numbers on padding; phi within pi of that of the
 * jet, so that differences are below 2 pi -> [N, B, 4] in the order of the opening.
 */
export function pairFeatures(momenta: Tensor, pairs: PairList): Tensor {
  const [jets, slots] = momenta.shape;
  const columns = momenta.transpose([2, 1, 0]).split([1, 1, 1], 0); // 3 times 1 P B
  const [pt, eta, phi] = columns.map((column) => ofPairs(column.reshape([slots, jets]), pairs)); // N B
  const [low, sum] = [pt[0].minimum(pt[1]), pt[0].add(pt[1])];
  const deta = eta[0].sub(eta[1]);
  const dphi = shortWay(phi[0].sub(phi[1]));
  const delta = deta.mul(deta).add(dphi.mul(dphi)).sqrt();
  const halfSinh = deta.mul(0.5).exp().sub(deta.mul(-0.5).exp()).mul(0.5);
  const halfSin = dphi.mul(0.5).sin();
  const mass2 = halfSinh.mul(halfSinh).add(halfSin.mul(halfSin)).mul(pt[0].mul(pt[1])).mul(4);
  const logarithms = [delta, low.mul(delta), low.div(sum.maximum(SMALLEST)), mass2].map((x) =>
    x.maximum(SMALLEST).log().unsqueeze(2),
  );
  return logarithms[0].concat(logarithms.slice(1), 2).stopGradient();
}

/** The distance of two angles that differ by less than 2 pi, at most pi. */
function shortWay(difference: Tensor): Tensor {
  const distance = difference.abs();
  return distance.minimum(distance.mul(-1).add(2 * Math.PI));
}
