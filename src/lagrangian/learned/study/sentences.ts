/** Answers in words, made from numbers. */
import { signOf } from "./seeds.ts";
import type { SeedMean } from "./seeds.ts";

/** `93.2 % (92.1 to 94.3)`; the interval of a share ends at 0 and 100. */
export function percentText({ mean, interval: [low, high] }: Pick<SeedMean, "mean" | "interval">): string {
  return `${mean.toFixed(1)} % (${Math.max(0, low).toFixed(1)} to ${Math.min(100, high).toFixed(1)})`;
}

/** `1.3 points (-0.2 to 2.8)` */
export function pointsText({ mean, interval: [low, high] }: SeedMean, digits = 1): string {
  return `${mean.toFixed(digits)} points (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

/** Says which of two is higher, or that the seeds do not decide it. */
export function comparisonText(what: string, first: string, second: string, difference: SeedMean): string {
  const sign = signOf(difference);
  if (sign === "undecided") {
    return `Undecided: ${what} of ${first} minus that of ${second} is ${pointsText(difference)}, an interval with both signs.`;
  }
  return `${what} of ${first} is ${sign} that of ${second}: the difference is ${pointsText(difference)}.`;
}

/** Whether a quantity stays above a bound: yes, no, or undecided where the interval contains the bound. */
export function boundText(value: SeedMean, bound: number): "yes" | "no" | "undecided" {
  const [low, high] = value.interval;
  return low >= bound ? "yes" : high < bound ? "no" : "undecided";
}
