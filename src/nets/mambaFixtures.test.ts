/** The stored results (symreg/fixtures: float64, gradients by complex step): outputs, last states, all gradients. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { constant, grad, input, interpret, Scope } from "../tensor/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { mamba1 } from "./mamba1.ts";
import { selectiveScan, sequentialScan } from "./selectiveScan.ts";
import { ssd, ssdSequential } from "./ssd.ts";

const FIXTURE = 1e-10; // absolute, as their README promises

const folder = findData("symreg/fixtures");
const withData = test.skipIf(folder === undefined);

type Nested = number | readonly Nested[];
type Arrays = Record<string, Nested>;
type Fixture = Arrays & { readonly grads: Arrays; readonly params: Arrays };

function fixture(name: string): Fixture {
  return JSON.parse(readFileSync(join(folder!, name), "utf8")) as Fixture;
}

const flat = (value: Nested): number[] => (typeof value === "number" ? [value] : value.flatMap(flat));

function shapeOf(value: Nested): number[] {
  return typeof value === "number" ? [] : [value.length, ...shapeOf(value[0])];
}

/** Largest deviation of the found arrays from the stored ones, and where it is. */
function deviation(found: Record<string, ArrayLike<number>>, expected: Arrays): { error: number; worst: string } {
  let [error, worst] = [0, ""];
  for (const [name, values] of Object.entries(found)) {
    const wanted = flat(expected[name]);
    expect(values.length, name).toBe(wanted.length);
    wanted.forEach((value, i) => {
      const difference = Math.abs(values[i] - value);
      if (!(difference <= error)) [error, worst] = [difference, `${name}[${i}]: ${values[i]} for ${value}`];
    });
  }
  return { error, worst };
}

/** Inputs of the fixture's names and shapes, and their values. */
function inputsOf(f: Fixture, names: readonly string[]) {
  return {
    tensors: Object.fromEntries(names.map((name) => [name, input(name, shapeOf(f[name]))])),
    feeds: Object.fromEntries(names.map((name) => [name, flat(f[name])])),
  };
}

/** The gradients of sum(w y) by name. */
function gradients(y: Tensor, w: Nested, wrt: Record<string, Tensor>, feeds: Record<string, number[]>) {
  const found = interpret(grad(y.mul(constant(flat(w), y.shape)).sum(), Object.values(wrt)), feeds);
  return Object.fromEntries(Object.keys(wrt).map((name, k) => [name, found[k].data]));
}

withData("Mamba-1's scan in chunks of any length, and its sequential twin (needs shared data)", () => {
  const f = fixture("mamba1_selective_scan.json");
  const { tensors: t, feeds } = inputsOf(f, ["u", "delta_raw", "delta_bias", "A", "B", "C", "D", "z"]);
  const { A, D } = t;
  const [u, delta, B, C, z] = [t.u, t.delta_raw, t.B, t.C, t.z].map((x) => x.unsqueeze(0));
  const inputs = { u, delta, deltaBias: t.delta_bias, A, B, C, D, z };
  const results = [undefined, 1, 2, 3, 4, 8].map((chunk) => selectiveScan(inputs, chunk));
  for (const { y, state } of [...results, sequentialScan(inputs)]) {
    const [values, last] = interpret([y, state], feeds);
    const outputs = deviation({ y: values.data, last_state: last.data }, f);
    expect(outputs.error, outputs.worst).toBeLessThan(FIXTURE);
    const backward = deviation(gradients(y, f.w, t, feeds), f.grads);
    expect(backward.error, backward.worst).toBeLessThan(FIXTURE);
  }
});

withData("the dual form in chunks of any length, and its sequential twin (needs shared data)", () => {
  const f = fixture("mamba2_ssd.json");
  const { tensors: t, feeds } = inputsOf(f, ["X", "dt", "A", "B", "C", "D"]);
  const { A, D } = t;
  const [B, C] = [t.B, t.C].map((x) => x.reshape([1, x.shape[0], 1, x.shape[1]])); // one group
  const inputs = { x: t.X.unsqueeze(0), dt: t.dt.unsqueeze(0), A, B, C, D };
  const results = [1, 2, 3, 4, 8].map((chunk) => ssd(inputs, chunk));
  for (const { y, state } of [...results, ssdSequential(inputs)]) {
    const [values, last] = interpret([y, state], feeds);
    const outputs = deviation({ Y: values.data, last_state: last.data }, f);
    expect(outputs.error, outputs.worst).toBeLessThan(FIXTURE);
    const backward = deviation(gradients(y, f.w, t, feeds), f.grads);
    expect(backward.error, backward.worst).toBeLessThan(FIXTURE);
  }
});

/** The fixture's names of the block's parameters, as in the table of mamba1.ts. */
const NAMES = {
  in_proj: "input.weight",
  conv_w: "convolution.weight",
  conv_b: "convolution.bias",
  x_proj: "select.weight",
  dt_w: "delta.weight",
  dt_b: "delta.bias",
  A_log: "logDecay",
  D: "skip",
  out_proj: "output.weight",
};

withData("the Mamba-1 block (needs shared data)", () => {
  const f = fixture("mamba1_block.json");
  const [width, states, rank, kernel] = [f.d_model, f.d_state, f.dt_rank, f.d_conv] as [number, number, number, number];
  const scope = Scope.create();
  const x = input("x", [1, ...shapeOf(f.x)]);
  const y = mamba1(scope, x, { width, states, rank, kernel });
  const parameters = new Map(scope.parameters.map(({ name, tensor }) => [name, tensor]));
  expect([...parameters.keys()].sort()).toEqual(Object.values(NAMES).sort());
  const feeds: Record<string, number[]> = { x: flat(f.x) };
  const wrt: Record<string, Tensor> = { x };
  for (const [theirs, ours] of Object.entries(NAMES)) {
    wrt[theirs] = parameters.get(ours)!;
    expect(wrt[theirs].shape).toEqual(shapeOf(f.params[theirs]));
    feeds[ours] = flat(f.params[theirs]);
  }
  const outputs = deviation({ y: interpret([y], feeds)[0].data }, f);
  expect(outputs.error, outputs.worst).toBeLessThan(FIXTURE);
  const backward = deviation(gradients(y, f.w, wrt, feeds), f.grads);
  expect(backward.error, backward.worst).toBeLessThan(FIXTURE);
});
