/** Elementwise functions of two arguments with NumPy broadcasting, comparisons, and selection. */
import type { DType, Op } from "../graph.ts";
import { broadcastShapes, mapBroadcast } from "../nd.ts";
import type { Tensor } from "../tensor.ts";
import { requireDType, shapeError } from "./check.ts";

interface BinaryFaces {
  readonly onnx: string;
  readonly f: (a: number, b: number) => number;
  /** Gradients before summing over broadcast axes. */
  readonly gradient?: (g: Tensor, a: Tensor, b: Tensor, y: Tensor) => readonly [Tensor, Tensor];
  readonly inputs: readonly DType[];
  readonly output?: DType;
}

function binary(name: string, faces: BinaryFaces): Op {
  const { gradient } = faces;
  return {
    name,
    key: "",
    shape: (inputs) => {
      const [a, b] = inputs as [Tensor, Tensor];
      requireDType(name, a, ...faces.inputs);
      requireDType(name, b, a.dtype);
      const shape = broadcastShapes(a.shape, b.shape);
      if (shape === undefined) throw shapeError(name, inputs, "equal extents, or 1, counted from the last axis");
      return [{ shape, dtype: faces.output ?? a.dtype }];
    },
    lower: (emit, inputs) => emit.node(faces.onnx, inputs),
    ...(gradient && {
      gradient: ({ inputs: [a, b], outputs: [y] }, [g]) => {
        const [ga, gb] = gradient(g!, a, b, y);
        return [ga.sumTo(a.shape), gb.sumTo(b.shape)];
      },
    }),
    evaluate: ([a, b]) => [mapBroadcast([a, b], faces.f, faces.output ?? a.dtype)],
  };
}

const NUMBERS = ["float32", "int32"] as const;

export const add = binary("add", { onnx: "Add", f: (a, b) => a + b, gradient: (g) => [g, g], inputs: NUMBERS });
export const sub = binary("sub", { onnx: "Sub", f: (a, b) => a - b, gradient: (g) => [g, g.neg()], inputs: NUMBERS });
export const mul = binary("mul", {
  onnx: "Mul",
  f: (a, b) => a * b,
  gradient: (g, a, b) => [g.mul(b), g.mul(a)],
  inputs: NUMBERS,
});
export const div = binary("div", {
  onnx: "Div",
  f: (a, b) => a / b,
  gradient: (g, _a, b, y) => [g.div(b), g.mul(y).div(b).neg()],
  inputs: ["float32"],
});
/** a to the power b, a > 0. */
export const pow = binary("pow", {
  onnx: "Pow",
  f: Math.pow,
  gradient: (g, a, b, y) => [g.mul(b).mul(a.pow(b.sub(1))), g.mul(y).mul(a.log())],
  inputs: ["float32"],
});
/** Ties pass half of the gradient to each side. */
export const maximum = binary("maximum", {
  onnx: "Max",
  f: Math.max,
  gradient: (g, a, b) => splitByOrder(g, a.sub(b)),
  inputs: NUMBERS,
});
export const minimum = binary("minimum", {
  onnx: "Min",
  f: Math.min,
  gradient: (g, a, b) => splitByOrder(g, b.sub(a)),
  inputs: NUMBERS,
});

function splitByOrder(g: Tensor, difference: Tensor): readonly [Tensor, Tensor] {
  const share = difference.sign().add(1).mul(0.5);
  return [g.mul(share), g.mul(share.neg().add(1))];
}

const comparison = (name: string, onnx: string, f: (a: number, b: number) => boolean): Op =>
  binary(name, { onnx, f: (a, b) => Number(f(a, b)), inputs: NUMBERS, output: "bool" });

export const equal = comparison("equal", "Equal", (a, b) => a === b);
export const less = comparison("less", "Less", (a, b) => a < b);
export const lessEqual = comparison("lessEqual", "LessOrEqual", (a, b) => a <= b);
export const greater = comparison("greater", "Greater", (a, b) => a > b);
export const greaterEqual = comparison("greaterEqual", "GreaterOrEqual", (a, b) => a >= b);

const logical = (name: string, onnx: string, f: (a: number, b: number) => number): Op =>
  binary(name, { onnx, f, inputs: ["bool"] });

export const logicalAnd = logical("logicalAnd", "And", (a, b) => a & b);
export const logicalOr = logical("logicalOr", "Or", (a, b) => a | b);

export const logicalNot: Op = {
  name: "logicalNot",
  key: "",
  shape: ([x]) => {
    requireDType("logicalNot", x, "bool");
    return [x];
  },
  lower: (emit, inputs) => emit.node("Not", inputs),
  evaluate: ([x]) => [mapBroadcast([x], (v) => 1 - v, "bool")],
};

/** condition ? a : b, all three broadcast. */
export const where: Op = {
  name: "where",
  key: "",
  shape: (inputs) => {
    const [condition, a, b] = inputs as [Tensor, Tensor, Tensor];
    requireDType("where", condition, "bool");
    requireDType("where", a, ...NUMBERS);
    requireDType("where", b, a.dtype);
    const joint = broadcastShapes(a.shape, b.shape);
    const shape = joint && broadcastShapes(condition.shape, joint);
    if (shape === undefined) throw shapeError("where", inputs, "three shapes that broadcast together");
    return [{ shape, dtype: a.dtype }];
  },
  lower: (emit, inputs) => emit.node("Where", inputs),
  gradient: ({ inputs: [condition, a, b] }, [g]) => [
    undefined,
    condition.where(g!, 0).sumTo(a.shape),
    condition.where(0, g!).sumTo(b.shape),
  ],
  evaluate: ([condition, a, b]) => [mapBroadcast([condition, a, b], (c, x, y) => (c !== 0 ? x : y), a.dtype)],
};
