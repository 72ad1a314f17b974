/**
 * A trained network on disk: `config.json` (network, form, what it was trained on) and `model.safetensors`. Loading is
 * strict: every tensor of the network, no other, each of its shape.
 */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { GlueballError, writeFileAtomic } from "../../base/index.ts";
import { requireJson } from "../../run/index.ts";
import { loadParameters, saveCheckpoint } from "../../tensor/index.ts";
import type { NamedArrays, Scope } from "../../tensor/index.ts";

export const CONFIG_FILE = "config.json";
export const WEIGHTS_FILE = "model.safetensors";

export function saveNetwork(folder: string, config: object, parameters: NamedArrays): void {
  mkdirSync(folder, { recursive: true });
  saveCheckpoint(join(folder, WEIGHTS_FILE), parameters);
  writeFileAtomic(join(folder, CONFIG_FILE), `${JSON.stringify(config, undefined, 2)}\n`);
}

/** The folder itself, or that of the model of a training run; undefined where there is neither. */
export function networkFolder(path: string): string | undefined {
  return [path, join(path, "model")].find((candidate) => existsSync(join(candidate, CONFIG_FILE)));
}

/**
 * What stands in the config of a network. `command` makes such networks.
 * @throws GlueballError lagrangian/not-a-model
 */
export function readConfig<Schema extends z.ZodType>(path: string, schema: Schema, command: string): z.output<Schema> {
  const folder = networkFolder(path);
  if (folder === undefined) {
    if (existsSync(join(path, "run.json"))) throw unfinished(path);
    throw notAModel(path, existsSync(path) ? `no ${CONFIG_FILE} in it` : "nothing there", command);
  }
  const file = join(folder, CONFIG_FILE);
  const parsed = schema.safeParse(requireJson(file, (found) => notAModel(file, found, command)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const found = [issue.path.join("."), issue.message].filter((part) => part !== "").join(": ");
  throw notAModel(file, found, command);
}

/** The parameters that a scope has registered. @throws GlueballError tensor/checkpoint-mismatch */
export function readParameters(path: string, scope: Scope): NamedArrays {
  return loadParameters(join(networkFolder(path)!, WEIGHTS_FILE), scope);
}

function unfinished(place: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/not-a-model",
    what: "this run has no network",
    place,
    found: "a run that is not a training, or one that was stopped",
    expected: `${CONFIG_FILE} and ${WEIGHTS_FILE}`,
    hint: `A training that was stopped goes on with: glueball runs resume ${place}`,
  });
}

function notAModel(place: string, found: string, command: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/not-a-model",
    what: "this is not the folder of a network that writes Lagrangians",
    place,
    found,
    expected: `${CONFIG_FILE} and ${WEIGHTS_FILE}`,
    hint: `${command} makes one: give its run folder`,
  });
}
