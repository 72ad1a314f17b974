/**
 * Q3: what do non-redundant targets change? BART-L writes redundant Lagrangians, every contraction a term, and names a
 * basis without redundancy as future work. Three twins over words with equal initial values and lists differ in what they
 * write: all contractions, independent ones, or types with their numbers of invariants, all without kinetic terms. Their
 * losses cannot be compared, a word says more in a shorter Lagrangian; sets of types can, at equal lists and at equal
 * processor time.
 *
 * The same twins answer E3 for words: charges in a spelling of no training, 2/6 for 1/3 and 2/2 for 1, which for a
 * network over words is another input.
 */
import { curveFigure, exact, figure, table } from "../../../../run/index.ts";
import type { Block, Cell } from "../../../../run/index.ts";
import { createRng } from "../../../../base/index.ts";
import { quantile, shareEstimate } from "../../../../stats/index.ts";
import { fieldsOfList } from "../../lists/labelledLists.ts";
import { WORD_STYLES } from "../../words/rawWords.ts";
import type { WordStyle } from "../../words/rawWords.ts";
import { pairedDifference, seedMean } from "../seeds.ts";
import type { SeedMean } from "../seeds.ts";
import { comparisonText, percentText, pointsText } from "../sentences.ts";
import { summariseScores } from "../../measures/metrics.ts";
import { percentCell } from "../../measures/report.ts";
import type { Study } from "../study.ts";
import { seedCell } from "../studyTables.ts";
import { curvesOf, valueAfterSeconds } from "../words/wordsCurves.ts";
import { measureWordTwins, WORD_METRICS, wordMetric } from "../words/wordsMeasure.ts";
import type { StyleRuns, WordMeasurements, WordMetric } from "../words/wordsMeasure.ts";

const NAMES: Readonly<Record<WordStyle, string>> = {
  raw: "redundant",
  independent: "independent",
  irreps: "S_n irreps",
};

export const redundantTargets: Study = async (context, options) => {
  const measurements = await measureWordTwins(context, options);
  const { styles } = measurements;
  const seconds = commonSeconds(styles);
  const atEnd = (metric: WordMetric) => differences(styles, (run) => wordMetric(run.points.at(-1)!.scores, metric));
  const atSeconds = (metric: WordMetric) => differences(styles, (run) => valueAfterSeconds(run, metric, seconds));
  const equalLists = { typesExact: atEnd("typesExact"), recall: atEnd("recall") };
  const equalSeconds = { typesExact: atSeconds("typesExact"), recall: atSeconds("recall") };
  const lengths = WORD_STYLES.map((style) => meanWords(measurements, style));
  return {
    name: "q3",
    question: "What do targets without redundancy change?",
    answer: [
      `Of the lists that were learned, redundant Lagrangians have ${lengths[0].toFixed(0)} words, independent ones ` +
        `${lengths[1].toFixed(0)}, types with numbers ${lengths[2].toFixed(0)}; an equal number of lists takes ` +
        `${styles.map(({ style, runs }) => `${meanSeconds(runs).toFixed(0)} s (${NAMES[style]})`).join(", ")} of processor time.`,
      ...comparisons("After equally many lists, exact sets of types", equalLists.typesExact),
      ...comparisons("After equally many lists, recall of types", equalLists.recall),
      ...comparisons(`After ${seconds.toFixed(0)} s each, exact sets of types`, equalSeconds.typesExact),
      ...comparisons(`After ${seconds.toFixed(0)} s each, recall of types`, equalSeconds.recall),
      ...styles.map(({ style, runs }) => spellingText(style, runs)),
    ],
    tables: [
      lengthTable(measurements),
      endTable(styles),
      secondsTable(styles, seconds),
      baselineTable(measurements),
      spellingTable(styles),
    ],
    figures: [
      curves(styles, "typesExact", "lists"),
      curves(styles, "typesExact", "seconds"),
      curves(styles, "recall", "lists"),
      curves(styles, "recall", "seconds"),
      curves(styles, "lagrangian", "lists"),
      curves(styles, "trilinear", "lists"),
    ],
    json: { seconds, equalLists, equalSeconds, lengths, curves: styles.map(numbersOf) },
  };
};

type Differences = Readonly<Record<"independent" | "irreps", SeedMean>>;

/** Of a number of each twin, minus that of the redundant twin with the same seed. */
function differences(styles: readonly StyleRuns[], read: (run: StyleRuns["runs"][number]) => number): Differences {
  const [raw, independent, irreps] = styles.map(({ runs }) => runs.map(read));
  return { independent: pairedDifference(independent, raw), irreps: pairedDifference(irreps, raw) };
}

function comparisons(what: string, { independent, irreps }: Differences): string[] {
  return [
    comparisonText(what, "independent targets", "redundant ones", independent),
    comparisonText(what, "S_n irreps", "redundant targets", irreps),
  ];
}

/** The processor time of the fastest training: all have a point at it or before. */
function commonSeconds(styles: readonly StyleRuns[]): number {
  return Math.min(...styles.flatMap(({ runs }) => runs.map(({ points }) => points.at(-1)!.seconds)));
}

function meanSeconds(runs: StyleRuns["runs"]): number {
  return runs.reduce((sum, { points }) => sum + points.at(-1)!.seconds, 0) / runs.length;
}

function meanWords({ kept }: WordMeasurements, style: WordStyle): number {
  return kept.lists.reduce((sum, list) => sum + kept.lengths[style][list], 0) / kept.lists.length;
}

function spellingText(style: WordStyle, runs: StyleRuns["runs"]): string {
  const drop = pairedDifference(
    runs.map(({ spelled }) => wordMetric(spelled[2], "typesExact")),
    runs.map(({ spelled }) => wordMetric(spelled[1], "typesExact")),
  );
  const silent = runs.some(({ spelled }) => spelled[2].every(({ written, unreadable }) => written === unreadable));
  const u1 = silent
    ? "not every training writes a readable type"
    : `U(1) holds in ${percentText(seedMean(runs.map(({ spelled }) => wordMetric(spelled[2], "u1"))))} of the types written`;
  return `${NAMES[style]}, charges spelled 2p/2q: exact sets of types change by ${pointsText(drop)}; ${u1}.`;
}

/** Words of all lists that were drawn, and the share that is short enough. */
function lengthTable({ set, kept }: WordMeasurements): Block {
  const all = kept.lengths.raw.map((_, list) => ({ list, fields: fieldsOfList(set, list).length }));
  const groups = [...Map.groupBy(all, ({ fields }) => fields)].sort(([a], [b]) => a - b);
  const fitting = new Set(kept.lists);
  const rows = groups.map(([fields, lists]): Cell[] => [
    exact(fields),
    exact(lists.length),
    ...WORD_STYLES.map((style) => {
      const words = lists.map(({ list }) => kept.lengths[style][list]);
      const median = quantile(words, 0.5);
      return `${Math.round(median)}, ${Math.round(quantile(words, 0.9))}, ${Math.max(...words)}`;
    }),
    exact(lists.filter(({ list }) => fitting.has(list)).length),
  ]);
  const caption = `Words of a Lagrangian: median, 90 %, longest. Learned are lists of at most ${kept.limit} redundant words.`;
  return table(caption, ["fields", "lists", ...WORD_STYLES.map((style) => NAMES[style]), "learned from"], rows);
}

const SHOWN = Object.keys(WORD_METRICS) as WordMetric[];

function endTable(styles: readonly StyleRuns[]): Block {
  const rows = styles.map(({ style, runs }) => [
    NAMES[style],
    ...SHOWN.map((metric) => seedCell(seedMean(runs.map(({ points }) => wordMetric(points.at(-1)!.scores, metric))))),
  ]);
  return table(
    "After all steps: equally many lists. Groups: of the types that were written; a share of nothing is 100 %.",
    ["", ...SHOWN.map(percentColumn)],
    rows,
  );
}

function secondsTable(styles: readonly StyleRuns[], seconds: number): Block {
  const rows = styles.map(({ style, runs }) => [
    NAMES[style],
    ...SHOWN.map((metric) => seedCell(seedMean(runs.map((run) => valueAfterSeconds(run, metric, seconds))))),
  ]);
  const caption = `After ${seconds.toFixed(0)} s of processor time, between the points of the learning curves.`;
  return table(caption, ["", ...SHOWN.map(percentColumn)], rows);
}

/** On the test lists of the twins, types as in `WORD_METRICS`. */
function baselineTable({ baselines }: WordMeasurements): Block {
  const rows = baselines.map(({ label, scores }): Cell[] => {
    const { recall, precision, trilinearRecall } = summariseScores(scores, createRng(0));
    const exactSets = scores.filter(({ hits, truth, written }) => hits === truth && hits === written).length;
    return [label, ...[shareEstimate(exactSets, scores.length), recall, precision, trilinearRecall].map(percentCell)];
  });
  const columns = (["typesExact", "recall", "precision", "trilinear"] as const).map(percentColumn);
  return table(`Without a network, ${baselines[0].scores.length} test lists.`, ["", ...columns], rows);
}

const SPELLINGS = { 1: "p/q", 2: "2p/2q", 3: "3p/3q" } as const;
const SPELLED_METRICS = ["typesExact", "lagrangian", "recall", "u1"] as const;

function spellingTable(styles: readonly StyleRuns[]): Block {
  const rows = styles.flatMap(({ style, runs }) =>
    ([1, 2, 3] as const).map((spelling): Cell[] => [
      NAMES[style],
      SPELLINGS[spelling],
      ...SPELLED_METRICS.map((metric) =>
        seedCell(seedMean(runs.map(({ spelled }) => wordMetric(spelled[spelling], metric)))),
      ),
    ]),
  );
  const caption = "E3 for words: the same charges in spellings of no training. U(1) is of the types that were written.";
  return table(caption, ["", "charges", ...SPELLED_METRICS.map(percentColumn)], rows);
}

function percentColumn(metric: WordMetric): string {
  return `${WORD_METRICS[metric].label} [%]`;
}

function curves(styles: readonly StyleRuns[], metric: WordMetric, against: "lists" | "seconds"): Block {
  const { label } = WORD_METRICS[metric];
  const drawn = curveFigure({
    x: against === "lists" ? { label: "lists seen" } : { label: "processor time", unit: "s" },
    y: { label, unit: "%", range: [0, 100] },
    series: styles.map(({ style, runs }) => ({ label: NAMES[style], ...curvesOf(runs, metric, against) })),
  });
  return figure(drawn, `${label}: mean over seeds, the band is the standard deviation of one training.`);
}

function numbersOf({ style, runs }: StyleRuns) {
  const metrics = (scores: StyleRuns["runs"][number]["points"][number]["scores"]) =>
    Object.fromEntries(SHOWN.map((metric) => [metric, wordMetric(scores, metric)]));
  return {
    style,
    seeds: runs.map(({ points, validation, spelled }) => ({
      validation,
      points: points.map(({ scores, ...point }) => ({ ...point, ...metrics(scores) })),
      spelled: Object.fromEntries(Object.entries(spelled).map(([spelling, scores]) => [spelling, metrics(scores)])),
    })),
  };
}
