/**
 * The twin of BART-L (arXiv 2501.09729): an encoder-decoder over the words of wordGrammar.ts. What the paper states is
 * depth 12 + 12, width 1024 and 357M parameters; 16 heads, feed-forward 4096, 2048 learned positions, GELU, dropout 0.1 and
 * post-norm are BART's defaults, which give that number. Where BART differs from this one: it has a norm behind the
 * embeddings, one table of words for both sides, and two unused positions, together below 0.05 % of the parameters.
 */
import { encoderDecoder } from "../../../nets/index.ts";
import type { EncoderDecoderConfig } from "../../../nets/index.ts";
import { crossEntropy, input } from "../../../tensor/index.ts";
import type { Scope, Tensor } from "../../../tensor/index.ts";
import { WORDS } from "../../words/wordGrammar.ts";

/** What every twin has in common. */
export const WORD_NETWORK = {
  vocabulary: WORDS.length,
  sourceVocabulary: WORDS.length,
  activation: "gelu",
  positions: "learned",
  tied: true,
} as const;

export const WORD_TWINS = {
  /** As BART-L; for a GPU. */
  paper: {
    ...WORD_NETWORK,
    layers: 12,
    width: 1024,
    heads: 16,
    hidden: 4096,
    context: 2048,
    dropout: 0.1,
    normPosition: "post",
  },
  /**
   * Of the size of the compact `s`, for a CPU: norms in front, which learn at higher rates without a long warm-up, and no
   * dropout, which costs as much as the network itself.
   */
  s: {
    ...WORD_NETWORK,
    layers: 3,
    width: 64,
    heads: 4,
    hidden: 256,
    context: 1024,
    dropout: 0,
    normPosition: "pre",
  },
  /** Learns nothing; for a first look and for tests. */
  tiny: {
    ...WORD_NETWORK,
    layers: 1,
    width: 16,
    heads: 2,
    hidden: 32,
    context: 512,
    dropout: 0,
    normPosition: "pre",
  },
} as const satisfies Record<string, EncoderDecoderConfig>;
export type WordTwinName = keyof typeof WORD_TWINS;

/** Parameters as a formula: those of the graph, without making it. */
export function wordTwinParameters(config: EncoderDecoderConfig): number {
  const { layers, width: d, hidden = 4 * d, context, vocabulary, sourceVocabulary, normPosition } = config;
  const attention = 4 * (d + 1) * d;
  const feedForward = (d + 1) * hidden + (hidden + 1) * d;
  const encoder = layers * (attention + feedForward + 2 * 2 * d);
  const decoder = layers * (2 * attention + feedForward + 3 * 2 * d);
  const lastNorms = normPosition === "post" ? 0 : 2 * 2 * d;
  return encoder + decoder + lastNorms + (vocabulary + sourceVocabulary + 2 * context) * d;
}

/** The number of the word that fills rows: source positions that hold it are not seen, targets that are it do not count. */
export const PADDING = 0;

/**
 * Mean of -ln p(next word) over the words of a batch, in nats. Inputs source int32 [batch, sourceLength], target and next
 * int32 [batch, targetLength]; both lengths may be shorter than the network's positions.
 */
export function wordLoss(
  scope: Scope,
  { batch, sourceLength, targetLength }: { batch: number; sourceLength: number; targetLength: number },
  config: EncoderDecoderConfig,
): Tensor {
  const source = input("source", [batch, sourceLength], "int32");
  const target = input("target", [batch, targetLength], "int32");
  const next = input("next", [batch, targetLength], "int32");
  const logits = encoderDecoder(scope, source, target, config, source.equal(PADDING).not());
  return crossEntropy(logits, next, { ignoreIndex: PADDING });
}
