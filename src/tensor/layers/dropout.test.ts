import { expect, test } from "vitest";
import { grad } from "../gradient.ts";
import { interpret } from "../interpret.ts";
import { Scope } from "../scope.ts";
import { input } from "../tensor.ts";
import { dropout } from "./dropout.ts";

const SIZE = 20_000;
const x = input("x", [SIZE]);
const ones = new Float64Array(SIZE).fill(1);

test("keeps the expected share and the mean in training; the mask depends on the key of the step alone", () => {
  const y = dropout(Scope.create().forTraining(), x, 0.3);
  const [first, again, other] = [
    [1, 2],
    [1, 2],
    [1, 3],
  ].map((key) => interpret([y], { x: ones, "noise.key": key })[0].data);
  const kept = first.filter((v) => v !== 0);
  expect(Math.abs(kept.length / SIZE - 0.7)).toBeLessThan(5 * Math.sqrt(0.21 / SIZE));
  for (const v of kept) expect(v).toBeCloseTo(1 / 0.7, 12);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test("is the identity in inference, and at rate 0", () => {
  const scope = Scope.create();
  expect(dropout(scope, x, 0.3)).toBe(x);
  expect(dropout(scope.forTraining(), x, 0)).toBe(x);
});

test("the gradient passes where the value does, with the same factor", () => {
  const y = dropout(Scope.create().forTraining(), x, 0.3);
  const [value, slope] = interpret([y, ...grad(y.sum(), [x])], { x: ones, "noise.key": [5, 6] });
  expect(slope.data).toEqual(value.data);
});

test("masks of two scopes are independent", () => {
  const training = Scope.create().forTraining();
  const [a, b] = interpret([dropout(training.child("a"), x, 0.5), dropout(training.child("b"), x, 0.5)], {
    x: ones,
    "noise.key": [1, 2],
  });
  const both = a.data.filter((v, i) => v !== 0 && b.data[i] !== 0).length / SIZE;
  expect(Math.abs(both - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / SIZE));
});

test.each([1, -0.1, 1.5, Number.NaN])("rate %d is refused", (rate) => {
  // In inference too, where the rate has no effect yet.
  expect(() => dropout(Scope.create(), x, rate)).toThrow(
    /^the rate does not fit in dropout at \S*dropout\.test\.ts:\d+:\d+: found \S+, expected at least 0 and below 1 \[tensor\/wrong-layer-option\]$/,
  );
});
