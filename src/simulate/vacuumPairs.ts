/**
 * Pairs x xbar from the vacuum, where x is a colour triplet: a quark u, d, s or an antidiquark of these. They break
 * clusters, and make hadrons of them. Diquarks count by their flavours only.
 */
import type { Rng } from "../base/index.ts";
import { choose } from "./choose.ts";

export interface VacuumSettings {
  /** Weight of s quark pairs, from a gluon or the vacuum, against u or d. */
  readonly strange: number;
  /** Weight of each flavour of diquark pairs from the vacuum, against u or d; less by `strange` for each s in it. */
  readonly diquark: number;
}

/** Diquarks by their flavours: codes without spin. */
export const DIQUARK_FLAVOURS = [1100, 2100, 2200, 3100, 3200, 3300] as const;

/** Which suppression a pair has. */
export const VACUUM_CLASSES = ["u or d", "s", "diquark", "diquark with s", "ss diquark"] as const;

const strangeClass = (code: number): number => (code === 3300 ? 4 : code > 3000 ? 3 : 2);

/** The triplet x of each pair, and its class. */
export const VACUUM: readonly (readonly [triplet: number, vacuumClass: number])[] = [
  [1, 0],
  [2, 0],
  [3, 1],
  ...DIQUARK_FLAVOURS.map((code) => [-code, strangeClass(code)] as const),
];

/** Weights by VACUUM_CLASSES. */
export function vacuumWeights({ strange, diquark }: VacuumSettings): Float64Array {
  return Float64Array.of(1, strange, diquark, diquark * strange, diquark * strange * strange);
}

/** Room for the weight of each pair. */
const PAIR_WEIGHTS = new Float64Array(VACUUM.length);

/** Triplet of a pair, by the weights of the classes. */
export function drawVacuum(weights: Float64Array, rng: Rng): number {
  for (let n = 0; n < VACUUM.length; n++) PAIR_WEIGHTS[n] = weights[VACUUM[n][1]];
  return VACUUM[choose(rng, PAIR_WEIGHTS)][0];
}

/** A quark of what a gluon becomes: u, d, or s. */
export function drawQuark(strange: number, rng: Rng): number {
  return 1 + choose(rng, [1, 1, strange]);
}
