/**
 * Scores of a sample by classifiers that have not seen them. The rows are dealt into folds, each class evenly, and each
 * fold is judged by trees that were trained on all others. Pooled scores come from `folds` classifiers of nearly the same
 * data, so an AUC over all of them is slightly too low rather than too high.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { BOOSTED_TREES, scoreBoostedTrees, trainBoostedTrees } from "./boostedTrees.ts";
import type { BoostedTreesSettings } from "./boostedTrees.ts";
import { splitByLabel } from "./roc.ts";
import type { Columns, Sample } from "./sample.ts";
import { takeRows } from "./sample.ts";

export interface CrossValidation {
  readonly rng: Rng;
  /** At least 2; default 5. */
  readonly folds?: number;
  readonly settings?: BoostedTreesSettings;
}

/** Fold of each row; every fold has as many rows of a class as any other, or one more. @throws GlueballError stats/folds */
export function dealFolds(labels: Sample, folds: number, rng: Rng): Uint32Array {
  const rows = Array.from({ length: labels.length }, (_, row) => row);
  const { signal, background } = splitByLabel(rows, labels);
  const fewest = Math.min(signal.length, background.length);
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= fewest)) {
    throw new GlueballError({
      code: "stats/folds",
      what: "rows are dealt into folds with both classes in each",
      found: folds,
      expected: `a whole number of at least 2 and at most ${fewest}, the rows of the smaller class`,
    });
  }
  const fold = new Uint32Array(labels.length);
  for (const [label, members] of [background, signal].entries()) {
    rng
      .fork(label)
      .shuffle(members)
      .forEach((row, place) => (fold[row] = place % folds));
  }
  return fold;
}

/** Log odds of label 1 of each row, by trees that were trained without its fold. @throws as dealFolds, trainBoostedTrees */
export function crossValidatedScores(
  columns: Columns,
  labels: Sample,
  { rng, folds = 5, settings = BOOSTED_TREES }: CrossValidation,
): Float64Array {
  const fold = dealFolds(labels, folds, rng.fork("folds"));
  const scores = new Float64Array(labels.length);
  for (let held = 0; held < folds; held++) {
    const inside = rowsWhere(fold, (own) => own === held);
    const outside = rowsWhere(fold, (own) => own !== held);
    const of = (rows: Uint32Array) => columns.map((column) => takeRows(column, rows));
    const trees = trainBoostedTrees(of(outside), takeRows(labels, outside), rng.fork(held), settings);
    scoreBoostedTrees(trees, of(inside)).forEach((score, i) => (scores[inside[i]] = score));
  }
  return scores;
}

function rowsWhere(fold: Uint32Array, holds: (fold: number) => boolean): Uint32Array {
  return Uint32Array.from(fold.keys()).filter((row) => holds(fold[row]));
}
