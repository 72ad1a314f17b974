/** Tables and figures of a judgement. */
import {
  curveFigure,
  exact,
  figure,
  formatNumber,
  measured,
  table,
  text,
  type Cell,
  type Section,
} from "../../run/index.ts";
import {
  rocCurve,
  splitByLabel,
  takeRows,
  type Estimate,
  type RejectionEstimate,
  type TaggingPerformance,
} from "../../stats/index.ts";
import type { FpndKind } from "../compare/fpnd.ts";
import { binomial } from "./confusion.ts";
import type { Judgement } from "./judge.ts";
import type { ClassVerdict, TwoClasses } from "./verdicts.ts";

export interface Judged {
  readonly judge: string;
  readonly jets: string;
  readonly classes: readonly string[];
  /** Jets that were given to each class. */
  readonly counts: readonly number[];
  /** Where the jets have labels of the judge's classes. */
  readonly labelled: ClassVerdict | undefined;
  /** Where they have labels 0 and 1. */
  readonly tagging: TaggingPerformance | undefined;
  /** To JetNet's gluon, quark and top jets; for 1000 jets or more. */
  readonly fpnd: Readonly<Record<FpndKind, Pick<Estimate, "value" | "standardError">>> | undefined;
}

const ROC_POINTS = 200;

export function judgeSections(
  judged: Judged,
  judgement: Judgement,
  two: TwoClasses & { readonly labels: Int32Array | undefined },
): Section[] {
  const { labelled, tagging, fpnd } = judged;
  return [
    labelled === undefined ? countSection(judged) : confusionSection(judged.classes, labelled),
    ...(tagging === undefined || two.labels === undefined ? [] : [taggingSection(tagging, judgement, two, two.labels)]),
    ...(fpnd === undefined ? [] : [fpndSection(fpnd)]),
  ];
}

function countSection({ classes, counts }: Judged): Section {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const rows = classes.map((name, c) => [name, exact(counts[c]), percent({ right: counts[c], all })]);
  return {
    title: "Classes",
    blocks: [table("Jets by the class that the network finds most probable.", ["class", "jets", "share [%]"], rows)],
  };
}

function confusionSection(
  classes: readonly string[],
  { confusion, recalls, accuracy, right, crossEntropy }: ClassVerdict,
): Section {
  const rows = classes.map((name, c): Cell[] => [
    name,
    ...confusion[c].map((count) => exact(count)),
    recalls[c].all === 0 ? "no such jets" : percent(recalls[c]),
  ]);
  const jets = recalls.reduce((sum, { all }) => sum + all, 0);
  const percentRight = `${(100 * accuracy.value).toFixed(1)} ± ${(100 * accuracy.error).toFixed(1)} %`;
  return {
    title: "Classes",
    blocks: [
      table(
        `Confusion: rows are the true class, columns the one that the network finds most probable. ${right} of ${jets} jets, ` +
          `${percentRight}, are in their class; the cross-entropy is ${crossEntropy.toFixed(4)} nats.`,
        ["true class", ...classes, "recall [%]"],
        rows,
      ),
    ],
  };
}

function taggingSection(
  { auc, accuracy, r30, r50 }: TaggingPerformance,
  { logits, classes }: Judgement,
  { signal, background }: TwoClasses,
  labels: Int32Array,
): Section {
  const [up, down] = [classes.indexOf(signal), classes.indexOf(background)];
  const scores = Float64Array.from(
    labels,
    (_, jet) => logits[jet * classes.length + up] - logits[jet * classes.length + down],
  );
  const parts = splitByLabel(scores, labels);
  const { signalEfficiency, backgroundEfficiency } = rocCurve(parts.signal, parts.background);
  const last = signalEfficiency.length - 1;
  const points = Math.min(ROC_POINTS, last);
  const rows = Uint32Array.from({ length: points + 1 }, (_, k) => Math.round((k * last) / points));
  const drawn = curveFigure({
    x: { label: "efficiency of label 1", range: [0, 1] },
    y: { label: "efficiency of label 0", log: true },
    series: [
      {
        label: `${signal} against ${background}`,
        x: takeRows(signalEfficiency, rows),
        y: takeRows(backgroundEfficiency, rows),
      },
    ],
  });
  return {
    title: "Two classes",
    blocks: [
      table(
        `Label 1 against label 0 by ln p(${signal}) - ln p(${background}), for which the network was not tuned. Accuracy at 0; ` +
          "rejection of label 0 at 30 and 50 % efficiency of label 1.",
        ["AUC", "accuracy", "rejection at 30 %", "rejection at 50 %"],
        [[estimateCell(auc), estimateCell(accuracy), rejectionCell(r30), rejectionCell(r50)]],
      ),
      figure(drawn, "The ROC curve, as background efficiency against signal efficiency."),
    ],
  };
}

function estimateCell({ value, standardError }: Estimate): Cell {
  return measured(value, standardError);
}

/** Where some resamples pass no background there is no error, only an interval; where none passes, a bound. */
function rejectionCell(rejection: RejectionEstimate): Cell {
  const { value, standardError, interval, lowerBound95 } = rejection;
  if (lowerBound95 !== undefined) return `above ${formatNumber(lowerBound95, 3)} (95 %)`;
  if (Number.isFinite(standardError)) return measured(value, standardError);
  return `${formatNumber(value, 3)} (${formatNumber(interval[0], 3)} to ${formatNumber(interval[1], 3)})`;
}

const KINDS: Readonly<Record<FpndKind, string>> = { g: "gluon", q: "light quark", t: "top" };

function fpndSection(fpnd: NonNullable<Judged["fpnd"]>): Section {
  const rows = Object.entries(fpnd).map(([kind, { value, standardError }]) => [
    KINDS[kind as FpndKind],
    measured(value, standardError),
  ]);
  return {
    title: "Distance to JetNet's jets",
    blocks: [
      text(
        "FPND to the published statistics of real JetNet jets (30 hardest constituents, pT of about 1 TeV): a distance of " +
          "populations. Between these kinds themselves: gluon-quark 57.857, gluon-top 171.394, quark-top 345.638.",
      ),
      table("Errors from the bootstrap.", ["JetNet's jets", "FPND"], rows),
    ],
  };
}

function percent(share: { readonly right: number; readonly all: number }): Cell {
  const { value, error } = binomial(share);
  return measured(100 * value, 100 * error);
}
