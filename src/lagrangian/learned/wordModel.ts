/**
 * Training and use of the twin over words (wordTwin.ts): the list in a random order of fields as source, the redundant
 * or independent Lagrangian (rawWords.ts) as target, in the order in which the engine gives its terms. Rows have fixed lengths; what is
 * longer is left out and counted.
 */
import { GlueballError } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";
import { encoderDecoderStepper, generate } from "../../nets/index.ts";
import type { EncoderDecoderConfig } from "../../nets/index.ts";
import type { RunContext } from "../../run/index.ts";
import { Scope } from "../../tensor/index.ts";
import type { NamedArrays } from "../../tensor/index.ts";
import { fieldsOfList } from "./labelledLists.ts";
import type { FieldList } from "../words/matterFields.ts";
import { createRawWords } from "./rawWords.ts";
import type { RawWords, WordStyle } from "./rawWords.ts";
import { scoreTerms, termOfWords } from "./termScores.ts";
import type { LagrangianScore, ScoredTerm } from "./termScores.ts";
import type { TrainingLists } from "./train.ts";
import { runTraining } from "./trainingLoop.ts";
import type { BatchList, LoopRecipe, Trained } from "./trainingLoop.ts";
import { END_WORD, fieldListWords, lagrangianWords, START_WORD, wordIds, WORDS } from "../words/wordGrammar.ts";
import type { WordTerm } from "../words/wordGrammar.ts";
import { readLagrangian } from "../words/wordReader.ts";
import { PADDING, wordLoss } from "./wordTwin.ts";

export interface WordRecipe extends LoopRecipe {
  /** Lists of a batch, and the most words of a list and of its Lagrangian. */
  readonly batch: number;
  readonly sourceWords: number;
  readonly targetWords: number;
  /** Which terms are written; default raw. */
  readonly style?: WordStyle;
}

export interface TrainedWordTwin extends Trained {
  /** Training lists whose words are too many. */
  readonly tooLong: number;
}

/** @throws GlueballError lagrangian/no-training-lists and those of `runTraining` */
export async function trainWordTwin(
  context: RunContext,
  { set, train, validation }: TrainingLists,
  config: EncoderDecoderConfig,
  recipe: WordRecipe,
): Promise<TrainedWordTwin> {
  const wordsOf = rememberedWords(createRawWords(recipe.style));
  const fitting = (lists: readonly number[]) =>
    lists.filter((list) => {
      const fields = fieldsOfList(set, list);
      const [source, target] = [fieldListWords(fields).length, wordsOf(list, fields).length - 1];
      return source <= recipe.sourceWords && target <= recipe.targetWords;
    });
  const batches = (lists: readonly number[], order?: Rng): BatchList => ({
    count: Math.ceil(lists.length / recipe.batch),
    batch: (index) => {
      const own = lists.slice(index * recipe.batch, (index + 1) * recipe.batch);
      const examples = own.map((list) => {
        const fields = fieldsOfList(set, list);
        const shown = order === undefined ? fields : order.fork(list).shuffle([...fields]);
        return { source: wordIds(fieldListWords(shown)), target: wordsOf(list, fields) };
      });
      return wordBatch(examples, recipe);
    },
  });
  const own = fitting(train);
  if (own.length === 0) throw noLists(train.length, recipe);
  const shape = { batch: recipe.batch, sourceLength: recipe.sourceWords, targetLength: recipe.targetWords };
  const network = {
    loss: (scope: Scope) => wordLoss(scope, shape, config),
    epoch: (epoch: number) => {
      const rng = context.rng.fork("epoch").fork(epoch);
      return batches(rng.fork("lists").shuffle([...own]), rng.fork("fields"));
    },
    validation: batches(fitting(validation)),
  };
  return { ...(await runTraining(context, network, recipe)), tooLong: train.length - own.length };
}

/** Numbers of the words of each Lagrangian, made once. */
function rememberedWords(rawWords: RawWords): (list: number, fields: FieldList) => Int32Array {
  const known = new Map<number, Int32Array>();
  return (list, fields) => {
    const words = known.get(list) ?? wordIds(lagrangianWords(rawWords(fields)));
    known.set(list, words);
    return words;
  };
}

function wordBatch(
  examples: readonly { readonly source: Int32Array; readonly target: Int32Array }[],
  { batch, sourceWords, targetWords }: WordRecipe,
) {
  const source = new Int32Array(batch * sourceWords).fill(PADDING);
  const target = new Int32Array(batch * targetWords).fill(PADDING);
  const next = new Int32Array(batch * targetWords).fill(PADDING);
  examples.forEach((example, row) => {
    source.set(example.source, row * sourceWords);
    target.set(example.target.subarray(0, -1), row * targetWords);
    next.set(example.target.subarray(1), row * targetWords);
  });
  const tokens = examples.reduce((sum, example) => sum + example.target.length - 1, 0);
  return { feeds: { source, target, next }, tokens };
}

function noLists(lists: number, { sourceWords, targetWords }: WordRecipe): GlueballError {
  return new GlueballError({
    code: "lagrangian/no-training-lists",
    what: "there is no list to train on",
    found: `${lists} training lists, none within ${sourceWords} words and ${targetWords} words of its Lagrangian`,
    expected: "a set with lists of the training part, or more words",
  });
}

/** The words that the network writes for each list, at L0, always the most probable one. */
export async function writeWords(
  context: RunContext,
  { config, parameters }: { readonly config: EncoderDecoderConfig; readonly parameters: NamedArrays },
  lists: readonly FieldList[],
  { sourceWords, targetWords }: Pick<WordRecipe, "sourceWords" | "targetWords">,
): Promise<string[][]> {
  const tokens = new Int32Array(lists.length * sourceWords).fill(PADDING);
  lists.forEach((fields, row) => tokens.set(wordIds(fieldListWords(fields)), row * sourceWords));
  const valid = Uint8Array.from(tokens, (token) => (token === PADDING ? 0 : 1));
  const sources = { tokens, valid, batch: lists.length };
  const stepper = await encoderDecoderStepper(Scope.create(), config, parameters, sources, context);
  const [start, end] = [START_WORD, END_WORD].map((word) => WORDS.indexOf(word));
  const written = await generate(stepper, {
    count: lists.length,
    prompt: () => [start],
    end,
    maxLength: targetWords,
    temperature: 0,
    rng: context.rng.fork("words"),
    signal: context.signal,
  });
  await stepper.release();
  return written.map((sequence) => Array.from(sequence.tokens, (word) => WORDS[word]));
}

export interface WordScore extends LagrangianScore {
  /** Stretches between plus signs that are no term of the grammar. */
  readonly unreadable: number;
}

/** Scores what was written, term by term; what cannot be read is a term without factors. */
export function scoreWords(words: readonly string[], truth: readonly WordTerm[]): WordScore {
  const body = words.filter((word) => word !== START_WORD && word !== END_WORD);
  const terms = splitTerms(body).map(readScoredTerm);
  const unreadable = terms.filter((term) => term === undefined).length;
  const written = terms.map((term) => term ?? NO_TERM);
  return { ...scoreTerms(written, truth.map(termOfWords)), unreadable };
}

const NO_TERM: ScoredTerm = { factors: [], contractions: [] };

function splitTerms(words: readonly string[]): string[][] {
  const terms: string[][] = [];
  for (const word of words) {
    if (word === "+" || terms.length === 0) terms.push([]);
    if (word !== "+") terms.at(-1)!.push(word);
  }
  return terms;
}

function readScoredTerm(words: readonly string[]): ScoredTerm | undefined {
  try {
    return readLagrangian([START_WORD, "+", ...words, END_WORD]).map(termOfWords)[0];
  } catch (error) {
    if (error instanceof GlueballError) return undefined;
    throw error;
  }
}
