/**
 * Self-gated activations x P(x) with a distribution function P: GELU, where P is the normal one (Hendrycks and Gimpel,
 * arXiv 1606.08415), exactly or with their approximation, here written as a sigmoid: (1 + tanh u) / 2 = sigmoid(2u),
 * u = c (x + a x^3); and SiLU (swish), where P is the logistic one.
 *
 * The ops hand out P(x) too, because the gradient needs it: passes over memory are what an elementwise function costs,
 * and onnxruntime's fused kernels would make the gradient compute it again.
 */
import type { Emitter, Op } from "../graph.ts";
import { mapBroadcast } from "../nd.ts";
import type { Tensor } from "../tensor.ts";
import { requireDType } from "./check.ts";
import { errorFunction, logistic } from "./elementwise.ts";

interface SelfGatedFaces {
  /** P(x) in ONNX. */
  readonly lower: (emit: Emitter, x: string) => string;
  readonly distribution: (x: number) => number;
  /** P'(x), given x and P. */
  readonly density: (x: Tensor, distribution: Tensor) => Tensor;
  /** x P'(x), given x, P and y = x P: cheaper than the product where y has a factor in common. */
  readonly weightedDensity: (x: Tensor, distribution: Tensor, y: Tensor) => Tensor;
}

/** x -> y = x P(x), P(x). */
function selfGated(name: string, faces: SelfGatedFaces): Op {
  return {
    name,
    key: "",
    shape: ([x]) => {
      requireDType(name, x, "float32");
      return [x, x];
    },
    lower: (emit, [x]) => {
      const distribution = faces.lower(emit, x);
      return [...emit.node("Mul", [x, distribution]), distribution];
    },
    gradient: ({ inputs: [x], outputs: [y, distribution] }, [g, gDistribution]) => {
      const fromY = g?.mul(distribution.add(faces.weightedDensity(x, distribution, y)));
      const fromDistribution = gDistribution?.mul(faces.density(x, distribution));
      return [
        fromY !== undefined && fromDistribution !== undefined
          ? fromY.add(fromDistribution)
          : (fromY ?? fromDistribution),
      ];
    },
    evaluate: ([x]) => [mapBroadcast([x], (v) => v * faces.distribution(v)), mapBroadcast([x], faces.distribution)],
  };
}

export const gelu = selfGated("gelu", {
  lower: (emit, x) => {
    const [scaled] = emit.node("Mul", [x, emit.scalar(Math.SQRT1_2, "float32")]);
    const half = emit.scalar(0.5, "float32");
    const halved = emit.node("Mul", [...emit.node("Erf", [scaled]), half]);
    return emit.node("Add", [...halved, half])[0];
  },
  distribution: (x) => 0.5 * (1 + errorFunction(x * Math.SQRT1_2)),
  density: (x) => normalDensity(x),
  weightedDensity: (x) => x.mul(normalDensity(x)),
});

function normalDensity(x: Tensor): Tensor {
  return x
    .mul(x)
    .mul(-0.5)
    .add(-0.5 * Math.log(2 * Math.PI))
    .exp();
}

const LINEAR = 2 * Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715 * LINEAR;

export const geluTanh = selfGated("geluTanh", {
  lower: (emit, x) => {
    const square = emit.node("Mul", [x, x]);
    const cubic = emit.node("Mul", [...square, emit.scalar(CUBIC, "float32")]);
    const slope = emit.node("Add", [...cubic, emit.scalar(LINEAR, "float32")]);
    return emit.node("Sigmoid", emit.node("Mul", [...slope, x]))[0];
  },
  distribution: (x) => 1 / (1 + Math.exp(-x * (LINEAR + CUBIC * x * x))),
  density: (x, p) => p.sub(p.mul(p)).mul(slopeOf(x)),
  weightedDensity: (x, p, y) => y.sub(y.mul(p)).mul(slopeOf(x)),
});

/** Derivative of the argument of the sigmoid. */
function slopeOf(x: Tensor): Tensor {
  return x
    .mul(x)
    .mul(3 * CUBIC)
    .add(LINEAR);
}

export const silu = selfGated("silu", {
  lower: (emit, x) => emit.node("Sigmoid", [x])[0],
  distribution: logistic,
  density: (_x, p) => p.sub(p.mul(p)),
  weightedDensity: (_x, p, y) => y.sub(y.mul(p)),
});
