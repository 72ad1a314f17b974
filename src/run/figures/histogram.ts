/**
 * Overlaid histograms with errors and, on request, a panel of their ratios to one of them: the standard figure of a
 * comparison in particle physics.
 *
 * In the ratio panel the errors of a histogram are divided by the reference's value, r_i = v_i / b_i +- s_i / b_i, and
 * the reference's own relative error is the band around 1: each error is shown once. Ratios beyond the panel are
 * marked by triangles at its edge; where the reference is empty there is no ratio.
 */
import { bandPath, beyondPath, pointsWithBars, stepPath } from "./bins.ts";
import type { Bin } from "./bins.ts";
import {
  axisTitle,
  drawFigure,
  drawFrame,
  drawHeading,
  drawXLabel,
  drawYLabel,
  FONT,
  FRAME,
  insidePanel,
} from "./frame.ts";
import type { Figure, Panel } from "./frame.ts";
import { binsOf, checkHistograms, ratioBins } from "./histogramSpec.ts";
import type { HistogramSeries, HistogramSpec } from "./histogramSpec.ts";
import { labelText, labelWidth } from "./label.ts";
import { drawLegend, emptiestCorner, roomForLegend } from "./legend.ts";
import type { Corner, DataPoint } from "./legend.ts";
import { area, legendEntries, seriesGroup } from "./mark.ts";
import { createScale } from "./scale.ts";
import { element, pixels } from "./svg.ts";

const BOTTOM = 424;
const RATIO = { top: 432, bottom: 548 } as const;
const BELOW = 62;

/** @throws GlueballError run/figure-data when lengths, edges or values are not those of histograms. */
export function histogramFigure(spec: HistogramSpec): Figure {
  checkHistograms(spec);
  const { series, x, y } = spec;
  const reference = series.find(({ label }) => label === spec.ratioTo);
  const { panel, corner } = mainPanel(spec);
  const lower = reference === undefined ? undefined : ratioPanel(spec, reference, panel);
  const last = lower ?? panel;
  const marks = series.map((each, index) => drawHistogram(spec, each, index, panel));
  const entries = legendEntries(series.map((each) => ({ ...each, shaded: each.errors !== undefined })));
  return drawFigure(
    last.bottom + BELOW,
    spec.title ?? axisTitle(x),
    describe(spec, reference),
    insidePanel(panel, ...marks),
    drawFrame(panel, { xNumbers: lower === undefined, yTicks: 7 }),
    drawYLabel(axisTitle(y), panel),
    drawHeading(panel, spec.title, spec.note),
    drawLegend(entries, panel, corner),
    reference === undefined || lower === undefined ? "" : drawRatios(spec, reference, lower),
    drawXLabel(x, last),
  );
}

/** The upper panel, its y axis long enough for data, errors and legend. */
function mainPanel({ edges, series, x, y }: HistogramSpec): { panel: Panel; corner: Corner } {
  const log = y.log === true;
  const [first, last] = x.range ?? [edges[0]!, edges[edges.length - 1]!];
  const xScale = createScale({ low: first, high: last, log: x.log === true }, FRAME.left, FRAME.right);
  const build = ([low, high]: readonly [number, number]): Panel => ({
    ...FRAME,
    bottom: BOTTOM,
    x: xScale,
    y: createScale({ low, high, log }, BOTTOM, FRAME.top),
  });
  const labels = series.map(({ label }) => label);
  const data = series.flatMap((each) => upperEnds(edges, each));
  if (y.range !== undefined) return { panel: build(y.range), corner: emptiestCorner(labels, build(y.range), data) };
  const range = yRange(series, data, log);
  const { high, corner } = roomForLegend(labels, build(range), data);
  return { panel: build([range[0], high]), corner };
}

/** Upper ends of the error bars, at both edges of each bin. */
function upperEnds(edges: ArrayLike<number>, { values, errors }: HistogramSeries): DataPoint[] {
  return Array.from(values).flatMap((value, bin) => {
    const y = value + (errors?.[bin] ?? 0);
    return [edges[bin]!, edges[bin + 1]!].map((x) => ({ x, y }));
  });
}

function yRange(series: readonly HistogramSeries[], data: readonly DataPoint[], log: boolean): [number, number] {
  const values = series.flatMap((each) => Array.from(each.values));
  const highest = Math.max(...data.map(({ y }) => y));
  if (!log) {
    const lowest = Math.min(0, ...values);
    return [lowest * 1.1, highest > lowest ? highest * 1.08 : lowest + 1];
  }
  const positive = values.filter((value) => value > 0);
  return positive.length === 0 ? [0.1, 10] : [Math.min(...positive) / 2, highest * 2];
}

/** Data are drawn where there are data: empty bins of points are left out. */
function filled(bins: readonly Bin[]): Bin[] {
  return bins.filter(({ value }) => value !== 0);
}

/** One series in the main panel. */
function drawHistogram(spec: HistogramSpec, series: HistogramSeries, index: number, panel: Panel): string {
  const bins = binsOf(spec, series);
  if (series.draw === "points") {
    return seriesGroup(spec.series, index, pointsWithBars(filled(bins), panel));
  }
  const outline = stepPath(bins, panel, panel.y.log ? panel.bottom : panel.y.position(0));
  return seriesGroup(
    spec.series,
    index,
    series.draw === "fill" ? area(`${outline}Z`, 0.25, "area") : "",
    area(bandPath(bins, panel), 0.25, "band"),
    element("path", { class: "steps", d: outline }),
  );
}

function ratioPanel(spec: HistogramSpec, reference: HistogramSeries, above: Panel): Panel {
  const half = ratioHalfWidth(spec, reference);
  const y = createScale({ low: 1 - half, high: 1 + half, log: false }, RATIO.bottom, RATIO.top);
  return { ...above, ...RATIO, y };
}

/** The smallest of a few round widths that holds nine tenths of the ratios. */
function ratioHalfWidth(spec: HistogramSpec, reference: HistogramSeries): number {
  const deviations = ratiosOf(spec, reference)
    .map((ratio) => Math.abs(ratio - 1))
    .sort((a, b) => a - b);
  const typical = deviations[Math.floor(0.9 * (deviations.length - 1))] ?? 0;
  return [0.12, 0.25, 0.6].find((half) => half >= typical * 1.1) ?? 1.1;
}

function ratiosOf(spec: HistogramSpec, reference: HistogramSeries): number[] {
  return spec.series
    .filter((series) => series !== reference)
    .flatMap((series) => ratioBins(spec, series, reference))
    .flatMap(({ value }) => (value === undefined ? [] : [value]));
}

function drawRatios(spec: HistogramSpec, reference: HistogramSeries, panel: Panel): string {
  const rows = spec.series.map((series, index) => {
    const bins = ratioBins(spec, series, reference);
    const marks = series === reference ? ownError(bins, panel) : ratioMarks(series, bins, panel);
    return seriesGroup(spec.series, index, ...marks);
  });
  return (
    insidePanel(panel, ...rows) +
    drawFrame(panel, { xNumbers: true, yTicks: 4 }) +
    drawYLabel(ratioTitle(reference), panel)
  );
}

function ratioTitle({ label }: HistogramSeries): string {
  const full = `ratio to ${label}`;
  return labelWidth(full, FONT) < RATIO.bottom - RATIO.top ? full : "ratio";
}

/** The reference divided by itself: a line at 1 with its relative error. */
function ownError(bins: readonly Bin[], panel: Panel): string[] {
  const ones = bins.map((bin) => ({ ...bin, value: bin.value === undefined ? undefined : 1 }));
  const line = element("path", {
    d: `M${panel.left} ${pixels(panel.y.position(1))}H${panel.right}`,
    "stroke-width": 1.3,
  });
  return [area(bandPath(ones, panel), 0.25, "band"), line];
}

function ratioMarks(series: HistogramSeries, bins: readonly Bin[], panel: Panel): string[] {
  const outside = area(beyondPath(bins, panel), 1, "beyond");
  if (series.draw === "points") return [pointsWithBars(filled(bins), panel), outside];
  return [
    area(bandPath(bins, panel), 0.25, "band"),
    element("path", { class: "steps", d: stepPath(bins, panel) }),
    outside,
  ];
}

/** The sentence for those who cannot see the figure. */
function describe(spec: HistogramSpec, reference: HistogramSeries | undefined): string {
  const { edges, series, x } = spec;
  const peaks = series.map((each) => `${labelText(each.label)} (highest at ${peak(edges, each.values)})`);
  const [first, last] = [edges[0]!, edges[edges.length - 1]!];
  const bins = `${edges.length - 1} bins from ${first} to ${last}`;
  const start = `Histograms of ${labelText(axisTitle(x))} in ${bins}: ${peaks.join(", ")}`;
  if (reference === undefined) return `${start}.`;
  const ratios = ratiosOf(spec, reference);
  if (ratios.length === 0) return `${start}.`;
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toPrecision(3));
  return `${start}; ratios to ${labelText(reference.label)} lie between ${low} and ${high}.`;
}

/** Centre of the highest bin. */
function peak(edges: ArrayLike<number>, values: ArrayLike<number>): string {
  let highest = 0;
  for (let bin = 1; bin < values.length; bin++) if (values[bin]! > values[highest]!) highest = bin;
  return String(Number(((edges[highest]! + edges[highest + 1]!) / 2).toPrecision(4)));
}
