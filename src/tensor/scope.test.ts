import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import {
  fanInUniform,
  heNormal,
  normalInit,
  onesInit,
  uniformInit,
  valuesOf,
  xavierUniform,
  zerosInit,
} from "./initialise.ts";
import type { Initialiser } from "./initialise.ts";
import { interpret } from "./interpret.ts";
import { linear } from "./layers/linear.ts";
import { NOISE_KEY, Scope } from "./scope.ts";
import { input } from "./tensor.ts";

const net = (scope: Scope, rows: number) => {
  const hidden = linear(scope.child("hidden").child(0), input(`x${rows}`, [rows, 4]), 3);
  return linear(scope.child("head"), hidden, 2, { bias: false });
};

test("tracing twice gives one tree, named by path; counts by pattern", () => {
  const scope = Scope.create();
  net(scope, 5);
  net(scope.forTraining(), 7);
  expect(scope.parameters.map(({ name, tensor }) => `${name} ${tensor.shape}`)).toEqual([
    "hidden.0.weight 3,4",
    "hidden.0.bias 3",
    "head.weight 2,3",
  ]);
  expect(scope.count()).toBe(12 + 3 + 6);
  expect(scope.count(/^head/)).toBe(6);
  expect(scope.count(/^hidden/g)).toBe(15); // such an expression remembers where it stopped
});

test("changed parameters are registered as they are and reach the network as they are made", () => {
  const scope = Scope.create();
  const names: string[] = [];
  const doubled = scope.child("net").changed((parameter, name, owner) => {
    names.push(name);
    return parameter.mul(owner.child("own").parameter("factor", [1], onesInit));
  });
  const value = doubled.child("inner").forTraining().parameter("gain", [2], onesInit);
  expect(names).toEqual(["net.inner.gain"]);
  expect(scope.parameters.map(({ name }) => name)).toEqual(["net.inner.gain", "net.inner.own.factor"]);
  const feeds = { "net.inner.gain": [3, 4], "net.inner.own.factor": [2] };
  expect(interpret([value], feeds)[0].data).toEqual(Float64Array.of(6, 8));
  expect(scope.child("net").child("inner").parameter("gain", [2], onesInit)).not.toBe(value);
});

test("a parameter keeps its shape", () => {
  const scope = Scope.create();
  scope.parameter("gain", [4], onesInit);
  expect(() => scope.parameter("gain", [5], onesInit)).toThrow(
    'parameter gain was [4] before: found "[5]", expected one shape a parameter: a name of its own for each, or equal ' +
      "sizes in every trace [tensor/parameter-shape-changed]",
  );
});

test("initial values belong to names, not to the order of definition", () => {
  const [a, b] = [Scope.create(), Scope.create()];
  a.parameter("one", [3], normalInit(1));
  a.parameter("two", [3], normalInit(1));
  b.parameter("two", [3], normalInit(1));
  b.parameter("one", [3], normalInit(1));
  const [first, second] = [a.initialValues(createRng(1)), b.initialValues(createRng(1))];
  expect(second.get("one")).toEqual(first.get("one"));
  expect(first.get("two")).not.toEqual(first.get("one"));
});

test("buffers are state: not counted, not trained; their updates carry the scope's path", () => {
  const scope = Scope.create();
  const training = scope.forTraining().child("norm");
  expect([scope.training, training.training]).toEqual([false, true]);
  const mean = training.buffer("mean", [2], zerosInit);
  const gain = training.parameter("gain", [2], onesInit);
  training.updateBuffer("mean", mean.add(gain));
  expect(scope.count()).toBe(2);
  expect(scope.parameters.map(({ name, trainable }) => [name, trainable])).toEqual([
    ["norm.mean", false],
    ["norm.gain", true],
  ]);
  expect([...scope.updates.keys()]).toEqual(["norm.mean"]);
});

test.each<[string, (scope: Scope) => void, string]>([
  ["no buffer of this name", (scope) => scope.updateBuffer("deviation", input("v", [2])), "a buffer of this scope"],
  ["a parameter", (scope) => scope.updateBuffer("gain", input("v", [2])), "a buffer of this scope"],
  ["another shape", (scope) => scope.updateBuffer("mean", input("v", [3])), "[2]"],
])("an update of %s is refused at the user's line", (_what, update, expected) => {
  const training = Scope.create().forTraining().child("norm");
  training.buffer("mean", [2], zerosInit);
  training.parameter("gain", [2], onesInit);
  expect(() => update(training)).toThrow(
    /^no buffer norm\.\w+ that takes this value at \S*scope\.test\.ts:\d+:\d+: found "\[\d\]", expected /,
  );
  expect(() => update(training)).toThrow(`expected ${expected} [tensor/not-this-buffer]`);
});

test("noise belongs to training", () => {
  expect(() => Scope.create().child("drop").noise("mask", [2])).toThrow(
    /^noise for drop\.mask in a scope that is not training at \S*scope\.test\.ts:\d+:\d+: expected scope\.training to be asked first, or a scope from forTraining\(\) \[tensor\/noise-in-inference\]$/,
  );
});

test("noise differs by scope, purpose and key, and repeats", () => {
  const draw = (path: string, purpose: string, seed: number) => {
    const rng = createRng(seed);
    const key = [rng.uint32() | 0, rng.uint32() | 0]; // as the trainer feeds it
    const noise = Scope.create().forTraining().child(path).noise(purpose, [8]);
    return [...interpret([noise], { [NOISE_KEY]: key })[0].data];
  };
  const all = [draw("a", "drop", 1), draw("b", "drop", 1), draw("a", "mask", 1), draw("a", "drop", 2)];
  expect(new Set(all.flat()).size).toBe(32);
  expect(draw("a", "drop", 1)).toEqual(all[0]);
});

test.each<[string, Initialiser, number[], number, number]>([
  ["normal of deviation 0.5", normalInit(0.5), [200, 50], 0.25, Infinity],
  ["uniform of half width 3", uniformInit(-3, 3), [200, 50], 3, 3],
  ["fan-in uniform", fanInUniform, [200, 50], 1 / 50 / 3, 50 ** -0.5],
  ["fan-in uniform of a convolution", fanInUniform, [40, 10, 5, 5], 1 / 250 / 3, 250 ** -0.5],
  ["Xavier uniform", xavierUniform, [200, 50], 2 / 250, Math.sqrt(6 / 250)],
  ["Xavier uniform of a convolution", xavierUniform, [40, 10, 5, 5], 2 / 1250, Math.sqrt(6 / 1250)],
  ["He normal", heNormal, [200, 50], 2 / 50, Infinity],
  ["He normal of a convolution", heNormal, [40, 10, 5, 5], 2 / 250, Infinity],
  ["zeros", zerosInit, [200, 50], 0, 0],
])("%s: mean, variance and range as published", (_name, init, shape, variance, limit) => {
  const data = new Float32Array(10_000);
  init(data, shape, createRng(5));
  const mean = data.reduce((sum, v) => sum + v, 0) / data.length;
  const found = data.reduce((sum, v) => sum + v * v, 0) / data.length;
  // Five standard errors; the fourth moment of a normal is 3 variance^2, the largest of these.
  expect(Math.abs(mean)).toBeLessThanOrEqual(5 * Math.sqrt(variance / data.length));
  expect(Math.abs(found - variance)).toBeLessThanOrEqual(5 * variance * Math.sqrt(2 / data.length));
  const largest = data.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
  expect(largest).toBeLessThanOrEqual(limit * (1 + 1e-6));
  // The range is used: a uniform comes near its limit, a normal beyond three deviations.
  expect(largest).toBeGreaterThanOrEqual(Number.isFinite(limit) ? 0.99 * limit : 3 * Math.sqrt(variance));
});

test("fixed values", () => {
  const scope = Scope.create();
  scope.parameter(
    "decay",
    [2, 3],
    valuesOf((index, [, columns]) => index % columns),
  );
  scope.parameter("ones", [2], onesInit);
  const values = scope.initialValues(createRng(1));
  expect([...values.get("decay")!.data, ...values.get("ones")!.data]).toEqual([0, 1, 2, 0, 1, 2, 1, 1]);
});
