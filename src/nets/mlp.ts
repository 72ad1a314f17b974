import { activate, dropout, linear } from "../tensor/index.ts";
import type { Activation, Scope, Tensor } from "../tensor/index.ts";

export interface MlpConfig {
  /** Widths of the layers between input and output. */
  readonly hidden: readonly number[];
  readonly output: number;
  readonly activation?: Exclude<Activation, "swiglu">;
  /** After each activation. */
  readonly dropout?: number;
}

/** Linear layers with activations between them: x [..., K] -> [..., output]. */
export function mlp(
  scope: Scope,
  x: Tensor,
  { hidden, output, activation = "relu", dropout: rate = 0 }: MlpConfig,
): Tensor {
  const inner = hidden.reduce((h, width, k) => {
    const layer = scope.child(k);
    return dropout(layer, activate(linear(layer, h, width), activation), rate);
  }, x);
  return linear(scope.child(hidden.length), inner, output);
}
