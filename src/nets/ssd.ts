/**
 * State-space duality: the scan of Mamba-2 as matrix products (Dao and Gu, arXiv 2405.21060, section 6). Each head has
 * one decay a position, l_t = dt_t A in logarithms, and a state S of P N numbers:
 *
 *     S_t = exp(l_t) S_{t-1} + dt_t x_t B_t^T,      y_t = S_t C_t + D x_t
 *
 * Within a chunk y = (L o C B^T) (dt x) with L_ij = exp(l_{j+1} + ... + l_i) for i >= j, else 0. What a chunk leaves at
 * its end is one product; what earlier chunks left reaches later ones by the same L, taken over the chunks' totals; and
 * C reads it there. Every sum of l is taken over its own segment: differences of running sums would lose digits in
 * float32 and could be positive.
 *
 * Cost per head and position: Q (N + P) in a chunk, 2 N P for the states. Chunk lengths change the cost, not the result:
 * Q = 1 is the recurrence, Q = T is attention without a softmax.
 *
 * B batch, T length, H heads, P width of a head, N states, G groups of R = H / G heads that share B and C, c chunks,
 * Q their length.
 */
import { full, triangularMask } from "../tensor/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { chunkLength } from "./stateSpace.ts";

/** Named as in the paper. */
export interface SsdInputs {
  /** [B, T, H, P] */
  readonly x: Tensor;
  /** Positive step sizes [B, T, H]. */
  readonly dt: Tensor;
  /** Negative [H]. */
  readonly A: Tensor;
  /** [B, T, G, N] */
  readonly B: Tensor;
  /** [B, T, G, N] */
  readonly C: Tensor;
  /** [H] */
  readonly D: Tensor;
  /** The state before the first position [B, H, P, N]; zero by default. */
  readonly start?: Tensor;
  /** 1 where the state starts again from zero, else 0: [B, T, 1]. */
  readonly restarts?: Tensor;
}

export interface SsdResult {
  /** [B, T, H, P] */
  readonly y: Tensor;
  /** The state after the last position [B, H, P, N]. */
  readonly state: Tensor;
}

/** Log-decay to zero. Sums over a restart lose digits that do not matter: they are all zero. */
const FORGET = -1e9;

/** Measured (two cores): 32 to 128 are alike, for P = N = 64. */
const CHUNK = 64;

/** The chunked form. */
export function ssd(inputs: SsdInputs, chunk = CHUNK): SsdResult {
  const { x, A } = inputs;
  const [batch, length, heads, width] = x.shape;
  const [groups, states] = inputs.B.shape.slice(2) as [number, number];
  const size = chunkLength(chunk, length);
  const chunks = Math.ceil(length / size);
  // Positions added at the end have dt = 0: they neither decay nor add.
  const cut = (t: Tensor, ...tail: number[]) => {
    const none = t.shape.slice(2).map(() => 0);
    return t.pad([0, 0, ...none], [0, chunks * size - length, ...none]).reshape([batch, chunks, size, ...tail]);
  };
  const perHead = (t: Tensor) => cut(t, groups, heads / groups, -1).transpose([0, 1, 3, 4, 2, 5]); // B c G R Q .
  const perGroup = (t: Tensor) => cut(t, groups, 1, states).transpose([0, 1, 3, 4, 2, 5]); // B c G 1 Q N
  const dt = perHead(inputs.dt); // B c G R Q 1
  const driven = perHead(x).mul(dt); // B c G R Q P
  const [B, C] = [perGroup(inputs.B), perGroup(inputs.C)];
  const decaying = dt.mul(A.reshape([groups, heads / groups, 1, 1])).squeeze(-1); // B c G R Q
  const l =
    inputs.restarts === undefined
      ? decaying
      : decaying.add(cut(inputs.restarts, 1, 1).mul(FORGET).transpose([0, 1, 3, 4, 2]));

  const decays = segmentDecays(l); // B c G R Q Q
  const within = decays.mul(C.matmul(B, { transposeB: true })).matmul(driven); // B c G R Q P

  const toEnd = decays.narrow(-2, size - 1, size).reshape([...l.shape, 1]); // B c G R Q 1
  const left = driven.mul(toEnd).matmul(B, { transposeA: true }); // B c G R P N
  const passed = passOn(l.sum(-1), left, inputs.start); // B c+1 G R P N
  const entering = passed.narrow(1, 0, chunks);
  const sinceStart = l.cumSum(-1).exp().unsqueeze(-1); // B c G R Q 1
  const across = C.matmul(entering, { transposeB: true }).mul(sinceStart); // B c G R Q P

  const y = within
    .add(across)
    .transpose([0, 1, 4, 2, 3, 5])
    .reshape([batch, chunks * size, heads, width]);
  return {
    y: y.narrow(1, 0, length).add(skipped(inputs)),
    state: passed.narrow(1, chunks, chunks + 1).reshape([batch, heads, width, states]),
  };
}

/** Position by position, as the formula says: the judge of the chunked form. */
export function ssdSequential(inputs: SsdInputs): SsdResult {
  const { x, dt, A, B, C } = inputs;
  const [batch, length, heads, width] = x.shape;
  const [groups, states] = B.shape.slice(2) as [number, number];
  const shared = (t: Tensor) =>
    t.reshape([batch, groups, 1, states]).broadcastTo([batch, groups, heads / groups, states]);
  let state = inputs.start ?? full([batch, heads, width, states], 0);
  const outputs: Tensor[] = [];
  for (let t = 0; t < length; t++) {
    const at = (s: Tensor) => s.narrow(1, t, t + 1);
    const kept = inputs.restarts === undefined ? undefined : at(inputs.restarts).neg().add(1).unsqueeze(-1);
    const full = at(dt).mul(A).exp().reshape([batch, heads, 1, 1]);
    const decay = kept === undefined ? full : full.mul(kept);
    const driven = at(x)
      .reshape([batch, heads, width, 1])
      .mul(at(dt).reshape([batch, heads, 1, 1]));
    const [row, reader] = [at(B), at(C)].map((s) => shared(s).reshape([batch, heads, 1, states])) as [Tensor, Tensor];
    state = state.mul(decay).add(driven.mul(row));
    outputs.push(state.mul(reader).sum(-1).unsqueeze(1));
  }
  return { y: outputs[0].concat(outputs.slice(1), 1).add(skipped(inputs)), state };
}

function skipped({ x, D }: SsdInputs): Tensor {
  return x.mul(D.unsqueeze(-1));
}

/** exp(l_{j+1} + ... + l_i) for i >= j, else 0: l [..., Q] -> [..., Q, Q]. */
function segmentDecays(l: Tensor): Tensor {
  const size = l.shape.at(-1)!;
  const after = triangularMask(size, size, -1); // k > j
  const summands = after.where(l.unsqueeze(-1), 0); // ..., k, j
  return triangularMask(size, size).where(summands.cumSum(-2).exp(), 0);
}

/**
 * The states before each chunk, and after the last. totals [B, c, G, R]: log-decays of whole chunks; left
 * [B, c, G, R, P, N]: what each adds; -> [B, c + 1, G, R, P, N].
 */
function passOn(totals: Tensor, left: Tensor, start: Tensor | undefined): Tensor {
  const [batch, chunks, ...rest] = left.shape as [number, number, ...number[]];
  const decays = segmentDecays(totals.pad([0, 1, 0, 0], [0, 0, 0, 0]).transpose([0, 2, 3, 1])); // B G R c+1 c+1
  const first = start?.reshape([batch, 1, ...rest]) ?? full([batch, 1, ...rest], 0);
  const [groups, shared, width, states] = rest as [number, number, number, number];
  const added = first.concat([left], 1).transpose([0, 2, 3, 1, 4, 5]); // B G R c+1 P N
  const passed = decays.matmul(added.reshape([batch, groups, shared, chunks + 1, width * states]));
  return passed.reshape(added.shape).transpose([0, 3, 1, 2, 4, 5]);
}
