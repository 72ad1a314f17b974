/** Normalisation of rows against tensor's batch normalisation on the rows that count. */
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { batchNorm, constant, interpret, Scope } from "../tensor/index.ts";
import type { NdArray, Tensor } from "../tensor/index.ts";
import { normaliseRows } from "./rowNorm.ts";
import { gap } from "./trial.ts";

const ROUNDING = 1e-13; // float64, sums of ten numbers around 1
const WIDTH = 3;
const rng = createRng(5);
const values = (size: number) => Array.from({ length: size }, () => rng.normal());

const PARAMETERS = {
  gain: [1, 2, 0.5],
  bias: [0, -1, 3],
  runningMean: [0.1, 0.2, 0.3],
  runningVariance: [1, 2, 3],
};
type Norm = (scope: Scope, rows: Tensor) => Tensor;

/** The normalised rows and the new running statistics in training. */
function trained(norm: Norm, data: readonly number[]): NdArray[] {
  const scope = Scope.create();
  const y = norm(scope.forTraining(), constant(data, [data.length / WIDTH, WIDTH]));
  const { runningMean, runningVariance } = Object.fromEntries(scope.updates);
  return interpret([y, runningMean, runningVariance], PARAMETERS);
}

const real = values(4 * WIDTH);
const withWeights =
  (weights: readonly number[]): Norm =>
  (scope, rows) =>
    normaliseRows(scope, rows, constant(weights, [weights.length]));

test.each([
  ["all rows count", real, [1, 1, 1, 1]],
  ["padding stands behind", [...real, ...values(2 * WIDTH)], [1, 1, 1, 1, 0, 0]],
])("in training, %s: batch normalisation of the rows that count", (_name, data, weights) => {
  const found = trained(withWeights(weights), data);
  const expected = trained(batchNorm, real);
  expect(gap(found[0].data.slice(0, real.length), expected[0].data)).toBeLessThan(ROUNDING);
  expect(gap(found[1].data, expected[1].data)).toBeLessThan(ROUNDING);
  expect(gap(found[2].data, expected[2].data)).toBeLessThan(ROUNDING);
});

test("in inference it is batch normalisation", () => {
  const rows = constant(real, [4, WIDTH]);
  const [found, expected] = interpret(
    [withWeights([1, 1, 0, 0])(Scope.create(), rows), batchNorm(Scope.create(), rows)],
    PARAMETERS,
  );
  expect(found.data).toEqual(expected.data);
});

test("a batch of padding alone gives finite numbers", () => {
  for (const { data } of trained(withWeights([0, 0, 0, 0]), real)) expect(data.every(Number.isFinite)).toBe(true);
});
