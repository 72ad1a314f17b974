import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { crossEntropy, grad, gradcheck, input, interpret, Program, Scope } from "../tensor/index.ts";
import type { NdArray, Tensor } from "../tensor/index.ts";
import { cacheShape, decoder, decoderStep, encoderDecoder, encoderDecoderStep, encodeMemory } from "./transformer.ts";
import type { Cache, DecoderConfig, EncoderDecoderConfig } from "./transformer.ts";

const EXACT = 1e-9; // two orders of the same sums in float64
const FLOAT32 = 1e-4; // relative, onnxruntime against float64

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
  "grouped queries, tanh gelu": { ...BASE, heads: 4, keyValueHeads: 2, activation: "geluTanh", positions: "rotary" },
};

type Feeds = Record<string, ArrayLike<number>>;

/** Initial values ten times as large as usual: attention must not be flat. */
function feedsOf(scope: Scope): Record<string, Float64Array> {
  const values = scope.initialValues(createRng(3));
  const scale = (name: string) => (/norm/i.test(name) ? 1 : 10);
  return Object.fromEntries(
    [...values].map(([name, { data }]) => [name, Float64Array.from(data, (v) => v * scale(name))]),
  );
}

const tokensOf = (size: number, below: number, seed = 1) => {
  const rng = createRng(seed).fork("tokens");
  return Int32Array.from({ length: size }, () => rng.integer(below));
};

/** Row (b, t) of a [B, T, V] array. */
const row = ({ data, shape }: NdArray, b: number, t: number) =>
  data.subarray((b * shape[1] + t) * shape[2], (b * shape[1] + t + 1) * shape[2]);

function expectRows(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  for (let i = 0; i < expected.length; i++) expect(Math.abs(found[i] - expected[i])).toBeLessThan(tolerance);
}

async function expectRuntimeAgrees(outputs: Record<string, Tensor>, feeds: Feeds): Promise<void> {
  const exact = interpret(Object.values(outputs), feeds);
  const program = await Program.compile({ outputs }, { device: "cpu", threads: 1 });
  const found = await program.run(Object.fromEntries(program.inputs.map(({ name }) => [name, feeds[name]])));
  Object.keys(outputs).forEach((name, k) => {
    const scale = exact[k].data.reduce((top, v) => Math.max(top, Math.abs(v)), 1e-3);
    exact[k].data.forEach((v, i) => expect(Math.abs(found[name][i] - v) / scale, name).toBeLessThan(FLOAT32));
  });
  await program.release();
}

describe.each(Object.entries(VARIANTS))("decoder: %s", (_name, config) => {
  const [batch, length] = [2, 5];
  const scope = Scope.create();
  const tokens = input("tokens", [batch, length], "int32");
  const targets = input("targets", [batch, length], "int32");
  const logits = decoder(scope, tokens, config);
  const loss = crossEntropy(logits, targets);
  const feeds: Feeds = {
    ...feedsOf(scope),
    tokens: tokensOf(batch * length, config.vocabulary),
    targets: tokensOf(batch * length, config.vocabulary, 2),
  };

  test("gradients agree with central differences", () => {
    const checked = scope.parameters.filter(
      ({ name }) => /blocks\.1|^norm|^position/.test(name) && !/weight/.test(name),
    );
    const matrices = scope.parameters.filter(({ name }) =>
      /blocks\.0\.(attention\.key|feedForward\.down)\.weight/.test(name),
    );
    for (const { name, tensor } of [...checked, ...matrices]) {
      const point = { [name]: { shape: tensor.shape, values: Float64Array.from(feeds[name]) } };
      const { error, worst } = gradcheck(() => loss, point, feeds);
      expect(error, worst).toBeLessThan(1e-6);
    }
  });

  test("onnxruntime agrees with the interpreter, loss and all gradients", async () => {
    const gradients = grad(
      loss,
      scope.parameters.map(({ tensor }) => tensor),
    );
    await expectRuntimeAgrees({ loss, ...Object.fromEntries(gradients.map((g, k) => [`g${k}`, g])) }, feeds);
  });

  test("later tokens change nothing before them", () => {
    const [before] = interpret([logits], feeds);
    const changed = Int32Array.from(feeds.tokens);
    for (let b = 0; b < batch; b++) changed[b * length + 3] = (changed[b * length + 3] + 1) % config.vocabulary;
    const [after] = interpret([logits], { ...feeds, tokens: changed });
    for (let b = 0; b < batch; b++) {
      for (let t = 0; t < 3; t++) expect([...row(after, b, t)]).toEqual([...row(before, b, t)]);
      expect([...row(after, b, 3)]).not.toEqual([...row(before, b, 3)]);
    }
  });

  test("steps with a cache give the logits of the full pass", async () => {
    const [full] = interpret([logits], feeds);
    const token = input("token", [batch], "int32");
    const position = input("position", [batch], "int32");
    const shape = cacheShape(batch, config);
    const cache: Cache = Array.from({ length: config.layers }, (_, layer) => ({
      keys: input(`k${layer}`, shape),
      values: input(`v${layer}`, shape),
    }));
    const step = decoderStep(scope, token, position, cache, config);
    const updates = Object.fromEntries(
      step.cache.flatMap(({ keys, values }, layer) => [
        [`k${layer}`, keys],
        [`v${layer}`, values],
      ]),
    );
    const program = await Program.compile({ outputs: { logits: step.logits }, updates }, { device: "cpu", threads: 1 });
    // Old contents of the cache must not matter.
    let state: Feeds = Object.fromEntries(
      Object.keys(updates).map((name) => [name, new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(0.7)]),
    );
    for (const { name } of program.inputs) if (name in feeds && name !== "tokens") program.feed(name, feeds[name]);
    for (let t = 0; t < length; t++) {
      const now = { token: [0, 1].map((b) => feeds.tokens[b * length + t]), position: [t, t] };
      const [found, ...next] = interpret([step.logits, ...Object.values(updates)], { ...feeds, ...state, ...now });
      const native = (await program.run(now)).logits;
      for (let b = 0; b < batch; b++) {
        const expected = row(full, b, t);
        expectRows(found.data.subarray(b * config.vocabulary), expected, EXACT);
        const scale = expected.reduce((top, v) => Math.max(top, Math.abs(v)), 1);
        expectRows(native.subarray(b * config.vocabulary), expected, 1e-5 * scale);
      }
      state = Object.fromEntries(Object.keys(updates).map((name, k) => [name, next[k].data]));
    }
    await program.release();
  });
});

describe("packed rows and padding", () => {
  const config: DecoderConfig = { ...BASE, positions: "rotary" };

  test("a packed row gives the logits of its sequences, and no gradient crosses", () => {
    const scope = Scope.create();
    const packed = decoder(scope, input("packed", [1, 6], "int32"), config, input("segments", [1, 6], "int32"));
    const [a, b] = [
      decoder(scope, input("a", [1, 2], "int32"), config),
      decoder(scope, input("b", [1, 4], "int32"), config),
    ];
    const feeds = {
      ...feedsOf(scope),
      packed: [1, 2, 3, 4, 5, 6],
      segments: [0, 0, 1, 1, 1, 1],
      a: [1, 2],
      b: [3, 4, 5, 6],
    };
    const [joint, first, second] = interpret([packed, a, b], feeds);
    for (let t = 0; t < 6; t++) expectRows(row(joint, 0, t), t < 2 ? row(first, 0, t) : row(second, 0, t - 2), EXACT);
    const table = scope.parameters.find(({ name }) => name === "token.weight")!.tensor;
    const [gradient] = interpret(grad(packed.narrow(1, 0, 2).sum(), [table]), feeds);
    for (let token = 3; token <= 6; token++)
      expect([...gradient.data.subarray(token * 8, token * 8 + 8)]).toEqual(Array(8).fill(0));
  });

  test("packing refuses positions that count from the start of the row", () => {
    const segments = input("segments", [1, 6], "int32");
    expect(() => decoder(Scope.create(), input("t", [1, 6], "int32"), BASE, segments)).toThrow(
      'packed sequences need positions that do not count from the start of the row: found "learned", expected rotary or none [nets/packed-positions]',
    );
  });

  test("padding a batch changes no loss and no gradient", () => {
    const scope = Scope.create();
    const build = (length: number) => {
      const logits = decoder(scope, input(`t${length}`, [1, length], "int32"), BASE);
      const loss = crossEntropy(logits, input(`y${length}`, [1, length], "int32"), { ignoreIndex: -1 });
      return [
        loss,
        ...grad(
          loss,
          scope.parameters.map(({ tensor }) => tensor),
        ),
      ];
    };
    const [short, long] = [build(4), build(6)];
    const feeds = {
      ...feedsOf(scope),
      t4: [1, 2, 3, 4],
      y4: [2, 3, 4, 5],
      t6: [1, 2, 3, 4, 0, 0],
      y6: [2, 3, 4, 5, -1, -1],
    };
    const [expected, found] = [interpret(short, feeds), interpret(long, feeds)];
    expected.forEach(({ data }, k) => expectRows(found[k].data, data, EXACT));
  });

  test("parameters: 12 L D^2 in the blocks' matrices, V D in each table", () => {
    const big: DecoderConfig = {
      layers: 3,
      width: 16,
      heads: 4,
      context: 10,
      vocabulary: 50,
      bias: false,
      norm: "rms",
    };
    const scope = Scope.create();
    decoder(scope, input("t", [1, 4], "int32"), big);
    expect(scope.count(/blocks.*weight/)).toBe(12 * 3 * 16 ** 2);
    expect(scope.count()).toBe(12 * 3 * 16 ** 2 + 2 * 50 * 16 + 10 * 16 + 7 * 16);
  });
});

describe("encoder-decoder", () => {
  const config: EncoderDecoderConfig = { ...BASE, sourceVocabulary: 5, normPosition: "post", positions: "sinusoidal" };
  const scope = Scope.create();
  const source = input("source", [2, 4], "int32");
  const valid = input("valid", [2, 4], "bool");
  const target = input("target", [2, 3], "int32");
  const logits = encoderDecoder(scope, source, target, config, valid);
  const feeds: Feeds = {
    ...feedsOf(scope),
    source: [1, 2, 3, 4, 4, 3, 0, 0],
    valid: [1, 1, 1, 1, 1, 1, 0, 0],
    target: [1, 2, 3, 6, 5, 4],
  };

  test("padded source tokens change nothing, valid ones do", () => {
    const [before] = interpret([logits], feeds);
    const [padded] = interpret([logits], { ...feeds, source: [1, 2, 3, 4, 4, 3, 2, 1] });
    expectRows(padded.data, before.data, EXACT);
    const [other] = interpret([logits], { ...feeds, source: [2, 2, 3, 4, 4, 3, 0, 0] });
    expect(Math.abs(row(other, 0, 0)[0] - row(before, 0, 0)[0])).toBeGreaterThan(1e-6);
  });

  test("gradients agree with central differences and with onnxruntime", async () => {
    for (const name of [
      "encoder.blocks.1.attention.value.bias",
      "decoder.blocks.0.cross.query.bias",
      "decoder.blocks.1.crossNorm.gain",
    ]) {
      const { shape } = scope.parameters.find((parameter) => parameter.name === name)!.tensor;
      const point = { [name]: { shape, values: Float64Array.from(feeds[name]) } };
      const { error, worst } = gradcheck(() => logits.logSoftmax(), point, feeds);
      expect(error, worst).toBeLessThan(1e-6);
    }
    const loss = logits.mul(logits).mean();
    const gradients = grad(
      loss,
      scope.parameters.map(({ tensor }) => tensor),
    );
    await expectRuntimeAgrees({ loss, ...Object.fromEntries(gradients.map((g, k) => [`g${k}`, g])) }, feeds);
  });

  test("steps with a cache and the source's keys give the logits of the full pass", () => {
    const [full] = interpret([logits], feeds);
    const memory = encodeMemory(scope, source, config, valid);
    const shape = cacheShape(2, config);
    const cache: Cache = Array.from({ length: config.layers }, (_, layer) => ({
      keys: input(`k${layer}`, shape),
      values: input(`v${layer}`, shape),
    }));
    const [token, position] = [input("token", [2], "int32"), input("position", [2], "int32")];
    const step = encoderDecoderStep(scope, { token, position, cache, memory, sourceValid: valid }, config);
    const after = step.cache.flatMap(({ keys, values }) => [keys, values]);
    const names = cache.flatMap((_, layer) => [`k${layer}`, `v${layer}`]);
    let state: Feeds = Object.fromEntries(
      names.map((name) => [name, new Float64Array(shape.reduce((a, b) => a * b, 1))]),
    );
    for (let t = 0; t < 3; t++) {
      const now = { token: [feeds.target[t], feeds.target[3 + t]], position: [t, t] };
      const [found, ...next] = interpret([step.logits, ...after], { ...feeds, ...state, ...now });
      for (let b = 0; b < 2; b++) expectRows(found.data.subarray(b * config.vocabulary), row(full, b, t), EXACT);
      state = Object.fromEntries(names.map((name, k) => [name, next[k].data]));
    }
  });
});
