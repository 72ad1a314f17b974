/** Figures and tables of a ladder. */
import { curveFigure, exact, figure, measured, table } from "../../run/index.ts";
import type { Block, Section } from "../../run/index.ts";
import type { LadderMode } from "./ladderCell.ts";
import type { Gain, OverRepeats, Rung } from "./ladderSummary.ts";

const LABELS: Readonly<Record<LadderMode, string>> = {
  scratch: "from scratch",
  full: "pre-trained, all of it fine-tuned",
  lora: "pre-trained, low-rank adapters",
  fixed: "pre-trained, fixed",
  probe: "pre-trained, linear probe",
  "particle-net": "ParticleNet (small), supervised",
  part: "Particle Transformer (small), supervised",
  trees: "boosted trees of observables",
};

export interface LadderText {
  readonly testJets: number;
  readonly jets: string;
}

export function ladderSections(rungs: readonly Rung[], gains: readonly Gain[], text: LadderText): Section[] {
  const { testJets, jets } = text;
  const caption = `${testJets} test jets of ${jets}; errors: standard error of the mean over the repetitions`;
  const curve = [
    figure(drawn(rungs, "accuracy", "accuracy"), `Accuracy against the number of labelled jets. ${caption}.`),
    figure(drawn(rungs, "auc", "AUC"), `Area under the ROC curve. ${caption}.`),
  ];
  return [
    { title: "Accuracy against labelled jets", blocks: [...curve, ladderTable(rungs, caption)] },
    ...(gains.length === 0 ? [] : [{ title: "Gain by pre-training", blocks: [gainTable(gains, testJets)] }]),
  ];
}

function drawn(rungs: readonly Rung[], name: "accuracy" | "auc", label: string) {
  const modes = [...new Set(rungs.map(({ mode }) => mode))];
  return curveFigure({
    x: { label: "labelled jets", log: true },
    y: { label },
    series: modes.map((mode) => {
      const own = rungs.filter((rung) => rung.mode === mode);
      const end = (sign: number) => own.map((rung) => rung[name].value + sign * finite(rung[name].error));
      const y = own.map((rung) => rung[name].value);
      return { label: LABELS[mode], x: own.map(({ size }) => size), y, low: end(-1), high: end(1) };
    }),
  });
}

function ladderTable(rungs: readonly Rung[], caption: string): Block {
  const rows = rungs.map(({ mode, size, repeats, accuracy, tunedAccuracy, auc, r30, r50 }) => [
    exact(size),
    LABELS[mode],
    exact(repeats),
    ...[accuracy, tunedAccuracy, auc, r30, r50].map(cellOf),
  ]);
  const columns = ["jets", "mode", "repetitions", "accuracy", "tuned", "AUC", "R30", "R50"];
  return table(
    `${caption}. Tuned: accuracy with the threshold that is best on the validation jets. R30, R50: background rejection at 30 % and 50 % signal efficiency.`,
    columns,
    rows,
  );
}

function gainTable(gains: readonly Gain[], testJets: number): Block {
  const rows = gains.map(({ size, mode, points, tunedPoints }) => [
    exact(size),
    LABELS[mode],
    cellOf(points),
    cellOf(tunedPoints),
  ]);
  const common = `The test jets are common: another ${testJets} would move both accuracies together.`;
  return table(
    "Accuracy above that from scratch, of the pre-trained mode that is best on the validation jets, in pairs of equal " +
      `labelled jets. ${common}`,
    ["jets", "mode", "gain [points]", "gain with tuned thresholds [points]"],
    rows,
  );
}

function cellOf(value: OverRepeats | undefined) {
  if (value === undefined) return "";
  return Number.isFinite(value.value) ? measured(value.value, value.error) : "no background left";
}

/** A single repetition has no error. */
function finite(error: number): number {
  return Number.isFinite(error) ? error : 0;
}
