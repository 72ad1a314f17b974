/** Weights of an event as columns: its own, and those that it has at other renormalisation scales of the final-state shower. */
import { GlueballError } from "../../base/index.ts";
import type { ColumnSchema } from "../../formats/index.ts";
import type { GrowingBatch } from "./columns.ts";
import type { SampledEvent } from "./sampler.ts";

/**
 * `weight`, `weight_muR0.5`, `weight_muR2`: each name holds a whole weight, not a factor.
 *
 * @throws GlueballError simulate/bad-scale-factors
 */
export function weightNames(nominal: string, factors: readonly number[]): string[] {
  const areFactors = factors.every((factor) => factor > 0 && factor < Infinity);
  if (areFactors && new Set(factors).size === factors.length) {
    return [nominal, ...factors.map((factor) => `${nominal}_muR${factor}`)];
  }
  throw new GlueballError({
    code: "simulate/bad-scale-factors",
    what: "these do not give weights of other renormalisation scales",
    place: "scaleFactors",
    found: factors,
    expected: "numbers above 0, none of them twice, such as 0.5 and 2",
  });
}

export function weightColumns(nominal: string, factors: readonly number[]): ColumnSchema[] {
  return weightNames(nominal, factors).map((name) => ({ name, type: "float64", shape: [], ragged: false }));
}

/** Adds the weights of an event to their columns. */
export function weightRows(batch: GrowingBatch, nominal: string, factors: readonly number[]) {
  const [own, ...others] = weightNames(nominal, factors).map((name) => batch.values(name));
  return ({ weight, scaleWeights }: SampledEvent): void => {
    own.push(weight);
    for (const [n, values] of others.entries()) values.push(scaleWeights[n]);
  };
}
