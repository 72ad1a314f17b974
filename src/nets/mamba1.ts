/**
 * The Mamba-1 block (Gu and Dao, arXiv 2312.00752, fig. 3): a gated selective state space. With D = expand * width
 *
 *     (x, z) = W_in h;  u = silu(convolution(x));  (r, B, C) = W_x u;  delta = W_dt r;  out = W_out scan(u, delta, ...)
 *
 * It has neither norm nor residual. Parameters, their names in the authors' code and in the fixtures, and how they
 * start:
 *
 *     input.weight        in_proj           [2 D, width], x before z      uniform within 1/sqrt(fan-in)
 *     convolution.weight  conv1d / conv_w   [D, K]                        the same
 *     convolution.bias    conv1d / conv_b   [D]                           the same
 *     select.weight       x_proj            [R + 2 N, D], r, B, C         the same
 *     delta.weight        dt_proj / dt_w    [D, R]                        the same
 *     delta.bias          dt_proj / dt_b    [D]                           inverse softplus of 0.001 to 0.1
 *     logDecay            A_log             [D, N]                        ln 1, ..., ln N: A = -exp(logDecay)
 *     skip                D                 [D]                           1
 *     output.weight       out_proj          [width, D]                    as the first, over sqrt(blocks)
 *
 * B batch, T length, D channels, N states, K kernel, R rank.
 */
import { linear, onesInit, valuesOf } from "../tensor/index.ts";
import type { Scope, Tensor } from "../tensor/index.ts";
import { selectiveScan } from "./selectiveScan.ts";
import { causalConvolution, outputMap, requireSequence, requireSizes, stepBiasInit } from "./stateSpace.ts";
import type { MambaState, MambaStateShapes } from "./stateSpace.ts";

export interface Mamba1Config {
  readonly width: number;
  /** D over width; 2. */
  readonly expand?: number;
  /** N; 16. */
  readonly states?: number;
  /** K; 4. */
  readonly kernel?: number;
  /** R; ceil(width / 16). */
  readonly rank?: number;
  /** Blocks in the network, for the initial values; 1. */
  readonly blocks?: number;
  /** Chunk of the scan; the root of the length. No result depends on it. */
  readonly chunk?: number;
}

/** x [B, T, width] -> [B, T, width]; each position sees itself and earlier ones. */
export function mamba1(scope: Scope, x: Tensor, config: Mamba1Config): Tensor {
  return block(scope, x, config).output;
}

/**
 * The same, continuing from `state`: T = 1 is one step of decoding, whose cost does not depend on what came before.
 * x [B, T, width].
 */
export function mamba1Step(
  scope: Scope,
  x: Tensor,
  state: MambaState,
  config: Mamba1Config,
): { readonly output: Tensor; readonly state: MambaState } {
  return block(scope, x, config, state);
}

export function mamba1StateShapes(batch: number, config: Mamba1Config): MambaStateShapes {
  const { inner, states, kernel } = sizesOf(config);
  return { window: [batch, kernel, inner], hidden: [batch, inner, states] };
}

function block(scope: Scope, h: Tensor, config: Mamba1Config, before?: MambaState) {
  const { inner, states, kernel, rank } = sizesOf(config);
  requireSequence(h, config.width);
  const [x, z] = linear(scope.child("input"), h, 2 * inner, { bias: false }).split([inner, inner], 2);
  const { y, window } = causalConvolution(scope.child("convolution"), x, kernel, before?.window);
  const u = y.silu(); // B T D
  const selected = linear(scope.child("select"), u, rank + 2 * states, { bias: false });
  const [r, B, C] = selected.split([rank, states, states], 2);
  const logDecay = scope.parameter(
    "logDecay",
    [inner, states],
    valuesOf((i) => Math.log((i % states) + 1)),
  );
  const scanned = selectiveScan(
    {
      u,
      delta: linear(scope.child("delta"), r, inner, { bias: false }),
      deltaBias: scope.child("delta").parameter("bias", [inner], stepBiasInit),
      A: logDecay.exp().neg(),
      B,
      C,
      D: scope.parameter("skip", [inner], onesInit),
      z,
      ...(before === undefined ? {} : { start: before.hidden }),
    },
    config.chunk,
  );
  const output = outputMap(scope.child("output"), scanned.y, config.width, config.blocks ?? 1);
  return { output, state: { window, hidden: scanned.state } };
}

function sizesOf({ width, expand = 2, states = 16, kernel = 4, rank = Math.ceil(width / 16) }: Mamba1Config) {
  requireSizes({ width, expand, states, kernel, rank });
  return { inner: expand * width, states, kernel, rank };
}
