/**
 * A decoder-only language model of Mamba-2 blocks (mamba2.ts) instead of attention: x + block(norm(x)) in each layer, and a
 * last norm. A step costs the same at every position, and its memory does not grow with the sequence. Order enters through
 * the recurrence. Embeddings and output layer are those of the transformer.
 *
 * B batch, T length, D width, V vocabulary.
 */
import { dropout, input, Program, rmsNorm } from "../tensor/index.ts";
import type { Execution, NamedArrays, Scope, Tensor } from "../tensor/index.ts";
import { mamba2, mamba2StateShapes, mamba2Step } from "./mamba2.ts";
import type { Mamba2Config } from "./mamba2.ts";
import type { MambaState } from "./stateSpace.ts";
import { feedParameters, nextTokenOutputs } from "./steppers.ts";
import type { Stepper } from "./steppers.ts";
import { decoderLogits, embedTokens } from "./transformer.ts";
import type { DecoderConfig } from "./transformer.ts";

export interface MambaDecoderConfig extends Pick<
  DecoderConfig,
  "layers" | "width" | "vocabulary" | "context" | "dropout" | "tied" | "headBias" | "embeddingWidth"
> {
  /** Heads of the state space; each has 2 `width` / `heads` channels. */
  readonly heads: number;
  /** N, numbers that a channel remembers. */
  readonly states: number;
}

/** Next-token logits: tokens int32 [B, T] -> [B, T, V]; `segments` as in `decoder`. */
export function mambaDecoder(scope: Scope, tokens: Tensor, config: MambaDecoderConfig, segments?: Tensor): Tensor {
  const x = embedTokens(scope, tokens, asDecoder(config));
  return decoderLogits(scope, mambaStates(scope, x, config, segments), asDecoder(config));
}

/** The hidden states of embedded positions before the output layer: x [B, T, D] -> [B, T, D]. */
export function mambaStates(scope: Scope, x: Tensor, config: MambaDecoderConfig, segments?: Tensor): Tensor {
  return stack(scope, x, config, (mixer, h) => mamba2(mixer, h, blockConfig(config), segments));
}

/**
 * One step of the same model. token int32 [B] stands at `position` int32 [B]; position 0 starts from zero whatever the
 * states are. Returns the logits of the next token [B, V], and the states after this one.
 */
export function mambaDecoderStep(
  scope: Scope,
  token: Tensor,
  position: Tensor,
  states: readonly MambaState[],
  config: MambaDecoderConfig,
): { readonly logits: Tensor; readonly states: readonly MambaState[] } {
  const after: MambaState[] = [];
  const goesOn = position.greater(0);
  const kept = (state: Tensor) => goesOn.reshape([-1, ...state.shape.slice(1).map(() => 1)]).where(state, 0);
  const x = embedTokens(scope, token.unsqueeze(1), asDecoder(config));
  const y = stack(scope, x, config, (mixer, h, layer) => {
    const before = { window: kept(states[layer].window), hidden: kept(states[layer].hidden) };
    const step = mamba2Step(mixer, h, before, blockConfig(config));
    after.push(step.state);
    return step.output;
  });
  return { logits: decoderLogits(scope, y, asDecoder(config)).squeeze(1), states: after };
}

/** The states of all layers as inputs of a program. */
export function mambaStateInputs(batch: number, config: MambaDecoderConfig): MambaState[] {
  const { window, hidden } = mamba2StateShapes(batch, blockConfig(config));
  return Array.from({ length: config.layers }, (_, layer) => ({
    window: input(`state.${layer}.window`, window),
    hidden: input(`state.${layer}.hidden`, hidden),
  }));
}

/** States by name: `prefix.layer.window`, `prefix.layer.hidden`. */
export function namedStates(prefix: string, states: readonly MambaState[]): Record<string, Tensor> {
  const entries = states.flatMap(({ window, hidden }, layer) => [
    [`${prefix}.${layer}.window`, window] as const,
    [`${prefix}.${layer}.hidden`, hidden] as const,
  ]);
  return Object.fromEntries(entries);
}

/** The step program of a model with the given parameters. */
export async function mambaStepper(
  scope: Scope,
  config: MambaDecoderConfig,
  values: NamedArrays,
  batch: number,
  execution: Execution,
): Promise<Stepper> {
  const [token, position] = [input("token", [batch], "int32"), input("position", [batch], "int32")];
  const step = mambaDecoderStep(scope, token, position, mambaStateInputs(batch, config), config);
  const definition = { outputs: nextTokenOutputs(step.logits), updates: namedStates("state", step.states) };
  const program = await Program.compile(definition, execution);
  feedParameters(program, values);
  return {
    batch,
    vocabulary: config.vocabulary,
    context: config.context,
    step: async (tokens, positions) => {
      const { logits, weights } = await program.run({ token: tokens, position: positions });
      return { logits: logits as Float32Array, weights: weights as Float32Array };
    },
    release: () => program.release(),
  };
}

type Mixer = (scope: Scope, x: Tensor, layer: number) => Tensor;

function stack(scope: Scope, x: Tensor, { layers, dropout: rate = 0 }: MambaDecoderConfig, mix: Mixer): Tensor {
  let h = x;
  for (let layer = 0; layer < layers; layer++) {
    const block = scope.child("blocks").child(layer);
    const mixed = mix(block.child("mixer"), rmsNorm(block.child("mixerNorm"), h), layer);
    h = h.add(dropout(block.child("mixer"), mixed, rate));
  }
  return rmsNorm(scope.child("norm"), h);
}

function blockConfig({ width, heads, states, layers }: MambaDecoderConfig): Mamba2Config {
  return { width, states, headWidth: (2 * width) / heads, blocks: layers };
}

function asDecoder(config: MambaDecoderConfig): DecoderConfig {
  return { ...config, positions: "none" };
}
