/** Functions of one argument, self-gated activations, and functions of two and three arguments that broadcast. */
import { expect, test } from "vitest";
import { grad } from "../gradient.ts";
import { input } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import * as binary from "./binary.ts";
import * as elementwise from "./elementwise.ts";
import { bothWays, constantOf, joined, one, testOps } from "./opSuite.ts";
import type { Case, Draw } from "./opSuite.ts";
import * as selfGated from "./selfGated.ts";

/** Every way in which two shapes broadcast: both give an axis, one is a scalar, one has more axes, equal shapes. */
const two =
  (kind: "normal" | "positive" | "distinct", f: (a: Tensor, b: Tensor) => Tensor) =>
  (d: Draw): Case => {
    const [m, n] = [d.size(), d.size()];
    return [
      { a: d[kind](m, 1, n), b: d[kind](d.size(1, 3), n), c: d[kind](), d: d[kind](m, 1, 1) },
      ({ a, b, c, d: last }) => joined([f(a, b), f(b, a), f(a, c), f(c, b), f(a, last), f(last, b), f(a, a.mul(1.5))]),
    ];
  };

const twoIntegers =
  (f: (a: Tensor, b: Tensor) => Tensor) =>
  (d: Draw): Case => [
    { a: d.integers(-3, 3, 3, 1), b: d.integers(-3, 3, 4), c: d.integers(-3, 3) },
    ({ a, b, c }) => joined([f(a, b), f(b, a), f(a, c), f(c, b), f(a, a)]),
  ];

/** Numbers with ties, of both element types. */
const compared =
  (f: (a: Tensor, b: Tensor) => Tensor) =>
  (d: Draw): Case => [
    { a: d.integers(-2, 2, 3, 1), b: d.integers(-2, 2, 4), x: d.numbers([5], () => d.size(-1, 1)) },
    ({ a, b, x }) => joined([f(a, b), f(x.unsqueeze(1), x), f(x, x.mul(0))]),
  ];

const logical =
  (f: (a: Tensor, b: Tensor) => Tensor) =>
  (d: Draw): Case => [{ a: d.conditions(3, 1), b: d.conditions(4) }, ({ a, b }) => joined([f(a, b), f(b, a), f(a, a)])];

testOps({
  modules: [elementwise, binary, selfGated],
  helpers: ["errorFunction", "logistic"],
  differentiable: {
    neg: one("normal", (x) => x.neg()),
    exp: one("normal", (x) => x.exp()),
    log: one("positive", (x) => x.log()),
    sqrt: one("positive", (x) => x.sqrt()),
    reciprocal: one("positive", (x) => x.reciprocal()),
    reciprocalOfNegative: one("positive", (x) => x.neg().reciprocal()),
    sin: one("normal", (x) => x.mul(3).sin()),
    cos: one("normal", (x) => x.mul(3).cos()),
    tanh: one("normal", (x) => x.tanh()),
    sigmoid: one("normal", (x) => x.mul(3).sigmoid()),
    softplus: one("normal", (x) => x.mul(3).softplus()),
    relu: one("away", (x) => x.relu().mul(x)),
    leakyRelu: one("away", (x) => x.leakyRelu(0.1).mul(x)),
    abs: one("away", (x) => x.abs().mul(x)),
    erf: one("normal", (x) => x.erf()),
    clamp: one("away", (x) => x.clamp(-0.1, 0.15).add(x.mul(x).clamp(-0.9, 0.9))),
    power: one("positive", (x) => joined([2, 3, 0.5, -1, -0.5, 2.5, -2, 0, 1].map((p) => x.pow(p)))),
    powerOfNegative: one("positive", (x) => joined([2, 3, -1, -2].map((p) => x.neg().pow(p)))),
    gelu: one("normal", (x) => x.gelu()),
    geluTanh: one("normal", (x) => x.gelu("tanh")),
    silu: one("normal", (x) => x.silu()),
    // The distribution function is an output too, with a gradient of its own.
    geluDistribution: one("normal", (x) => joined(x.gelu().node.outputs.map((y) => y.mul(x)))),
    geluTanhDistribution: one("normal", (x) => joined(x.gelu("tanh").node.outputs.map((y) => y.mul(x)))),
    siluDistribution: one("normal", (x) => x.silu().node.outputs[1]),
    castOfCondition: one("away", (x) => x.mul(x).mul(x.greater(0).cast("float32"))),
    add: two("normal", (a, b) => a.add(b)),
    sub: two("normal", (a, b) => a.sub(b)),
    mul: two("normal", (a, b) => a.mul(b)),
    div: two("positive", (a, b) => a.div(b)),
    pow: two("positive", (a, b) => a.pow(b)),
    maximum: (d) => [
      { a: d.distinct(3, 4), b: d.numbers([4], () => 0.05 + 0.1 * d.size(-6, 6)) },
      ({ a, b }) => joined([a.maximum(b), b.maximum(a).mul(a), a.maximum(-0.05).pow(2)]),
    ],
    minimum: (d) => [
      { a: d.distinct(3, 4), b: d.numbers([4], () => 0.05 + 0.1 * d.size(-6, 6)) },
      ({ a, b }) => joined([a.minimum(b), b.minimum(a).mul(a), a.minimum(-0.05).pow(2)]),
    ],
    where: (d) => {
      const n = d.size();
      const conditions = [d.conditions(n), d.conditions(3, 1, 1), d.conditions()].map(constantOf);
      return [
        { a: d.normal(2, n), b: d.normal(n) },
        ({ a, b }) => joined(conditions.flatMap((c) => [c.where(a, b), c.where(b, a).mul(a), c.where(a, 2)])),
      ];
    },
  },
  discrete: {
    sign: (d) => [
      { x: d.numbers([9], () => d.size(-2, 2) / 2), i: d.integers(-2, 2, 9) },
      ({ x, i }) => joined([x.sign(), i.sign().cast("float32")]),
    ],
    floor: one("normal", (x) => x.mul(4).floor()),
    round: (d) => [{ x: d.numbers([20], () => d.size(-20, 20) / 4) }, ({ x }) => x.round()],
    stopGradient: one("normal", (x) => x.stopGradient()),
    negOfIntegers: (d) => [{ i: d.integers(-5, 5, 6) }, ({ i }) => joined([i.neg(), i.abs()])],
    addOfIntegers: twoIntegers((a, b) => a.add(b)),
    subOfIntegers: twoIntegers((a, b) => a.sub(b)),
    mulOfIntegers: twoIntegers((a, b) => a.mul(b)),
    maximumOfIntegers: twoIntegers((a, b) => a.maximum(b)),
    minimumOfIntegers: twoIntegers((a, b) => a.minimum(b)),
    equal: compared((a, b) => a.equal(b)),
    less: compared((a, b) => a.less(b)),
    lessEqual: compared((a, b) => a.lessEqual(b)),
    greater: compared((a, b) => a.greater(b)),
    greaterEqual: compared((a, b) => a.greaterEqual(b)),
    logicalAnd: logical((a, b) => a.and(b)),
    logicalOr: logical((a, b) => a.or(b)),
    logicalNot: logical((a) => a.not()),
    whereOfIntegers: (d) => [
      { c: d.conditions(3, 1), a: d.integers(-9, 9, 4), b: d.integers(-9, 9, 3, 4) },
      ({ c, a, b }) => joined([c.where(a, b), c.where(a, 7), c.where(7, b)]),
    ],
    cast: (d) => [
      { x: d.numbers([9], () => d.size(-8, 8) / 4), i: d.integers(-2, 2, 9), c: d.conditions(9) },
      ({ x, i, c }) => {
        const all = [x, i, c].flatMap((t) => (["float32", "int32", "bool"] as const).map((to) => t.cast(to)));
        return joined(all.map((y) => y.cast("int32")));
      },
    ],
  },
});

test.each<readonly [string, (x: Tensor) => Tensor, readonly number[], readonly number[], readonly number[]]>([
  // name, function, arguments, values, derivatives
  ["relu is flat at 0", (x) => x.relu(), [0], [0], [0]],
  ["leaky relu rises with slope 1 at 0", (x) => x.leakyRelu(0.1), [0], [0], [1]],
  ["abs is flat at 0", (x) => x.abs(), [0], [0], [0]],
  ["clamp passes at its limits", (x) => x.clamp(-1, 2), [-1.5, -1, 2, 2.5], [-1, -1, 2, 2], [0, 1, 1, 0]],
  ["maximum halves ties", (x) => x.maximum(1), [1], [1], [0.5]],
  ["minimum halves ties", (x) => x.minimum(1), [1], [1], [0.5]],
  ["round takes halves to even", (x) => x.round(), [-1.5, -0.5, 0.5, 1.5, 2.5], [-2, 0, 0, 2, 2], [0, 0, 0, 0, 0]],
  ["straight through", (x) => x.straightThrough(x.round()).mul(3), [0.4, 1.6], [0, 6], [3, 3]],
  ["power 2 at 0", (x) => x.pow(2), [0], [0], [0]],
  ["power 0", (x) => x.pow(0), [0, 2], [1, 1], [0, 0]],
])("known values: %s", async (_name, f, at, values, derivatives) => {
  const x = input("x", [at.length]);
  const y = f(x);
  const [dy] = grad(y.sum(), [x]);
  const { expected, found } = await bothWays({ y, dy }, { x: at });
  for (const results of [
    [expected.y.data, expected.dy.data],
    [found.y, found.dy],
  ]) {
    // Adding 0 takes the sign from -0.
    results[0].forEach((v, i) => expect(v + 0).toBeCloseTo(values[i], 6));
    expect(Array.from(results[1], (v) => v + 0)).toEqual(derivatives);
  }
});

const EXTREMES = [-1e4, -100, -30, -1e-3, 0, 1e-3, 30, 100, 1e4];

test.each<readonly [string, (x: Tensor) => Tensor, (x: number) => number]>([
  ["softplus", (x) => x.softplus(), (x) => Math.max(x, 0)],
  ["sigmoid", (x) => x.sigmoid(), (x) => Number(x > 0)],
  ["tanh", (x) => x.tanh(), Math.sign],
  ["erf", (x) => x.erf(), Math.sign],
  ["silu", (x) => x.silu(), (x) => Math.max(x, 0)],
  ["gelu", (x) => x.gelu(), (x) => Math.max(x, 0)],
  ["geluTanh", (x) => x.gelu("tanh"), (x) => Math.max(x, 0)],
])("%s keeps its limits far from 0, and its gradient stays finite, in float64 and float32", async (_name, f, limit) => {
  const x = input("x", [EXTREMES.length]);
  const y = f(x);
  const [dy] = grad(y.sum(), [x]);
  const { expected, found } = await bothWays({ y, dy }, { x: EXTREMES.map(Math.fround) });
  EXTREMES.forEach((at, i) => {
    if (Math.abs(at) >= 30) expect(expected.y.data[i]).toBeCloseTo(limit(at), 10);
    expect(Math.abs(found.y[i] - expected.y.data[i])).toBeLessThan(1e-6 * Math.max(1, Math.abs(at)));
    expect(Math.abs(found.dy[i] - expected.dy.data[i])).toBeLessThan(1e-6);
  });
});

/** Abramowitz and Stegun, table 7.1 (10 digits), and more digits and arguments by mpmath 1.3 (`erf` at 40 digits, rounded). */
const ERF: readonly (readonly [x: number, erf: number])[] = [
  [1e-300, 1.1283791670955126e-300],
  [1e-8, 1.1283791670955126e-8],
  [0.02, 0.022564574691844946],
  [0.1, 0.1124629160182849],
  [0.3, 0.3286267594591274],
  [0.5, 0.5204998778130465],
  [0.84, 0.7651427114549945],
  [1, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.5, 0.999593047982555],
  [2.9999, 0.9999778955735178], // on both sides of where the series ends
  [3, 0.9999779095030014],
  [3.0001, 0.9999779234241298],
  [4, 0.9999999845827421],
  [5, 0.9999999999984626],
  [6, 1], // and of where it is 1
  [6.1, 1],
];

test("erf to 1e-15, relative, against published values; odd", () => {
  for (const [x, value] of ERF) {
    expect(Math.abs(elementwise.errorFunction(x) / value - 1), `erf(${x})`).toBeLessThan(1e-15);
    expect(elementwise.errorFunction(-x)).toBe(-elementwise.errorFunction(x));
  }
  expect(elementwise.errorFunction(0)).toBe(0);
  expect(elementwise.errorFunction(NaN)).toBeNaN();
});
