/**
 * Generation with a key-value cache. A program makes one step for a batch of slots; each slot holds a sequence at a
 * position of its own, and when one ends the next takes its place, so no slot runs idle. A token is drawn with a random
 * number keyed by (stream, sequence, position): a sequence is the same whatever the batch size.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { input, Program } from "../tensor/index.ts";
import type { Execution, NamedArrays, Scope, Tensor } from "../tensor/index.ts";
import { checkSampling, sampleToken } from "./sample.ts";
import type { SamplingOptions } from "./sample.ts";
import { cacheShape, decoderStep, encodeMemory, encoderDecoderStep } from "./transformer.ts";
import type { Cache, DecoderConfig, EncoderDecoderConfig, TransformerConfig } from "./transformer.ts";

/** One step of a batch: tokens and their positions in, logits of the next tokens [B V] out (reused by the next step). */
export interface Stepper {
  readonly batch: number;
  readonly vocabulary: number;
  /** Positions that a slot can hold. */
  readonly context: number;
  /** Most sequences it serves; absent where a slot can be filled again. */
  readonly sequences?: number;
  step(tokens: Int32Array, positions: Int32Array): Promise<Float32Array>;
  release(): Promise<void>;
}

export interface GenerationOptions extends SamplingOptions {
  /** Number of sequences. */
  readonly count: number;
  /** What sequence `index` begins with: at least one token. */
  readonly prompt: (index: number) => ArrayLike<number>;
  /** The token that ends a sequence; -1: none, all grow to the longest length. */
  readonly end: number;
  /** Most tokens of a sequence, prompt and end included; at most one more than the stepper's context. */
  readonly maxLength: number;
  readonly rng: Rng;
  /** Sets logits of tokens that must not follow to -Infinity. `sequence` is what was drawn so far. */
  readonly constrain?: (logits: Float32Array, sequence: Int32Array) => void;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface GeneratedSequence {
  /** With prompt and, unless it was cut at the longest length, the end token. */
  readonly tokens: Int32Array;
  /** ln of the model's probability of each token after the first: of its own distribution, before any restriction. */
  readonly logProbabilities: Float64Array;
  /** Probability that the restrictions removed, summed over the drawn tokens. */
  readonly removedProbability: number;
}

/**
 * Draws `count` sequences.
 * @throws GlueballError nets/bad-sampling-option, nets/bad-generation-option, nets/bad-prompt, nets/no-token-to-draw
 */
export async function generate(stepper: Stepper, options: GenerationOptions): Promise<GeneratedSequence[]> {
  checkSampling(options);
  checkGeneration(stepper, options);
  const { count, onProgress, signal } = options;
  const { batch, vocabulary } = stepper;
  const results = new Array<GeneratedSequence>(count);
  const slots: (Growing | undefined)[] = new Array(batch).fill(undefined);
  const tokens = new Int32Array(batch);
  const positions = new Int32Array(batch);
  const weights = new Float64Array(vocabulary);
  let started = 0;
  let finished = 0;
  while (finished < count) {
    signal?.throwIfAborted();
    for (let slot = 0; slot < batch; slot++) {
      if (slots[slot] === undefined && started < count) slots[slot] = beginSequence(started++, options, vocabulary);
      const current = slots[slot];
      tokens[slot] = current?.tokens[current.position] ?? 0;
      positions[slot] = current?.position ?? 0;
    }
    const logits = await stepper.step(tokens, positions);
    for (let slot = 0; slot < batch; slot++) {
      const current = slots[slot];
      if (current === undefined) continue;
      const row = logits.subarray(slot * vocabulary, (slot + 1) * vocabulary);
      if (!extend(current, row, options, weights)) continue;
      results[current.index] = finish(current);
      slots[slot] = undefined;
      finished++;
    }
    onProgress?.(finished, count);
  }
  return results;
}

function checkGeneration({ vocabulary, context, sequences = Infinity }: Stepper, options: GenerationOptions): void {
  const { count, maxLength, forbidden = [] } = options;
  const require = (option: string, found: number, lowest: number, highest: number) => {
    if (Number.isInteger(found) && found >= lowest && found <= highest) return;
    const expected = `a whole number from ${lowest}${highest === Infinity ? "" : ` to ${highest}`}`;
    throw new GlueballError({
      code: "nets/bad-generation-option",
      what: `generation option ${option}`,
      found,
      expected,
    });
  };
  require("count", count, 0, sequences);
  require("maxLength", maxLength, 1, context + 1); // the last token is drawn and never fed
  for (const token of forbidden) require("forbidden", token, 0, vocabulary - 1);
}

interface Growing {
  readonly index: number;
  readonly rng: Rng;
  readonly prompt: number;
  readonly tokens: Int32Array;
  readonly logProbabilities: Float64Array;
  /** Of the last token that is known. */
  position: number;
  removed: number;
}

function beginSequence(index: number, { prompt, maxLength, rng }: GenerationOptions, vocabulary: number): Growing {
  const first = prompt(index);
  checkPrompt(index, first, maxLength, vocabulary);
  const tokens = new Int32Array(maxLength);
  tokens.set(first);
  const logProbabilities = new Float64Array(maxLength - 1);
  return { index, rng: rng.fork(index), prompt: first.length, tokens, logProbabilities, position: 0, removed: 0 };
}

function checkPrompt(index: number, prompt: ArrayLike<number>, maxLength: number, vocabulary: number): void {
  const wrong = (found: string, expected: string) =>
    new GlueballError({ code: "nets/bad-prompt", what: `prompt of sequence ${index}`, found, expected });
  if (prompt.length < 1 || prompt.length > maxLength) {
    throw wrong(`${prompt.length} tokens`, `1 to ${maxLength}, the longest length`);
  }
  for (let t = 0; t < prompt.length; t++) {
    const token = prompt[t];
    if (Number.isInteger(token) && token >= 0 && token < vocabulary) continue;
    throw wrong(`token ${token} at position ${t}`, `tokens from 0 to ${vocabulary - 1}`);
  }
}

/** Adds the next token (given by the prompt or drawn); true when the sequence is complete. */
function extend(current: Growing, logits: Float32Array, options: GenerationOptions, weights: Float64Array): boolean {
  const { maxLength, end, constrain, forbidden = [] } = options;
  const next = current.position + 1;
  if (next >= maxLength) return true;
  const total = exponentials(logits, weights);
  if (next >= current.prompt) {
    constrain?.(logits, current.tokens.subarray(0, next));
    for (const token of forbidden) logits[token] = -Infinity;
    const kept = keptWeight(logits, weights);
    current.removed += 1 - kept / total;
    const u = current.rng.fork(next).uniform();
    const plain = isPlain(options) && kept > 0; // 0: what is left is less probable than float64 can tell from zero
    current.tokens[next] = plain ? drawWeighted(logits, weights, u * kept) : sampleToken(logits, u, options);
  }
  current.logProbabilities[next - 1] = Math.log(weights[current.tokens[next]] / total);
  current.position = next;
  return (current.tokens[next] === end && next >= current.prompt) || next + 1 >= maxLength;
}

/** exp(logits - largest logit), and their sum: the one pass of exponentials a token costs. */
function exponentials(logits: Float32Array, weights: Float64Array): number {
  let top = -Infinity;
  for (let token = 0; token < logits.length; token++) if (logits[token] > top) top = logits[token];
  let total = 0;
  for (let token = 0; token < logits.length; token++) total += weights[token] = Math.exp(logits[token] - top);
  return total;
}

/** Weight of the tokens that may follow. */
function keptWeight(logits: Float32Array, weights: Float64Array): number {
  let kept = 0;
  for (let token = 0; token < logits.length; token++) if (logits[token] !== -Infinity) kept += weights[token];
  return kept;
}

/** The model's own distribution among the tokens that may follow. */
function isPlain({ temperature = 1, topK, topP }: SamplingOptions): boolean {
  return temperature === 1 && topK === undefined && topP === undefined;
}

/** The token at which the running sum of the weights that are kept passes `target`. */
function drawWeighted(logits: Float32Array, weights: Float64Array, target: number): number {
  let left = target;
  let last = 0;
  for (let token = 0; token < logits.length; token++) {
    if (logits[token] === -Infinity) continue;
    last = token;
    left -= weights[token];
    if (left < 0) break;
  }
  return last;
}

function finish({ tokens, logProbabilities, position, removed }: Growing): GeneratedSequence {
  return {
    tokens: tokens.slice(0, position + 1),
    logProbabilities: logProbabilities.slice(0, position),
    removedProbability: removed,
  };
}

/** The step program of a decoder-only model with the given parameters. */
export async function decoderStepper(
  scope: Scope,
  config: DecoderConfig,
  values: NamedArrays,
  batch: number,
  execution: Execution,
): Promise<Stepper> {
  const { token, position, cache } = stepInputs(batch, config);
  const step = decoderStep(scope, token, position, cache, config);
  const program = await Program.compile(
    { outputs: { logits: step.logits }, updates: cacheUpdates(step.cache) },
    execution,
  );
  feedParameters(program, values);
  return stepperOf(program, batch, config);
}

/**
 * The step program of an encoder-decoder for a batch of sources (int32 [B S], valid: 0 or 1). Sequence i decodes source
 * i, so it generates at most `batch` sequences; make one for each batch of sources.
 */
export async function encoderDecoderStepper(
  scope: Scope,
  config: EncoderDecoderConfig,
  values: NamedArrays,
  sources: { readonly tokens: Int32Array; readonly valid: Uint8Array; readonly batch: number },
  execution: Execution,
): Promise<Stepper> {
  const { batch } = sources;
  const shape = [batch, sources.tokens.length / batch];
  const source = input("source", shape, "int32");
  const valid = input("sourceValid", shape, "bool");
  const encode = await Program.compile(
    { outputs: namedCache("memory", encodeMemory(scope, source, config, valid)) },
    execution,
  );
  feedParameters(encode, values);
  const encoded = await encode.run({ source: sources.tokens, sourceValid: sources.valid });

  const { token, position, cache } = stepInputs(batch, config);
  const memory = cacheInputs(
    "memory",
    [cacheShape(batch, config)[0], cacheShape(batch, config)[1], shape[1], config.width / config.heads],
    config.layers,
  );
  const step = encoderDecoderStep(scope, { token, position, cache, memory, sourceValid: valid }, config);
  const program = await Program.compile(
    { outputs: { logits: step.logits }, updates: cacheUpdates(step.cache) },
    execution,
  );
  feedParameters(program, values);
  program.feed("sourceValid", sources.valid);
  for (const [name, data] of Object.entries(encoded)) program.feed(name, data);
  await encode.release();
  return { ...stepperOf(program, batch, config), sequences: batch };
}

function stepperOf(program: Program, batch: number, { vocabulary, context }: DecoderConfig): Stepper {
  return {
    batch,
    vocabulary,
    context,
    step: async (token, position) => (await program.run({ token, position })).logits as Float32Array,
    release: () => program.release(),
  };
}

function stepInputs(batch: number, config: TransformerConfig) {
  return {
    token: input("token", [batch], "int32"),
    position: input("position", [batch], "int32"),
    cache: cacheInputs("cache", cacheShape(batch, config), config.layers),
  };
}

function cacheInputs(prefix: string, shape: readonly number[], layers: number): Cache {
  return Array.from({ length: layers }, (_, layer) => ({
    keys: input(`${prefix}.${layer}.keys`, shape),
    values: input(`${prefix}.${layer}.values`, shape),
  }));
}

const cacheUpdates = (cache: Cache) => namedCache("cache", cache);

function namedCache(prefix: string, cache: Cache): Record<string, Tensor> {
  return Object.fromEntries(
    cache.flatMap(({ keys, values }, layer) => [
      [`${prefix}.${layer}.keys`, keys],
      [`${prefix}.${layer}.values`, values],
    ]),
  );
}

function feedParameters(program: Program, values: NamedArrays): void {
  for (const { name } of program.inputs) {
    const value = values.get(name);
    if (value !== undefined) program.feed(name, value.data);
  }
}
