/** Reading and adding at positions that are data: gather, take along an axis, their transposes, one-hot, top-k. */
import type { Emitter, Op, Shape, Spec } from "../graph.ts";
import { sameShape, showShape, sizeOf } from "../graph.ts";
import { lines, permute, stridesOf, visit, zeros } from "../nd.ts";
import type { Tensor } from "../tensor.ts";
import { normalizeAxis, requireDType, requireIndices, shapeError } from "./check.ts";

/** Rows of the first axis: table [V, ...rest], indices [...n] (int32, 0..V-1) -> [...n, ...rest]. */
export const gather: Op = {
  name: "gather",
  key: "",
  shape: (inputs) => {
    const [table, indices] = inputs as [Spec, Spec];
    requireDType("gather", indices, "int32");
    if (table.shape.length === 0) throw shapeError("gather", inputs, "a table with at least one axis");
    return [{ shape: [...indices.shape, ...table.shape.slice(1)], dtype: table.dtype }];
  },
  lower: (emit, inputs) => emit.node("Gather", inputs, { axis: 0 }),
  gradient: ({ inputs: [table, indices] }, [g]) => [g!.scatterAdd(indices, table.shape[0]), undefined],
  evaluate: ([table, indices]) => {
    requireIndices("gather", indices, table.shape[0]);
    const width = sizeOf(table.shape.slice(1));
    const out = zeros([...indices.shape, ...table.shape.slice(1)], table.dtype);
    indices.data.forEach((row, n) => out.data.set(table.data.subarray(row * width, (row + 1) * width), n * width));
    return [out];
  },
};

/** Up to this many rows a one-hot matrix product is faster than the sequential loop of ScatterElements. */
const ONE_HOT_ROWS = 1024;

/**
 * The transpose of `gather`: out[v] is the sum of updates[n] over all n with indices[n] = v.
 * updates [...n, ...rest], indices [...n] -> [V, ...rest]. Both lowerings add in one order; ScatterND with addition does
 * not repeat bit for bit on several threads.
 */
export function scatterAdd(rows: number): Op {
  return {
    name: "scatterAdd",
    key: `${rows}`,
    shape: (inputs) => {
      const [updates, indices] = inputs as [Spec, Spec];
      requireDType("scatterAdd", updates, "float32");
      requireDType("scatterAdd", indices, "int32");
      if (!sameShape(updates.shape.slice(0, indices.shape.length), indices.shape)) {
        throw shapeError("scatterAdd", inputs, "updates whose leading axes are those of the indices");
      }
      return [{ shape: [rows, ...updates.shape.slice(indices.shape.length)], dtype: "float32" }];
    },
    lower: (emit, [updates, indices], [updatesSpec, indicesSpec]) => {
      const count = sizeOf(indicesSpec.shape);
      const rest = updatesSpec.shape.slice(indicesSpec.shape.length);
      const width = sizeOf(rest);
      const flat = emit.node("Reshape", [updates, emit.int64([count, width])])[0];
      const column = emit.node("Reshape", [indices, emit.int64([count, 1])])[0];
      const sums =
        rows <= ONE_HOT_ROWS
          ? emitHotProduct(emit, column, flat, rows)
          : emitScatter(emit, column, flat, [rows, width], count);
      return emit.node("Reshape", [sums, emit.int64([rows, ...rest])]);
    },
    gradient: ({ inputs: [, indices] }, [g]) => [g!.gather(indices), undefined],
    evaluate: ([updates, indices]) => {
      requireIndices("scatterAdd", indices, rows);
      const rest = updates.shape.slice(indices.shape.length);
      const width = sizeOf(rest);
      const out = zeros([rows, ...rest]);
      indices.data.forEach((row, n) => {
        for (let i = 0; i < width; i++) out.data[row * width + i] += updates.data[n * width + i];
      });
      return [out];
    },
  };
}

/** One-hot [n, rows], transposed, times updates [n, width]. */
function emitHotProduct(emit: Emitter, column: string, updates: string, rows: number): string {
  const hot = emitOneHot(emit, column, rows);
  if (emit.fusesProducts) {
    return emit.node("FusedMatMul", [hot, updates], { transA: 1 }, { domain: "com.microsoft" })[0];
  }
  return emit.node("MatMul", [emit.node("Transpose", [hot], { perm: [1, 0] })[0], updates])[0];
}

function emitScatter(emit: Emitter, column: string, updates: string, shape: Shape, count: number): string {
  const blank = emit.node("Expand", [emit.scalar(0, "float32"), emit.int64(shape)])[0];
  const places = emit.node("Expand", [column, emit.int64([count, shape[1]])])[0];
  return emit.node("ScatterElements", [blank, places, updates], { axis: 0, reduction: "add" })[0];
}

/** out[.., i, ..] = x[.., indices[.., i, ..], ..] along an axis; the other axes of x and indices are equal. */
export function takeAlong(axis: number): Op {
  return {
    name: "takeAlong",
    key: `${axis}`,
    shape: (inputs) => {
      const [x, indices] = inputs as [Spec, Spec];
      requireAlong("takeAlong", axis, x.shape, inputs);
      return [{ shape: indices.shape, dtype: x.dtype }];
    },
    lower: (emit, inputs) => emit.node("GatherElements", inputs, { axis }),
    gradient: ({ inputs: [x, indices] }, [g]) => [x.zerosLike().addAlong(indices, g!, axis), undefined],
    evaluate: ([x, indices]) => {
      requireIndices("takeAlong", indices, x.shape[axis]);
      const out = zeros(indices.shape, x.dtype);
      alongPositions(axis, x.shape, indices.shape, indices.data, (small, large) => {
        out.data[small] = x.data[large];
      });
      return [out];
    },
  };
}

/** x with updates added: out[.., indices[.., i, ..], ..] += updates[.., i, ..]; the transpose of `takeAlong`. */
export function addAlong(axis: number): Op {
  return scatterOp("addAlong", axis, "add", (indices, g) => [g, g.takeAlong(indices, axis)]);
}

/** x with updates in place of its elements: out[.., indices[.., i, ..], ..] = updates[.., i, ..]; indices do not repeat. */
export function putAlong(axis: number): Op {
  return scatterOp("putAlong", axis, "none", (indices, g) => {
    const updates = g.takeAlong(indices, axis);
    return [g.putAlong(indices, updates.zerosLike(), axis), updates];
  });
}

/** onnxruntime's ScatterElements is one sequential loop, so repeated indices add up in one order. */
function scatterOp(
  name: string,
  axis: number,
  reduction: "add" | "none",
  gradient: (indices: Tensor, g: Tensor) => readonly [x: Tensor, updates: Tensor],
): Op {
  return {
    name,
    key: `${axis}`,
    shape: (inputs) => {
      const [x, indices, updates] = inputs;
      requireAlong(name, axis, x.shape, inputs);
      if (reduction === "add") requireDType(name, x, "float32", "int32");
      requireDType(name, updates, x.dtype);
      if (!sameShape(updates.shape, indices.shape)) throw shapeError(name, inputs, "updates shaped as indices");
      return [x];
    },
    lower: (emit, inputs) => emit.node("ScatterElements", inputs, { axis, reduction }),
    gradient: ({ inputs: [, indices] }, [g]) => {
      const [gradX, gradUpdates] = gradient(indices, g!);
      return [gradX, undefined, gradUpdates];
    },
    evaluate: ([x, indices, updates]) => {
      requireIndices(name, indices, x.shape[axis]);
      const out = { ...x, data: x.data.slice() };
      alongPositions(axis, x.shape, indices.shape, indices.data, (small, large) => {
        out.data[large] = updates.data[small] + (reduction === "add" ? out.data[large] : 0);
      });
      return [out];
    },
  };
}

function requireAlong(name: string, axis: number, shape: Shape, inputs: readonly Spec[]): void {
  requireDType(name, inputs[1], "int32");
  const without = (s: Shape) => s.filter((_, a) => a !== axis);
  if (inputs[1].shape.length !== shape.length || !sameShape(without(inputs[1].shape), without(shape))) {
    throw shapeError(name, inputs, `indices equal to ${showShape(shape)} outside axis ${axis}`);
  }
}

function alongPositions(
  axis: number,
  whole: Shape,
  part: Shape,
  indices: Float64Array,
  body: (small: number, large: number) => void,
): void {
  const strides = stridesOf(whole);
  const others = strides.map((stride, a) => (a === axis ? 0 : stride));
  visit(part, [others], (index, offsets) => body(index, offsets[0] + indices[index] * strides[axis]));
}

/** indices [...n] (int32) -> [...n, depth] with 1 at the index; indices outside 0..depth-1 are the caller's fault. */
export function oneHot(depth: number): Op {
  return {
    name: "oneHot",
    key: `${depth}`,
    shape: ([indices]) => {
      requireDType("oneHot", indices, "int32");
      return [{ shape: [...indices.shape, depth], dtype: "float32" }];
    },
    lower: (emit, [indices], [spec]) => {
      const column = emit.node("Reshape", [indices, emit.int64([...spec.shape, 1])])[0];
      return [emitOneHot(emit, column, depth)];
    },
    evaluate: ([indices]) => {
      requireIndices("oneHot", indices, depth);
      const out = zeros([...indices.shape, depth]);
      indices.data.forEach((index, n) => (out.data[n * depth + index] = 1));
      return [out];
    },
  };
}

/** indices [..., 1] -> [..., depth]: a comparison, three times faster than onnxruntime's OneHot. */
function emitOneHot(emit: Emitter, column: string, depth: number): string {
  const classes = { shape: [depth], dtype: "int32" as const, data: Float64Array.from({ length: depth }, (_, i) => i) };
  return emit.node("Cast", emit.node("Equal", [column, emit.constant(classes)]), { to: 1 })[0];
}

/**
 * The k largest (or smallest) along an axis in order, and their positions (int32); equal values: lower position first.
 */
export function topK(k: number, axis: number, largest: boolean): Op {
  const cut = (shape: Shape) => shape.map((extent, a) => (a === axis ? k : extent));
  return {
    name: "topK",
    key: `${k};${axis};${largest}`,
    shape: (inputs) => {
      const [x] = inputs;
      requireDType("topK", x, "float32", "int32");
      normalizeAxis("topK", axis, x.shape);
      if (k < 1 || k > x.shape[axis]) throw shapeError(`topK(${k})`, inputs, `k from 1 to ${x.shape[axis]}`);
      return [
        { shape: cut(x.shape), dtype: x.dtype },
        { shape: cut(x.shape), dtype: "int32" },
      ];
    },
    lower: (emit, [x]) => {
      const attributes = { axis, largest: Number(largest), sorted: 1 };
      const [values, indices] = emit.node("TopK", [x, emit.int64([k])], attributes, { outputs: 2 });
      return [values, emit.node("Cast", [indices], { to: 6 })[0]];
    },
    gradient: ({ inputs: [x], outputs }, [g]) => [g && x.zerosLike().addAlong(outputs[1], g, axis)],
    evaluate: ([x]) => {
      const values = zeros(cut(x.shape), x.dtype);
      const positions = zeros(cut(x.shape), "int32");
      const moved = [...x.shape.keys()].filter((a) => a !== axis);
      const back = permute({ ...values, data: Float64Array.from(values.data.keys()) }, [...moved, axis]).data;
      let line = 0;
      lines(x.shape, axis, (start, stride) => {
        const at = (i: number) => x.data[start + i * stride];
        const order = Array.from({ length: x.shape[axis] }, (_, i) => i);
        order.sort((i, j) => (largest ? at(j) - at(i) : at(i) - at(j)) || i - j);
        for (let rank = 0; rank < k; rank++) {
          const to = back[line * k + rank];
          values.data[to] = at(order[rank]);
          positions.data[to] = order[rank];
        }
        line++;
      });
      return [values, positions];
    },
  };
}
