/** Affine maps and lookup tables. */
import { fanInUniform, normalInit } from "../initialise.ts";
import type { Initialiser } from "../initialise.ts";
import type { Scope } from "../scope.ts";
import type { Tensor } from "../tensor.ts";

export interface LinearOptions {
  readonly bias?: boolean;
  readonly weightInit?: Initialiser;
  readonly biasInit?: Initialiser;
}

/** x [..., K] -> [..., N]; parameters weight [N, K], bias [N]. */
export function linear(scope: Scope, x: Tensor, width: number, options: LinearOptions = {}): Tensor {
  const { weight, bias } = linearParameters(scope, x, width, options);
  return x.linear(weight, bias);
}

/** The parameters of `linear`, for those who join several maps into one product. */
export function linearParameters(scope: Scope, x: Tensor, width: number, options: LinearOptions) {
  const { bias = true, weightInit = fanInUniform, biasInit } = options;
  const fanIn = x.shape.at(-1)!;
  const weight = scope.parameter("weight", [width, fanIn], weightInit);
  // PyTorch's default: uniform within 1/sqrt(fan-in) of the weight.
  const likeWeight: Initialiser = (data, _shape, rng) => fanInUniform(data, [width, fanIn], rng);
  return { weight, bias: bias ? scope.parameter("bias", [width], biasInit ?? likeWeight) : undefined };
}

/** indices [...n] (int32) -> [...n, width]; parameter weight [rows, width]. */
export function embedding(
  scope: Scope,
  indices: Tensor,
  rows: number,
  width: number,
  init: Initialiser = normalInit(1),
): Tensor {
  return scope.parameter("weight", [rows, width], init).gather(indices);
}
