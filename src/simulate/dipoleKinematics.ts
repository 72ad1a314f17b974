/**
 * How a dipole branches: emitter p (massless) and spectator k give p_i, p_j and k', with exact momentum conservation and
 * all partons on their shells. For a massless spectator (Catani and Seymour, hep-ph/9605323, eqs. 5.5-5.9)
 *
 *   p_i = z p + (1-z) y k + kT,   p_j = (1-z) p + z y k - kT,   k' = (1-y) k,   -kT^2 = y z (1-z) 2 p.k.
 *
 * A massive one (a top quark, a W, a diquark) is written as k = k0 + (m^2 / 2p.k) p with k0 massless. Then p + k =
 * a p + k0 with a = 1 + m^2 / 2p.k, and the pair of virtuality y 2p.k takes alpha p + beta k0 with alpha beta = y, beta
 * the smaller root of a beta^2 - (1+y) beta + y = 0, so that k' = (a-alpha) p + (1-beta) k0 keeps its mass. m = 0 gives
 * alpha = 1, beta = y: the formula above. No solution: the pair is too heavy.
 */

/** Momenta (px, py, pz, E) one after the other: emitter p, spectator k, then the results p_i, p_j, k'. */
export type BranchingMomenta = Float64Array;
export const EMITTER = 0;
export const SPECTATOR = 4;
export const FIRST = 8;
export const SECOND = 12;
export const RECOILED = 16;
/** Room for two unit vectors across p and k behind the five momenta. */
const ACROSS_1 = 20;
const ACROSS_2 = 24;
export const BRANCHING_SIZE = 28;

/** z, y and azimuth of a branching and the mass of its spectator. */
export interface Branching {
  z: number;
  y: number;
  azimuth: number;
  spectatorMass: number;
}

/** 2 p.k, for momenta at i of `p` and at j of `k`. */
export function twiceProduct(p: ArrayLike<number>, i: number, k: ArrayLike<number>, j: number): number {
  return 2 * (p[i + 3] * k[j + 3] - p[i] * k[j] - p[i + 1] * k[j + 1] - p[i + 2] * k[j + 2]);
}

/**
 * beta of the pair's momentum alpha p + beta k0, from the spectator's m^2 / 2p.k; NaN where the pair of virtuality
 * y 2p.k and the spectator are heavier than the dipole.
 */
export function pairShare(y: number, massRatio2: number): number {
  if (massRatio2 === 0) return y;
  const a = 1 + massRatio2;
  // 2y / (b + root) instead of (b - root) / 2a: the same root without the difference.
  return (2 * y) / (1 + y + Math.sqrt((1 + y) * (1 + y) - 4 * a * y));
}

/** Writes p_i, p_j and k' behind p and k. The branching must exist: see `pairShare`. */
export function branchMomenta(momenta: BranchingMomenta, branching: Branching): void {
  const { z, y, azimuth, spectatorMass } = branching;
  const scale2 = twiceProduct(momenta, EMITTER, momenta, SPECTATOR);
  const massRatio2 = (spectatorMass * spectatorMass) / scale2;
  const beta = pairShare(y, massRatio2);
  const alpha = spectatorMass === 0 ? 1 : y / beta;
  transverseBasis(momenta, massRatio2);
  const transverse = Math.sqrt(y * z * (1 - z) * scale2);
  const along1 = transverse * Math.cos(azimuth);
  const along2 = transverse * Math.sin(azimuth);
  for (let axis = 0; axis < 4; axis++) {
    const p = momenta[EMITTER + axis];
    const k0 = momenta[SPECTATOR + axis] - massRatio2 * p;
    const kT = along1 * momenta[ACROSS_1 + axis] + along2 * momenta[ACROSS_2 + axis];
    momenta[FIRST + axis] = z * alpha * p + (1 - z) * beta * k0 + kT;
    momenta[SECOND + axis] = (1 - z) * alpha * p + z * beta * k0 - kT;
    momenta[RECOILED + axis] = (1 + massRatio2 - alpha) * p + (1 - beta) * k0;
  }
  setEnergy(momenta, FIRST);
  setEnergy(momenta, SECOND);
}

/** A parton of MeV from one of TeV has lost the digits that make it massless; no sum notices what is put right here. */
function setEnergy(momenta: BranchingMomenta, at: number): void {
  momenta[at + 3] = Math.sqrt(momenta[at] ** 2 + momenta[at + 1] ** 2 + momenta[at + 2] ** 2);
}

/**
 * Two spacelike unit vectors orthogonal to p, to k and to each other. With unit directions u of p and v of the massless
 * k0, d = u - v and the unit bisector b: (0, d x b / |d|) and (cot, b / sin) of half the angle between them. No boost, and
 * no loss of digits for collinear or back-to-back momenta.
 */
function transverseBasis(momenta: BranchingMomenta, massRatio2: number): void {
  const emitterEnergy = momenta[EMITTER + 3];
  const spectatorEnergy = momenta[SPECTATOR + 3] - massRatio2 * emitterEnergy;
  let d2 = 0;
  let s2 = 0;
  let sd = 0;
  for (let axis = 0; axis < 3; axis++) {
    const u = momenta[EMITTER + axis] / emitterEnergy;
    const v = (momenta[SPECTATOR + axis] - massRatio2 * momenta[EMITTER + axis]) / spectatorEnergy;
    momenta[ACROSS_1 + axis] = u - v;
    momenta[ACROSS_2 + axis] = u + v;
    d2 += (u - v) * (u - v);
    s2 += (u + v) * (u + v);
    sd += (u - v) * (u + v);
  }
  const sinHalf = Math.sqrt(d2) / 2;
  bisector(momenta, sd / d2);
  crossWithBisector(momenta, 2 * sinHalf);
  for (let axis = 0; axis < 3; axis++) momenta[ACROSS_2 + axis] /= sinHalf;
  momenta[ACROSS_1 + 3] = 0;
  momenta[ACROSS_2 + 3] = Math.sqrt(s2) / 2 / sinHalf;
}

/** Makes the sum u + v a unit vector orthogonal to the difference d; back to back any vector orthogonal to d will do. */
function bisector(momenta: BranchingMomenta, overlap: number): void {
  let norm2 = 0;
  for (let axis = 0; axis < 3; axis++) {
    momenta[ACROSS_2 + axis] -= overlap * momenta[ACROSS_1 + axis];
    norm2 += momenta[ACROSS_2 + axis] ** 2;
  }
  if (norm2 < ROUNDING2) norm2 = anyOrthogonal(momenta);
  const norm = Math.sqrt(norm2);
  for (let axis = 0; axis < 3; axis++) momenta[ACROSS_2 + axis] /= norm;
}

/** (1e-15)^2: what is left of the sum of two unit vectors that are opposite. */
const ROUNDING2 = 1e-30;

/** d x (unit vector of the smallest component of d), and its square. */
function anyOrthogonal(momenta: BranchingMomenta): number {
  const dx = momenta[ACROSS_1];
  const dy = momenta[ACROSS_1 + 1];
  const dz = momenta[ACROSS_1 + 2];
  const alongX = Math.abs(dx) <= Math.abs(dy) && Math.abs(dx) <= Math.abs(dz);
  momenta[ACROSS_2] = alongX ? 0 : dy;
  momenta[ACROSS_2 + 1] = alongX ? dz : -dx;
  momenta[ACROSS_2 + 2] = alongX ? -dy : 0;
  return alongX ? dz * dz + dy * dy : dx * dx + dy * dy;
}

/** Replaces the difference d by d x b / |d|. */
function crossWithBisector(momenta: BranchingMomenta, length: number): void {
  const dx = momenta[ACROSS_1];
  const dy = momenta[ACROSS_1 + 1];
  const dz = momenta[ACROSS_1 + 2];
  const bx = momenta[ACROSS_2];
  const by = momenta[ACROSS_2 + 1];
  const bz = momenta[ACROSS_2 + 2];
  momenta[ACROSS_1] = (dy * bz - dz * by) / length;
  momenta[ACROSS_1 + 1] = (dz * bx - dx * bz) / length;
  momenta[ACROSS_1 + 2] = (dx * by - dy * bx) / length;
}
