/** Mamba against the stored float64 fixtures (gradients by complex step) and against its own second forms. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { constant, grad, input, interpret, Program, Scope } from "../tensor/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { mamba1, mamba1StateShapes, mamba1Step, selectiveScan, selectiveScanReference } from "./mamba1.ts";
import type { ScanInputs } from "./mamba1.ts";
import { mamba2, mamba2StateShapes, mamba2Step, ssd, ssdReference } from "./mamba2.ts";
import type { SsdInputs } from "./mamba2.ts";

const FIXTURE = 1e-10; // absolute, as the fixtures' README promises
const SAME = 1e-12; // two exact forms in float64

type Nested = number | readonly Nested[];
const flat = (value: Nested): number[] => (typeof value === "number" ? [value] : value.flatMap(flat));

const folders = [...(process.env.GLUEBALL_DATA ?? "").split(":").filter(Boolean), "../shared/data"];
const folder = folders.map((root) => join(root, "symreg", "fixtures")).find((path) => existsSync(path));
function fixture(
  name: string,
): Record<string, Nested> & { grads: Record<string, Nested>; params: Record<string, Nested> } {
  return JSON.parse(readFileSync(join(folder!, name), "utf8"));
}

function expectClose(found: ArrayLike<number>, expected: Nested, tolerance: number, what: string): void {
  const wanted = flat(expected);
  expect(found.length, what).toBe(wanted.length);
  wanted.forEach((value, i) => expect(Math.abs(found[i] - value), `${what}[${i}]`).toBeLessThan(tolerance));
}

/** Checks outputs and all gradients of sum(w y) against the fixture. */
function checkGradients(
  y: Tensor,
  weights: Nested,
  inputs: Record<string, Tensor>,
  feeds: Record<string, number[]>,
  expected: Record<string, Nested>,
): void {
  const scalar = y.mul(constant(flat(weights), y.shape)).sum();
  const names = Object.keys(inputs);
  const gradients = interpret(grad(scalar, Object.values(inputs)), feeds);
  names.forEach((name, k) => expectClose(gradients[k].data, expected[name], FIXTURE, `gradient of ${name}`));
}

describe.skipIf(folder === undefined)("fixtures (need shared data)", () => {
  test("the selective scan gives outputs, last state and all gradients", () => {
    const f = fixture("mamba1_selective_scan.json");
    const [length, d, n] = [f.L, f.d, f.N] as number[];
    const shapes: Record<string, number[]> = {
      u: [length, d],
      delta_raw: [length, d],
      A: [d, n],
      B: [length, n],
      C: [length, n],
      D: [d],
      z: [length, d],
      delta_bias: [d],
    };
    const t = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, input(name, shape)]));
    const feeds = Object.fromEntries(Object.keys(shapes).map((name) => [name, flat(f[name])]));
    const inputs: ScanInputs = {
      u: t.u.unsqueeze(0),
      delta: t.delta_raw.add(t.delta_bias).softplus().unsqueeze(0),
      a: t.A,
      b: t.B.unsqueeze(0),
      c: t.C.unsqueeze(0),
      skip: t.D,
    };
    for (const result of [1, 2, 4, 16]
      .map((chunk) => selectiveScan(inputs, chunk))
      .concat(selectiveScanReference(inputs))) {
      const y = result.y.squeeze(0).mul(t.z.silu());
      const [found, state] = interpret([y, result.state], feeds);
      expectClose(found.data, f.y, FIXTURE, "y");
      expectClose(state.data, f.last_state, FIXTURE, "last state");
      checkGradients(y, f.w, t, feeds, f.grads);
    }
  });

  test("the whole Mamba-1 block gives outputs and all gradients", () => {
    const f = fixture("mamba1_block.json");
    const config = { width: f.d_model as number, states: f.d_state as number, rank: f.dt_rank as number };
    const names: Record<string, string> = {
      in_proj: "in.weight",
      conv_w: "convolution.weight",
      conv_b: "convolution.bias",
      x_proj: "select.weight",
      dt_w: "delta.weight",
      dt_b: "delta.bias",
      A_log: "logA",
      D: "skip",
      out_proj: "out.weight",
    };
    const scope = Scope.create();
    const x = input("x", [1, f.L as number, config.width]);
    const y = mamba1(scope, x, config);
    expect(scope.parameters.map(({ name }) => name).sort()).toEqual(Object.values(names).sort());
    const parameter = (name: string) => scope.parameters.find((p) => p.name === names[name])!.tensor;
    const inputs = { x, ...Object.fromEntries(Object.keys(names).map((name) => [name, parameter(name)])) };
    const feeds = {
      x: flat(f.x),
      ...Object.fromEntries(Object.entries(names).map(([name, ours]) => [ours, flat(f.params[name])])),
    };
    expectClose(interpret([y], feeds)[0].data, f.y, FIXTURE, "y");
    checkGradients(y, f.w, inputs, feeds, f.grads);
  });

  test("the dual form gives outputs, last state and all gradients, for every chunk length", () => {
    const f = fixture("mamba2_ssd.json");
    const [length, heads, headWidth, n] = [f.L, f.H, f.P, f.N] as number[];
    const shapes: Record<string, number[]> = {
      X: [length, heads, headWidth],
      dt: [length, heads],
      A: [heads],
      B: [length, n],
      C: [length, n],
      D: [heads],
    };
    const t = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, input(name, shape)]));
    const feeds = Object.fromEntries(Object.keys(shapes).map((name) => [name, flat(f[name])]));
    const inputs: SsdInputs = {
      x: t.X.unsqueeze(0),
      dt: t.dt.unsqueeze(0),
      a: t.A,
      b: t.B.reshape([1, length, 1, n]),
      c: t.C.reshape([1, length, 1, n]),
      skip: t.D,
    };
    for (const result of [1, 2, 3, 4, 8, 64].map((chunk) => ssd(inputs, chunk)).concat(ssdReference(inputs))) {
      const y = result.y.squeeze(0);
      const [found, state] = interpret([y, result.state], feeds);
      expectClose(found.data, f.Y, FIXTURE, "Y");
      expectClose(state.data, f.last_state, FIXTURE, "last state");
      checkGradients(y, f.w, t, feeds, f.grads);
    }
  });
});

const CONFIG_1 = { width: 6, states: 4, kernel: 3, rank: 2 };
const CONFIG_2 = { width: 8, states: 4, headWidth: 4, groups: 2, kernel: 3, chunk: 4 };
const BATCH = 2;
const LENGTH = 11;

/** Parameters of a scope and a random input of a block. */
function blockFeeds(scope: Scope, width: number): Record<string, Float64Array> {
  const rng = createRng(5);
  const values = [...scope.initialValues(rng)].map(([name, { data }]) => [name, Float64Array.from(data)]);
  const x = Float64Array.from({ length: BATCH * LENGTH * width }, () => rng.normal());
  return { ...Object.fromEntries(values), x };
}

type Step = (scope: Scope, x: Tensor, state: Record<string, Tensor>) => { output: Tensor; state: object };

test.each([
  {
    name: "mamba1",
    width: CONFIG_1.width,
    batch: (scope: Scope, x: Tensor) => mamba1(scope, x, CONFIG_1),
    step: ((scope, x, state) => mamba1Step(scope, x, state as never, CONFIG_1)) as Step,
    shapes: mamba1StateShapes(BATCH, CONFIG_1),
  },
  {
    name: "mamba2",
    width: CONFIG_2.width,
    batch: (scope: Scope, x: Tensor) => mamba2(scope, x, CONFIG_2),
    step: ((scope, x, state) => mamba2Step(scope, x, state as never, CONFIG_2)) as Step,
    shapes: mamba2StateShapes(BATCH, CONFIG_2),
  },
])(
  "$name: step by step is the whole sequence, in float64 and in onnxruntime",
  async ({ width, batch, step, shapes }) => {
    const scope = Scope.create();
    const whole = batch(scope, input("x", [BATCH, LENGTH, width]));
    const feeds = blockFeeds(scope, width);
    const [expected] = interpret([whole], feeds);

    const at = input("at", [BATCH, width]);
    const states = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, input(name, shape)]));
    const one = step(scope, at, states);
    const next = Object.entries(one.state) as [string, Tensor][];
    let values: Record<string, Float64Array> = Object.fromEntries(
      Object.entries(shapes).map(([name, s]) => [name, new Float64Array(s.reduce((a, b) => a * b, 1))]),
    );
    for (let t = 0; t < LENGTH; t++) {
      const position = Float64Array.from({ length: BATCH * width }, (_, i) => {
        const [row, column] = [Math.floor(i / width), i % width];
        return feeds.x[(row * LENGTH + t) * width + column];
      });
      const [out, ...after] = interpret([one.output, ...next.map(([, tensor]) => tensor)], {
        ...feeds,
        ...values,
        at: position,
      });
      out.data.forEach((v, i) => {
        const [row, column] = [Math.floor(i / width), i % width];
        expect(Math.abs(v - expected.data[(row * LENGTH + t) * width + column])).toBeLessThan(SAME);
      });
      values = Object.fromEntries(next.map(([name], k) => [name, after[k].data]));
    }

    const parameters = scope.parameters.map(({ tensor }) => tensor);
    const outputs = {
      y: whole,
      ...Object.fromEntries(grad(whole.mul(whole).sum(), parameters).map((g, k) => [`g${k}`, g])),
    };
    const exact = interpret(Object.values(outputs), feeds);
    const program = await Program.compile({ outputs }, { device: "cpu", threads: 1 });
    const found = await program.run(feeds);
    Object.keys(outputs).forEach((name, k) => {
      const scale = exact[k].data.reduce((top, v) => Math.max(top, Math.abs(v)), 1);
      exact[k].data.forEach((v, i) => expect(Math.abs(found[name][i] - v) / scale, name).toBeLessThan(1e-4));
    });
    await program.release();
  },
);

test("a long scan is stable: chunks of every size agree with the recurrence where decays underflow", () => {
  const [length, d, n] = [70, 2, 3];
  const rng = createRng(9);
  const draw = (size: number, f: () => number) => Float64Array.from({ length: size }, f);
  const inputs: ScanInputs = {
    u: input("u", [1, length, d]),
    delta: input("delta", [1, length, d]),
    a: input("a", [d, n]),
    b: input("b", [1, length, n]),
    c: input("c", [1, length, n]),
    skip: input("skip", [d]),
  };
  const feeds = {
    u: draw(length * d, () => rng.normal()),
    delta: draw(length * d, () => 20 * rng.uniform()),
    a: draw(d * n, () => -16 * rng.uniform()),
    b: draw(length * n, () => rng.normal()),
    c: draw(length * n, () => rng.normal()),
    skip: draw(d, () => rng.normal()),
  };
  const [expected] = interpret([selectiveScanReference(inputs).y], feeds);
  for (const chunk of [1, 3, 16, 64]) {
    const [found] = interpret([selectiveScan(inputs, chunk).y], feeds);
    found.data.forEach((v, i) => expect(Math.abs(v - expected.data[i])).toBeLessThan(1e-9));
  }
});
