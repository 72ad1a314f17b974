/**
 * Arithmetic on float64 arrays in C order: the helpers from which the fourth face of the ops (their meaning) is written.
 * Plain and slow on purpose: this is what the fast programs are checked against.
 */
import type { DType, NdArray, Shape } from "./graph.ts";
import { sizeOf } from "./graph.ts";

export function ndArray(shape: Shape, data: Float64Array, dtype: DType = "float32"): NdArray {
  return { shape, dtype, data };
}

export function zeros(shape: Shape, dtype: DType = "float32"): NdArray {
  return ndArray(shape, new Float64Array(sizeOf(shape)), dtype);
}

/** Strides of a C-ordered array, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** Strides with which an array of `shape` is read as if it had been broadcast to `target` (0 along repeated axes). */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const strides = stridesOf(shape);
  const offset = target.length - shape.length;
  return target.map((_, axis) => (axis < offset || shape[axis - offset] === 1 ? 0 : strides[axis - offset]));
}

/** The NumPy broadcast of two shapes, or undefined when they do not fit. */
export function broadcastShapes(a: Shape, b: Shape): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let axis = 0; axis < rank; axis++) {
    const extentA = a[axis - rank + a.length] ?? 1;
    const extentB = b[axis - rank + b.length] ?? 1;
    if (extentA !== extentB && extentA !== 1 && extentB !== 1) return undefined;
    shape[axis] = extentA === 1 ? extentB : extentA;
  }
  return shape;
}

/**
 * Visits the elements of `shape` in C order; `offsets[k]` is the position in the k-th array, read with `strides[k]`.
 */
export function visit(
  shape: Shape,
  strides: readonly (readonly number[])[],
  body: (index: number, offsets: Int32Array) => void,
): void {
  const rank = shape.length;
  const count = sizeOf(shape);
  const counter = new Int32Array(rank);
  const offsets = new Int32Array(strides.length);
  for (let index = 0; index < count; index++) {
    body(index, offsets);
    for (let axis = rank - 1; axis >= 0; axis--) {
      counter[axis]++;
      for (let k = 0; k < strides.length; k++) offsets[k] += strides[k][axis];
      if (counter[axis] < shape[axis]) break;
      for (let k = 0; k < strides.length; k++) offsets[k] -= strides[k][axis] * shape[axis];
      counter[axis] = 0;
    }
  }
}

/** Applies a function to corresponding elements of broadcast arrays. */
export function mapBroadcast(
  arrays: readonly NdArray[],
  f: (...values: number[]) => number,
  dtype: DType = "float32",
): NdArray {
  const shape = arrays.reduce<Shape>((joint, array) => broadcastShapes(joint, array.shape)!, []);
  const out = zeros(shape, dtype);
  const strides = arrays.map((array) => broadcastStrides(array.shape, shape));
  const values = new Array<number>(arrays.length);
  visit(shape, strides, (index, offsets) => {
    for (let k = 0; k < arrays.length; k++) values[k] = arrays[k].data[offsets[k]];
    out.data[index] = f(...values);
  });
  return out;
}

/** Copies with new axes order: `out[i_perm[0], i_perm[1], ...] = in[i_0, i_1, ...]`. */
export function permute(array: NdArray, permutation: readonly number[]): NdArray {
  const strides = stridesOf(array.shape);
  const out = zeros(
    permutation.map((axis) => array.shape[axis]),
    array.dtype,
  );
  visit(out.shape, [permutation.map((axis) => strides[axis])], (index, offsets) => {
    out.data[index] = array.data[offsets[0]];
  });
  return out;
}

/** Calls `body` once a line along `axis`: start position and stride in the flat data. */
export function lines(shape: Shape, axis: number, body: (start: number, stride: number) => void): void {
  const stride = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  for (let o = 0; o < outer; o++) {
    for (let inner = 0; inner < stride; inner++) body(o * shape[axis] * stride + inner, stride);
  }
}

/** Folds over the given axes, which stay with extent 1. */
export function reduce(
  array: NdArray,
  axes: readonly number[],
  start: number,
  fold: (accumulator: number, value: number) => number,
): NdArray {
  const shape = array.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const out = zeros(shape, array.dtype);
  out.data.fill(start);
  visit(array.shape, [broadcastStrides(shape, array.shape)], (index, offsets) => {
    out.data[offsets[0]] = fold(out.data[offsets[0]], array.data[index]);
  });
  return out;
}
