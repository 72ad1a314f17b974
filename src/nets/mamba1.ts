/**
 * Mamba-1: a selective state space (Gu and Dao, arXiv 2312.00752, algorithm 2 and section 3.4). For each channel d and
 * state n
 *
 *     h_t = exp(Delta_t A) h_{t-1} + Delta_t B_t u_t,      y_t = sum_n C_t h_t + D u_t
 *
 * with Delta, B and C computed from the input. A enters by the exact zero-order hold, B by the Euler step, as in the
 * authors' code. The recurrence h_t = a_t h_{t-1} + b_t is associative: (a1, b1) then (a2, b2) is (a2 a1, a2 b1 + b2).
 * So it is done by doubling: log2(chunk) steps inside chunks, the same on the chunks' totals, and one product that
 * carries the state in. Nothing divides, and all a are at most 1: stable for any length.
 *
 * B batch, L length, D channels (inner width), N states.
 */
import { activate, fanInUniform, linear, onesInit, uniformInit, valuesOf } from "../tensor/index.ts";
import type { Initialiser, Scope, Tensor } from "../tensor/index.ts";

export interface Mamba1Config {
  readonly width: number;
  /** Inner width over width. */
  readonly expand?: number;
  /** States N of a channel. */
  readonly states?: number;
  /** Length of the causal convolution. */
  readonly kernel?: number;
  /** Rank R of the map to Delta; default ceil(width / 16). */
  readonly rank?: number;
  /** Blocks of the network, by whose root the output map starts smaller. */
  readonly layers?: number;
}

export interface ScanInputs {
  /** [B, L, D] */
  readonly u: Tensor;
  /** Step sizes, positive [B, L, D]. */
  readonly delta: Tensor;
  /** Negative [D, N]. */
  readonly a: Tensor;
  /** [B, L, N] */
  readonly b: Tensor;
  /** [B, L, N] */
  readonly c: Tensor;
  /** [D] */
  readonly skip: Tensor;
}

export interface ScanResult {
  /** [B, L, D] */
  readonly y: Tensor;
  /** After the last position [B, D, N]. */
  readonly state: Tensor;
}

const CHUNK = 16;

/** The selective scan by chunked doubling. */
export function selectiveScan(inputs: ScanInputs, chunk = CHUNK): ScanResult {
  const { decay, drive } = discretise(inputs);
  const states = linearRecurrence(decay, drive, chunk); // B L D N
  const length = states.shape[1];
  return { y: readOut(states, inputs), state: states.narrow(1, length - 1, length).squeeze(1) };
}

/** The same position by position: the definition, and the judge of the scan above. */
export function selectiveScanReference(inputs: ScanInputs): ScanResult {
  const { decay, drive } = discretise(inputs);
  const length = decay.shape[1];
  let state = drive.narrow(1, 0, 1);
  const states = [state];
  for (let t = 1; t < length; t++) {
    state = decay
      .narrow(1, t, t + 1)
      .mul(state)
      .add(drive.narrow(1, t, t + 1));
    states.push(state);
  }
  return { y: readOut(states[0].concat(states.slice(1), 1), inputs), state: state.squeeze(1) };
}

/** exp(Delta A) and Delta B u: [B, L, D, N]. */
function discretise({ u, delta, a, b }: ScanInputs): { decay: Tensor; drive: Tensor } {
  const step = delta.unsqueeze(-1); // B L D 1
  return { decay: step.mul(a).exp(), drive: step.mul(u.unsqueeze(-1)).mul(b.unsqueeze(2)) };
}

function readOut(states: Tensor, { u, c, skip }: ScanInputs): Tensor {
  const [batch, length, channels] = u.shape;
  const mixed = states.matmul(c.unsqueeze(-1)); // B L D 1
  return mixed.reshape([batch, length, channels]).add(u.mul(skip));
}

/** h_t = a_t h_{t-1} + b_t along axis 1, h_0 = 0, in chunks. */
function linearRecurrence(a: Tensor, b: Tensor, chunk: number): Tensor {
  const [batch, length, ...rest] = a.shape;
  if (length <= chunk) return doubling(a, b, 1).b;
  const chunks = Math.ceil(length / chunk);
  const fill = chunks * chunk - length;
  const padded = (x: Tensor, value: number) => {
    const none = rest.map(() => 0);
    return x.pad([0, 0, ...none], [0, fill, ...none], value).reshape([batch, chunks, chunk, ...rest]);
  };
  const inside = doubling(padded(a, 1), padded(b, 0), 2);
  const last = (x: Tensor) => x.narrow(2, chunk - 1, chunk).squeeze(2); // B chunks ...
  const totals = linearRecurrence(last(inside.a), last(inside.b), Math.max(chunk, 2));
  // The state that enters a chunk is the total of all chunks before it.
  const none = rest.map(() => 0);
  const entering = totals.narrow(1, 0, chunks - 1).pad([0, 1, ...none], [0, 0, ...none]);
  const states = inside.a.mul(entering.unsqueeze(2)).add(inside.b);
  return states.reshape([batch, chunks * chunk, ...rest]).narrow(1, 0, length);
}

/** Products of a and states from zero, along an axis: each step joins spans of twice the length. */
function doubling(a: Tensor, b: Tensor, axis: number): { a: Tensor; b: Tensor } {
  const length = a.shape[axis];
  for (let span = 1; span < length; span *= 2) {
    const earlier = (x: Tensor, value: number) => {
      const before = x.shape.map((_, k) => (k === axis ? span : 0));
      return x.narrow(axis, 0, length - span).pad(
        before,
        x.shape.map(() => 0),
        value,
      );
    };
    b = a.mul(earlier(b, 0)).add(b);
    a = a.mul(earlier(a, 1));
  }
  return { a, b };
}

/** Parameters and sizes of a block. */
function blockParameters(scope: Scope, config: Mamba1Config) {
  const { width, expand = 2, states = 16, kernel = 4, rank = Math.ceil(width / 16) } = config;
  const inner = expand * width;
  return {
    inner,
    states,
    rank,
    kernel,
    /** [D, 1, K]: the last entry multiplies the current position. */
    convWeight: scope.parameter("convolution.weight", [inner, 1, kernel], fanInUniform),
    convBias: scope.parameter("convolution.bias", [inner], uniformInit(-(kernel ** -0.5), kernel ** -0.5)),
    /** ln(-A), starting at ln 1 .. ln N for each channel. */
    logA: scope.parameter(
      "logA",
      [inner, states],
      valuesOf((i) => Math.log((i % states) + 1)),
    ),
    skip: scope.parameter("skip", [inner], onesInit),
    deltaBias: scope.parameter("delta.bias", [inner], deltaBiasInit),
  };
}

/** Step sizes start log-uniform between 0.001 and 0.1: the inverse softplus t + ln(1 - e^-t) of them. */
const deltaBiasInit: Initialiser = (data, _shape, rng) => {
  const [low, high, floor] = [Math.log(0.001), Math.log(0.1), 1e-4];
  for (let i = 0; i < data.length; i++) {
    const step = Math.max(Math.exp(low + (high - low) * rng.uniform()), floor);
    data[i] = step + Math.log(-Math.expm1(-step));
  }
};

/** x [B, L, width] -> [B, L, width]: no norm, no residual. */
export function mamba1(scope: Scope, x: Tensor, config: Mamba1Config): Tensor {
  const p = blockParameters(scope, config);
  const [main, gate] = linear(scope.child("in"), x, 2 * p.inner, { bias: false }).split([p.inner, p.inner], 2);
  const convolved = main.transpose([0, 2, 1]).conv(p.convWeight, {
    strides: [1],
    dilations: [1],
    before: [p.kernel - 1],
    after: [0],
    groups: p.inner,
  });
  const u = activate(convolved.transpose([0, 2, 1]).add(p.convBias), "silu"); // B L D
  const { y } = selectiveScan(scanInputs(scope, u, p));
  return outputMap(scope, y.mul(gate.silu()), config);
}

/** State of a block between positions. */
export interface Mamba1State {
  /** The last K inputs of the convolution [B, K, D]; the newest is last. */
  readonly window: Tensor;
  /** [B, D, N] */
  readonly hidden: Tensor;
}

/** Shapes of the state, for a batch; it starts at zero. */
export function mamba1StateShapes(batch: number, { width, expand = 2, states = 16, kernel = 4 }: Mamba1Config) {
  return { window: [batch, kernel, expand * width], hidden: [batch, expand * width, states] };
}

/** One position: x [B, width] -> [B, width] and the next state, at a cost that does not depend on the position. */
export function mamba1Step(
  scope: Scope,
  x: Tensor,
  state: Mamba1State,
  config: Mamba1Config,
): { readonly output: Tensor; readonly state: Mamba1State } {
  const p = blockParameters(scope, config);
  const [main, gate] = linear(scope.child("in"), x, 2 * p.inner, { bias: false }).split([p.inner, p.inner], 1);
  const window = state.window.narrow(1, 1, p.kernel).concat([main.unsqueeze(1)], 1); // B K D
  const weight = p.convWeight.reshape([p.inner, p.kernel]).transpose([1, 0]);
  const u = activate(window.mul(weight).sum(1).add(p.convBias), "silu"); // B D
  const scan = scanInputs(scope, u.unsqueeze(1), p);
  const { decay, drive } = discretise(scan);
  const hidden = decay.squeeze(1).mul(state.hidden).add(drive.squeeze(1)); // B D N
  const y = readOut(hidden.unsqueeze(1), scan).squeeze(1);
  return { output: outputMap(scope, y.mul(gate.silu()), config), state: { window, hidden } };
}

/** Delta, B and C from u [B, L, D]. */
function scanInputs(scope: Scope, u: Tensor, p: ReturnType<typeof blockParameters>): ScanInputs {
  const { inner, states, rank } = p;
  const mapped = linear(scope.child("select"), u, rank + 2 * states, { bias: false });
  const [low, b, c] = mapped.split([rank, states, states], 2);
  const limit = rank ** -0.5;
  const raw = linear(scope.child("delta"), low, inner, { bias: false, weightInit: uniformInit(-limit, limit) });
  return { u, delta: raw.add(p.deltaBias).softplus(), a: p.logA.exp().neg(), b, c, skip: p.skip };
}

function outputMap(scope: Scope, y: Tensor, { width, layers = 1 }: Mamba1Config): Tensor {
  const smaller: Initialiser = (data, shape, rng) => {
    fanInUniform(data, shape, rng);
    for (let i = 0; i < data.length; i++) data[i] /= Math.sqrt(layers);
  };
  return linear(scope.child("out"), y, width, { bias: false, weightInit: smaller });
}
