/**
 * A trained model on disk, as Hugging Face lays models out: `config.json` (architecture, tokeniser with its hash, what
 * it was trained on) and `model.safetensors`. Loading is strict: every tensor of the network, no other, each of its shape.
 */
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { GlueballError, writeFileAtomic } from "../base/index.ts";
import { ACTIVATIONS, loadCheckpoint, loadParameters, saveCheckpoint, Scope } from "../tensor/index.ts";
import type { NamedArrays } from "../tensor/index.ts";
import { residualArrays, residualsFrom } from "./codeResiduals.ts";
import type { CodeResiduals } from "./codeResiduals.ts";
import type { JetClasses } from "./conditioning.ts";
import { rowLength, trainingLoss } from "./model.ts";
import type { JetModelConfig } from "./model.ts";
import { vocabularySize } from "./tokens.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";
import { requireTokeniser, restoreTokeniser, saveTokeniser } from "./tokens/tokeniserFolder.ts";

const FORMAT = 1;

const configFile = z.object({
  format: z.literal(FORMAT),
  model_type: z.literal("glueball-jetlm"),
  model: z.object({
    backbone: z.enum(["transformer", "mamba"]).exactOptional(),
    states: z.int().positive().exactOptional(),
    layers: z.int().positive(),
    width: z.int().positive(),
    heads: z.int().positive(),
    activation: z.enum(ACTIVATIONS),
    norm: z.enum(["layer", "rms"]),
    normPosition: z.enum(["pre", "post"]),
    positions: z.enum(["none", "rotary", "learned"]),
    dropout: z.number(),
    queryBias: z.boolean().exactOptional(),
    headBias: z.boolean().exactOptional(),
    tied: z.boolean().exactOptional(),
    embeddingWidth: z.int().positive().exactOptional(),
    cap: z.int().positive(),
    vocabulary: z.int().positive(),
    stages: z.int().positive().exactOptional(),
    classes: z.int().nonnegative().exactOptional(),
    gates: z.boolean().exactOptional(),
    headBlocks: z.int().nonnegative().exactOptional(),
    input: z.enum(["token", "continuous", "both"]).exactOptional(),
    objective: z.enum(["ntp", "mpm", "joint"]).exactOptional(),
  }),
  classes: z.object({ names: z.array(z.string()), fractions: z.array(z.number()) }).exactOptional(),
  tokeniser: z.record(z.string(), z.unknown()),
  tokeniserHash: z.string(),
  training: z.record(z.string(), z.unknown()),
});

export interface JetModel {
  readonly config: JetModelConfig;
  readonly tokeniser: Tokeniser;
  readonly parameters: NamedArrays;
  /** The classes of jets that it can be asked for; absent: none. */
  readonly classes?: JetClasses;
  /** Of a learnt tokeniser: the spread of constituents around what their codes decode to, for densities. */
  readonly residuals?: CodeResiduals;
  /** What the model was trained on, for the record. */
  readonly training: Readonly<Record<string, unknown>>;
}

const CONFIG = "config.json";
const WEIGHTS = "model.safetensors";
const RESIDUALS = "residuals.safetensors";

export function saveModel(folder: string, model: JetModel): void {
  const { config, tokeniser, parameters, classes, residuals, training } = model;
  mkdirSync(folder, { recursive: true });
  const content = {
    format: FORMAT,
    model_type: "glueball-jetlm",
    model: config,
    tokeniser: tokeniser.parameters,
    tokeniserHash: tokeniser.hash,
    classes,
    training,
  };
  saveTokeniser(folder, { tokeniser, fit: {} });
  saveCheckpoint(join(folder, WEIGHTS), parameters, { tokeniser: tokeniser.hash });
  if (residuals !== undefined) {
    saveCheckpoint(join(folder, RESIDUALS), residualArrays(residuals), { tokeniser: tokeniser.hash });
  }
  writeFileAtomic(join(folder, CONFIG), `${JSON.stringify(content, undefined, 2)}\n`);
}

/**
 * Loads a model folder, or the model of a run folder.
 * @throws GlueballError jetlm/not-a-model, jetlm/other-tokeniser, tensor/checkpoint-mismatch
 */
export function loadModel(path: string): JetModel {
  const folder = existsSync(join(path, "model", CONFIG)) ? join(path, "model") : path;
  const file = join(folder, CONFIG);
  if (!existsSync(path)) throw notAModel(path, "nothing there");
  if (!statSync(path).isDirectory()) throw notAModel(path, "a file");
  if (!existsSync(file)) throw notAModel(path, `no ${CONFIG} in it`);
  const parsed = configFile.safeParse(readJson(file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw notAModel(file, [issue.path.join("."), issue.message].filter((part) => part !== "").join(": "));
  }
  const { model, tokeniser: parameters, tokeniserHash, classes, training } = parsed.data;
  const tokeniser = restoreTokeniser(parameters, folder);
  requireTokeniser(tokeniser, tokeniserHash, file);
  if (vocabularySize(tokeniser) !== model.vocabulary) {
    throw notAModel(file, `${model.vocabulary} ids, but a tokeniser of ${vocabularySize(tokeniser)}`);
  }
  if ((classes?.names.length ?? 0) !== (model.classes ?? 0)) {
    throw notAModel(file, `${model.classes ?? 0} classes, but ${classes?.names.length ?? 0} names of classes`);
  }
  const scope = Scope.create();
  trainingLoss(scope, 1, rowLength(model.cap, model.stages), model);
  const weights = join(folder, WEIGHTS);
  const loaded = loadParameters(weights, scope);
  requireTokeniser(tokeniser, loadCheckpoint(weights).metadata["tokeniser"] ?? "none", weights);
  const parts = { config: model, tokeniser, parameters: loaded, training, ...loadResiduals(folder, tokeniser) };
  return classes === undefined ? parts : { ...parts, classes };
}

function loadResiduals(folder: string, tokeniser: Tokeniser): Pick<JetModel, "residuals"> {
  const file = join(folder, RESIDUALS);
  if (!existsSync(file)) return {};
  const { arrays, metadata } = loadCheckpoint(file);
  requireTokeniser(tokeniser, metadata["tokeniser"] ?? "none", file);
  const residuals = residualsFrom(arrays);
  return residuals === undefined ? {} : { residuals };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw notAModel(file, error instanceof Error ? error.message : String(error));
  }
}

function notAModel(place: string, found: string): GlueballError {
  return new GlueballError({
    code: "jetlm/not-a-model",
    what: "this is not the folder of a jet language model",
    place,
    found,
    expected: `${CONFIG} and ${WEIGHTS}`,
    hint: "glueball jetlm train makes one: give its run folder",
  });
}
