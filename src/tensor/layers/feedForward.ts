/** The position-wise network of a transformer block: two linear maps with an activation between them. */
import { zerosInit } from "../initialise.ts";
import type { Initialiser } from "../initialise.ts";
import type { Scope } from "../scope.ts";
import type { Tensor } from "../tensor.ts";
import { linear } from "./linear.ts";

export const ACTIVATIONS = ["relu", "gelu", "geluTanh", "silu", "swiglu"] as const;
/** `swiglu` gates: silu(W1 x) * W3 x (Shazeer, arXiv 2002.05202, eq. 6). */
export type Activation = (typeof ACTIVATIONS)[number];

export interface FeedForwardOptions {
  /** Width between the two maps. */
  readonly hidden: number;
  readonly activation: Activation;
  readonly bias?: boolean;
  readonly weightInit?: Initialiser;
  readonly outputInit?: Initialiser;
}

/** x [..., D] -> [..., D]. Parameters up, down, and gate for swiglu. */
export function feedForward(scope: Scope, x: Tensor, options: FeedForwardOptions): Tensor {
  const { hidden, activation, bias = true, weightInit, outputInit = weightInit } = options;
  const common = { bias, biasInit: zerosInit };
  const inner = weightInit === undefined ? common : { ...common, weightInit };
  const outer = outputInit === undefined ? common : { ...common, weightInit: outputInit };
  const up = linear(scope.child("up"), x, hidden, inner);
  const activated =
    activation === "swiglu" ? linear(scope.child("gate"), x, hidden, inner).silu().mul(up) : activate(up, activation);
  return linear(scope.child("down"), activated, x.shape.at(-1)!, outer);
}

export function activate(x: Tensor, activation: Exclude<Activation, "swiglu">): Tensor {
  switch (activation) {
    case "relu":
      return x.relu();
    case "gelu":
      return x.gelu("erf");
    case "geluTanh":
      return x.gelu("tanh");
    case "silu":
      return x.silu();
    default:
      throw new Error(activation satisfies never);
  }
}
