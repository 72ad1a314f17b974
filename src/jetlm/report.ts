/** Figures and tables of a comparison of jets, for reports. */
import { curveFigure, figure, histogramFigure, measured, table } from "../run/index.ts";
import type { Block, Section } from "../run/index.ts";
import type { Histogram } from "../stats/index.ts";
import type { LossBaselines } from "./baselines.ts";
import { OBSERVABLES } from "./evaluate.ts";
import type { Distance, JetComparison, ObservableComparison, ObservableName } from "./evaluate.ts";
import type { TrainedModel } from "./train.ts";

export interface SampleLabels {
  readonly generated: string;
  readonly reference: string;
}

/** Distances of all observables, and the overlaid histograms of jet mass, pT, multiplicity and constituent pT. */
export function comparisonSection(title: string, comparison: JetComparison, labels: SampleLabels): Section {
  const names: readonly ObservableName[] = ["mass", "pt", "multiplicity", "constituentPt"];
  const figures = names.map((name) => observableFigure(name, comparison.observables[name], labels));
  return { title, blocks: [distanceTable(comparison, labels), ...figures] };
}

function distanceTable({ observables, generatedJets, referenceJets }: JetComparison, labels: SampleLabels): Block {
  const rows = (Object.keys(observables) as ObservableName[]).map((name) => {
    const { w1, kl } = observables[name];
    const unit = "unit" in OBSERVABLES[name] ? ` [${OBSERVABLES[name].unit}]` : "";
    return [
      `${PLAIN_NAMES[name]}${unit}`,
      withError(w1),
      measured(w1.floor, w1.floorSpread),
      withError(kl),
      measured(kl.floor, kl.floorSpread),
    ];
  });
  return table(
    `${generatedJets} jets (${labels.generated}) against ${referenceJets} (${labels.reference}). W1: Wasserstein distance; ` +
      "KL: quantiled Kullback-Leibler divergence in nats, 30 edges; errors from the bootstrap; floor: the same distance " +
      "between random halves of the reference.",
    ["observable", "W1", "floor", "KL", "floor"],
    rows,
  );
}

const PLAIN_NAMES: Readonly<Record<ObservableName, string>> = {
  mass: "jet mass",
  pt: "jet $p_T$",
  multiplicity: "constituents",
  constituentPt: "constituent $p_T$",
  etaRel: "constituent $\\eta_{rel}$",
  phiRel: "constituent $\\phi_{rel}$",
};

function withError({ value, standardError }: Distance) {
  return Number.isFinite(value) ? measured(value, standardError) : "infinite (empty bins)";
}

function observableFigure(name: ObservableName, compared: ObservableComparison, labels: SampleLabels): Block {
  const observable = OBSERVABLES[name];
  const { generated, reference } = compared.histograms;
  const log = observable.bins === "logarithmic";
  const drawn = histogramFigure({
    x: { label: observable.label, unit: "unit" in observable ? observable.unit : undefined, log },
    y: { label: "share of the sample in the bin" },
    edges: reference.edges,
    series: [
      { label: labels.reference, ...shares(reference), draw: "fill" },
      { label: labels.generated, ...shares(generated), draw: "points" },
    ],
    ratioTo: labels.reference,
  });
  return figure(drawn, `${PLAIN_NAMES[name]}: ${labels.generated} against ${labels.reference}.`);
}

/** Contents over the whole sample, flows included, with their errors. */
function shares({ values, variances, underflow, overflow }: Histogram) {
  const total = values.reduce((sum, value) => sum + value, underflow.value + overflow.value);
  return {
    values: values.map((value) => value / total),
    errors: variances.map((variance) => Math.sqrt(variance) / total),
  };
}

/** The learning curve with the baselines that need no network. */
export function learningSection({ curve }: TrainedModel, baselines: LossBaselines): Section {
  const steps = curve.map(({ step }) => step);
  const level = (value: number) => steps.map(() => value);
  const drawn = curveFigure({
    x: { label: "training step" },
    y: { label: "loss", unit: "nats per token" },
    series: [
      { label: "training jets", x: steps, y: curve.map(({ train }) => train) },
      { label: "validation jets", x: steps, y: curve.map(({ validation }) => validation) },
      { label: "unigram", x: steps, y: level(baselines.unigram) },
      { label: "unigram of each position", x: steps, y: level(baselines.unigramByPosition) },
    ],
  });
  return {
    title: "Learning",
    blocks: [
      figure(drawn, `Cross-entropy of the next id; uniform guessing gives ${baselines.uniform.toFixed(3)} nats.`),
    ],
  };
}
