/**
 * What Mamba-1 and Mamba-2 share: the causal convolution before the scan, initial values, sizes.
 *
 * Reference for the initial values: the authors' code (github.com/state-spaces/mamba, Apache-2.0), from which nothing
 * was copied.
 */
import { GlueballError } from "../base/index.ts";
import { fanInUniform, full, linear } from "../tensor/index.ts";
import type { Initialiser, Scope, Tensor } from "../tensor/index.ts";

/** What a block remembers of earlier positions; it starts at zero. */
export interface MambaState {
  /** The last K inputs of the convolution [B, K, D], the newest last. */
  readonly window: Tensor;
  /** The state of the scan: Mamba-1 [B, D, N], Mamba-2 [B, H, P, N]. */
  readonly hidden: Tensor;
}

/** Shapes of a state. */
export interface MambaStateShapes {
  readonly window: readonly number[];
  readonly hidden: readonly number[];
}

/** Names of parameters that describe the state space (ln(-A), D, the bias of the step sizes): never decay them. */
export const STATE_SPACE_PARAMETERS = /(^|\.)(logDecay|skip|delta\.bias)$/;

/**
 * y_t = bias + sum_k w[:, k] x_{t-K+1+k} for each channel: w[:, K-1] meets the present. x [B, T, D] -> [B, T, D].
 * Parameters weight [D, K], bias [D]. `window` [B, K, D] are the K inputs before x, absent: zeros. Returns the window
 * after x too. K products and sums, as fast as a convolution op between two transposes (measured alike at K = 4).
 * With `segments` [B, T] an input of another segment counts as zero.
 */
export function causalConvolution(
  scope: Scope,
  x: Tensor,
  kernel: number,
  window?: Tensor,
  segments?: Tensor,
): { readonly y: Tensor; readonly window: Tensor } {
  const [, length, channels] = x.shape;
  const weight = scope.parameter("weight", [channels, kernel], fanInUniform).transpose([1, 0]);
  const bias = scope.parameter("bias", [channels], (data, _shape, rng) => fanInUniform(data, [channels, kernel], rng));
  // K + T inputs; the first of them is out of reach and keeps the window's length at K for every T.
  const inputs = window === undefined ? x.pad([0, kernel, 0], [0, 0, 0]) : window.concat([x], 1);
  const own = (part: Tensor, k: number) => {
    if (segments === undefined || k === kernel - 1) return part;
    const earlier = segments.cast("float32").pad([0, kernel], [0, 0]); // K + T numbers; the inputs before the first are 0
    const same = earlier.narrow(1, k + 1, k + 1 + length).equal(segments.cast("float32"));
    return same.unsqueeze(2).where(part, 0);
  };
  const y = Array.from({ length: kernel }, (_, k) =>
    own(inputs.narrow(1, k + 1, k + 1 + length), k).mul(weight.narrow(0, k, k + 1)),
  );
  return { y: y.reduce((sum, term) => sum.add(term)).add(bias), window: inputs.narrow(1, length, length + kernel) };
}

/** 1 at the first position of each segment, else 0: [B, T] -> [B, T, 1]. */
export function segmentStarts(segments: Tensor): Tensor {
  const [batch, length] = segments.shape;
  const values = segments.cast("float32");
  const changes = values.narrow(1, 1, length).equal(values.narrow(1, 0, length - 1));
  return full([batch, 1], 1)
    .concat([changes.where(0, 1)], 1)
    .unsqueeze(2);
}

/** Step sizes start log-uniform from 0.001 to 0.1; their inverse softplus t + ln(1 - e^-t) is the bias. */
export const stepBiasInit: Initialiser = (data, _shape, rng) => {
  const [low, high] = [Math.log(0.001), Math.log(0.1)];
  for (let i = 0; i < data.length; i++) {
    const step = Math.exp(low + (high - low) * rng.uniform());
    data[i] = step + Math.log(-Math.expm1(-step));
  }
};

/** The map that writes into the residual stream; it starts smaller by the root of the number of blocks. */
export function outputMap(scope: Scope, y: Tensor, width: number, blocks: number): Tensor {
  const weightInit: Initialiser = (data, shape, rng) => {
    fanInUniform(data, shape, rng);
    for (let i = 0; i < data.length; i++) data[i] /= Math.sqrt(blocks);
  };
  return linear(scope, y, width, { bias: false, weightInit });
}

/** The length of the chunks of a sequence: as asked, or the sequence itself where this is shorter. */
export function chunkLength(asked: number, length: number): number {
  requireWhole("chunk", asked);
  return Math.min(asked, length);
}

/** Throws unless each of the sizes is a whole number, at least 1. @throws GlueballError nets/mamba-size */
export function requireSizes(sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) requireWhole(name, size);
}

function requireWhole(name: string, found: number): void {
  if (Number.isInteger(found) && found >= 1) return;
  throw new GlueballError({
    code: "nets/mamba-size",
    what: `${name} of a Mamba block`,
    found,
    expected: "a whole number, at least 1",
  });
}

/** Throws unless x is [B, T, width]. @throws GlueballError nets/mamba-input */
export function requireSequence(x: Tensor, width: number): void {
  if (x.rank === 3 && x.shape[2] === width) return;
  throw new GlueballError({
    code: "nets/mamba-input",
    what: "input of a Mamba block",
    found: x.shape,
    expected: `[batch, length, ${width}]`,
  });
}
