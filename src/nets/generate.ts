/**
 * Generation with a key-value cache. A program makes one step for a batch of slots; each slot holds a sequence at a
 * position of its own, and when one ends the next takes its place, so no slot runs idle. A token is drawn with a random
 * number keyed by (stream, sequence, position): a sequence is the same whatever the batch size.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { checkSampling, sampleToken } from "./sample.ts";
import type { SamplingOptions } from "./sample.ts";
import type { NextTokens, Stepper } from "./steppers.ts";

export interface GenerationOptions extends SamplingOptions {
  /** Number of sequences. */
  readonly count: number;
  /** Index of the first one, for a sample that is drawn in parts: each sequence has its own random numbers. Default 0. */
  readonly first?: number;
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
  const { count, first = 0, onProgress, signal } = options;
  const { batch, vocabulary } = stepper;
  const results = new Array<GeneratedSequence>(count);
  const slots: (Growing | undefined)[] = new Array(batch).fill(undefined);
  const tokens = new Int32Array(batch);
  const positions = new Int32Array(batch);
  let started = 0;
  let finished = 0;
  while (finished < count) {
    signal?.throwIfAborted();
    for (let slot = 0; slot < batch; slot++) {
      if (slots[slot] === undefined && started < count) {
        slots[slot] = beginSequence(first + started++, options, vocabulary);
      }
      const current = slots[slot];
      tokens[slot] = current?.tokens[current.position] ?? 0;
      positions[slot] = current?.position ?? 0;
    }
    const next = await stepper.step(tokens, positions);
    for (let slot = 0; slot < batch; slot++) {
      const current = slots[slot];
      if (current === undefined) continue;
      if (!extend(current, slotOf(next, slot, vocabulary), options)) continue;
      results[current.index - first] = finish(current);
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

function slotOf({ logits, weights }: NextTokens, slot: number, vocabulary: number): NextTokens {
  const [from, to] = [slot * vocabulary, (slot + 1) * vocabulary];
  return { logits: logits.subarray(from, to), weights: weights.subarray(from, to) };
}

/** Adds the next token (given by the prompt or drawn); true when the sequence is complete. */
function extend(current: Growing, { logits, weights }: NextTokens, options: GenerationOptions): boolean {
  const { maxLength, end, constrain, forbidden = [] } = options;
  const next = current.position + 1;
  if (next >= maxLength) return true;
  const free = next >= current.prompt;
  if (free) {
    constrain?.(logits, current.tokens.subarray(0, next));
    for (const token of forbidden) logits[token] = -Infinity;
  }
  const { total, kept } = sums(logits, weights);
  if (free) {
    current.removed += 1 - kept / total;
    const u = current.rng.fork(next).uniform();
    const plain = isPlain(options) && kept > 0; // 0: what is left is less probable than float32 can tell from zero
    current.tokens[next] = plain ? drawWeighted(logits, weights, u * kept) : sampleToken(logits, u, options);
  }
  current.logProbabilities[next - 1] = Math.log(weights[current.tokens[next]] / total);
  current.position = next;
  return (current.tokens[next] === end && free) || next + 1 >= maxLength;
}

/** Sum of all weights, and of those of the tokens that may follow. */
function sums(logits: Float32Array, weights: Float32Array): { readonly total: number; readonly kept: number } {
  let [kept, removed] = [0, 0];
  for (let token = 0; token < logits.length; token++) {
    if (logits[token] === -Infinity) removed += weights[token];
    else kept += weights[token];
  }
  return { total: kept + removed, kept };
}

/** The model's own distribution among the tokens that may follow. */
function isPlain({ temperature = 1, topK, topP, minP }: SamplingOptions): boolean {
  return temperature === 1 && topK === undefined && topP === undefined && minP === undefined;
}

/** The token at which the running sum of the weights that are kept passes `target`. */
function drawWeighted(logits: Float32Array, weights: Float32Array, target: number): number {
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
