/**
 * A trained tagger on disk, as Hugging Face lays models out: `config.json` (network, classes, what it was trained on) and
 * `model.safetensors`. Loading is strict: every tensor of the network, no other, each of its shape.
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { GlueballError, writeFileAtomic } from "../../base/index.ts";
import { loadParameters, saveCheckpoint, Scope } from "../../tensor/index.ts";
import { taggerLogits } from "./architectures.ts";
import type { Tagger } from "./tagger.ts";

const count = z.int().positive();
const counts = z.array(count).min(1);

const architecture = z.discriminatedUnion("network", [
  z.object({
    network: z.literal("particle-net"),
    config: z.object({
      neighbours: count,
      blocks: z.array(counts).min(1),
      hidden: z.array(count),
      classes: count,
      dropout: z.number(),
    }),
  }),
  z.object({
    network: z.literal("part"),
    config: z.object({
      embedding: counts,
      pairEmbedding: counts,
      heads: count,
      blocks: z.int().nonnegative(),
      classBlocks: count,
      dropout: z.number(),
      classes: count,
    }),
  }),
  z.object({
    network: z.literal("pfn"),
    config: z.object({ particle: counts, jet: counts, classes: count }),
  }),
]);

const FORMAT = 1;
const MODEL_TYPE = "glueball-tagger";

const configFile = z.object({
  format: z.literal(FORMAT),
  model_type: z.literal(MODEL_TYPE),
  architecture,
  lengths: counts,
  classes: z.array(z.string()).min(2),
  training: z.record(z.string(), z.unknown()),
});

export interface SavedTagger extends Tagger {
  /** What it was trained on, for the record. */
  readonly training: Readonly<Record<string, unknown>>;
}

const CONFIG = "config.json";
const WEIGHTS = "model.safetensors";

export function saveTagger(folder: string, { parameters, ...rest }: SavedTagger): void {
  mkdirSync(folder, { recursive: true });
  saveCheckpoint(join(folder, WEIGHTS), parameters);
  const content = { format: FORMAT, model_type: MODEL_TYPE, ...rest };
  writeFileAtomic(join(folder, CONFIG), `${JSON.stringify(content, undefined, 2)}\n`);
}

/**
 * Loads the folder of a tagger, or the tagger of a run folder.
 * @throws GlueballError jetlm/not-a-tagger, tensor/checkpoint-mismatch
 */
export function loadTagger(path: string): SavedTagger {
  const folder = existsSync(join(path, "tagger", CONFIG)) ? join(path, "tagger") : path;
  const file = join(folder, CONFIG);
  if (!existsSync(file)) throw notATagger(path, existsSync(path) ? `no ${CONFIG} in it` : "nothing there");
  const parsed = configFile.safeParse(readJson(file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw notATagger(file, [issue.path.join("."), issue.message].filter((part) => part !== "").join(": "));
  }
  const { architecture: network, lengths, classes, training } = parsed.data;
  if (classes.length !== network.config.classes) {
    throw notATagger(file, `${classes.length} names for ${network.config.classes} classes`);
  }
  const scope = Scope.create();
  taggerLogits(scope, network, 1, lengths.at(-1)!);
  return {
    architecture: network,
    lengths,
    classes,
    training,
    parameters: loadParameters(join(folder, WEIGHTS), scope),
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw notATagger(file, error instanceof Error ? error.message : String(error));
  }
}

function notATagger(place: string, found: string): GlueballError {
  return new GlueballError({
    code: "jetlm/not-a-tagger",
    what: "this is not the folder of a trained tagger",
    place,
    found,
    expected: `${CONFIG} and ${WEIGHTS}`,
    hint: "glueball jetlm tag makes one: give its run folder",
  });
}
