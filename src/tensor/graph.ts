/**
 * The graph: what a traced function is made of.
 *
 * A node is an op applied to tensors. An op is one object with four faces: its shape rule, its lowering to ONNX, its
 * gradient (written in ops, so that it can be differentiated again), and its meaning in plain float64 TypeScript. The
 * fourth face makes a reference interpreter against which every program is tested. Attributes (axes, strides, ...) live
 * in the op object itself: `transpose([1, 0])` is an op.
 */
import type { Tensor } from "./tensor.ts";

export type DType = "float32" | "int32" | "bool";
export type Shape = readonly number[];

/** What is known of a tensor before anything is computed. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A value in the reference interpreter: C order; integers and booleans (0, 1) are held as float64 too. */
export interface NdArray extends Spec {
  readonly data: Float64Array;
}

/** An ONNX attribute: numbers are INT, `{ float }` is FLOAT. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

export interface EmitOptions {
  readonly domain?: "" | "com.microsoft";
  /** Number of outputs; 1 by default. */
  readonly outputs?: number;
}

/** What a lowering may do: add ONNX nodes and constants. Values are named by strings. */
export interface Emitter {
  /** Whether products may take transposes and a factor along: only onnxruntime's CPU (and CUDA) can. */
  readonly fusesProducts: boolean;
  /** Adds a node and returns the names of its outputs; an empty input name is an absent optional input. */
  node(
    type: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    options?: EmitOptions,
  ): string[];
  /** An int64 tensor constant (shapes, axes, ...); a scalar unless an array is given. */
  int64(values: number | readonly number[]): string;
  /** A scalar constant of the given type. */
  scalar(value: number, dtype: DType): string;
  /** A tensor constant. */
  constant(value: NdArray): string;
}

export interface Op {
  readonly name: string;
  /** The attributes as text: two ops of equal name and key are the same op (common subexpressions are merged by it). */
  readonly key: string;
  /** Output shapes; throws a `GlueballError` that shows the input shapes when they do not fit. */
  shape(inputs: readonly Spec[]): readonly Spec[];
  /** Adds ONNX nodes that compute the outputs; returns their names, in the order of `shape`. */
  lower(emit: Emitter, inputs: readonly string[], specs: readonly Spec[]): readonly string[];
  /**
   * Gradients of a scalar with respect to the inputs, given those with respect to the outputs (undefined = zero).
   * An op without this face is constant almost everywhere (comparisons, floor) or takes no floating-point input.
   */
  gradient?(
    call: { readonly inputs: readonly Tensor[]; readonly outputs: readonly Tensor[] },
    gradients: readonly (Tensor | undefined)[],
  ): readonly (Tensor | undefined)[];
  /** The meaning, in float64. */
  evaluate(inputs: readonly NdArray[]): readonly NdArray[];
}

/** One application of an op. `outputs` are the handles users hold. */
export interface Node {
  readonly op: Op;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** Captured where the user made the node; its stack is formatted only when an error needs it. */
  origin: Error;
  /** The forward node whose gradient this node belongs to. */
  gradientOf?: Node;
}

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/** `[2, 3]`, as shown in errors. */
export function showShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** All nodes that the tensors depend on, inputs before users. Iterative: graphs are thousands of nodes deep. */
export function topologicalOrder(roots: readonly Tensor[]): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, "open" | "done">();
  const stack: Node[] = roots.map((root) => root.node).reverse();
  while (stack.length > 0) {
    const node = stack[stack.length - 1];
    const known = state.get(node);
    if (known !== undefined) {
      stack.pop();
      if (known === "open") {
        state.set(node, "done");
        order.push(node);
      }
      continue;
    }
    state.set(node, "open");
    for (let i = node.inputs.length - 1; i >= 0; i--) {
      const input = node.inputs[i].node;
      if (!state.has(input)) stack.push(input);
    }
  }
  return order;
}

/** The user's line that made a node: the first frame outside the engine. */
export function originOf(node: Node): string {
  const forward = node.gradientOf ?? node;
  const line = userFrame(forward.origin);
  return node.gradientOf === undefined ? line : `the gradient of ${forward.op.name}, ${line}`;
}

/** The first stack frame outside the engine, as `file:line:column`. */
export function userFrame(error: Error): string {
  const places = (error.stack ?? "").split("\n").flatMap((frame) => {
    const match = /\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/.exec(frame.trim());
    return match === null ? [] : [match[1].replace(/^file:\/\//, "")];
  });
  const own = (place: string) => place.startsWith(import.meta.dirname) && !place.includes(".test.ts");
  const outside = places.find((place) => !own(place)) ?? places.at(-1) ?? "an unknown place";
  return outside.replace(`${process.cwd()}/`, "");
}
