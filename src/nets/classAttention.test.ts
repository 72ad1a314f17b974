import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { crossEntropy, input, interpret, Scope } from "../tensor/index.ts";
import { classAttention } from "./classAttention.ts";
import type { ClassAttentionConfig } from "./classAttention.ts";
import { feedsOf, gap, gradientsOf, runtimeDeviations, tokensOf, trialValues, worstSlope } from "./trial.ts";

const [BATCH, LENGTH, WIDTH, CLASSES] = [3, 4, 6, 2];
const COMPLETE: ClassAttentionConfig = {
  blocks: 2,
  heads: 2,
  attentionOnly: false,
  activation: "silu",
  dropout: 0,
  readerLayers: 2,
  classes: CLASSES,
};
const VARIANTS = { complete: COMPLETE, "attention only": { ...COMPLETE, blocks: 3, attentionOnly: true } };
/** The second sequence has two states, the third one. */
const VALID = [1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0];

function traced(config: ClassAttentionConfig) {
  const scope = Scope.create();
  const states = input("states", [BATCH, LENGTH, WIDTH]);
  return { scope, logits: classAttention(scope, states, input("valid", [BATCH, LENGTH], "bool"), config) };
}

const rng = createRng(7);
const states = Float32Array.from({ length: BATCH * LENGTH * WIDTH }, () => rng.normal());

describe.each(Object.entries(VARIANTS))("class attention, %s", (_name, config) => {
  const { scope, logits } = traced(config);
  const feeds = { ...feedsOf(trialValues(scope)), states, valid: VALID };
  const plain = interpret([logits], feeds)[0];

  test("gives logits of each class, the same in onnxruntime; gradients agree with differences", async () => {
    expect(plain.shape).toEqual([BATCH, CLASSES]);
    const loss = crossEntropy(logits, input("labels", [BATCH], "int32"));
    const labelled = { ...feeds, labels: tokensOf(BATCH, CLASSES) };
    expect(worstSlope(loss, scope, labelled).error).toBeLessThan(1e-6);
    const deviations = await runtimeDeviations({ loss, ...gradientsOf(loss, scope) }, labelled);
    expect(Math.max(...Object.values(deviations))).toBeLessThan(1e-4);
  });

  test("padding has no influence", () => {
    const filled = states.map((value, i) => (VALID[Math.floor(i / WIDTH)] === 1 ? value : 50 - i));
    expect(gap(interpret([logits], { ...feeds, states: filled })[0].data, plain.data)).toBeLessThan(1e-12);
  });

  test("the order of the states has no influence", () => {
    const turned = states.slice();
    turned.set(states.subarray(0, WIDTH), 2 * WIDTH);
    turned.set(states.subarray(2 * WIDTH, 3 * WIDTH), 0);
    expect(gap(interpret([logits], { ...feeds, states: turned })[0].data, plain.data)).toBeLessThan(1e-12);
  });
});

test("fresh blocks of OmniJet-alpha give every sequence the same logits, complete ones do not", () => {
  const spread = (config: ClassAttentionConfig) => {
    const { scope, logits } = traced(config);
    const feeds = { ...feedsOf(scope.initialValues(createRng(1))), states, valid: VALID };
    const { data } = interpret([logits], feeds)[0];
    return gap(data.subarray(0, CLASSES), data.subarray(CLASSES, 2 * CLASSES));
  };
  expect(spread(VARIANTS["attention only"])).toBe(0);
  expect(spread(COMPLETE)).toBeGreaterThan(1e-3);
});

test("one block with one head, by hand: softmax(q k / sqrt(D)) of the normalised token and states, mapped twice", () => {
  const config = { ...COMPLETE, blocks: 1, heads: 1, attentionOnly: true, readerLayers: 0 };
  const { scope, logits } = traced(config);
  const values = feedsOf(trialValues(scope));
  const found = interpret([logits], { ...values, states, valid: VALID })[0].data.subarray(CLASSES, 2 * CLASSES);

  const rows = [values["token"], states.subarray(LENGTH * WIDTH, (LENGTH + 1) * WIDTH)];
  rows.push(states.subarray((LENGTH + 1) * WIDTH, (LENGTH + 2) * WIDTH)); // the second sequence has two states
  const affine = (name: string, x: ArrayLike<number>, width: number) =>
    Array.from({ length: width }, (_, n) =>
      Array.from(x).reduce(
        (sum, value, k) => sum + value * values[`${name}.weight`][n * x.length + k],
        values[`${name}.bias`][n],
      ),
    );
  const normal = rows.map((row) => {
    const mean = row.reduce((a, b) => a + b) / WIDTH;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / WIDTH;
    const [gain, bias] = ["gain", "bias"].map((part) => values[`block.0.attentionNorm.${part}`]);
    return Array.from(row, (value, k) => ((value - mean) / Math.sqrt(variance + 1e-5)) * gain[k] + bias[k]);
  });
  const query = affine("block.0.attention.query", rows[0], WIDTH);
  const keys = normal.map((row) => affine("block.0.attention.key", row, WIDTH));
  const weights = keys.map((key) =>
    Math.exp(key.reduce((sum, value, k) => sum + value * query[k], 0) / Math.sqrt(WIDTH)),
  );
  const total = weights.reduce((a, b) => a + b);
  const mixed = Array.from({ length: WIDTH }, (_, k) =>
    normal.reduce((sum, row, i) => sum + (weights[i] / total) * affine("block.0.attention.value", row, WIDTH)[k], 0),
  );
  const token = affine("block.0.attention.output", mixed, WIDTH);
  expect(gap(found, affine("reader.0", token, CLASSES))).toBeLessThan(1e-12);
});
