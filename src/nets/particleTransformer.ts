/**
 * Particle Transformer (Qu, Li and Qian, arXiv 2202.03772): attention over the particles of a jet without positions, whose
 * scores get a bias from the kinematics of each pair (pairFeatures.ts, embedded once for all blocks). Then a class token
 * reads the particles in blocks of class attention (Touvron et al., arXiv 2103.17239), and a linear map reads the token.
 *
 * Blocks are those of NormFormer (Shleifer et al., arXiv 2110.09456):
 *
 *     x = x + LN( gain_head MHA(LN(x), pair bias) ),    x = gain x + W2 LN( GELU( W1 LN(x) ) )
 *
 * Layout and sizes follow weaver's network. Three things differ, none in what can be represented: weaver permutes
 * the channels behind the gains of the heads (its output map absorbs that); its statistics of pairs count padding, ours do
 * not, so filling up a batch changes nothing; and each pair is embedded once instead of twice.
 *
 * Cost: N 3 W^2 for the pairs, P D (12 D + 2 P) a block. B jets, P slots, F features, N = P (P + 1) / 2 pairs, D width.
 */
import { GlueballError } from "../base/index.ts";
import {
  attention,
  crossAttention,
  dropout,
  layerNorm,
  linear,
  normalInit,
  onesInit,
  paddingBias,
  projectKeysValues,
} from "../tensor/index.ts";
import type { AttentionOptions, Scope, Tensor } from "../tensor/index.ts";
import { ofPairs, PAIR_FEATURES, pairFeatures, pairList } from "./pairFeatures.ts";
import { normaliseRows } from "./rowNorm.ts";

export interface ParticleTransformerConfig {
  /** Widths of the embedding of particles; the last is that of the blocks. */
  readonly embedding: readonly number[];
  /** Widths of the embedding of pairs, before the map to one bias a head. */
  readonly pairEmbedding: readonly number[];
  readonly heads: number;
  readonly blocks: number;
  readonly classBlocks: number;
  /** In the blocks of particles, of attention weights, hidden layers and results; those of the class token have none. */
  readonly dropout: number;
  readonly classes: number;
}

/** The network published with JetClass, ten classes: 2,142,166 parameters with seven kinematic features. */
export const PARTICLE_TRANSFORMER: ParticleTransformerConfig = {
  embedding: [128, 512, 128],
  pairEmbedding: [64, 64, 64],
  heads: 8,
  blocks: 8,
  classBlocks: 2,
  dropout: 0.1,
  classes: 10,
};

export interface ParticleMomenta {
  /** [B, P, F] */
  readonly features: Tensor;
  /** pT, eta, phi: [B, P, 3]; see `pairFeatures`. */
  readonly momenta: Tensor;
  /** 1 for a particle, 0 for padding: float32 [B, P]. What stands in the slots of padding (finite numbers) has no influence. */
  readonly valid: Tensor;
}

/** Logits [B, classes]. Parameters norm, embedding, pairs, block, classToken, classBlock, finalNorm, head. */
export function particleTransformer(scope: Scope, jet: ParticleMomenta, config: ParticleTransformerConfig): Tensor {
  requireConfig(config);
  const { features, momenta, valid } = jet;
  const [jets] = valid.shape;
  const { embedding, heads, classes } = config;
  const width = embedding.at(-1)!;
  const visible = paddingBias(valid.greater(0.5)); // B 1 1 P
  const bias = pairBias(scope.child("pairs"), momenta, valid, config).add(visible); // B H P P
  let x = embedParticles(scope, features, valid, embedding); // B P D
  for (let n = 0; n < config.blocks; n++) {
    x = block(scope.child("block").child(n), x, { heads, scoreBias: bias, dropout: config.dropout });
  }
  const token = scope.parameter("classToken", [1, 1, width], normalInit(CLASS_TOKEN));
  const all = paddingBias(valid.pad([0, 1], [0, 0], 1).greater(0.5)); // B 1 1 1+P
  let reader = token.broadcastTo([jets, 1, width]);
  for (let n = 0; n < config.classBlocks; n++) {
    reader = classBlock(scope.child("classBlock").child(n), reader, x, { heads, scoreBias: all });
  }
  const read = layerNorm(scope.child("finalNorm"), reader).reshape([jets, width]);
  return linear(scope.child("head"), read, classes);
}

const CLASS_TOKEN = 0.02;
/** Width of a block's hidden layer in widths of the block. */
const EXPANSION = 4;

/** Batch normalisation of the features, then (LN, linear, GELU) for each width. [B, P, F] -> [B, P, D], zero on padding. */
function embedParticles(scope: Scope, features: Tensor, valid: Tensor, widths: readonly number[]): Tensor {
  const [jets, slots, count] = features.shape;
  const real = valid.reshape([jets * slots]);
  const rows = features.mul(valid.unsqueeze(2)).reshape([jets * slots, count]);
  const normal = normaliseRows(scope.child("norm"), rows, real);
  const embedded = widths.reduce((x, width, n) => {
    const layer = scope.child("embedding").child(n);
    return linear(layer, layerNorm(layer.child("norm"), x), width).gelu();
  }, normal);
  return embedded.mul(real.unsqueeze(1)).reshape([jets, slots, -1]);
}

/** What is added to the scores of each head: [B, H, P, P], symmetric. */
function pairBias(scope: Scope, momenta: Tensor, valid: Tensor, config: ParticleTransformerConfig): Tensor {
  const [jets, slots] = valid.shape;
  const pairs = pairList(slots);
  const [a, b] = ofPairs(valid.transpose([1, 0]), pairs);
  const real = a.mul(b).reshape([pairs.count * jets]);
  const rows = pairFeatures(momenta, pairs).reshape([pairs.count * jets, PAIR_FEATURES]);
  const embedded = [...config.pairEmbedding, config.heads].reduce(
    (x, width, n) => {
      const layer = scope.child(n);
      return normaliseRows(layer.child("norm"), linear(layer, x, width), real).gelu();
    },
    normaliseRows(scope.child("norm"), rows, real),
  ); // N*B H
  const square = embedded.reshape([pairs.count, jets, config.heads]).gather(pairs.positions); // P*P B H
  return square.reshape([slots, slots, jets, config.heads]).transpose([2, 3, 0, 1]);
}

/** x [B, P, D] -> [B, P, D] */
function block(scope: Scope, x: Tensor, options: AttentionOptions): Tensor {
  const mixed = attention(scope.child("attention"), layerNorm(scope.child("attentionNorm"), x), options);
  return completed(scope, x, mixed, options);
}

/** The class token [B, 1, D] reads itself and the particles [B, P, D], normalised; its query is not. -> [B, 1, D] */
function classBlock(scope: Scope, token: Tensor, x: Tensor, options: AttentionOptions): Tensor {
  const inner = scope.child("attention");
  const context = layerNorm(scope.child("attentionNorm"), token.concat([x], 1));
  const mixed = crossAttention(inner, token, projectKeysValues(inner, context, options), options);
  return completed(scope, token, mixed, options);
}

/** What follows attention in a block: gains of the heads, norm, residual, hidden layer, scaled residual. */
function completed(scope: Scope, x: Tensor, mixed: Tensor, { heads, dropout: rate = 0 }: AttentionOptions): Tensor {
  const [jets, length, width] = x.shape;
  const drop = (name: string, value: Tensor) => dropout(scope.child(name), value, rate);
  const gains = scope.child("heads").parameter("gain", [heads], onesInit);
  const scaled = mixed
    .reshape([jets, length, heads, width / heads])
    .mul(gains.unsqueeze(1))
    .reshape(x.shape);
  const attended = x.add(drop("mixedDrop", layerNorm(scope.child("mixedNorm"), scaled)));
  const normal = layerNorm(scope.child("hiddenNorm"), attended);
  const hidden = drop("innerDrop", linear(scope.child("up"), normal, EXPANSION * width).gelu());
  const result = linear(scope.child("down"), layerNorm(scope.child("innerNorm"), hidden), width);
  const kept = attended.mul(scope.child("residual").parameter("gain", [width], onesInit));
  return kept.add(drop("resultDrop", result));
}

/** @throws GlueballError nets/particle-transformer */
function requireConfig({ embedding, pairEmbedding, ...rest }: ParticleTransformerConfig): void {
  const counts = [...embedding, ...pairEmbedding, rest.heads, rest.classBlocks, rest.classes];
  const whole = counts.every((count) => Number.isInteger(count) && count >= 1) && Number.isInteger(rest.blocks);
  const divides = embedding.length > 0 && embedding.at(-1)! % rest.heads === 0;
  if (whole && divides && rest.blocks >= 0 && rest.dropout >= 0 && rest.dropout < 1) return;
  throw new GlueballError({
    code: "nets/particle-transformer",
    what: "a Particle Transformer cannot have this form",
    found: JSON.stringify({ embedding, pairEmbedding, ...rest }),
    expected: "whole numbers from 1 (blocks from 0), a last width that is a multiple of the heads, a dropout in [0, 1)",
  });
}
