/**
 * Programs that make one step of a model for a batch of slots, with the parameters inside. What a step knows of earlier
 * positions lies in memory of the program: keys and values of transformers, where each step writes one position, and the
 * states of Mamba blocks, which each step replaces.
 */
import { input, Program } from "../tensor/index.ts";
import type { Execution, NamedArrays, Scope, Tensor } from "../tensor/index.ts";
import { encodeMemory, encoderDecoderStep } from "./encoderDecoder.ts";
import type { EncoderDecoderConfig } from "./encoderDecoder.ts";
import { cacheShape } from "./transformer.ts";
import type { Cache, DecoderConfig, DecoderStep } from "./transformer.ts";

/** One step of a batch of slots. */
export interface Stepper {
  readonly batch: number;
  readonly vocabulary: number;
  /** Positions that a slot can hold. */
  readonly context: number;
  /** Most sequences it serves; absent where a slot can be filled again. */
  readonly sequences?: number;
  /** Tokens and their positions in; position 0 begins a sequence in its slot. */
  step(tokens: Int32Array, positions: Int32Array): Promise<NextTokens>;
  release(): Promise<void>;
}

/** What may follow in each slot [B V]; the arrays are reused by the next step, and may be overwritten. */
export interface NextTokens {
  readonly logits: Float32Array;
  /** exp(logit - largest logit of its slot). */
  readonly weights: Float32Array;
}

/** The two outputs of every step program. logits [B, V]. */
export function nextTokenOutputs(logits: Tensor): Record<string, Tensor> {
  return { logits, weights: logits.sub(logits.max(1, true)).exp() };
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
  const outputs = namedCache("memory", encodeMemory(scope, source, config, valid));
  const encode = await Program.compile({ outputs }, execution);
  feedParameters(encode, values);
  const encoded = await encode.run({ source: sources.tokens, sourceValid: sources.valid });

  const [token, position] = [input("token", [batch], "int32"), input("position", [batch], "int32")];
  const cache = cacheInputs("cache", cacheShape(batch, config), config.layers);
  const [, groups, , headWidth] = cacheShape(batch, config);
  const memory = cacheInputs("memory", [batch, groups, shape[1], headWidth], config.layers);
  const step = encoderDecoderStep(scope, { token, position, cache, memory, sourceValid: valid }, config);
  const program = await Program.compile({ outputs: stepOutputs(step) }, execution);
  feedParameters(program, values);
  program.feed("sourceValid", sources.valid);
  for (const [name, data] of Object.entries(encoded)) program.feed(name, data);
  await encode.release();
  return { ...stepperOf(program, batch, config), sequences: batch };
}

export function stepOutputs({ logits, now }: DecoderStep): Record<string, Tensor> {
  return { ...nextTokenOutputs(logits), ...namedCache("now", now) };
}

function stepperOf(program: Program, batch: number, config: DecoderConfig): Stepper {
  const { layers, vocabulary, context } = config;
  const shape = cacheShape(batch, config);
  return {
    batch,
    vocabulary,
    context,
    step: async (token, position) => {
      const out = await program.run({ token, position });
      for (const name of cacheNames(layers)) {
        const cache = program.value(`cache.${name}`) as Float32Array;
        writePosition(cache, out[`now.${name}`] as Float32Array, position, shape);
      }
      return { logits: out.logits as Float32Array, weights: out.weights as Float32Array };
    },
    release: () => program.release(),
  };
}

/** Writes keys or values of one position [B, G, 1, E] into a cache [B, G, T, E], in each row at its own position. */
export function writePosition<T extends Float32Array | Float64Array>(
  cache: T,
  now: T,
  positions: ArrayLike<number>,
  [batch, groups, capacity, width]: readonly [number, number, number, number],
): void {
  for (let b = 0; b < batch; b++) {
    for (let g = 0; g < groups; g++) {
      const row = b * groups + g;
      cache.set(now.subarray(row * width, (row + 1) * width), (row * capacity + positions[b]) * width);
    }
  }
}

/** Empty memory of `layers` layers, as inputs of a program. */
export function cacheInputs(prefix: string, shape: readonly number[], layers: number): Cache {
  return Array.from({ length: layers }, (_, layer) => ({
    keys: input(`${prefix}.${layer}.keys`, shape),
    values: input(`${prefix}.${layer}.values`, shape),
  }));
}

/** Keys and values by name: `prefix.layer.keys`, `prefix.layer.values`. */
export function namedCache(prefix: string, cache: Cache): Record<string, Tensor> {
  const tensors = cache.flatMap(({ keys, values }) => [keys, values]);
  return Object.fromEntries(cacheNames(cache.length).map((name, i) => [`${prefix}.${name}`, tensors[i]]));
}

export function cacheNames(layers: number): string[] {
  return Array.from({ length: layers }, (_, layer) => [`${layer}.keys`, `${layer}.values`]).flat();
}

/** Gives a program the parameters that it has inputs for. */
export function feedParameters(program: Program, values: NamedArrays): void {
  for (const { name } of program.inputs) {
    const value = values.get(name);
    if (value !== undefined) program.feed(name, value.data);
  }
}
