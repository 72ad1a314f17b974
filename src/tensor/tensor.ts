/**
 * A Tensor is an immutable handle on one output of a graph node: a shape and an element type, and no numbers. Methods
 * add nodes; nothing is computed until a program runs (program.ts) or the reference interpreter does (interpret.ts).
 * Element types: float32 for everything differentiable, int32 for indices, bool for conditions.
 *
 * Shapes broadcast as in NumPy. Axes may be negative (counted from the end). A number stands for a scalar tensor.
 */
import { normalizeAxes, normalizeAxis } from "./ops/check.ts";
import * as binary from "./ops/binary.ts";
import * as convolution from "./ops/convolution.ts";
import * as elementwise from "./ops/elementwise.ts";
import * as indexing from "./ops/indexing.ts";
import * as likelihood from "./ops/likelihood.ts";
import * as matrix from "./ops/matmul.ts";
import * as norm from "./ops/norm.ts";
import * as random from "./ops/random.ts";
import * as reduction from "./ops/reduction.ts";
import * as moving from "./ops/shape.ts";
import * as gated from "./ops/selfGated.ts";
import * as source from "./ops/source.ts";
import type { DType, Node, Op, Shape, Spec } from "./graph.ts";
import { sameShape, sizeOf } from "./graph.ts";

/** A tensor, or a number for a scalar. */
export type Operand = Tensor | number;
type Axes = number | readonly number[];

export class Tensor implements Spec {
  readonly node: Node;
  /** Which output of the node this is. */
  readonly output: number;
  readonly shape: Shape;
  readonly dtype: DType;

  /** Use `apply`; tensors are made by ops only. */
  constructor(node: Node, output: number, spec: Spec) {
    this.node = node;
    this.output = output;
    this.shape = spec.shape;
    this.dtype = spec.dtype;
  }

  get rank(): number {
    return this.shape.length;
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  // Elementwise arithmetic

  add(other: Operand): Tensor {
    return other === 0 ? this : one(binary.add, this, this.#lift(other));
  }
  sub(other: Operand): Tensor {
    return other === 0 ? this : one(binary.sub, this, this.#lift(other));
  }
  mul(other: Operand): Tensor {
    return other === 1 ? this : one(binary.mul, this, this.#lift(other));
  }
  div(other: Operand): Tensor {
    return typeof other === "number" ? this.mul(1 / other) : one(binary.div, this, other);
  }
  /** A fixed power for any base; a tensor of exponents for positive bases. */
  pow(exponent: Operand): Tensor {
    if (exponent === 1) return this;
    if (exponent === 0) return this.zerosLike().add(1);
    return typeof exponent === "number" ? one(elementwise.power(exponent), this) : one(binary.pow, this, exponent);
  }
  maximum(other: Operand): Tensor {
    return one(binary.maximum, this, this.#lift(other));
  }
  minimum(other: Operand): Tensor {
    return one(binary.minimum, this, this.#lift(other));
  }
  neg(): Tensor {
    return one(elementwise.neg, this);
  }
  abs(): Tensor {
    return one(elementwise.abs, this);
  }
  sign(): Tensor {
    return one(elementwise.sign, this);
  }
  floor(): Tensor {
    return one(elementwise.floor, this);
  }
  /** Halves go to the even neighbour. */
  round(): Tensor {
    return one(elementwise.round, this);
  }
  clamp(low: number, high: number): Tensor {
    return one(elementwise.clamp(low, high), this);
  }

  // Functions

  exp(): Tensor {
    return one(elementwise.exp, this);
  }
  log(): Tensor {
    return one(elementwise.log, this);
  }
  sqrt(): Tensor {
    return one(elementwise.sqrt, this);
  }
  reciprocal(): Tensor {
    return one(elementwise.reciprocal, this);
  }
  sin(): Tensor {
    return one(elementwise.sin, this);
  }
  cos(): Tensor {
    return one(elementwise.cos, this);
  }
  erf(): Tensor {
    return one(elementwise.erf, this);
  }
  tanh(): Tensor {
    return one(elementwise.tanh, this);
  }
  sigmoid(): Tensor {
    return one(elementwise.sigmoid, this);
  }
  softplus(): Tensor {
    return one(elementwise.softplus, this);
  }
  relu(): Tensor {
    return one(elementwise.relu, this);
  }
  leakyRelu(slope = 0.01): Tensor {
    return one(elementwise.leakyRelu(slope), this);
  }
  silu(): Tensor {
    return one(gated.silu, this);
  }
  gelu(form: "erf" | "tanh" = "erf"): Tensor {
    return one(form === "erf" ? gated.gelu : gated.geluTanh, this);
  }

  // Comparison and selection

  equal(other: Operand): Tensor {
    return one(binary.equal, this, this.#lift(other));
  }
  less(other: Operand): Tensor {
    return one(binary.less, this, this.#lift(other));
  }
  lessEqual(other: Operand): Tensor {
    return one(binary.lessEqual, this, this.#lift(other));
  }
  greater(other: Operand): Tensor {
    return one(binary.greater, this, this.#lift(other));
  }
  greaterEqual(other: Operand): Tensor {
    return one(binary.greaterEqual, this, this.#lift(other));
  }
  and(other: Tensor): Tensor {
    return one(binary.logicalAnd, this, other);
  }
  or(other: Tensor): Tensor {
    return one(binary.logicalOr, this, other);
  }
  not(): Tensor {
    return one(binary.logicalNot, this);
  }
  /** This condition ? a : b; numbers take the element type of the other branch. */
  where(a: Operand, b: Operand): Tensor {
    const dtype = typeof a !== "number" ? a.dtype : typeof b !== "number" ? b.dtype : "float32";
    const lift = (value: Operand) => (typeof value === "number" ? scalar(value, dtype) : value);
    return one(binary.where, this, lift(a), lift(b));
  }
  cast(dtype: DType): Tensor {
    return dtype === this.dtype ? this : one(elementwise.cast(dtype), this);
  }
  /** The same values, through which no gradient passes. */
  stopGradient(): Tensor {
    return one(elementwise.stopGradient, this);
  }
  /** Values of `forward`, gradients as if they were those of this tensor (Bengio et al., arXiv 1308.3432). */
  straightThrough(forward: Tensor): Tensor {
    return this.add(forward.sub(this).stopGradient());
  }

  // Reductions

  sum(axes?: Axes, keepDims = false): Tensor {
    return one(reduction.sum(axes, keepDims), this);
  }
  mean(axes?: Axes, keepDims = false): Tensor {
    return one(reduction.mean(axes, keepDims), this);
  }
  max(axes?: Axes, keepDims = false): Tensor {
    return one(reduction.max(axes, keepDims), this);
  }
  min(axes?: Axes, keepDims = false): Tensor {
    return one(reduction.min(axes, keepDims), this);
  }
  logSumExp(axes?: Axes, keepDims = false): Tensor {
    return one(reduction.logSumExp(axes, keepDims), this);
  }
  argMax(axis: number): Tensor {
    return one(reduction.argMax(axis), this);
  }
  cumSum(axis: number, { reverse = false, exclusive = false } = {}): Tensor {
    return one(reduction.cumSum(axis, reverse, exclusive), this);
  }
  /** Along the last axis. */
  softmax(): Tensor {
    return one(reduction.softmax, this);
  }
  /** Along the last axis. */
  logSoftmax(): Tensor {
    return one(reduction.logSoftmax, this);
  }
  /** Sums over the axes along which `shape` was broadcast to this shape. */
  sumTo(shape: Shape): Tensor {
    if (sameShape(this.shape, shape)) return this;
    const lead = this.rank - shape.length;
    const axes = this.shape.flatMap((extent, axis) =>
      axis < lead || (shape[axis - lead] === 1 && extent !== 1) ? [axis] : [],
    );
    return (axes.length === 0 ? this : this.sum(axes)).reshape(shape);
  }

  // Matrix products

  /** scale * A B over the last two axes, either operand transposed on request; leading axes broadcast. */
  matmul(other: Tensor, options: matrix.MatmulOptions = {}): Tensor {
    const inner = other.shape.at(options.transposeB === true ? -1 : -2);
    const flattens = this.rank > 2 && other.rank === 2 && options.transposeA !== true;
    // Shapes that do not fit are left as the user gave them, for the error.
    if (flattens && inner === this.shape.at(-1)) {
      // One large product instead of a batch of small ones.
      const rows = this.reshape([-1, this.shape.at(-1)!]);
      const product = rows.matmul(other, options);
      return product.reshape([...this.shape.slice(0, -1), product.shape[1]]);
    }
    return one(matrix.matmul(options), this, other);
  }
  /** x W^T + b over the last axis. x [..., K], W [N, K], b [N]. */
  linear(weight: Tensor, bias?: Tensor): Tensor {
    if (bias === undefined) return this.matmul(weight, { transposeB: true });
    const rows = one(matrix.affine, this.reshape([-1, this.shape.at(-1)!]), weight, bias);
    return rows.reshape([...this.shape.slice(0, -1), weight.shape[0]]);
  }

  // Moving elements

  reshape(shape: Shape): Tensor {
    const target = moving.resolveShape(this.shape, shape);
    if (sameShape(target, this.shape)) return this;
    if (this.node.op.name === "reshape") return this.node.inputs[0].reshape(target);
    return one(moving.reshape(target), this);
  }
  transpose(permutation: readonly number[]): Tensor {
    return permutation.length === this.rank && permutation.every((axis, k) => axis === k)
      ? this
      : one(moving.transpose(permutation), this);
  }
  /** Inserts an axis of extent 1. */
  unsqueeze(axis: number): Tensor {
    const at = normalizeAxis("unsqueeze", axis, [...this.shape, 1]);
    return this.reshape([...this.shape.slice(0, at), 1, ...this.shape.slice(at)]);
  }
  /** Removes an axis of extent 1. */
  squeeze(axis: number): Tensor {
    const at = normalizeAxis("squeeze", axis, this.shape);
    return this.reshape(this.shape.filter((_, a) => a !== at));
  }
  broadcastTo(shape: Shape): Tensor {
    return sameShape(this.shape, shape) ? this : one(moving.broadcastTo(shape), this);
  }
  concat(others: readonly Tensor[], axis: number): Tensor {
    if (others.length === 0) return this;
    return one(moving.concat(normalizeAxis("concat", axis, this.shape)), this, ...others);
  }
  /** Cuts an axis into parts of the given sizes. */
  split(sizes: readonly number[], axis: number): readonly Tensor[] {
    return sizes.length === 1 && sizes[0] === this.shape[normalizeAxis("split", axis, this.shape)]
      ? [this]
      : apply(moving.split(sizes, normalizeAxis("split", axis, this.shape)), [this]);
  }
  /** Positions start, start + step, ... (`count` of them) of one axis. */
  slice(range: moving.Range): Tensor {
    const whole = range.start === 0 && range.step === 1 && range.count === this.shape[range.axis];
    return whole ? this : one(moving.slice(range), this);
  }
  /** The inverse of `slice`: zeros of `shape` with this tensor at the positions of the range. */
  embed(shape: Shape, range: moving.Range): Tensor {
    return sameShape(shape, this.shape) && range.step === 1 ? this : one(moving.embed(shape, range), this);
  }
  /** Positions from..to-1 of one axis. */
  narrow(axis: number, from: number, to: number): Tensor {
    return this.slice({
      axis: normalizeAxis("narrow", axis, this.shape),
      start: from,
      count: to - from,
      step: 1,
    });
  }
  flip(axes: Axes): Tensor {
    return normalizeAxes("flip", axes, this.shape).reduce<Tensor>((x, axis) => {
      const count = this.shape[axis];
      return count === 1 ? x : x.slice({ axis, start: count - 1, count, step: -1 });
    }, this);
  }
  pad(before: readonly number[], after: readonly number[], value = 0): Tensor {
    const none = [...before, ...after].every((count) => count === 0) && before.length === this.rank;
    return none ? this : one(moving.pad(before, after, value), this);
  }
  /** Continues the axis periodically, `before` and `after` entries (at most its extent). */
  padCyclic(axis: number, before: number, after: number): Tensor {
    const extent = this.shape[normalizeAxis("padCyclic", axis, this.shape)];
    const head = before > 0 ? [this.narrow(axis, extent - before, extent)] : [];
    const tail = after > 0 ? [this.narrow(axis, 0, after)] : [];
    const parts = [...head, this, ...tail];
    return parts[0].concat(parts.slice(1), axis);
  }

  // Positions that are data

  /** Rows of this table: [V, ...rest] at indices [...n] -> [...n, ...rest]. */
  gather(indices: Tensor): Tensor {
    return one(indexing.gather, this, indices);
  }
  /** The transpose of `gather`: [...n, ...rest] summed into [rows, ...rest]. */
  scatterAdd(indices: Tensor, rows: number): Tensor {
    return one(indexing.scatterAdd(rows), this, indices);
  }
  /** Elements at `indices` along an axis (as NumPy's take_along_axis). */
  takeAlong(indices: Tensor, axis: number): Tensor {
    return one(indexing.takeAlong(normalizeAxis("takeAlong", axis, this.shape)), this, indices);
  }
  /** This with `updates` added at `indices` along an axis; indices may repeat. */
  addAlong(indices: Tensor, updates: Tensor, axis: number): Tensor {
    return one(indexing.addAlong(normalizeAxis("addAlong", axis, this.shape)), this, indices, updates);
  }
  /** This with `updates` in place of its elements at `indices` along an axis; indices must not repeat. */
  putAlong(indices: Tensor, updates: Tensor, axis: number): Tensor {
    return one(indexing.putAlong(normalizeAxis("putAlong", axis, this.shape)), this, indices, updates);
  }
  /** -ln softmax(this)[label] of each row. This [M, V], labels int32 [M] -> [M]. */
  negativeLogLikelihood(labels: Tensor): Tensor {
    return one(likelihood.negativeLogLikelihood, this, labels);
  }
  /** int32 [...n] -> float32 [...n, depth]. */
  oneHot(depth: number): Tensor {
    return one(indexing.oneHot(depth), this);
  }
  /** The k largest (or smallest) along an axis, in order, and their positions. */
  topK(k: number, axis: number, { largest = true } = {}): { values: Tensor; indices: Tensor } {
    const [values, indices] = apply(indexing.topK(k, normalizeAxis("topK", axis, this.shape), largest), [this]);
    return { values: values, indices: indices };
  }
  sort(axis: number, { descending = false } = {}): { values: Tensor; indices: Tensor } {
    return this.topK(this.shape[normalizeAxis("sort", axis, this.shape)], axis, {
      largest: descending,
    });
  }
  /** Uniform numbers in (0, 1] from this key (int32 [2]); `stream` separates uses of one key. */
  uniform(shape: Shape, stream: number): Tensor {
    return one(random.uniform(shape, stream), this);
  }

  // Normalisation and convolution

  /** Over the last axis. */
  layerNorm(gain: Tensor, bias: Tensor, epsilon = 1e-5): Tensor {
    return one(norm.layerNorm(epsilon), this, gain, bias);
  }
  /** Over the last axis. */
  rmsNorm(gain: Tensor, epsilon = 1e-5): Tensor {
    return one(norm.rmsNorm(epsilon), this, gain);
  }
  /** See ops/convolution.ts; x [N, C, ...spatial], w [O, C / groups, ...kernel]. */
  conv(weight: Tensor, options: convolution.ConvOptions): Tensor {
    return one(convolution.conv(options), this, weight);
  }

  zerosLike(): Tensor {
    return full(this.shape, 0, this.dtype);
  }

  #lift(value: Operand): Tensor {
    return typeof value === "number" ? scalar(value, this.dtype) : value;
  }
}

/** Adds one node: checks the shapes and returns the handles of its outputs. */
export function apply(op: Op, inputs: readonly Tensor[]): readonly Tensor[] {
  const specs = op.shape(inputs);
  const outputs: Tensor[] = [];
  const node: Node = { op, inputs, outputs, origin: new Error() };
  specs.forEach((spec, output) => outputs.push(new Tensor(node, output, spec)));
  return outputs;
}

function one(op: Op, ...inputs: Tensor[]): Tensor {
  return apply(op, inputs)[0];
}

/** A named value that is fed when the program runs: data, a parameter, or state. */
export function input(name: string, shape: Shape, dtype: DType = "float32"): Tensor {
  return one(source.input(name, { shape, dtype }));
}

export function scalar(value: number, dtype: DType = "float32"): Tensor {
  return one(source.constant({ shape: [], dtype, data: Float64Array.of(value) }));
}

/** Values in C order. */
export function constant(values: ArrayLike<number>, shape: Shape, dtype: DType = "float32"): Tensor {
  return one(source.constant({ shape, dtype, data: Float64Array.from(values) }));
}

export function full(shape: Shape, value: number, dtype: DType = "float32"): Tensor {
  return one(source.full({ shape, dtype }, value));
}

/** 0, 1, ..., count - 1 as int32. */
export function range(count: number): Tensor {
  return constant(
    Float64Array.from({ length: count }, (_, i) => i),
    [count],
    "int32",
  );
}

/** True where column - row <= diagonal: with diagonal 0 the causal mask of attention, rows attending to columns. */
export function triangularMask(rows: number, columns: number, diagonal = 0): Tensor {
  const values = Float64Array.from({ length: rows * columns }, (_, i) =>
    Number((i % columns) - Math.floor(i / columns) <= diagonal),
  );
  return constant(values, [rows, columns], "bool");
}
