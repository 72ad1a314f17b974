/**
 * The loop of constituent subtraction (Berta, Spousta, Miller, Leitner, arXiv:1403.3108): particles i and ghosts k, which
 * carry the background, are paired in the order of
 *
 *   pt_i^alpha DeltaR_ik,    up to DeltaR_ik = maxDistance,
 *
 * with pt_i before the subtraction; in each pair the smaller amount is taken off both, so that one of them has none left.
 *
 * Sorting all pairs would be particles times ghosts. But after each pair one of the two is out, so the next pair is
 * always a particle and the nearest ghost that has something left. Each particle remembers its nearest; when that ghost
 * was used up by another, the particle looks for a new one when its turn comes.
 *
 * Cost: n (n + g) to find whose turn it is, with n particles and g ghosts.
 */
import { azimuthDistance } from "../pseudojets.ts";

/** Places with an amount of pt, or of m_T - pt, that may be taken away: GeV. */
export interface Amounts {
  readonly rapidity: Float64Array;
  /** In [0, 2 pi). */
  readonly phi: Float64Array;
  /** Changed in place. */
  readonly amount: Float64Array;
}

export interface PairOptions {
  /** Largest distance in rapidity and azimuth of a particle and a ghost; Infinity by default. */
  readonly maxDistance?: number;
  /** Power of pt; 0 by default. Above 0 soft particles are served before hard ones. */
  readonly alpha?: number;
}

const NONE = -1;

/** Takes ghosts, sorted by rapidity, and particles off each other; `pt` are those of the particles before. */
export function subtractPairs(
  particles: Amounts,
  ghosts: Amounts,
  pt: Float64Array,
  { maxDistance = Infinity, alpha = 0 }: PairOptions,
): void {
  const count = pt.length;
  const nearest = new Int32Array(count);
  const distance = new Float64Array(count);
  const look = (i: number) => {
    nearest[i] = particles.amount[i] > 0 ? nearestGhost(particles, i, ghosts, maxDistance) : NONE;
    distance[i] = nearest[i] === NONE ? Infinity : pt[i] ** alpha * separation(particles, i, ghosts, nearest[i]);
  };
  for (let i = 0; i < count; i++) look(i);
  for (;;) {
    const turn = smallest(distance, particles, pt);
    if (turn === NONE) return;
    const ghost = nearest[turn];
    const taken = Math.min(particles.amount[turn], ghosts.amount[ghost]);
    particles.amount[turn] -= taken;
    ghosts.amount[ghost] -= taken;
    look(turn);
  }
}

/** The particle whose turn it is. */
function smallest(distance: Float64Array, particles: Amounts, pt: Float64Array): number {
  let best = NONE;
  let least = Infinity;
  for (let i = 0; i < distance.length; i++) {
    if (distance[i] > least || distance[i] === Infinity) continue;
    if (distance[i] === least && !isServedFirst(particles, pt, i, best)) continue;
    best = i;
    least = distance[i];
  }
  return best;
}

/** Of two at equal distances: the softer, then the lower in rapidity and in azimuth, whatever the order of the input. */
function isServedFirst({ rapidity, phi }: Amounts, pt: Float64Array, i: number, j: number): boolean {
  if (pt[i] !== pt[j]) return pt[i] < pt[j];
  return rapidity[i] === rapidity[j] ? phi[i] < phi[j] : rapidity[i] < rapidity[j];
}

/** The nearest ghost that has something left, within `reach`; the first of several at the same distance. */
function nearestGhost(particles: Amounts, i: number, ghosts: Amounts, reach: number): number {
  const { rapidity, amount } = ghosts;
  let nearest = NONE;
  let closest = reach;
  let above = firstAtOrAbove(rapidity, particles.rapidity[i]);
  let below = above - 1;
  for (;;) {
    const up = above < rapidity.length ? rapidity[above] - particles.rapidity[i] : Infinity;
    const down = below >= 0 ? particles.rapidity[i] - rapidity[below] : Infinity;
    const dy = Math.min(up, down);
    if (dy > closest || dy === Infinity) return nearest;
    const ghost = up <= down ? above++ : below--;
    if (!(amount[ghost] > 0)) continue;
    const distance = separation(particles, i, ghosts, ghost);
    if (distance > closest || (distance === closest && nearest !== NONE && ghost > nearest)) continue;
    nearest = ghost;
    closest = distance;
  }
}

function separation(particles: Amounts, i: number, ghosts: Amounts, ghost: number): number {
  const dy = particles.rapidity[i] - ghosts.rapidity[ghost];
  const dphi = azimuthDistance(particles.phi[i], ghosts.phi[ghost]);
  return Math.sqrt(dy * dy + dphi * dphi);
}

/** Index of the first of sorted values that is not below `value`. */
function firstAtOrAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
