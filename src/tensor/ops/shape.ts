/** Moving elements without changing them: reshape, transpose, slice and its inverse, pad, concat, split, broadcast. */
import { GlueballError } from "../../base/index.ts";
import type { NdArray, Op, Shape, Spec } from "../graph.ts";
import { sameShape, showShape, sizeOf, userFrame } from "../graph.ts";
import { broadcastShapes, mapBroadcast, ndArray, permute, stridesOf, visit, zeros } from "../nd.ts";
import { normalizeAxis, requireRepresentable, shapeError } from "./check.ts";

/** `target` may hold one -1, which is worked out. */
export function resolveShape(from: Shape, target: Shape): number[] {
  const known = target.reduce((product, extent) => (extent === -1 ? product : product * extent), 1);
  const shape = target.map((extent) => (extent === -1 ? sizeOf(from) / known : extent));
  if (sizeOf(shape) === sizeOf(from) && shape.every((extent) => Number.isInteger(extent) && extent >= 0)) return shape;
  throw new GlueballError({
    code: "tensor/shape-mismatch",
    what: `cannot reshape ${showShape(from)}`,
    place: userFrame(new Error()),
    found: showShape(target),
    expected: `a shape of ${sizeOf(from)} elements`,
  });
}

export function reshape(target: Shape): Op {
  return {
    name: "reshape",
    key: target.join(),
    shape: ([x]) => [{ shape: resolveShape(x.shape, target), dtype: x.dtype }],
    lower: (emit, [x]) => emit.node("Reshape", [x, emit.int64(target)]),
    gradient: ({ inputs: [x] }, [g]) => [g!.reshape(x.shape)],
    evaluate: ([x]) => [ndArray(resolveShape(x.shape, target), x.data, x.dtype)],
  };
}

/** Axis k of the result is axis permutation[k] of the input. */
export function transpose(permutation: readonly number[]): Op {
  return {
    name: "transpose",
    key: permutation.join(),
    shape: (inputs) => {
      const [x] = inputs;
      if (
        !sameShape(
          [...permutation].sort((a, b) => a - b),
          [...x.shape.keys()],
        )
      ) {
        throw shapeError(`transpose(${permutation.join()})`, inputs, "each axis once");
      }
      return [{ shape: permutation.map((axis) => x.shape[axis]), dtype: x.dtype }];
    },
    lower: (emit, inputs) => emit.node("Transpose", inputs, { perm: permutation }),
    gradient: (_call, [g]) => [g!.transpose(permutation.map((_, axis) => permutation.indexOf(axis)))],
    evaluate: ([x]) => [permute(x, permutation)],
  };
}

export function broadcastTo(target: Shape): Op {
  return {
    name: "broadcastTo",
    key: target.join(),
    shape: (inputs) => {
      const joint = broadcastShapes(inputs[0].shape, target);
      if (joint === undefined || !sameShape(joint, target)) {
        throw shapeError("broadcastTo", inputs, `a shape that broadcasts to ${showShape(target)}`);
      }
      return [{ shape: target, dtype: inputs[0].dtype }];
    },
    lower: (emit, [x]) => emit.node("Expand", [x, emit.int64(target)]),
    gradient: ({ inputs: [x] }, [g]) => [g!.sumTo(x.shape)],
    evaluate: ([x]) => [mapBroadcast([x, zeros(target)], (value) => value, x.dtype)],
  };
}

/** One regular range of an axis: positions start, start + step, ... (`count` of them); step may be negative. */
export interface Range {
  readonly axis: number;
  readonly start: number;
  readonly count: number;
  readonly step: number;
}

const showRange = ({ axis, start, count, step }: Range) => `${axis}:${start}+${count}*${step}`;

/** The range with its axis counted from the first; throws when a position is outside the shape. */
function checkedRange(range: Range, shape: Shape): Range {
  const { start, count, step } = range;
  const axis = normalizeAxis("slice", range.axis, shape);
  const extent = shape[axis];
  const inside = (position: number) => position >= 0 && position < extent;
  const whole = [start, count, step].every(Number.isInteger);
  if (whole && step !== 0 && count >= 1 && inside(start) && inside(start + (count - 1) * step)) {
    return { axis, start, count, step };
  }
  throw new GlueballError({
    code: "tensor/slice-out-of-range",
    what: `slice outside axis ${range.axis} of ${showShape(shape)}`,
    place: userFrame(new Error()),
    found: `${count} positions from ${start} in steps of ${step}`,
    expected: `at least one position, all from 0 to ${extent - 1}`,
  });
}

export function slice(range: Range): Op {
  const { axis, start, count, step } = range;
  const cut = (shape: Shape) => shape.with(axis, count);
  // An end before position 0 cannot be written as a small negative number, which would count from the end.
  const end = start + count * step < 0 ? -(2 ** 31) : start + count * step;
  return {
    name: "slice",
    key: showRange(range),
    shape: ([x]) => {
      checkedRange(range, x.shape);
      return [{ shape: cut(x.shape), dtype: x.dtype }];
    },
    lower: (emit, [x]) => emit.node("Slice", [x, ...[start, end, axis, step].map((value) => emit.int64([value]))]),
    gradient: ({ inputs: [x] }, [g]) => [g!.embed(x.shape, range)],
    evaluate: ([x]) => {
      const out = zeros(cut(x.shape), x.dtype);
      visitRange(checkedRange(range, x.shape), x.shape, out.shape, (small, large) => (out.data[small] = x.data[large]));
      return [out];
    },
  };
}

/** The inverse of `slice`: an array of zeros of `shape` with the input at the positions of the range. */
export function embed(shape: Shape, positions: Range): Op {
  const range = checkedRange(positions, shape);
  const { axis, start, count, step } = range;
  return {
    name: "embed",
    key: `${shape.join()};${showRange(range)}`,
    shape: (inputs) => {
      const expected = shape.with(axis, count);
      if (!sameShape(inputs[0].shape, expected)) throw shapeError("embed", inputs, showShape(expected));
      return [{ shape, dtype: inputs[0].dtype }];
    },
    lower: (emit, [x]) => {
      const stride = Math.abs(step);
      const first = Math.min(start, start + (count - 1) * step);
      let value = x;
      if (step < 0) {
        const bounds = [-1, -(2 ** 31), axis, -1].map((bound) => emit.int64([bound]));
        value = emit.node("Slice", [value, ...bounds])[0];
      }
      const zerosAround = (before: number, after: number, rank: number, along: number) => {
        const pads = new Array<number>(2 * rank).fill(0);
        pads[along] = before;
        pads[rank + along] = after;
        return emit.int64(pads);
      };
      let filled = count;
      if (stride > 1) {
        // [.., n, 1, ..] padded to [.., n, stride, ..] and read as [.., n stride, ..]
        const [outer, inner] = [shape.slice(0, axis), shape.slice(axis + 1)];
        value = emit.node("Reshape", [value, emit.int64([...outer, count, 1, ...inner])])[0];
        value = emit.node("Pad", [value, zerosAround(0, stride - 1, shape.length + 1, axis + 1)])[0];
        value = emit.node("Reshape", [value, emit.int64([...outer, count * stride, ...inner])])[0];
        filled = count * stride;
        if (first + filled > shape[axis]) {
          filled = shape[axis] - first;
          value = emit.node("Slice", [value, ...[0, filled, axis, 1].map((bound) => emit.int64([bound]))])[0];
        }
      }
      return emit.node("Pad", [value, zerosAround(first, shape[axis] - first - filled, shape.length, axis)]);
    },
    gradient: (_call, [g]) => [g!.slice(range)],
    evaluate: ([x]) => {
      const out = zeros(shape, x.dtype);
      visitRange(range, shape, x.shape, (small, large) => (out.data[large] = x.data[small]));
      return [out];
    },
  };
}

/** Pairs every position of the sliced array with its position in the whole one. */
function visitRange(range: Range, whole: Shape, part: Shape, body: (small: number, large: number) => void): void {
  const strides = stridesOf(whole);
  const base = range.start * strides[range.axis];
  const read = strides.map((stride, axis) => (axis === range.axis ? stride * range.step : stride));
  visit(part, [read], (index, offsets) => body(index, base + offsets[0]));
}

/** Joins along an axis. */
export function concat(axis: number): Op {
  return {
    name: "concat",
    key: `${axis}`,
    shape: (inputs) => {
      const first = inputs[0];
      const fits = ({ shape, dtype }: Spec) =>
        shape.length === first.shape.length &&
        shape.every((extent, a) => a === axis || extent === first.shape[a]) &&
        dtype === first.dtype;
      if (!inputs.every(fits)) {
        throw shapeError(`concat(axis ${axis})`, inputs, "shapes equal outside that axis, and one element type");
      }
      const total = inputs.reduce((sum, x) => sum + x.shape[axis], 0);
      return [{ shape: first.shape.map((extent, a) => (a === axis ? total : extent)), dtype: first.dtype }];
    },
    lower: (emit, inputs) => emit.node("Concat", inputs, { axis }),
    gradient: ({ inputs }, [g]) =>
      g!.split(
        inputs.map((x) => x.shape[axis]),
        axis,
      ),
    evaluate: (inputs) => [joinNd(inputs, axis)],
  };
}

/** More outputs do not fit into one WebGPU shader (12 storage buffers in SwiftShader); slices copy no more than a split. */
const LARGEST_SPLIT = 8;

/** Cuts an axis into parts of the given sizes: one output a part. */
export function split(sizes: readonly number[], axis: number): Op {
  const cut = (shape: Shape, size: number) => shape.map((extent, a) => (a === axis ? size : extent));
  return {
    name: "split",
    key: `${sizes.join()};${axis}`,
    shape: (inputs) => {
      const [x] = inputs;
      const counts = sizes.every((size) => Number.isInteger(size) && size >= 0);
      if (!counts || sizes.reduce((a, b) => a + b, 0) !== x.shape[axis]) {
        const expected = `an extent that is the sum of the parts ${sizes.join(" + ")}, none negative`;
        throw shapeError(`split(axis ${axis})`, inputs, expected);
      }
      return sizes.map((size) => ({ shape: cut(x.shape, size), dtype: x.dtype }));
    },
    lower: (emit, [x]) => {
      if (sizes.length <= LARGEST_SPLIT) {
        return emit.node("Split", [x, emit.int64(sizes)], { axis }, { outputs: sizes.length });
      }
      let start = 0;
      return sizes.map((size) => {
        const bounds = [start, (start += size), axis, 1].map((bound) => emit.int64([bound]));
        return emit.node("Slice", [x, ...bounds])[0];
      });
    },
    gradient: ({ outputs }, gradients) => {
      const parts = outputs.map((output, k) => gradients[k] ?? output.zerosLike());
      return [parts[0].concat(parts.slice(1), axis)];
    },
    evaluate: ([x]) => {
      let start = 0;
      return sizes.map((size) => {
        const out = zeros(cut(x.shape, size), x.dtype);
        const range = { axis, start, count: size, step: 1 };
        visitRange(range, x.shape, out.shape, (small, large) => (out.data[small] = x.data[large]));
        start += size;
        return out;
      });
    },
  };
}

function joinNd(inputs: readonly NdArray[], axis: number): NdArray {
  const total = inputs.reduce((sum, x) => sum + x.shape[axis], 0);
  const shape = inputs[0].shape.map((extent, a) => (a === axis ? total : extent));
  const out = zeros(shape, inputs[0].dtype);
  let start = 0;
  for (const x of inputs) {
    const range = { axis, start, count: x.shape[axis], step: 1 };
    visitRange(range, shape, x.shape, (small, large) => (out.data[large] = x.data[small]));
    start += x.shape[axis];
  }
  return out;
}

/** Adds `before` and `after` entries of a constant to every axis. */
export function pad(before: readonly number[], after: readonly number[], value: number): Op {
  const grown = (shape: Shape) => shape.map((extent, axis) => before[axis] + extent + after[axis]);
  return {
    name: "pad",
    key: `${before.join()};${after.join()};${value}`,
    shape: (inputs) => {
      const rank = inputs[0].shape.length;
      const count = (n: number) => Number.isInteger(n) && n >= 0;
      const valid = [before, after].every((list) => list.length === rank && list.every(count));
      if (!valid) throw shapeError("pad", inputs, `${rank} counts, none negative, on each side`);
      requireRepresentable("the padding", inputs[0].dtype, [value]);
      return [{ shape: grown(inputs[0].shape), dtype: inputs[0].dtype }];
    },
    lower: (emit, [x], [input]) =>
      emit.node("Pad", [x, emit.int64([...before, ...after]), emit.scalar(value, input.dtype)]),
    gradient: ({ inputs: [x] }, [g]) => [
      before.reduce((part, start, axis) => part.slice({ axis, start, count: x.shape[axis], step: 1 }), g!),
    ],
    evaluate: ([x]) => {
      const out = zeros(grown(x.shape), x.dtype);
      out.data.fill(value);
      const strides = stridesOf(out.shape);
      const base = before.reduce((sum, count, axis) => sum + count * strides[axis], 0);
      visit(x.shape, [strides], (index, offsets) => (out.data[base + offsets[0]] = x.data[index]));
      return [out];
    },
  };
}
