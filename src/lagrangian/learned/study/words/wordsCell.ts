/**
 * One cell of the study of words: a twin of one style and seed is trained; at every validation it writes the Lagrangians
 * of the test lists, and at the end also with charges in unreduced spelling. Its result is what was written, scored.
 */
import { createContext } from "../../../../run/index.ts";
import type { CellContext } from "../../../../run/index.ts";
import type { Device } from "../../../../base/index.ts";
import type { EncoderDecoderConfig } from "../../../../nets/index.ts";
import type { NamedArrays } from "../../../../tensor/index.ts";
import { fieldsOfList } from "../../lists/labelledLists.ts";
import { openLists } from "../../lists/listSet.ts";
import { createWordTypes, withoutKineticTerms } from "../../words/rawWords.ts";
import type { WordStyle } from "../../words/rawWords.ts";
import { saveWordModel } from "../../words/wordFolder.ts";
import { trainWordTwin, writeWords } from "../../words/wordModel.ts";
import type { WordRecipe } from "../../words/wordModel.ts";
import { scoreWords } from "../../words/wordScores.ts";
import type { WordListScore } from "../../words/wordScores.ts";
import { spelledWords } from "../chargeSpelling.ts";
import { readWords, styledLists } from "./wordsLists.ts";

export interface WordCellOptions {
  readonly style: WordStyle;
  readonly seed: number;
  /** Folder of the lists and file of their words (wordsLists.ts). */
  readonly lists: string;
  readonly words: string;
  readonly config: EncoderDecoderConfig;
  /** Its rows are as long as the longest Lagrangian of the style. */
  readonly recipe: Omit<WordRecipe, "sourceWords" | "targetWords" | "style">;
  readonly testLists: number;
  readonly device: Device;
}

/** A point of a learning curve. */
export interface WordPoint {
  readonly step: number;
  /** Lists that were shown until then. */
  readonly lists: number;
  /** Processor time of the training until then: it does not depend on what else the machine does. */
  readonly seconds: number;
  readonly scores: readonly WordListScore[];
}

export interface WordCellResult {
  readonly points: readonly WordPoint[];
  /** Loss in nats per word of its own style. */
  readonly validation: number;
  /** By the number that numerators and denominators of charges are multiplied by; 1 is the spelling of the training. */
  readonly spelled: Readonly<Record<"1" | "2" | "3", readonly WordListScore[]>>;
}

const WRITTEN_TOGETHER = 40;

export async function runCell(
  given: Readonly<Record<string, unknown>>,
  { folder, threads, progress }: CellContext,
): Promise<WordCellResult> {
  const options = given as unknown as WordCellOptions;
  const { style, seed, config, device } = options;
  const context = createContext({ seed, threads, device });
  const lists = styledLists(openLists(context, options.lists), readWords(options.words), style, options.testLists);
  const { sourceWords, targetWords } = lists;
  const recipe: WordRecipe = { ...options.recipe, style, sourceWords, targetWords };
  const fields = lists.tests.map((list) => fieldsOfList(lists.set, list));
  const typesOf = createWordTypes(style);
  const truth = fields.map((own) => withoutKineticTerms(typesOf(own)));
  const write = async (parameters: NamedArrays, spelling: number) => {
    const sources = fields.map((own) => spelledWords(own, spelling));
    const room = { batch: WRITTEN_TOGETHER, targetWords: targetWords + 1 };
    const written = await writeWords(context, { config, parameters }, sources, room);
    return written.map(({ words }, k) => scoreWords(fields[k], words, truth[k]));
  };

  const points: WordPoint[] = [];
  let [seconds, mark] = [0, process.cpuUsage()];
  const trained = await trainWordTwin(context, lists, config, recipe, async (step, parameters) => {
    const { user, system } = process.cpuUsage(mark);
    seconds += (user + system) / 1e6;
    points.push({ step, lists: step * recipe.batch, seconds, scores: await write(parameters, 1) });
    progress(step / recipe.steps);
    mark = process.cpuUsage();
  });
  const { parameters } = trained;
  saveWordModel(`${folder}/model`, { config, parameters, style, training: { seed, steps: recipe.steps } });
  const spelled = { 1: points.at(-1)!.scores, 2: await write(parameters, 2), 3: await write(parameters, 3) };
  return { points, validation: trained.curve.at(-1)!.validation, spelled };
}
