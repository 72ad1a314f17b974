/** Figures of the laws: loss against size, data and compute, parabolas of budgets. */
import { curveFigure, exact, figure, measured, table, text } from "../../run/index.ts";
import type { Block, Cell, CurveSpec, Section } from "../../run/index.ts";
import { lawBand } from "../../stats/index.ts";
import type { LawErrors } from "../../stats/index.ts";
import { allocate, computeFrontier } from "./fits.ts";
import type { Competition, Fitted } from "./fits.ts";
import { intervalText, saturationLine } from "./scaleResult.ts";
import type { ScalingStudy } from "./scalingStudy.ts";
import { inGroup } from "./trainedCell.ts";
import type { TrainedCell } from "./trainedCell.ts";

type Series = CurveSpec["series"][number];

const LOSS = { label: "loss", unit: "nats per token" } as const;
const PLACES = 60;

const sizeOf = ({ record }: TrainedCell) => record.size.nonEmbedding;
const seenBy = ({ record }: TrainedCell) => record.seenTokens;
const costOf = ({ record }: TrainedCell) => record.compute.total;

export function sizeAndDataSection(study: ScalingStudy): Section | undefined {
  const grid = inGroup(study.cells, "size", "data");
  if (grid.length === 0) return undefined;
  const ladder = inGroup(study.cells, "size");
  const size = curveFigure({
    x: { label: "non-embedding parameters N", log: true },
    y: LOSS,
    series: [...lawSeries(study.bySize), pointSeries("models, all training jets", ladder, sizeOf)],
  });
  const data = curveFigure({
    x: { label: "tokens seen D", log: true },
    y: LOSS,
    series: study.byData.flatMap(({ size: name, fit }) => {
      const own = grid.filter((cell) => cell.size === name);
      const chosen =
        fit.value === undefined ? [] : [bandSeries(`${name}: ${fit.value.chosen.fit.law.name}`, fit.value.chosen)];
      return [...chosen, { ...pointSeries(name, own, seenBy), draw: "points" as const }];
    }),
  });
  const blocks: Block[] = [
    figure(size, `Loss against model size. Bands: 95 % of the bootstrap. ${missingText(study.bySize)}`),
    figure(data, "Loss against data, for models of different size; every training jet is seen equally often."),
    lawTable(study),
  ];
  return { title: "Size and data", blocks };
}

/** Points of cells, with the error of the validation set left out: it is common to all. */
function pointSeries(label: string, cells: readonly TrainedCell[], x: (cell: TrainedCell) => number): Series {
  const sorted = cells.toSorted((a, b) => x(a) - x(b));
  return { label, x: sorted.map(x), y: sorted.map(({ record }) => record.validation.perToken), draw: "points" };
}

function lawSeries({ value }: Fitted<Competition>): Series[] {
  return value === undefined ? [] : value.laws.map((law) => bandSeries(law.fit.law.name, law));
}

/** A law of one variable with its band, over the range of its points and half a decade beyond. */
function bandSeries(label: string, errors: LawErrors): Series {
  const x = spaced(errors.fit.points.variables[0]);
  const { value, low, high } = lawBand(errors, [x]);
  return { label, x, y: value, low, high };
}

function spaced(values: Float64Array): Float64Array {
  const logs = values.map(Math.log);
  const [low, high] = [Math.min(...logs), Math.max(...logs) + Math.log(10) / 2];
  return Float64Array.from({ length: PLACES }, (_, k) => Math.exp(low + ((high - low) * k) / (PLACES - 1)));
}

function missingText({ missing }: Fitted<unknown>): string {
  return missing === undefined ? "" : `No law was fitted: ${missing}.`;
}

/** Every law of one variable with its parameters. */
function lawTable({ bySize, byData, byCompute }: ScalingStudy): Block {
  const fits = [
    { name: "size", fit: bySize },
    ...byData.map(({ size, fit }) => ({ name: `data, ${size}`, fit })),
    { name: "compute (frontier)", fit: byCompute },
  ];
  const rows = fits.flatMap(({ name, fit }): Cell[][] => {
    if (fit.value === undefined) return [[name, "none", fit.missing, "", ""]];
    return fit.value.laws.map(({ fit: own, parameters }) => [
      name,
      own.law.formula,
      Object.entries(parameters)
        .map(([key, estimate]) => `${key} = ${intervalText(estimate)}`)
        .join(", "),
      own.bic.toFixed(1),
      own === fit.value.chosen.fit ? "chosen" : "",
    ]);
  });
  return table("Laws of one variable, with 95 % intervals.", ["against", "law", "parameters", "BIC", ""], rows);
}

export function jointSection(study: ScalingStudy): Section | undefined {
  const { joint } = study;
  if (joint.value === undefined) {
    const reason = joint.missing;
    return study.bySize.value === undefined && inGroup(study.cells, "size", "data").length === 0
      ? undefined
      : { title: "Size and data together", blocks: [text(`No joint law was fitted: ${reason}.`)] };
  }
  const { laws, chosen, extrapolation } = joint.value;
  const rows = laws.map(({ fit, parameters }): Cell[] => [
    fit.law.formula,
    ...fit.law.parameters.map((name) => measured(parameters[name].value, parameters[name].standardError)),
    fit.bic.toFixed(1),
    fit === chosen.fit ? "chosen" : "",
  ]);
  const predicted = extrapolation.value?.map(
    ({ law, relativeError, held }) => `${law} ${(100 * relativeError).toFixed(2)} % (${held} runs)`,
  );
  const extrapolated = predicted === undefined ? `not possible: ${extrapolation.missing}` : predicted.join(", ");
  return {
    title: "Size and data together",
    blocks: [
      table("Joint laws of N and the tokens seen D.", ["law", "E", "A", "B", "alpha", "beta", "BIC", ""], rows),
      text(`Mean error of the largest runs when they are predicted from the others: ${extrapolated}.`),
      text(`Which saturates first? ${saturationLine(study) ?? "not known"}.`),
    ],
  };
}

export function computeSection(study: ScalingStudy): Section | undefined {
  const cells = inGroup(study.cells, "size", "data", "compute");
  if (cells.length === 0) return undefined;
  const frontier = computeFrontier(cells);
  const all = curveFigure({
    x: { label: "training computation C", unit: "FLOP", log: true },
    y: LOSS,
    series: [
      ...lawSeries(study.byCompute),
      pointSeries("models", cells, costOf),
      { ...pointSeries("no cheaper run is better", frontier, costOf), draw: "line" },
    ],
  });
  const blocks: Block[] = [figure(all, `Loss against computation. ${missingText(study.byCompute)}`)];
  if (study.budgets.length > 0) blocks.push(figure(parabolas(study), ISO_FLOP_CAPTION), budgetTable(study));
  return { title: "Computation", blocks };
}

const ISO_FLOP_CAPTION =
  "IsoFLOP: models trained with one budget each, and the parabolas through them. They under-allocate parameters when the exponents of size and " +
  "data differ or when the grid is not centred on the minimum (2603.22339); the table says where that applies.";

function parabolas({ budgets }: ScalingStudy) {
  const series = budgets.flatMap(({ budget, cells, minimum }): Series[] => {
    const x = spaced(Float64Array.from(cells, sizeOf)).filter((size) => size <= Math.max(...cells.map(sizeOf)));
    const name = budget.toExponential(0);
    return [{ label: `${name} FLOP`, x, y: x.map((size) => minimum.predict(size)) }, pointSeries(name, cells, sizeOf)];
  });
  return curveFigure({ x: { label: "non-embedding parameters N", log: true }, y: LOSS, series });
}

function budgetTable({ budgets, joint }: ScalingStudy): Block {
  const rows = budgets.map(({ budget, minimum, cells, warnings }): Cell[] => {
    const best = joint.value && allocate(joint.value.laws[0], budget);
    const interval = best?.value && ` [${best.value.sizeInterval.map((size) => size.toExponential(1)).join(", ")}]`;
    const law =
      best === undefined ? "no joint law" : (best.missing ?? `${best.value.size.toExponential(2)}${interval}`);
    const size = minimum.curvature > 0 ? minimum.size.toExponential(2) : "none";
    return [budget.toExponential(0), exact(cells.length), size, warnings.join("; "), law];
  });
  const columns = ["budget [FLOP]", "models", "best N, parabola", "warning", "best N, additive law [95 %]"];
  return table(
    "Best model size for a budget. The law takes C = 6 N D; the budgets of the models count attention and head too.",
    columns,
    rows,
  );
}
