/**
 * Batch normalisation (Ioffe and Szegedy, arXiv 1502.03167) of rows of which some are padding. Its statistics count the
 * rows of weight 1 only, so that padding a batch changes neither loss nor gradients; in inference, and where all weights
 * are 1, it is tensor's `batchNorm`, with the same parameters.
 */
import { batchNorm, fanInUniform, onesInit, zerosInit } from "../tensor/index.ts";
import type { Scope, Tensor } from "../tensor/index.ts";

/** Share of a new batch in the running statistics. */
const MOMENTUM = 0.1;
const EPSILON = 1e-5;

/** rows [M, N] normalised by column; weights [M] are 1 for rows that count and 0 for padding. */
export function normaliseRows(scope: Scope, rows: Tensor, weights: Tensor): Tensor {
  if (!scope.training) return batchNorm(scope, rows, { epsilon: EPSILON });
  const width = [rows.shape[1]];
  const gain = scope.parameter("gain", width, onesInit);
  const bias = scope.parameter("bias", width, zerosInit);
  const count = weights.sum().maximum(1);
  const column = weights.unsqueeze(1); // M 1
  const mean = rows.mul(column).sum(0).div(count);
  const deviation = rows.sub(mean);
  const variance = deviation.mul(deviation).mul(column).sum(0).div(count);
  const unbiased = variance.mul(count.div(count.sub(1).maximum(1)));
  const move = (name: string, running: Tensor, now: Tensor) =>
    scope.updateBuffer(name, running.add(now.stopGradient().sub(running).mul(MOMENTUM)));
  move("runningMean", scope.buffer("runningMean", width, zerosInit), mean);
  move("runningVariance", scope.buffer("runningVariance", width, onesInit), unbiased);
  return deviation.mul(variance.add(EPSILON).pow(-0.5).mul(gain)).add(bias);
}

/** `normaliseRows` of W x: rows [M, K] -> [M, width]. Parameters weight [width, K] and norm. */
export function normalisedMap(scope: Scope, rows: Tensor, width: number, weights: Tensor): Tensor {
  const weight = scope.parameter("weight", [width, rows.shape[1]], fanInUniform);
  return normaliseRows(scope.child("norm"), rows.linear(weight), weights);
}
