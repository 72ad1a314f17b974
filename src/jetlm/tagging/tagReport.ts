/** Figures and tables of a trained tagger, for its report. */
import { curveFigure, exact, figure, measured, table } from "../../run/index.ts";
import type { Block, Section } from "../../run/index.ts";
import { rocCurve, splitByLabel } from "../../stats/index.ts";
import type { RejectionEstimate, TaggingPerformance } from "../../stats/index.ts";
import { logOddsByClass } from "./evaluateTagger.ts";
import type { TrainedTagger } from "./tagger.ts";
import type { TaggerBaselines } from "./taggerBaselines.ts";

/** What the test jets say; with baselines for two classes, with the confusion of classes for more. */
export function taggingSection(
  name: string,
  trained: TrainedTagger,
  labels: Int32Array,
  baselines: TaggerBaselines | undefined,
): Section {
  const { binary } = trained.test;
  const blocks =
    binary === undefined || baselines === undefined
      ? [classTable(trained), confusionTable(trained)]
      : [comparison(name, binary, baselines), singles(baselines), rocFigure(name, trained, labels, baselines)];
  return { title: "Tagging", blocks };
}

export function taggerLearningSection({ fitted: { curve, best } }: TrainedTagger): Section {
  const x = curve.map(({ step }) => step);
  const drawn = curveFigure({
    x: { label: "training step" },
    y: { label: "cross-entropy", unit: "nats" },
    series: [
      { label: "training jets", x, y: curve.map(({ train }) => train) },
      { label: "validation jets", x, y: curve.map(({ validation }) => validation) },
    ],
  });
  const caption = `The parameters of step ${best.step}, where the validation loss is smallest, are kept.`;
  return { title: "Learning", blocks: [figure(drawn, caption)] };
}

function comparison(name: string, network: TaggingPerformance, { trees, majority }: TaggerBaselines): Block {
  const row = (label: string, { accuracy, auc, r30, r50 }: TaggingPerformance) => [
    label,
    measured(accuracy.value, accuracy.standardError),
    measured(auc.value, auc.standardError),
    rejectionCell(r30),
    rejectionCell(r50),
  ];
  return table(
    `${network.signalCount} signal and ${network.backgroundCount} background jets that no training saw; errors from the ` +
      `bootstrap. R30 and R50: background rejection at 30 % and 50 % signal efficiency. Calling everything by the larger ` +
      `class is right in ${(100 * majority).toFixed(1)} %.`,
    ["classifier", "accuracy", "AUC", "R30", "R50"],
    [row(name, network), row("boosted trees on five observables", trees)],
  );
}

function rejectionCell({ value, standardError, lowerBound95 }: RejectionEstimate) {
  if (lowerBound95 !== undefined) return `above ${lowerBound95.toFixed(0)} (95 %)`;
  return Number.isFinite(standardError) ? measured(value, standardError) : `about ${value.toFixed(0)}`;
}

function singles({ single }: TaggerBaselines): Block {
  const rows = single.map(({ name, auc }) => [name, measured(auc.value, auc.standardError)]);
  return table("A cut on one observable alone.", ["observable", "AUC"], rows);
}

function rocFigure(
  name: string,
  { logits }: TrainedTagger,
  labels: Int32Array,
  { treeScores }: TaggerBaselines,
): Block {
  const trees = splitByLabel(treeScores, labels);
  const drawn = curveFigure({
    x: { label: "signal efficiency" },
    y: { label: "background rejection", log: true },
    series: [
      { label: name, ...rejectionCurve(...logOddsByClass(logits, labels, 2, 1, 0)) },
      { label: "boosted trees", ...rejectionCurve(trees.signal, trees.background) },
    ],
  });
  return figure(drawn, "One over the background efficiency, for all cuts that some background passes.");
}

function rejectionCurve(signal: Float64Array, background: Float64Array) {
  const { signalEfficiency, backgroundEfficiency } = rocCurve(signal, background);
  const kept = [...backgroundEfficiency.keys()].filter((k) => backgroundEfficiency[k] > 0);
  return { x: kept.map((k) => signalEfficiency[k]), y: kept.map((k) => 1 / backgroundEfficiency[k]) };
}

function classTable({ test: { accuracy, loss, auc, jets } }: TrainedTagger): Block {
  const rows = [
    ["accuracy", measured(accuracy.value, accuracy.standardError)],
    ["cross-entropy [nats]", measured(loss.value, loss.standardError)],
  ];
  const area = `The mean AUC over all pairs of classes is ${auc.toFixed(4)}.`;
  return table(`${jets} jets that no training saw. ${area}`, ["figure", "value"], rows);
}

function confusionTable({ test: { confusion }, tagger: { classes } }: TrainedTagger): Block {
  const rows = confusion.map((row, k) => [classes[k], ...row.map((jets) => exact(jets))]);
  return table("Jets by their class (row) and what they were called (column).", ["class", ...classes], rows);
}
