/** Pooling over windows of the spatial axes; x [N, C, ...spatial]. Windows that do not fit whole are left out. */
import { showShape } from "../graph.ts";
import type { Tensor } from "../tensor.ts";
import { requireCounts, requireOption } from "./options.ts";

export interface PoolingOptions {
  /** Extent of the window along each spatial axis. */
  readonly window: readonly number[];
  /** Default: the window, so that windows do not overlap. */
  readonly stride?: readonly number[];
}

/** The largest element of each window; equal ones share the gradient pairwise. */
export function maxPool(x: Tensor, options: PoolingOptions): Tensor {
  return windowViews("maxPool", x, options).reduce((top, view) => top.maximum(view));
}

export function averagePool(x: Tensor, options: PoolingOptions): Tensor {
  const views = windowViews("averagePool", x, options);
  return views.reduce((sum, view) => sum.add(view)).mul(1 / views.length);
}

/** Mean over all spatial axes: [N, C, ...] -> [N, C]. */
export function globalAveragePool(x: Tensor): Tensor {
  requireOption(x.rank > 2, "globalAveragePool", "input", showShape(x.shape), "[N, C, ...spatial axes]");
  return x.mean([...x.shape.keys()].slice(2));
}

/** For each place in the window, the array of the elements there: strided slices of x. */
function windowViews(layer: string, x: Tensor, { window, stride = window }: PoolingOptions): Tensor[] {
  const extents = x.shape.slice(2);
  requireCounts(layer, "window", window, extents.length, 1);
  requireCounts(layer, "stride", stride, extents.length, 1);
  const fits = window.every((extent, axis) => extent <= extents[axis]);
  requireOption(fits, layer, "window", window, `at most the extents ${showShape(extents)}`);
  let views = [x];
  for (const [axis, extent] of window.entries()) {
    const count = Math.floor((extents[axis] - extent) / stride[axis]) + 1;
    const parts: Tensor[] = [];
    for (const view of views) {
      for (let start = 0; start < extent; start++) {
        parts.push(view.slice({ axis: axis + 2, start, count, step: stride[axis] }));
      }
    }
    views = parts;
  }
  return views;
}
