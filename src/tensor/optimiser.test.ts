/** Optimisers against the published algorithms, written out in float64. */
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { interpret } from "./interpret.ts";
import { createOptimiser } from "./optimiser.ts";
import type { OptimiserOptions } from "./optimiser.ts";
import { schedule } from "./schedule.ts";
import { input } from "./tensor.ts";

const SIZE = 5;
const STEPS = 6;

/** Runs the graph form of an optimiser on given gradients. */
function run(
  options: OptimiserOptions,
  start: Float64Array,
  gradients: readonly Float64Array[],
  rate: number,
): Float64Array {
  const optimiser = createOptimiser(options);
  const named = (names: readonly string[], shape: number[]) =>
    Object.fromEntries(names.map((name) => [name, input(name, shape)]));
  const updated = optimiser.update({
    parameters: input("parameters", [SIZE]),
    gradient: input("gradient", [SIZE]),
    moments: named(optimiser.moments, [SIZE]),
    scalars: named(optimiser.scalars, []),
  });
  const outputs = [updated.parameters, ...optimiser.moments.map((name) => updated.moments[name])];
  let parameters = start;
  let moments: Record<string, Float64Array> = Object.fromEntries(
    optimiser.moments.map((name) => [name, new Float64Array(SIZE)]),
  );
  gradients.forEach((gradient, k) => {
    const scalars = Object.entries(optimiser.scalarValues(k + 1, rate)).map(([name, value]) => [name, [value]]);
    const results = interpret(outputs, { parameters, gradient, ...moments, ...Object.fromEntries(scalars) });
    parameters = results[0].data;
    moments = Object.fromEntries(optimiser.moments.map((name, m) => [name, results[m + 1].data]));
  });
  return parameters;
}

const rng = createRng(3);
const draw = () => Float64Array.from({ length: SIZE }, () => rng.normal());
const start = draw();
const gradients = Array.from({ length: STEPS }, draw);

function expectClose(found: Float64Array, expected: Float64Array): void {
  found.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-12));
}

test.each([0, 0.1])("AdamW with weight decay %d (arXiv 1711.05101, algorithm 2)", (weightDecay) => {
  const [rate, beta1, beta2, epsilon] = [0.02, 0.8, 0.95, 1e-3];
  const p = start.slice();
  const [m, v] = [new Float64Array(SIZE), new Float64Array(SIZE)];
  gradients.forEach((g, k) => {
    for (let i = 0; i < SIZE; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] ** 2;
      const [mHat, vHat] = [m[i] / (1 - beta1 ** (k + 1)), v[i] / (1 - beta2 ** (k + 1))];
      p[i] = p[i] - rate * weightDecay * p[i] - (rate * mHat) / (Math.sqrt(vHat) + epsilon);
    }
  });
  expectClose(run({ kind: "adamw", beta1, beta2, epsilon, weightDecay }, start, gradients, rate), p);
});

test.each([0, 0.9])("gradient descent with momentum %d, as PyTorch's SGD", (momentum) => {
  const [rate, weightDecay] = [0.05, 0.01];
  const p = start.slice();
  const velocity = new Float64Array(SIZE);
  for (const g of gradients) {
    for (let i = 0; i < SIZE; i++) {
      velocity[i] = momentum * velocity[i] + g[i] + weightDecay * p[i];
      p[i] -= rate * velocity[i];
    }
  }
  expectClose(run({ kind: "sgd", momentum, weightDecay }, start, gradients, rate), p);
});

test("Lion (arXiv 2302.06675, algorithm 2)", () => {
  const [rate, beta1, beta2, weightDecay] = [0.01, 0.9, 0.97, 0.2];
  const p = start.slice();
  const m = new Float64Array(SIZE);
  for (const g of gradients) {
    for (let i = 0; i < SIZE; i++) {
      const direction = Math.sign(beta1 * m[i] + (1 - beta1) * g[i]);
      p[i] -= rate * (direction + weightDecay * p[i]);
      m[i] = beta2 * m[i] + (1 - beta2) * g[i];
    }
  }
  expectClose(run({ kind: "lion", beta1, beta2, weightDecay }, start, gradients, rate), p);
});

test("schedules: warm-up, end points, one-cycle", () => {
  const cosine = schedule({ kind: "cosine", rate: 2, steps: 100, warmup: 10, floor: 0.1 });
  expect(cosine(5)).toBeCloseTo(1, 12);
  expect(cosine(10)).toBeCloseTo(2, 12);
  expect(cosine(55)).toBeCloseTo(2 * (0.1 + 0.9 / 2), 12);
  expect(cosine(100)).toBeCloseTo(0.2, 12);
  expect(cosine(120)).toBeCloseTo(0.2, 12);
  const constant = schedule({ kind: "constant", rate: 3, steps: 10, warmup: 4 });
  expect([1, 2, 4, 9].map(constant)).toEqual([0.75, 1.5, 3, 3]);
  const cycle = schedule({ kind: "oneCycle", rate: 1, steps: 100, warmup: 30 });
  expect(cycle(0)).toBeCloseTo(1 / 25, 12);
  expect(cycle(15)).toBeCloseTo((1 + 1 / 25) / 2, 12);
  expect(cycle(30)).toBeCloseTo(1, 12);
  expect(cycle(100)).toBeCloseTo(1 / 25 / 1e4, 12);
});
