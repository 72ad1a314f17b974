/**
 * The two-sample test: can a classifier tell generated jets from real ones? Five folds, each judged by a classifier that was
 * trained on the other four; the area under the ROC curve of all scores is 1/2 for samples that it cannot tell apart. Its
 * floor is the same between two halves of the reference, its error that of resampled scores.
 *
 * Boosted trees look at the observables of whole jets; logistic regression at the embeddings of a ParticleNet that was
 * trained to name classes of jets, which sees all constituents. Both find only what they can see: 1/2 is no proof.
 */
import type { Rng } from "../../base/index.ts";
import {
  auc,
  crossValidatedScores,
  dealFolds,
  distanceFloorOfRows,
  rocCurve,
  scoreLogisticRegression,
  takeFeatureRows,
  taggingPerformance,
  takeRows,
  trainLogisticRegression,
  type FeatureRows,
} from "../../stats/index.ts";
import type { Pair } from "./compared.ts";
import { withFloor, type Distance } from "./distances.ts";
import type { JetObservables } from "./observables.ts";
import type { Substructure } from "./substructure.ts";

const FOLDS = 5;
/** Floors cost as much as the test itself. */
const SPLITS = 3;
/** Points of the ROC curve that are kept for figures. */
const ROC_POINTS = 200;

export interface TwoSampleTest {
  readonly auc: Distance;
  /** Central 95 % of the resampled scores. */
  readonly interval: readonly [low: number, high: number];
  /** Share of generated and of reference jets above falling thresholds of the score. */
  readonly roc: { readonly generated: Float64Array; readonly reference: Float64Array };
}

/** Scores of the jets of both samples by a classifier that has not seen them; higher means more like `second`. */
type Judge<Jets> = (
  first: Jets,
  second: Jets,
  rng: Rng,
) => { readonly first: Float64Array; readonly second: Float64Array };

export interface TwoSampleOptions {
  readonly rng: Rng;
  readonly resamples?: number;
}

/** Boosted trees on the observables; what a jet lacks is -1. @throws GlueballError stats/folds, stats/too-few-rows */
export function observableTest(
  { generated, reference }: Pair<JetObservables & Substructure>,
  options: TwoSampleOptions,
): TwoSampleTest {
  const columnsOf = (sample: JetObservables & Substructure) =>
    Object.values<Float64Array>({ ...sample }).map((column) =>
      column.map((value) => (Number.isNaN(value) ? -1 : value)),
    );
  const take = (columns: Float64Array[], rows: Uint32Array) => columns.map((column) => takeRows(column, rows));
  return twoSampleTest(
    { generated: columnsOf(generated), reference: columnsOf(reference) },
    judgeByTrees,
    take,
    options,
  );
}

/** Logistic regression on embeddings. @throws as observableTest */
export function embeddingTest(embeddings: Pair<FeatureRows>, options: TwoSampleOptions): TwoSampleTest {
  return twoSampleTest(embeddings, judgeByLogisticRegression, takeFeatureRows, options);
}

function twoSampleTest<Jets>(
  { generated, reference }: Pair<Jets>,
  judge: Judge<Jets>,
  take: (jets: Jets, rows: Uint32Array) => Jets,
  { rng, resamples = 100 }: TwoSampleOptions,
): TwoSampleTest {
  const scores = judge(reference, generated, rng.fork("scores"));
  const performance = taggingPerformance(scores.second, scores.first, {
    threshold: 0,
    rng: rng.fork("bootstrap"),
    resamples,
  });
  let split = 0;
  const floor = distanceFloorOfRows(
    scores.first.length,
    (first, second) => {
      const halves = judge(take(reference, first), take(reference, second), rng.fork("floor scores").fork(split++));
      return auc(halves.second, halves.first);
    },
    { rng: rng.fork("floor"), splits: SPLITS },
  );
  return { auc: withFloor(performance.auc, floor), interval: performance.auc.interval, roc: thinRoc(scores) };
}

function thinRoc({ first, second }: ReturnType<Judge<unknown>>): TwoSampleTest["roc"] {
  const { signalEfficiency, backgroundEfficiency } = rocCurve(second, first);
  const last = signalEfficiency.length - 1;
  const points = Math.min(ROC_POINTS, last);
  const rows = Uint32Array.from({ length: points + 1 }, (_, k) => Math.round((k * last) / points));
  return { generated: takeRows(signalEfficiency, rows), reference: takeRows(backgroundEfficiency, rows) };
}

function judgeByTrees(first: Float64Array[], second: Float64Array[], rng: Rng) {
  const labels = labelsOf(first[0].length, second[0].length);
  const columns = first.map((column, c) => {
    const both = new Float64Array(labels.length);
    both.set(column);
    both.set(second[c], column.length);
    return both;
  });
  return parted(crossValidatedScores(columns, labels, { rng, folds: FOLDS }), first[0].length);
}

function judgeByLogisticRegression(first: FeatureRows, second: FeatureRows, rng: Rng) {
  const { width } = first;
  const values = new Float64Array(first.values.length + second.values.length);
  values.set(first.values);
  values.set(second.values, first.values.length);
  const labels = labelsOf(first.values.length / width, second.values.length / width);
  const fold = dealFolds(labels, FOLDS, rng);
  const scores = new Float64Array(labels.length);
  for (let held = 0; held < FOLDS; held++) {
    const rowsWhere = (inside: boolean) =>
      Uint32Array.from(fold.keys()).filter((row) => (fold[row] === held) === inside);
    const [inside, outside] = [rowsWhere(true), rowsWhere(false)];
    const model = trainLogisticRegression(takeFeatureRows({ values, width }, outside), takeRows(labels, outside));
    scoreLogisticRegression(model, takeFeatureRows({ values, width }, inside)).forEach(
      (score, i) => (scores[inside[i]] = score),
    );
  }
  return parted(scores, first.values.length / width);
}

/** 0 for the jets of the first sample, 1 for those of the second. */
function labelsOf(first: number, second: number): Uint8Array {
  return new Uint8Array(first + second).fill(1, first);
}

function parted(scores: Float64Array, first: number) {
  return { first: scores.subarray(0, first), second: scores.subarray(first) };
}
