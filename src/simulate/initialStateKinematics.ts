/**
 * Momenta of an initial-state emission: the map of Catani and Seymour with both partons incoming (hep-ph/9605323, eqs.
 * 5.137-5.149). The incoming p~ becomes p = p~ / x along the same beam, the other one, k, stays, and
 *
 *   p_j = w p + v k + kT,   x = 1 - w - v,   kT^2 = w v 2p.k = t,
 *
 * is emitted. All that was made so far takes the recoil: K~ = p~ + k becomes K = p + k - p_j of the same mass, by
 *
 *   q -> q - 2 q.(K + K~) / (K + K~)^2 (K + K~) + 2 q.K~ / K~^2 K,
 *
 * so that its own invariants stay. The shower's z is 1 - w: for scale2 = K~^2 this gives x = z / (1 + t / ((1-z) scale2)),
 * and w > v, the half of phase space nearer to p, is 1 - z > sqrt(t / scale2) up to terms of order t / scale2. With both
 * legs soft gluons cover all rapidities once. z is better than x here, for at a fixed t x has a turning point where w = v.
 * The measure of phase space is dv/v dx = dt/t dz x/z.
 */
import { type EventRecord, STATUS } from "./eventRecord.ts";

/** x of an emission: the ratio of the incoming momentum before it (in the time of the shower) to the one after. */
export function momentumRatio(z: number, t: number, scale2: number): number {
  return z / (1 + t / ((1 - z) * scale2));
}

export interface InitialEmission {
  /** Entries of the parton that branches and of the other incoming one. */
  readonly emitter: number;
  readonly spectator: number;
  readonly t: number;
  readonly z: number;
  readonly azimuth: number;
}

/** px, py, pz, E. */
export type Momentum = readonly [px: number, py: number, pz: number, energy: number];

export interface InitialMomenta {
  readonly incoming: Momentum;
  readonly emitted: Momentum;
}

/** 2 p.k of two massless partons along the beams. */
export function collisionScale2({ energy }: EventRecord, a: number, b: number): number {
  return 4 * energy[a] * energy[b];
}

/** The new incoming parton and the emitted one; nothing in the record changes. */
export function emissionMomenta(event: EventRecord, emission: InitialEmission): InitialMomenta {
  const { emitter, spectator, t, z, azimuth } = emission;
  const scale2 = collisionScale2(event, emitter, spectator);
  const x = momentumRatio(z, t, scale2);
  const side = Math.sign(event.pz[emitter]);
  const energy = event.energy[emitter] / x;
  // Energies that the emitted parton takes of the two incoming ones.
  const ahead = (1 - z) * energy;
  const behind = ((x * t) / ((1 - z) * scale2)) * event.energy[spectator];
  const kT = Math.sqrt(t);
  return {
    incoming: [0, 0, side * energy, energy],
    emitted: [kT * Math.cos(azimuth), kT * Math.sin(azimuth), side * (ahead - behind), ahead + behind],
  };
}

/**
 * Moves all that was made so far, final, decayed or of the hard process, from the total momentum `from` to `to`, both of
 * square `mass2`.
 */
export function recoil(event: EventRecord, from: Momentum, to: Momentum, mass2: number): void {
  const { px, py, pz, energy, status } = event;
  const sum = [from[0] + to[0], from[1] + to[1], from[2] + to[2], from[3] + to[3]] as const;
  const sum2 = 2 * (mass2 + product(from, to));
  for (let i = 0; i < event.count; i++) {
    if (status[i] !== STATUS.final && status[i] !== STATUS.decayed && status[i] !== STATUS.hard) continue;
    const a = (-2 * (energy[i] * sum[3] - px[i] * sum[0] - py[i] * sum[1] - pz[i] * sum[2])) / sum2;
    const b = (2 * (energy[i] * from[3] - px[i] * from[0] - py[i] * from[1] - pz[i] * from[2])) / mass2;
    px[i] += a * sum[0] + b * to[0];
    py[i] += a * sum[1] + b * to[1];
    pz[i] += a * sum[2] + b * to[2];
    energy[i] += a * sum[3] + b * to[3];
  }
}

function product(p: Momentum, q: Momentum): number {
  return p[3] * q[3] - p[0] * q[0] - p[1] * q[1] - p[2] * q[2];
}
