/** Decoders of every kind: composition, gradients, onnxruntime, causality, steps with a cache, initial values, sizes. */
import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import {
  attention,
  constant,
  crossEntropy,
  embedding,
  feedForward,
  input,
  interpret,
  layerNorm,
  linear,
  Program,
  rmsNorm,
  Scope,
  zerosInit,
} from "../tensor/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { cacheShape, decoder, decoderStep, tokenEncoder } from "./transformer.ts";
import type { DecoderConfig } from "./transformer.ts";
import { cacheInputs, namedCache, writePosition } from "./steppers.ts";
import { feedsOf, gap, gradientsOf, rowOf, runtimeDeviations, tokensOf, trialValues, worstSlope } from "./trial.ts";

const EXACT = 1e-9; // two orders of the same sums in float64
const FLOAT32 = 1e-4; // relative, onnxruntime against float64
const CPU = { device: "cpu", threads: 1 } as const;

const BASE: DecoderConfig = { layers: 2, width: 8, heads: 2, context: 6, hidden: 12, vocabulary: 7 };
const VARIANTS: Readonly<Record<string, DecoderConfig>> = {
  "pre-norm, learned positions": BASE,
  "post-norm, no positions, relu": { ...BASE, normPosition: "post", positions: "none", activation: "relu" },
  "rotary, rms norm, swiglu, no biases": {
    ...BASE,
    positions: "rotary",
    norm: "rms",
    activation: "swiglu",
    bias: false,
  },
  "sinusoidal, silu, tied": { ...BASE, positions: "sinusoidal", activation: "silu", tied: true },
  "grouped queries, rotary, tanh gelu": {
    ...BASE,
    heads: 4,
    keyValueHeads: 2,
    activation: "geluTanh",
    positions: "rotary",
  },
  "biases but of queries, keys and values; output layer with bias": { ...BASE, queryBias: false, headBias: true },
  "gates of the residual branches": { ...BASE, gates: true },
  "gates, post-norm": { ...BASE, gates: true, normPosition: "post", positions: "rotary" },
  "narrow table of embeddings": { ...BASE, positions: "rotary", embeddingWidth: 3 },
  "narrow table of embeddings, tied": { ...BASE, tied: true, embeddingWidth: 3 },
  "post-norm, rms, one key head, learned positions": {
    ...BASE,
    heads: 4,
    keyValueHeads: 1,
    normPosition: "post",
    norm: "rms",
  },
};

const [BATCH, LENGTH] = [2, 5];

describe.each(Object.entries(VARIANTS))("decoder: %s", (_name, config) => {
  const scope = Scope.create();
  const logits = decoder(scope, input("tokens", [BATCH, LENGTH], "int32"), config);
  const loss = crossEntropy(logits, input("targets", [BATCH, LENGTH], "int32"));
  const feeds = {
    ...feedsOf(trialValues(scope)),
    tokens: tokensOf(BATCH * LENGTH, config.vocabulary),
    targets: tokensOf(BATCH * LENGTH, config.vocabulary, 2),
  };

  test("is the composition that its paper writes", () => {
    const twin = decoderByHand(scope, input("tokens", [BATCH, LENGTH], "int32"), config);
    const [found, expected] = interpret([logits, twin], feeds);
    expect(gap(found.data, expected.data)).toBeLessThan(EXACT);
  });

  test("the gradient of every parameter agrees with a central difference", () => {
    const { error, worst } = worstSlope(loss, scope, feeds);
    expect(error, worst).toBeLessThan(1e-6);
  });

  test("onnxruntime agrees with the interpreter, loss and all gradients", async () => {
    const deviations = await runtimeDeviations({ loss, ...gradientsOf(loss, scope) }, feeds);
    for (const [name, deviation] of Object.entries(deviations)) expect(deviation, name).toBeLessThan(FLOAT32);
  });

  test("a token changes its own logits and later ones, none before: not by one bit, here and in onnxruntime", async () => {
    const program = await Program.compile({ outputs: { logits } }, CPU);
    const native = async (tokens: Int32Array) => {
      for (const { name } of program.inputs) program.feed(name, name === "tokens" ? tokens : feeds[name as "tokens"]);
      return { ...logits, data: Float64Array.from((await program.run()).logits) };
    };
    const executors = [(tokens: Int32Array) => interpret([logits], { ...feeds, tokens })[0], native];
    for (const run of executors) {
      const before = await run(feeds.tokens);
      for (let changed = 0; changed < LENGTH; changed++) {
        const tokens = feeds.tokens.map((token, i) =>
          i % LENGTH === changed ? (token + 1) % config.vocabulary : token,
        );
        const after = await run(tokens);
        for (let b = 0; b < BATCH; b++) {
          for (let t = 0; t < LENGTH; t++) {
            const [then, now] = [[...rowOf(before, b, t)], [...rowOf(after, b, t)]];
            if (t < changed) expect(now).toEqual(then);
            else expect(now).not.toEqual(then);
          }
        }
      }
    }
    await program.release();
  });

  test("steps with a cache give the logits of the full pass, rows at positions of their own", async () => {
    const [full] = interpret([logits], feeds);
    const { step, names, shape } = stepGraph(scope, config);
    const program = await Program.compile({ outputs: step }, CPU);
    for (const { name } of program.inputs) if (name in feeds) program.feed(name, feeds[name as "tokens"]);
    // What an earlier sequence left in the cache must not matter.
    const size = shape.reduce((a, b) => a * b);
    const state = Object.fromEntries(names.map((name) => [name, new Float64Array(size).fill(0.7)]));
    for (const name of names) program.feed(name, state[name]);
    for (let t = 0; t < LENGTH + 2; t++) {
      const position = [t, t - 2].map((p) => Math.min(Math.max(p, 0), LENGTH - 1)); // row 1 is two steps behind
      const now = { position, token: position.map((p, b) => feeds.tokens[b * LENGTH + p]) };
      const [found, ...next] = interpret(Object.values(step), { ...feeds, ...state, ...now });
      const native = await program.run(now);
      position.forEach((p, b) => {
        const expected = rowOf(full, b, p);
        const part = [b * config.vocabulary, (b + 1) * config.vocabulary] as const;
        expect(gap(found.data.subarray(...part), expected)).toBeLessThan(EXACT);
        expect(gap(native.logits.subarray(...part), expected)).toBeLessThan(1e-5);
      });
      names.forEach((name, k) => {
        writePosition(state[name], next[k].data, position, shape);
        writePosition(program.value(name) as Float32Array, native[`now.${name}`] as Float32Array, position, shape);
      });
    }
    await program.release();
  });

  test("the number of parameters is what the formula says", () => {
    expect(scope.count()).toBe(decoderSize(config));
    const { vocabulary, width, embeddingWidth: narrow } = config;
    expect(scope.count(/^token/)).toBe(narrow === undefined ? vocabulary * width : (vocabulary + width) * narrow);
  });
});

/** The model written out from its papers with the layers alone. */
function decoderByHand(scope: Scope, tokens: Tensor, config: DecoderConfig): Tensor {
  const { layers, width, hidden = 4 * width, heads, keyValueHeads = heads, positions = "learned" } = config;
  const { activation = "gelu", bias = true, context, vocabulary } = config;
  const norm = config.norm === "rms" ? rmsNorm : layerNorm;
  const { queryBias = bias, headBias = false, embeddingWidth: narrow } = config;
  let h = embedding(scope.child("token"), tokens, vocabulary, narrow ?? width);
  const up = scope.child("token").child("up");
  if (narrow !== undefined) h = linear(up, h, width, { bias: false });
  if (positions === "learned") {
    h = h.add(scope.child("position").parameter("weight", [context, width], zerosInit).narrow(0, 0, LENGTH));
  } else if (positions === "sinusoidal") {
    // arXiv 1706.03762, sec. 3.5: sin(t / 10000^(2i/D)) at 2i, the cosine at 2i + 1; of deviation 0.02 as all tables.
    const waves = Array.from({ length: width / 2 }, (_, i) => 10000 ** (-(2 * i) / width));
    const row = (t: number) => waves.flatMap((wave) => [Math.sin(t * wave), Math.cos(t * wave)]);
    h = h.add(constant([0, 1, 2, 3, 4].flatMap(row), [LENGTH, width]).mul(0.02 * Math.SQRT2));
  }
  for (let layer = 0; layer < layers; layer++) {
    const block = scope.child("blocks").child(layer);
    const inner = block.child("attention");
    const mix = (x: Tensor) => {
      const options = { heads, keyValueHeads, causal: true, rotary: positions === "rotary", bias: queryBias };
      const y = attention(inner, x, options);
      return bias && !queryBias ? y.add(inner.child("output").parameter("bias", [width], zerosInit)) : y;
    };
    const feed = (x: Tensor) => feedForward(block.child("feedForward"), x, { hidden, activation, bias });
    const [first, second] = [block.child("attentionNorm"), block.child("feedForwardNorm")];
    const gate = (name: string, x: Tensor) =>
      config.gates === true ? x.mul(block.child(name).parameter("gain", [width], zerosInit)) : x;
    if (config.normPosition === "post") {
      h = norm(first, h.add(gate("attentionGate", mix(h))));
      h = norm(second, h.add(gate("feedForwardGate", feed(h))));
    } else {
      h = h.add(gate("attentionGate", mix(norm(first, h))));
      h = h.add(gate("feedForwardGate", feed(norm(second, h))));
    }
  }
  if (config.normPosition !== "post") h = norm(scope.child("norm"), h);
  if (config.tied !== true) return linear(scope.child("head"), h, vocabulary, { bias: headBias });
  const rows = scope.child("token").parameter("weight", [vocabulary, narrow ?? width], zerosInit);
  // Each logit is the product of the state with an embedding, as it enters the network.
  return h.linear(narrow === undefined ? rows : rows.linear(up.parameter("weight", [width, narrow], zerosInit)));
}

/** One step as a graph: logits, then the keys and values of its position; names and shape of the arrays of the cache. */
function stepGraph(scope: Scope, config: DecoderConfig) {
  const shape = cacheShape(BATCH, config);
  const cache = cacheInputs("cache", shape, config.layers);
  const token = input("token", [BATCH], "int32");
  const { logits, now } = decoderStep(scope, token, input("position", [BATCH], "int32"), [cache], config);
  const names = Object.keys(namedCache("cache", cache));
  return { step: { logits, ...namedCache("now.cache", now) } as Record<string, Tensor>, names, shape };
}

function decoderSize(config: DecoderConfig): number {
  const { layers, width, heads, keyValueHeads = heads, hidden = 4 * width, vocabulary } = config;
  const { bias = true, norm = "layer", normPosition = "pre", positions = "learned", tied = false } = config;
  const one = bias ? 1 : 0; // a map of K to N has N (K + 1) parameters
  const { queryBias = bias, headBias = false, embeddingWidth: narrow } = config;
  const query = queryBias ? 1 : 0;
  const attending = (width + 2 * keyValueHeads * (width / heads)) * (width + query) + width * (width + one);
  const feeding = (config.activation === "swiglu" ? 2 : 1) * hidden * (width + one) + width * (hidden + one);
  const normalising = (norm === "rms" ? width : 2 * width) + (config.gates === true ? width : 0);
  const last = norm === "rms" ? width : 2 * width;
  const embeddings = narrow === undefined ? vocabulary * width : (vocabulary + width) * narrow;
  const head = tied ? 0 : vocabulary * (width + (headBias ? 1 : 0));
  const tables = embeddings + head + (positions === "learned" ? config.context * width : 0);
  return tables + layers * (attending + feeding + 2 * normalising) + (normPosition === "pre" ? last : 0);
}

test("sizes and initial values of GPT-2: 124,439,808 parameters, maps into the residual stream smaller by sqrt(2 L)", () => {
  const gpt2 = { layers: 12, width: 768, heads: 12, context: 1024, vocabulary: 50257, tied: true };
  const large = Scope.create();
  decoder(large, input("tokens", [1, 1], "int32"), gpt2);
  expect(large.count()).toBe(124_439_808);
  expect(large.count(/blocks.*weight/)).toBe(12 * 12 * 768 ** 2);

  const scope = Scope.create();
  const small = { ...BASE, layers: 3, width: 32, hidden: 64, vocabulary: 40, gates: true };
  decoder(scope, input("tokens", [1, 1], "int32"), small);
  for (const [name, { data }] of scope.initialValues(createRng(1))) {
    if (name.endsWith("gain")) expect(new Set(data), name).toEqual(new Set([1]));
    else if (name.endsWith("bias")) expect(new Set(data), name).toEqual(new Set([0]));
    else {
      const expected = /(output|down)\.weight/.test(name) ? 0.02 / Math.sqrt(6) : 0.02;
      const deviation = Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length);
      // The deviation of a deviation from n normal numbers: 1 / sqrt(2 n) of it.
      expect(Math.abs(deviation / expected - 1), name).toBeLessThan(5 / Math.sqrt(2 * data.length));
    }
  }
});

test("an encoder without positions does not know the order; with positions it does", () => {
  const order = [3, 0, 4, 1, 2];
  for (const positions of ["none", "learned", "rotary", "sinusoidal"] as const) {
    const scope = Scope.create();
    const encoded = tokenEncoder(scope, input("tokens", [1, 5], "int32"), 7, { ...BASE, positions });
    const feeds = feedsOf(trialValues(scope));
    const tokens = [6, 2, 5, 0, 3];
    const [plain] = interpret([encoded], { ...feeds, tokens });
    const [moved] = interpret([encoded], { ...feeds, tokens: order.map((t) => tokens[t]) });
    const change = Math.max(...order.map((from, to) => gap(rowOf(moved, 0, to), rowOf(plain, 0, from))));
    if (positions === "none") expect(change).toBeLessThan(EXACT);
    else expect(change).toBeGreaterThan(0.01);
  }
});

test("a sequence longer than the table of positions is refused", () => {
  expect(() => decoder(Scope.create(), input("tokens", [1, 7], "int32"), BASE)).toThrow(
    'found "7 positions from 0 in steps of 1", expected at least one position, all from 0 to 5 [tensor/slice-out-of-range]',
  );
});
