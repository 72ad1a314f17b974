/** The folder of a twin over words (networkFolder.ts). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { EncoderDecoderConfig } from "../../../nets/index.ts";
import { Scope } from "../../../tensor/index.ts";
import { WORDS } from "../../words/wordGrammar.ts";
import { CONFIG_FILE, networkFolder, readConfig, readParameters, saveNetwork } from "../networkFolder.ts";
import { WORD_STYLES } from "./rawWords.ts";
import type { WordStyle } from "./rawWords.ts";
import type { WordNetwork } from "./wordModel.ts";
import { WORD_NETWORK, wordLoss } from "./wordTwin.ts";

const FORMAT = 1;
const KIND = "glueball-lagrangian-words";

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
  saveNetwork(folder, { format: FORMAT, model_type: KIND, style, words: WORDS, model: config, training }, parameters);
}

/** Whether a folder, or the run in it, holds a twin over words; whether it is whole, `loadWordModel` says. */
export function isWordModel(path: string): boolean {
  const folder = networkFolder(path);
  return folder !== undefined && readFileSync(join(folder, CONFIG_FILE), "utf8").includes(`"model_type": "${KIND}"`);
}

/**
 * Loads a model folder, or the model of a training run.
 * @throws GlueballError lagrangian/not-a-model, tensor/checkpoint-mismatch
 */
export function loadWordModel(path: string): WordModel {
  const { model, style, training } = readConfig(path, configFile, "glueball lagrangian train words");
  const config: EncoderDecoderConfig = { ...WORD_NETWORK, ...model };
  const scope = Scope.create();
  wordLoss(scope, { batch: 1, sourceLength: 1, targetLength: 1 }, config);
  return { config, parameters: readParameters(path, scope), style, training };
}
