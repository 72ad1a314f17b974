/** Figures and tables of a comparison of jets, for reports. */
import { curveFigure, figure, formatNumber, histogramFigure, measured, table } from "../run/index.ts";
import type { Block, Cell, Section } from "../run/index.ts";
import type { Histogram } from "../stats/index.ts";
import type { LossBaselines } from "./baselines.ts";
import type { JetComparison, ObservableComparison } from "./compare/compareJets.ts";
import type { Distance } from "./compare/distances.ts";
import { OBSERVABLES, type Observable, type ObservableName } from "./compare/observables.ts";
import type { TrainedModel } from "./train.ts";

export interface SampleLabels {
  readonly generated: string;
  readonly reference: string;
}

/** Drawn where they were compared; eta and phi of the constituents are in the table. */
const DRAWN: readonly ObservableName[] = [
  "mass",
  "softDropMass",
  "pt",
  "multiplicity",
  "tau21",
  "tau32",
  "d2",
  "constituentPt",
];

/** Distances of all observables that were compared, and overlaid histograms. */
export function comparisonSection(title: string, comparison: JetComparison, labels: SampleLabels): Section {
  const figures = DRAWN.flatMap((name) => {
    const compared = comparison.observables[name];
    return compared === undefined ? [] : [observableFigure(name, compared, labels)];
  });
  return { title, blocks: [...distanceTables(comparison, labels), ...figures] };
}

function distanceTables({ observables, generatedJets, referenceJets }: JetComparison, labels: SampleLabels): Block[] {
  const compared = Object.entries(observables) as [ObservableName, ObservableComparison][];
  return [
    table(
      `${generatedJets} jets (${labels.generated}) against ${referenceJets} (${labels.reference}): the Wasserstein distance W1, ` +
        "also over the standard deviation of the reference. Errors from the bootstrap; floor: the same distance between " +
        `random halves of the reference.${leftOutText(compared)}`,
      ["observable", "W1", "floor", "W1 / std", "floor"],
      compared.map(([name, { w1, w1OverStd }]) => [plainName(name), ...cellsOf(w1), ...cellsOf(w1OverStd)]),
    ),
    table(
      "Quantiled Kullback-Leibler divergence in nats, in the two forms that are in use: 1, of densities with 30 edges " +
        "(OmniJet-alpha); 2, of probabilities in 30 bins, infinite where the generated jets leave one empty.",
      ["observable", "KL 1", "floor", "KL 2", "floor"],
      compared.map(([name, { kl, klProbabilities }]) => [plainName(name), ...cellsOf(kl), ...cellsOf(klProbabilities)]),
    ),
  ];
}

/** Which jets have no value, as a sentence of the caption. */
function leftOutText(compared: readonly (readonly [ObservableName, ObservableComparison])[]): string {
  const texts = compared
    .filter(([, { generatedLeftOut, referenceLeftOut }]) => generatedLeftOut + referenceLeftOut > 0)
    .map(([name, own]) => `${plainName(name)} ${own.generatedLeftOut} and ${own.referenceLeftOut}`);
  return texts.length === 0 ? "" : ` Generated and reference jets without a value, left out: ${texts.join("; ")}.`;
}

function plainName(name: ObservableName): string {
  const observable: Observable = OBSERVABLES[name];
  return observable.unit === undefined ? observable.label : `${observable.label} [${observable.unit}]`;
}

/** A distance and its floor. */
function cellsOf({ value, standardError, floor, floorSpread }: Distance): Cell[] {
  return [cellOf(value, standardError), cellOf(floor, floorSpread)];
}

/** A finite divergence may have infinite resamples, and then has no error. */
function cellOf(value: number, error: number): Cell {
  if (!Number.isFinite(value)) return "infinite";
  return Number.isFinite(error) ? measured(value, error) : `${formatNumber(value, 2)} ± infinite`;
}

function observableFigure(name: ObservableName, compared: ObservableComparison, labels: SampleLabels): Block {
  const observable: Observable = OBSERVABLES[name];
  const { generated, reference } = compared.histograms;
  const drawn = histogramFigure({
    x: { label: observable.label, unit: observable.unit, log: observable.bins === "logarithmic" },
    y: { label: "share of the sample in the bin" },
    edges: reference.edges,
    series: [
      { label: labels.reference, ...shares(reference), draw: "fill" },
      { label: labels.generated, ...shares(generated), draw: "points" },
    ],
    ratioTo: labels.reference,
  });
  return figure(drawn, `${observable.label}: ${labels.generated} against ${labels.reference}.`);
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
