/**
 * The floor of a two-sample distance: its value between two disjoint random halves of the reference. Finite samples
 * of one population are never at distance zero, so a distance means something only above its floor.
 *
 * The halves are smaller than the samples whose distance is judged, and W1-like distances of equal populations fall as
 * n^-1/2, so the floor is on the safe side (too high by about sqrt 2 for samples as large as the whole reference). One
 * split is itself a random number; the mean over several is given with their spread.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { describe } from "./describe.ts";
import type { Sample } from "./sample.ts";
import { takeRows } from "./sample.ts";

export interface FloorOptions {
  readonly rng: Rng;
  /** Number of random splits, at least 2; default 10. */
  readonly splits?: number;
}

export interface DistanceFloor {
  /** Mean distance over the splits; Infinity when one of them was infinite. */
  readonly value: number;
  /** Spread of single splits (population standard deviation), not the error of the mean; Infinity alike. */
  readonly standardDeviation: number;
  readonly splits: number;
  readonly rowsPerHalf: number;
}

const DEFAULT_SPLITS = 10;

/** The floor for one observable: `distanceFloor(reference, wasserstein1, { rng })`. */
export function distanceFloor(
  reference: Sample,
  distance: (first: Float64Array, second: Float64Array) => number,
  options: FloorOptions,
): DistanceFloor {
  const ofRows = (first: Uint32Array, second: Uint32Array) =>
    distance(takeRows(reference, first), takeRows(reference, second));
  return distanceFloorOfRows(reference.length, ofRows, options);
}

/** The floor for a reference of any kind with `count` rows; the distance is given the rows of the two halves. */
export function distanceFloorOfRows(
  count: number,
  distance: (first: Uint32Array, second: Uint32Array) => number,
  { rng, splits = DEFAULT_SPLITS }: FloorOptions,
): DistanceFloor {
  if (!(Number.isInteger(splits) && splits >= 2)) {
    throw new GlueballError({
      code: "stats/too-few-splits",
      what: "a floor with its spread needs several splits",
      found: splits,
      expected: "a whole number of at least 2",
    });
  }
  const distances = Array.from({ length: splits }, (_, k) => distance(...disjointHalves(count, rng.fork(k))));
  const rowsPerHalf = Math.floor(count / 2);
  if (!distances.every(Number.isFinite)) {
    return { value: Infinity, standardDeviation: Infinity, splits, rowsPerHalf };
  }
  const { mean, standardDeviation } = describe(distances);
  return { value: mean, standardDeviation, splits, rowsPerHalf };
}

/** Two disjoint random sets of floor(count / 2) rows each, ascending; of an odd count one row is left out. */
export function disjointHalves(count: number, rng: Rng): [first: Uint32Array, second: Uint32Array] {
  if (!(Number.isInteger(count) && count >= 4)) {
    throw new GlueballError({
      code: "stats/too-few-rows",
      what: "a sample too small to be split in halves",
      found: count,
      expected: "at least 4 rows",
    });
  }
  const shuffled = rng.shuffle(Uint32Array.from({ length: count }, (_, row) => row));
  const half = Math.floor(count / 2);
  return [shuffled.slice(0, half).sort(), shuffled.slice(half, 2 * half).sort()];
}
