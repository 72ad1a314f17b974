/** Normalisation layers. */
import { showShape } from "../graph.ts";
import { onesInit, zerosInit } from "../initialise.ts";
import type { Scope } from "../scope.ts";
import { full } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import { requireOption } from "./options.ts";

/** Over the last axis; parameters gain and bias. */
export function layerNorm(scope: Scope, x: Tensor, epsilon = 1e-5): Tensor {
  requireOption(x.rank > 0, "layerNorm", "input", showShape(x.shape), "[..., D]");
  const width = [x.shape.at(-1)!];
  return x.layerNorm(scope.parameter("gain", width, onesInit), scope.parameter("bias", width, zerosInit), epsilon);
}

/** Over the last axis; parameter gain. */
export function rmsNorm(scope: Scope, x: Tensor, epsilon = 1e-5): Tensor {
  requireOption(x.rank > 0, "rmsNorm", "input", showShape(x.shape), "[..., D]");
  return x.rmsNorm(scope.parameter("gain", [x.shape.at(-1)!], onesInit), epsilon);
}

/**
 * Over groups of channels and all spatial axes of each example (Wu and He, arXiv 1803.08494), the same in training and
 * inference. x [N, C, ...spatial]; parameters gain and bias [C].
 */
export function groupNorm(scope: Scope, x: Tensor, groups: number, epsilon = 1e-5): Tensor {
  const channels = channelsOf("groupNorm", x);
  const divides = Number.isInteger(groups) && groups > 0 && channels % groups === 0;
  requireOption(divides, "groupNorm", "number of groups", groups, `a divisor of ${channels} channels`);
  const rows = x.reshape([x.shape[0], groups, -1]); // N G C/G*spatial
  const width = [rows.shape[2]];
  const normal = rows.layerNorm(full(width, 1), full(width, 0), epsilon).reshape(x.shape);
  const gain = scope.parameter("gain", [channels], onesInit);
  const bias = scope.parameter("bias", [channels], zerosInit);
  return normal.mul(overChannels(gain, x)).add(overChannels(bias, x));
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
  const channels = channelsOf("batchNorm", x);
  const gain = scope.parameter("gain", [channels], onesInit);
  const bias = scope.parameter("bias", [channels], zerosInit);
  const runningMean = scope.buffer("runningMean", [channels], zerosInit);
  const runningVariance = scope.buffer("runningVariance", [channels], onesInit);
  let mean = runningMean;
  let variance = runningVariance;
  if (scope.training) {
    const count = x.size / channels;
    requireOption(count > 1, "batchNorm", "batch", showShape(x.shape), "more than one value a channel in training");
    const others = [...x.shape.keys()].filter((axis) => axis !== 1);
    mean = x.mean(others);
    const deviation = x.sub(overChannels(mean, x));
    variance = deviation.mul(deviation).mean(others);
    const move = (running: Tensor, now: Tensor) => running.add(now.stopGradient().sub(running).mul(momentum));
    scope.updateBuffer("runningMean", move(runningMean, mean));
    scope.updateBuffer("runningVariance", move(runningVariance, variance.mul(count / (count - 1))));
  }
  const scale = gain.mul(variance.add(epsilon).pow(-0.5));
  return x.sub(overChannels(mean, x)).mul(overChannels(scale, x)).add(overChannels(bias, x));
}

function channelsOf(layer: string, x: Tensor): number {
  requireOption(x.rank > 1, layer, "input", showShape(x.shape), "[N, C, ...spatial axes]");
  return x.shape[1];
}

/** A value a channel, [C], as [1, C, 1, ...], which broadcasts over x [N, C, ...spatial]. */
function overChannels(values: Tensor, x: Tensor): Tensor {
  return values.reshape([1, -1, ...x.shape.slice(2).map(() => 1)]);
}
