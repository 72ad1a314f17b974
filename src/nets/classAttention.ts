/**
 * Class attention (Touvron et al., arXiv 2103.17239): a trainable token reads the states of a sequence in some blocks, and
 * a perceptron reads the token. Only the token is changed, so a block costs T D^2 and not T^2 D.
 *
 * A complete block, in the form of NormFormer (arXiv 2110.09456), c the token and x the states:
 *
 *     a = c + LN2( MHA(query c; keys, values LN1 [c, x]) ),    c' = a + MLP(LN a)
 *
 * In OmniJet-alpha (arXiv 2403.05618) the residual, the second norm and the perceptron of a block exist but are never
 * called: c' = MHA(...), with gains of LN1 that start at 0, so at first every jet gives the same token. `attentionOnly`
 * is that block.
 *
 * B batch, T length, D width.
 */
import {
  activate,
  crossAttention,
  dropout,
  layerNorm,
  linear,
  normalInit,
  paddingBias,
  projectKeysValues,
  onesInit,
  xavierUniform,
  zerosInit,
} from "../tensor/index.ts";
import type { Activation, AttentionOptions, Scope, Tensor } from "../tensor/index.ts";
import { mlp } from "./mlp.ts";

const NORM_EPSILON = 1e-5;

export interface ClassAttentionConfig {
  readonly blocks: number;
  readonly heads: number;
  /** Only the attention of each block, as OmniJet-alpha computes it. */
  readonly attentionOnly: boolean;
  /** Of the perceptrons. */
  readonly activation: Exclude<Activation, "swiglu">;
  /** Of attention weights and hidden layers. */
  readonly dropout: number;
  /** Hidden layers of width D of the perceptron that reads the token. */
  readonly readerLayers: number;
  readonly classes: number;
}

/**
 * Logits [B, classes] of states [B, T, D]; valid: bool [B, T]. What stands in invalid places (finite numbers) has no
 * influence. Parameters token, block.<n>, reader.
 */
export function classAttention(scope: Scope, states: Tensor, valid: Tensor, config: ClassAttentionConfig): Tensor {
  const [batch, , width] = states.shape;
  const known = valid.cast("float32").unsqueeze(2); // B T 1
  const x = states.mul(known);
  const visible = paddingBias(known.squeeze(2).pad([0, 1], [0, 0], 1).greater(0.5)); // B 1 1 1+T
  let token = scope.parameter("token", [1, 1, width], normalInit(1)).broadcastTo([batch, 1, width]);
  for (let n = 0; n < config.blocks; n++)
    token = block(scope.child("block").child(n), token, x, { ...config, visible });
  const hidden = Array.from({ length: config.readerLayers }, () => width);
  const { activation, dropout: rate, classes } = config;
  return mlp(scope.child("reader"), token.squeeze(1), { hidden, output: classes, activation, dropout: rate });
}

/** token [B, 1, D], x [B, T, D] -> [B, 1, D] */
function block(
  scope: Scope,
  token: Tensor,
  x: Tensor,
  config: ClassAttentionConfig & { readonly visible: Tensor },
): Tensor {
  const { heads, attentionOnly, visible } = config;
  const options: AttentionOptions = {
    heads,
    scoreBias: visible,
    dropout: config.dropout,
    weightInit: xavierUniform,
  };
  const inner = scope.child("attention");
  const context = firstNorm(scope.child("attentionNorm"), token.concat([x], 1), attentionOnly);
  const read = crossAttention(inner, token, projectKeysValues(inner, context, options), options);
  if (attentionOnly) return read;
  const attended = token.add(layerNorm(scope.child("readNorm"), read));
  return attended.add(perceptron(scope, layerNorm(scope.child("hiddenNorm"), attended), config));
}

/** Layer norm whose gains start at 0 in the blocks of OmniJet-alpha. */
function firstNorm(scope: Scope, x: Tensor, startsAtZero: boolean): Tensor {
  const width = [x.shape.at(-1)!];
  const gain = scope.parameter("gain", width, startsAtZero ? zerosInit : onesInit);
  return x.layerNorm(gain, scope.parameter("bias", width, zerosInit), NORM_EPSILON);
}

function perceptron(scope: Scope, x: Tensor, { activation, dropout: rate }: ClassAttentionConfig): Tensor {
  const width = x.shape.at(-1)!;
  const hidden = activate(linear(scope.child("up"), x, width), activation);
  return linear(scope.child("down"), dropout(scope.child("hidden"), hidden, rate), width);
}
