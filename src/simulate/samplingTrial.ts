/** For tests of samplers: how far a sample is from the uniform distribution that its quantiles should have. */

const BINS = 20;

/** chi^2 of 19 degrees of freedom that is exceeded once in a thousand; tests fix their random numbers. */
export const CHI2_19 = 43.8;

/** chi^2 of values that should be uniform on (0, end), in 20 bins. */
export function uniformity(values: readonly number[], end = 1): number {
  const bins = new Float64Array(BINS);
  for (const value of values) bins[Math.min(BINS - 1, Math.floor((BINS * value) / end))]++;
  const expected = values.length / BINS;
  return bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
