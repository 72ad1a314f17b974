/**
 * Assigns the constituents of a jet to axes and moves the axes to where
 *
 *   sum_i pt_i min(s_i1, ..., s_iN, cutoff)^(beta / 2)
 *
 * is smallest nearby; s_ik is the squared separation of constituent i from axis k. Each constituent belongs to its
 * nearest axis, and an axis moves to the mean of its own with weights pt (s + eps^2)^(beta / 2 - 1): for beta = 2 that
 * is the minimum for this assignment, below it is a step of Weiszfeld's algorithm towards it (Thaler, Van Tilburg,
 * arXiv:1108.2701, section 2.3 and appendix A). It ends when the axes move by less than 1e-4 on average.
 *
 * Every step lowers the sum in which s + eps^2 stands for s. So for beta = 1 an axis that starts on the hardest
 * constituent may end up to eps sum_i pt_i above where it was; fjcontrib takes it nevertheless, and so do we.
 *
 * Cost of a step: constituents times axes.
 */
import type { Axes } from "./nSubjettinessAxes.ts";

/** What a measure calls near. Numbers `u`, `phi` are those of `Axes`. */
export interface Separations {
  /** Number of constituents. */
  readonly count: number;
  readonly pt: Float64Array;
  /** Squared separation of constituent `i` from a direction. */
  squared(i: number, u: number, phi: number): number;
  /** Moves axis `k` to the weighted mean of its own constituents and returns how far; it stays where it has none. */
  moveToMean(axes: Axes, k: number, axisOf: Int32Array, weights: Float64Array): number;
}

/** `axisOf` of a constituent that is beyond the cutoff of every axis. */
export const BEYOND = -1;

export interface Assignment {
  /** The nearest axis of each constituent, or BEYOND. */
  readonly axisOf: Int32Array;
  /** Squared separation from it, at most cutoff^2. */
  readonly squared: Float64Array;
}

/** Softens the weight of a constituent at its axis, and the step that ends the search: in (rapidity, phi). */
const SOFTENING = 1e-4;
const STILL = 1e-4;
const MOST_STEPS = 1000;

export function startAssignment(count: number): Assignment {
  return { axisOf: new Int32Array(count), squared: new Float64Array(count) };
}

/** Assigns every constituent anew. */
export function assign(separations: Separations, axes: Axes, cutoff: number, into: Assignment): void {
  for (let i = 0; i < separations.count; i++) {
    let nearest = BEYOND;
    let smallest = cutoff * cutoff;
    for (let k = 0; k < axes.count; k++) {
      const squared = separations.squared(i, axes.u[k], axes.phi[k]);
      if (squared >= smallest) continue;
      smallest = squared;
      nearest = k;
    }
    into.axisOf[i] = nearest;
    into.squared[i] = smallest;
  }
}

/** The sum over the constituents of `axis`, or over all. */
export function weightedSum({ pt }: Separations, { axisOf, squared }: Assignment, beta: number, axis?: number): number {
  let sum = 0;
  for (let i = 0; i < pt.length; i++) {
    if (axis === undefined || axisOf[i] === axis) sum += pt[i] * halfPower(squared[i], beta);
  }
  return sum;
}

/** Moves the axes in place; `assignment` is that of the axes on return. */
export function moveToMinimum(separations: Separations, axes: Axes, { beta, cutoff }: Powers, assignment: Assignment) {
  const weights = new Float64Array(separations.count);
  for (let step = 0; step < MOST_STEPS; step++) {
    assign(separations, axes, cutoff, assignment);
    for (let i = 0; i < weights.length; i++) {
      weights[i] = separations.pt[i] * halfPower(assignment.squared[i] + SOFTENING * SOFTENING, beta - 2);
    }
    let moved = 0;
    for (let k = 0; k < axes.count; k++) moved += separations.moveToMean(axes, k, assignment.axisOf, weights);
    if (moved < STILL * axes.count) break;
  }
  assign(separations, axes, cutoff, assignment);
}

export interface Powers {
  readonly beta: number;
  readonly cutoff: number;
}

/** x^(power / 2), with the usual powers spelt out. */
function halfPower(x: number, power: number): number {
  if (power === 1) return Math.sqrt(x);
  if (power === -1) return 1 / Math.sqrt(x);
  if (power === 2) return x;
  return power === 0 ? 1 : x ** (power / 2);
}
