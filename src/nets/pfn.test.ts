/** A small particle flow network: against loops, its symmetries, its size. */
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { input, interpret, Scope } from "../tensor/index.ts";
import { PARTICLE_FLOW, particleFlow, tokenFlow } from "./pfn.ts";
import { feedsOf, gap, runtimeDeviations, trialValues } from "./trial.ts";

const CONFIG = { particle: [5, 4], jet: [3], classes: 2 };
const EXACT = 1e-12;
const COUNTS = [4, 2, 1];

function network(jets: number, slots: number) {
  const scope = Scope.create();
  const logits = particleFlow(scope, input("features", [jets, slots, 3]), input("valid", [jets, slots]), CONFIG);
  return { scope, logits };
}

/** Features of each particle, the same for any number of slots; garbage on padding. */
function jetsOf(counts: readonly number[], slots: number) {
  const rng = createRng(4);
  const features = counts.flatMap((_, jet) =>
    Array.from({ length: slots * 3 }, (__, k) => rng.fork(jet).fork(k).normal()),
  );
  return { features, valid: counts.flatMap((count) => Array.from({ length: slots }, (_, k) => Number(k < count))) };
}

function logitsOf(counts: readonly number[], slots: number): Float64Array {
  const { scope, logits } = network(counts.length, slots);
  return interpret([logits], { ...feedsOf(trialValues(scope)), ...jetsOf(counts, slots) })[0].data;
}

test("it is a perceptron of a sum of perceptrons", () => {
  const values = feedsOf(trialValues(network(1, 4).scope));
  const affine = (name: string, x: readonly number[]) =>
    Array.from(values[`${name}.bias`], (bias, row) =>
      x.reduce((sum, v, k) => sum + v * values[`${name}.weight`][row * x.length + k], bias),
    );
  const relu = (x: readonly number[]) => x.map((v) => Math.max(v, 0));
  const { features } = jetsOf(COUNTS, 4);
  const expected = COUNTS.flatMap((count, jet) => {
    const sum = new Array<number>(4).fill(0);
    for (let i = 0; i < count; i++) {
      const row = features.slice((jet * 4 + i) * 3, (jet * 4 + i + 1) * 3);
      relu(affine("particle.1", relu(affine("particle.0", row)))).forEach((v, k) => (sum[k] += v));
    }
    return affine("jet.1", relu(affine("jet.0", sum)));
  });
  expect(gap(logitsOf(COUNTS, 4), expected)).toBeLessThan(EXACT);
});

test("padding and the other jets of a batch change nothing; onnxruntime agrees", async () => {
  expect(gap(logitsOf(COUNTS, 7), logitsOf(COUNTS, 4))).toBeLessThan(EXACT);
  expect(gap(logitsOf([4], 4), logitsOf(COUNTS, 4).subarray(0, 2))).toBeLessThan(EXACT);
  const { scope, logits } = network(3, 4);
  const deviations = await runtimeDeviations({ logits }, { ...feedsOf(trialValues(scope)), ...jetsOf(COUNTS, 4) });
  expect(deviations["logits"]).toBeLessThan(1e-5);
});

test("of tokens, it is that of their vectors", () => {
  const scope = Scope.create();
  const valid = input("valid", [3, 4]);
  const logits = tokenFlow(scope, input("tokens", [3, 4], "int32"), valid, 6, CONFIG);
  const values = feedsOf(trialValues(scope));
  const tokens = [5, 0, 3, 3, 1, 4, 0, 0, 2, 0, 0, 0];
  const { valid: filled } = jetsOf(COUNTS, 4);
  const features = tokens.flatMap((id) => [...values["token.weight"].subarray(16 * id, 16 * (id + 1))]);
  const direct = particleFlow(Scope.create(), input("features", [3, 4, 16]), valid, CONFIG);
  const [found] = interpret([logits], { ...values, tokens, valid: filled });
  const [expected] = interpret([direct], { ...values, features, valid: filled });
  expect(gap(found.data, expected.data)).toBeLessThan(EXACT);
});

test("three features and the sizes of the paper: (3, 100, 100, 256) and (256, 100, 100, 100, 2), 82,458 parameters", () => {
  const scope = Scope.create();
  particleFlow(scope, input("features", [1, 2, 3]), input("valid", [1, 2]), PARTICLE_FLOW);
  expect(scope.count()).toBe(400 + 10_100 + 25_856 + 25_700 + 2 * 10_100 + 202);
});
