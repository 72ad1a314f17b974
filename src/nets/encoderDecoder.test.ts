/** Encoder-decoders: masks, gradients, onnxruntime, steps with a cache and the source's keys and values. */
import { describe, expect, test } from "vitest";
import { crossEntropy, input, interpret, Program, Scope } from "../tensor/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { cacheInputs, namedCache, writePosition } from "./steppers.ts";
import { encodeMemory, encoderDecoder, encoderDecoderStep } from "./encoderDecoder.ts";
import type { EncoderDecoderConfig } from "./encoderDecoder.ts";
import { cacheShape } from "./transformer.ts";
import { feedsOf, gap, gradientsOf, rowOf, runtimeDeviations, trialValues, worstSlope } from "./trial.ts";

const EXACT = 1e-9; // two orders of the same sums in float64
const FLOAT32 = 1e-4; // relative, onnxruntime against float64
const V = 7;

const BASE: EncoderDecoderConfig = {
  layers: 2,
  width: 8,
  heads: 2,
  context: 6,
  hidden: 12,
  vocabulary: V,
  sourceVocabulary: 5,
};
const VARIANTS: Readonly<Record<string, EncoderDecoderConfig>> = {
  "pre-norm, learned positions": BASE,
  "post-norm, sinusoidal, relu": { ...BASE, normPosition: "post", positions: "sinusoidal", activation: "relu" },
  "rotary, rms norm, swiglu, grouped queries, no biases": {
    ...BASE,
    heads: 4,
    keyValueHeads: 2,
    positions: "rotary",
    norm: "rms",
    activation: "swiglu",
    bias: false,
  },
  "no positions, tied": { ...BASE, positions: "none", tied: true },
};

describe.each(Object.entries(VARIANTS))("encoder-decoder: %s", (_name, config) => {
  const scope = Scope.create();
  const source = input("source", [2, 4], "int32");
  const valid = input("valid", [2, 4], "bool");
  const logits = encoderDecoder(scope, source, input("target", [2, 3], "int32"), config, valid);
  const loss = crossEntropy(logits, input("next", [2, 3], "int32"));
  const feeds = {
    ...feedsOf(trialValues(scope)),
    source: [1, 2, 3, 4, 4, 3, 0, 0],
    valid: [1, 1, 1, 1, 1, 1, 0, 0],
    target: [1, 2, 3, 6, 5, 4],
    next: [2, 3, 0, 5, 4, 0],
  };

  test("padded source tokens change nothing, valid ones change every row", () => {
    const [before] = interpret([logits], feeds);
    const [padded] = interpret([logits], { ...feeds, source: [1, 2, 3, 4, 4, 3, 2, 1] });
    expect([...padded.data]).toEqual([...before.data]);
    const [other] = interpret([logits], { ...feeds, source: [1, 2, 0, 4, 4, 3, 0, 0] });
    for (let t = 0; t < 3; t++) {
      expect(gap(rowOf(other, 0, t), rowOf(before, 0, t))).toBeGreaterThan(1e-6);
      expect([...rowOf(other, 1, t)]).toEqual([...rowOf(before, 1, t)]);
    }
  });

  test("later target tokens change nothing before them", () => {
    const [before] = interpret([logits], feeds);
    const [after] = interpret([logits], { ...feeds, target: [1, 2, 0, 6, 0, 4] });
    expect([0, 1].map((t) => [...rowOf(after, 0, t)])).toEqual([0, 1].map((t) => [...rowOf(before, 0, t)]));
    expect([...rowOf(after, 1, 0)]).toEqual([...rowOf(before, 1, 0)]);
    expect(gap(rowOf(after, 1, 1), rowOf(before, 1, 1))).toBeGreaterThan(1e-6);
  });

  test("every gradient agrees with a central difference", () => {
    const { error, worst } = worstSlope(loss, scope, feeds);
    expect(error, worst).toBeLessThan(1e-6);
  });

  test("onnxruntime agrees with the interpreter, loss and all gradients", async () => {
    const deviations = await runtimeDeviations({ loss, ...gradientsOf(loss, scope) }, feeds);
    for (const [name, deviation] of Object.entries(deviations)) expect(deviation, name).toBeLessThan(FLOAT32);
  });

  test("steps with a cache and the source's keys and values give the logits of the full pass", async () => {
    const [full] = interpret([logits], feeds);
    const memory = encodeMemory(scope, source, config, valid);
    const shape = cacheShape(2, config);
    const cache = cacheInputs("cache", shape, config.layers);
    const names = Object.keys(namedCache("cache", cache));
    const [token, position] = [input("token", [2], "int32"), input("position", [2], "int32")];
    const step = encoderDecoderStep(scope, { token, position, cache, memory, sourceValid: valid }, config);
    const outputs = { logits: step.logits, ...namedCache("now.cache", step.now) } as Record<string, Tensor>;
    const program = await Program.compile({ outputs }, { device: "cpu", threads: 1 });
    for (const { name } of program.inputs) if (name in feeds) program.feed(name, feeds[name as "source"]);
    const size = shape.reduce((a, b) => a * b);
    const state = Object.fromEntries(names.map((name) => [name, new Float64Array(size)]));
    for (let t = 0; t < 3; t++) {
      const now = { token: [feeds.target[t], feeds.target[3 + t]], position: [t, t] };
      const [found, ...next] = interpret(Object.values(outputs), { ...feeds, ...state, ...now });
      const native = await program.run(now);
      for (let b = 0; b < 2; b++) {
        expect(gap(found.data.subarray(b * V, (b + 1) * V), rowOf(full, b, t))).toBeLessThan(EXACT);
        expect(gap(native.logits.subarray(b * V, (b + 1) * V), rowOf(full, b, t))).toBeLessThan(1e-5);
      }
      names.forEach((name, k) => {
        writePosition(state[name], next[k].data, now.position, shape);
        writePosition(program.value(name) as Float32Array, native[`now.${name}`] as Float32Array, now.position, shape);
      });
    }
    await program.release();
  });
});
