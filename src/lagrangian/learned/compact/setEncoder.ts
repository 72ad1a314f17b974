/**
 * The set encoder: items of a field list (letters, pairs of letters) in, one vector each out. Features (features.ts) pass
 * a small perceptron, then pre-norm blocks of attention over all items of the list. There is no position: the input is a
 * set.
 *
 * B rows, S items, F features, D width.
 */
import { decoderStates } from "../../../nets/index.ts";
import { activate, linear, normalInit } from "../../../tensor/index.ts";
import type { Scope, Tensor } from "../../../tensor/index.ts";

export interface SetNetworkConfig {
  readonly width: number;
  readonly heads: number;
  /** Width of the feed-forward layers. */
  readonly hidden: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly dropout: number;
  /** What tells positions of the decoder apart beside the causal mask. */
  readonly positions: "none" | "rotary";
}

/** A label that no training list has keeps the initial weights of its feature: small ones, so that it says little. */
const FEATURE_DEVIATION = 0.01;

/** features [B, S, F], segments int32 [B, S] -> [B, S, D]; items see items of their segment only. */
export function encodeItems(scope: Scope, features: Tensor, segments: Tensor, config: SetNetworkConfig): Tensor {
  const { width, heads, hidden, encoderLayers: layers, dropout } = config;
  const inner = linear(scope.child("items").child(0), features, 2 * width, {
    weightInit: normalInit(FEATURE_DEVIATION),
  });
  const x = linear(scope.child("items").child(1), activate(inner, "gelu"), width); // B S D
  const blocks = { layers, width, heads, hidden, dropout, context: features.shape[1], positions: "none" } as const;
  return decoderStates(scope, x, blocks, { segments, causal: false });
}
