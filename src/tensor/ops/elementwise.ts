/** Elementwise functions of one argument, as a table: name, ONNX op, meaning, derivative. */
import type { DType, Emitter, OnnxAttribute, Op } from "../graph.ts";
import { mapBroadcast } from "../nd.ts";
import type { Tensor } from "../tensor.ts";
import { requireDType } from "./check.ts";

interface UnaryFaces {
  readonly onnx: string | ((emit: Emitter, x: string) => string);
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly f: (x: number) => number;
  /** Gradient from that of the output `g`, the input `x` and the output `y`; absent: constant almost everywhere. */
  readonly gradient?: (g: Tensor, x: Tensor, y: Tensor) => Tensor;
  readonly integers?: boolean;
}

function unary(name: string, key: string, faces: UnaryFaces): Op {
  const { gradient, onnx } = faces;
  return {
    name,
    key,
    shape: ([x]) => {
      requireDType(name, x, "float32", ...(faces.integers === true ? (["int32"] as const) : []));
      return [x];
    },
    lower: (emit, [x]) => (typeof onnx === "function" ? [onnx(emit, x)] : emit.node(onnx, [x], faces.attributes)),
    ...(gradient && { gradient: ({ inputs: [x], outputs: [y] }, [g]) => [gradient(g!, x, y)] }),
    evaluate: ([x]) => [mapBroadcast([x], faces.f, x.dtype)],
  };
}

export const neg = unary("neg", "", { onnx: "Neg", f: (x) => -x, gradient: (g) => g.neg(), integers: true });
export const exp = unary("exp", "", { onnx: "Exp", f: Math.exp, gradient: (g, _x, y) => g.mul(y) });
export const log = unary("log", "", { onnx: "Log", f: Math.log, gradient: (g, x) => g.div(x) });
export const sqrt = unary("sqrt", "", { onnx: "Sqrt", f: Math.sqrt, gradient: (g, _x, y) => g.div(y.mul(2)) });
export const reciprocal = unary("reciprocal", "", {
  onnx: "Reciprocal",
  f: (x) => 1 / x,
  gradient: (g, _x, y) => g.mul(y.mul(y)).neg(),
});
export const sin = unary("sin", "", { onnx: "Sin", f: Math.sin, gradient: (g, x) => g.mul(x.cos()) });
export const cos = unary("cos", "", { onnx: "Cos", f: Math.cos, gradient: (g, x) => g.mul(x.sin()).neg() });
export const tanh = unary("tanh", "", {
  onnx: "Tanh",
  f: Math.tanh,
  gradient: (g, _x, y) => g.mul(y.mul(y).neg().add(1)),
});
export const sigmoid = unary("sigmoid", "", {
  onnx: "Sigmoid",
  f: logistic,
  gradient: (g, _x, y) => g.mul(y.mul(y.neg().add(1))),
});
export const softplus = unary("softplus", "", {
  onnx: "Softplus",
  f: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  gradient: (g, x) => g.mul(x.sigmoid()),
});
export const relu = unary("relu", "", {
  onnx: "Relu",
  f: (x) => Math.max(x, 0),
  gradient: (g, _x, y) => y.greater(0).where(g, 0),
});
export const abs = unary("abs", "", {
  onnx: "Abs",
  f: Math.abs,
  gradient: (g, x) => g.mul(x.sign()),
  integers: true,
});
export const sign = unary("sign", "", { onnx: "Sign", f: Math.sign, integers: true });
export const floor = unary("floor", "", { onnx: "Floor", f: Math.floor });
/** To the nearest integer, halves to even, as ONNX and NumPy do. */
export const round = unary("round", "", { onnx: "Round", f: roundHalfToEven });

export const erf = unary("erf", "", {
  onnx: "Erf",
  f: errorFunction,
  gradient: (g, x) =>
    g.mul(
      x
        .mul(x)
        .neg()
        .exp()
        .mul(2 / Math.sqrt(Math.PI)),
    ),
});

export function leakyRelu(slope: number): Op {
  return unary("leakyRelu", `${slope}`, {
    onnx: "LeakyRelu",
    attributes: { alpha: { float: slope } },
    f: (x) => (x >= 0 ? x : slope * x),
    gradient: (g, x) => x.greaterEqual(0).where(g, g.mul(slope)),
  });
}

/** x to a fixed power. */
export function power(exponent: number): Op {
  const special: Record<number, (emit: Emitter, x: string) => string> = {
    2: (emit, x) => emit.node("Mul", [x, x])[0],
    0.5: (emit, x) => emit.node("Sqrt", [x])[0],
    [-1]: (emit, x) => emit.node("Reciprocal", [x])[0],
    [-0.5]: (emit, x) => emit.node("Reciprocal", emit.node("Sqrt", [x]))[0],
  };
  return unary("power", `${exponent}`, {
    onnx: special[exponent] ?? ((emit, x) => emit.node("Pow", [x, emit.scalar(exponent, "float32")])[0]),
    f: (x) => x ** exponent,
    gradient: (g, x) => (exponent === 2 ? g.mul(x).mul(2) : g.mul(x.pow(exponent - 1)).mul(exponent)),
  });
}

/** Limits to [low, high]; the gradient is zero outside and passes at the limits. */
export function clamp(low: number, high: number): Op {
  return unary("clamp", `${low},${high}`, {
    onnx: (emit, x) => emit.node("Clip", [x, emit.scalar(low, "float32"), emit.scalar(high, "float32")])[0],
    f: (x) => Math.min(Math.max(x, low), high),
    gradient: (g, x, y) => x.equal(y).where(g, 0),
  });
}

/** Passes values and stops gradients. */
export const stopGradient: Op = {
  name: "stopGradient",
  key: "",
  shape: ([x]) => [x],
  lower: (_emit, [x]) => [x],
  evaluate: ([x]) => [x],
};

const ONNX_TYPE: Record<DType, number> = { float32: 1, int32: 6, bool: 9 };

/** Converts the element type; to int32 by truncation, to bool by "not zero". */
export function cast(to: DType): Op {
  return {
    name: "cast",
    key: to,
    shape: ([x]) => [{ shape: x.shape, dtype: to }],
    lower: (emit, [x]) => emit.node("Cast", [x], { to: ONNX_TYPE[to] }),
    gradient: ({ inputs: [x] }, [g]) => [x.dtype === "float32" && to === "float32" ? g : undefined],
    evaluate: ([x]) => [
      mapBroadcast([x], to === "int32" ? Math.trunc : to === "bool" ? (v) => Number(v !== 0) : (v) => v, to),
    ],
  };
}

export function logistic(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

function roundHalfToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

/**
 * erf to double precision: the series 2/sqrt(pi) e^(-x^2) sum_k 2^k x^(2k+1)/(2k+1)!! (all terms of one sign) up to
 * |x| = 3, and beyond it 1 - erfc from the continued fraction (Abramowitz and Stegun 7.1.6 and 7.1.14).
 */
export function errorFunction(x: number): number {
  const z = Math.abs(x);
  if (z > 6) return Math.sign(x);
  const gauss = Math.exp(-z * z) / Math.sqrt(Math.PI);
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let k = 1; term > sum * 1e-17; k++) {
      term *= (2 * z * z) / (2 * k + 1);
      sum += term;
    }
    return Math.sign(x) * 2 * gauss * sum;
  }
  let fraction = z;
  for (let k = 60; k >= 1; k--) fraction = z + k / 2 / fraction;
  return Math.sign(x) * (1 - gauss / fraction);
}
