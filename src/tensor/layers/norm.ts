/** Normalisation layers. */
import { onesInit, zerosInit } from "../initialise.ts";
import type { Scope } from "../scope.ts";
import type { Tensor } from "../tensor.ts";

/** Over the last axis; parameters gain and bias. */
export function layerNorm(scope: Scope, x: Tensor, epsilon = 1e-5): Tensor {
  const width = [x.shape.at(-1)!];
  return x.layerNorm(scope.parameter("gain", width, onesInit), scope.parameter("bias", width, zerosInit), epsilon);
}

/** Over the last axis; parameter gain. */
export function rmsNorm(scope: Scope, x: Tensor, epsilon = 1e-5): Tensor {
  return x.rmsNorm(scope.parameter("gain", [x.shape.at(-1)!], onesInit), epsilon);
}

export interface BatchNormOptions {
  /** Share of the new batch in the running statistics. */
  readonly momentum?: number;
  readonly epsilon?: number;
}

/**
 * Over the batch and all spatial axes (Ioffe and Szegedy, arXiv 1502.03167). x [N, C, ...spatial]. In training with the
 * statistics of the batch, which also move the running ones (variance unbiased, as in PyTorch); in inference with these.
 */
export function batchNorm(scope: Scope, x: Tensor, { momentum = 0.1, epsilon = 1e-5 }: BatchNormOptions = {}): Tensor {
  const channels = x.shape[1];
  const gain = scope.parameter("gain", [channels], onesInit);
  const bias = scope.parameter("bias", [channels], zerosInit);
  const runningMean = scope.buffer("runningMean", [channels], zerosInit);
  const runningVariance = scope.buffer("runningVariance", [channels], onesInit);
  const spread = (p: Tensor) => p.reshape([1, channels, ...x.shape.slice(2).map(() => 1)]);
  let mean = runningMean;
  let variance = runningVariance;
  if (scope.training) {
    const others = [...x.shape.keys()].filter((axis) => axis !== 1);
    mean = x.mean(others);
    const deviation = x.sub(spread(mean));
    variance = deviation.mul(deviation).mean(others);
    const count = x.size / channels;
    const move = (running: Tensor, now: Tensor) => running.add(now.stopGradient().sub(running).mul(momentum));
    scope.updateBuffer("runningMean", move(runningMean, mean));
    scope.updateBuffer("runningVariance", move(runningVariance, variance.mul(count / (count - 1))));
  }
  const scale = gain.mul(variance.add(epsilon).pow(-0.5));
  return x.sub(spread(mean)).mul(spread(scale)).add(spread(bias));
}
