/**
 * E1: the baseline in distribution: lists of the test part of up to 6 fields, by number of fields and by whether the list
 * has a trilinear term. Measured are the twins of q1, or one trained model (`--model`), then with errors over lists.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRng } from "../../../../base/index.ts";
import { exact as exactly, table } from "../../../../run/index.ts";
import type { Block, Cell, RunContext } from "../../../../run/index.ts";
import { loadModel } from "../../compact/modelFolder.ts";
import { summariseScores } from "../../measures/metrics.ts";
import { networkFolder, WEIGHTS_FILE } from "../../networkFolder.ts";
import type { ListScore, Metric } from "../../measures/metrics.ts";
import { COLUMN_NAMES, percentCell } from "../../measures/report.ts";
import { measureTwins, scoreAll, scoresBySeed } from "../measure.ts";
import { seedMean } from "../seeds.ts";
import { percentText } from "../sentences.ts";
import type { Study, StudyOptions, StudyResult } from "../study.ts";
import { armMetric, overviewTable, seedCell } from "../studyTables.ts";
import type { Choice } from "../studyTables.ts";
import { keepTestSet } from "../testSets.ts";
import type { TestSet } from "../testSets.ts";
import { readWritten, writeTest, writtenPath } from "../twinCell.ts";
import { shortHash } from "../twins.ts";

const TEST = "1 to 6 fields, test part";
const METRICS: readonly Metric[] = ["exact", "lagrangian", "contraction", "length", "recall", "trilinearRecall"];
const QUESTION = "How well are Lagrangians written in distribution?";

const CHOICES: readonly { readonly name: string; readonly choice: Choice }[] = [
  { name: "all", choice: () => true },
  { name: "with a trilinear term", choice: ({ trilinearTruth }) => trilinearTruth > 0 },
  { name: "without", choice: ({ trilinearTruth }) => trilinearTruth === 0 },
];

/** Four times as many lists as of other tests. */
function testSet({ testLists }: StudyOptions): TestSet {
  return { name: TEST, draw: { grid: "plain", smallest: 1, largest: 6, lists: 4 * testLists } };
}

export const inDistribution: Study = async (context, options) => {
  const measured = options.model === undefined ? await ofTwins(context, options) : await ofModel(context, options);
  return { name: "e1", question: QUESTION, figures: [], ...measured };
};

type Measured = Pick<StudyResult, "answer" | "tables" | "json">;

async function ofTwins(context: RunContext, options: StudyOptions): Promise<Measured> {
  const measurements = await measureTwins(context, options, { arms: ["numeric"], testSets: [testSet(options)] });
  const cell = (metric: Metric, choice: Choice) => seedCell(armMetric(measurements, "numeric", [TEST], metric, choice));
  const [scores] = scoresBySeed(measurements, "numeric", [TEST]);
  const values = (metric: Metric) => armMetric(measurements, "numeric", [TEST], metric)!;
  const overview = overviewTable(measurements, {
    tests: [TEST],
    metrics: METRICS,
    caption: "Beside what is reached without a network.",
  });
  return {
    answer: [
      `Exact: ${percentText(values("exact"))} of the Lagrangians; S_Lagrangian ${percentText(values("lagrangian"))}; ` +
        `trilinear recall ${percentText(values("trilinearRecall"))}. Intervals over seeds.`,
    ],
    tables: [...fieldTables(scores, cell), overview],
    json: { metrics: Object.fromEntries(METRICS.map((metric) => [metric, seedMean(values(metric).values)])) },
  };
}

/** One model, known by its weights, writes the test lists; kept as those of twins are. */
async function ofModel(context: RunContext, options: StudyOptions): Promise<Measured> {
  const { model: folder = "", twins, maxTokens } = options;
  const model = loadModel(folder);
  const weights = readFileSync(join(networkFolder(folder)!, WEIGHTS_FILE));
  const name = shortHash(weights.toString("base64"));
  const test = keepTestSet(twins, testSet(options), context.seed);
  const path = writtenPath(twins, name, test.path, maxTokens);
  await writeTest(context, model, { path, test: test.path, maxTokens });
  const scores = scoreAll(test.set, readWritten(path));
  const estimate = (own: readonly ListScore[]) => summariseScores(own, createRng(context.seed).fork("e1"));
  const cell = (metric: Metric, choice: Choice) => {
    const own = scores.filter(choice);
    return own.length === 0 ? "" : percentCell(estimate(own)[metric]);
  };
  const all = estimate(scores);
  const words = (metric: Metric) => {
    const { value, interval } = all[metric];
    return percentText({ mean: 100 * value, interval: [100 * interval[0], 100 * interval[1]] });
  };
  return {
    answer: [
      `${folder}: exact ${words("exact")} of the Lagrangians; S_Lagrangian ${words("lagrangian")}; ` +
        `trilinear recall ${words("trilinearRecall")}. Intervals over ${scores.length} lists.`,
    ],
    tables: fieldTables(scores, cell),
    json: { model: folder, lists: scores.length, metrics: all },
  };
}

/** By number of fields: all lists, those with a trilinear term, those without. */
function fieldTables(scores: readonly ListScore[], cell: (metric: Metric, choice: Choice) => Cell): Block[] {
  const numbers = [...new Set(scores.map(({ fields }) => fields))].sort((a, b) => a - b);
  const sizes = [
    ...numbers.map((n) => ({ size: String(n), within: ({ fields }: ListScore) => fields === n })),
    { size: "all", within: () => true },
  ];
  const columns = ["fields", "lists", ...METRICS.map((metric) => `${COLUMN_NAMES[metric]} [%]`)];
  return CHOICES.map(({ name, choice }) => {
    const rows = sizes.map(({ size, within }): Cell[] => {
      const both: Choice = (score, list) => within(score) && choice(score, list);
      return [size, exactly(scores.filter(both).length), ...METRICS.map((metric) => cell(metric, both))];
    });
    return table(`Lists ${name === "all" ? "of both kinds" : name}, freely written (L0).`, columns, rows);
  });
}
