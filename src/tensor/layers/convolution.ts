/** Convolution layers in one to three dimensions; x [N, C, ...spatial]. */
import { fanInUniform } from "../initialise.ts";
import type { Initialiser } from "../initialise.ts";
import { showShape, sizeOf } from "../graph.ts";
import { convInputGradient } from "../ops/convolution.ts";
import type { Scope } from "../scope.ts";
import type { Tensor } from "../tensor.ts";
import { requireCounts, requireOption } from "./options.ts";

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
  const { channels, kernel, cyclicAxes = [] } = options;
  const { strides, dilations, padding, groups } = geometryOf("convolution", x, options);
  let wrapped = x;
  const zeros = [...padding];
  const once = new Set(cyclicAxes).size === cyclicAxes.length;
  requireOption(once, "convolution", "list of cyclic axes", cyclicAxes, "each axis once");
  for (const axis of cyclicAxes) {
    requireCyclic(x, axis, padding);
    wrapped = wrapped.padCyclic(axis + 2, padding[axis], padding[axis]);
    zeros[axis] = 0;
  }
  const init = options.weightInit ?? fanInUniform;
  const weight = scope.parameter("weight", [channels, x.shape[1] / groups, ...kernel], init);
  const y = wrapped.conv(weight, { strides, dilations, before: zeros, after: zeros, groups });
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
  const { channels, kernel } = options;
  const { strides, dilations, padding, groups } = geometryOf("transposedConvolution", x, options);
  const spatial = kernel.map(
    (k, axis) => (x.shape[axis + 2] - 1) * strides[axis] + dilations[axis] * (k - 1) + 1 - 2 * padding[axis],
  );
  const remains = spatial.every((extent) => extent > 0);
  requireOption(
    remains,
    "transposedConvolution",
    "padding",
    padding,
    `less: it leaves the extents ${showShape(spatial)}`,
  );
  const init = options.weightInit ?? fanInUniform;
  const weight = scope.parameter("weight", [x.shape[1], channels / groups, ...kernel], init);
  const y = convInputGradient(x, weight, spatial, { strides, dilations, before: padding, after: padding, groups });
  return addBias(scope, y, sizeOf(weight.shape.slice(1)), options);
}

/** The options with their defaults, one entry a spatial axis, checked against x. */
function geometryOf(layer: string, x: Tensor, options: ConvolutionOptions) {
  const { channels, kernel, groups = 1 } = options;
  const axes = x.rank - 2;
  requireOption(axes >= 1 && axes <= 3, layer, "input", showShape(x.shape), "[N, C, one to three spatial axes]");
  const { stride: strides = kernel.map(() => 1), dilation: dilations = kernel.map(() => 1) } = options;
  const { padding = kernel.map(() => 0) } = options;
  requireCounts(layer, "kernel", kernel, axes, 1);
  requireCounts(layer, "stride", strides, axes, 1);
  requireCounts(layer, "dilation", dilations, axes, 1);
  requireCounts(layer, "padding", padding, axes, 0);
  const positive = Number.isInteger(channels) && channels > 0;
  requireOption(positive, layer, "number of channels", channels, "a whole number from 1");
  const divides = Number.isInteger(groups) && groups > 0 && x.shape[1] % groups === 0 && channels % groups === 0;
  const expected = `a divisor of ${x.shape[1]} input and ${channels} output channels`;
  requireOption(divides, layer, "number of groups", groups, expected);
  return { strides, dilations, padding, groups };
}

function requireCyclic(x: Tensor, axis: number, padding: readonly number[]): void {
  const known = padding.map((_, k) => k);
  requireOption(
    known.includes(axis),
    "convolution",
    "cyclic axis",
    axis,
    `one of the spatial axes ${known.join(", ")}`,
  );
  const extent = x.shape[axis + 2];
  const fits = padding[axis] <= extent;
  requireOption(fits, "convolution", "cyclic padding", padding[axis], `at most the ${extent} entries of the axis`);
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
