import { afterAll, describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { createContext } from "../../run/index.ts";
import { input, linear } from "../../tensor/index.ts";
import type { Scope, Tensor } from "../../tensor/index.ts";
import { oneOfMany } from "./fitClassifier.ts";
import type { Examples } from "./lengthBatches.ts";
import { scoreLogits } from "./scoring.ts";
import { compileClassifier } from "./trainClassifier.ts";
import type { ClassifierNetwork } from "./trainClassifier.ts";

const ROWS = 16;
const LENGTHS = [4, 8, 12];
const context = createContext({ seed: 5, threads: 1 });
const recipe = { steps: 120, rate: 0.03, schedule: "cosine", every: 30 } as const;

/** Sums a small map of each number of a list and reads three classes from the sum. */
function listNetwork(change: Partial<ClassifierNetwork> = {}): ClassifierNetwork {
  const logits = (scope: Scope, length: number): Tensor => {
    const [x, valid] = [input("x", [ROWS, length, 1]), input("valid", [ROWS, length, 1])];
    const mapped = linear(scope.child("body"), x, 8).tanh().mul(valid).sum(1);
    return linear(scope.child("head"), mapped, 3);
  };
  return { classes: 3, rows: ROWS, lengths: LENGTHS, logits, ...change };
}

/** Lists of 1 to 12 numbers; the class says whether their sum is below -1, between, or above 1. */
function lists(count: number, seed: number, labelOf?: (list: Float64Array, index: number) => number): Examples {
  const rng = createRng(seed);
  const all = Array.from({ length: count }, () =>
    Float64Array.from({ length: 1 + rng.integer(12) }, () => rng.normal()),
  );
  const bySum = (list: Float64Array) => 1 + Math.sign(Math.trunc(list.reduce((a, b) => a + b)));
  return {
    labels: Int32Array.from(all, labelOf ?? bySum),
    lengths: all.map(({ length }) => length),
    feeds: (indices, length) => {
      const [x, valid] = [new Float32Array(ROWS * length), new Float32Array(ROWS * length)];
      indices.forEach((index, row) => {
        x.set(all[index], row * length);
        valid.fill(1, row * length, row * length + all[index].length);
      });
      return { x, valid };
    },
  };
}

const data = { train: lists(500, 1), validation: lists(200, 2) };
const testLists = lists(300, 3);

describe("a classifier that is fitted several times", () => {
  const classifier = compileClassifier(context, listNetwork());
  afterAll(() => classifier.release());

  test("learns the three classes, in programs of three lengths", async () => {
    const fitted = await classifier.fit(context, data, { ...recipe, steps: 400, every: 100 });
    const score = scoreLogits(await classifier.logits(testLists, fitted.parameters), testLists.labels);
    expect(score.accuracy).toBeGreaterThan(0.9);
    expect(fitted.curve.map(({ step }) => step)).toEqual([100, 200, 300, 400]);
    expect(fitted.best.validation).toBe(Math.min(...fitted.curve.map(({ validation }) => validation)));
  });

  test("a fit depends on the seed, not on the fits before it", async () => {
    const short = { ...recipe, steps: 20, every: 10 };
    const first = await classifier.fit(oneOfMany(context, 7), data, short);
    const other = await classifier.fit(oneOfMany(context, 8), data, short);
    const again = await classifier.fit(oneOfMany(context, 7), data, short);
    expect(again.parameters).toEqual(first.parameters);
    expect(again.curve).toEqual(first.curve);
    expect(other.parameters).not.toEqual(first.parameters);
  });

  test("the length of a program has no influence", async () => {
    const values = classifier.initialValues(context, new Map());
    const long = compileClassifier(context, listNetwork({ lengths: [20] }));
    const [own, padded] = [await classifier.logits(testLists, values), await long.logits(testLists, values)];
    own.forEach((logit, k) => expect(padded[k]).toBeCloseTo(logit, 5));
    await long.release();
  });

  test("labels without a pattern stay a third right, and training stops when validation gets no better", async () => {
    const rng = createRng(9);
    const noise = { train: lists(48, 4, () => rng.integer(3)), validation: lists(600, 5, () => rng.integer(3)) };
    const fitted = await classifier.fit(context, noise, { ...recipe, steps: 2000, every: 10, patience: 3 });
    expect(fitted.steps).toBe(fitted.best.step + 30);
    const { accuracy, loss } = scoreLogits(
      await classifier.logits(noise.validation, fitted.parameters),
      noise.validation.labels,
    );
    expect(loss).toBeCloseTo(fitted.best.validation, 6);
    expect(Math.abs(accuracy - 1 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / 600));
  });

  test("initial values are taken over by name, and no other names", async () => {
    const bias = { shape: [3], data: Float32Array.of(0, 5, 0) };
    const values = classifier.initialValues(context, new Map([["head.bias", bias]]));
    expect(values.get("head.bias")).toBe(bias);
    expect(values.get("body.weight")).toEqual(classifier.initialValues(context, new Map()).get("body.weight"));
    expect(() => classifier.initialValues(context, new Map([["hed.bias", bias]]))).toThrow(
      expect.objectContaining({ code: "jetlm/initial-values", data: expect.objectContaining({ found: "[3]" }) }),
    );
    const wrong = new Map([["head.bias", { shape: [2], data: new Float32Array(2) }]]);
    expect(() => classifier.initialValues(context, wrong)).toThrow(
      expect.objectContaining({ data: expect.objectContaining({ found: "[2]", expected: "[3]" }) }),
    );
  });
});

test("a factor of 0 freezes what it names, and the rest still learns", async () => {
  const frozen = compileClassifier(context, listNetwork({ rateFactor: (name) => (name.startsWith("body.") ? 0 : 1) }));
  const start = frozen.initialValues(context, new Map());
  const fitted = await frozen.fit(context, data, { ...recipe, steps: 30 });
  for (const name of ["body.weight", "body.bias"]) expect(fitted.parameters.get(name)).toEqual(start.get(name));
  for (const name of ["head.weight", "head.bias"]) expect(fitted.parameters.get(name)).not.toEqual(start.get(name));
  await frozen.release();
});

test("what cannot be trained is said", async () => {
  const classifier = compileClassifier(context, listNetwork());
  const beyond = lists(20, 6, () => 3);
  await expect(classifier.fit(context, { ...data, train: beyond }, recipe)).rejects.toMatchObject({
    code: "jetlm/label-outside-classes",
    data: { place: "training jet 0", found: 3, expected: "0 to 2" },
  });
  await expect(classifier.fit(context, { ...data, validation: lists(0, 6) }, recipe)).rejects.toMatchObject({
    code: "jetlm/nothing-to-learn",
    data: { what: "there are no validation jets" },
  });
  expect(() => compileClassifier(context, listNetwork({ lengths: [8, 4] }))).toThrow(
    expect.objectContaining({ code: "jetlm/bad-classifier" }),
  );
});
