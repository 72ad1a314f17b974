/** Optimisers against the published algorithms, written out in float64. */
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { onesInit } from "./initialise.ts";
import { createOptimiser } from "./optimiser.ts";
import type { OptimiserOptions } from "./optimiser.ts";
import type { ParameterGroup } from "./parameterGroups.ts";
import { Scope } from "./scope.ts";
import { Trainer } from "./trainer.ts";

const SIZE = 5;
const STEPS = 6;

/** An optimiser on given gradients, which are clipped to half their size by hand and by `shrink`. */
function run(
  options: OptimiserOptions,
  start: Float64Array,
  gradients: readonly Float64Array[],
  rate: number,
): Float64Array {
  const optimiser = createOptimiser(options);
  const parameters = start.slice();
  const moments = Object.fromEntries(optimiser.moments.map((name) => [name, new Float64Array(SIZE)]));
  gradients.forEach((gradient, k) => {
    const doubled = gradient.map((g) => 2 * g);
    optimiser.apply({ parameters, gradient: doubled, moments, step: k + 1, rate, shrink: 0.5 });
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

/** The sum of all parameters, times a slope, as loss: in float32, through onnxruntime and the groups of the trainer. */
async function train(optimiser: OptimiserOptions, groups?: readonly ParameterGroup[], slope = 1) {
  const scope = Scope.create();
  const [matrix, vector] = [scope.parameter("matrix", [2, 2], onesInit), scope.parameter("vector", [2], onesInit)];
  const loss = matrix.sum().add(vector.sum()).mul(slope);
  const definition = { scope, loss, optimiser, ...(groups === undefined ? {} : { groups }) };
  const trainer = await Trainer.compile(definition, { device: "cpu", threads: 1 });
  trainer.load(scope.initialValues(createRng(1)));
  for (let step = 1; step <= STEPS; step++) await trainer.step({}, step, 0.1, createRng(1));
  const [m, v] = ["matrix", "vector"].map((name) => [...trainer.parameters().get(name)!.data]);
  await trainer.release();
  // Equal starts and gradients: equal ends.
  expect([new Set(m).size, new Set(v).size]).toEqual([1, 1]);
  return { matrix: m[0], vector: v[0] };
}

test.each(["adamw", "lion"] as const)("%s: by default only matrices decay", async (kind) => {
  // Without a gradient decay is all that happens.
  const { matrix, vector } = await train({ kind, weightDecay: 0.5 }, undefined, 0);
  expect(matrix).toBeCloseTo((1 - 0.1 * 0.5) ** STEPS, 6);
  expect(vector).toBe(1);
});

test("groups replace the decay", async () => {
  const groups = [
    { name: "vectors", match: /vector/, weightDecay: 1, rateFactor: 0.5 },
    { name: "rest", match: /^/ },
  ];
  const { matrix, vector } = await train({ kind: "adamw", weightDecay: 0.5 }, groups, 0);
  expect(matrix).toBeCloseTo((1 - 0.1 * 0.5) ** STEPS, 6);
  expect(vector).toBeCloseTo((1 - 0.05 * 1) ** STEPS, 6);
});

test("under a constant gradient AdamW and Lion walk at the rate, momentum speeds up as its series", async () => {
  for (const kind of ["adamw", "lion"] as const) {
    const { matrix, vector } = await train({ kind, weightDecay: 0 }, undefined, 3);
    expect(matrix).toBeCloseTo(1 - 0.1 * STEPS, 5);
    expect(vector).toBeCloseTo(1 - 0.1 * STEPS, 5);
  }
  let [velocity, p] = [0, 1];
  for (let step = 1; step <= STEPS; step++) {
    velocity = 0.9 * velocity + 3;
    p -= 0.1 * velocity;
  }
  expect((await train({ kind: "sgd", momentum: 0.9 }, undefined, 3)).matrix).toBeCloseTo(p, 5);
});
