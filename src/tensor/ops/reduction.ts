/** Sums, means, extrema along axes, and running sums. */
import type { NdArray, Op, Shape, Spec } from "../graph.ts";
import { sizeOf } from "../graph.ts";
import { lines, mapBroadcast, ndArray, reduce, zeros } from "../nd.ts";
import type { Tensor } from "../tensor.ts";
import { normalizeAxes, normalizeAxis, requireDType } from "./check.ts";

/** The shape that is left after reducing. */
function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): number[] {
  return keepDims
    ? shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent))
    : shape.filter((_, axis) => !axes.includes(axis));
}

interface ReductionFaces {
  readonly onnx: string;
  readonly evaluate: (x: NdArray, axes: readonly number[]) => NdArray;
  /** Gradient; `g` and `y` come with the reduced axes kept as extent 1. */
  readonly gradient: (g: Tensor, x: Tensor, y: Tensor, axes: readonly number[]) => Tensor;
  /** Also of int32, where the result is an integer. */
  readonly integers: boolean;
}

function reduction(
  name: string,
  axes: number | readonly number[] | undefined,
  keepDims: boolean,
  faces: ReductionFaces,
): Op {
  const axesOf = (shape: Shape) => normalizeAxes(name, axes, shape);
  return {
    name,
    key: `${axes ?? "all"};${keepDims}`,
    shape: ([x]) => {
      requireDType(name, x, "float32", ...(faces.integers ? (["int32"] as const) : []));
      return [{ shape: reducedShape(x.shape, axesOf(x.shape), keepDims), dtype: x.dtype }];
    },
    lower: (emit, [x], [input]) => {
      const along = axesOf(input.shape);
      if (along.length === 0) return [x]; // to ONNX an empty list means all axes
      return emit.node(faces.onnx, [x, emit.int64(along)], { keepdims: keepDims ? 1 : 0 });
    },
    gradient: ({ inputs: [x], outputs: [y] }, [g]) => {
      const kept = reducedShape(x.shape, axesOf(x.shape), true);
      return [faces.gradient(g!.reshape(kept), x, y.reshape(kept), axesOf(x.shape))];
    },
    evaluate: ([x]) => {
      const result = faces.evaluate(x, axesOf(x.shape));
      return [ndArray(reducedShape(x.shape, axesOf(x.shape), keepDims), result.data, x.dtype)];
    },
  };
}

const countOf = (shape: Shape, axes: readonly number[]) => axes.reduce((n, axis) => n * shape[axis], 1);
const sumNd = (x: NdArray, axes: readonly number[]) => reduce(x, axes, 0, (a, b) => a + b);
const maxNd = (x: NdArray, axes: readonly number[]) => reduce(x, axes, -Infinity, Math.max);

export type Axes = number | readonly number[] | undefined;

export const sum = (axes: Axes, keepDims: boolean): Op =>
  reduction("sum", axes, keepDims, {
    onnx: "ReduceSum",
    integers: true,
    evaluate: sumNd,
    gradient: (g, x) => g.broadcastTo(x.shape),
  });

export const mean = (axes: Axes, keepDims: boolean): Op =>
  reduction("mean", axes, keepDims, {
    onnx: "ReduceMean",
    integers: false,
    evaluate: (x, along) => mapBroadcast([sumNd(x, along)], (s) => s / countOf(x.shape, along)),
    gradient: (g, x, _y, along) => g.mul(1 / countOf(x.shape, along)).broadcastTo(x.shape),
  });

/** Equal maxima share the gradient evenly. */
const extremum =
  (name: string, onnx: string, evaluate: ReductionFaces["evaluate"]) => (axes: Axes, keepDims: boolean) =>
    reduction(name, axes, keepDims, {
      onnx,
      integers: true,
      evaluate,
      gradient: (g, x, y, along) => {
        const hit = x.equal(y).cast("float32");
        return hit.mul(g.div(hit.sum(along, true)));
      },
    });

export const max = extremum("max", "ReduceMax", maxNd);
export const min = extremum("min", "ReduceMin", (x, axes) => reduce(x, axes, Infinity, Math.min));

export const logSumExp = (axes: Axes, keepDims: boolean): Op =>
  reduction("logSumExp", axes, keepDims, {
    onnx: "ReduceLogSumExp",
    integers: false,
    evaluate: (x, along) => {
      const top = maxNd(x, along);
      const total = sumNd(
        mapBroadcast([x, top], (v, t) => Math.exp(v - t)),
        along,
      );
      return mapBroadcast([top, total], (t, s) => t + Math.log(s));
    },
    gradient: (g, x, y) => g.mul(x.sub(y).exp()),
  });

/** Position of the first maximum along an axis, as int32 without that axis. */
export function argMax(axis: number): Op {
  return {
    name: "argMax",
    key: `${axis}`,
    shape: ([x]) => {
      requireDType("argMax", x, "float32", "int32");
      return [{ shape: reducedShape(x.shape, [normalizeAxis("argMax", axis, x.shape)], false), dtype: "int32" }];
    },
    lower: (emit, [x]) => emit.node("Cast", emit.node("ArgMax", [x], { axis, keepdims: 0 }), { to: 6 }),
    evaluate: ([x]) => {
      const along = normalizeAxis("argMax", axis, x.shape);
      const out = zeros(reducedShape(x.shape, [along], false), "int32");
      let line = 0;
      lines(x.shape, along, (start, stride) => {
        let best = 0;
        for (let i = 1; i < x.shape[along]; i++) {
          if (x.data[start + i * stride] > x.data[start + best * stride]) best = i;
        }
        out.data[line++] = best;
      });
      return [out];
    },
  };
}

/** Running sum along an axis; `reverse` sums from the end, `exclusive` leaves the element itself out. */
export function cumSum(axis: number, reverse: boolean, exclusive: boolean): Op {
  return {
    name: "cumSum",
    key: `${axis};${reverse};${exclusive}`,
    shape: ([x]) => {
      requireDType("cumSum", x, "float32", "int32");
      normalizeAxis("cumSum", axis, x.shape);
      return [x];
    },
    lower: (emit, [x]) =>
      emit.node("CumSum", [x, emit.int64(axis)], { reverse: reverse ? 1 : 0, exclusive: exclusive ? 1 : 0 }),
    gradient: (_call, [g]) => [g!.cumSum(axis, { reverse: !reverse, exclusive })],
    evaluate: ([x]) => {
      const along = normalizeAxis("cumSum", axis, x.shape);
      const out = zeros(x.shape, x.dtype);
      const extent = x.shape[along];
      lines(x.shape, along, (start, stride) => {
        let total = 0;
        for (let step = 0; step < extent; step++) {
          const position = start + (reverse ? extent - 1 - step : step) * stride;
          if (exclusive) out.data[position] = total;
          total += x.data[position];
          if (!exclusive) out.data[position] = total;
        }
      });
      return [out];
    },
  };
}

/** Normalised exponentials along the last axis. */
export const softmax: Op = {
  name: "softmax",
  key: "",
  shape: ([x]) => floatVector("softmax", x),
  lower: (emit, [x]) => emit.node("Softmax", [x], { axis: -1 }),
  gradient: ({ outputs: [y] }, [g]) => {
    const weighted = g!.mul(y);
    return [weighted.sub(y.mul(weighted.sum(-1, true)))];
  },
  evaluate: ([x]) => [mapBroadcast([logSoftmaxNd(x)], Math.exp)],
};

export const logSoftmax: Op = {
  name: "logSoftmax",
  key: "",
  shape: ([x]) => floatVector("logSoftmax", x),
  lower: (emit, [x]) => emit.node("LogSoftmax", [x], { axis: -1 }),
  gradient: ({ outputs: [y] }, [g]) => [g!.sub(y.exp().mul(g!.sum(-1, true)))],
  evaluate: ([x]) => [logSoftmaxNd(x)],
};

function floatVector(name: string, x: Spec): readonly Spec[] {
  requireDType(name, x, "float32");
  normalizeAxis(name, -1, x.shape);
  return [x];
}

function logSoftmaxNd(x: NdArray): NdArray {
  const out = zeros(x.shape);
  const n = x.shape[x.shape.length - 1];
  for (let row = 0; row < sizeOf(x.shape) / n; row++) {
    const values = x.data.subarray(row * n, (row + 1) * n);
    const top = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const total = top + Math.log(values.reduce((s, v) => s + Math.exp(v - top), 0));
    for (let i = 0; i < n; i++) out.data[row * n + i] = values[i] - total;
  }
  return out;
}
