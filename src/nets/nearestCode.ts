/**
 * A learnt codebook in a graph: the nearest of V vectors to each latent.
 *
 *     argmin_k |z_e - c'_k|^2 = argmax_k (z_e . c'_k - |c'_k|^2 / 2)        one matrix product, M V L multiplications
 *
 * The vectors in use are c' = (1 + lam s) * c + lam b with learnt s and b that start at 0, lam = 2: one step moves all of
 * them after an encoder that moves (Huh et al., arXiv 2305.08842).
 *
 * In training two buffers are kept for the host, which gives dead codes a new place (codebook.ts): `countdown`, the steps
 * that each code still has to be used in, and `fresh`, one random latent of the batch for each code.
 */
import { constantValue, normalInit, range, zerosInit } from "../tensor/index.ts";
import type { Scope, Tensor } from "../tensor/index.ts";

export interface Codebook {
  /** V, the number of vectors. */
  readonly codes: number;
  /** L, their components. */
  readonly width: number;
  /** A code is dead after so many training steps without use; 100. */
  readonly replaceAfter?: number;
}

export interface NearestCode {
  /** [M, L]: the nearest vectors; their gradient is that of the codebook. */
  readonly vectors: Tensor;
  /** int32 [M] */
  readonly codes: Tensor;
  /** One number; see `Quantised.loss`. */
  readonly loss: Tensor;
  /** Number of dead codes after this step; in training only. */
  readonly dead: Tensor | undefined;
}

/** lam: how much faster the affine map moves than the vectors themselves. */
export const AFFINE_FACTOR = 2;
const REPLACE_AFTER = 100;
/** Weight of the term that moves the vectors, in the naming of OmniJet-alpha; 1 - beta is that of the commitment. */
const BETA = 0.9;

/** latents [M, L], valid: bool [M], absent: all. Rows that are not valid get a code too, but leave no trace elsewhere. */
export function nearestCode(scope: Scope, latents: Tensor, book: Codebook, valid: Tensor | undefined): NearestCode {
  const table = codeTable(scope, book); // V L
  const halfSquares = table.mul(table).sum(1, true).mul(-0.5); // V 1
  const ones = latents.narrow(1, 0, 1).zerosLike().add(1); // M 1
  const closeness = latents.concat([ones], 1).matmul(table.concat([halfSquares], 1), { transposeB: true }); // M V
  const codes = closeness.argMax(1); // M
  const nearest = table.gather(codes); // M L
  return {
    vectors: nearest,
    codes,
    loss: codebookLoss(latents, nearest, valid),
    dead: scope.training ? noteUse(scope, latents, codes, book, valid) : undefined,
  };
}

/** The vectors in use, c' [V, L]. */
export function codeTable(scope: Scope, { codes, width }: Codebook): Tensor {
  const stored = scope.parameter("codebook", [codes, width], normalInit(1));
  const scale = scope.parameter("affineScale", [width], zerosInit);
  const shift = scope.parameter("affineShift", [width], zerosInit);
  return stored.mul(scale.mul(AFFINE_FACTOR).add(1)).add(shift.mul(AFFINE_FACTOR));
}

function codebookLoss(latents: Tensor, nearest: Tensor, valid: Tensor | undefined): Tensor {
  const commitment = latents.sub(nearest.stopGradient());
  const pull = latents.stopGradient().sub(nearest);
  const errors = commitment
    .mul(commitment)
    .mul(1 - BETA)
    .add(pull.mul(pull).mul(BETA))
    .mean(1); // M
  if (valid === undefined) return errors.mean();
  return valid.where(errors, 0).sum().div(countOf(valid));
}

/** Notes which codes were used and keeps latents for those that were not. Returns the number of dead codes. */
function noteUse(
  scope: Scope,
  latents: Tensor,
  codes: Tensor,
  { codes: count, width, replaceAfter = REPLACE_AFTER }: Codebook,
  valid: Tensor | undefined,
): Tensor {
  const weights = valid === undefined ? codes.zerosLike().equal(0).cast("float32") : valid.cast("float32");
  const used = weights.scatterAdd(codes, count).greater(0); // V
  const countdown = scope.buffer("countdown", [count], constantValue(replaceAfter));
  const left = used.where(replaceAfter, countdown.sub(1).maximum(0));
  scope.updateBuffer("countdown", left);
  scope.buffer("fresh", [count, width], zerosInit);
  scope.updateBuffer("fresh", latents.stopGradient().gather(randomRows(scope, weights, count)));
  return left.equal(0).cast("float32").sum();
}

/** `count` random positions of ones among weights [M] of 0 and 1, with repetition: int32 [count]. */
function randomRows(scope: Scope, weights: Tensor, count: number): Tensor {
  const rows = weights.shape[0];
  // The k-th one stands in row order[k]: its running number minus 1 is k.
  const numbers = weights.cumSum(0).sub(1).maximum(0).cast("int32");
  const order = range(rows).cast("float32").mul(weights).scatterAdd(numbers, rows).cast("int32");
  const last = weights.sum().sub(1).maximum(0);
  const ranks = scope.noise("fresh", [count]).mul(weights.sum()).floor().minimum(last);
  return order.gather(ranks.cast("int32"));
}

/** At least 1: a batch without any latent has loss 0. */
function countOf(valid: Tensor): Tensor {
  return valid.cast("float32").sum().maximum(1);
}
