/**
 * The network of a jet language model over the ids of a tokeniser (tokens.ts), asked for the next constituent: a
 * decoder-only transformer, or Mamba blocks. Several jets share a row in training (pack.ts); the order of the
 * constituents, by falling pT, is what a position means.
 */
import { GlueballError } from "../base/index.ts";
import { decoderLogits, decoderStates, embedTokens, mambaStates } from "../nets/index.ts";
import type { DecoderConfig, MambaDecoderConfig } from "../nets/index.ts";
import {
  embedConstituents,
  FEATURES,
  headNetwork,
  maskedInputs,
  maskedLogits,
  predictsMasked,
  seesFeatures,
} from "./hybrid.ts";
import type { MaskedInputs } from "./hybrid.ts";
import { crossEntropy, input } from "../tensor/index.ts";
import type { Activation, Scope, Tensor } from "../tensor/index.ts";
import type { Architecture } from "./architectures.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";

export interface JetModelConfig {
  /** What mixes positions: attention, or the recurrence of Mamba-2, which needs pre-norm, rms and no positions. Default transformer. */
  readonly backbone?: "transformer" | "mamba";
  readonly layers: number;
  readonly width: number;
  /** Heads of the attention, or of the state space. */
  readonly heads: number;
  /** Numbers that a channel of a Mamba block remembers. */
  readonly states?: number;
  readonly activation: Activation;
  readonly norm: "layer" | "rms";
  readonly normPosition: "pre" | "post";
  readonly positions: "none" | "rotary" | "learned";
  readonly dropout: number;
  /** Biases of queries, keys and values; default true. */
  readonly queryBias?: boolean;
  /** Bias of the output layer; default false. */
  readonly headBias?: boolean;
  /** The output layer uses the embeddings; default false. */
  readonly tied?: boolean;
  /** Width of the vocabulary's table; pays where the vocabulary is large. Default `width`. */
  readonly embeddingWidth?: number;
  /** Most constituents of a jet. A longer jet is cut and gets no end token. */
  readonly cap: number;
  /** Ids of the tokeniser, V + 2. */
  readonly vocabulary: number;
  /** Ids of a constituent, the tokeniser's stages; default 1. */
  readonly stages?: number;
  /** Classes of jets that the model can be asked for (conditioning.ts); default 0: none. */
  readonly classes?: number;
  /** What enters at a constituent: its id, its features, or both (hybrid.ts). Default token. */
  readonly input?: "token" | "continuous" | "both";
  /** Trainable factors, 1 at the start, of what each layer adds to the residual stream; default false. */
  readonly gates?: boolean;
  /**
   * Blocks between the states of the backbone and each output layer, with a feed-forward layer of twice the width (hybrid.ts).
   * Default: none for the next token, and one usual block for removed constituents.
   */
  readonly headBlocks?: number;
  /** What the network learns: the next token, removed constituents (MPM, hybrid.ts), or the sum of both. Default ntp. */
  readonly objective?: "ntp" | "mpm" | "joint";
}

/** The network for the ids of a tokeniser, and for `classes` classes of jets. */
export function modelConfig(
  architecture: Architecture,
  tokeniser: Pick<Tokeniser, "codes" | "stages">,
  cap: number,
  classes = 0,
): JetModelConfig {
  const { codes, stages } = tokeniser;
  const optional = { ...(stages > 1 ? { stages } : {}), ...(classes > 0 ? { classes } : {}) };
  return { ...architecture, cap, vocabulary: codes + 2, ...optional };
}

/** Target that does not count: padding, and the place after an end token. */
export const IGNORED = -1;

/** Positions of a jet in a row: the start and the ids of the cap's constituents; the end token is only ever a target. */
export function rowLength(cap: number, stages = 1): number {
  return stages * cap + 1;
}

export function decoderConfig({ cap, stages, classes = 0, vocabulary, ...config }: JetModelConfig): DecoderConfig {
  return { ...config, vocabulary: vocabulary + classes, context: rowLength(cap, stages) };
}

/** The same for Mamba blocks. @throws GlueballError jetlm/bad-architecture */
export function mambaConfig(config: JetModelConfig): MambaDecoderConfig {
  const { states, norm, normPosition, positions, activation } = config;
  const found = { norm, normPosition, positions, activation };
  if (states !== undefined && `${Object.values(found)}` === "rms,pre,none,silu")
    return { ...decoderConfig(config), states };
  throw new GlueballError({
    code: "jetlm/bad-architecture",
    what: "a backbone of Mamba blocks",
    found: Object.entries({ states, ...found })
      .map(([name, value]) => `${name} ${value}`)
      .join(", "),
    expected: "states, norm rms, normPosition pre, positions none, activation silu",
  });
}

/** The inputs of a batch of packed rows, each int32 [rows, length]. */
export interface PackedInputs {
  readonly tokens: Tensor;
  readonly targets: Tensor;
  readonly segments: Tensor;
  /** [rows, length, 3] of constituents, where the model's input is continuous (hybrid.ts). */
  readonly features?: Tensor | undefined;
}

export function packedInputs(rows: number, length: number, config?: Pick<JetModelConfig, "input">): PackedInputs {
  const shape = [rows, length];
  return {
    tokens: input("tokens", shape, "int32"),
    targets: input("targets", shape, "int32"),
    segments: input("segments", shape, "int32"),
    features: seesFeatures(config ?? {}) ? input("features", [...shape, FEATURES]) : undefined,
  };
}

/**
 * What the network knows of each position before its output layer: [B, T, D]. Parameters have the names that they have in
 * `nextTokenLoss`, so the weights of a trained model load by name, and the output layer is the only thing missing.
 *
 * Jets that are not packed, one a row (tokens int32 [B, T], the start first, valid or not): segments are 0 on the ids of
 * the jet and -1 on the padding behind them, whose tokens may be anything; then no valid state depends on the padding, with
 * or without the causal mask. `causal: false`: each position sees its whole jet, for classification.
 * @throws GlueballError jetlm/backbone-is-causal, jetlm/bad-architecture
 */
export function backboneStates(
  scope: Scope,
  { tokens, segments, features }: Omit<PackedInputs, "targets">,
  config: JetModelConfig,
  { causal = true }: { readonly causal?: boolean } = {},
): Tensor {
  const network = decoderConfig(config);
  requireHybrid(config);
  const x = seesFeatures(config)
    ? embedConstituents(scope, tokens, features, config, network)
    : embedTokens(scope, tokens, network, segments);
  if (config.backbone !== "mamba") return decoderStates(scope, x, network, { segments, causal });
  if (causal) return mambaStates(scope, x, mambaConfig(config), segments);
  throw new GlueballError({
    code: "jetlm/backbone-is-causal",
    what: "a backbone of Mamba blocks runs forward only",
    found: "causal: false",
    expected: "causal: true, or a transformer",
  });
}

/** Continuous input, removed constituents and last blocks need attention without tables of positions, and one id a constituent. */
function requireHybrid(config: JetModelConfig): void {
  const { backbone = "transformer", positions, stages = 1, headBlocks = 0 } = config;
  if (!seesFeatures(config) && !predictsMasked(config) && headBlocks === 0) return;
  if (backbone === "transformer" && positions !== "learned" && stages === 1) return;
  throw new GlueballError({
    code: "jetlm/bad-architecture",
    what: "continuous input, learning from removed constituents, or last blocks of each objective",
    found: `backbone ${backbone}, positions ${positions}, ${stages} ids a constituent`,
    expected: "a transformer with positions rotary or none, and one id a constituent",
  });
}

/** Logits of the next id: [B, T, V]. @throws as `backboneStates` */
export function nextTokenLogits(scope: Scope, inputs: Omit<PackedInputs, "targets">, config: JetModelConfig): Tensor {
  const states = backboneStates(scope, inputs, config);
  const head = nextTokenHead(config);
  const { segments } = inputs;
  const last = head === undefined ? states : decoderStates(scope.child(NEXT), states, head, { segments });
  return decoderLogits(scope, last, decoderConfig(config));
}

/** Where the blocks of the next token have their parameters. */
export const NEXT = "next";

/** The blocks between backbone and output layer of the next token, or none. */
export function nextTokenHead(config: JetModelConfig): DecoderConfig | undefined {
  const { headBlocks = 0 } = config;
  return headBlocks === 0 ? undefined : headNetwork(decoderConfig(config), headBlocks);
}

/** Mean of -ln p(next id) over the positions that count, in nats per token. */
export function nextTokenLoss(scope: Scope, inputs: PackedInputs, config: JetModelConfig): Tensor {
  const logits = nextTokenLogits(scope, inputs, config);
  return crossEntropy(logits, inputs.targets, { ignoreIndex: IGNORED });
}

/** Mean of -ln p(id) over the constituents that were removed from their jets, in nats per constituent. */
export function maskedLoss(scope: Scope, inputs: MaskedInputs, config: JetModelConfig): Tensor {
  const { tokens, features, visible } = inputs;
  const x = backboneStates(scope, { tokens, features, segments: visible }, config, { causal: false });
  const logits = maskedLogits(scope, x, inputs, config, decoderConfig(config));
  return crossEntropy(logits, inputs.targets, { ignoreIndex: IGNORED });
}

/** What a model is trained on. It registers every parameter of the model. */
export function trainingLoss(scope: Scope, rows: number, length: number, config: JetModelConfig): Tensor {
  const { objective = "ntp" } = config;
  const next = () => nextTokenLoss(scope, packedInputs(rows, length, config), config);
  const masked = () => maskedLoss(scope, maskedInputs(rows, length, config), config);
  if (objective === "mpm") return masked();
  return objective === "ntp" ? next() : next().add(masked());
}

/** The loss that trainings are compared by: of the next token, but of removed constituents where nothing else is learnt. */
export function comparedLoss(scope: Scope, rows: number, length: number, config: JetModelConfig): Tensor {
  if (config.objective === "mpm") return maskedLoss(scope, maskedInputs(rows, length, config), config);
  return nextTokenLoss(scope, packedInputs(rows, length, config), config);
}
