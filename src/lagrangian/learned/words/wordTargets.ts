/**
 * What the twin over words is to write, and reading of what it wrote: "[SOS]" ("+" [number] TERM)* "[EOS]" with the terms
 * of wordGrammar.ts. The number of invariants stands before a term in the style `irreps` only (rawWords.ts).
 */
import { GlueballError } from "../../../base/index.ts";
import { END_WORD, lagrangianWords, START_WORD } from "../../words/wordGrammar.ts";
import type { WordTerm } from "../../words/wordGrammar.ts";
import { readLagrangian } from "../../words/wordReader.ts";
import type { WordType } from "./rawWords.ts";

export interface WrittenTerm {
  readonly term: WordTerm;
  /** The number before the term; absent where there is none. */
  readonly invariants?: number;
}

/** What a sequence of words says. */
export interface ReadWords {
  readonly terms: readonly WrittenTerm[];
  /** Stretches between plus signs that are no term of the grammar. */
  readonly unreadable: number;
  /** Whether the end was written. */
  readonly complete: boolean;
}

export function termsOfWordTypes(types: readonly WordType[]): WrittenTerm[] {
  return types.flatMap(({ terms, invariants }) =>
    terms.map((term) => (invariants === undefined ? { term } : { term, invariants })),
  );
}

export function targetWords(types: readonly WordType[]): string[] {
  const body = termsOfWordTypes(types).flatMap(({ term, invariants }) => {
    const [plus, ...words] = lagrangianWords([term]).slice(1, -1);
    return [plus, ...(invariants === undefined ? [] : String(invariants)), ...words];
  });
  return [START_WORD, ...body, END_WORD];
}

/** Never fails: what is no term is counted. */
export function readTargetWords(words: readonly string[]): ReadWords {
  const body = words.filter((word) => word !== START_WORD && word !== END_WORD);
  const read = splitTerms(body).map(readTerm);
  const terms = read.filter((term) => term !== undefined);
  return { terms, unreadable: read.length - terms.length, complete: words.at(-1) === END_WORD };
}

function splitTerms(words: readonly string[]): string[][] {
  const terms: string[][] = [];
  for (const word of words) {
    if (word === "+" || terms.length === 0) terms.push([]);
    if (word !== "+") terms.at(-1)!.push(word);
  }
  return terms;
}

/** Numbers of invariants have at most so many digits: a network may write any number of them. */
const MOST_DIGITS = 2;

function readTerm(words: readonly string[]): WrittenTerm | undefined {
  const digits = words.findIndex((word) => !/^\d$/.test(word));
  if (digits < 0 || digits > MOST_DIGITS) return undefined;
  try {
    const [term] = readLagrangian([START_WORD, "+", ...words.slice(digits), END_WORD]);
    return digits === 0 ? { term } : { term, invariants: Number(words.slice(0, digits).join("")) };
  } catch (error) {
    if (error instanceof GlueballError || error instanceof RangeError) return undefined;
    throw error;
  }
}
