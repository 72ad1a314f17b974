/**
 * What the error of a reconstruction costs. The plain mean squared error counts a particle of 0.5 GeV as one of 100 GeV,
 * but the mass of a jet, m^2 = sum_i pT_i E(others, direction of i), feels an error of direction with the weight of pT. So
 *
 *     L = sum_i w_i [ a (dx_1)^2 + (dx_2)^2 + (dx_3)^2 ] / (3 N) + b sum_k h(dM_k)
 *
 * with w_i = f + (1 - f) n_i z_i, z_i the share of particle i in the pT of its jet of n_i particles (mean weight 1), and
 * M_k the jet itself: sum of pT, its moments in direction, and its mass, all over the jet's pT; h is a square
 * that goes over into a line.
 */
import type { Tensor } from "../../tensor/index.ts";
import { VQ_ANGLE_FACTOR, VQ_LN_PT_SHIFT } from "./vqFeatures.ts";

export interface VqLoss {
  /** f: the weight that all particles share, in [0, 1]. 1: all count alike. */
  readonly floor: number;
  /** a: weight of the error of ln pT beside those of the scaled angles. */
  readonly lnPt: number;
  /** b: weight of the error of the jet's own momentum and mass; 0: none. */
  readonly jet: number;
}

/** decoded and x [B, T, 3], valid bool [B, T] -> one number. Padding counts nowhere. */
export function weightedError(decoded: Tensor, x: Tensor, valid: Tensor, { floor, lnPt, jet }: VqLoss): Tensor {
  const real = valid.cast("float32"); // B T
  const shares = ptShares(x, valid); // B T
  const counts = real.sum(1, true); // B 1
  const weights = shares
    .mul(counts)
    .mul(1 - floor)
    .add(floor)
    .mul(real);
  const squares = decoded.sub(x).pow(2); // B T 3
  const [first, ...angles] = squares.split([1, 1, 1], 2).map((part) => part.squeeze(2));
  const particle = first.mul(lnPt).add(angles[0]).add(angles[1]).mul(weights).sum().div(real.sum().maximum(1).mul(3));
  if (jet === 0) return particle;
  const scale = ptOf(x, valid).sum(1, true).maximum(1); // B 1: the same for both sides
  const errors = jetMoments(decoded, valid, scale).sub(jetMoments(x, valid, scale)); // B 4
  const jets = counts.greater(0).cast("float32").sum().maximum(1);
  return particle.add(bounded(errors).sum().div(jets).mul(jet));
}

/** e^2 for small e, 2 d |e| for large: 2 d^2 (sqrt(1 + (e / d)^2) - 1). */
function bounded(errors: Tensor): Tensor {
  return errors
    .mul(1 / BORDER)
    .pow(2)
    .add(1)
    .sqrt()
    .sub(1)
    .mul(2 * BORDER ** 2);
}

/** pT in GeV, 0 on padding: [B, T]. */
function ptOf(x: Tensor, valid: Tensor): Tensor {
  const lnPt = x.narrow(2, 0, 1).squeeze(2).add(VQ_LN_PT_SHIFT);
  return valid.where(lnPt.clamp(-20, 8).exp(), 0);
}

function ptShares(x: Tensor, valid: Tensor): Tensor {
  const pt = ptOf(x, valid);
  return pt.div(pt.sum(1, true).maximum(1e-6));
}

/** sum z, and 3 times (as the features) sum z eta, sum z phi and mass / scale: [B, 4], with z = pT / scale. */
function jetMoments(x: Tensor, valid: Tensor, scale: Tensor): Tensor {
  const z = ptOf(x, valid).div(scale); // B T
  const [eta, phi] = [1, 2].map((k) =>
    x
      .narrow(2, k, k + 1)
      .squeeze(2)
      .mul(1 / VQ_ANGLE_FACTOR),
  );
  const direction = [z.mul(eta).sum(1), z.mul(phi).sum(1), massOf(z, eta, phi)]; // B
  return [z.sum(1), ...direction.map((column) => column.mul(VQ_ANGLE_FACTOR))]
    .map((column) => column.unsqueeze(1))
    .reduce((joined, column) => joined.concat([column], 1));
}

/**
 * Mass over scale: E^2 - p^2 of massless particles, with cosh and sinh of eta by exponentials. Near the axis this is
 * sum_i z_i z_j DeltaR_ij^2 / 2; the differences of float32 sums are 1e-7, below any jet's (m / pT)^2.
 */
function massOf(z: Tensor, eta: Tensor, phi: Tensor): Tensor {
  const [up, down] = [eta.exp(), eta.neg().exp()];
  const energy = z.mul(up.add(down)).sum(1).mul(0.5);
  const pz = z.mul(up.sub(down)).sum(1).mul(0.5);
  const [px, py] = [z.mul(phi.cos()).sum(1), z.mul(phi.sin()).sum(1)];
  const square = energy.pow(2).sub(pz.pow(2)).sub(px.pow(2)).sub(py.pow(2));
  return square.maximum(0).add(SMALLEST_SQUARE).sqrt();
}

/** d: where an error of the jet is no longer small. Squares of the wild jets of an untrained network would drown the rest. */
const BORDER = 0.1;
/** Keeps the slope of the root finite for a jet of one particle. */
const SMALLEST_SQUARE = 1e-5;
