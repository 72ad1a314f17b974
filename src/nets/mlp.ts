/** The multilayer perceptron. */
import { GlueballError } from "../base/index.ts";
import { activate, dropout, linear } from "../tensor/index.ts";
import type { Activation, Scope, Tensor } from "../tensor/index.ts";

export interface MlpConfig {
  /** Widths of the hidden layers; none: an affine map. */
  readonly hidden: readonly number[];
  /** Width of the result. */
  readonly output: number;
  /** After each hidden layer; gelu. */
  readonly activation?: Exclude<Activation, "swiglu">;
  /** Share of each hidden layer that is dropped in training; 0. */
  readonly dropout?: number;
}

/** x [..., K] -> [..., output]. Parameters 0.weight, 0.bias, 1.weight, ..., the result's layer last. */
export function mlp(scope: Scope, x: Tensor, config: MlpConfig): Tensor {
  const { hidden, output, activation = "gelu", dropout: rate = 0 } = config;
  requireConfig([...hidden, output], rate);
  const last = hidden.reduce((h, width, k) => {
    const layer = scope.child(k);
    return dropout(layer, activate(linear(layer, h, width), activation), rate);
  }, x);
  return linear(scope.child(hidden.length), last, output);
}

function requireConfig(widths: readonly number[], rate: number): void {
  if (!widths.every((width) => Number.isInteger(width) && width >= 1)) {
    throw new GlueballError({
      code: "nets/mlp-widths",
      what: "widths of the layers of a perceptron",
      found: widths,
      expected: "whole numbers, at least 1",
    });
  }
  if (!(rate >= 0 && rate < 1)) {
    throw new GlueballError({
      code: "nets/dropout-rate",
      what: "dropout of a perceptron",
      found: rate,
      expected: "a share, at least 0 and below 1",
    });
  }
}
