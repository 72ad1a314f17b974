/**
 * Encoder-decoder transformers (Vaswani et al., arXiv 1706.03762): a decoder whose blocks also look at an encoded source.
 *
 * B batch, S and T lengths of source and target, D width, V vocabulary of the target.
 */
import { cachedAttention, crossAttention, paddingBias, projectKeysValues } from "../tensor/index.ts";
import type { KeysValues, Scope, Tensor } from "../tensor/index.ts";
import {
  attentionOptions,
  decoderLogits,
  embedStep,
  embedTokens,
  selfAttention,
  stack,
  tokenEncoder,
  withOutputBias,
} from "./transformer.ts";
import type { Cache, DecoderConfig, DecoderStep, TransformerConfig } from "./transformer.ts";

export interface EncoderDecoderConfig extends DecoderConfig {
  /** Vocabulary of the source; `vocabulary` is that of the target. */
  readonly sourceVocabulary: number;
}

/**
 * Logits of the next target token given the source. source int32 [B, S], target int32 [B, T] -> [B, T, V].
 * sourceValid: bool [B, S].
 */
export function encoderDecoder(
  scope: Scope,
  source: Tensor,
  target: Tensor,
  config: EncoderDecoderConfig,
  sourceValid?: Tensor,
): Tensor {
  const memory = encodeMemory(scope, source, config, sourceValid);
  const decoderScope = scope.child("decoder");
  const x = embedTokens(decoderScope, target, config);
  const y = stack(
    decoderScope,
    x,
    config,
    (block, h) => selfAttention(block, h, config, true),
    (block, h, layer) => crossTo(block, h, memory[layer], config, sourceValid),
  );
  return decoderLogits(decoderScope, y, config);
}

/** Keys and values of the encoded source for every decoder layer: computed once a sequence. */
export function encodeMemory(scope: Scope, source: Tensor, config: EncoderDecoderConfig, sourceValid?: Tensor): Cache {
  const encoded = tokenEncoder(scope.child("encoder"), source, config.sourceVocabulary, config, sourceValid);
  return Array.from({ length: config.layers }, (_, layer) => {
    const block = scope.child("decoder").child("blocks").child(layer);
    return projectKeysValues(block.child("cross"), encoded, attentionOptions(config));
  });
}

export interface EncoderDecoderStepInputs {
  /** int32 [B], standing at `position` (int32 [B]). */
  readonly token: Tensor;
  readonly position: Tensor;
  readonly cache: Cache;
  /** From `encodeMemory`. */
  readonly memory: Cache;
  /** bool [B, S] */
  readonly sourceValid?: Tensor;
}

/** One step of the encoder-decoder, as `decoderStep`. */
export function encoderDecoderStep(
  scope: Scope,
  { token, position, cache, memory, sourceValid }: EncoderDecoderStepInputs,
  config: EncoderDecoderConfig,
): DecoderStep {
  const decoderScope = scope.child("decoder");
  const now: KeysValues[] = [];
  const y = stack(
    decoderScope,
    embedStep(decoderScope, token, position, config),
    config,
    (block, h, layer) => {
      const step = cachedAttention(block.child("attention"), h, [cache[layer]], position, attentionOptions(config));
      now.push(step.now);
      return withOutputBias(block.child("attention"), step.output, config);
    },
    (block, h, layer) => crossTo(block, h, memory[layer], config, sourceValid),
  );
  return { logits: decoderLogits(decoderScope, y, config).squeeze(1), now };
}

function crossTo(block: Scope, x: Tensor, memory: KeysValues, config: TransformerConfig, valid?: Tensor): Tensor {
  const scoreBias = valid === undefined ? undefined : paddingBias(valid);
  const inner = block.child("cross");
  return withOutputBias(inner, crossAttention(inner, x, memory, { ...attentionOptions(config), scoreBias }), config);
}
