/**
 * Training and use of the twin over words (wordTwin.ts): the list in canonical order as source, the Lagrangian in
 * one of the styles of rawWords.ts as target, in the order in which the engine gives its terms. Rows have fixed lengths;
 * what is longer is left out and counted.
 */
import { GlueballError } from "../../../base/index.ts";
import type { Rng } from "../../../base/index.ts";
import { encoderDecoderStepper, generate } from "../../../nets/index.ts";
import type { EncoderDecoderConfig } from "../../../nets/index.ts";
import type { RunContext } from "../../../run/index.ts";
import { Scope } from "../../../tensor/index.ts";
import type { NamedArrays } from "../../../tensor/index.ts";
import { fieldsOfList } from "../lists/labelledLists.ts";
import type { TrainingLists } from "../lists/labelledLists.ts";
import { createWordTypes } from "./rawWords.ts";
import type { WordStyle } from "./rawWords.ts";
import { runTraining } from "../trainingLoop.ts";
import type { BatchList, LoopRecipe, Trainable, Trained } from "../trainingLoop.ts";
import { END_WORD, fieldListWords, START_WORD, wordIds, WORDS } from "../../words/wordGrammar.ts";
import { targetWords } from "./wordTargets.ts";
import { PADDING, wordLoss } from "./wordTwin.ts";

export interface WordRecipe extends LoopRecipe {
  /** Lists of a batch, and the most words of a list and of its Lagrangian. */
  readonly batch: number;
  readonly sourceWords: number;
  readonly targetWords: number;
  /** Which terms are written; default raw. */
  readonly style?: WordStyle;
}

/** Lists to train on with the numbers of the words of their Lagrangians. */
export interface WordLists extends TrainingLists {
  target(list: number): Int32Array;
}

export interface FittingWords extends WordLists {
  /** Training lists whose words are too many. */
  readonly tooLong: number;
}

/** The lists whose words fit, written once: some 5 ms a list of up to 3 fields. */
export function fittingWords(
  context: RunContext,
  { set, train, validation }: TrainingLists,
  { style, sourceWords, targetWords: most }: WordRecipe,
): FittingWords {
  const typesOf = createWordTypes(style);
  const targets = new Map<number, Int32Array>();
  const total = train.length + validation.length;
  const fits = (list: number) => {
    const fields = fieldsOfList(set, list);
    const words = wordIds(targetWords(typesOf(fields)));
    const fitting = fieldListWords(fields).length <= sourceWords && words.length - 1 <= most;
    if (fitting) targets.set(list, words);
    context.progress({ stage: "write Lagrangians", done: ++done, total });
    context.signal.throwIfAborted();
    return fitting;
  };
  let done = 0;
  const own = train.filter(fits);
  const data = { set, train: own, validation: validation.filter(fits), tooLong: train.length - own.length };
  return { ...data, target: (list) => targets.get(list)! };
}

/**
 * Trains on lists whose words fit. `inspect` looks at the network after each validation.
 * @throws GlueballError lagrangian/no-training-lists and those of `runTraining`
 */
export async function trainWordTwin(
  context: RunContext,
  { set, train, validation, target }: WordLists,
  config: EncoderDecoderConfig,
  recipe: WordRecipe,
  inspect?: Trainable["inspect"],
): Promise<Trained> {
  if (train.length === 0) throw noLists(recipe);
  const batches = (lists: readonly number[]): BatchList => ({
    count: Math.ceil(lists.length / recipe.batch),
    batch: (index) => {
      const own = lists.slice(index * recipe.batch, (index + 1) * recipe.batch);
      const examples = own.map((list) => ({
        source: wordIds(fieldListWords(fieldsOfList(set, list))),
        target: target(list),
      }));
      return wordBatch(examples, recipe);
    },
  });
  const shape = { batch: recipe.batch, sourceLength: recipe.sourceWords, targetLength: recipe.targetWords };
  const network = {
    loss: (scope: Scope) => wordLoss(scope, shape, config),
    epoch: (epoch: number) =>
      batches(
        context.rng
          .fork("epoch")
          .fork(epoch)
          .fork("lists")
          .shuffle([...train]),
      ),
    validation: batches(validation),
    ...(inspect === undefined ? {} : { inspect }),
  };
  return runTraining(context, network, recipe);
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

function noLists({ sourceWords, targetWords }: WordRecipe): GlueballError {
  return new GlueballError({
    code: "lagrangian/no-training-lists",
    what: "there is no list to train on",
    found: `no training list within ${sourceWords} words and ${targetWords} words of its Lagrangian`,
    expected: "a set with lists of the training part whose words fit",
    hint: "Raise --target-words (and --source-words), or draw lists of fewer fields: random:2000:2",
  });
}

export interface WordNetwork {
  readonly config: EncoderDecoderConfig;
  readonly parameters: NamedArrays;
}

export interface WordWriting {
  /** Lists written side by side. */
  readonly batch: number;
  /** Most words of a Lagrangian; longer ones are cut. */
  readonly targetWords: number;
  /** Divides the logits; 0, the default, takes the most probable word. */
  readonly temperature?: number;
}

export interface WrittenSequence {
  readonly words: readonly string[];
  /** ln of the probability of all words after the first. */
  readonly logProbability: number;
}

/**
 * The words that the network writes for each source (`[SOS] FIELD ... [EOS]`), at L0.
 * @throws GlueballError lagrangian/too-many-words when a source or `targetWords` is longer than the network's positions
 */
export async function writeWords(
  context: RunContext,
  network: WordNetwork,
  sources: readonly (readonly string[])[],
  options: WordWriting,
): Promise<WrittenSequence[]> {
  const written: WrittenSequence[] = [];
  for (let first = 0; first < sources.length; first += options.batch) {
    const own = sources.slice(first, first + options.batch);
    const rng = context.rng.fork("words").fork(first);
    written.push(...(await writeBatch(context, network, own, { ...options, rng })));
    context.progress({ stage: "write words", done: written.length, total: sources.length });
  }
  return written;
}

async function writeBatch(
  context: RunContext,
  network: WordNetwork,
  sources: readonly (readonly string[])[],
  { targetWords, temperature = 0, rng }: WordWriting & { readonly rng: Rng },
): Promise<WrittenSequence[]> {
  const sourceWords = Math.max(...sources.map((words) => words.length));
  const { config, parameters } = firstPositions(network, Math.max(sourceWords, targetWords));
  const tokens = new Int32Array(sources.length * sourceWords).fill(PADDING);
  sources.forEach((words, row) => tokens.set(wordIds(words), row * sourceWords));
  const valid = Uint8Array.from(tokens, (token) => (token === PADDING ? 0 : 1));
  const encoded = { tokens, valid, batch: sources.length };
  const stepper = await encoderDecoderStepper(Scope.create(), config, parameters, encoded, context);
  const [start, end] = [START_WORD, END_WORD].map((word) => WORDS.indexOf(word));
  const written = await generate(stepper, {
    count: sources.length,
    prompt: () => [start],
    end,
    maxLength: targetWords,
    temperature,
    rng,
    signal: context.signal,
  });
  await stepper.release();
  return written.map((sequence) => ({
    words: Array.from(sequence.tokens, (word) => WORDS[word]),
    logProbability: sequence.logProbabilities.reduce((sum, value) => sum + value, 0),
  }));
}

/** The network without its later positions: memory of the decoder is as long as its positions. */
function firstPositions({ config, parameters }: WordNetwork, context: number): WordNetwork {
  if (context > config.context) throw tooManyWords(context, config.context);
  const tables = ["encoder", "decoder"].map((side) => {
    const name = `${side}.position.weight`;
    return [
      name,
      { shape: [context, config.width], data: parameters.get(name)!.data.subarray(0, context * config.width) },
    ] as const;
  });
  return { config: { ...config, context }, parameters: new Map([...parameters, ...tables]) };
}

function tooManyWords(found: number, positions: number): GlueballError {
  return new GlueballError({
    code: "lagrangian/too-many-words",
    what: "a field list or a Lagrangian is longer than the network's positions",
    found: `${found} words`,
    expected: `at most ${positions}`,
    hint: "Lower --max-tokens, or give a list of fewer fields",
  });
}
