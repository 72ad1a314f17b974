/** Tables and figures of a comparison by many metrics, for its report. */
import { curveFigure, exact, figure, measured, table, type Block, type Section } from "../../run/index.ts";
import { binomial } from "../judge/confusion.ts";
import { comparisonSection, type SampleLabels } from "../report.ts";
import type { Assignment } from "./assignment.ts";
import type { Distance } from "./distances.ts";
import type { Findings } from "./metricGroups.ts";
import type { TwoSampleTest } from "./twoSample.ts";

/** What each distance of whole jets is, by its name. */
const WORDS: Readonly<Record<string, string>> = {
  sw1: "sliced Wasserstein, p = 1",
  sw2: "sliced Wasserstein, p = 2",
  auc: "two-sample AUC, boosted trees on observables",
  aucEmbeddings: "two-sample AUC, logistic regression on ParticleNet embeddings",
  w1m: "W1M",
  w1p: "W1P, mean",
  w1pEtaRel: "W1P $\\eta_{rel}$",
  w1pPhiRel: "W1P $\\phi_{rel}$",
  w1pPtRel: "W1P $p_T$ / $p_T$ of the jet",
  w1efp: "W1EFP, mean",
  fpd: "FPD",
  kpd: "KPD",
  fpnd: "FPND",
  coverage: "coverage (more is better)",
  mmd: "minimum matching distance",
  assignment: "total variation of assigned classes",
};

export function findingsSections(findings: Findings, labels: SampleLabels): Section[] {
  const { comparison, tests = {}, assignment } = findings;
  const whole = Object.entries(findings.distances).filter(([name]) => Object.hasOwn(WORDS, name));
  return [
    ...(whole.length === 0 ? [] : [{ title: "Whole jets", blocks: [distanceTable(whole)] }]),
    ...(comparison === undefined ? [] : [comparisonSection("Observables", comparison, labels)]),
    ...(Object.keys(tests).length === 0 ? [] : [testSection(tests, labels)]),
    ...(assignment === undefined ? [] : [assignmentSection(assignment, labels)]),
  ];
}

function distanceTable(distances: readonly (readonly [string, Distance])[]): Block {
  return table(
    "Distances of whole jets. The error is that of resampled jets; of JetNet's distances, FPD and KPD the spread that their " +
      "definitions give. Floor: the same between disjoint halves of the reference, with the spread over the splits.",
    ["metric", "value", "floor"],
    distances.map(([name, { value, standardError, floor, floorSpread }]) => [
      WORDS[name],
      measured(value, standardError),
      measured(floor, floorSpread),
    ]),
  );
}

function testSection(tests: Readonly<Record<string, TwoSampleTest>>, labels: SampleLabels): Section {
  const level = Float64Array.from({ length: 11 }, (_, k) => k / 10);
  const drawn = curveFigure({
    x: { label: `share of ${labels.reference} above the threshold`, range: [0, 1] },
    y: { label: `share of ${labels.generated} above the threshold`, range: [0, 1] },
    series: [
      ...Object.entries(tests).map(([name, { roc }]) => ({
        label: shortName(name),
        x: roc.reference,
        y: roc.generated,
      })),
      { label: "not to be told apart", x: level, y: level },
    ],
  });
  const rows = Object.entries(tests).map(([name, { auc, interval }]) => [
    WORDS[name],
    measured(auc.value, auc.standardError),
    `${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}`,
    measured(auc.floor, auc.floorSpread),
  ]);
  return {
    title: "Can they be told apart?",
    blocks: [
      figure(
        drawn,
        "ROC curves of classifiers between generated and reference jets, of jets that they were not trained on.",
      ),
      table(
        "Five folds; a classifier that cannot tell the samples apart has an area of 1/2. Floor: between halves of the reference.",
        ["test", "AUC", "central 95 %", "floor"],
        rows,
      ),
    ],
  };
}

function shortName(name: string): string {
  return name === "auc" ? "trees on observables" : "embeddings";
}

function assignmentSection({ classes, counts, recall }: Assignment, labels: SampleLabels): Section {
  const total = (own: readonly number[]) => own.reduce((sum, count) => sum + count, 0);
  const share = (right: number, all: number) => {
    const { value, error } = binomial({ right, all });
    return measured(100 * value, 100 * error);
  };
  const rows = classes.map((name, c) => [
    name,
    exact(counts.generated[c]),
    share(counts.generated[c], total(counts.generated)),
    share(counts.reference[c], total(counts.reference)),
    ...(recall === undefined
      ? []
      : [recall.generated, recall.reference].map((own) =>
          own[c].all === 0 ? "no such jets" : share(own[c].right, own[c].all),
        )),
  ]);
  const columns = ["class", "generated jets", "share of them [%]", "share of the reference [%]"];
  return {
    title: "What a judge takes them for",
    blocks: [
      table(
        `Classes that the JetClass ParticleNet gives jets to: ${labels.generated} and ${labels.reference}, both about an axis at ` +
          "$\\eta$ = 0 and massless. Recall: jets of a class that were found in it.",
        recall === undefined ? columns : [...columns, "recall, generated [%]", "recall, reference [%]"],
        rows,
      ),
    ],
  };
}
