/**
 * The lists of the study of words: those whose redundant Lagrangian is short enough for a CPU, so that twins of all three
 * styles learn from the same lists. Their words are written once and kept beside the twins. Kinetic terms are left out: they
 * are the same for a field whatever else is in its list, and would be most of the words.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GlueballError, writeFileAtomic } from "../../../../base/index.ts";
import type { RunContext } from "../../../../run/index.ts";
import { fieldListWords, wordIds } from "../../../words/wordGrammar.ts";
import { fieldsOfList, listCount, listsOfPart } from "../../lists/labelledLists.ts";
import type { LabelledLists } from "../../lists/labelledLists.ts";
import { createWordStyles, withoutKineticTerms, WORD_STYLES } from "../../words/rawWords.ts";
import type { WordStyle } from "../../words/rawWords.ts";
import type { WordLists } from "../../words/wordModel.ts";
import { targetWords } from "../../words/wordTargets.ts";

/** As it lies on disk. */
export interface KeptWords {
  /** Most words of a redundant Lagrangian. */
  readonly limit: number;
  /** Words of every list of the set, fitting or not. */
  readonly lengths: Readonly<Record<WordStyle, readonly number[]>>;
  /** Numbers of the lists that fit. */
  readonly lists: readonly number[];
  /** Their Lagrangians. */
  readonly texts: Readonly<Record<WordStyle, readonly string[]>>;
}

/** Writes the words of a set, or finds them: `WORDS-LIMIT.json` in its folder. */
export function keepWords(context: RunContext, folder: string, set: LabelledLists, limit: number): string {
  const path = join(folder, `words-${limit}.json`);
  if (!existsSync(path)) writeFileAtomic(path, JSON.stringify(writtenWords(context, set, limit)));
  return path;
}

export function readWords(path: string): KeptWords {
  return JSON.parse(readFileSync(path, "utf8")) as KeptWords;
}

function writtenWords(context: RunContext, set: LabelledLists, limit: number): KeptWords {
  const stylesOf = createWordStyles();
  const empty = () => ({ raw: [], independent: [], irreps: [] });
  const [lengths, texts]: [Record<WordStyle, number[]>, Record<WordStyle, string[]>] = [empty(), empty()];
  const lists: number[] = [];
  const total = listCount(set);
  for (let list = 0; list < total; list++) {
    const styled = stylesOf(fieldsOfList(set, list));
    const words = WORD_STYLES.map((style) => [style, targetWords(withoutKineticTerms(styled(style)))] as const);
    for (const [style, own] of words) lengths[style].push(own.length);
    if (lengths.raw[list] <= limit) {
      lists.push(list);
      for (const [style, own] of words) texts[style].push(own.join(" "));
    }
    context.progress({ stage: "write Lagrangians", done: list + 1, total });
    context.signal.throwIfAborted();
  }
  return { limit, lengths, lists, texts };
}

/** Lists and rows for the training of one style; `tests` are lists of the test part. */
export interface StyledLists extends WordLists {
  readonly tests: readonly number[];
  readonly sourceWords: number;
  readonly targetWords: number;
}

const VALIDATION_LISTS = 64;

/** @throws GlueballError lagrangian/no-test-lists */
export function styledLists(set: LabelledLists, kept: KeptWords, style: WordStyle, testLists: number): StyledLists {
  const places = new Map(kept.lists.map((list, k) => [list, k]));
  const ids = kept.texts[style].map((text) => wordIds(text.split(" ")));
  const own = (part: "train" | "validation" | "test") => listsOfPart(set, part).filter((list) => places.has(list));
  const tests = own("test").slice(0, testLists);
  if (tests.length === 0) throw noTests(kept);
  const sources = kept.lists.map((list) => fieldListWords(fieldsOfList(set, list)).length);
  return {
    set,
    train: own("train"),
    validation: own("validation").slice(0, VALIDATION_LISTS),
    tests,
    target: (list) => ids[places.get(list)!],
    sourceWords: sources.reduce((most, words) => Math.max(most, words), 0),
    targetWords: ids.reduce((most, words) => Math.max(most, words.length - 1), 0),
  };
}

function noTests({ limit, lists }: KeptWords): GlueballError {
  return new GlueballError({
    code: "lagrangian/no-test-lists",
    what: "no list of the test part has few enough words",
    found: `${lists.length} lists of up to ${limit} words`,
    expected: "at least one",
    hint: "Raise --steps, with which more lists are drawn, or take another --seed",
  });
}
