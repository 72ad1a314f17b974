/** Normalisation layers against their definitions, written out in loops. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { gradcheck } from "../gradcheck.ts";
import { interpret } from "../interpret.ts";
import { Scope } from "../scope.ts";
import { input } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import { batchNorm, groupNorm, layerNorm, rmsNorm } from "./norm.ts";

const EPSILON = 1e-5;
const rng = createRng(4);
const normal = (size: number) => Float64Array.from({ length: size }, () => rng.normal());

/** Mean and variance (over n, not n - 1). */
function moments(values: ArrayLike<number>): { mean: number; variance: number } {
  const list = Array.from(values);
  const mean = list.reduce((a, b) => a + b) / list.length;
  return { mean, variance: list.reduce((sum, v) => sum + (v - mean) ** 2, 0) / list.length };
}

function normalised(values: ArrayLike<number>): number[] {
  const { mean, variance } = moments(values);
  return Array.from(values, (v) => (v - mean) / Math.sqrt(variance + EPSILON));
}

test("batch norm: statistics of the batch in training, running ones in inference", () => {
  const scope = Scope.create();
  const x = input("x", [8, 2, 3]);
  const [trained, used] = [batchNorm(scope.forTraining(), x, { momentum: 0.25 }), batchNorm(scope, x)];
  const updates = Object.fromEntries(scope.updates);
  const values = normal(48).map((v, i) => v * 3 + (Math.floor(i / 3) % 2));
  const feeds = { x: values, gain: [1, 2], bias: [0, 5], runningMean: [1, 1], runningVariance: [4, 9] };
  const [y, inference, mean, variance] = interpret(
    [trained, used, updates.runningMean, updates.runningVariance],
    feeds,
  );
  const channelOf = (i: number) => Math.floor(i / 3) % 2;
  for (const c of [0, 1]) {
    const of = (array: Float64Array) => array.filter((_, i) => channelOf(i) === c);
    const channel = of(values);
    const { mean: m, variance: v } = moments(channel);
    const expected = normalised(channel).map((z) => z * feeds.gain[c] + feeds.bias[c]);
    of(y.data).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 10));
    expect(mean.data[c]).toBeCloseTo(0.75 * 1 + 0.25 * m, 10);
    expect(variance.data[c]).toBeCloseTo(0.75 * feeds.runningVariance[c] + 0.25 * v * (24 / 23), 10);
    const deviation = Math.sqrt(feeds.runningVariance[c] + EPSILON);
    of(inference.data).forEach((value, i) =>
      expect(value).toBeCloseTo(((channel[i] - 1) / deviation) * feeds.gain[c] + feeds.bias[c], 10),
    );
  }
});

test("running statistics reach those of the batch when it stays the same", () => {
  const scope = Scope.create();
  batchNorm(scope.forTraining(), input("x", [5, 1]), { momentum: 0.5 });
  const x = [1, 2, 3, 4, 10];
  const outputs = ["runningMean", "runningVariance"].map((name) => scope.updates.get(name)!);
  let buffers: Float64Array[] = [Float64Array.of(0), Float64Array.of(1)];
  for (let step = 0; step < 40; step++) {
    const [runningMean, runningVariance] = buffers;
    buffers = interpret(outputs, { x, runningMean, runningVariance }).map(({ data }) => data);
  }
  expect(buffers[0][0]).toBeCloseTo(4, 10);
  expect(buffers[1][0]).toBeCloseTo(50 / 4, 10); // unbiased: squares 9 + 4 + 1 + 0 + 36 over n - 1
});

describe("group norm", () => {
  const shape = [2, 6, 2, 2];
  const x = normal(48);

  test.each([1, 2, 3, 6])("%i group(s): each example and group has its own statistics", (groups) => {
    const scope = Scope.create();
    const y = groupNorm(scope, input("x", shape), groups);
    const feeds = { x, gain: [1, 2, 3, 4, 5, 6], bias: [6, 5, 4, 3, 2, 1] };
    const [{ data }] = interpret([y], feeds);
    const size = 24 / groups;
    for (let start = 0; start < 48; start += size) {
      normalised(x.slice(start, start + size)).forEach((z, i) => {
        const channel = Math.floor((start + i) / 4) % 6;
        expect(data[start + i]).toBeCloseTo(z * feeds.gain[channel] + feeds.bias[channel], 10);
      });
    }
  });

  test("a batch changes nothing for its members", () => {
    const scope = Scope.create();
    const [both, second] = [groupNorm(scope, input("x", shape), 2), groupNorm(scope, input("one", [1, 6, 2, 2]), 2)];
    const gain = new Float64Array(6).fill(1);
    const [whole, alone] = interpret([both, second], { x, one: x.slice(24), gain, bias: new Float64Array(6) });
    expect(alone.data).toEqual(whole.data.slice(24));
  });
});

test("layer norm has mean 0 and variance 1, root-mean-square norm mean square 1, along the last axis", () => {
  const scope = Scope.create();
  const x = input("x", [3, 7]);
  const values = normal(21).map((v) => 4 * v + 2);
  const outputs = [layerNorm(scope.child("layer"), x), rmsNorm(scope.child("rms"), x)];
  const parameters = [...scope.initialValues(createRng(1))].map(([name, { data }]) => [name, data] as const);
  const [layer, rms] = interpret(outputs, { ...Object.fromEntries(parameters), x: values });
  for (let row = 0; row < 3; row++) {
    const { mean, variance } = moments(layer.data.slice(7 * row, 7 * row + 7));
    expect(mean).toBeCloseTo(0, 12);
    expect(variance).toBeCloseTo(1, 4);
    const square = rms.data.slice(7 * row, 7 * row + 7).reduce((sum, v) => sum + v * v, 0) / 7;
    expect(square).toBeCloseTo(1, 4);
  }
});

test.each<[string, (scope: Scope, x: Tensor) => Tensor]>([
  ["batch norm in training", (scope, x) => batchNorm(scope.forTraining(), x)],
  ["batch norm in inference", (scope, x) => batchNorm(scope, x)],
  ["group norm", (scope, x) => groupNorm(scope, x, 2)],
  ["layer norm", (scope, x) => layerNorm(scope, x)],
  ["root-mean-square norm", (scope, x) => rmsNorm(scope, x)],
])("%s: gradients agree with central differences", (_name, layer) => {
  const shape = [3, 4, 2];
  const scope = Scope.create();
  layer(scope, input("x", shape));
  const feeds: Record<string, Float64Array> = {
    ...Object.fromEntries(scope.parameters.map(({ name, tensor }) => [name, normal(tensor.size).map(Math.abs)])),
    x: normal(24),
  };
  const trainable = scope.parameters.filter((parameter) => parameter.trainable);
  const checked = [{ name: "x", shape }, ...trainable.map(({ name, tensor }) => ({ name, shape: tensor.shape }))];
  for (const { name, shape: own } of checked) {
    const point = { [name]: { shape: own, values: feeds[name] } };
    const { error, worst } = gradcheck(() => layer(scope, input("x", shape)), point, feeds);
    expect(error, worst).toBeLessThan(1e-6);
  }
});

test.each<[string, (scope: Scope) => Tensor]>([
  ["more than one value a channel in training", (scope) => batchNorm(scope.forTraining(), input("x", [1, 3]))],
  ["[N, C, ...spatial axes]", (scope) => batchNorm(scope, input("x", [3]))],
  ["[N, C, ...spatial axes]", (scope) => groupNorm(scope, input("x", [3]), 1)],
  ["a divisor of 6 channels", (scope) => groupNorm(scope, input("x", [2, 6, 2]), 4)],
  ["a divisor of 6 channels", (scope) => groupNorm(scope, input("x", [2, 6, 2]), 0)],
  ["[..., D]", (scope) => layerNorm(scope, input("x", []))],
  ["[..., D]", (scope) => rmsNorm(scope, input("x", []))],
])("refused, expected %s", (expected, build) => {
  expect(() => build(Scope.create())).toThrow(`expected ${expected} [tensor/wrong-layer-option]`);
  expect(() => build(Scope.create())).toThrow(/ at \S*norm\.test\.ts:\d+:\d+: found /);
});
