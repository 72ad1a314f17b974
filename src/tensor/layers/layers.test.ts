/** Layers against plain loops, known answers and, for whole networks, central differences. */
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { gradcheck } from "../gradcheck.ts";
import { interpret } from "../interpret.ts";
import { Scope } from "../scope.ts";
import { input } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import { convolution, transposedConvolution } from "./convolution.ts";
import { dropout } from "./dropout.ts";
import { feedForward } from "./feedForward.ts";
import { batchNorm } from "./norm.ts";
import { averagePool, globalAveragePool, maxPool } from "./pooling.ts";
import { convolutionBlock, residualStack } from "./residual.ts";

const rng = createRng(4);
const normal = (size: number) => Float64Array.from({ length: size }, () => rng.normal());
const valuesOf = (scope: Scope) =>
  Object.fromEntries([...scope.initialValues(createRng(2))].map(([name, { data }]) => [name, Float64Array.from(data)]));

test("a cyclic axis: turning the input turns the output", () => {
  const scope = Scope.create();
  const options = { channels: 2, kernel: [3, 3], padding: [1, 1], cyclicAxes: [1] };
  const y = convolution(scope, input("x", [1, 1, 4, 6]), options);
  const x = normal(24);
  const turn = (values: ArrayLike<number>, by: number) =>
    Float64Array.from(values, (_, i) => values[Math.floor(i / 6) * 6 + ((i + by) % 6)]);
  const feeds = valuesOf(scope);
  const [plain, turned] = [x, turn(x, 2)].map((values) => interpret([y], { ...feeds, x: values })[0]);
  expect(plain.shape).toEqual([1, 2, 4, 6]);
  turn(plain.data, 2).forEach((v, i) => expect(turned.data[i]).toBeCloseTo(v, 12));
});

test("a transposed convolution is the transpose: <conv(x), y> = <x, transposed(y)>", () => {
  for (const [stride, padding, dilation] of [
    [1, 0, 1],
    [2, 1, 1],
    [3, 2, 2],
  ]) {
    const geometry = { kernel: [3], stride: [stride], padding: [padding], dilation: [dilation], bias: false };
    const scope = Scope.create();
    const small = 4;
    const large = (small - 1) * stride + dilation * 2 + 1 - 2 * padding;
    const forward = convolution(scope, input("x", [1, 2, large]), { ...geometry, channels: 3 });
    const backward = transposedConvolution(scope, input("y", [1, 3, small]), { ...geometry, channels: 2 });
    expect(forward.shape).toEqual([1, 3, small]);
    expect(backward.shape).toEqual([1, 2, large]);
    const [x, y] = [normal(2 * large), normal(3 * small)];
    const [ax, aty] = interpret([forward, backward], { ...valuesOf(scope), x, y });
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + v * b[i], 0);
    expect(dot(ax.data, y)).toBeCloseTo(dot(x, aty.data), 10);
  }
});

test("pooling against loops, also with overlapping windows", () => {
  const x = normal(2 * 5 * 6);
  const options = { window: [2, 3], stride: [1, 2] };
  const t = input("x", [1, 2, 5, 6]);
  const [top, mean, all] = interpret([maxPool(t, options), averagePool(t, options), globalAveragePool(t)], { x });
  expect(top.shape).toEqual([1, 2, 4, 2]);
  for (let c = 0; c < 2; c++) {
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 2; j++) {
        const window = [0, 1].flatMap((di) => [0, 1, 2].map((dj) => x[c * 30 + (i + di) * 6 + 2 * j + dj]));
        expect(top.data[c * 8 + i * 2 + j]).toBe(Math.max(...window));
        expect(mean.data[c * 8 + i * 2 + j]).toBeCloseTo(window.reduce((a, b) => a + b) / 6, 12);
      }
    }
    expect(all.data[c]).toBeCloseTo(x.slice(c * 30, c * 30 + 30).reduce((a, b) => a + b) / 30, 12);
  }
});

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
  for (let c = 0; c < 2; c++) {
    const channel = values.filter((_, i) => Math.floor(i / 3) % 2 === c);
    const m = channel.reduce((a, b) => a + b) / 24;
    const v = channel.reduce((sum, value) => sum + (value - m) ** 2, 0) / 24;
    const normalised = (value: number) => ((value - m) / Math.sqrt(v + 1e-5)) * feeds.gain[c] + feeds.bias[c];
    const at = (array: Float64Array) => array.filter((_, i) => Math.floor(i / 3) % 2 === c);
    at(y.data).forEach((value, i) => expect(value).toBeCloseTo(normalised(channel[i]), 10));
    expect(mean.data[c]).toBeCloseTo(0.75 * 1 + 0.25 * m, 10);
    expect(variance.data[c]).toBeCloseTo(0.75 * feeds.runningVariance[c] + 0.25 * v * (24 / 23), 10);
    const running = (value: number) =>
      ((value - 1) / Math.sqrt(feeds.runningVariance[c] + 1e-5)) * feeds.gain[c] + feeds.bias[c];
    at(inference.data).forEach((value, i) => expect(value).toBeCloseTo(running(channel[i]), 10));
  }
});

test("dropout keeps the expected share and the mean in training, and is the identity in inference", () => {
  const scope = Scope.create();
  const x = input("x", [100, 200]);
  expect(dropout(scope, x, 0.3)).toBe(x);
  const y = dropout(scope.forTraining(), x, 0.3);
  const ones = new Float64Array(20_000).fill(1);
  const [first, again, other] = [
    [1, 2],
    [1, 2],
    [1, 3],
  ].map((key) => interpret([y], { x: ones, "noise.key": key })[0].data);
  const kept = first.filter((v) => v !== 0);
  expect(Math.abs(kept.length / 20_000 - 0.7)).toBeLessThan(5 * Math.sqrt(0.21 / 20_000));
  for (const v of kept) expect(v).toBeCloseTo(1 / 0.7, 12);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test("swiglu is silu(gate x) * (up x), mapped down", () => {
  const scope = Scope.create();
  const y = feedForward(scope, input("x", [1, 2]), { hidden: 1, activation: "swiglu", bias: false });
  const feeds = { x: [2, 3], "up.weight": [1, -1], "gate.weight": [0.5, 0.25], "down.weight": [2, -4] };
  const gate = 0.5 * 2 + 0.25 * 3;
  const hidden = (gate / (1 + Math.exp(-gate))) * (2 - 3);
  const [{ data }] = interpret([y], feeds);
  expect(data[0]).toBeCloseTo(2 * hidden, 12);
  expect(data[1]).toBeCloseTo(-4 * hidden, 12);
});

test("a residual convolution net: gradients agree with central differences", () => {
  const scope = Scope.create();
  const net = (x: Tensor) => {
    const training = scope.forTraining();
    const h = convolutionBlock(training.child("stem"), x, 3, [3, 3]);
    const body = residualStack(training.child("body"), h, 2, (s, t) => convolutionBlock(s, t, 3, [3, 3]));
    return globalAveragePool(averagePool(body, { window: [2, 2] })).tanh();
  };
  const shape = [2, 2, 4, 4];
  net(input("x", shape));
  const feeds = { ...valuesOf(scope), x: normal(64) };
  for (const name of ["x", "stem.convolution.weight", "body.1.norm.gain"]) {
    const known = scope.parameters.find((parameter) => parameter.name === name)?.tensor.shape ?? shape;
    const point = { [name]: { shape: known, values: feeds[name as "x"] } };
    const { error, worst } = gradcheck(() => net(input("x", shape)), point, feeds);
    expect(error, worst).toBeLessThan(1e-6);
  }
});
