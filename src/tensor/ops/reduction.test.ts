/** Sums, means, extrema, running sums and softmaxes. */
import { expect, test } from "vitest";
import { grad } from "../gradient.ts";
import { interpret } from "../interpret.ts";
import { input, scalar } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import { bothWays, joined, testOps } from "./opSuite.ts";
import type { Case, Draw } from "./opSuite.ts";
import * as reduction from "./reduction.ts";

const AXES = [0, 1, -1, [0, 2], [-2, 0], [], [0, 1, 2], undefined] as const;
type Along = (typeof AXES)[number];

/** A reduction over every choice of axes, with and without them kept, joined to one output. */
const reduced =
  (kind: "normal" | "distinct", f: (x: Tensor, along: Along, keep: boolean) => Tensor) =>
  (d: Draw): Case => [
    { x: d[kind](d.size(), d.size(), d.size()), point: d[kind]() },
    ({ x, point }) =>
      joined([
        ...AXES.flatMap((along) => [false, true].map((keep) => f(x, along, keep))),
        f(point, undefined, false),
        f(point, [], true),
      ]),
  ];

const reducedIntegers =
  (f: (x: Tensor, along: Along, keep: boolean) => Tensor) =>
  (d: Draw): Case => [
    { i: d.integers(-4, 4, 2, 3, d.size()) },
    ({ i }) => joined(AXES.flatMap((along) => [false, true].map((keep) => f(i, along, keep)))),
  ];

const everyCumSum = (x: Tensor) =>
  joined(
    [0, 1, -1].flatMap((axis) =>
      [true, false].flatMap((reverse) => [true, false].map((exclusive) => x.cumSum(axis, { reverse, exclusive }))),
    ),
  );

/** Vectors, matrices and more. */
const lastAxis =
  (f: (x: Tensor) => Tensor) =>
  (d: Draw): Case => [
    { x: d.normal(d.size(), d.size(1, 5)), v: d.normal(4), one: d.normal(2, 1), t: d.normal(2, 2, 3) },
    ({ x, v, one, t }) => joined([x, v, one, t].map((y) => f(y.mul(2)))),
  ];

testOps({
  modules: [reduction],
  differentiable: {
    sum: reduced("normal", (x, along, keep) => x.mul(x).sum(along, keep)),
    mean: reduced("normal", (x, along, keep) => x.mul(x).mean(along, keep)),
    max: reduced("distinct", (x, along, keep) => x.max(along, keep).pow(2)),
    min: reduced("distinct", (x, along, keep) => x.min(along, keep).pow(2)),
    logSumExp: reduced("normal", (x, along, keep) => x.mul(2).logSumExp(along, keep)),
    cumSum: (d) => [{ x: d.normal(d.size(), d.size(), d.size()) }, ({ x }) => everyCumSum(x.mul(x))],
    softmax: lastAxis((x) => x.softmax()),
    logSoftmax: lastAxis((x) => x.logSoftmax()),
  },
  discrete: {
    sumOfIntegers: reducedIntegers((i, along, keep) => i.sum(along, keep)),
    maxOfIntegers: reducedIntegers((i, along, keep) => i.max(along, keep)),
    minOfIntegers: reducedIntegers((i, along, keep) => i.min(along, keep)),
    cumSumOfIntegers: (d) => [{ i: d.integers(-4, 4, 2, 3, 2) }, ({ i }) => everyCumSum(i)],
    argMax: (d) => [
      // Few values: with ties, of which the first counts.
      { x: d.numbers([3, 5, 2], () => d.size(0, 2)), i: d.integers(0, 2, 4, 4) },
      ({ x, i }) => joined([x.argMax(0), x.argMax(1), x.argMax(-1), i.argMax(0), i.argMax(1)]),
    ],
  },
});

test("known values: equal extrema share the gradient, the first of equal maxima is the position", async () => {
  const x = input("x", [2, 3]);
  const [top, bottom] = [x.max(1), x.min()];
  const [dTop] = grad(top.sum(), [x]);
  const [dBottom] = grad(bottom, [x]);
  const outputs = { top, dTop, dBottom, at: x.argMax(1) };
  const { expected, found } = await bothWays(outputs, { x: [3, 1, 3, 0, 1, 0] });
  const values = { top: [3, 1], dTop: [0.5, 0, 0.5, 0, 1, 0], dBottom: [0, 0, 0, 0.5, 0, 0.5], at: [0, 1] };
  for (const [name, value] of Object.entries(values)) {
    expect([...expected[name].data], name).toEqual(value);
    expect([...found[name]], name).toEqual(value);
  }
});

test("known values: running sums and their variants", () => {
  const x = input("x", [4]);
  const sums = [false, true].flatMap((reverse) =>
    [false, true].map((exclusive) => x.cumSum(0, { reverse, exclusive })),
  );
  expect(interpret(sums, { x: [1, 2, 3, 4] }).map(({ data }) => [...data])).toEqual([
    [1, 3, 6, 10],
    [0, 1, 3, 6],
    [10, 9, 7, 4],
    [9, 7, 4, 0],
  ]);
});

test("exponentials neither overflow nor underflow, in float64 and float32; adding a number to all changes nothing", async () => {
  const x = input("x", [2, 3]);
  const outputs = { lse: x.logSumExp(1), p: x.softmax(), logP: x.logSoftmax() };
  const values = [1e4, 1e4, -1e4, -1e4, -1e4 + 1, -1e4 - 1];
  const { expected, found } = await bothWays(outputs, { x: values });
  const normal = Math.log(1 + Math.E + 1 / Math.E);
  const logP = [-Math.LN2, -Math.LN2, -2e4 - Math.LN2, -normal, 1 - normal, -1 - normal];
  for (const [result, digits] of [
    [{ lse: expected.lse.data, p: expected.p.data, logP: expected.logP.data }, 10],
    [found, 2], // float32 at 1e4 has steps of 0.001
  ] as const) {
    expect(result.lse[0]).toBeCloseTo(1e4 + Math.LN2, digits);
    expect(result.lse[1]).toBeCloseTo(-1e4 + normal, digits);
    logP.forEach((v, i) => {
      expect(result.logP[i]).toBeCloseTo(v, digits);
      expect(result.p[i]).toBeCloseTo(Math.exp(v), Math.min(digits, 6));
    });
  }
});

test("a scalar has no axes: its sum, extrema and logSumExp are itself", () => {
  const x = scalar(2.5);
  for (const y of [x.sum(), x.mean(), x.max(), x.min(), x.logSumExp()]) {
    expect(y.shape).toEqual([]);
    expect(interpret([y], {})[0].data[0]).toBe(2.5);
  }
});
