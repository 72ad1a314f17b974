/**
 * The interval of a share of independent trials (Wilson, J. Am. Stat. Assoc. 22 (1927) 209): all p whose distance from
 * the observed share k/n is at most z standard deviations of a share with that p,
 *
 *     (k/n + z^2/2n  +-  z sqrt(k/n (1 - k/n)/n + z^2/4n^2)) / (1 + z^2/n).
 *
 * It has a width when none or all succeeded, n and z^2 deciding: all of 100 right means more than 96.3 %, at 95 %. The
 * bootstrap would say 100 +- 0 then.
 */
import type { Estimate } from "./bootstrap.ts";

/** Half of a normal distribution's 95 % interval. */
const Z = 1.959963984540054;
const LEVEL = 0.95;

/** `successes` of `trials`; of no trial nothing is known, and the share counts as 1. The error is that of a normal share as wide. */
export function shareEstimate(successes: number, trials: number): Estimate {
  const value = trials === 0 ? 1 : successes / trials;
  const interval = trials === 0 ? ([0, 1] as const) : wilson(value, trials);
  return { value, standardError: (interval[1] - interval[0]) / (2 * Z), interval, level: LEVEL, resamples: 0 };
}

function wilson(share: number, trials: number): [low: number, high: number] {
  const shrink = 1 + Z ** 2 / trials;
  const centre = (share + Z ** 2 / (2 * trials)) / shrink;
  const half = (Z * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2))) / shrink;
  return [share === 0 ? 0 : centre - half, share === 1 ? 1 : centre + half];
}

/**
 * A bootstrap estimate of a mean over lists of what lies between 0 and 1; where every list says 0, or every list 1, the
 * interval of a share of so many lists, which such a mean cannot leave either.
 */
export function orShare(estimate: Estimate, lists: number): Estimate {
  const settled = lists === 0 || (estimate.standardError === 0 && (estimate.value === 0 || estimate.value === 1));
  return settled ? shareEstimate(estimate.value * lists, lists) : estimate;
}
