/** Matrix products, convolutions, normalisations and the likelihood of labels. */
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { grad } from "../gradient.ts";
import { interpret } from "../interpret.ts";
import { constant, full, input } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import * as convolution from "./convolution.ts";
import * as likelihood from "./likelihood.ts";
import * as matmul from "./matmul.ts";
import * as norm from "./norm.ts";
import { bothWays, joined, testOps } from "./opSuite.ts";
import type { Case, Draw } from "./opSuite.ts";

/** Leading axes of the two operands: none, one, equal, and broadcast in every direction. */
const BATCHES: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[], []],
  [[2], []],
  [[], [2]],
  [[2], [2]],
  [[2, 1], [3]],
  [[3], [2, 1]],
  [
    [1, 3],
    [2, 1],
  ],
];

const matmulCase =
  (transposeA: boolean, transposeB: boolean, scale: number) =>
  (d: Draw): Case => {
    const [m, k, n] = [d.size(1, 3), d.size(1, 3), d.size(1, 3)];
    const inputs = BATCHES.flatMap(([left, right], i) => [
      [`a${i}`, d.normal(...left, ...(transposeA ? [k, m] : [m, k]))] as const,
      [`b${i}`, d.normal(...right, ...(transposeB ? [n, k] : [k, n]))] as const,
    ]);
    return [
      Object.fromEntries(inputs),
      (t) => joined(BATCHES.map((_, i) => t[`a${i}`].matmul(t[`b${i}`], { transposeA, transposeB, scale }))),
    ];
  };

const convCase =
  (dimensions: number) =>
  (d: Draw): Case => {
    const groups = d.size(1, 2);
    const [c, o] = [d.size(1, 2), d.size(1, 2)];
    const draw = (low: number, high: number) => Array.from({ length: dimensions }, () => d.size(low, high));
    const kernel = draw(1, dimensions === 3 ? 2 : 3);
    const options = { strides: draw(1, 3), dilations: draw(1, 2), before: draw(0, 3), after: draw(0, 2), groups };
    const spatial = kernel.map((k, i) => options.dilations[i] * (k - 1) + d.size(1, dimensions === 1 ? 4 : 2));
    return [
      { x: d.normal(d.size(1, 2), groups * c, ...spatial), w: d.normal(groups * o, c, ...kernel) },
      ({ x, w }) => x.conv(w, options),
    ];
  };

testOps({
  modules: [matmul, convolution, norm, likelihood],
  helpers: ["convInputGradient"],
  differentiable: {
    matmul: matmulCase(false, false, 1),
    matmulScaled: matmulCase(false, false, -0.5),
    matmulOfTransposes: matmulCase(true, true, 1),
    matmulTransposeA: matmulCase(true, false, 0.5),
    matmulTransposeB: matmulCase(false, true, 2),
    affine: (d) => {
      const [k, n] = [d.size(), d.size()];
      return [
        { x: d.normal(2, d.size(), k), v: d.normal(k), w: d.normal(n, k), b: d.normal(n) },
        ({ x, v, w, b }) => joined([x.linear(w, b), v.linear(w, b), x.linear(w)]),
      ];
    },
    layerNorm: (d) => [
      { x: d.normal(3, 4), t: d.normal(2, 2, 4), v: d.normal(4), gain: d.normal(4), bias: d.normal(4) },
      ({ x, t, v, gain, bias }) =>
        joined(
          [x, t, v].map((values) => {
            const y = values.layerNorm(gain, bias, 1e-3);
            // The op's statistics are outputs too, with gradients of their own.
            const [, mean, inverse] = y.node.outputs;
            return y.mul(inverse).add(mean);
          }),
        ),
    ],
    layerNormOfOne: (d) => [
      { x: d.normal(3, 1), gain: d.normal(1), bias: d.normal(1) },
      ({ x, gain, bias }) => x.layerNorm(gain, bias, 0.1),
    ],
    rmsNorm: (d) => [
      { x: d.normal(3, 4), t: d.normal(2, 2, 4), v: d.normal(4), gain: d.normal(4) },
      ({ x, t, v, gain }) =>
        joined(
          [x, t, v].map((values) => {
            const y = values.rmsNorm(gain, 1e-3);
            return y.mul(y.node.outputs[1]);
          }),
        ),
    ],
    negativeLogLikelihood: (d) => {
      const labels = d.indices(5, 3);
      return [
        { x: d.normal(3, 5) },
        ({ x }) => {
          const loss = x.negativeLogLikelihood(labels);
          const [, probabilities] = loss.node.outputs;
          return joined([loss, probabilities, loss.unsqueeze(1).mul(probabilities)]);
        },
      ];
    },
    conv1: convCase(1),
    conv2: convCase(2),
    conv3: convCase(3),
    // More padding than the kernel reaches, and a last window that ends before the input does.
    convPadded: (d) => [
      { x: d.normal(1, 1, 6), w: d.normal(1, 1, 2) },
      ({ x, w }) => x.conv(w, { strides: [4], dilations: [1], before: [3], after: [2], groups: 1 }),
    ],
    convDepthwise: (d) => [
      { x: d.normal(2, 3, 5), w: d.normal(3, 1, 3) },
      ({ x, w }) => x.conv(w, { strides: [1], dilations: [2], before: [4], after: [0], groups: 3 }),
    ],
  },
});

test("a product of matrices, transposed and scaled, by hand", () => {
  const [a, b] = [constant([1, 2, 3, 4, 5, 6], [2, 3]), constant([1, 0, 2, 0, 1, 1], [2, 3])];
  const products = [a.matmul(b, { transposeB: true }), a.matmul(b, { transposeA: true, scale: 2 })];
  const [first, second] = interpret(products, {});
  expect([...first.data]).toEqual([7, 5, 16, 11]);
  expect([...second.data]).toEqual([2, 8, 12, 4, 10, 18, 6, 12, 24]);
});

test("a convolution by hand: it does not flip the kernel, and pads with zeros", () => {
  const x = constant([1, 2, 3, 4], [1, 1, 4]);
  const w = constant([1, 10, 100], [1, 1, 3]);
  const conv = (strides: number, dilations: number, before: number, after: number) =>
    x.conv(w, { strides: [strides], dilations: [dilations], before: [before], after: [after], groups: 1 });
  const results = interpret([conv(1, 1, 0, 0), conv(2, 1, 1, 1), conv(1, 2, 2, 2)], {});
  expect(results.map(({ data }) => [...data])).toEqual([
    [321, 432],
    [210, 432],
    [310, 420, 31, 42],
  ]);
});

test("normalised rows have the moments they should have; a large offset costs the digits it must and no more", async () => {
  const rng = createRng(8);
  const x = input("x", [4, 64]);
  const [gain, bias] = [full([64], 1), full([64], 0)];
  const outputs = { centred: x.layerNorm(gain, bias, 1e-12), scaled: x.rmsNorm(gain, 1e-12) };
  const values = Float32Array.from({ length: 256 }, () => 1000 + rng.normal());
  const { expected, found } = await bothWays(outputs, { x: values });
  for (let row = 0; row < 4; row++) {
    const moment = (data: ArrayLike<number>, power: number) =>
      Array.from({ length: 64 }, (_, i) => data[row * 64 + i] ** power).reduce((a, b) => a + b) / 64;
    expect(moment(expected.centred.data, 1)).toBeCloseTo(0, 10);
    expect(moment(expected.centred.data, 2)).toBeCloseTo(1, 10);
    expect(moment(expected.scaled.data, 2)).toBeCloseTo(1, 10);
  }
  // A step of float32 at 1000 is 6e-5: an error of a tenth would show variance computed as <x^2> - <x>^2.
  expected.centred.data.forEach((v, i) => expect(Math.abs(found.centred[i] - v)).toBeLessThan(2e-4));
});

test("the likelihood of labels stays finite for any logits, with the gradient softmax minus one-hot", async () => {
  const x = input("x", [4, 3]);
  const labels = constant([0, 1, 2, 0], [4], "int32");
  const loss = x.negativeLogLikelihood(labels);
  const [dx] = grad(loss.sum(), [x]);
  const values = [1e4, -1e4, 0, 1e4, -1e4, 0, 88, 89, 90, -200, -200, -200];
  const { expected, found } = await bothWays({ loss, dx }, { x: values });
  const third = Math.log(1 + Math.exp(-1) + Math.exp(-2));
  const known = [0, 2e4, third, Math.log(3)];
  known.forEach((v, row) => {
    expect(expected.loss.data[row]).toBeCloseTo(v, 10);
    expect(found.loss[row]).toBeCloseTo(v, 5);
  });
  expect([...found.dx.subarray(0, 6)]).toEqual([0, 0, 0, 1, -1, 0]);
  for (const data of [expected.dx.data, found.dx]) {
    [Math.exp(-2 - third), Math.exp(-1 - third), Math.exp(-third) - 1, 1 / 3 - 1, 1 / 3, 1 / 3].forEach((v, i) =>
      expect(data[6 + i]).toBeCloseTo(v, 5),
    );
  }
});

test("the same network in two orders: (A B) C = A (B C) with batches and transposes, values and gradients", () => {
  const [a, b, c] = [input("a", [2, 3, 4]), input("b", [5, 4]), input("c", [2, 2, 5])];
  const left = a.matmul(b, { transposeB: true }).matmul(c, { transposeB: true, scale: 0.5 });
  const right = a.matmul(b.matmul(c, { transposeA: true, transposeB: true, scale: 0.5 }));
  const rng = createRng(3);
  const feeds = Object.fromEntries(
    [a, b, c].map((t) => [t.node.op.key, Float64Array.from({ length: t.size }, () => rng.normal())]),
  );
  const weigh = (y: Tensor) => y.mul(y).sum();
  const [x, y] = [left, right].map((t) => interpret([t, ...grad(weigh(t), [a, b, c])], feeds));
  x.forEach(({ data, shape }, k) => {
    expect(y[k].shape).toEqual(shape);
    data.forEach((v, i) => expect(y[k].data[i]).toBeCloseTo(v, 10));
  });
});
