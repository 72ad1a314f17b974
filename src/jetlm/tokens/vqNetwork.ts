/**
 * The autoencoders of the learnt tokenisers: features of a jet's particles to latents, latents to codes (vectorQuantiser
 * of src/nets), the vectors of the codes back to features.
 *
 * - `conditional`, OmniJet-alpha's (arXiv 2403.05618): NormFormer blocks (Shleifer et al., arXiv 2110.09456) in which every
 *   particle sees the whole jet, so one particle has different codes in different jets and only whole jets decode. A block is
 *
 *       x <- x * mask,   r = norm2(attention(norm1(x))) + x,   out = r + MLP(r),
 *       MLP = linear(dropout(silu(linear(norm(r)))))
 *
 *   in which the gain of norm1 and the last linear map start at 0. The order of particles does not enter.
 * - `perParticle`: a perceptron for each particle alone; every code decodes alone, or with its place.
 * - `neighbours`: a perceptron that also sees the particles next in pT and the mean of the jet; whole jets decode.
 *
 * Loss: error of the features + 10 x loss of the quantiser. Both are means over real particles; `faithful` has OmniJet-alpha's,
 * in which padded slots are quantised and count as particles that are 0, so that padding lowers the loss.
 *
 * B jets, T slots, F features, D width, L latent components, S stages of codes.
 */
import { mlp, codeVectors, latentWidth, quantise } from "../../nets/index.ts";
import type { QuantiserConfig } from "../../nets/index.ts";
import { attention, dropout, layerNorm, linear, paddingBias, xavierUniform, zerosInit } from "../../tensor/index.ts";
import type { Scope, Tensor } from "../../tensor/index.ts";
import { weightedError } from "./vqLoss.ts";
import type { VqLoss } from "./vqLoss.ts";
import { neighbourhood, withPlaces } from "./vqNeighbours.ts";
import type { NeighbourBody } from "./vqNeighbours.ts";

export interface VqNetworkConfig {
  /** F */
  readonly features: number;
  readonly quantiser: QuantiserConfig;
  readonly body:
    | {
        readonly kind: "conditional";
        /** Of the encoder, and as many of the decoder. */
        readonly blocks: number;
        readonly width: number;
        readonly heads: number;
        readonly dropout: number;
      }
    /** `hidden`: widths of the encoder's hidden layers; the decoder's are these in reverse. */
    | { readonly kind: "perParticle"; readonly hidden: readonly number[] }
    | NeighbourBody;
  /** Encoder and decoder know the place of a particle in its jet: a code means something at its place only. */
  readonly places?: boolean;
}
type Blocks = Extract<VqNetworkConfig["body"], { kind: "conditional" }>;

/** 833,551 parameters. */
export const OMNIJET_ALPHA_VQ: VqNetworkConfig = {
  features: 3,
  quantiser: { kind: "vq", codes: 8192, width: 4, replaceAfter: 10 },
  body: { kind: "conditional", blocks: 4, width: 128, heads: 8, dropout: 0.1 },
};

/** Weight of the quantiser's loss beside the error of the features (alpha). */
const QUANTISER_WEIGHT = 10;

export interface Autoencoding {
  /** [B, T, F], zero on padding. */
  readonly features: Tensor;
  /** int32 [B, T, S], -1 on padding. */
  readonly codes: Tensor;
  readonly loss: Tensor;
  /** Mean squared error of the features of real particles. */
  readonly error: Tensor;
  /** Number of dead codes, in training with a codebook. */
  readonly dead: Tensor | undefined;
}

export interface AutoencodeOptions {
  /** OmniJet-alpha's flaws: padded slots are particles too. */
  readonly faithful?: boolean;
  /** What training makes small beside the quantiser's loss; absent: the mean squared error of the features. */
  readonly loss?: VqLoss;
}

/** x [B, T, F], valid: bool [B, T], there and back. */
export function autoencode(
  scope: Scope,
  x: Tensor,
  valid: Tensor,
  config: VqNetworkConfig,
  { faithful = false, loss: weights }: AutoencodeOptions = {},
): Autoencoding {
  const latents = encodeLatents(scope, x, valid, config);
  const counted = faithful ? undefined : valid;
  const { vectors, codes, loss, dead } = quantise(scope.child("quantiser"), latents, config.quantiser, counted);
  const features = decodeVectors(scope, vectors, valid, config);
  const squares = features.sub(maskOf(valid).where(x, 0)).pow(2).mean(2); // B T
  const error = squares.sum().div(valid.cast("float32").sum().maximum(1));
  const weighted = weights === undefined ? error : weightedError(features, x, valid, weights);
  const counting = faithful ? squares.mean() : weighted;
  return { features, codes, loss: counting.add(loss.mul(QUANTISER_WEIGHT)), error, dead };
}

/** x [B, T, F] -> latents [B, T, L], zero on padding. */
export function encodeLatents(scope: Scope, x: Tensor, valid: Tensor, config: VqNetworkConfig): Tensor {
  const encoder = scope.child("encoder");
  return maskOf(valid).where(body(encoder, x, valid, config, latentWidth(config.quantiser)), 0);
}

/** codes int32 [B, T, S], -1 on padding, -> features [B, T, F]. */
export function decodeCodes(scope: Scope, codes: Tensor, config: VqNetworkConfig): Tensor {
  const valid = codes.narrow(2, 0, 1).squeeze(2).greaterEqual(0);
  return decodeVectors(scope, codeVectors(scope.child("quantiser"), codes, config.quantiser), valid, config);
}

/** vectors [B, T, L] -> features [B, T, F], zero on padding. */
function decodeVectors(scope: Scope, vectors: Tensor, valid: Tensor, config: VqNetworkConfig): Tensor {
  const decoder = { ...config, body: decoderBody(config.body) };
  return maskOf(valid).where(body(scope.child("decoder"), vectors, valid, decoder, config.features), 0);
}

function decoderBody(encoder: VqNetworkConfig["body"]): VqNetworkConfig["body"] {
  return encoder.kind === "conditional" ? encoder : { ...encoder, hidden: encoder.hidden.toReversed() };
}

/** One half of the network: x [B, T, N] -> [B, T, output]. */
function body(scope: Scope, x: Tensor, valid: Tensor, config: VqNetworkConfig, output: number): Tensor {
  const { body: kind, places = false } = config;
  if (kind.kind === "neighbours") return neighbourhood(scope, x, valid, kind, { output, places });
  const seen = places ? withPlaces(x) : x;
  if (kind.kind === "perParticle") return mlp(scope, seen, { hidden: kind.hidden, output, activation: "relu" });
  let h = linear(scope.child("input"), seen, kind.width);
  for (let k = 0; k < kind.blocks; k++) h = normFormerBlock(scope.child("blocks").child(k), h, valid, kind);
  return linear(scope.child("output"), h, output);
}

/** x [B, T, D] -> [B, T, D]. Attention sees real particles only. */
export function normFormerBlock(scope: Scope, x: Tensor, valid: Tensor, config: Blocks): Tensor {
  const { width, heads, dropout: rate } = config;
  const real = maskOf(valid).where(x, 0);
  // layerNorm's gain starts at 1, this one at 0.
  const before = scope.child("norm1");
  const calm = real.layerNorm(
    before.parameter("gain", [width], zerosInit),
    before.parameter("bias", [width], zerosInit),
  );
  const options = { heads, dropout: rate, scoreBias: paddingBias(valid), weightInit: xavierUniform };
  const r = layerNorm(scope.child("norm2"), attention(scope.child("attention"), calm, options)).add(real);
  const perceptron = scope.child("mlp");
  const inner = linear(perceptron.child("up"), layerNorm(perceptron.child("norm"), r), width).silu();
  const still = { weightInit: zerosInit, biasInit: zerosInit };
  return r.add(linear(perceptron.child("down"), dropout(perceptron, inner, rate), width, still));
}

/** bool [B, T] -> [B, T, 1] */
function maskOf(valid: Tensor): Tensor {
  return valid.unsqueeze(2);
}
