/** Figures and tables of a study of domain shift. */
import { curveFigure, exact, figure, formatNumber, measured, table } from "../../run/index.ts";
import type { Block, Section } from "../../run/index.ts";
import { OBSERVABLES } from "../compare/observables.ts";
import type { Observable, ObservableName } from "../compare/observables.ts";
import { STARTS } from "./shift.ts";
import type { ShiftResult } from "./shift.ts";
import { JUDGED } from "./shiftSummary.ts";
import type { Advantage, Measure, ShiftCurve } from "./shiftSummary.ts";

const MEASURES: Readonly<Record<Measure, string>> = { kl: "KL (variant 1)", w1OverStd: "W1 / standard deviation" };

export function shiftSections(
  results: readonly ShiftResult[],
  curves: readonly ShiftCurve[],
  advantages: readonly Advantage[],
): Section[] {
  const figures = JUDGED.map((name) => curveOf(name, curves, results));
  return [
    { title: "KL against target jets", blocks: figures },
    { title: "Advantage of pre-training", blocks: [advantageTable(advantages)] },
    { title: "All distances", blocks: [distanceTable(curves)] },
    { title: "Exponents", blocks: [exponentTable(curves)] },
  ];
}

function curveOf(name: ObservableName, curves: readonly ShiftCurve[], results: readonly ShiftResult[]): Block {
  const own = curves.filter(({ observable, measure }) => observable === name && measure === "kl");
  const { sizes } = own[0];
  const floor = results[0].distances[name]!.klFloor;
  const series = own.map(({ start, values, errors }) => ({
    label: start,
    x: sizes,
    y: values,
    low: values.map((value, i) => value - finite(errors[i])),
    high: values.map((value, i) => value + finite(errors[i])),
  }));
  const drawn = curveFigure({
    x: { label: "target jets", log: true },
    y: { label: "KL", unit: "nats", log: true },
    series: [...series, { label: "halves of the test jets", x: sizes, y: sizes.map(() => floor) }],
  });
  const { label }: Observable = OBSERVABLES[name];
  return figure(drawn, `${label}: generated jets against target jets that went through the tokeniser.`);
}

function advantageTable(advantages: readonly Advantage[]): Block {
  const rows = advantages.map(({ observable, size, value, error }) => [
    observable,
    exact(size),
    measured(value, error),
  ]);
  return table(
    "KL from scratch minus KL of the pre-trained model, in nats, with the standard error over the repetitions: above 0 " +
      "where pre-training helps.",
    ["observable", "target jets", "advantage"],
    rows,
  );
}

function distanceTable(curves: readonly ShiftCurve[]): Block {
  const rows = curves.flatMap(({ observable, measure, start, sizes, values, errors }) =>
    sizes.map((size, i) => [observable, MEASURES[measure], start, exact(size), measured(values[i], errors[i])]),
  );
  const columns = ["observable", "distance", "start", "target jets", "value"];
  return table("Means over the repetitions with their standard errors.", columns, rows);
}

function exponentTable(curves: readonly ShiftCurve[]): Block {
  const rows = curves.flatMap(({ observable, measure, start, exponent }) => {
    if (exponent === undefined) return [];
    const { value, standardError, interval } = exponent;
    const ends = interval.map((end) => formatNumber(end, 2)).join(" to ");
    return [[observable, MEASURES[measure], start, measured(value, standardError), ends]];
  });
  const caption =
    "gamma of floor + (X / n)^gamma, with the 95 % interval of refits; AOJ reports 0.2 to 0.45 (unverified). " +
    (rows.length === 0 ? "Too few numbers of jets for a fit: at least four." : `${STARTS.join(" and ")}.`);
  return table(caption, ["observable", "distance", "start", "gamma", "interval"], rows);
}

/** A single repetition has no error. */
function finite(error: number): number {
  return Number.isFinite(error) ? error : 0;
}
