/** Sequences side by side in one row, and padding behind them, change nothing for each other. */
import { expect, test } from "vitest";
import { crossEntropy, grad, input, interpret, Scope } from "../tensor/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { decoder, decoderStates, embedTokens, encoder, tokenEncoder } from "./transformer.ts";
import type { DecoderConfig } from "./transformer.ts";
import { feedsOf, gap, gradientsOf, rowOf, runtimeDeviations, trialValues } from "./trial.ts";

const EXACT = 1e-9; // two orders of the same sums in float64
const FLOAT32 = 1e-4; // relative, onnxruntime against float64

const BASE: DecoderConfig = { layers: 2, width: 8, heads: 2, context: 6, hidden: 12, vocabulary: 7 };
const ROTARY: DecoderConfig = { ...BASE, positions: "rotary" };

/** A row of the sequences 1 2 and 3 4 5 6, and one of 0 0 0 and 2 6 1. */
const PACKED = { packed: [1, 2, 3, 4, 5, 6, 0, 0, 0, 2, 6, 1], segments: [0, 0, 1, 1, 1, 1, 4, 4, 4, 2, 2, 2] };

test.each([
  ["rotary", ROTARY],
  ["learned", BASE],
  ["sinusoidal", { ...BASE, positions: "sinusoidal" }],
  ["none, post-norm, grouped", { ...BASE, positions: "none", normPosition: "post", heads: 4, keyValueHeads: 2 }],
] as const)("a packed row gives the logits of its sequences (%s)", async (_name, config) => {
  const scope = Scope.create();
  const packed = decoder(scope, input("packed", [2, 6], "int32"), config, input("segments", [2, 6], "int32"));
  const feeds = { ...feedsOf(trialValues(scope)), ...PACKED };
  const [joint] = interpret([packed], feeds);
  const sequences = [
    { b: 0, from: 0, to: 2 },
    { b: 0, from: 2, to: 6 },
    { b: 1, from: 0, to: 3 },
    { b: 1, from: 3, to: 6 },
  ];
  for (const { b, from, to } of sequences) {
    const tokens = PACKED.packed.slice(6 * b + from, 6 * b + to);
    const alone = decoder(scope, input("alone", [1, tokens.length], "int32"), config);
    const [single] = interpret([alone], { ...feeds, alone: tokens });
    for (let t = from; t < to; t++) expect(gap(rowOf(joint, b, t), rowOf(single, 0, t - from))).toBeLessThan(EXACT);
  }
  const { logits } = await runtimeDeviations({ logits: packed }, feeds);
  expect(logits).toBeLessThan(FLOAT32);
});

test("no gradient crosses from one packed sequence into another, in either direction", () => {
  const scope = Scope.create();
  const packed = decoder(scope, input("packed", [1, 6], "int32"), ROTARY, input("segments", [1, 6], "int32"));
  const table = scope.parameters.find(({ name }) => name === "token.weight")!.tensor;
  const feeds = { ...feedsOf(trialValues(scope)), packed: [1, 2, 3, 4, 5, 6], segments: [0, 0, 1, 1, 1, 1] };
  const touched = (from: number, to: number) => {
    const some = packed.narrow(1, from, to).logSoftmax().narrow(2, 0, 1).sum();
    const [gradient] = interpret(grad(some, [table]), feeds);
    const tokens = [...Array(7).keys()];
    return tokens.filter((token) => gradient.data.subarray(8 * token, 8 * token + 8).some((v) => v !== 0));
  };
  expect(touched(0, 2)).toEqual([1, 2]);
  expect(touched(2, 6)).toEqual([3, 4, 5, 6]);
});

test("the loss of a packed row is the mean over the tokens of its sequences, and so is every gradient", () => {
  const scope = Scope.create();
  const lossOf = (name: string, length: number, segments?: "segments") => {
    const logits = decoder(
      scope,
      input(name, [1, length], "int32"),
      ROTARY,
      segments && input(segments, [1, length], "int32"),
    );
    return crossEntropy(logits, input(`${name}.targets`, [1, length], "int32"));
  };
  const packed = lossOf("packed", 6, "segments");
  const [a, b] = [lossOf("a", 2), lossOf("b", 4)];
  const apart = a.mul(2 / 6).add(b.mul(4 / 6));
  const feeds = {
    ...feedsOf(trialValues(scope)),
    packed: [1, 2, 3, 4, 5, 6],
    "packed.targets": [2, 0, 4, 5, 6, 0],
    segments: [0, 0, 1, 1, 1, 1],
    a: [1, 2],
    "a.targets": [2, 0],
    b: [3, 4, 5, 6],
    "b.targets": [4, 5, 6, 0],
  };
  const found = interpret([packed, ...Object.values(gradientsOf(packed, scope))], feeds);
  const expected = interpret([apart, ...Object.values(gradientsOf(apart, scope))], feeds);
  expect(found.length).toBeGreaterThan(20);
  found.forEach(({ data }, k) => expect(gap(data, expected[k].data)).toBeLessThan(EXACT));
});

test("without the causal mask a position sees its whole sequence, and no other", () => {
  const scope = Scope.create();
  const statesOf = (name: string, shape: number[], segments?: Tensor) => {
    const x = embedTokens(scope, input(name, shape, "int32"), BASE, segments);
    return decoderStates(scope, x, BASE, { segments, causal: false });
  };
  const packed = statesOf("packed", [2, 6], input("segments", [2, 6], "int32"));
  const alone = statesOf("alone", [1, 4]);
  const bidirectional = encoder(scope, embedTokens(scope, input("alone", [1, 4], "int32"), BASE), BASE);
  const feeds = { ...feedsOf(trialValues(scope)), ...PACKED, alone: [3, 4, 5, 6] };
  const [joint, single, encoded] = interpret([packed, alone, bidirectional], feeds);
  expect(gap(single.data, encoded.data)).toBeLessThan(EXACT);
  for (let t = 2; t < 6; t++) expect(gap(rowOf(joint, 0, t), rowOf(single, 0, t - 2))).toBeLessThan(EXACT);
});

test("padding a batch changes no loss and no gradient, whatever stands in it", async () => {
  const scope = Scope.create();
  const build = (name: string, batch: number, length: number) => {
    const logits = decoder(scope, input(name, [batch, length], "int32"), BASE);
    return crossEntropy(logits, input(`${name}.targets`, [batch, length], "int32"), { ignoreIndex: -1 });
  };
  const [short, long, padded] = [build("short", 1, 3), build("long", 1, 6), build("padded", 2, 6)];
  const expected = short.mul(3 / 9).add(long.mul(6 / 9));
  const feeds = {
    ...feedsOf(trialValues(scope)),
    short: [1, 2, 3],
    "short.targets": [2, 3, 4],
    long: [6, 5, 4, 3, 2, 1],
    "long.targets": [5, 4, 3, 2, 1, 0],
    "padded.targets": [2, 3, 4, -1, -1, -1, 5, 4, 3, 2, 1, 0],
  };
  const [loss, ...gradients] = interpret([expected, ...Object.values(gradientsOf(expected, scope))], feeds);
  for (const padding of [
    [0, 0, 0],
    [6, 1, 4],
  ]) {
    const now = { ...feeds, padded: [1, 2, 3, ...padding, 6, 5, 4, 3, 2, 1] };
    const outputs = { loss: padded, ...gradientsOf(padded, scope) };
    const found = interpret(Object.values(outputs), now);
    [loss, ...gradients].forEach(({ data }, k) => expect(gap(found[k].data, data)).toBeLessThan(EXACT));
    const deviations = await runtimeDeviations(outputs, now);
    for (const [name, deviation] of Object.entries(deviations)) expect(deviation, name).toBeLessThan(FLOAT32);
  }
});

test("padded positions of an encoder change no valid one, and no gradient reaches their tokens", () => {
  const scope = Scope.create();
  const encoded = tokenEncoder(scope, input("tokens", [1, 5], "int32"), 7, BASE, input("valid", [1, 5], "bool"));
  const alone = tokenEncoder(scope, input("alone", [1, 3], "int32"), 7, BASE);
  const feeds = { ...feedsOf(trialValues(scope)), tokens: [1, 2, 3, 5, 6], valid: [1, 1, 1, 0, 0], alone: [1, 2, 3] };
  const [padded, short] = interpret([encoded, alone], feeds);
  for (let t = 0; t < 3; t++) expect(gap(rowOf(padded, 0, t), rowOf(short, 0, t))).toBeLessThan(EXACT);
  const table = scope.parameters.find(({ name }) => name === "token.weight")!.tensor;
  const valid = encoded.narrow(1, 0, 3);
  const [gradient] = interpret(grad(valid.mul(valid).mul(valid).sum(), [table]), feeds);
  const touched = [...Array(7).keys()].filter((k) => gradient.data.subarray(8 * k, 8 * k + 8).some((v) => v !== 0));
  expect(touched).toEqual([1, 2, 3]);
});
