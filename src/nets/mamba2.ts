/**
 * The Mamba-2 block (Dao and Gu, arXiv 2405.21060, fig. 6): all projections at once, then the convolution of (x, B, C),
 * the state space (ssd.ts), a norm of the gated result, and the output map. It has no residual. Parameters, their names
 * in the authors' code, and how they start; D = expand * width in H heads of width P, and M = D + 2 G N:
 *
 *     input.weight        in_proj   [D + M + H, width]: z, x, B, C, dt   uniform within 1/sqrt(fan-in)
 *     convolution.weight  conv1d    [M, K]                               the same
 *     convolution.bias    conv1d    [M]                                  the same
 *     delta.bias          dt_bias   [H]                                  inverse softplus of 0.001 to 0.1
 *     logDecay            A_log     [H]                                  ln of 1 to 16, uniform: A = -exp(logDecay)
 *     skip                D         [H]                                  1
 *     gain                norm      [D]                                  1
 *     output.weight       out_proj  [width, D]                           as the first, over sqrt(blocks)
 *
 * B batch, T length, H heads, P width of a head, N states, G groups of heads that share B and C, K kernel.
 */
import { GlueballError } from "../base/index.ts";
import { full, linear, onesInit } from "../tensor/index.ts";
import type { Initialiser, Scope, Tensor } from "../tensor/index.ts";
import { ssd } from "./ssd.ts";
import {
  causalConvolution,
  outputMap,
  requireSequence,
  requireSizes,
  segmentStarts,
  stepBiasInit,
} from "./stateSpace.ts";
import type { MambaState, MambaStateShapes } from "./stateSpace.ts";

export interface Mamba2Config {
  readonly width: number;
  /** D over width; 2. */
  readonly expand?: number;
  /** N; 64. */
  readonly states?: number;
  /** P; 64. */
  readonly headWidth?: number;
  /** G, a divisor of the heads; 1. */
  readonly groups?: number;
  /** K; 4. */
  readonly kernel?: number;
  /** Blocks in the network, for the initial values; 1. */
  readonly blocks?: number;
  /** Chunk of the scan; 64. No result depends on it. */
  readonly chunk?: number;
}

/**
 * x [B, T, width] -> [B, T, width]; each position sees itself and earlier ones, of its own segment where sequences are
 * packed into a row (`segments` int32 [B, T]).
 */
export function mamba2(scope: Scope, x: Tensor, config: Mamba2Config, segments?: Tensor): Tensor {
  return block(scope, x, config, undefined, segments).output;
}

/**
 * The same, continuing from `state`: T = 1 is one step of decoding, whose cost does not depend on what came before.
 * x [B, T, width].
 */
export function mamba2Step(
  scope: Scope,
  x: Tensor,
  state: MambaState,
  config: Mamba2Config,
): { readonly output: Tensor; readonly state: MambaState } {
  return block(scope, x, config, state);
}

export function mamba2StateShapes(batch: number, config: Mamba2Config): MambaStateShapes {
  const { heads, headWidth, states, kernel, mixed } = sizesOf(config);
  return { window: [batch, kernel, mixed], hidden: [batch, heads, headWidth, states] };
}

function block(scope: Scope, h: Tensor, config: Mamba2Config, before?: MambaState, segments?: Tensor) {
  const { inner, states, headWidth, heads, groups, kernel, mixed } = sizesOf(config);
  requireSequence(h, config.width);
  const [batch, length] = h.shape;
  const mapped = linear(scope.child("input"), h, inner + mixed + heads, { bias: false });
  const [z, main, dt] = mapped.split([inner, mixed, heads], 2);
  const { y, window } = causalConvolution(scope.child("convolution"), main, kernel, before?.window, segments);
  const [x, B, C] = y.silu().split([inner, groups * states, groups * states], 2);
  const scanned = ssd(
    {
      x: x.reshape([batch, length, heads, headWidth]),
      dt: dt.add(scope.child("delta").parameter("bias", [heads], stepBiasInit)).softplus(),
      A: scope.parameter("logDecay", [heads], logDecayInit).exp().neg(),
      B: B.reshape([batch, length, groups, states]),
      C: C.reshape([batch, length, groups, states]),
      D: scope.parameter("skip", [heads], onesInit),
      ...(before === undefined ? {} : { start: before.hidden }),
      ...(segments === undefined ? {} : { restarts: segmentStarts(segments) }),
    },
    config.chunk,
  );
  const normed = gatedNorm(scope, scanned.y.reshape([batch, length, inner]), z, groups);
  const output = outputMap(scope.child("output"), normed, config.width, config.blocks ?? 1);
  return { output, state: { window, hidden: scanned.state } };
}

/** Gate first, then the root-mean-square norm, over each group's channels by itself as in the authors' code. */
function gatedNorm(scope: Scope, y: Tensor, z: Tensor, groups: number): Tensor {
  const width = y.shape[2] / groups;
  const gated = y.mul(z.silu()).reshape([...y.shape.slice(0, 2), groups, width]);
  const gain = scope.parameter("gain", [groups * width], onesInit);
  return gated
    .rmsNorm(full([width], 1))
    .reshape(y.shape)
    .mul(gain);
}

const logDecayInit: Initialiser = (data, _shape, rng) => {
  for (let i = 0; i < data.length; i++) data[i] = Math.log(1 + 15 * rng.uniform());
};

function sizesOf(config: Mamba2Config) {
  const { width, expand = 2, states = 64, headWidth = 64, groups = 1, kernel = 4 } = config;
  requireSizes({ width, expand, states, headWidth, groups, kernel });
  const inner = expand * width;
  const heads = inner / headWidth;
  if (Number.isInteger(heads / groups) && Number.isInteger(heads)) {
    return { inner, states, headWidth, heads, groups, kernel, mixed: inner + 2 * groups * states };
  }
  throw new GlueballError({
    code: "nets/mamba-heads",
    what: `the heads of a Mamba-2 block of ${inner} channels`,
    found: `headWidth ${headWidth}, groups ${groups}`,
    expected: "a headWidth that divides the channels, and groups that divide the heads",
  });
}
