/**
 * All ops, all faces: gradients against central differences, second derivatives, forward mode, and onnxruntime against
 * the float64 meaning. The shape rule is checked on the way: the interpreter compares it with what the meaning gives.
 */
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { gradcheck } from "./gradcheck.ts";
import { grad, jvp } from "./gradient.ts";
import { sizeOf } from "./graph.ts";
import type { Op, Shape } from "./graph.ts";
import { interpret } from "./interpret.ts";
import { topologicalOrder } from "./graph.ts";
import * as binary from "./ops/binary.ts";
import * as convolution from "./ops/convolution.ts";
import * as elementwise from "./ops/elementwise.ts";
import * as indexing from "./ops/indexing.ts";
import * as likelihood from "./ops/likelihood.ts";
import * as matmul from "./ops/matmul.ts";
import * as norm from "./ops/norm.ts";
import * as random from "./ops/random.ts";
import * as reduction from "./ops/reduction.ts";
import * as selfGated from "./ops/selfGated.ts";
import * as moving from "./ops/shape.ts";
import * as source from "./ops/source.ts";
import { Program } from "./program.ts";
import { constant, full, input } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

const GRADIENT = 1e-6; // relative, float64 against central differences
const FLOAT32 = 1e-4; // relative to the largest value, onnxruntime against float64

/** Random sizes and numbers for a case. */
class Draw {
  readonly rng: Rng;
  constructor(rng: Rng) {
    this.rng = rng;
  }
  size(low = 1, high = 4): number {
    return low + this.rng.integer(high - low + 1);
  }
  numbers(shape: Shape, next: () => number): { shape: Shape; values: Float64Array } {
    return { shape, values: Float64Array.from({ length: sizeOf(shape) }, next) };
  }
  normal(...shape: number[]) {
    return this.numbers(shape, () => this.rng.normal());
  }
  positive(...shape: number[]) {
    return this.numbers(shape, () => 0.3 + 1.5 * this.rng.uniform());
  }
  /** At least 0.2 away from 0 and from each other's multiples of 1: no kink within a difference step. */
  away(...shape: number[]) {
    return this.numbers(shape, () => (this.rng.uniform() < 0.5 ? -1 : 1) * (0.2 + 0.6 * this.rng.uniform()));
  }
  /** All different by at least 0.05: no ties within a difference step. */
  distinct(...shape: number[]) {
    const ranks = this.rng.shuffle(Float64Array.from({ length: sizeOf(shape) }, (_, i) => 0.1 * i - 1));
    return { shape, values: ranks.map((value) => value + 0.02 * this.rng.uniform()) };
  }
  indices(below: number, ...shape: number[]): Tensor {
    return constant(
      Float64Array.from({ length: sizeOf(shape) }, () => this.rng.integer(below)),
      shape,
      "int32",
    );
  }
}

type Values = { readonly shape: Shape; readonly values: Float64Array };
type Case = readonly [inputs: Readonly<Record<string, Values>>, f: (t: Readonly<Record<string, Tensor>>) => Tensor];

const one =
  (kind: "normal" | "positive" | "away" | "distinct", f: (x: Tensor) => Tensor) =>
  (d: Draw): Case => [{ x: d[kind](d.size(), d.size()) }, ({ x }) => f(x)];

/** Shapes that broadcast in both directions. */
const two =
  (kind: "normal" | "positive" | "distinct", f: (a: Tensor, b: Tensor) => Tensor) =>
  (d: Draw): Case => {
    const [m, n] = [d.size(), d.size()];
    return [{ a: d[kind](m, 1, n), b: d[kind](d.size(1, 3), n) }, ({ a, b }) => f(a, b)];
  };

const axes = [0, 1, -1, [0, 2], undefined] as const;

/** A reduction over every choice of axes, with and without them kept, joined to one output. */
const reduced =
  (kind: "normal" | "distinct", f: (x: Tensor, along: (typeof axes)[number], keep: boolean) => Tensor) =>
  (d: Draw): Case => [
    { x: d[kind](d.size(), d.size(), d.size()) },
    ({ x }) => joined(axes.flatMap((along) => [false, true].map((keep) => f(x, along, keep)))),
  ];

function joined(parts: readonly Tensor[]): Tensor {
  const flat = parts.map((part) => part.reshape([-1]));
  return flat[0].concat(flat.slice(1), 0);
}

const convCase =
  (dimensions: number) =>
  (d: Draw): Case => {
    const groups = d.size(1, 2);
    const [c, o] = [d.size(1, 2), d.size(1, 2)];
    const draw = (low: number, high: number) => Array.from({ length: dimensions }, () => d.size(low, high));
    const kernel = draw(1, dimensions === 3 ? 2 : 3);
    const options = {
      strides: draw(1, 3),
      dilations: draw(1, 2),
      before: draw(0, 3),
      after: draw(0, 2),
      groups,
    };
    const spatial = kernel.map((k, i) => options.dilations[i] * (k - 1) + d.size(1, dimensions === 1 ? 4 : 2));
    return [
      { x: d.normal(d.size(1, 2), groups * c, ...spatial), w: d.normal(groups * o, c, ...kernel) },
      ({ x, w }) => x.conv(w, options),
    ];
  };

const DIFFERENTIABLE: Readonly<Record<string, (d: Draw) => Case>> = {
  neg: one("normal", (x) => x.neg()),
  exp: one("normal", (x) => x.exp()),
  log: one("positive", (x) => x.log()),
  sqrt: one("positive", (x) => x.sqrt()),
  reciprocal: one("positive", (x) => x.reciprocal()),
  sin: one("normal", (x) => x.sin()),
  cos: one("normal", (x) => x.cos()),
  tanh: one("normal", (x) => x.tanh()),
  sigmoid: one("normal", (x) => x.sigmoid()),
  softplus: one("normal", (x) => x.softplus()),
  relu: one("away", (x) => x.relu()),
  leakyRelu: one("away", (x) => x.leakyRelu(0.1)),
  abs: one("away", (x) => x.abs()),
  erf: one("normal", (x) => x.erf()),
  clamp: one("away", (x) => x.clamp(-0.1, 0.15)),
  power: one("positive", (x) => joined([2, 3, 0.5, -1, -0.5, 2.5, -2].map((p) => x.pow(p)))),
  gelu: one("normal", (x) => x.gelu()),
  geluTanh: one("normal", (x) => x.gelu("tanh")),
  silu: one("normal", (x) => x.silu()),
  cast: one("normal", (x) => x.mul(x.greater(0).cast("float32"))),
  add: two("normal", (a, b) => a.add(b)),
  sub: two("normal", (a, b) => a.sub(b)),
  mul: two("normal", (a, b) => a.mul(b)),
  div: two("positive", (a, b) => a.div(b)),
  pow: two("positive", (a, b) => a.pow(b)),
  maximum: (d) => [{ a: d.distinct(3, 4), b: d.normal(4) }, ({ a, b }) => a.maximum(b.mul(0.5))],
  minimum: (d) => [{ a: d.distinct(3, 4), b: d.normal(4) }, ({ a, b }) => a.minimum(b.mul(0.5))],
  where: (d) => {
    const n = d.size();
    const condition = constant(
      Float64Array.from({ length: n }, () => d.rng.integer(2)),
      [n],
      "bool",
    );
    return [{ a: d.normal(2, n), b: d.normal(n) }, ({ a, b }) => condition.where(a, b)];
  },
  sum: reduced("normal", (x, along, keep) => x.mul(x).sum(along, keep)),
  mean: reduced("normal", (x, along, keep) => x.mul(x).mean(along, keep)),
  max: reduced("distinct", (x, along, keep) => x.max(along, keep)),
  min: reduced("distinct", (x, along, keep) => x.min(along, keep)),
  logSumExp: reduced("normal", (x, along, keep) => x.logSumExp(along, keep)),
  cumSum: (d) => [
    { x: d.normal(d.size(), d.size(), d.size()) },
    ({ x }) =>
      joined(
        [0, 1, 2].flatMap((axis) =>
          [true, false].flatMap((reverse) =>
            [true, false].map((exclusive) => x.mul(x).cumSum(axis, { reverse, exclusive })),
          ),
        ),
      ),
  ],
  softmax: one("normal", (x) => x.softmax()),
  logSoftmax: one("normal", (x) => x.logSoftmax()),
  matmul: (d) => {
    const [m, k, n, b] = [d.size(), d.size(), d.size(), d.size(1, 3)];
    return [
      {
        a: d.normal(b, m, k),
        aT: d.normal(b, k, m),
        b: d.normal(2, 1, k, n),
        bT: d.normal(n, k),
        flat: d.normal(k, n),
      },
      (t) =>
        joined([
          t.a.matmul(t.b),
          t.aT.matmul(t.b, { transposeA: true, scale: 0.5 }),
          t.a.matmul(t.bT, { transposeB: true }),
          t.aT.matmul(t.bT, { transposeA: true, transposeB: true, scale: -2 }),
          t.a.matmul(t.flat),
        ]),
    ];
  },
  affine: (d) => {
    const [k, n] = [d.size(), d.size()];
    return [{ x: d.normal(2, d.size(), k), w: d.normal(n, k), b: d.normal(n) }, ({ x, w, b }) => x.linear(w, b)];
  },
  reshape: (d) => [{ x: d.normal(2, 3, d.size()) }, ({ x }) => x.mul(x).reshape([3, -1])],
  transpose: (d) => [{ x: d.normal(2, 3, d.size()) }, ({ x }) => x.mul(x).transpose([2, 0, 1])],
  broadcastTo: (d) => [{ x: d.normal(3, 1) }, ({ x }) => x.mul(x).broadcastTo([2, 3, 4])],
  slice: (d) => [
    { x: d.normal(2, 7) },
    ({ x }) =>
      joined(
        [
          { start: 1, count: 3, step: 2 },
          { start: 6, count: 4, step: -2 },
          { start: 6, count: 7, step: -1 },
          { start: 0, count: 2, step: 5 },
        ].map((range) => x.mul(x).slice({ axis: 1, ...range })),
      ),
  ],
  embed: (d) => [
    { x: d.normal(3, 2) },
    ({ x }) =>
      joined(
        [
          { start: 1, step: 2 },
          { start: 5, step: -2 },
          { start: 6, step: -3 },
          { start: 4, step: 1 },
          { start: 0, step: 3 },
        ].map((range) => x.mul(x).embed([7, 2], { axis: 0, count: 3, ...range })),
      ),
  ],
  concat: (d) => [{ a: d.normal(2, 3), b: d.normal(2, 1) }, ({ a, b }) => a.concat([b, a.mul(b)], 1)],
  split: (d) => [
    { x: d.normal(2, 6) },
    ({ x }) => {
      const [a, , c] = x.split([1, 3, 2], 1);
      return a.mul(c);
    },
  ],
  pad: (d) => [{ x: d.normal(2, 3) }, ({ x }) => x.mul(x).pad([1, 0], [2, 1], 0.7).padCyclic(1, 2, 3)],
  gather: (d) => {
    const indices = d.indices(5, 2, 3);
    return [{ x: d.normal(5, 2) }, ({ x }) => x.mul(x).gather(indices)];
  },
  scatterAdd: (d) => {
    const indices = d.indices(4, 2, 3);
    // Both lowerings: few rows and many.
    return [{ x: d.normal(2, 3, 2) }, ({ x }) => joined([4, 1030].map((rows) => x.mul(x).scatterAdd(indices, rows)))];
  },
  takeAlong: (d) => {
    const indices = d.indices(5, 2, 3, 2);
    return [{ x: d.normal(2, 5, 2) }, ({ x }) => x.mul(x).takeAlong(indices, 1)];
  },
  addAlong: (d) => {
    const indices = d.indices(4, 2, 3);
    return [{ x: d.normal(2, 4), u: d.normal(2, 3) }, ({ x, u }) => x.mul(x).addAlong(indices, u.mul(u), 1)];
  },
  putAlong: (d) => {
    const indices = constant([2, 0, 1, 3], [2, 2], "int32");
    return [{ x: d.normal(2, 4), u: d.normal(2, 2) }, ({ x, u }) => x.mul(x).putAlong(indices, u.mul(u), 1)];
  },
  topK: (d) => [
    { x: d.distinct(3, 4) },
    ({ x }) =>
      joined([
        x.topK(2, 1).values.pow(2),
        x.topK(2, 0, { largest: false }).values.pow(3),
        x.sort(0).values,
        x.sort(-1, { descending: true }).values.pow(2),
      ]),
  ],
  layerNorm: (d) => [
    { x: d.normal(3, 4), gain: d.normal(4), bias: d.normal(4) },
    ({ x, gain, bias }) => {
      const y = x.layerNorm(gain, bias, 1e-3);
      // The op's statistics are outputs too, with gradients of their own.
      const [, mean, inverse] = y.node.outputs;
      return y.mul(inverse).add(mean);
    },
  ],
  rmsNorm: (d) => [
    { x: d.normal(3, 4), gain: d.normal(4) },
    ({ x, gain }) => {
      const y = x.rmsNorm(gain, 1e-3);
      return y.mul(y.node.outputs[1]);
    },
  ],
  negativeLogLikelihood: (d) => {
    const labels = d.indices(5, 3);
    return [
      { x: d.normal(3, 5) },
      ({ x }) => {
        const loss = x.negativeLogLikelihood(labels);
        return loss.unsqueeze(1).add(loss.node.outputs[1].mul(2));
      },
    ];
  },
  conv1: convCase(1),
  conv2: convCase(2),
  conv3: convCase(3),
};

/** Ops without a gradient: what they mean. */
const DISCRETE: Readonly<Record<string, (d: Draw) => Case>> = {
  sign: one("away", (x) => x.sign()),
  floor: one("normal", (x) => x.mul(3).floor()),
  round: (d) => [{ x: d.numbers([7], () => d.size(-6, 6) / 2) }, ({ x }) => x.round()],
  stopGradient: one("normal", (x) => x.stopGradient()),
  equal: (d) => [{ x: d.numbers([6], () => d.size(0, 2)) }, ({ x }) => x.equal(1).cast("float32")],
  less: one("normal", (x) => x.less(0.1).cast("float32")),
  lessEqual: one("normal", (x) => x.lessEqual(x.max()).cast("float32")),
  greater: one("normal", (x) => x.greater(0.1).cast("float32")),
  greaterEqual: one("normal", (x) => x.greaterEqual(x.max()).cast("float32")),
  logicalAnd: one("normal", (x) => x.greater(-0.5).and(x.less(0.5)).cast("float32")),
  logicalOr: one("normal", (x) => x.greater(0.5).or(x.less(-0.5)).cast("float32")),
  logicalNot: one("normal", (x) => x.greater(0).not().cast("float32")),
  argMax: (d) => [{ x: d.distinct(3, 4) }, ({ x }) => joined([x.argMax(0), x.argMax(-1)]).cast("float32")],
  topKIndices: (d) => [
    { x: d.numbers([3, 6], () => d.size(0, 2)) }, // with ties: lower position first
    ({ x }) => joined([x.topK(4, 1).indices, x.topK(2, 0, { largest: false }).indices]).cast("float32"),
  ],
  oneHot: (d) => {
    const indices = d.indices(4, 2, 3);
    return [{ x: d.normal(4) }, ({ x }) => indices.oneHot(4).mul(x)];
  },
  uniform: (d) => {
    const key = d.indices(1000, 2);
    return [{ x: d.normal(1) }, ({ x }) => key.uniform([5, 7], 3).mul(x.mul(0).add(1))];
  },
  full: (d) => [{ x: d.normal(2, 3) }, ({ x }) => x.mul(full([2, 3], 1.5))],
};

const ROUNDS = [1, 2, 3];
const rngOf = (name: string, round: number) => createRng(11).fork(name).fork(round);
const tensorsOf = (inputs: Case[0], prefix = "") =>
  Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, input(prefix + name, shape)]));
const valuesOf = (inputs: Case[0], prefix = "") =>
  Object.fromEntries(Object.entries(inputs).map(([name, { values }]) => [prefix + name, values]));

/** A fixed contraction to a scalar, so that every output element counts differently. */
function contract(y: Tensor): Tensor {
  return y
    .mul(
      constant(
        Float64Array.from({ length: y.size }, (_, i) => Math.cos(1.3 * i + 0.4)),
        y.shape,
      ),
    )
    .sum();
}

test.each(Object.entries(DIFFERENTIABLE))("%s: gradients, second derivatives, forward mode", (name, build) => {
  for (const round of ROUNDS) {
    const [inputs, f] = build(new Draw(rngOf(name, round)));
    const first = gradcheck(f, inputs);
    expect(first.error, first.worst).toBeLessThan(GRADIENT);

    const second = gradcheck((t) => joined(grad(contract(f(t)), Object.values(t))), inputs);
    expect(second.error, second.worst).toBeLessThan(GRADIENT);

    const tensors = tensorsOf(inputs);
    const output = f(tensors);
    const direction = new Draw(rngOf(name, round).fork("direction"));
    const tangents = Object.values(inputs).map(({ shape }) => direction.normal(...shape));
    const pushed = jvp(
      [output],
      Object.values(tensors),
      tangents.map(({ shape, values }) => constant(values, shape)),
    );
    const along = (step: number) => {
      const moved = Object.entries(inputs).map(
        ([key, { values }], k) => [key, values.map((v, i) => v + step * tangents[k].values[i])] as const,
      );
      return interpret([output], Object.fromEntries(moved))[0].data;
    };
    const [exact] = interpret(pushed, valuesOf(inputs));
    const [ahead, behind] = [along(1e-5), along(-1e-5)];
    const scale = exact.data.reduce((top, v) => Math.max(top, Math.abs(v)), 1);
    exact.data.forEach((v, i) => expect(Math.abs(v - (ahead[i] - behind[i]) / 2e-5) / scale).toBeLessThan(GRADIENT));
  }
});

test("onnxruntime in float32 agrees with the float64 meaning, forward and backward", async () => {
  const outputs: Record<string, Tensor> = {};
  const feeds: Record<string, Float64Array> = {};
  for (const [name, build] of Object.entries({ ...DIFFERENTIABLE, ...DISCRETE })) {
    for (const round of ROUNDS) {
      const [inputs, f] = build(new Draw(rngOf(name, round)));
      const prefix = `${name}.${round}.`;
      const tensors = tensorsOf(inputs, prefix);
      // Rounded first: both see the same numbers.
      for (const [key, values] of Object.entries(valuesOf(inputs, prefix))) feeds[key] = values.map(Math.fround);
      outputs[`${prefix}y`] = f(tensors);
      if (name in DISCRETE) continue;
      grad(contract(outputs[`${prefix}y`]), Object.values(tensors)).forEach((g, k) => (outputs[`${prefix}g${k}`] = g));
    }
  }
  const expected = interpret(Object.values(outputs), feeds);
  const program = await Program.compile({ outputs }, { device: "cpu", threads: 1 });
  const found = await program.run(Object.fromEntries(program.inputs.map(({ name }) => [name, feeds[name]])));
  Object.keys(outputs).forEach((name, k) => {
    const scale = expected[k].data.reduce((top, v) => Math.max(top, Math.abs(v)), 1);
    expected[k].data.forEach((v, i) => {
      expect(Math.abs(found[name][i] - v) / scale, `${name}[${i}]: ${found[name][i]} for ${v}`).toBeLessThan(FLOAT32);
    });
  });
  await program.release();
});

test("every op is in the tables", () => {
  const families = [
    binary,
    convolution,
    elementwise,
    indexing,
    likelihood,
    matmul,
    norm,
    random,
    reduction,
    selfGated,
    moving,
    source,
  ];
  const helpers = ["convInputGradient", "errorFunction", "logistic", "resolveShape", "isInput"];
  const exported = families.flatMap((family) => Object.keys(family)).filter((name) => !helpers.includes(name));
  const used = new Set<string>(["input"]);
  for (const build of Object.values({ ...DIFFERENTIABLE, ...DISCRETE })) {
    const [inputs, f] = build(new Draw(createRng(1)));
    const tensors = tensorsOf(inputs);
    const y = f(tensors);
    const gradients = y.dtype === "float32" ? grad(contract(y), Object.values(tensors)) : [];
    for (const node of topologicalOrder([y, ...gradients])) used.add((node.op satisfies Op).name);
  }
  expect(exported.filter((name) => !used.has(name))).toEqual([]);
});
