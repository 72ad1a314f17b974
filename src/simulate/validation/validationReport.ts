/**
 * The report of a validation: a table of all observables, an honest list of those that are poor, and a figure of each
 * with its verdict.
 */
import {
  exact,
  figure,
  formatMeasured,
  formatNumber,
  measured,
  table,
  text,
  type Block,
  type Cell,
  type Section,
  type Verdict,
} from "../../run/index.ts";
import type { Comparison } from "./compare.ts";
import { observableFigure, type SampleLabels } from "./observableFigure.ts";
import { observableDocuments, type ComparedObservable, type ObservableDocument, type Validation } from "./validate.ts";

export interface ValidationReport {
  /** One line: what agrees and what is worst. */
  readonly summary: string;
  /** Passed if every target has as many agreeing observables as it asks for. */
  readonly verdict: Verdict;
  readonly sections: readonly Section[];
  readonly observables: Readonly<Record<string, ObservableDocument>>;
}

/** `labels` name the samples in figures: short, as "Glueball" and "LHC Olympics". */
export function validationReport(validations: readonly Validation[], labels: SampleLabels): ValidationReport {
  const summary = validations.map(countLine).join("; ");
  const passed = validations.length > 0 && validations.every((validation) => validation.passed);
  return {
    summary,
    verdict: { passed, text: summary },
    sections: validations.flatMap((validation) => sectionsOf(validation, labels)),
    observables: observableDocuments(validations),
  };
}

/** "background: 58 of 62 observables agree (45 needed)". */
function countLine({ target, agreeing, compared, required }: Validation): string {
  return `${target.name}: ${agreeing} of ${compared.length} observables agree (${required} needed)`;
}

/** One line for one observable: both numbers, their difference, the p-value, and what follows. */
export function verdictLine({ observable, comparison }: ComparedObservable): string {
  const { statistic, ours, reference, relativeDifference, tolerance, ksP, agrees, relativeTo } = comparison;
  const unit = observable.unit === undefined ? "" : ` ${observable.unit}`;
  const inUnits = relativeTo === "the reference" ? "" : ` of ${relativeTo}`;
  const numbers = `${formatMeasured(ours)} against ${formatMeasured(reference)}${unit}`;
  const difference = `${signedPercent(relativeDifference.value)} ± ${percent(relativeDifference.error)}${inUnits}`;
  const test =
    ksP === undefined ? "no KS test without the reference's values" : `KS p ${ksP < TINY_P ? "" : "= "}${pText(ksP)}`;
  const verdict = agrees ? "agrees" : "poor";
  return `${verdict}: ${statistic} ${numbers}, ${difference} (${percent(tolerance)} allowed), ${test}`;
}

function sectionsOf(validation: Validation, labels: SampleLabels): Section[] {
  const { target, compared } = validation;
  const figures = compared.map((each) => {
    const caption = `${each.observable.label} (${each.name}): ${verdictLine(each)}.${missingText(each.comparison)}`;
    return figure(observableFigure(each, labels), caption);
  });
  return [
    { title: `Summary: ${target.name}`, blocks: [text(introduction(validation)), summaryTable(validation)] },
    { title: `What is poor: ${target.name}`, blocks: poorBlocks(validation) },
    { title: `Observables: ${target.name}`, blocks: figures },
  ];
}

function introduction(validation: Validation): string {
  const { target, rows, skipped, notMeasured } = validation;
  const left = Object.entries(skipped).map(([reason, count]) => `${count} left out (${reason})`);
  const sample = [`${rows} rows of our sample`, ...left].join(", ");
  const absent = notMeasured.length === 0 ? "" : `\n\nNot measured on one of the samples: ${notMeasured.join(", ")}.`;
  return (
    `${countLine(validation)}. ${sample}, against ${target.origin}.\n\n` +
    "An observable agrees if the medians (means where only these are known) differ by no more than is allowed, or if " +
    `the Kolmogorov-Smirnov test has p > 0.01. Ties make p too large for counts.${absent}`
  );
}

function summaryTable({ compared, target }: Validation): Block {
  const rows = compared.map(({ name, observable, comparison }): Cell[] => {
    const { ours, reference, relativeDifference, tolerance, ksP, agrees } = comparison;
    return [
      observable.unit === undefined ? name : `${name} [${observable.unit}]`,
      measured(ours.value, ours.error),
      measured(reference.value, reference.error),
      measured(100 * relativeDifference.value, 100 * relativeDifference.error),
      exact(100 * Number(tolerance.toPrecision(3))),
      ksP === undefined ? "–" : pText(ksP),
      quantilesWithin(comparison),
      agrees ? "agrees" : "poor",
    ];
  });
  return table(
    `Our sample against ${target.origin}: medians, or means where only these are known. The last but one column counts ` +
      "the known quantiles that lie within what is allowed.",
    ["observable", "ours", "reference", "difference [%]", "allowed [%]", "KS p", "quantiles", "verdict"],
    rows,
  );
}

/** "4 of 5": known quantiles within the tolerance. */
function quantilesWithin({ quantiles, tolerance }: Comparison): string {
  if (quantiles.length === 0) return "–";
  const within = quantiles.filter(({ relativeDifference }) => Math.abs(relativeDifference) <= tolerance);
  return `${within.length} of ${quantiles.length}`;
}

/** Below this p the shapes differ, whatever the medians say. */
const SHAPES_DIFFER = 0.01;

/** Everything that does not agree, the worst first, and what agrees in its median only. */
function poorBlocks({ compared }: Validation): Block[] {
  const size = ({ comparison }: ComparedObservable) => Math.abs(comparison.relativeDifference.value);
  const poor = compared.filter(({ comparison }) => !comparison.agrees).toSorted((a, b) => size(b) - size(a));
  const shapes = compared.filter(
    ({ comparison: { agrees, ksP } }) => agrees && ksP !== undefined && ksP < SHAPES_DIFFER,
  );
  const lines = poor.map((each) => text(`${each.name}, ${verdictLine(each)}.`));
  const first = poor.length === 0 ? [text("No observable is outside what is allowed.")] : lines;
  if (shapes.length === 0) return first;
  const names = shapes.map(({ name, comparison }) => `${name} (${pText(comparison.ksP!)})`);
  return [...first, text(`The median agrees and the shape does not (KS p): ${names.join(", ")}.`)];
}

function missingText({ missing, count, referenceMissing = 0, referenceCount = 0 }: Comparison): string {
  if (missing + referenceMissing === 0) return "";
  const share = (part: number, rest: number) => (part + rest === 0 ? "0 %" : percent(part / (part + rest)));
  return ` It does not exist for ${share(missing, count)} of our rows and ${share(referenceMissing, referenceCount)} of the reference's.`;
}

/** No more is said of a smaller p-value. */
const TINY_P = 1e-4;

/** The space does not break, so that sign and number stay in one line of a table. */
function pText(p: number): string {
  return p < TINY_P ? `<\u00A0${TINY_P}` : formatNumber(p, 2);
}

function percent(fraction: number): string {
  return `${formatNumber(100 * fraction, 2)} %`;
}

function signedPercent(fraction: number): string {
  return `${fraction > 0 ? "+" : ""}${formatNumber(100 * fraction, 2)} %`;
}
