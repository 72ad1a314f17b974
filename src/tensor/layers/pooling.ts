/** Pooling over windows of the spatial axes; x [N, C, ...spatial]. Windows that do not fit whole are left out. */
import type { Tensor } from "../tensor.ts";

export interface PoolingOptions {
  /** Extent of the window along each spatial axis. */
  readonly window: readonly number[];
  /** Default: the window, so that windows do not overlap. */
  readonly stride?: readonly number[];
}

/** The largest element of each window; equal ones share the gradient pairwise. */
export function maxPool(x: Tensor, options: PoolingOptions): Tensor {
  return windowViews(x, options).reduce((top, view) => top.maximum(view));
}

export function averagePool(x: Tensor, options: PoolingOptions): Tensor {
  const views = windowViews(x, options);
  return views.reduce((sum, view) => sum.add(view)).mul(1 / views.length);
}

/** Mean over all spatial axes: [N, C, ...] -> [N, C]. */
export function globalAveragePool(x: Tensor): Tensor {
  return x.mean([...x.shape.keys()].slice(2));
}

/** For each place in the window, the array of the elements there: strided slices of x. */
function windowViews(x: Tensor, { window, stride = window }: PoolingOptions): Tensor[] {
  return window.reduce<Tensor[]>(
    (views, extent, axis) => {
      const count = Math.floor((x.shape[axis + 2] - extent) / stride[axis]) + 1;
      return views.flatMap((view) =>
        Array.from({ length: extent }, (_, start) => view.slice({ axis: axis + 2, start, count, step: stride[axis] })),
      );
    },
    [x],
  );
}
