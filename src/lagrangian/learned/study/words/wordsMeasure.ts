/** Trains the twins over words, style x seed, and gathers what they wrote. All cells lie beside the twins and are found again. */
import { join } from "node:path";
import type { RunContext } from "../../../../run/index.ts";
import type { LabelledLists } from "../../lists/labelledLists.ts";
import { namedBaselines, scoreBaseline } from "../../measures/baselines.ts";
import type { Baseline } from "../../measures/baselines.ts";
import type { ListScore } from "../../measures/metrics.ts";
import { WORD_STYLES } from "../../words/rawWords.ts";
import type { WordStyle } from "../../words/rawWords.ts";
import type { WordListScore } from "../../words/wordScores.ts";
import { WORD_TWINS } from "../../words/wordTwin.ts";
import { runCells, seedsOf } from "../cells.ts";
import { keepLists } from "../keptLists.ts";
import type { StudyOptions } from "../study.ts";
import { shortHash } from "../twins.ts";
import type { WordCellOptions, WordCellResult } from "./wordsCell.ts";
import { keepWords, readWords, styledLists } from "./wordsLists.ts";
import type { KeptWords } from "./wordsLists.ts";

export interface StyleRuns {
  readonly style: WordStyle;
  /** One a seed. */
  readonly runs: readonly WordCellResult[];
}

export interface WordMeasurements {
  readonly set: LabelledLists;
  readonly kept: KeptWords;
  readonly styles: readonly StyleRuns[];
  /** What is reached without a network on the test lists. */
  readonly baselines: readonly { readonly label: string; readonly scores: readonly ListScore[] }[];
}

/** Redundant Lagrangians of more words are left out: some two fifths of the lists of up to 4 fields remain for `s`. */
const SCOPES = {
  s: { words: 256, fields: 4, fewestLists: 1000 },
  s2: { words: 256, fields: 4, fewestLists: 1000 },
  tiny: { words: 256, fields: 2, fewestLists: 250 },
} as const;
/** Points of a learning curve. */
const POINTS = 4;
/** Lists that are drawn for each step of the options, and the most: writing their words takes 10 ms each. */
const LISTS_A_STEP = 6;
const MOST_LISTS = 12_000;

/** @throws GlueballError those of the cells that failed */
export async function measureWordTwins(context: RunContext, options: StudyOptions): Promise<WordMeasurements> {
  const scope = SCOPES[options.size];
  const drawn = Math.max(scope.fewestLists, Math.min(MOST_LISTS, LISTS_A_STEP * options.steps));
  const { folder, set, hash } = keepLists(context, `random:${drawn}:${scope.fields}`, options.twins);
  const words = keepWords(context, folder, set, scope.words);
  const seeds = seedsOf(context, options);
  const cells = WORD_STYLES.flatMap((style) =>
    seeds.map((seed) => {
      const made = { ...plan(options, scope.words), style, seed };
      const cell: WordCellOptions = { ...made, lists: folder, words, device: context.device };
      const id = `${style}-${seed}-${shortHash(JSON.stringify([VERSION, made, hash]))}`;
      return { id, options: { ...cell }, cost: made.recipe.steps };
    }),
  );
  const job = { module: new URL("./wordsCell.ts", import.meta.url).href, folder: join(options.twins, "words") };
  const results = (await runCells(context, job, cells)) as readonly WordCellResult[];
  const styles = WORD_STYLES.map((style, k) => ({
    style,
    runs: results.slice(k * seeds.length, (k + 1) * seeds.length),
  }));
  const kept = readWords(words);
  const { train, tests } = styledLists(set, kept, "irreps", testListsOf(options));
  return { set, kept, styles, baselines: measureBaselines(set, train, tests) };
}

function measureBaselines(set: LabelledLists, train: readonly number[], tests: readonly number[]) {
  const nothing: readonly [string, Baseline] = ["nothing written", () => []];
  return [nothing, ...namedBaselines(set, train)].map(([label, baseline]) => ({
    label,
    scores: scoreBaseline(baseline, set, tests),
  }));
}

/** Changes when a cell of the same plan would come out otherwise. */
const VERSION = 3;

/** Of the rate of compact twins: at 3e-3 twins over words write terms of fields that are not in the list, at 1e-3 they learn. */
const RATE_SHARE = 3;

/** Half as many steps again as compact twins have: a row holds one list. */
function plan(options: StudyOptions, limit: number) {
  const { size, steps, rows, rate, warmup } = options;
  const own = Math.ceil(1.5 * steps);
  return {
    config: { ...WORD_TWINS[size === "tiny" ? "tiny" : "s"], context: limit },
    recipe: {
      steps: own,
      rate: rate / RATE_SHARE,
      warmup,
      weightDecay: 0.01,
      every: Math.ceil(own / POINTS),
      batch: rows,
    },
    testLists: testListsOf(options),
  };
}

function testListsOf({ testLists }: StudyOptions): number {
  return Math.max(4, Math.ceil(testLists / 2));
}

/** A share [%] over many lists: sum of the first over sum of the second; of nothing, 100. */
interface WordShare {
  readonly label: string;
  readonly part: (score: WordListScore) => number;
  readonly whole: (score: WordListScore) => number;
}

const list = () => 1;
const readable = ({ written, unreadable }: WordListScore) => written - unreadable;

export const WORD_METRICS = {
  typesExact: { label: "exact sets of types", part: ({ typesExact }) => typesExact, whole: list },
  exact: { label: "exact Lagrangians, own style", part: ({ exact }) => exact, whole: list },
  lagrangian: { label: "S_Lagrangian, own style", part: ({ lagrangian }) => lagrangian, whole: list },
  recall: { label: "recall of types", part: ({ hits }) => hits, whole: ({ truth }) => truth },
  precision: { label: "precision of types", part: ({ hits }) => hits, whole: ({ written }) => written },
  trilinear: {
    label: "recall of trilinear types",
    part: ({ trilinearHits }) => trilinearHits,
    whole: ({ trilinearTruth }) => trilinearTruth,
  },
  completeness: {
    label: "completeness",
    part: ({ foundInvariants }) => foundInvariants,
    whole: ({ invariants }) => invariants,
  },
  su3: { label: "SU(3)", part: ({ su3 }) => su3, whole: readable },
  su2: { label: "SU(2)", part: ({ su2 }) => su2, whole: readable },
  u1: { label: "U(1)", part: ({ u1 }) => u1, whole: readable },
} as const satisfies Record<string, WordShare>;
export type WordMetric = keyof typeof WORD_METRICS;

/** In percent. */
export function wordMetric(scores: readonly WordListScore[], metric: WordMetric): number {
  const { part, whole }: WordShare = WORD_METRICS[metric];
  const sum = (read: (score: WordListScore) => number) => scores.reduce((total, score) => total + read(score), 0);
  return sum(whole) === 0 ? 100 : (100 * sum(part)) / sum(whole);
}
