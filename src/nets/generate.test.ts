/** Generation: the model's own distribution, whatever the batch; restrictions, prompts and mistakes. */
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { input, interpret, Scope } from "../tensor/index.ts";
import { generate } from "./generate.ts";
import type { GeneratedSequence, GenerationOptions } from "./generate.ts";
import { decoderStepper } from "./pagedStepper.ts";
import { encoderDecoderStepper } from "./steppers.ts";
import type { NextTokens, Stepper } from "./steppers.ts";
import { encoderDecoder } from "./encoderDecoder.ts";
import type { EncoderDecoderConfig } from "./encoderDecoder.ts";
import { decoder } from "./transformer.ts";
import type { DecoderConfig } from "./transformer.ts";
import { feedsOf, gap, tokensOf, trialValues } from "./trial.ts";

const CPU = { device: "cpu", threads: 1 } as const;
const FLOAT32 = 1e-5; // of a log-probability of a small model
const V = 7;
const END = 6;
const CONFIG: DecoderConfig = { layers: 2, width: 8, heads: 2, context: 8, vocabulary: V };
const ROTARY: DecoderConfig = { ...CONFIG, heads: 4, keyValueHeads: 2, positions: "rotary", normPosition: "post" };

/** A model with random values: its steps, and ln p of every next token after the given ones by the full pass. */
function modelOf(config: DecoderConfig) {
  const width = config.vocabulary;
  const scope = Scope.create();
  decoder(scope, input("start", [1, 1], "int32"), config);
  const values = trialValues(scope);
  const logProbabilities = (tokens: ArrayLike<number>): Float64Array[] => {
    const logits = decoder(scope, input("tokens", [1, tokens.length], "int32"), config);
    const [{ data }] = interpret([logits.logSoftmax()], { ...feedsOf(values), tokens });
    return Array.from({ length: tokens.length }, (_, t) => data.subarray(t * width, (t + 1) * width));
  };
  const run = async (batch: number, options: Partial<GenerationOptions> = {}) => {
    const stepper = await decoderStepper(Scope.create(), config, values, batch, CPU);
    const all = { count: 16, prompt: () => [0], end: END, maxLength: 9, rng: createRng(5), ...options };
    return generate(stepper, all).finally(() => stepper.release());
  };
  return { run, logProbabilities };
}

const { run, logProbabilities } = modelOf(CONFIG);
const tokensIn = (sequences: readonly GeneratedSequence[]) => sequences.map(({ tokens }) => [...tokens]);

test("sequences do not depend on the batch size, and repeat with their seed", async () => {
  // Prompts of several lengths and ends at several positions: slots are refilled at different times.
  const options = { prompt: (index: number) => tokensOf(1 + (index % 3), END, index) };
  const one = await run(1, options);
  expect(new Set(one.map(({ tokens }) => tokens.length)).size).toBeGreaterThan(3);
  expect(await run(1, options)).toEqual(one);
  for (const batch of [3, 16, 20]) {
    const other = await run(batch, options);
    expect(tokensIn(other)).toEqual(tokensIn(one));
    other.forEach(({ logProbabilities: found }, k) =>
      expect(gap(found, one[k].logProbabilities)).toBeLessThan(FLOAT32),
    );
  }
  expect(tokensIn(await run(1, { ...options, rng: createRng(6) }))).not.toEqual(tokensIn(one));
  // More sequences do not change the first ones.
  expect(tokensIn(await run(3, { ...options, count: 5 }))).toEqual(tokensIn(one).slice(0, 5));
});

test.each([
  ["learned positions", CONFIG],
  ["rotary, grouped queries, post-norm", ROTARY],
])("log-probabilities are those of the full pass; ends and lengths are respected: %s", async (_name, config) => {
  const model = modelOf(config);
  const sequences = await model.run(4, { prompt: (index) => (index % 2 === 0 ? [0] : [3, 1]) });
  for (const { tokens, logProbabilities: found, removedProbability } of sequences) {
    const expected = model.logProbabilities(tokens.subarray(0, -1));
    expect(
      gap(
        found,
        [...tokens.subarray(1)].map((token, t) => expected[t][token]),
      ),
    ).toBeLessThan(FLOAT32);
    expect(tokens.indexOf(END) === -1 ? 9 : tokens.indexOf(END) + 1).toBe(tokens.length);
    expect(removedProbability).toBe(0);
  }
});

test("every possible sequence is scored, the scores sum to 1, and sequences are drawn as often as scored", async () => {
  // Tokens 0..4 and the end, 4 after the start: a sequence is a prompt that leaves nothing to draw.
  const model = modelOf({ ...CONFIG, vocabulary: 6 });
  const scores = new Map<string, number>();
  for (let length = 1; length <= 4; length++) {
    const all = sequencesOf(length);
    const options = { count: all.length, prompt: (index: number) => all[index], end: 5, maxLength: length + 1 };
    for (const { tokens, logProbabilities: found } of await model.run(256, options)) {
      scores.set(tokens.join(" "), Math.exp(found.reduce((a, b) => a + b)));
    }
  }
  expect(scores.size).toBe(1 + 5 + 25 + 5 ** 3 * 6);
  expect(Math.abs([...scores.values()].reduce((a, b) => a + b) - 1)).toBeLessThan(1e-6);

  const count = 20_000;
  const drawn = new Map<string, number>();
  for (const { tokens } of await model.run(1000, { count, end: 5, maxLength: 5 })) {
    drawn.set(tokens.join(" "), (drawn.get(tokens.join(" ")) ?? 0) + 1);
  }
  expect([...drawn.keys()].every((sequence) => scores.has(sequence))).toBe(true);
  // Pearson's chi-square over the sequences expected 10 times or more; the rest is one bin.
  const common = [...scores].filter(([, p]) => count * p >= 10);
  const bins = common.map(([sequence, p]) => [drawn.get(sequence) ?? 0, count * p]);
  bins.push([count - sum(bins.map(([n]) => n)), count - sum(bins.map(([, n]) => n))]);
  const chiSquare = sum(bins.map(([found, expected]) => (found - expected) ** 2 / expected));
  const degrees = bins.length - 1;
  expect(degrees).toBeGreaterThan(100);
  expect(Math.abs(chiSquare - degrees)).toBeLessThan(4 * Math.sqrt(2 * degrees));
});

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** 0 and then `length` tokens of 0..5: the end 5 at the last place only, or nowhere when the length is 4. */
function sequencesOf(length: number): number[][] {
  let all = [[0]];
  for (let t = 1; t < length; t++) all = all.flatMap((sequence) => [0, 1, 2, 3, 4].map((code) => [...sequence, code]));
  return all.flatMap((sequence) => (length < 4 ? [5] : [0, 1, 2, 3, 4, 5]).map((code) => [...sequence, code]));
}

test("forbidden tokens and constraints: never drawn, and their probability is counted", async () => {
  const restrictions = {
    forbidden: [2],
    constrain: (logits: Float32Array, sequence: Int32Array) => {
      if (sequence.length === 2) logits[END] = -Infinity;
    },
  };
  const sequences = await run(4, { ...restrictions, count: 200, prompt: () => [2, END] }); // given tokens may be any
  for (const { tokens, logProbabilities: found, removedProbability } of sequences) {
    expect([...tokens.subarray(0, 2)]).toEqual([2, END]);
    expect(tokens.subarray(2)).not.toContain(2);
    expect(tokens[2]).not.toBe(END);
    const full = logProbabilities(tokens.subarray(0, -1));
    const drawnAfter = full.slice(1);
    const removed = drawnAfter.map((row, t) => Math.exp(row[2]) + (t === 0 ? Math.exp(row[END]) : 0));
    expect(Math.abs(removedProbability - sum(removed))).toBeLessThan(FLOAT32);
    // Of the model's own distribution, before the restriction.
    expect(
      gap(
        found,
        [...tokens.subarray(1)].map((token, t) => full[t][token]),
      ),
    ).toBeLessThan(FLOAT32);
  }
  expect(new Set(sequences.map(({ tokens }) => tokens[2]))).toEqual(new Set([0, 1, 3, 4, 5]));
});

test("temperature 0 and top-1 take the most probable token; longer prompts are kept", async () => {
  const prompts = [[0, 3], [0, 1, 4], [5]];
  const options = { count: 3, prompt: (index: number) => prompts[index] };
  const sequences = await run(2, { ...options, temperature: 0 });
  sequences.forEach(({ tokens }, index) => {
    const prompt = prompts[index];
    expect([...tokens.subarray(0, prompt.length)]).toEqual(prompt);
    const full = logProbabilities(tokens.subarray(0, -1));
    for (let t = prompt.length; t < tokens.length; t++) {
      expect(tokens[t]).toBe(full[t - 1].indexOf(Math.max(...full[t - 1])));
    }
  });
  expect(tokensIn(await run(2, { ...options, topK: 1 }))).toEqual(tokensIn(sequences));
});

test("temperature, top-k, top-p and forbidden tokens shape what is drawn; log-probabilities stay the model's", async () => {
  const count = 4000;
  const [row] = logProbabilities([0]);
  const ranked = [...row.keys()].sort((a, b) => row[b] - row[a]);
  const cases = [
    { options: {}, kept: ranked, temperature: 1 },
    { options: { temperature: 2 }, kept: ranked, temperature: 2 },
    { options: { topK: 3 }, kept: ranked.slice(0, 3), temperature: 1 },
    { options: { topP: Math.exp(row[ranked[0]]) + 1e-3 }, kept: ranked.slice(0, 2), temperature: 1 },
    { options: { forbidden: [ranked[0], ranked[4]] }, kept: [1, 2, 3, 5, 6].map((k) => ranked[k]), temperature: 1 },
  ];
  for (const { options, kept, temperature } of cases) {
    const counts = new Float64Array(V);
    for (const { tokens, logProbabilities: found } of await run(500, { count, maxLength: 2, ...options })) {
      counts[tokens[1]]++;
      expect(Math.abs(found[0] - row[tokens[1]])).toBeLessThan(FLOAT32);
    }
    const weights = kept.map((token) => Math.exp(row[token] / temperature));
    const chiSquare = kept.map((token, k) => {
      const expected = (count * weights[k]) / sum(weights);
      return (counts[token] - expected) ** 2 / expected;
    });
    expect(sum([...counts].filter((_, token) => !kept.includes(token)))).toBe(0);
    expect(sum(chiSquare)).toBeLessThan(27.9); // at most 6 degrees of freedom: p below 1e-4
  }
});

test("an end inside a prompt ends nothing; a prompt may fill the whole length; no sequences are no work", async () => {
  const [open] = await run(1, { count: 1, prompt: () => [END, END, 1], maxLength: 5 });
  expect([...open.tokens.subarray(0, 3)]).toEqual([END, END, 1]);
  expect(open.tokens.length).toBeGreaterThan(3);
  const [full] = await run(1, { count: 1, prompt: () => [0, 1, 2], maxLength: 3 });
  expect([...full.tokens]).toEqual([0, 1, 2]);
  expect(full.logProbabilities).toHaveLength(2);
  const [alone] = await run(1, { count: 1, maxLength: 1 });
  expect([[...alone.tokens], [...alone.logProbabilities]]).toEqual([[0], []]);
  expect(await run(2, { count: 0 })).toEqual([]);
});

/** Of one slot, or of slots with the same largest logit. */
function nextTokens(logits: ArrayLike<number>): NextTokens {
  const values = Float32Array.from(logits);
  const top = Math.max(...values);
  return { logits: values, weights: values.map((logit) => Math.exp(logit - top)) };
}

/** A model in plain code: after any token the end is certain. Counts its steps. */
function endingStepper(batch: number): Stepper & { steps: number } {
  const logits = new Float32Array(batch * 2);
  for (let slot = 0; slot < batch; slot++) logits[2 * slot + 1] = 50;
  const stepper = {
    batch,
    vocabulary: 2,
    context: 8,
    steps: 0,
    step: () => {
      stepper.steps++;
      return Promise.resolve(nextTokens(logits));
    },
    release: () => Promise.resolve(),
  };
  return stepper;
}

const endless = { count: 6, prompt: () => [0], end: 1, maxLength: 8, rng: createRng(1) };

test("a slot takes the next sequence in the very next step", async () => {
  const stepper = endingStepper(2);
  const lengths = [4, 1, 1, 1, 1, 2]; // steps: 4, 1, 1, 1, 1 | 2: slot 1 takes four while slot 0 works on one
  const progress: number[] = [];
  const sequences = await generate(stepper, {
    ...endless,
    prompt: (index) => new Array<number>(lengths[index]).fill(0),
    onProgress: (done) => progress.push(done),
  });
  expect(sequences.map(({ tokens }) => tokens.length)).toEqual(lengths.map((length) => length + 1));
  expect(progress).toEqual([1, 2, 3, 5, 5, 6]);
  expect(stepper.steps).toBe(6);
});

test("an abort stops between steps, and before the first", async () => {
  const controller = new AbortController();
  const stepper = endingStepper(2);
  const stopAfter = (done: number) => {
    if (done === 4) controller.abort(new Error("enough"));
  };
  await expect(generate(stepper, { ...endless, signal: controller.signal, onProgress: stopAfter })).rejects.toThrow(
    "enough",
  );
  expect(stepper.steps).toBe(2);
  await expect(generate(stepper, { ...endless, signal: controller.signal })).rejects.toThrow("enough");
  expect(stepper.steps).toBe(2);
});

test("when the likely tokens are ruled out, those left are drawn by their own odds, however improbable", async () => {
  const logits = [0, -900, -901, -5000];
  const stepper: Stepper = { ...endingStepper(1), vocabulary: 4, step: async () => nextTokens(logits) };
  const options = { ...endless, count: 4000, end: -1, maxLength: 2, forbidden: [0] };
  const drawn = (await generate(stepper, options)).map(({ tokens }) => tokens[1]);
  const share = drawn.filter((token) => token === 1).length / drawn.length;
  const expected = 1 / (1 + Math.exp(-1));
  expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / 4000));
  expect(drawn).not.toContain(3);
});

test.each([
  [
    { forbidden: [0, 1, 2, 3, 4, 5, 6] },
    'no token can be drawn: found "every token ruled out"',
    "nets/no-token-to-draw",
  ],
  [
    { temperature: 0, constrain: (logits: Float32Array) => void logits.fill(-Infinity) },
    'no token can be drawn: found "every token ruled out"',
    "nets/no-token-to-draw",
  ],
  [{ topK: 0 }, "sampling option topK: found 0", "nets/bad-sampling-option"],
  [
    { maxLength: 10 },
    "generation option maxLength: found 10, expected a whole number from 1 to 9",
    "nets/bad-generation-option",
  ],
  [{ maxLength: 0 }, "generation option maxLength: found 0", "nets/bad-generation-option"],
  [{ count: 2.5 }, "generation option count: found 2.5, expected a whole number from 0", "nets/bad-generation-option"],
  [
    { forbidden: [2, 7] },
    "generation option forbidden: found 7, expected a whole number from 0 to 6",
    "nets/bad-generation-option",
  ],
  [
    { prompt: () => [] },
    'prompt of sequence 0: found "0 tokens", expected 1 to 9, the longest length',
    "nets/bad-prompt",
  ],
  [{ prompt: () => tokensOf(10, 6) }, 'prompt of sequence 0: found "10 tokens"', "nets/bad-prompt"],
  [
    { prompt: (index: number) => [0, index === 3 ? 7 : 1] },
    'prompt of sequence 3: found "token 7 at position 1", expected tokens from 0 to 6',
    "nets/bad-prompt",
  ],
  [{ prompt: () => [-1] }, 'prompt of sequence 0: found "token -1 at position 0"', "nets/bad-prompt"],
])("%j is refused: %s", async (options, message, code) => {
  await expect(run(2, options)).rejects.toMatchObject({ code });
  await expect(run(2, options)).rejects.toThrow(message);
});

test("logits that are not finite stop the generation", async () => {
  const broken: Stepper = { ...endingStepper(1), step: async () => nextTokens([NaN, NaN]) };
  await expect(generate(broken, endless)).rejects.toThrow(
    'no token can be drawn: found "a logit of NaN", expected finite logits, and at least one token that may follow [nets/no-token-to-draw]',
  );
});

test.each(["learned", "rotary"] as const)(
  "an encoder-decoder decodes source i as sequence i: %s",
  async (positions) => {
    const config: EncoderDecoderConfig = { ...CONFIG, positions, sourceVocabulary: 5 };
    const scope = Scope.create();
    const [source, valid] = [input("source", [2, 4], "int32"), input("valid", [2, 4], "bool")];
    const full = (length: number) =>
      encoderDecoder(scope, source, input("target", [2, length], "int32"), config, valid).logSoftmax();
    full(1);
    const values = trialValues(scope);
    const sources = {
      tokens: Int32Array.of(1, 2, 3, 4, 4, 3, 0, 0),
      valid: Uint8Array.of(1, 1, 1, 1, 1, 1, 0, 0),
      batch: 2,
    };
    const stepper = await encoderDecoderStepper(Scope.create(), config, values, sources, CPU);
    const options = { count: 2, prompt: () => [0], end: END, maxLength: 7, rng: createRng(1) };
    const greedy = await generate(stepper, { ...options, temperature: 0, end: -1 });
    const sampled = await generate(stepper, options);
    await expect(generate(stepper, { ...options, count: 3 })).rejects.toThrow(
      "generation option count: found 3, expected a whole number from 0 to 2 [nets/bad-generation-option]",
    );
    await stepper.release();
    const feeds = { ...feedsOf(values), source: sources.tokens, valid: sources.valid };
    for (const [k, { tokens, logProbabilities: found }] of [...greedy, ...sampled].entries()) {
      const [slot, steps] = [k % 2, tokens.length - 1];
      const target = [0, 1].flatMap((b) => (b === slot ? [...tokens.subarray(0, -1)] : new Array(steps).fill(0)));
      const [{ data }] = interpret([full(steps)], { ...feeds, target });
      for (let t = 0; t < steps; t++) {
        const row = data.subarray((slot * steps + t) * V, (slot * steps + t + 1) * V);
        expect(Math.abs(found[t] - row[tokens[t + 1]])).toBeLessThan(FLOAT32);
        if (k < 2) expect(tokens[t + 1]).toBe(row.indexOf(Math.max(...row)));
      }
    }
    expect(gap(greedy[0].logProbabilities, greedy[1].logProbabilities)).toBeGreaterThan(0.01);
  },
);

test("a sample in parts is the whole sample", async () => {
  const options = { prompt: (index: number) => tokensOf(1 + (index % 3), END, index) };
  const whole = tokensIn(await run(4, { ...options, count: 10 }));
  const parts = [await run(4, { ...options, count: 3 }), await run(2, { ...options, first: 3, count: 7 })];
  expect(tokensIn(parts.flat())).toEqual(whole);
});

test("beyond a page of the cache: the probabilities of the full pass, whatever the batch", async () => {
  const long = modelOf({ ...ROTARY, context: 100 });
  const options = {
    forbidden: [END],
    maxLength: 101,
    count: 3,
    prompt: (index: number) => tokensOf(1 + 20 * index, END, 1),
  };
  const one = await long.run(1, options);
  for (const { tokens, logProbabilities: found } of one) {
    const expected = long.logProbabilities(tokens.subarray(0, -1));
    expect(found).toHaveLength(100);
    found.forEach((value, t) => expect(Math.abs(value - expected[t][tokens[t + 1]])).toBeLessThan(FLOAT32));
  }
  expect(tokensIn(await long.run(2, options))).toEqual(tokensIn(one));
});
