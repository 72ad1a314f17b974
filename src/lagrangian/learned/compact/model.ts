/**
 * The network that writes Lagrangians in compact form: set encoder, pointer decoder. Sizes S and S2 train on a CPU, M wants
 * a GPU; wordTwin.ts has the twin of BART-L over words.
 */
import { GlueballError } from "../../../base/index.ts";
import { crossEntropy, input } from "../../../tensor/index.ts";
import type { Scope, Tensor } from "../../../tensor/index.ts";
import { SLOTS } from "./compactTarget.ts";
import type { TargetForm } from "./compactTarget.ts";
import { IGNORED } from "./examples.ts";
import type { RowSize } from "./examples.ts";
import { featureWidth } from "./features.ts";
import type { FeatureOptions } from "./features.ts";
import { decodeTokens, itemMemory } from "./pointerDecoder.ts";
import { encodeItems } from "./setEncoder.ts";
import type { SetNetworkConfig } from "./setEncoder.ts";

/** The network, the form it writes and what it sees of the fields. */
export interface LagrangianModelConfig extends SetNetworkConfig, TargetForm, FeatureOptions {}

const COMMON = {
  dropout: 0,
  positions: "none",
  items: "pairs",
  hermitian: "both",
  ranks: true,
  charges: "numeric",
  fields: "numbers",
} as const;

export const SIZES = {
  s: { ...COMMON, width: 64, heads: 4, hidden: 256, encoderLayers: 3, decoderLayers: 3 },
  s2: { ...COMMON, width: 128, heads: 4, hidden: 512, encoderLayers: 4, decoderLayers: 4 },
  m: { ...COMMON, width: 256, heads: 8, hidden: 1024, encoderLayers: 6, decoderLayers: 6 },
  /** Learns nothing in a few steps; for a first look and for tests. */
  tiny: { ...COMMON, width: 16, heads: 2, hidden: 32, encoderLayers: 1, decoderLayers: 1 },
} as const satisfies Record<string, LagrangianModelConfig>;
export type SizeName = keyof typeof SIZES;

/** Parameters as a formula: those of the graph, without making it. */
export function parameterCount(config: LagrangianModelConfig): number {
  const { width: d, hidden, encoderLayers, decoderLayers } = config;
  const affine = (from: number, to: number) => (from + 1) * to;
  const attention = 4 * affine(d, d);
  const feedForward = affine(d, hidden) + affine(hidden, d);
  const norm = 2 * d;
  const items = affine(featureWidth(config), 2 * d) + affine(2 * d, d);
  const encoder = encoderLayers * (attention + feedForward + 2 * norm) + norm;
  const decoder = decoderLayers * (2 * attention + feedForward + 3 * norm) + norm;
  const pointers = 2 * (SLOTS * d + affine(d, d)) + d * d;
  return items + encoder + decoder + pointers;
}

/** Inputs of a batch of rows. */
export interface RowInputs {
  readonly features: Tensor;
  readonly itemSegments: Tensor;
  readonly tokens: Tensor;
  readonly targets: Tensor;
  readonly segments: Tensor;
}

/**
 * Pairs stand for letters of one helicity, so the items themselves would say what fields without numbers hide.
 * @throws GlueballError lagrangian/fields-need-letters
 */
function requireLetters({ fields, items }: Pick<LagrangianModelConfig, "fields" | "items">): void {
  if (fields === "numbers" || items === "letters") return;
  throw new GlueballError({
    code: "lagrangian/fields-need-letters",
    what: "pairs of letters would tell the helicities of fields that are not to be seen",
    found: `fields ${fields} with items ${items}`,
    expected: "items letters",
    hint: "Train with --items letters",
  });
}

/** @throws GlueballError lagrangian/fields-need-letters */
export function rowInputs(rows: number, { items, tokens }: RowSize, config: LagrangianModelConfig): RowInputs {
  requireLetters(config);
  return {
    features: input("features", [rows, items, featureWidth(config)]),
    itemSegments: input("itemSegments", [rows, items], "int32"),
    tokens: input("tokens", [rows, tokens], "int32"),
    targets: input("targets", [rows, tokens], "int32"),
    segments: input("segments", [rows, tokens], "int32"),
  };
}

/** Logits of the next tokens, [B, T, K + S]. */
export function nextTokenLogits(
  scope: Scope,
  inputs: Omit<RowInputs, "targets">,
  config: LagrangianModelConfig,
): Tensor {
  const { features, itemSegments, tokens, segments } = inputs;
  const states = encodeItems(scope.child("encoder"), features, itemSegments, config);
  const decoder = scope.child("decoder");
  return decodeTokens(decoder, tokens, itemMemory(decoder, states, config), { segments, itemSegments }, config);
}

/** Mean of -ln p(next token) over the tokens that count, in nats. It registers every parameter. */
export function tokenLoss(scope: Scope, inputs: RowInputs, config: LagrangianModelConfig): Tensor {
  return crossEntropy(nextTokenLogits(scope, inputs, config), inputs.targets, { ignoreIndex: IGNORED });
}
