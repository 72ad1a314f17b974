/** Trains the twins over words, style x seed, and gathers what they wrote. All cells lie beside the twins and are found again. */
import { join } from "node:path";
import type { RunContext } from "../../../../run/index.ts";
import type { LabelledLists } from "../../lists/labelledLists.ts";
import { WORD_STYLES } from "../../words/rawWords.ts";
import type { WordStyle } from "../../words/rawWords.ts";
import type { WordListScore } from "../../words/wordScores.ts";
import { WORD_TWINS } from "../../words/wordTwin.ts";
import { runCells, seedsOf } from "../cells.ts";
import { keepLists } from "../keptLists.ts";
import type { StudyOptions } from "../study.ts";
import { shortHash } from "../twins.ts";
import type { WordCellOptions, WordCellResult } from "./wordsCell.ts";
import { keepWords, readWords } from "./wordsLists.ts";
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
}

/** Redundant Lagrangians of more words are left out: some half of the lists of up to 3 fields remain for `s`. */
const SCOPES = {
  s: { words: 512, fields: 3, fewestLists: 1000 },
  s2: { words: 512, fields: 3, fewestLists: 1000 },
  tiny: { words: 256, fields: 2, fewestLists: 250 },
} as const;
/** Points of a learning curve. */
const POINTS = 4;
/** Lists that are drawn for each step of the options, and the most: writing their words takes 10 ms each. */
const LISTS_A_STEP = 5;
const MOST_LISTS = 6000;

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
      return { id, options: { ...cell }, cost: COSTS[style] };
    }),
  );
  const job = { module: new URL("./wordsCell.ts", import.meta.url).href, folder: join(options.twins, "words") };
  const results = (await runCells(context, job, cells)) as readonly WordCellResult[];
  const styles = WORD_STYLES.map((style, k) => ({
    style,
    runs: results.slice(k * seeds.length, (k + 1) * seeds.length),
  }));
  return { set, kept: readWords(words), styles };
}

/** Changes when a cell of the same plan would come out otherwise. */
const VERSION = 1;

/** Of a training step, from the lengths of the rows. */
const COSTS: Readonly<Record<WordStyle, number>> = { raw: 21, independent: 13, irreps: 10 };

/** Half the steps of compact twins: rows are of up to 512 words. */
function plan({ size, steps, rows, rate, warmup, testLists }: StudyOptions, limit: number) {
  const own = Math.max(1, Math.ceil(steps / 2));
  return {
    config: { ...WORD_TWINS[size === "tiny" ? "tiny" : "s"], context: limit },
    recipe: {
      steps: own,
      rate,
      warmup: Math.ceil(warmup / 2),
      weightDecay: 0.01,
      every: Math.ceil(own / POINTS),
      batch: rows,
    },
    testLists: Math.max(4, Math.ceil(testLists / 8)),
  };
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
