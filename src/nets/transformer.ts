/**
 * Transformers: decoder-only (a language model of any tokens) and encoder (Vaswani et al., arXiv 1706.03762); both together
 * are in encoderDecoder.ts.
 *
 * One block is: x + attention(norm(x)), then x + feedForward(norm(x)) with pre-norm and a last norm at the end of the
 * stack (Xiong et al., arXiv 2002.04745); norm(x + attention(x)), norm(x + feedForward(x)) with post-norm. The maps
 * that write into the residual stream start smaller by 1 / sqrt(2 layers), so that its variance at the start does not
 * grow with depth (GPT-2).
 *
 * B batch, T length, D width, V vocabulary.
 */
import {
  attention,
  cachedAttention,
  constant,
  embedding,
  feedForward,
  layerNorm,
  linear,
  MASKED,
  normalInit,
  dropout,
  onesInit,
  paddingBias,
  rmsNorm,
  triangularMask,
  zerosInit,
} from "../tensor/index.ts";
import type { Activation, AttentionOptions, KeysValues, Scope, Tensor } from "../tensor/index.ts";

export interface TransformerConfig {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  /** Heads of keys and values; default `heads`. */
  readonly keyValueHeads?: number;
  /** Longest sequence. */
  readonly context: number;
  /** Width of the feed-forward layer; default 4 `width`. */
  readonly hidden?: number;
  readonly activation?: Activation;
  readonly norm?: "layer" | "rms";
  readonly normPosition?: "pre" | "post";
  /** `none`: order enters through the causal mask only, as in OmniJet-alpha. */
  readonly positions?: "none" | "learned" | "rotary" | "sinusoidal";
  readonly bias?: boolean;
  /** Biases of queries, keys and values; default `bias`. */
  readonly queryBias?: boolean;
  /** A trainable factor for each channel, 1 at the start, of what a layer adds to the residual stream; default false. */
  readonly gates?: boolean;
  readonly dropout?: number;
}

export interface DecoderConfig extends TransformerConfig {
  readonly vocabulary: number;
  /** The output layer uses the embedding's weights. */
  readonly tied?: boolean;
  /** Bias of an output layer that is not tied; default false. */
  readonly headBias?: boolean;
  /**
   * Width E of the vocabulary's table, which a map E -> D follows (Lan et al., arXiv 1909.11942, sec. 3.1): V E + E D
   * parameters instead of V D. Default: the table has width D.
   */
  readonly embeddingWidth?: number;
}

/** Keys and values of earlier positions, one entry a layer. */
export type Cache = readonly KeysValues[];

const WEIGHT_DEVIATION = 0.02;

/**
 * Waves as strong as the tokens' initial values. With amplitude 1, as the paper has it beside embeddings of its own
 * scale, they drown the tokens: a copying task that takes 300 steps with learned positions took 800.
 */
const SINE_AMPLITUDE = Math.SQRT2 * WEIGHT_DEVIATION;

/** What a position of a decoder may see. */
export interface DecoderView {
  /**
   * int32 [B, T], numbers of the sequences that are packed into a row: no position sees another sequence. A row with one
   * sequence and padding behind it has another number, such as -1, on the padding.
   */
  readonly segments?: Tensor | undefined;
  /** Each position sees itself and earlier ones only; default true. */
  readonly causal?: boolean;
}

/**
 * Next-token logits of a decoder-only model. tokens int32 [B, T] -> [B, T, V]. Short sequences may be packed into one
 * row, see `DecoderView`.
 */
export function decoder(scope: Scope, tokens: Tensor, config: DecoderConfig, segments?: Tensor): Tensor {
  const x = embedTokens(scope, tokens, config, segments);
  return decoderLogits(scope, decoderStates(scope, x, config, { segments }), config);
}

/** Tokens, with what tells their positions where that is a vector: int32 [B, T] -> [B, T, D]. Positions count from the start of a segment. */
export function embedTokens(scope: Scope, tokens: Tensor, config: DecoderConfig, segments?: Tensor): Tensor {
  return placed(scope, embedIds(scope, tokens, config), config, segments);
}

/** The hidden states of embedded positions before the output layer: x [B, T, D] -> [B, T, D]. */
export function decoderStates(
  scope: Scope,
  x: Tensor,
  config: TransformerConfig,
  { segments, causal = true }: DecoderView = {},
): Tensor {
  const separate = segments === undefined ? undefined : segmentBias(segments);
  return stack(scope, x, config, (block, h) => selfAttention(block, h, config, causal, separate));
}

/** The output layer: states [..., D] -> [..., V]. */
export function decoderLogits(scope: Scope, states: Tensor, config: DecoderConfig): Tensor {
  const { vocabulary, width, tied = false, headBias = false, embeddingWidth } = config;
  const init = normalInit(WEIGHT_DEVIATION);
  if (!tied)
    return linear(scope.child("head"), states, vocabulary, { bias: headBias, weightInit: init, biasInit: zerosInit });
  const narrow = embeddingWidth === undefined ? states : states.matmul(expansion(scope, config)); // ... E
  return narrow.linear(scope.child("token").parameter("weight", [vocabulary, embeddingWidth ?? width], init));
}

/** Additive bias that hides other segments: [B, T] -> [B, 1, T, T]. */
function segmentBias(segments: Tensor): Tensor {
  const [batch, length] = segments.shape;
  return sameSegment(segments).where(0, MASKED).reshape([batch, 1, length, length]);
}

/** [B, T] -> bool [B, T, T] */
function sameSegment(segments: Tensor): Tensor {
  const [batch, length] = segments.shape;
  return segments.reshape([batch, length, 1]).equal(segments.reshape([batch, 1, length]));
}

/** The place of each position in its segment, from 0: [B, T] -> int32 [B, T]. */
function placesIn(segments: Tensor): Tensor {
  const [batch, length] = segments.shape;
  const upToHere = sameSegment(segments).and(triangularMask(length, length).broadcastTo([batch, length, length]));
  return upToHere.where(1, 0).sum(2).sub(1).cast("int32");
}

/** A step: the logits of the next token [B, V], and the keys and values of this position [B, G, 1, E], one entry a layer. */
export interface DecoderStep {
  readonly logits: Tensor;
  readonly now: Cache;
}

/**
 * One step of the same model. token int32 [B] stands at `position` int32 [B] of its sequence; the pages of the cache hold
 * the positions before it, and the caller writes `now` behind them.
 */
export function decoderStep(
  scope: Scope,
  token: Tensor,
  position: Tensor,
  pages: readonly Cache[],
  config: DecoderConfig,
): DecoderStep {
  const x = embedStep(scope, token, position, config);
  const { states, now } = decoderStepStates(scope, x, position, pages, config);
  return { logits: decoderLogits(scope, states, config).squeeze(1), now };
}

/** The step of an embedded position, x [B, 1, D], without the output layer: states [B, 1, D]. */
export function decoderStepStates(
  scope: Scope,
  x: Tensor,
  position: Tensor,
  pages: readonly Cache[],
  config: TransformerConfig,
): { readonly states: Tensor; readonly now: Cache } {
  const now: KeysValues[] = [];
  const states = stack(scope, x, config, (block, h, layer) => {
    const own = pages.map((page) => page[layer]);
    const step = cachedAttention(block.child("attention"), h, own, position, attentionOptions(config));
    now.push(step.now);
    return withOutputBias(block.child("attention"), step.output, config);
  });
  return { states, now };
}

/** x [B, T, D] -> [B, T, D]; every position sees every valid one. valid: bool [B, T], absent: all. */
export function encoder(scope: Scope, x: Tensor, config: TransformerConfig, valid?: Tensor): Tensor {
  const hidden = valid === undefined ? undefined : paddingBias(valid);
  return stack(scope, x, config, (block, h) => selfAttention(block, h, config, false, hidden));
}

/** Encoder of token sequences: int32 [B, T] -> [B, T, D]. */
export function tokenEncoder(
  scope: Scope,
  tokens: Tensor,
  vocabulary: number,
  config: TransformerConfig,
  valid?: Tensor,
): Tensor {
  return encoder(scope, embedTokens(scope, tokens, { ...config, vocabulary }), config, valid);
}

/** Shape [B, G, T, E] of one layer's keys (and values) in the cache of a batch. */
export function cacheShape(
  batch: number,
  { heads, keyValueHeads = heads, context, width }: TransformerConfig,
): readonly [number, number, number, number] {
  return [batch, keyValueHeads, context, width / heads];
}

type Mixer = (block: Scope, x: Tensor, layer: number) => Tensor;

/** The blocks: each mixer (self-attention, cross-attention) and the feed-forward layer around the residual stream. */
export function stack(scope: Scope, x: Tensor, config: TransformerConfig, mix: Mixer, cross?: Mixer): Tensor {
  const { layers, width, hidden = 4 * width, activation = "gelu", bias = true, normPosition = "pre" } = config;
  const rate = config.dropout ?? 0;
  let h = x;
  for (let layer = 0; layer < layers; layer++) {
    const block = scope.child("blocks").child(layer);
    const add = (name: string, part: (y: Tensor) => Tensor) => {
      const gate = (y: Tensor) => (config.gates === true ? gated(block.child(`${name}Gate`), y) : y);
      const branch = (y: Tensor) => gate(dropout(block.child(name), part(y), rate));
      const norm = (y: Tensor) => normalise(block.child(`${name}Norm`), y, config);
      h = normPosition === "pre" ? h.add(branch(norm(h))) : norm(h.add(branch(h)));
    };
    add("attention", (y) => mix(block, y, layer));
    if (cross !== undefined) add("cross", (y) => cross(block, y, layer));
    const options = {
      hidden,
      activation,
      bias,
      weightInit: normalInit(WEIGHT_DEVIATION),
      outputInit: outputInit(config),
    };
    add("feedForward", (y) => feedForward(block.child("feedForward"), y, options));
  }
  return normPosition === "pre" ? normalise(scope.child("norm"), h, config) : h;
}

/** A factor of its own for each channel: [..., D] -> [..., D]. */
function gated(scope: Scope, y: Tensor): Tensor {
  return y.mul(scope.parameter("gain", [y.shape.at(-1)!], onesInit));
}

export function selfAttention(
  block: Scope,
  x: Tensor,
  config: TransformerConfig,
  causal: boolean,
  scoreBias?: Tensor,
): Tensor {
  const inner = block.child("attention");
  return withOutputBias(inner, attention(inner, x, { ...attentionOptions(config), causal, scoreBias }), config);
}

/** The output map of an attention layer whose queries, keys and values have no bias may have one all the same. */
export function withOutputBias(
  inner: Scope,
  y: Tensor,
  { width, bias = true, queryBias = bias }: TransformerConfig,
): Tensor {
  if (queryBias || !bias) return y;
  return y.add(inner.child("output").parameter("bias", [width], zerosInit));
}

export function attentionOptions(config: TransformerConfig): AttentionOptions {
  const { heads, keyValueHeads = heads, bias = true, queryBias = bias, positions = "learned" } = config;
  return {
    heads,
    keyValueHeads,
    bias: queryBias,
    rotary: positions === "rotary",
    dropout: config.dropout ?? 0,
    weightInit: normalInit(WEIGHT_DEVIATION),
    outputInit: outputInit(config),
  };
}

function outputInit({ layers }: TransformerConfig) {
  return normalInit(WEIGHT_DEVIATION / Math.sqrt(2 * layers));
}

function normalise(scope: Scope, x: Tensor, { norm = "layer" }: TransformerConfig): Tensor {
  return norm === "layer" ? layerNorm(scope, x) : rmsNorm(scope, x);
}

/** ids [...] -> [..., D] */
function embedIds(scope: Scope, ids: Tensor, config: DecoderConfig): Tensor {
  const { vocabulary, width, embeddingWidth = width } = config;
  const x = embedding(scope.child("token"), ids, vocabulary, embeddingWidth, normalInit(WEIGHT_DEVIATION));
  return config.embeddingWidth === undefined ? x : x.linear(expansion(scope, config));
}

/** The map [D, E] behind a narrow table. Its entries have deviation 1 / sqrt(E): the embeddings keep the table's scale. */
function expansion(scope: Scope, { width, embeddingWidth = width }: DecoderConfig): Tensor {
  const init = normalInit(embeddingWidth ** -0.5);
  return scope.child("token").child("up").parameter("weight", [width, embeddingWidth], init);
}

/** Adds what tells positions apart: x [B, T, D]. */
function placed(scope: Scope, x: Tensor, config: TransformerConfig, segments?: Tensor): Tensor {
  const table = positionTable(scope, config);
  const at = () => (segments === undefined ? table!.narrow(0, 0, x.shape[1]) : table!.gather(placesIn(segments)));
  const sum = table === undefined ? x : x.add(at());
  return dropout(scope.child("embedding"), sum, config.dropout ?? 0);
}

/** token [B], position [B] -> [B, 1, D] */
export function embedStep(scope: Scope, token: Tensor, position: Tensor, config: DecoderConfig): Tensor {
  const x = embedIds(scope, token, config);
  const table = positionTable(scope, config);
  return (table === undefined ? x : x.add(table.gather(position))).unsqueeze(1);
}

/** [context, D], or nothing where positions enter elsewhere. */
function positionTable(scope: Scope, { positions = "learned", context, width }: TransformerConfig): Tensor | undefined {
  if (positions === "learned") {
    return scope.child("position").parameter("weight", [context, width], normalInit(WEIGHT_DEVIATION));
  }
  if (positions !== "sinusoidal") return undefined;
  const values = Float64Array.from({ length: context * width }, (_, i) => {
    const [position, column] = [Math.floor(i / width), i % width];
    const angle = position / 10000 ** ((2 * Math.floor(column / 2)) / width);
    return SINE_AMPLITUDE * (column % 2 === 0 ? Math.sin(angle) : Math.cos(angle));
  });
  return constant(values, [context, width]);
}
