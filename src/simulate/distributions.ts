/** Random numbers of the distributions that the soft part of an event and its detector need, by exact methods. */
import type { Rng } from "../base/index.ts";

/**
 * A count with P(n) = mean^n exp(-mean) / n!: how many points of a process with unit rate fall into [0, mean), whose
 * gaps are exponential. Costs one uniform number a count.
 */
export function drawPoisson(mean: number, rng: Rng): number {
  let count = -1;
  for (let at = 0; at < mean; count++) at -= Math.log(1 - rng.uniform());
  return Math.max(0, count);
}

/**
 * A positive number with the given mean and standard deviation whose logarithm is normal:
 * exp(ln mean - s^2 / 2 + s g), s^2 = ln(1 + (deviation / mean)^2), g standard normal.
 */
export function drawLogNormal(mean: number, deviation: number, rng: Rng): number {
  if (deviation === 0) return mean;
  const relative = deviation / mean;
  const width2 = Math.log1p(relative * relative);
  return mean * Math.exp(Math.sqrt(width2) * rng.normal() - width2 / 2);
}

/** A number of density x^(-power) in [from, to], power not 1, by inverting its integral. */
export function drawPowerLaw(from: number, to: number, power: number, rng: Rng): number {
  const exponent = 1 - power;
  const low = Math.pow(from, exponent);
  const high = Math.pow(to, exponent);
  return Math.pow(low + (high - low) * rng.uniform(), 1 / exponent);
}
