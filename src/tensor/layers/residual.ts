/** Stacks of blocks around a residual stream (He et al., arXiv 1512.03385). */
import type { Scope } from "../scope.ts";
import type { Tensor } from "../tensor.ts";
import { convolution } from "./convolution.ts";
import { batchNorm } from "./norm.ts";
import { requireOption } from "./options.ts";

/** x + block(x), `depth` times; block k has the scope `k`. */
export function residualStack(
  scope: Scope,
  x: Tensor,
  depth: number,
  block: (scope: Scope, x: Tensor) => Tensor,
): Tensor {
  let h = x;
  for (let k = 0; k < depth; k++) h = h.add(block(scope.child(k), h));
  return h;
}

/** Convolution of odd kernel that keeps the extents, batch norm, ReLU. */
export function convolutionBlock(scope: Scope, x: Tensor, channels: number, kernel: readonly number[]): Tensor {
  const odd = kernel.every((extent) => extent % 2 === 1);
  requireOption(odd, "convolutionBlock", "kernel", kernel, "odd extents, which keep those of the input");
  const padding = kernel.map((extent) => (extent - 1) / 2);
  const y = convolution(scope.child("convolution"), x, { channels, kernel, padding, bias: false });
  return batchNorm(scope.child("norm"), y).relu();
}
