/** The folder of a set encoder with its pointer decoder (networkFolder.ts). */
import { z } from "zod";
import { Scope } from "../../../tensor/index.ts";
import type { NamedArrays } from "../../../tensor/index.ts";
import { readConfig, readParameters, saveNetwork } from "../networkFolder.ts";
import { rowInputs, tokenLoss } from "./model.ts";
import type { LagrangianModelConfig } from "./model.ts";

const FORMAT = 1;

const configFile = z.object({
  format: z.literal(FORMAT),
  model_type: z.literal("glueball-lagrangian"),
  model: z.object({
    width: z.int().positive(),
    heads: z.int().positive(),
    hidden: z.int().positive(),
    encoderLayers: z.int().positive(),
    decoderLayers: z.int().positive(),
    dropout: z.number().min(0).max(1),
    ranks: z.boolean(),
    positions: z.enum(["none", "rotary"]),
    items: z.enum(["pairs", "letters"]),
    hermitian: z.enum(["both", "one"]),
    // Folders from before the twins do not have these.
    charges: z.enum(["numeric", "memorised"]).default("numeric"),
    fields: z.enum(["numbers", "types", "opaque"]).default("numbers"),
  }),
  training: z.record(z.string(), z.unknown()),
});

export interface LagrangianModel {
  readonly config: LagrangianModelConfig;
  readonly parameters: NamedArrays;
  /** What it was trained on, for the record. */
  readonly training: Readonly<Record<string, unknown>>;
}

export function saveModel(folder: string, { config, parameters, training }: LagrangianModel): void {
  saveNetwork(folder, { format: FORMAT, model_type: "glueball-lagrangian", model: config, training }, parameters);
}

/**
 * Loads a model folder, or the model of a training run.
 * @throws GlueballError lagrangian/not-a-model, tensor/checkpoint-mismatch
 */
export function loadModel(path: string): LagrangianModel {
  const { model, training } = readConfig(path, configFile, "glueball lagrangian train");
  const scope = Scope.create();
  tokenLoss(scope, rowInputs(1, { items: 1, tokens: 1 }, model), model);
  return { config: model, parameters: readParameters(path, scope), training };
}
