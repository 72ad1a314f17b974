/**
 * A jet language model as ONNX files, to be run without this program: the parameters are inside, and shapes are fixed.
 *
 *     step.onnx      token, position int32 [B], and what is known of earlier positions -> logits [B, V]
 *     full.onnx      tokens, segments int32 [B, T] -> logits [B, T, V]
 *     encoder.onnx   x [B, N, 3], valid bool [B, N] -> codes int32 [B, N, S], -1 on padding   (learnt tokenisers)
 *     decoder.onnx   codes int32 [B, N, S] -> features [B, N, 3]
 *
 * A transformer's step has the inputs cache.<layer>.keys and .values [B, heads, T, E], and the outputs now.<layer>.keys and
 * .values [B, heads, 1, E], which the caller writes into the cache at `position`. Mamba's step has state.<layer>.window and
 * .hidden, and gives the next ones as now.<layer>.window and .hidden. `segments` are 0 at a jet and -1 behind it.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  cacheInputs,
  cacheShape,
  mambaDecoderStep,
  mambaStateInputs,
  namedCache,
  namedStates,
  quantise,
  stageCodes,
} from "../nets/index.ts";
import { exportOnnx, input, Scope } from "../tensor/index.ts";
import type { Execution, NamedArrays, Tensor } from "../tensor/index.ts";
import { decodedFeatures, requireNextTokens, stepConfig, stepValues, transformerStep } from "./backboneStep.ts";
import { seesFeatures } from "./hybrid.ts";
import { mambaConfig, nextTokenLogits, packedInputs, rowLength } from "./model.ts";
import type { JetModelConfig } from "./model.ts";
import type { JetModel } from "./modelFolder.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";
import { slotInputs } from "./tokens/vqBatches.ts";
import { decodeCodes, encodeLatents } from "./tokens/vqNetwork.ts";
import type { VqNetworkConfig } from "./tokens/vqNetwork.ts";

/**
 * Writes the files of a model into a folder, for batches of `batch` jets. Returns their paths by name.
 * @throws GlueballError jetlm/cannot-generate, jetlm/codes-need-their-jet
 */
export async function exportModel(
  execution: Execution,
  folder: string,
  model: JetModel,
  batch: number,
): Promise<Record<string, string>> {
  const { config, tokeniser } = model;
  requireNextTokens(config);
  mkdirSync(folder, { recursive: true });
  const parameters = await stepValues(model, execution);
  const slots = config.cap;
  const programs: Record<string, { readonly outputs: Record<string, Tensor>; readonly parameters: NamedArrays }> = {
    step: { outputs: stepOutputs(batch, config), parameters },
    full: { outputs: fullOutputs(batch, config), parameters },
    ...tokeniserPrograms(tokeniser, batch, slots),
  };
  return Object.fromEntries(
    Object.entries(programs).map(([name, program]) => {
      const file = join(folder, `${name}.onnx`);
      exportOnnx(file, program.outputs, program.parameters);
      return [name, file];
    }),
  );
}

function stepOutputs(batch: number, config: JetModelConfig): Record<string, Tensor> {
  const scope = Scope.create();
  const [token, position] = [input("token", [batch], "int32"), input("position", [batch], "int32")];
  if (config.backbone !== "mamba") {
    const network = stepConfig(config);
    const pages = [cacheInputs("cache", cacheShape(batch, network), network.layers)];
    const { logits, now } = transformerStep(scope, { token, position, pages }, config);
    return { logits, ...namedCache("now", now) };
  }
  const network = mambaConfig(config);
  const { logits, states } = mambaDecoderStep(scope, token, position, mambaStateInputs(batch, network), network);
  return { logits, ...namedStates("now", states) };
}

function fullOutputs(batch: number, config: JetModelConfig): Record<string, Tensor> {
  const scope = Scope.create();
  const packed = packedInputs(batch, rowLength(config.cap, config.stages));
  const inputs = seesFeatures(config) ? { ...packed, features: decodedFeatures(packed.tokens, config) } : packed;
  return { logits: nextTokenLogits(scope, inputs, config) };
}

/** Encoder and decoder of a learnt tokeniser; nothing of a grid, which is arithmetic. */
function tokeniserPrograms({ grid, parameters, weights }: Tokeniser, batch: number, slots: number) {
  if (grid !== undefined || weights === undefined) return {};
  const config = parameters["network"] as VqNetworkConfig;
  const { x, valid } = slotInputs({ jets: batch, slots });
  const scope = Scope.create();
  const latents = encodeLatents(scope, x, valid, config);
  const { codes } = quantise(scope.child("quantiser"), latents, config.quantiser, valid);
  const given = input("codes", [batch, slots, stageCodes(config.quantiser).length], "int32");
  return {
    encoder: { outputs: { codes }, parameters: weights },
    decoder: { outputs: { features: decodeCodes(Scope.create(), given, config) }, parameters: weights },
  };
}
