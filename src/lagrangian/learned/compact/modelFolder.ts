/**
 * A trained network on disk: `config.json` (network, form, what it was trained on) and `model.safetensors`. Loading is
 * strict: every tensor of the network, no other, each of its shape.
 */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { GlueballError, writeFileAtomic } from "../../../base/index.ts";
import { requireJson } from "../../../run/index.ts";
import { loadParameters, saveCheckpoint, Scope } from "../../../tensor/index.ts";
import type { NamedArrays } from "../../../tensor/index.ts";
import { rowInputs, tokenLoss } from "./model.ts";
import type { LagrangianModelConfig } from "./model.ts";

const FORMAT = 1;
const CONFIG = "config.json";
const WEIGHTS = "model.safetensors";

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
  mkdirSync(folder, { recursive: true });
  saveCheckpoint(join(folder, WEIGHTS), parameters);
  const content = { format: FORMAT, model_type: "glueball-lagrangian", model: config, training };
  writeFileAtomic(join(folder, CONFIG), `${JSON.stringify(content, undefined, 2)}\n`);
}

/**
 * Loads a model folder, or the model of a training run.
 * @throws GlueballError lagrangian/not-a-model, tensor/checkpoint-mismatch
 */
export function loadModel(path: string): LagrangianModel {
  const folder = [path, join(path, "model")].find((candidate) => existsSync(join(candidate, CONFIG)));
  if (folder === undefined) {
    if (existsSync(join(path, "run.json"))) throw unfinished(path);
    throw notAModel(path, existsSync(path) ? `no ${CONFIG} in it` : "nothing there");
  }
  const file = join(folder, CONFIG);
  const parsed = configFile.safeParse(requireJson(file, (found) => notAModel(file, found)));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw notAModel(file, [issue.path.join("."), issue.message].filter((part) => part !== "").join(": "));
  }
  const { model, training } = parsed.data;
  const scope = Scope.create();
  tokenLoss(scope, rowInputs(1, { items: 1, tokens: 1 }, model), model);
  return { config: model, parameters: loadParameters(join(folder, WEIGHTS), scope), training };
}

function unfinished(place: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/not-a-model",
    what: "this run has no network",
    place,
    found: "a run that is not a training, or one that was stopped",
    expected: `${CONFIG} and ${WEIGHTS}`,
    hint: `A training that was stopped goes on with: glueball runs resume ${place}`,
  });
}

function notAModel(place: string, found: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/not-a-model",
    what: "this is not the folder of a network that writes Lagrangians",
    place,
    found,
    expected: `${CONFIG} and ${WEIGHTS}`,
    hint: "glueball lagrangian train makes one: give its run folder",
  });
}
