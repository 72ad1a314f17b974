/** The feed-forward layer against its formulas in plain loops; the error function by integrating the Gaussian. */
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { gradcheck } from "../gradcheck.ts";
import { interpret } from "../interpret.ts";
import { Scope } from "../scope.ts";
import { input } from "../tensor.ts";
import { activate, ACTIVATIONS, feedForward } from "./feedForward.ts";
import type { Activation } from "./feedForward.ts";

const EXACT = 1e-12; // sums of a few numbers of order 1, in another order
const [WIDTH, HIDDEN] = [3, 4];

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** The standard normal distribution function: 1/2 + integral of the density from 0 to x (Simpson, error below 1e-13). */
function normalDistribution(x: number): number {
  const intervals = 2000;
  let sum = 0;
  for (let k = 0; k <= intervals; k++) {
    const weight = k === 0 || k === intervals ? 1 : k % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-0.5 * ((k * x) / intervals) ** 2);
  }
  return 0.5 + (sum * x) / intervals / 3 / Math.sqrt(2 * Math.PI);
}

const FORMULAS: Readonly<Record<Exclude<Activation, "swiglu">, (x: number) => number>> = {
  relu: (x) => (x > 0 ? x : 0),
  gelu: (x) => x * normalDistribution(x), // Hendrycks and Gimpel, arXiv 1606.08415, eq. 1
  geluTanh: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))), // their eq. 2
  silu: (x) => x * logistic(x),
};

const normal = (name: string, size: number) => {
  const rng = createRng(12).fork(name);
  return Float64Array.from({ length: size }, () => rng.normal());
};

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(found[i] - expected[i])).toBeLessThan(EXACT);
}

test.each(Object.entries(FORMULAS))("%s is its formula from -4 to 4, and 0 at 0", (name, formula) => {
  const x = Float64Array.from({ length: 81 }, (_, i) => (i - 40) / 10);
  const [y] = interpret([activate(input("x", [81]), name as keyof typeof FORMULAS)], { x });
  expectClose(y.data, x.map(formula));
  expect(y.data[40]).toBe(0);
});

test.each(ACTIVATIONS.flatMap((activation) => [true, false].map((bias) => ({ activation, bias }))))(
  "down(act(up x)), swiglu with its gate: %j",
  ({ activation, bias }) => {
    const scope = Scope.create();
    const y = feedForward(scope, input("x", [2, 3, WIDTH]), { hidden: HIDDEN, activation, bias });
    const values = Object.fromEntries(scope.parameters.map(({ name, tensor }) => [name, normal(name, tensor.size)]));
    const x = normal("x", 6 * WIDTH);
    const map = (name: string, from: ArrayLike<number>, count: number) =>
      Array.from({ length: count }, (_, n) => {
        let sum = bias ? values[`${name}.bias`][n] : 0;
        for (let k = 0; k < from.length; k++) sum += values[`${name}.weight`][n * from.length + k] * from[k];
        return sum;
      });
    const expected: number[] = [];
    for (let row = 0; row < 6; row++) {
      const from = x.subarray(row * WIDTH, (row + 1) * WIDTH);
      const up = map("up", from, HIDDEN);
      const inner =
        activation === "swiglu"
          ? map("gate", from, HIDDEN).map((g, n) => g * logistic(g) * up[n])
          : up.map(FORMULAS[activation]);
      expected.push(...map("down", inner, WIDTH));
    }
    expectClose(interpret([y], { ...values, x })[0].data, expected);
    const maps = activation === "swiglu" ? 3 : 2;
    const biases = bias ? (maps - 1) * HIDDEN + WIDTH : 0;
    expect(scope.count()).toBe(maps * WIDTH * HIDDEN + biases);
  },
);

test.each(ACTIVATIONS)("%s: gradients agree with central differences", (activation) => {
  const scope = Scope.create();
  const options = { hidden: 2, activation };
  feedForward(scope, input("x", [2, 2]), options);
  const shapes = [["x", [2, 2]] as const, ...scope.parameters.map(({ name, tensor }) => [name, tensor.shape] as const)];
  const point = Object.fromEntries(
    shapes.map(([name, shape]) => [
      name,
      {
        shape,
        values: normal(
          name,
          shape.reduce((a, b) => a * b),
        ),
      },
    ]),
  );
  const { error, worst, compared } = gradcheck(({ x }) => feedForward(scope, x, options), point);
  expect(error, worst).toBeLessThan(1e-6);
  // Biases by default.
  const [inner, outer] = [activation === "swiglu" ? 2 : 1, 1].map((maps) => maps * 2 * (2 + 1));
  expect(compared).toBe(4 + inner + outer);
});
