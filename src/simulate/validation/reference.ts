/**
 * What a sample is compared with: the values of another sample, or what is known of one that is not at hand: some of its
 * quantiles, or only the mean that experiments have published.
 */

export type Reference =
  | { readonly kind: "samples"; readonly values: Float64Array }
  | QuantileReference
  | { readonly kind: "mean"; readonly mean: number; readonly error: number };

export interface QuantileReference {
  readonly kind: "quantiles";
  /** Events or jets that it was measured on. */
  readonly count: number;
  /** Ascending probabilities, 0.5 among them, with the quantiles in the same order. */
  readonly levels: readonly number[];
  readonly quantiles: readonly number[];
  readonly mean?: number;
}

/** References by observable, with what the whole comparison needs to be read. */
export interface Target {
  /** The class or sample, such as "background" or "Tbqq". */
  readonly name: string;
  /** What the numbers are and where they come from. */
  readonly origin: string;
  readonly references: Readonly<Record<string, Reference>>;
  /** Observables that must agree for the sample to pass. */
  readonly required: number;
}

/** The quantile at probability p, linear between the levels that are known and constant beyond the outer ones. */
export function quantileAt({ levels, quantiles }: QuantileReference, p: number): number {
  const above = levels.findIndex((level) => level >= p);
  if (above < 0) return quantiles[quantiles.length - 1];
  if (above === 0 || levels[above] === p) return quantiles[above];
  const part = (p - levels[above - 1]) / (levels[above] - levels[above - 1]);
  return quantiles[above - 1] + part * (quantiles[above] - quantiles[above - 1]);
}
