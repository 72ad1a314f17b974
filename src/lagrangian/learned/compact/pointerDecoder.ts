/**
 * The pointer decoder. A token is a slot or an item of the list, so its vector is a row of a table that each list has for
 * itself: K learned slots, then one row for each item made from the encoder's state. The same holds for the logits,
 *
 *     logit(token) = q(h) . key(token) / sqrt(D),
 *
 * with keys that are learned for slots and a linear map of the encoder's states for items (Vinyals et al., Pointer
 * networks, arXiv 1506.03134, eq. 3, as a scalar product). Blocks are pre-norm: causal self-attention, attention to the
 * items, a feed-forward layer. Without positions the causal mask alone tells the order.
 *
 * B rows, T tokens, S items, K slots, D width.
 */
import {
  attention,
  cachedAttention,
  crossAttention,
  dropout,
  feedForward,
  layerNorm,
  linear,
  MASKED,
  normalInit,
  projectKeysValues,
  range,
} from "../../../tensor/index.ts";
import type { AttentionOptions, KeysValues, Scope, Tensor } from "../../../tensor/index.ts";
import { SLOTS } from "./compactTarget.ts";
import type { SetNetworkConfig } from "./setEncoder.ts";

/** What the decoder needs of the encoded items: made once for a list. */
export interface ItemMemory {
  /** Vectors of all tokens, [B, K + S, D]. */
  readonly table: Tensor;
  /** Keys of all tokens for the logits, [B, K + S, D]. */
  readonly keys: Tensor;
  /** Keys and values of the items, one entry a layer. */
  readonly layers: readonly KeysValues[];
}

const SLOT_DEVIATION = 0.5; // of the size of mapped states of a normed encoder

/** states [B, S, D] from `encodeItems`. */
export function itemMemory(scope: Scope, states: Tensor, config: SetNetworkConfig): ItemMemory {
  const { width, decoderLayers } = config;
  const [batch] = states.shape;
  const withSlots = (name: string): Tensor => {
    const slots = scope.child(name).parameter("slots", [SLOTS, width], normalInit(SLOT_DEVIATION));
    const items = linear(scope.child(name).child("items"), states, width); // B S D
    return slots.unsqueeze(0).broadcastTo([batch, SLOTS, width]).concat([items], 1); // B K+S D
  };
  const layers = Array.from({ length: decoderLayers }, (_, layer) =>
    projectKeysValues(blockOf(scope, layer).child("cross"), states, attentionOptions(config)),
  );
  return { table: withSlots("input"), keys: withSlots("output"), layers };
}

/** What a position sees: its list. */
export interface RowView {
  /** int32 [B, T] and [B, S]. */
  readonly segments: Tensor;
  readonly itemSegments: Tensor;
}

/** Logits of the next tokens. tokens int32 [B, T], numbers in the table -> [B, T, K + S]. */
export function decodeTokens(
  scope: Scope,
  tokens: Tensor,
  memory: ItemMemory,
  { segments, itemSegments }: RowView,
  config: SetNetworkConfig,
): Tensor {
  const [batch, length] = tokens.shape;
  const own = sameList(segments, segments).reshape([batch, 1, length, length]);
  const items = sameList(segments, itemSegments); // B T S
  const cross = items.reshape([batch, 1, length, -1]);
  let h = lookUp(memory.table, tokens); // B T D
  for (const [layer, { keys, values }] of memory.layers.entries()) {
    const block = blockOf(scope, layer);
    h = residual(block, "attention", h, config, (inner, y) =>
      attention(inner, y, { ...attentionOptions(config), causal: true, scoreBias: own }),
    );
    h = residual(block, "cross", h, config, (inner, y) =>
      crossAttention(inner, y, { keys, values }, { ...attentionOptions(config), scoreBias: cross }),
    );
    h = residual(block, "feedForward", h, config, (inner, y) => feedForward(inner, y, feedForwardOptions(config)));
  }
  return pointerLogits(scope, h, memory.keys).add(items.pad([0, 0, SLOTS], [0, 0, 0]));
}

export interface PointerStepInputs {
  /** int32 [B], number in the table, standing at `position` int32 [B]. */
  readonly token: Tensor;
  readonly position: Tensor;
  /** Keys and values of earlier tokens, [B, H, T, E] a layer. */
  readonly cache: readonly KeysValues[];
  readonly memory: ItemMemory;
  /** bool [B, S] */
  readonly validItems: Tensor;
}

/** One step of the same network: logits [B, K + S], and keys and values of this position for the caller to keep. */
export function pointerStep(
  scope: Scope,
  { token, position, cache, memory, validItems }: PointerStepInputs,
  config: SetNetworkConfig,
): { readonly logits: Tensor; readonly now: readonly KeysValues[] } {
  const [batch, items] = validItems.shape;
  const hidden = validItems.where(0, MASKED); // B S
  const now: KeysValues[] = [];
  let h = lookUp(memory.table, token.unsqueeze(1)); // B 1 D
  for (const [layer, { keys, values }] of memory.layers.entries()) {
    const block = blockOf(scope, layer);
    h = residual(block, "attention", h, config, (inner, y) => {
      const step = cachedAttention(inner, y, [cache[layer]], position, attentionOptions(config));
      now.push(step.now);
      return step.output;
    });
    const cross = { ...attentionOptions(config), scoreBias: hidden.reshape([batch, 1, 1, items]) };
    h = residual(block, "cross", h, config, (inner, y) => crossAttention(inner, y, { keys, values }, cross));
    h = residual(block, "feedForward", h, config, (inner, y) => feedForward(inner, y, feedForwardOptions(config)));
  }
  const logits = pointerLogits(scope, h, memory.keys).squeeze(1);
  return { logits: logits.add(hidden.pad([0, SLOTS], [0, 0])), now };
}

function residual(
  block: Scope,
  name: string,
  h: Tensor,
  config: SetNetworkConfig,
  branch: (inner: Scope, y: Tensor) => Tensor,
): Tensor {
  const y = branch(block.child(name), layerNorm(block.child(`${name}Norm`), h));
  return h.add(dropout(block.child(name), y, config.dropout));
}

/** Rows of a table of each list: table [B, N, D], tokens int32 [B, T] -> [B, T, D]. */
function lookUp(table: Tensor, tokens: Tensor): Tensor {
  const [batch, rows, width] = table.shape;
  const starts = range(batch).mul(rows).reshape([batch, 1]);
  return table.reshape([batch * rows, width]).gather(tokens.add(starts)); // B T D
}

/** h [B, T, D], keys [B, N, D] -> [B, T, N] */
function pointerLogits(scope: Scope, h: Tensor, keys: Tensor): Tensor {
  const width = h.shape[2];
  const query = linear(scope.child("query"), layerNorm(scope.child("norm"), h), width, { bias: false });
  return query.matmul(keys, { transposeB: true, scale: width ** -0.5 });
}

/** Additive bias: int32 [B, T] and [B, S] -> [B, T, S]. */
function sameList(a: Tensor, b: Tensor): Tensor {
  const [batch, length] = a.shape;
  return a
    .reshape([batch, length, 1])
    .equal(b.reshape([batch, 1, -1]))
    .where(0, MASKED);
}

function blockOf(scope: Scope, layer: number): Scope {
  return scope.child("blocks").child(layer);
}

const WEIGHT_DEVIATION = 0.02;

function attentionOptions({ heads, decoderLayers, dropout, positions }: SetNetworkConfig): AttentionOptions {
  return {
    heads,
    dropout,
    rotary: positions === "rotary",
    weightInit: normalInit(WEIGHT_DEVIATION),
    outputInit: normalInit(WEIGHT_DEVIATION / Math.sqrt(3 * decoderLayers)),
  };
}

function feedForwardOptions({ hidden, decoderLayers }: SetNetworkConfig) {
  return {
    hidden,
    activation: "gelu",
    weightInit: normalInit(WEIGHT_DEVIATION),
    outputInit: normalInit(WEIGHT_DEVIATION / Math.sqrt(3 * decoderLayers)),
  } as const;
}
