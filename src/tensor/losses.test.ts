/** Losses against hand computations, in the limits, and with padding that must not count. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { gradcheck } from "./gradcheck.ts";
import { grad } from "./gradient.ts";
import { interpret } from "./interpret.ts";
import { binaryCrossEntropy, crossEntropy, huber, meanSquaredError } from "./losses.ts";
import type { CrossEntropyOptions } from "./losses.ts";
import { bothWays } from "./ops/opSuite.ts";
import { constant, input } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

const LOGITS = [0.1, 2, -1, 0.5, 3, 3, 3, 3, -2, 0, 1, 0]; // 3 rows of 4
const LOG_P = [0, 1, 2].map((row) => {
  const line = LOGITS.slice(4 * row, 4 * row + 4);
  const norm = Math.log(line.reduce((sum, v) => sum + Math.exp(v), 0));
  return line.map((v) => v - norm);
});

/** Value and gradient with respect to the logits, [rows, 4], in float64 and float32. */
async function lossOf(logits: readonly number[], labels: readonly number[], options: CrossEntropyOptions = {}) {
  const x = input("logits", [labels.length, 4]);
  const loss = crossEntropy(x, input("targets", [labels.length], "int32"), options);
  const feeds = { logits: logits.map(Math.fround), targets: labels };
  const { expected, found } = await bothWays({ loss, gradient: grad(loss, [x])[0] }, feeds);
  expect(found.loss[0]).toBeCloseTo(expected.loss.data[0], 5);
  expected.gradient.data.forEach((v, i) => expect(found.gradient[i]).toBeCloseTo(v, 6));
  return { loss: expected.loss.data[0], gradient: [...expected.gradient.data] };
}

test("cross entropy by hand, with its gradient: (softmax - one-hot) / rows", async () => {
  const labels = [1, 0, 2];
  const { loss, gradient } = await lossOf(LOGITS, labels);
  expect(loss).toBeCloseTo(-(LOG_P[0][1] + LOG_P[1][0] + LOG_P[2][2]) / 3, 7);
  LOG_P.forEach((row, r) =>
    row.forEach((v, c) => expect(gradient[4 * r + c]).toBeCloseTo((Math.exp(v) - Number(c === labels[r])) / 3, 7)),
  );
  const equal = await lossOf([5, 5, 5, 5], [3]);
  expect(equal.loss).toBeCloseTo(Math.log(4), 12);
});

test.each([-100, -1, 2])(
  "targets of the ignored value %d change neither loss nor gradient, whatever their logits",
  async (ignoreIndex) => {
    const rng = createRng(5);
    const labels = [1, 0, 3];
    const alone = await lossOf(LOGITS, labels);
    const padded = await lossOf(
      [...LOGITS.slice(0, 4), 50, -50, 7, rng.normal(), ...LOGITS.slice(4), 1e4, -1e4, 0, 1],
      [labels[0], ignoreIndex, labels[1], labels[2], ignoreIndex],
      { ignoreIndex },
    );
    expect(padded.loss).toBeCloseTo(alone.loss, 12);
    const real = [...alone.gradient.slice(0, 4), 0, 0, 0, 0, ...alone.gradient.slice(4), 0, 0, 0, 0];
    real.forEach((v, i) => expect(padded.gradient[i]).toBeCloseTo(v, 12));
    // As the trainer sees it: 0 exactly, not nearly.
    expect([...padded.gradient.slice(4, 8), ...padded.gradient.slice(16)].map(Math.abs)).toEqual(Array(8).fill(0));
  },
);

test("a batch of ignored targets only: loss 0, gradient 0", async () => {
  const { loss, gradient } = await lossOf(LOGITS, [-1, -1, -1], { ignoreIndex: -1 });
  expect(loss).toBe(0);
  expect(gradient.map(Math.abs)).toEqual(Array(12).fill(0));
});

test("label smoothing by hand, alone and with ignored targets", async () => {
  const smooth = (row: number, label: number) =>
    0.9 * LOG_P[row][label] + (0.1 / 4) * LOG_P[row].reduce((a, b) => a + b);
  const all = await lossOf(LOGITS, [1, 0, 2], { labelSmoothing: 0.1 });
  expect(all.loss).toBeCloseTo(-(smooth(0, 1) + smooth(1, 0) + smooth(2, 2)) / 3, 7);
  const some = await lossOf(LOGITS, [1, -1, 2], { labelSmoothing: 0.1, ignoreIndex: -1 });
  expect(some.loss).toBeCloseTo(-(smooth(0, 1) + smooth(2, 2)) / 2, 7);
  // The loss is lowest where the prediction is the smoothed distribution.
  const best = [0.1 / 4, 0.9 + 0.1 / 4, 0.1 / 4, 0.1 / 4].map(Math.log);
  const { gradient } = await lossOf(best, [1], { labelSmoothing: 0.1 });
  gradient.forEach((v) => expect(Math.abs(v)).toBeLessThan(1e-7));
});

test("any leading axes; gradients of every variant agree with central differences", () => {
  const rng = createRng(6);
  const point = { x: { shape: [2, 3, 5], values: Float64Array.from({ length: 30 }, () => rng.normal()) } };
  const labels = constant([0, 4, -1, 2, 2, -1], [2, 3], "int32");
  const known = constant([0, 4, 1, 2, 2, 3], [2, 3], "int32");
  const targets = constant(
    Float64Array.from({ length: 30 }, () => rng.uniform()),
    [2, 3, 5],
  );
  const losses: Record<string, (x: Tensor) => Tensor> = {
    plain: (x) => crossEntropy(x, known),
    ignoring: (x) => crossEntropy(x, labels, { ignoreIndex: -1 }),
    smooth: (x) => crossEntropy(x, labels, { ignoreIndex: -1, labelSmoothing: 0.2 }),
    binary: (x) => binaryCrossEntropy(x.mul(3), targets),
    squared: (x) => meanSquaredError(x, targets),
    huber: (x) => huber(x, targets, 0.7),
  };
  for (const [name, loss] of Object.entries(losses)) {
    const { error, worst } = gradcheck(({ x }) => loss(x), point);
    expect(error, `${name}, ${worst}`).toBeLessThan(1e-6);
  }
});

test("binary cross entropy: by hand, stable at logits of +-100, symmetric", async () => {
  const [x, y] = [input("x", [5]), input("y", [5])];
  const loss = binaryCrossEntropy(x, y);
  const feeds = { x: [100, -100, 100, -100, 0.5], y: [1, 0, 0, 1, 0.25] };
  const { expected, found } = await bothWays({ loss, gradient: grad(loss, [x])[0] }, feeds);
  const p = 1 / (1 + Math.exp(-0.5));
  const last = -0.25 * Math.log(p) - 0.75 * Math.log(1 - p);
  expect(expected.loss.data[0]).toBeCloseTo((0 + 0 + 100 + 100 + last) / 5, 12);
  expect(found.loss[0]).toBeCloseTo((200 + last) / 5, 4);
  for (const gradient of [expected.gradient.data, found.gradient]) {
    [0, 0, 1, -1, p - 0.25].forEach((v, i) => expect(gradient[i]).toBeCloseTo(v / 5, 7));
  }
  const [mirrored] = interpret([binaryCrossEntropy(x.neg(), y.neg().add(1))], feeds);
  expect(mirrored.data[0]).toBeCloseTo(expected.loss.data[0], 12);
});

test("mean squared error and Huber by hand", () => {
  const [a, b] = [input("a", [4]), input("b", [4])];
  const feeds = { a: [100, -100, 0, 2], b: [1, 0, 1, 0] };
  const [squared, one, half] = interpret([meanSquaredError(a, b), huber(a, b), huber(a, b, 0.5)], feeds);
  expect(squared.data[0]).toBeCloseTo((99 ** 2 + 100 ** 2 + 1 + 4) / 4, 10);
  expect(one.data[0]).toBeCloseTo((98.5 + 99.5 + 0.5 + 1.5) / 4, 12);
  expect(half.data[0]).toBeCloseTo((0.5 * (98.75 + 99.75 + 0.75 + 1.75)) / 4, 12);
});

test("Huber: half the square inside, a line outside, slope between -delta and delta, even", () => {
  const [a, delta] = [input("a", [1]), 0.75];
  const loss = huber(a, a.zerosLike(), delta);
  const [slope] = grad(loss, [a]);
  const at = (d: number) => interpret([loss, slope], { a: [d] }).map(({ data }) => data[0]);
  fc.assert(
    fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (d) => {
      const [value, rise] = at(d);
      const inside = Math.abs(d) <= delta;
      expect(value).toBeCloseTo(inside ? (d * d) / 2 : delta * (Math.abs(d) - delta / 2), 12);
      expect(rise).toBeCloseTo(Math.max(-delta, Math.min(delta, d)), 12);
      expect(at(-d)[0]).toBe(value);
    }),
    { seed: 9, numRuns: 100 },
  );
  expect(at(delta)[1]).toBe(delta); // where line and parabola meet
});

const [row, column] = [input("row", [3]), input("column", [3, 1])];
test.each([
  ["binaryCrossEntropy", () => binaryCrossEntropy(row, column), '"[3] and [3, 1]", expected equal shapes'],
  ["meanSquaredError", () => meanSquaredError(column, row), '"[3, 1] and [3]", expected equal shapes'],
  ["huber", () => huber(row, row.sum()), '"[3] and []", expected equal shapes'],
  [
    "crossEntropy",
    () => crossEntropy(input("x", [2, 3, 4]), input("y", [3, 2], "int32")),
    '"[2, 3, 4] and [3, 2]", expected logits [..., V] and targets [...]',
  ],
])("%s: shapes that would broadcast or be flattened are refused", (name, build, rest) => {
  let message = "";
  try {
    build();
  } catch (error) {
    message = (error as Error).message.replace(/at \S*losses\.test\.ts:\d+:\d+/, "at HERE");
  }
  expect(message).toBe(`shapes do not fit in ${name} at HERE: found ${rest} [tensor/shape-mismatch]`);
});
