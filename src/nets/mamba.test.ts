/** The blocks: continuing from a state, gradients, onnxruntime, what reaches what, initial values, bad input. */
import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { constant, grad, gradcheck, input, interpret, Program, Scope } from "../tensor/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { distance } from "./distance.ts";
import { mamba1, mamba1StateShapes, mamba1Step } from "./mamba1.ts";
import type { Mamba1Config } from "./mamba1.ts";
import { mamba2, mamba2StateShapes, mamba2Step } from "./mamba2.ts";
import type { Mamba2Config } from "./mamba2.ts";
import { STATE_SPACE_PARAMETERS } from "./stateSpace.ts";
import type { MambaState } from "./stateSpace.ts";

const SAME = 1e-12; // two exact forms in float64, relative to the largest value
const [BATCH, LENGTH, WIDTH] = [2, 7, 4];
const CONFIG_1 = { width: WIDTH, states: 3, kernel: 3, rank: 2 };
const CONFIG_2 = { width: WIDTH, states: 3, kernel: 3, headWidth: 2, groups: 2, chunk: 3 };

const BLOCKS = [
  {
    name: "mamba1",
    block: (scope: Scope, x: Tensor) => mamba1(scope, x, CONFIG_1),
    step: (scope: Scope, x: Tensor, state: MambaState) => mamba1Step(scope, x, state, CONFIG_1),
    shapes: mamba1StateShapes(BATCH, CONFIG_1),
  },
  {
    name: "mamba2",
    block: (scope: Scope, x: Tensor) => mamba2(scope, x, CONFIG_2),
    step: (scope: Scope, x: Tensor, state: MambaState) => mamba2Step(scope, x, state, CONFIG_2),
    shapes: mamba2StateShapes(BATCH, CONFIG_2),
  },
];

const normals = (count: number, name: string) => {
  const rng = createRng(2).fork(name);
  return Float64Array.from({ length: count }, () => rng.normal());
};

/** Random values of all parameters, so that nothing is zero or one by accident; decays stay moderate. */
function parameterValues(scope: Scope): Record<string, Float64Array> {
  return Object.fromEntries(
    scope.parameters.map(({ name, tensor }) => [name, normals(tensor.size, name).map((v) => 0.7 * v)]),
  );
}

/** A traced block on a random sequence. */
function traced(block: (scope: Scope, x: Tensor) => Tensor) {
  const scope = Scope.create();
  const x = input("x", [BATCH, LENGTH, WIDTH]);
  const y = block(scope, x);
  const feeds: Record<string, Float64Array> = { ...parameterValues(scope), x: normals(x.size, "x") };
  return { scope, x, y, feeds };
}

describe.each(BLOCKS)("$name", ({ block, step, shapes }) => {
  test.each([[[1, 1, 1, 1, 1, 1, 1]], [[4, 1, 2]], [[7]]])("parts of %s positions from state to state", (parts) => {
    const { scope, x, y, feeds } = traced(block);
    let state: MambaState = {
      window: constant(new Float64Array(shapes.window.reduce((a, b) => a * b)), shapes.window),
      hidden: constant(new Float64Array(shapes.hidden.reduce((a, b) => a * b)), shapes.hidden),
    };
    const outputs: Tensor[] = [];
    let from = 0;
    for (const count of parts) {
      const next = step(scope, x.narrow(1, from, from + count), state);
      expect([next.state.window.shape, next.state.hidden.shape]).toEqual([shapes.window, shapes.hidden]);
      outputs.push(next.output);
      state = next.state;
      from += count;
    }
    const [whole, joined] = interpret([y, outputs[0].concat(outputs.slice(1), 1)], feeds);
    expect(distance(joined.data, whole.data)).toBeLessThan(SAME);
  });

  test("gradients of the input and of all parameters are central differences", () => {
    const { scope, x, feeds } = traced(block);
    const values = [["x", x] as const, ...scope.parameters.map(({ name, tensor }) => [name, tensor] as const)];
    for (const [name, { shape }] of values) {
      const point = { [name]: { shape, values: feeds[name] } };
      const result = gradcheck(() => block(Scope.create(), x), point, feeds);
      expect(result.error, result.worst).toBeLessThan(1e-6);
    }
  });

  test("onnxruntime gives the output and all gradients of the float64 interpreter", async () => {
    const { scope, x, y, feeds } = traced(block);
    const wrt = [x, ...scope.parameters.map(({ tensor }) => tensor)];
    const gradients = grad(y.mul(y).sum(), wrt).map((gradient, k) => [`gradient ${k}`, gradient] as const);
    const outputs = { y, ...Object.fromEntries(gradients) };
    const program = await Program.compile({ outputs }, { device: "cpu", threads: 1 });
    const found = await program.run(feeds);
    const expected = interpret(Object.values(outputs), feeds);
    Object.keys(outputs).forEach((name, k) => {
      expect(distance(found[name], expected[k].data), name).toBeLessThan(1e-4);
    });
    await program.release();
  });

  test("no position sees later ones, and the first reaches the last, far beyond the convolution", () => {
    const { x, y, feeds } = traced(block);
    const reach = (position: number) =>
      interpret(grad(y.narrow(1, position, position + 1).sum(), [x]), feeds)[0].data.slice(0, LENGTH * WIDTH);
    const early = reach(2);
    expect(early.slice(0, 3 * WIDTH).every((g) => g !== 0)).toBe(true);
    expect(early.slice(3 * WIDTH)).toEqual(new Float64Array((LENGTH - 3) * WIDTH));
    // Two kernels reach 3 positions; without a state space this would be zero.
    expect(
      reach(LENGTH - 1)
        .slice(0, WIDTH)
        .every((g) => Math.abs(g) > 1e-9),
    ).toBe(true);
  });

  test("another width than the configured one is refused", () => {
    expect(() => block(Scope.create(), input("x", [1, 2, 5]))).toThrow(
      "input of a Mamba block: found [1, 2, 5], expected [batch, length, 4] [nets/mamba-input]",
    );
  });
});

test("the Mamba-2 block is this loop", () => {
  const { y, feeds } = traced((scope, x) => mamba2(scope, x, CONFIG_2));
  const found = interpret([y], feeds)[0].data;
  const parameter = (name: string) => feeds[name];
  for (let b = 0; b < BATCH; b++) {
    const sequence = Array.from({ length: LENGTH }, (_, t) =>
      Array.from(feeds["x"].subarray((b * LENGTH + t) * WIDTH, (b * LENGTH + t + 1) * WIDTH)),
    );
    const expected = mamba2Loop(sequence, parameter).flat();
    expect(distance(found.subarray(b * LENGTH * WIDTH, (b + 1) * LENGTH * WIDTH), expected)).toBeLessThan(SAME);
  }
});

/** One sequence by the formulas of the paper, number by number: 8 channels, 4 heads of 2, 2 groups, 3 states, K 3. */
function mamba2Loop(sequence: readonly number[][], parameter: (name: string) => ArrayLike<number>): number[][] {
  const [D, H, P, G, N, K] = [8, 4, 2, 2, 3, 3];
  const M = D + 2 * G * N;
  const silu = (v: number) => v / (1 + Math.exp(-v));
  const times = (name: string, rows: number, v: readonly number[]) =>
    Array.from({ length: rows }, (_, i) => v.reduce((sum, x, j) => sum + parameter(name)[i * v.length + j] * x, 0));
  const states = Array.from({ length: H }, () => new Float64Array(P * N));
  const mapped = sequence.map((h) => times("input.weight", D + M + H, h));
  return mapped.map((row, t) => {
    const mixed = Array.from({ length: M }, (_, m) => {
      let sum = parameter("convolution.bias")[m];
      for (let k = 0; k < K; k++) {
        const past = t - (K - 1) + k;
        if (past >= 0) sum += parameter("convolution.weight")[m * K + k] * mapped[past][D + m];
      }
      return silu(sum);
    });
    const y = new Array<number>(D);
    for (let h = 0; h < H; h++) {
      const group = Math.floor(h / (H / G));
      const dt = Math.log1p(Math.exp(row[D + M + h] + parameter("delta.bias")[h]));
      const decay = Math.exp(-dt * Math.exp(parameter("logDecay")[h]));
      for (let p = 0; p < P; p++) {
        const x = mixed[h * P + p];
        let read = parameter("skip")[h] * x;
        for (let n = 0; n < N; n++) {
          const [B, C] = [mixed[D + group * N + n], mixed[D + G * N + group * N + n]];
          const s = decay * states[h][p * N + n] + dt * x * B;
          states[h][p * N + n] = s;
          read += C * s;
        }
        y[h * P + p] = read * silu(row[h * P + p]);
      }
    }
    const size = D / G;
    const normed = y.map((v, i) => {
      const group = y.slice(Math.floor(i / size) * size, (Math.floor(i / size) + 1) * size);
      const square = group.reduce((sum, w) => sum + w * w, 0) / size;
      return (v / Math.sqrt(square + 1e-5)) * parameter("gain")[i];
    });
    return times("output.weight", WIDTH, normed);
  });
}

describe("initial values", () => {
  const values = (block: (scope: Scope, x: Tensor) => Tensor, width: number) => {
    const scope = Scope.create();
    block(scope, input("x", [1, 2, width]));
    const arrays = scope.initialValues(createRng(3));
    return { scope, of: (name: string) => arrays.get(name)!.data };
  };
  const range = (data: Float32Array) => [data.reduce((a, b) => Math.min(a, b)), data.reduce((a, b) => Math.max(a, b))];
  const softplus = (data: Float32Array) => data.map((v) => Math.log1p(Math.exp(v)));
  const mean = (data: Float32Array) => data.reduce((a, b) => a + b, 0) / data.length;

  test("Mamba-1: decays 1 to N, skip 1, log-uniform step sizes, output map over the root of the blocks", () => {
    const config: Mamba1Config = { width: 64, blocks: 4 };
    const { of, scope } = values((s, x) => mamba1(s, x, config), config.width);
    const decays = [...of("logDecay").subarray(16, 32)].map((v) => Math.round(Math.exp(v) * 1e4) / 1e4);
    expect(decays).toEqual(Array.from({ length: 16 }, (_, n) => n + 1));
    expect([...new Set(of("skip"))]).toEqual([1]);
    expectLogUniform(softplus(of("delta.bias")));
    const limit = 1 / Math.sqrt(128) / 2; // fan-in 128, 4 blocks
    const [low, high] = range(of("output.weight"));
    expect([-low / limit, high / limit].map((share) => Math.round(share * 100))).toEqual([100, 100]);
    expect(range(of("delta.weight")).every((v) => Math.abs(v) <= 1 / 2)).toBe(true); // rank 4
    const undecayed = scope.parameters.map(({ name }) => name).filter((name) => STATE_SPACE_PARAMETERS.test(name));
    expect(undecayed.sort()).toEqual(["delta.bias", "logDecay", "skip"]);
  });

  test("Mamba-2: decays uniform from 1 to 16, log-uniform step sizes", () => {
    const config: Mamba2Config = { width: 128, headWidth: 1, states: 1 };
    const { of } = values((s, x) => mamba2(s, x, config), config.width);
    const decays = of("logDecay").map(Math.exp);
    const [low, high] = range(decays);
    expect(low).toBeGreaterThanOrEqual(1);
    expect(high).toBeLessThanOrEqual(16);
    // 256 draws: the mean 8.5 has an error of 15 / sqrt(12 * 256) = 0.27.
    expect(Math.abs(mean(decays) - 8.5)).toBeLessThan(4 * 0.27);
    expectLogUniform(softplus(of("delta.bias")));
    expect([...new Set([...of("skip"), ...of("gain")])]).toEqual([1]);
  });

  function expectLogUniform(steps: Float32Array): void {
    const [low, high] = range(steps);
    expect(low).toBeGreaterThan(0.001 * (1 - 1e-4));
    expect(high).toBeLessThan(0.1 * (1 + 1e-4));
    const error = Math.log(100) / Math.sqrt(12 * steps.length);
    expect(Math.abs(mean(steps.map(Math.log)) - Math.log(0.01))).toBeLessThan(4 * error);
  }
});

test.each([
  [{ width: 4, headWidth: 3 }, 'of 8 channels: found "headWidth 3, groups 1", expected a headWidth that divides'],
  [{ width: 4, headWidth: 4, groups: 3 }, "groups that divide the heads [nets/mamba-heads]"],
  [{ width: 4, headWidth: 4, kernel: 0 }, "kernel of a Mamba block: found 0, expected a whole number, at least 1"],
])("a Mamba-2 block of %o is refused", (config, message) => {
  expect(() => mamba2(Scope.create(), input("x", [1, 2, 4]), config)).toThrow(message);
});

test("a Mamba-1 block of half a state is refused", () => {
  const config = { width: 4, states: 0.5 };
  expect(() => mamba1StateShapes(1, config)).toThrow("states of a Mamba block: found 0.5, expected a whole number");
});
