import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { input, interpret, Scope } from "../tensor/index.ts";
import { decoderStepper, encoderDecoderStepper, generate } from "./generate.ts";
import type { GenerationOptions, Stepper } from "./generate.ts";
import { decoder, encoderDecoder } from "./transformer.ts";
import type { DecoderConfig, EncoderDecoderConfig } from "./transformer.ts";

const CPU = { device: "cpu", threads: 1 } as const;
const CONFIG: DecoderConfig = { layers: 2, width: 8, heads: 2, context: 8, vocabulary: 7 };
const END = 6;

/** Ten times the usual initial values, so that the distributions are far from flat. */
function sharpValues(scope: Scope) {
  const values = scope.initialValues(createRng(3));
  for (const [name, { data }] of values) if (!/norm/i.test(name)) data.forEach((v, i) => (data[i] = 10 * v));
  return values;
}

const scope = Scope.create();
decoder(scope, input("t", [1, 4], "int32"), CONFIG);
const values = sharpValues(scope);
const feeds = Object.fromEntries([...values].map(([name, { data }]) => [name, data]));

async function run(batch: number, options: Partial<GenerationOptions> = {}) {
  const stepper = await decoderStepper(scope, CONFIG, values, batch, CPU);
  const all = { count: 16, prompt: () => [0], end: END, maxLength: 8, rng: createRng(5), ...options };
  const sequences = await generate(stepper, all);
  await stepper.release();
  return sequences;
}

/** ln p of every next token after the given ones, by the full pass in float64. */
function logProbabilities(tokens: ArrayLike<number>): Float64Array {
  const logits = decoder(scope, input("tokens", [1, tokens.length], "int32"), CONFIG);
  return interpret([logits.logSoftmax()], { ...feeds, tokens })[0].data;
}

test("sequences do not depend on the batch size, and repeat with their seed", async () => {
  const [one, three, sixteen] = [await run(1), await run(3), await run(16)];
  expect(three.map(({ tokens }) => [...tokens])).toEqual(one.map(({ tokens }) => [...tokens]));
  expect(sixteen.map(({ tokens }) => [...tokens])).toEqual(one.map(({ tokens }) => [...tokens]));
  const other = await run(16, { rng: createRng(6) });
  expect(other.map(({ tokens }) => [...tokens])).not.toEqual(one.map(({ tokens }) => [...tokens]));
  expect(new Set(one.map(({ tokens }) => tokens.length)).size).toBeGreaterThan(2); // slots were refilled at different times
});

test("log-probabilities are those of the full pass; ends and lengths are respected", async () => {
  for (const { tokens, logProbabilities: found } of await run(4)) {
    const expected = logProbabilities(tokens.subarray(0, -1));
    found.forEach((value, t) => expect(Math.abs(value - expected[t * 7 + tokens[t + 1]])).toBeLessThan(1e-5));
    expect(tokens.indexOf(END) === -1 ? tokens.length : tokens.indexOf(END) + 1).toBe(tokens.length);
    expect(tokens.length).toBeLessThanOrEqual(8);
  }
});

test("forbidden tokens and constraints: never drawn, and their probability is counted", async () => {
  const sequences = await run(4, {
    forbidden: [2],
    constrain: (logits, sequence) => {
      if (sequence.length === 1) logits[END] = -Infinity;
    },
  });
  for (const { tokens, removedProbability } of sequences) {
    expect(tokens).not.toContain(2);
    expect(tokens[1]).not.toBe(END);
    let expected = 0;
    const full = logProbabilities(tokens.subarray(0, -1));
    for (let t = 0; t + 1 < tokens.length; t++) {
      expected += Math.exp(full[t * 7 + 2]) + (t === 0 ? Math.exp(full[END]) : 0);
    }
    expect(Math.abs(removedProbability - expected)).toBeLessThan(1e-5);
  }
});

test("temperature 0 takes the most probable token; longer prompts are kept", async () => {
  const prompts = [[0, 3], [0, 1, 4], [5]];
  const sequences = await run(2, { count: 3, prompt: (index) => prompts[index], temperature: 0 });
  sequences.forEach(({ tokens }, index) => {
    const prompt = prompts[index];
    expect([...tokens.subarray(0, prompt.length)]).toEqual(prompt);
    for (let t = prompt.length; t < tokens.length; t++) {
      const last = logProbabilities(tokens.subarray(0, t)).slice(-7);
      expect(tokens[t]).toBe(last.indexOf(Math.max(...last)));
    }
  });
});

test("the probabilities of all sequences of a small model sum to 1", () => {
  const small: DecoderConfig = { ...CONFIG, vocabulary: 6 };
  const own = Scope.create();
  const logits = decoder(own, input("tokens", [1, 4], "int32"), small).logSoftmax();
  const parameters = Object.fromEntries([...sharpValues(own)].map(([name, { data }]) => [name, data]));
  // Start 0; codes 1..4 and the end 5 may follow, and 0: a tree of depth 4, leaves where the end is drawn or at depth 4.
  let total = 0;
  const descend = (tokens: number[], logP: number): void => {
    if (tokens.at(-1) === 5 || tokens.length === 5) {
      total += Math.exp(logP);
      return;
    }
    const padded = [...tokens, 0, 0, 0].slice(0, 4);
    const row = interpret([logits], { ...parameters, tokens: padded })[0].data.subarray((tokens.length - 1) * 6);
    for (let next = 0; next < 6; next++) descend([...tokens, next], logP + row[next]);
  };
  descend([0], 0);
  expect(Math.abs(total - 1)).toBeLessThan(1e-6);
});

test("sampled frequencies of the first token are the model's", async () => {
  const count = 3000;
  const sequences = await run(64, { count, maxLength: 2 });
  const counts = new Float64Array(7);
  for (const { tokens } of sequences) counts[tokens[1]]++;
  const expected = logProbabilities([0]).map((v) => count * Math.exp(v));
  const chi2 = counts.reduce((sum, n, token) => sum + (n - expected[token]) ** 2 / expected[token], 0);
  expect(chi2).toBeLessThan(27.9); // 6 degrees of freedom: p = 1e-4
});

test("an abort stops between steps", async () => {
  const controller = new AbortController();
  const options = { signal: controller.signal, onProgress: () => controller.abort(new Error("enough")) };
  await expect(run(4, options)).rejects.toThrow("enough");
});

test("an encoder-decoder decodes each source in its slot", async () => {
  const config: EncoderDecoderConfig = { ...CONFIG, sourceVocabulary: 5 };
  const own = Scope.create();
  const sources = [1, 2, 3, 4, 4, 3, 0, 0];
  const valid = [1, 1, 1, 1, 1, 1, 0, 0];
  const full = (length: number) =>
    encoderDecoder(
      own,
      input("s", [2, 4], "int32"),
      input(`t${length}`, [2, length], "int32"),
      config,
      input("v", [2, 4], "bool"),
    );
  full(1);
  const parameters = sharpValues(own);
  const stepper: Stepper = await encoderDecoderStepper(
    own,
    config,
    parameters,
    { tokens: Int32Array.from(sources), valid: Uint8Array.from(valid), batch: 2 },
    CPU,
  );
  const sequences = await generate(stepper, {
    count: 2,
    prompt: () => [0],
    end: END,
    maxLength: 5,
    rng: createRng(1),
    temperature: 0,
  });
  await stepper.release();
  const all = Object.fromEntries([...parameters].map(([name, { data }]) => [name, data]));
  sequences.forEach(({ tokens }, slot) => {
    for (let t = 1; t < tokens.length; t++) {
      const targets = [0, 1].flatMap((b) => (b === slot ? [...tokens.subarray(0, t)] : Array<number>(t).fill(0)));
      const [{ data }] = interpret([full(t)], { ...all, s: sources, v: valid, [`t${t}`]: targets });
      const row = data.slice((slot * t + t - 1) * 7, (slot * t + t) * 7);
      expect(tokens[t]).toBe(row.indexOf(Math.max(...row)));
    }
  });
});
