/**
 * A teacher whose entropy is known exactly: a branching grammar in Polish notation. A symbol A is replaced by a letter and
 * some symbols, with given probabilities, always the leftmost first:
 *
 *     S -> a S S (0.3) | b S (0.2) | c (0.5),     for example  a b c c
 *
 * No letter stands in two productions of a symbol, so every sequence has one derivation, and its end is known without a
 * mark. With s the start, M[A][B] the mean number of symbols B that A is replaced by, and H[A] the entropy of the choice
 * for A, the entropy of a sequence is s (I - M)^-1 H nats, if no eigenvalue of M reaches 1 (Grenander 1967; Booth and
 * Thompson, IEEE Trans. Comput. 22 (1973) 442). Here: length 5 on average, H = 1.029653, 5.148265 nats a sequence.
 */
import { GlueballError } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";
import { packSequences, START } from "../tokens.ts";
import type { TokenSequences } from "../tokens.ts";

export interface Production {
  readonly probability: number;
  /** The letter that it writes: 0, 1, ... */
  readonly letter: number;
  /** The symbols that follow it, by number. */
  readonly symbols: readonly number[];
}

export interface Grammar {
  readonly letters: number;
  /** The productions of each symbol; symbol 0 is the start. */
  readonly productions: readonly (readonly Production[])[];
}

/** The example above: letters a, b, c. */
export const BRANCHING_GRAMMAR: Grammar = {
  letters: 3,
  productions: [
    [
      { probability: 0.3, letter: 0, symbols: [0, 0] },
      { probability: 0.2, letter: 1, symbols: [0] },
      { probability: 0.5, letter: 2, symbols: [] },
    ],
  ],
};

export interface GrammarFigures {
  /** Nats per sequence; the end costs nothing. */
  readonly entropy: number;
  /** Mean number of letters. */
  readonly length: number;
}

/** @throws GlueballError jetlm/bad-grammar, jetlm/endless-grammar */
export function grammarFigures(grammar: Grammar): GrammarFigures {
  checkGrammar(grammar);
  const { productions } = grammar;
  const entropies = productions.map((list) =>
    list.reduce((sum, { probability: p }) => sum - (p > 0 ? p * Math.log(p) : 0), 0),
  );
  const offspring = productions.map((list) => {
    const row = new Float64Array(productions.length);
    for (const { probability, symbols } of list) for (const symbol of symbols) row[symbol] += probability;
    return row;
  });
  return {
    entropy: totalFromStart(offspring, entropies),
    length: totalFromStart(
      offspring,
      productions.map(() => 1),
    ),
  };
}

/** Generations until what is left of a dying family is below the rounding of float64, for radii up to 0.999. */
const GENERATIONS = 40_000;

/** s (I - M)^-1 v as the sum over generations s M^k v, which also shows whether the family dies out. */
function totalFromStart(offspring: readonly Float64Array[], values: readonly number[]): number {
  let living = Float64Array.from(offspring, (_, symbol) => Number(symbol === 0));
  let total = 0;
  for (let generation = 0; generation < GENERATIONS; generation++) {
    total += living.reduce((sum, count, symbol) => sum + count * values[symbol], 0);
    const next = new Float64Array(living.length);
    living.forEach((count, parent) => offspring[parent].forEach((mean, child) => (next[child] += count * mean)));
    living = next;
    if (living.every((count) => count < 1e-18)) return total;
  }
  throw new GlueballError({
    code: "jetlm/endless-grammar",
    what: "the sequences of the grammar do not end",
    found: "a matrix of mean offspring with spectral radius 1 or more",
    expected: "a radius below 0.999",
  });
}

function checkGrammar({ letters, productions }: Grammar): void {
  productions.forEach((list, symbol) => {
    const sum = list.reduce((total, { probability }) => total + probability, 0);
    const known = new Set(list.map(({ letter }) => letter)).size === list.length;
    const inside = list.every(
      ({ letter, symbols }) => letter < letters && symbols.every((child) => child < productions.length),
    );
    if (known && inside && Math.abs(sum - 1) < 1e-9) return;
    throw new GlueballError({
      code: "jetlm/bad-grammar",
      what: "the productions of a symbol do not make a grammar with one derivation a sequence",
      place: `symbol ${symbol}`,
      found: `probabilities that sum to ${sum}, letters ${list.map(({ letter }) => letter).join(", ")}`,
      expected: "probabilities that sum to 1, each letter once, symbols that exist",
    });
  });
}

export interface GrammarSample {
  readonly sequences: TokenSequences;
  /** -ln of the grammar's probability of each sequence; of one that was cut, of what is there. */
  readonly surprise: Float64Array;
  /** Sequences that were cut at the cap and have no end. */
  readonly cut: number;
}

/** Draws sequences of ids: 0, letter + 1, ..., and the end, letters + 1, unless the cap came first. */
export function drawGrammar(grammar: Grammar, count: number, cap: number, rng: Rng): GrammarSample {
  checkGrammar(grammar);
  const surprise = new Float64Array(count);
  let cut = 0;
  const drawn = Array.from({ length: count }, (_, i) => {
    const stream = rng.fork(i);
    const ids = [START];
    const waiting = [0];
    while (waiting.length > 0 && ids.length <= cap) {
      const { probability, letter, symbols } = choose(grammar.productions[waiting.pop()!], stream.uniform());
      surprise[i] -= Math.log(probability);
      ids.push(letter + 1);
      waiting.push(...symbols.toReversed());
    }
    if (waiting.length === 0) ids.push(grammar.letters + 1);
    else cut++;
    return Int32Array.from(ids);
  });
  return { sequences: packSequences(drawn), surprise, cut };
}

function choose(list: readonly Production[], u: number): Production {
  let left = u;
  for (const production of list) {
    left -= production.probability;
    if (left < 0) return production;
  }
  return list[list.length - 1];
}
