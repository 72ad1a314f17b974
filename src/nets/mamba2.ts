/**
 * Mamba-2: the state-space dual form (Dao and Gu, arXiv 2405.21060, section 6). One decay a head and position, so that
 * the recurrence
 *
 *     S_t = exp(dt_t A) S_{t-1} + dt_t B_t x_t^T,      y_t = C_t S_t + D x_t
 *
 * becomes matrix products: inside a chunk Y = (L o C B^T) X with L_ij = exp(sum of dt A over j+1..i), and the state S
 * carries from chunk to chunk. Sums of log-decays are taken over segments, not as differences of running sums, which
 * would lose digits.
 *
 * B batch, T length, H heads, P width of a head, N states, G groups of heads that share B and C, Q chunk length.
 */
import {
  activate,
  fanInUniform,
  full,
  linear,
  onesInit,
  rmsNorm,
  triangularMask,
  uniformInit,
} from "../tensor/index.ts";
import type { Initialiser, Scope, Tensor } from "../tensor/index.ts";

export interface SsdInputs {
  /** [B, T, H, P] */
  readonly x: Tensor;
  /** Positive step sizes [B, T, H]. */
  readonly dt: Tensor;
  /** Negative [H]. */
  readonly a: Tensor;
  /** [B, T, G, N] */
  readonly b: Tensor;
  /** [B, T, G, N] */
  readonly c: Tensor;
  /** [H] */
  readonly skip: Tensor;
}

export interface SsdResult {
  /** [B, T, H, P] */
  readonly y: Tensor;
  /** After the last position [B, H, P, N]. */
  readonly state: Tensor;
}

/** The chunked form: all matrix products. */
export function ssd(inputs: SsdInputs, chunk = 64): SsdResult {
  const { x, a } = inputs;
  const [batch, length, heads, headWidth] = x.shape;
  const size = Math.min(chunk, length);
  const chunks = Math.ceil(length / size);
  const fill = chunks * size - length;
  // Padding at the end has dt = 0: it neither decays nor adds.
  const cut = (t: Tensor) => {
    const none = t.shape.slice(2).map(() => 0);
    return t.pad([0, 0, ...none], [0, fill, ...none]).reshape([batch, chunks, size, ...t.shape.slice(2)]);
  };
  const dt = cut(inputs.dt).transpose([0, 3, 1, 2]); // B H C Q
  const states = inputs.b.shape[3];
  const [b, c] = [inputs.b, inputs.c].map((t) => shareGroups(cut(t), heads)); // B H C Q N
  const driven = cut(x).transpose([0, 3, 1, 2, 4]).mul(dt.unsqueeze(-1)); // B H C Q P
  const logDecay = dt.mul(a.reshape([heads, 1, 1])); // B H C Q

  // 1. Within chunks.
  const within = segmentDecay(logDecay).mul(c.matmul(b, { transposeB: true })); // B H C Q Q
  let y = within.matmul(driven); // B H C Q P
  // 2. What each chunk leaves at its end.
  const toEnd = logDecay.cumSum(-1, { reverse: true, exclusive: true }).exp().unsqueeze(-1); // B H C Q 1
  const left = driven.mul(toEnd).matmul(b, { transposeA: true }); // B H C P N
  // 3. The state after each chunk, by the same masked decay over the chunks' totals.
  const totals = logDecay.sum(-1); // B H C
  const carry = segmentDecay(totals); // B H C C
  const flat = left.reshape([batch, heads, chunks, headWidth * states]);
  const leaving = carry.matmul(flat).reshape([batch, heads, chunks, headWidth, states]);
  // 4. The share of the states that enter in the output; nothing enters the first chunk.
  if (chunks > 1) {
    const entering = leaving.narrow(2, 0, chunks - 1).pad([0, 0, 1, 0, 0], [0, 0, 0, 0, 0]);
    const fromStart = logDecay.cumSum(-1).exp().unsqueeze(-1); // B H C Q 1
    y = y.add(c.matmul(entering, { transposeB: true }).mul(fromStart));
  }
  const joined = y
    .transpose([0, 2, 3, 1, 4])
    .reshape([batch, chunks * size, heads, headWidth])
    .narrow(1, 0, length);
  return {
    y: joined.add(x.mul(inputs.skip.reshape([heads, 1]))),
    state: leaving.narrow(2, chunks - 1, chunks).squeeze(2),
  };
}

/** exp(sum of l over j+1..i) for i >= j, else 0. l [..., Q] -> [..., Q, Q]. */
function segmentDecay(l: Tensor): Tensor {
  const size = l.shape.at(-1)!;
  // Column j repeats l; what lies at or before j is set to zero before the running sum, so each sum is exact.
  const repeated = l.unsqueeze(-1).broadcastTo([...l.shape, size]); // ..., i, j
  const strictlyAfter = triangularMask(size, size, -1);
  const sums = strictlyAfter.where(repeated, 0).cumSum(-2);
  return triangularMask(size, size).where(sums.exp(), 0);
}

/** [B, C, Q, G, N] -> [B, H, C, Q, N] */
function shareGroups(t: Tensor, heads: number): Tensor {
  const [batch, chunks, size, groups, states] = t.shape;
  const moved = t.transpose([0, 3, 1, 2, 4]).unsqueeze(2); // B G 1 C Q N
  const shape = [batch, groups, heads / groups, chunks, size, states];
  return moved.broadcastTo(shape).reshape([batch, heads, chunks, size, states]);
}

/** Position by position: the definition, and the judge of the chunked form. */
export function ssdReference(inputs: SsdInputs): SsdResult {
  const { x } = inputs;
  const [batch, length, heads, headWidth] = x.shape;
  let state = full([batch, heads, headWidth, inputs.b.shape[3]], 0);
  const outputs: Tensor[] = [];
  for (let t = 0; t < length; t++) {
    const at = (s: Tensor) => s.narrow(1, t, t + 1).squeeze(1);
    const step = ssdStep(
      { x: at(x), dt: at(inputs.dt), a: inputs.a, b: at(inputs.b), c: at(inputs.c), skip: inputs.skip },
      state,
    );
    state = step.state;
    outputs.push(step.y.unsqueeze(1));
  }
  return { y: outputs[0].concat(outputs.slice(1), 1), state };
}

/** One position: the inputs without their axis T, the state [B, H, P, N]. */
export function ssdStep({ x, dt, a, b, c, skip }: SsdInputs, state: Tensor): SsdResult {
  const [batch, heads, headWidth] = x.shape;
  const share = (t: Tensor) => {
    const [, groups, states] = t.shape;
    return t
      .unsqueeze(2)
      .broadcastTo([batch, groups, heads / groups, states])
      .reshape([batch, heads, 1, states]);
  };
  const decay = dt.mul(a).exp().reshape([batch, heads, 1, 1]);
  const driven = x.mul(dt.unsqueeze(-1)).unsqueeze(-1); // B H P 1
  const next = state.mul(decay).add(driven.mul(share(b)));
  const y = next.mul(share(c)).sum(-1);
  return { y: y.reshape([batch, heads, headWidth]).add(x.mul(skip.reshape([heads, 1]))), state: next };
}

export interface Mamba2Config {
  readonly width: number;
  readonly expand?: number;
  readonly states?: number;
  readonly headWidth?: number;
  readonly groups?: number;
  readonly kernel?: number;
  readonly chunk?: number;
}

function sizes({ width, expand = 2, states = 64, headWidth = 64, groups = 1, kernel = 4 }: Mamba2Config) {
  const inner = expand * width;
  return { inner, states, headWidth, groups, kernel, heads: inner / headWidth, convolved: inner + 2 * groups * states };
}

function blockParameters(scope: Scope, config: Mamba2Config) {
  const { heads, kernel, convolved } = sizes(config);
  return {
    convWeight: scope.parameter("convolution.weight", [convolved, 1, kernel], fanInUniform),
    convBias: scope.parameter("convolution.bias", [convolved], uniformInit(-(kernel ** -0.5), kernel ** -0.5)),
    /** ln(-A), A uniform between 1 and 16. */
    logA: scope.parameter("logA", [heads], logUniform(1, 16)),
    skip: scope.parameter("skip", [heads], onesInit),
    dtBias: scope.parameter("dt.bias", [heads], stepBias),
  };
}

const logUniform =
  (low: number, high: number): Initialiser =>
  (data, _shape, rng) => {
    for (let i = 0; i < data.length; i++) data[i] = Math.log(low + (high - low) * rng.uniform());
  };

/** As in Mamba-1: steps start log-uniform between 0.001 and 0.1. */
const stepBias: Initialiser = (data, _shape, rng) => {
  for (let i = 0; i < data.length; i++) {
    const step = Math.max(0.001 * 100 ** rng.uniform(), 1e-4);
    data[i] = step + Math.log(-Math.expm1(-step));
  }
};

/** x [B, T, width] -> [B, T, width]: no residual. */
export function mamba2(scope: Scope, x: Tensor, config: Mamba2Config): Tensor {
  const s = sizes(config);
  const p = blockParameters(scope, config);
  const [gate, main, dt] = projections(scope, x, s);
  const convolved = main.transpose([0, 2, 1]).conv(p.convWeight, {
    strides: [1],
    dilations: [1],
    before: [s.kernel - 1],
    after: [0],
    groups: s.convolved,
  });
  const mixed = activate(convolved.transpose([0, 2, 1]).add(p.convBias), "silu");
  const { y } = ssd(ssdInputs(mixed, dt, p, s), config.chunk ?? 64);
  return outputMap(scope, y.reshape([...x.shape.slice(0, 2), s.inner]), gate, config);
}

export interface Mamba2State {
  /** The last K inputs of the convolution [B, K, inner + 2 G N]. */
  readonly window: Tensor;
  /** [B, H, P, N] */
  readonly hidden: Tensor;
}

export function mamba2StateShapes(batch: number, config: Mamba2Config) {
  const { kernel, convolved, heads, headWidth, states } = sizes(config);
  return { window: [batch, kernel, convolved], hidden: [batch, heads, headWidth, states] };
}

/** One position: x [B, width] -> [B, width] and the next state. */
export function mamba2Step(
  scope: Scope,
  x: Tensor,
  state: Mamba2State,
  config: Mamba2Config,
): { readonly output: Tensor; readonly state: Mamba2State } {
  const s = sizes(config);
  const p = blockParameters(scope, config);
  const [gate, main, dt] = projections(scope, x, s);
  const window = state.window.narrow(1, 1, s.kernel).concat([main.unsqueeze(1)], 1);
  const weight = p.convWeight.reshape([s.convolved, s.kernel]).transpose([1, 0]);
  const mixed = activate(window.mul(weight).sum(1).add(p.convBias), "silu");
  const step = ssdStep(ssdInputs(mixed, dt, p, s), state.hidden);
  const output = outputMap(scope, step.y.reshape([x.shape[0], s.inner]), gate, config);
  return { output, state: { window, hidden: step.state } };
}

type Sizes = ReturnType<typeof sizes>;

/** Gate, input of the convolution, raw step sizes. */
function projections(scope: Scope, x: Tensor, { inner, convolved, heads }: Sizes): readonly Tensor[] {
  return linear(scope.child("in"), x, inner + convolved + heads, { bias: false }).split([inner, convolved, heads], -1);
}

/** mixed [..., inner + 2 G N], raw dt [..., H]. */
function ssdInputs(mixed: Tensor, dt: Tensor, p: ReturnType<typeof blockParameters>, s: Sizes): SsdInputs {
  const lead = mixed.shape.slice(0, -1);
  const [x, b, c] = mixed.split([s.inner, s.groups * s.states, s.groups * s.states], -1);
  return {
    x: x.reshape([...lead, s.heads, s.headWidth]),
    dt: dt.add(p.dtBias).softplus(),
    a: p.logA.exp().neg(),
    b: b.reshape([...lead, s.groups, s.states]),
    c: c.reshape([...lead, s.groups, s.states]),
    skip: p.skip,
  };
}

/** Gate first, then the norm. */
function outputMap(scope: Scope, y: Tensor, gate: Tensor, { width }: Mamba2Config): Tensor {
  return linear(scope.child("out"), rmsNorm(scope.child("norm"), y.mul(gate.silu())), width, { bias: false });
}
