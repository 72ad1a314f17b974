/** The first moments of one sample. */
import type { Sample } from "./sample.ts";
import { requireFinite } from "./sample.ts";

export interface Description {
  readonly count: number;
  readonly mean: number;
  /** The population's sqrt(sum (x - mean)^2 / N): N, not N - 1, as the field's metrics have it. */
  readonly standardDeviation: number;
  /** Of the mean: standardDeviation / sqrt(N - 1), which is s / sqrt(N) with the unbiased s; Infinity for one value. */
  readonly standardError: number;
}

/** Two passes: the mean first, so that a large offset (a mass of 1e9 with a width of 1) costs no digits. */
export function describe(sample: Sample, name = "sample"): Description {
  requireFinite(sample, name);
  const count = sample.length;
  let total = 0;
  for (let i = 0; i < count; i++) total += sample[i];
  const mean = total / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (sample[i] - mean) ** 2;
  const standardDeviation = Math.sqrt(squares / count);
  const standardError = count > 1 ? standardDeviation / Math.sqrt(count - 1) : Infinity;
  return { count, mean, standardDeviation, standardError };
}
