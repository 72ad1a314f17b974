/** Tables and figures of the learned side, for terminals and report pages. */
import { curveFigure, exact, figure, measured, table, textTable } from "../../../run/index.ts";
import type { Block, Cell, Section, Table } from "../../../run/index.ts";
import type { Estimate } from "../../../stats/index.ts";
import type { Evaluation } from "./evaluate.ts";
import type { Metric } from "./metrics.ts";
import type { Trained } from "../trainingLoop.ts";

/** How metrics are called in tables. */
export const COLUMN_NAMES: Readonly<Record<Metric, string>> = {
  exact: "exact",
  lagrangian: "S_Lagrangian",
  contraction: "S_Contraction",
  length: "P_Length",
  precision: "precision",
  recall: "recall",
  f1: "F1",
  trilinearRecall: "trilinear recall",
  completeness: "completeness",
  valid: "valid",
  lorentz: "Lorentz",
  su3: "SU(3)",
  su2: "SU(2)",
  u1: "U(1)",
};

const FIRST: readonly Metric[] = ["exact", "lagrangian", "contraction", "length", "recall", "trilinearRecall"];
const SECOND: readonly Metric[] = ["precision", "f1", "completeness", "valid", "lorentz", "su3", "su2", "u1"];

/** All writers with all lists together. */
function overview(evaluations: readonly Evaluation[], metrics: readonly Metric[]): Table {
  const rows = evaluations.map(({ name, all }): Cell[] => [name, ...metrics.map((metric) => percentCell(all[metric]))]);
  return { columns: ["", ...metrics.map((metric) => `${COLUMN_NAMES[metric]} [%]`)], rows };
}

/** One metric by number of fields, a column a writer. */
function byFields(evaluations: readonly Evaluation[], metric: Metric): Table {
  const counts = [...new Set(evaluations.flatMap((own) => own.byFields.map(({ fields }) => fields)))].sort(
    (a, b) => a - b,
  );
  const rows = counts.map((fields): Cell[] => {
    const rowsOf = evaluations.map((own) => own.byFields.find((row) => row.fields === fields));
    return [
      exact(fields),
      exact(rowsOf[0]?.lists ?? 0),
      ...rowsOf.map((row) => (row === undefined ? "" : percentCell(row.metrics[metric]))),
    ];
  });
  return { columns: ["fields", "lists", ...evaluations.map(({ name }) => `${name} [%]`)], rows };
}

/** A share in percent with its error. */
export function percentCell({ value, standardError }: Estimate): Cell {
  return measured(100 * value, 100 * standardError);
}

export function evaluationText(evaluations: readonly Evaluation[]): string {
  return `${textTable(overview(evaluations, FIRST))}\n\nLagrangians that are exact:\n${textTable(byFields(evaluations, "exact"))}`;
}

export function evaluationSections(evaluations: readonly Evaluation[]): Section[] {
  const shown = (caption: string, { columns, rows }: Table): Block => table(caption, columns, rows);
  const definitions = "Metrics by our definitions; the formulas of BART-L are not published.";
  return [
    {
      title: "All lists",
      blocks: [
        shown(
          `${definitions} Errors from the bootstrap over lists; of exact Lagrangians Wilson's.`,
          overview(evaluations, FIRST),
        ),
        shown(
          "Types that are written: right ones, and those that each group by itself allows.",
          overview(evaluations, SECOND),
        ),
      ],
    },
    {
      title: "By number of fields",
      blocks: [
        ...exactFigure(evaluations),
        ...FIRST.map((metric) => shown(COLUMN_NAMES[metric], byFields(evaluations, metric))),
      ],
    },
  ];
}

/** What a figure does not show: lines on that of L0, and those at 100 % by construction. */
const NOT_DRAWN: readonly string[] = ["L1", "L2", "L4", "completed"];

/** None where all lists have one number of fields. */
function exactFigure(evaluations: readonly Evaluation[]): Block[] {
  const series = evaluations
    .filter(({ name, byFields }) => byFields.length > 1 && !NOT_DRAWN.includes(name))
    .map(({ name, byFields }) => {
      const errors = byFields.map(({ metrics }) => metrics.exact);
      return {
        label: name,
        x: byFields.map(({ fields }) => fields),
        y: errors.map(({ value }) => 100 * value),
        low: errors.map(({ value, standardError }) => Math.max(0, 100 * (value - standardError))),
        high: errors.map(({ value, standardError }) => Math.min(100, 100 * (value + standardError))),
      };
    });
  if (series.length === 0) return [];
  const drawn = curveFigure({
    x: { label: "number of fields" },
    y: { label: "exact Lagrangians", unit: "%", range: [0, 100] },
    series,
  });
  return [figure(drawn, "Lagrangians that are exact, with their errors.")];
}

/** The learning curve. */
export function learningSection({ curve }: Trained): Section {
  const steps = curve.map(({ step }) => step);
  const drawn = curveFigure({
    x: { label: "training step" },
    y: { label: "loss", unit: "nats per token" },
    series: [
      { label: "training lists", x: steps, y: curve.map(({ train }) => train) },
      { label: "validation lists", x: steps, y: curve.map(({ validation }) => validation) },
    ],
  });
  return { title: "Learning", blocks: [figure(drawn, "Cross-entropy of the next token.")] };
}
