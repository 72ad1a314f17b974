/** `evaluate` and `generate` for twins over words: free decoding only, compared with the exact Lagrangian in the model's own style. */
import type { RunContext } from "../../../run/index.ts";
import type { FieldList } from "../../words/matterFields.ts";
import { fieldListWords } from "../../words/wordGrammar.ts";
import { evaluationOf } from "../measures/evaluate.ts";
import type { Evaluation } from "../measures/evaluate.ts";
import { fieldsOfList } from "../lists/labelledLists.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import { createWordTypes } from "./rawWords.ts";
import { termOfWords } from "../measures/termScores.ts";
import type { WordModel } from "./wordFolder.ts";
import { writeWords } from "./wordModel.ts";
import { scoreWords } from "./wordScores.ts";
import type { WordListScore } from "./wordScores.ts";
import { readTargetWords, termsOfWordTypes } from "./wordTargets.ts";
import type { WrittenTerm } from "./wordTargets.ts";

/** How lists are written; `maxTokens` is cut at the network's positions. */
export interface WordDecoding {
  readonly batch: number;
  readonly maxTokens: number;
  readonly temperature: number;
}

/** `lists` are numbers of lists of the set. */
export async function evaluateWordModel(
  context: RunContext,
  model: WordModel,
  { set, lists }: { readonly set: LabelledLists; readonly lists: readonly number[] },
  decoding: WordDecoding,
): Promise<Evaluation> {
  const fields = lists.map((list) => fieldsOfList(set, list));
  const started = performance.now();
  const written = await writeLists(context, model, fields.map(fieldListWords), decoding);
  const seconds = (performance.now() - started) / 1e3;
  const typesOf = createWordTypes(model.style);
  const scores = written.map(({ words }, k): WordListScore => scoreWords(fields[k], words, typesOf(fields[k])));
  return evaluationOf(context, `words, ${model.style}`, scores, seconds);
}

function writeLists(
  context: RunContext,
  model: WordModel,
  sources: readonly (readonly string[])[],
  { batch, maxTokens, temperature }: WordDecoding,
) {
  return writeWords(context, model, sources, {
    batch,
    temperature,
    targetWords: Math.min(maxTokens, model.config.context),
  });
}

/** A type as `generate` lists it. */
export interface ComparedType {
  readonly type: string;
  readonly count: number;
  readonly allowed: number;
}

export interface GeneratedWords {
  /** Numbers of terms of each type, or of invariants in the style `irreps`; kinetic types have DERIVATIVE in their names. */
  readonly types: readonly ComparedType[];
  readonly unreadable: number;
  readonly repeated: number;
  readonly complete: boolean;
  readonly logProbability: number;
}

/** What the network writes for one list, in the order in which somebody gave its fields. */
export async function generateWords(
  context: RunContext,
  model: WordModel,
  fields: FieldList,
  decoding: WordDecoding,
): Promise<GeneratedWords> {
  const [{ words, logProbability }] = await writeLists(context, model, [fieldListWords(fields)], decoding);
  const { terms, unreadable, complete } = readTargetWords(words);
  const truth = createWordTypes(model.style)(fields);
  const [count, allowed] = [termNumbers(terms), termNumbers(termsOfWordTypes(truth))];
  const types = [...new Set([...allowed.keys(), ...count.keys()])].map((type) => ({
    type,
    count: count.get(type) ?? 0,
    allowed: allowed.get(type) ?? 0,
  }));
  return { types, unreadable, repeated: scoreWords(fields, words, truth).repeated, complete, logProbability };
}

function termNumbers(terms: readonly WrittenTerm[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { term, invariants = 1 } of terms) {
    const name = termOfWords(term).factors.join(", ");
    numbers.set(name, (numbers.get(name) ?? 0) + invariants);
  }
  return numbers;
}
