/** What bench/lhcoTransfer.ts asks of tables of observables: classifiers across samples, and what tells samples apart. */
import type { Rng } from "../src/base/index.ts";
import {
  joinTables,
  rowsOfClass,
  selectRows,
  type ObservableTable,
} from "../src/simulate/validation/observableTable.ts";
import { crossValidatedScores, scoreBoostedTrees, trainBoostedTrees } from "../src/stats/index.ts";
import { auc, bootstrap, splitByLabel, type Columns, type Estimate } from "../src/stats/index.ts";

/** An observable with its part in a classifier, or how well it separates alone. */
export interface Ranked {
  readonly name: string;
  readonly value: number;
}

export interface Separation {
  /** With its error over resampled test events; that of the training sample is not in it. */
  readonly auc: Estimate;
  /** Observables by what their splits gained in training, largest first. */
  readonly importance: readonly Ranked[];
}

/** Trees trained on one labelled sample judge another. */
export function transfer(
  training: ObservableTable,
  test: ObservableTable,
  names: readonly string[],
  rng: Rng,
): Separation {
  const trees = trainBoostedTrees(featuresOf(training, names), labelsOf(training), rng.fork("trees"));
  const scores = scoreBoostedTrees(trees, featuresOf(test, names));
  const importance = Array.from(trees.importance, (value, k) => ({ name: names[k], value }));
  return { auc: aucOf(scores, labelsOf(test), rng), importance: importance.sort((a, b) => b.value - a.value) };
}

/** AUC on a labelled sample by trees that were trained on its other folds. */
export function withinSample(table: ObservableTable, names: readonly string[], rng: Rng): Estimate {
  const scores = crossValidatedScores(featuresOf(table, names), labelsOf(table), { rng: rng.fork("trees") });
  return aucOf(scores, labelsOf(table), rng);
}

/** The first sample with label 1 and the second with label 0. */
export function against(first: ObservableTable, second: ObservableTable): ObservableTable {
  const labelled = (table: ObservableTable, label: number) => ({
    ...table,
    labels: new Int32Array(table.rows).fill(label),
  });
  return joinTables([labelled(first, 1), labelled(second, 0)]);
}

/** The same rows whose labels are dealt anew: what a classifier reports where there is no difference. */
export function shuffledLabels(table: ObservableTable, rng: Rng): ObservableTable {
  return { ...table, labels: rng.shuffle(labelsOf(table).slice()) };
}

/** Every observable alone: how far its AUC is from 1/2, with the sign of what is larger in label 1; largest first. */
export function singleSeparations(table: ObservableTable, names: readonly string[]): Ranked[] {
  const ranked = names.map((name) => {
    const present = selectRows(table, (row) => Number.isFinite(table.columns.get(name)![row]));
    const [one, zero] = [1, 0].map((label) => rowsOfClass(present, label).columns.get(name)!);
    return { name, value: auc(one, zero) - 0.5 };
  });
  return ranked.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}

function featuresOf({ columns }: ObservableTable, names: readonly string[]): Columns {
  return names.map((name) => columns.get(name)!);
}

function labelsOf({ labels }: ObservableTable): Int32Array {
  if (labels === undefined) throw new Error("a sample without labels");
  return labels;
}

function aucOf(scores: Float64Array, labels: Int32Array, rng: Rng): Estimate {
  const { signal, background } = splitByLabel(scores, labels);
  return bootstrap([signal, background], auc, { rng: rng.fork("bootstrap") });
}
