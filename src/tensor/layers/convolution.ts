/** Convolution layers in one to three dimensions; x [N, C, ...spatial]. */
import { fanInUniform } from "../initialise.ts";
import type { Initialiser } from "../initialise.ts";
import { sizeOf } from "../graph.ts";
import { convInputGradient } from "../ops/convolution.ts";
import type { Scope } from "../scope.ts";
import type { Tensor } from "../tensor.ts";

export interface ConvolutionOptions {
  /** Output channels. */
  readonly channels: number;
  /** Extent of the kernel along each spatial axis. */
  readonly kernel: readonly number[];
  readonly stride?: readonly number[];
  readonly dilation?: readonly number[];
  /** Added before and after each spatial axis: zeros, or with `cyclicAxes` the other end of the axis. */
  readonly padding?: readonly number[];
  /** Spatial axes (0, 1, ...) that close in a circle, such as the azimuth of a calorimeter. */
  readonly cyclicAxes?: readonly number[];
  readonly groups?: number;
  readonly bias?: boolean;
  readonly weightInit?: Initialiser;
}

/** Parameters weight [channels, C / groups, ...kernel], bias [channels]. */
export function convolution(scope: Scope, x: Tensor, options: ConvolutionOptions): Tensor {
  const { channels, kernel, groups = 1, cyclicAxes = [] } = options;
  const { stride, dilation, padding } = perAxis(options);
  const wrapped = cyclicAxes.reduce((h, axis) => h.padCyclic(axis + 2, padding[axis], padding[axis]), x);
  const zeros = padding.map((count, axis) => (cyclicAxes.includes(axis) ? 0 : count));
  const init = options.weightInit ?? fanInUniform;
  const weight = scope.parameter("weight", [channels, x.shape[1] / groups, ...kernel], init);
  const y = wrapped.conv(weight, { strides: stride, dilations: dilation, before: zeros, after: zeros, groups });
  return addBias(scope, y, sizeOf(weight.shape.slice(1)), options);
}

/**
 * The transpose of a convolution in its input (also called deconvolution): extents n become
 * (n - 1) stride + dilation (kernel - 1) + 1 - 2 padding. Parameters weight [C, channels / groups, ...kernel] as in
 * PyTorch, bias [channels].
 */
export function transposedConvolution(
  scope: Scope,
  x: Tensor,
  options: Omit<ConvolutionOptions, "cyclicAxes">,
): Tensor {
  const { channels, kernel, groups = 1 } = options;
  const { stride, dilation, padding } = perAxis(options);
  const init = options.weightInit ?? fanInUniform;
  const weight = scope.parameter("weight", [x.shape[1], channels / groups, ...kernel], init);
  const spatial = kernel.map(
    (k, axis) => (x.shape[axis + 2] - 1) * stride[axis] + dilation[axis] * (k - 1) + 1 - 2 * padding[axis],
  );
  const geometry = { strides: stride, dilations: dilation, before: padding, after: padding, groups };
  return addBias(scope, convInputGradient(x, weight, spatial, geometry), sizeOf(weight.shape.slice(1)), options);
}

function perAxis({ kernel, stride, dilation, padding }: ConvolutionOptions) {
  return {
    stride: stride ?? kernel.map(() => 1),
    dilation: dilation ?? kernel.map(() => 1),
    padding: padding ?? kernel.map(() => 0),
  };
}

function addBias(
  scope: Scope,
  y: Tensor,
  fanIn: number,
  { channels, kernel, bias = true }: ConvolutionOptions,
): Tensor {
  if (!bias) return y;
  const likeWeight: Initialiser = (data, _shape, rng) => fanInUniform(data, [channels, fanIn], rng);
  return y.add(scope.parameter("bias", [channels], likeWeight).reshape([channels, ...kernel.map(() => 1)]));
}
