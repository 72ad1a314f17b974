import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { fanInUniform, heNormal, normalInit, onesInit, xavierUniform, zerosInit } from "./initialise.ts";
import type { Initialiser } from "./initialise.ts";
import { linear } from "./layers/linear.ts";
import { Scope } from "./scope.ts";
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

test.each<[string, Initialiser, number, number]>([
  ["normal of deviation 0.5", normalInit(0.5), 0.25, Infinity],
  ["fan-in uniform", fanInUniform, 1 / 50 / 3, 50 ** -0.5],
  ["Xavier uniform", xavierUniform, 2 / (200 + 50), Math.sqrt(6 / 250)],
  ["He normal", heNormal, 2 / 50, Infinity],
  ["zeros", zerosInit, 0, 0],
])("%s: variance and range as published", (_name, init, variance, limit) => {
  const data = new Float32Array(200 * 50);
  init(data, [200, 50], createRng(5));
  const mean = data.reduce((sum, v) => sum + v, 0) / data.length;
  const found = data.reduce((sum, v) => sum + v * v, 0) / data.length;
  // Five standard errors; the fourth moment of a normal is 3 variance^2, the largest of these.
  expect(Math.abs(mean)).toBeLessThanOrEqual(5 * Math.sqrt(variance / data.length));
  expect(Math.abs(found - variance)).toBeLessThanOrEqual(5 * variance * Math.sqrt(2 / data.length));
  expect(data.every((v) => Math.abs(v) <= limit * (1 + 1e-6))).toBe(true);
});
