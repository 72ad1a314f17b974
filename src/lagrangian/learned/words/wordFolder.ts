/**
 * A trained twin over words on disk: `config.json` (network, style, what it was trained on) and `model.safetensors`, as
 * modelFolder.ts has it for the compact form. Loading is strict.
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { GlueballError, writeFileAtomic } from "../../../base/index.ts";
import type { EncoderDecoderConfig } from "../../../nets/index.ts";
import { requireJson } from "../../../run/index.ts";
import { loadParameters, saveCheckpoint, Scope } from "../../../tensor/index.ts";
import { WORDS } from "../../words/wordGrammar.ts";
import { WORD_STYLES } from "./rawWords.ts";
import type { WordStyle } from "./rawWords.ts";
import type { WordNetwork } from "./wordModel.ts";
import { WORD_NETWORK, wordLoss } from "./wordTwin.ts";

const FORMAT = 1;
const KIND = "glueball-lagrangian-words";
const CONFIG = "config.json";
const WEIGHTS = "model.safetensors";

const configFile = z.object({
  format: z.literal(FORMAT),
  model_type: z.literal(KIND),
  style: z.enum(WORD_STYLES),
  words: z.array(z.string()).refine((words) => words.join(" ") === WORDS.join(" "), "the words of another version"),
  model: z.object({
    layers: z.int().positive(),
    width: z.int().positive(),
    heads: z.int().positive(),
    hidden: z.int().positive(),
    context: z.int().positive(),
    dropout: z.number().min(0).max(1),
    normPosition: z.enum(["pre", "post"]),
  }),
  training: z.record(z.string(), z.unknown()),
});

export interface WordModel extends WordNetwork {
  readonly style: WordStyle;
  /** What it was trained on, for the record. */
  readonly training: Readonly<Record<string, unknown>>;
}

export function saveWordModel(folder: string, { config, parameters, style, training }: WordModel): void {
  mkdirSync(folder, { recursive: true });
  saveCheckpoint(join(folder, WEIGHTS), parameters);
  const content = { format: FORMAT, model_type: KIND, style, words: WORDS, model: config, training };
  writeFileAtomic(join(folder, CONFIG), `${JSON.stringify(content, undefined, 2)}\n`);
}

/** Whether a folder, or the run in it, holds a twin over words; whether it is whole, `loadWordModel` says. */
export function isWordModel(path: string): boolean {
  const file = configPath(path);
  return file !== undefined && readFileSync(file, "utf8").includes(`"model_type": "${KIND}"`);
}

/**
 * Loads a model folder, or the model of a training run.
 * @throws GlueballError lagrangian/not-a-model, tensor/checkpoint-mismatch
 */
export function loadWordModel(path: string): WordModel {
  const file = configPath(path);
  const parsed = configFile.safeParse(
    file === undefined ? undefined : requireJson(file, (found) => notAWordModel(file, found)),
  );
  if (file === undefined || !parsed.success) {
    const [issue] = parsed.error?.issues ?? [];
    throw notAWordModel(
      file ?? path,
      file === undefined ? `no ${CONFIG}` : `${issue.path.join(".")}: ${issue.message}`,
    );
  }
  const { model, style, training } = parsed.data;
  const config: EncoderDecoderConfig = { ...WORD_NETWORK, ...model };
  const scope = Scope.create();
  wordLoss(scope, { batch: 1, sourceLength: 1, targetLength: 1 }, config);
  return { config, parameters: loadParameters(join(dirname(file), WEIGHTS), scope), style, training };
}

function configPath(path: string): string | undefined {
  return [path, join(path, "model")].map((folder) => join(folder, CONFIG)).find((file) => existsSync(file));
}

function notAWordModel(place: string, found: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/not-a-model",
    what: "this is not the folder of a network that writes Lagrangians in words",
    place,
    found,
    expected: `${CONFIG} and ${WEIGHTS}`,
    hint: "glueball lagrangian train words makes one: give its run folder",
  });
}
