/**
 * Statistics over trainings that differ in their random numbers only. Two models are compared seed by seed, since equal
 * seeds give equal initial values and an equal order of the lists: the difference d has mean m and standard deviation s
 * over n seeds, and m +- t s / sqrt(n) contains the true mean with 95 % where d is normal (Student, Biometrika 6 (1908) 1).
 * The interval covers the chance of training; that of drawing the test lists is common to both models.
 */
import { GlueballError } from "../../../base/index.ts";

export interface SeedMean {
  readonly mean: number;
  /** Of one training, with n - 1. */
  readonly deviation: number;
  /** 95 % interval of the mean. */
  readonly interval: readonly [low: number, high: number];
  readonly values: readonly number[];
}

/** 97.5 % quantile of Student's t by degrees of freedom, from 1. */
const QUANTILES = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262] as const;

/** @throws GlueballError lagrangian/wrong-number-of-seeds */
export function seedMean(values: readonly number[]): SeedMean {
  const n = values.length;
  if (n < 2 || n > QUANTILES.length + 1) throw wrongNumber(n);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const half = (QUANTILES[n - 2] * deviation) / Math.sqrt(n);
  return { mean, deviation, interval: [mean - half, mean + half], values };
}

/** Of a - b, the values of each seed side by side. */
export function pairedDifference(a: readonly number[], b: readonly number[]): SeedMean {
  if (a.length !== b.length) throw wrongNumber(a.length);
  return seedMean(a.map((value, seed) => value - b[seed]));
}

/** Where an interval lies; undecided where it has both signs. */
export function signOf({ interval: [low, high] }: SeedMean): "above" | "below" | "undecided" {
  return low > 0 ? "above" : high < 0 ? "below" : "undecided";
}

function wrongNumber(n: number): GlueballError {
  return new GlueballError({
    code: "lagrangian/wrong-number-of-seeds",
    what: "no interval over so many seeds",
    found: n,
    expected: `2 to ${QUANTILES.length + 1} trainings, equally many of each model`,
    hint: "--seeds says how many",
  });
}
