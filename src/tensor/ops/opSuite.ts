/**
 * What every op must keep, run on tables of cases by the test of each family of ops. A case is random sizes and numbers
 * and a function of them; per case and round
 *   - the gradient, and the gradient of the gradient, equal central differences in float64,
 *   - the forward-mode product equals the central difference along a random direction,
 *   - onnxruntime in float32 equals the float64 meaning: values and gradients, all cases in one program,
 *   - the shape rule gives what the meaning gives (the interpreter compares them).
 * Ops that are constant almost everywhere, or of integers, must be equal exactly and have zero gradients.
 */
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";
import { gradcheck } from "../gradcheck.ts";
import { grad, jvp } from "../gradient.ts";
import { sizeOf, topologicalOrder } from "../graph.ts";
import type { DType, NdArray, Shape } from "../graph.ts";
import { interpret } from "../interpret.ts";
import { Program } from "../program.ts";
import type { TypedData } from "../program.ts";
import { constant, input } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";

const GRADIENT = 1e-6; // relative: float64 against central differences with steps of 1e-5
const FLOAT32 = 1e-4; // relative to the largest value: onnxruntime against float64

export interface Values {
  readonly shape: Shape;
  readonly values: Float64Array;
  readonly dtype?: DType;
}
type Inputs = Readonly<Record<string, Values>>;
export type Case = readonly [inputs: Inputs, f: (t: Readonly<Record<string, Tensor>>) => Tensor];
/** Cases by the name of the op they are about, or that name and more. */
export type Cases = Readonly<Record<string, (draw: Draw) => Case>>;

/** Random sizes and numbers for a case. */
export class Draw {
  readonly rng: Rng;
  constructor(rng: Rng) {
    this.rng = rng;
  }
  /** From low to high, both included. */
  size(low = 1, high = 4): number {
    return low + this.rng.integer(high - low + 1);
  }
  numbers(shape: Shape, next: () => number, dtype: DType = "float32"): Values {
    return { shape, values: Float64Array.from({ length: sizeOf(shape) }, next), dtype };
  }
  normal(...shape: number[]): Values {
    return this.numbers(shape, () => this.rng.normal());
  }
  positive(...shape: number[]): Values {
    return this.numbers(shape, () => 0.3 + 1.5 * this.rng.uniform());
  }
  /** 0.2 to 0.8 away from 0, on both sides: no kink at 0 or 0.15 within a difference step. */
  away(...shape: number[]): Values {
    return this.numbers(shape, () => (this.rng.uniform() < 0.5 ? -1 : 1) * (0.2 + 0.6 * this.rng.uniform()));
  }
  /** All different by at least 0.08: no ties within a difference step. */
  distinct(...shape: number[]): Values {
    const ranks = this.rng.shuffle(Float64Array.from({ length: sizeOf(shape) }, (_, i) => 0.1 * i - 1));
    return { shape, values: ranks.map((value) => value + 0.02 * this.rng.uniform()) };
  }
  integers(low: number, high: number, ...shape: number[]): Values {
    return this.numbers(shape, () => this.size(low, high), "int32");
  }
  conditions(...shape: number[]): Values {
    return this.numbers(shape, () => this.rng.integer(2), "bool");
  }
  /** A constant of integers from 0 to below - 1. */
  indices(below: number, ...shape: number[]): Tensor {
    return constantOf(this.integers(0, below - 1, ...shape));
  }
}

export function constantOf({ shape, values, dtype = "float32" }: Values): Tensor {
  return constant(values, shape, dtype);
}

/** One vector of all elements. */
export function joined(parts: readonly Tensor[]): Tensor {
  const flat = parts.map((part) => part.reshape([-1]));
  return flat[0].concat(flat.slice(1), 0);
}

/** A matrix and a function of it. */
export const one =
  (kind: "normal" | "positive" | "away" | "distinct", f: (x: Tensor) => Tensor) =>
  (d: Draw): Case => [{ x: d[kind](d.size(), d.size()) }, ({ x }) => f(x)];

export interface Family {
  /** The files of the family: everything they export must have a case. */
  readonly modules: readonly object[];
  /** Exports that are no ops. */
  readonly helpers?: readonly string[];
  readonly differentiable: Cases;
  readonly discrete?: Cases;
}

const ROUNDS = [1, 2, 3];

export function testOps({ modules, helpers = [], differentiable, discrete = {} }: Family): void {
  test.each(Object.entries(differentiable))("%s: gradients, second derivatives, forward mode", (name, build) => {
    for (const round of ROUNDS) {
      for (const [kind, { error, worst }] of Object.entries(derivativeErrors(build, rngOf(name, round)))) {
        expect(error, `${kind} in round ${round}, ${worst}`).toBeLessThan(GRADIENT);
      }
    }
  });

  test("onnxruntime in float32 agrees with the float64 meaning, forward and backward", async () => {
    for (const { name, error } of await runtimeErrors(differentiable)) expect(error, name).toBeLessThan(FLOAT32);
  });

  test.each(Object.entries(discrete))("%s: the same numbers in onnxruntime, and no gradient", async (name, build) => {
    for (const { name: what, error } of await runtimeErrors({ [name]: build })) expect(error, what).toBe(0);
    const [inputs, f] = build(new Draw(rngOf(name, 1)));
    const { gradients } = gradientsOf(inputs, f);
    const values = interpret(Object.values(gradients), valuesOf(inputs)).flatMap(({ data }) => [...data]);
    expect(values.filter((v) => v !== 0)).toEqual([]);
  });

  test("every op of the family has a case", () => {
    const names = modules.flatMap((module) => Object.keys(module)).filter((name) => !helpers.includes(name));
    const cases = Object.entries({ ...differentiable, ...discrete });
    const missing = names.filter(
      (name) => !cases.some(([title, build]) => title.startsWith(name) && opNames(build).has(name)),
    );
    expect(missing).toEqual([]);
  });
}

const rngOf = (name: string, round: number) => createRng(11).fork(name).fork(round);
const tensorsOf = (inputs: Inputs, prefix = "") =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype }]) => [name, input(prefix + name, shape, dtype)]),
  );
const valuesOf = (inputs: Inputs, prefix = "") =>
  Object.fromEntries(Object.entries(inputs).map(([name, { values }]) => [prefix + name, values]));

/** A fixed contraction to a scalar, so that every output element counts differently. */
function contract(y: Tensor): Tensor {
  const weights = Float64Array.from({ length: y.size }, (_, i) => Math.cos(1.3 * i + 0.4));
  return y.mul(constant(weights, y.shape)).sum();
}

/** The value of a case and the gradients of its contraction with respect to the float inputs. */
function gradientsOf(
  inputs: Inputs,
  f: Case[1],
  prefix = "",
): { value: Tensor; gradients: Readonly<Record<string, Tensor>> } {
  const tensors = tensorsOf(inputs, prefix);
  const value = f(tensors);
  const floats = Object.keys(tensors).filter((key) => tensors[key].dtype === "float32");
  const gradients = grad(
    contract(value.cast("float32")),
    floats.map((key) => tensors[key]),
  );
  return { value, gradients: Object.fromEntries(floats.map((key, k) => [key, gradients[k]])) };
}

interface Deviation {
  readonly error: number;
  readonly worst: string;
}

/** Deviations from central differences. */
export function derivativeErrors(build: Cases[string], rng: Rng): Record<"first" | "second" | "forward", Deviation> {
  const [inputs, f] = build(new Draw(rng));
  return {
    first: gradcheck(f, inputs),
    second: gradcheck((t) => joined(grad(contract(f(t)), Object.values(t))), inputs),
    forward: forwardError(inputs, f, new Draw(rng.fork("direction"))),
  };
}

function forwardError(inputs: Inputs, f: Case[1], draw: Draw): Deviation {
  const tensors = tensorsOf(inputs);
  const output = f(tensors);
  const tangents = Object.values(inputs).map(({ shape }) => draw.normal(...shape));
  const pushed = jvp([output], Object.values(tensors), tangents.map(constantOf));
  const [exact] = interpret(pushed, valuesOf(inputs));
  const along = (step: number) => {
    const moved = Object.entries(inputs).map(
      ([key, { values }], k) => [key, values.map((v, i) => v + step * tangents[k].values[i])] as const,
    );
    return interpret([output], Object.fromEntries(moved))[0].data;
  };
  const [ahead, behind] = [along(1e-5), along(-1e-5)];
  return deviation(
    exact.data,
    ahead.map((v, i) => (v - behind[i]) / 2e-5),
  );
}

/** Largest deviation relative to the largest expected value, but at least to 1. */
function deviation(found: ArrayLike<number>, expected: Float64Array): Deviation {
  const scale = expected.reduce((top, v) => Math.max(top, Math.abs(v)), 1);
  const errors = expected.map((v, i) => (found[i] === v ? 0 : Math.abs(found[i] - v) / scale));
  const at = errors.findIndex((error) => Number.isNaN(error));
  const worst = at >= 0 ? at : errors.indexOf(Math.max(...errors));
  return { error: errors[worst], worst: `element ${worst}: ${found[worst]} for ${expected[worst]}` };
}

/** Values and gradients of all cases in one float32 program against the float64 meaning. */
export async function runtimeErrors(cases: Cases): Promise<{ name: string; error: number }[]> {
  const outputs: Record<string, Tensor> = {};
  const feeds: Record<string, Float64Array> = {};
  for (const [name, build] of Object.entries(cases)) {
    for (const round of ROUNDS) {
      const [inputs, f] = build(new Draw(rngOf(name, round)));
      const prefix = `${name}.${round}.`;
      // Rounded first: both see the same numbers.
      for (const [key, values] of Object.entries(valuesOf(inputs, prefix))) feeds[key] = values.map(Math.fround);
      const { value, gradients } = gradientsOf(inputs, f, prefix);
      outputs[`${prefix}value`] = value;
      for (const [key, gradient] of Object.entries(gradients)) outputs[`${prefix}gradient.${key}`] = gradient;
    }
  }
  const names = Object.keys(outputs);
  const { expected, found } = await bothWays(outputs, feeds);
  return names.map((name) => {
    const { error, worst } = deviation(found[name], expected[name].data);
    return { name: `${name}, ${worst}`, error };
  });
}

/** The same outputs by the interpreter and by onnxruntime on one thread. */
export async function bothWays(
  outputs: Readonly<Record<string, Tensor>>,
  feeds: Readonly<Record<string, ArrayLike<number>>>,
): Promise<{ expected: Record<string, NdArray>; found: Record<string, TypedData> }> {
  const meaning = interpret(Object.values(outputs), feeds);
  const program = await Program.compile({ outputs }, { device: "cpu", threads: 1 });
  const found = await program.run(Object.fromEntries(program.inputs.map(({ name }) => [name, feeds[name]])));
  await program.release();
  return { expected: Object.fromEntries(Object.keys(outputs).map((name, k) => [name, meaning[k]])), found };
}

function opNames(build: Cases[string]): Set<string> {
  const [inputs, f] = build(new Draw(createRng(1)));
  return new Set(topologicalOrder([f(tensorsOf(inputs))]).map(({ op }) => op.name));
}
