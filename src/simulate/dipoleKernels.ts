/**
 * Splitting kernels of Catani-Seymour dipoles in four dimensions, averaged over azimuth (hep-ph/9605323, eqs. 5.7-5.9;
 * as a shower: Schumann and Krauss, arXiv:0709.1027). A gluon has two dipoles, and each gets half of its splittings:
 *
 *   q -> q g     CF [2 / (1 - z(1-y)) - (1 + z)]
 *   g -> g g     CA [1 / (1 - z(1-y)) - 1 + z(1-z)/2]      (the pole of the gluon j that is soft as z -> 1)
 *   g -> q qbar  TR/2 [1 - 2z(1-z)] for a flavour
 *
 *   dP = alpha_s(t)/2pi dt/t dz (1-y) kernel,   t = y z(1-z) Q^2,   4t/Q^2 <= 1,   2z = 1 -+ sqrt(1 - 4t/Q^2).
 *
 * The first gluon from a colour singlet q qbar pair has the matrix element of a vector current instead, at no cost: with
 * 1 + z replaced by 1 + x, x = 1 - (1-z)(1-y) the quark's energy fraction, the two dipoles add up to
 * (x1^2 + x2^2) / ((1-x1)(1-x2)).
 *
 * Heavy quarks radiate as massless ones but inside their dead cone, angles below m/E, where the quasi-collinear kernel
 * (Catani, Dittmaier, Trocsanyi, hep-ph/0011222, eq. 13) takes over: with s = t + (1-z)^2 m^2 the gluon emission becomes
 * t/s [kernel - CF 2z(1-z) m^2/s].
 *
 * The veto algorithm draws from overestimates that can be integrated and inverted: pole / (1-z) for gluons, a constant for
 * flavours.
 */

export const CF = 4 / 3;
export const CA = 3;
export const TR = 1 / 2;

/** Kinds of emission: what the overestimate of a gluon's end proposes, 0 a gluon, else the flavour of a quark pair. */
export const EMIT_GLUON = 0;

/** Residue of the overestimate pole / (1-z) at a quark's end of a dipole; at a gluon's it is CA. */
export const QUARK_POLE = 2 * CF;
/** Overestimate of g -> q qbar for a flavour. */
export const PAIR_BOUND = TR / 2;

/** Kernel without (1-y), for the gluon emission of a quark's end. */
export function quarkKernel(z: number, y: number): number {
  return CF * (2 / (1 - z * (1 - y)) - 1 - z);
}

/** The same for the first gluon of a colour singlet q qbar pair: with its partner, the exact matrix element. */
export function firstGluonKernel(z: number, y: number): number {
  return CF * (2 / (1 - z * (1 - y)) - 2 + (1 - z) * (1 - y));
}

/** What the mass leaves of a quark's kernel at (t, z). */
export function deadCone(kernel: number, t: number, z: number, mass: number): number {
  const shifted = t + (1 - z) * (1 - z) * mass * mass;
  return (t / shifted) * Math.max(0, kernel - (CF * 2 * z * (1 - z) * mass * mass) / shifted);
}

/** Kernel without (1-y), for the gluon emission of one end of a gluon. */
export function gluonKernel(z: number, y: number): number {
  return CA * (1 / (1 - z * (1 - y)) - 1 + (z * (1 - z)) / 2);
}

/** Kernel without (1-y), for a gluon that becomes a given quark and antiquark, at one of its ends. */
export function pairKernel(z: number): number {
  return (TR / 2) * (1 - 2 * z * (1 - z));
}

/** 1 - z_+ = z_- of the range of z at t; t <= scale2 / 4. Without the difference that loses its digits for small t. */
export function smallestFraction(t: number, scale2: number): number {
  return (2 * t) / scale2 / (1 + Math.sqrt(1 - (4 * t) / scale2));
}

/** z from the density 1 / (1-z) on (zLow, 1 - zLow), from a uniform number. */
export function fractionOfPole(zLow: number, uniform: number): number {
  return 1 - (1 - zLow) * (zLow / (1 - zLow)) ** uniform;
}
