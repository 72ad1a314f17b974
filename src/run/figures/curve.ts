/**
 * Curves with bands on linear or logarithmic axes: losses against steps, ROC and efficiency curves, scaling laws.
 *
 * A value that cannot be drawn (not finite, or not positive on a logarithmic axis) leaves a gap in its line, and the
 * figure's sentence counts these values; a point without neighbours is drawn as a dot. Lines with more points than
 * pixels are thinned to the first, lowest, highest and last point of each pixel column, which look the same.
 */
import { axisTitle, drawFigure, drawFrame, drawHeading, drawXLabel, drawYLabel, FRAME, insidePanel } from "./frame.ts";
import type { Axis, Figure, Panel } from "./frame.ts";
import { checkAxis, refusal } from "./histogramSpec.ts";
import { labelText } from "./label.ts";
import { drawLegend, emptiestCorner, roomForLegend } from "./legend.ts";
import type { Corner, DataPoint } from "./legend.ts";
import { area, legendEntries, point, seriesGroup } from "./mark.ts";
import { createScale, fromAxis, onAxis } from "./scale.ts";
import { element, pixels } from "./svg.ts";

export interface CurveSeries {
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Lower and upper end of the error, one a point; a band for lines, bars for points. */
  readonly low?: ArrayLike<number> | undefined;
  readonly high?: ArrayLike<number> | undefined;
  readonly draw?: "line" | "points" | undefined;
}

export interface CurveSpec {
  readonly title?: string | undefined;
  /** At the upper right: the sample, the energy, "simulated". */
  readonly note?: string | undefined;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly CurveSeries[];
}

/** A point of a curve with its error. */
interface Sample extends DataPoint {
  readonly low: number;
  readonly high: number;
}

const BOTTOM = 424;
const HEIGHT = 486;
/** Points interpolated on each line, so that a long straight piece keeps the legend away. */
const INTERPOLATED = 64;

/** @throws GlueballError run/figure-data when lengths or axes do not fit, or nothing can be drawn. */
export function curveFigure(spec: CurveSpec): Figure {
  const lines = drawable(spec);
  const { panel, corner } = curvePanel(spec, lines);
  const marks = spec.series.map((series, index) => {
    const shape = series.draw === "points" ? points(lines[index]!.flat(), panel) : curves(series, lines[index]!, panel);
    return seriesGroup(spec.series, index, ...shape);
  });
  const entries = legendEntries(spec.series.map((series) => ({ ...series, shaded: series.low !== undefined })));
  return drawFigure(
    HEIGHT,
    spec.title ?? `${axisTitle(spec.y)} against ${axisTitle(spec.x)}`,
    describe(spec, lines),
    insidePanel(panel, ...marks),
    drawFrame(panel, { xNumbers: true, yTicks: 7 }),
    drawXLabel(spec.x, panel),
    drawYLabel(axisTitle(spec.y), panel),
    drawHeading(panel, spec.title, spec.note),
    drawLegend(entries, panel, corner),
  );
}

/** The unbroken pieces of each curve. */
function drawable({ x, y, series }: CurveSpec): Sample[][][] {
  checkAxis(x, undefined);
  checkAxis(y, undefined);
  const fits = (value: number, log: boolean | undefined): boolean =>
    Number.isFinite(value) && (log !== true || value > 0);
  const lines = series.map((each) => {
    checkLengths(each);
    const pieces: Sample[][] = [[]];
    for (let i = 0; i < each.x.length; i++) {
      const value = each.y[i]!;
      const sample = { x: each.x[i]!, y: value, low: each.low?.[i] ?? value, high: each.high?.[i] ?? value };
      if (fits(sample.x, x.log) && fits(sample.y, y.log)) pieces.at(-1)!.push(sample);
      else pieces.push([]);
    }
    return pieces.filter((piece) => piece.length > 0);
  });
  if (lines.every((pieces) => pieces.length === 0))
    throw refusal("a figure needs data", "no drawable point", "one or more");
  return lines;
}

function checkLengths({ label, x, y, low, high }: CurveSeries): void {
  for (const other of [y, low, high]) {
    if (other === undefined || other.length === x.length) continue;
    throw refusal(`"${label}" does not fit its x values`, other.length, `${x.length} values`);
  }
}

function curvePanel({ x, y, series }: CurveSpec, lines: readonly Sample[][][]): { panel: Panel; corner: Corner } {
  const all = lines.flat(2);
  const ends = all.flatMap((sample) => [sample.y, sample.low, sample.high]).filter((end) => y.log !== true || end > 0);
  const xRange =
    x.range ??
    startAtZero(
      spread(
        all.map((sample) => sample.x),
        x.log === true,
        0,
      ),
      x.log === true,
    );
  const build = ([low, high]: readonly [number, number]): Panel => ({
    ...FRAME,
    bottom: BOTTOM,
    x: createScale({ low: xRange[0], high: xRange[1], log: x.log === true }, FRAME.left, FRAME.right),
    y: createScale({ low, high, log: y.log === true }, BOTTOM, FRAME.top),
  });
  const labels = series.map(({ label }) => label);
  const data = lines.flatMap((pieces, index) =>
    series[index]!.draw === "points" ? pieces.flat() : pieces.flatMap(dense),
  );
  if (y.range !== undefined) return { panel: build(y.range), corner: emptiestCorner(labels, build(y.range), data) };
  const range = spread(ends, y.log === true, 0.06);
  const { high, corner } = roomForLegend(labels, build(range), data);
  return { panel: build([range[0], high]), corner };
}

/** Lowest and highest value with a margin (a share of the axis), never empty. */
function spread(values: readonly number[], log: boolean, margin: number): [number, number] {
  const coordinates = values.map((value) => onAxis(value, log));
  const low = coordinates.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = coordinates.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const room = high > low ? margin * (high - low) : 0.5;
  return [fromAxis(low - room, log), fromAxis(high + room, log)];
}

/** A range that begins just above 0 (steps from 1) begins at 0. */
function startAtZero([low, high]: [number, number], log: boolean): [number, number] {
  return [!log && low > 0 && low < 0.05 * high ? 0 : low, high];
}

/** A piece with points added along its longer segments. */
function dense(piece: readonly Sample[]): DataPoint[] {
  const between = Math.ceil(INTERPOLATED / piece.length);
  return piece.flatMap((sample, i) => {
    const next = piece[i + 1] ?? sample;
    return Array.from({ length: between }, (_, k) => ({
      x: sample.x + ((next.x - sample.x) * k) / between,
      y: sample.high + ((next.high - sample.high) * k) / between,
    }));
  });
}

function curves(series: CurveSeries, pieces: readonly (readonly Sample[])[], panel: Panel): string[] {
  const position = ({ x, y }: DataPoint): string => `${pixels(panel.x.position(x))} ${pixels(yPixel(y, panel))}`;
  const path = (samples: readonly DataPoint[]): string => `M${samples.map(position).join("L")}`;
  const thinned = pieces.map((piece) => thin(piece, panel));
  const bands = thinned.map((piece) => {
    const lower = piece.toReversed().map(({ x, low }) => ({ x, y: low }));
    return `${path([...piece.map(({ x, high }) => ({ x, y: high })), ...lower])}Z`;
  });
  const band = series.low === undefined ? "" : area(bands.join(""), 0.22, "band");
  const alone = pieces.flatMap((piece) => (piece.length === 1 ? piece : [])); // a line needs two points
  const dots = alone.map(({ x, y }) => point(panel.x.position(x), yPixel(y, panel)));
  return [band, element("path", { class: "curve", d: thinned.map(path).join("") }), ...dots];
}

/** Pixel of a value; what a log axis cannot show is drawn below the panel. */
function yPixel(value: number, { y, bottom }: Panel): number {
  return y.log && value <= 0 ? bottom * 2 : y.position(value);
}

function points(samples: readonly Sample[], panel: Panel): string[] {
  return samples.map(({ x, y, low, high }) => {
    const at = panel.x.position(x);
    const bar = { x1: at, x2: at, y1: yPixel(low, panel), y2: yPixel(high, panel) };
    return (low < high ? element("line", bar) : "") + point(at, panel.y.position(y));
  });
}

/** First, lowest, highest and last sample of each pixel column, in their order. */
function thin(piece: readonly Sample[], panel: Panel): readonly Sample[] {
  if (piece.length <= 2 * (panel.right - panel.left)) return piece;
  const kept: Sample[] = [];
  const column = ({ x }: Sample): number => Math.round(panel.x.position(x));
  for (let start = 0; start < piece.length;) {
    let [end, lowest, highest] = [start, start, start];
    for (; end < piece.length && column(piece[end]!) === column(piece[start]!); end++) {
      if (piece[end]!.y < piece[lowest]!.y) lowest = end;
      if (piece[end]!.y > piece[highest]!.y) highest = end;
    }
    const chosen = [...new Set([start, lowest, highest, end - 1])].sort((a, b) => a - b);
    kept.push(...chosen.map((index) => piece[index]!));
    start = end;
  }
  return kept;
}

/** The sentence for those who cannot see the figure. */
function describe({ x, y, series }: CurveSpec, lines: readonly Sample[][][]): string {
  const short = (value: number): string => String(Number(value.toPrecision(3)));
  const parts = lines.map((pieces, index) => {
    const samples = pieces.flat();
    const [first, last] = [samples[0], samples.at(-1)];
    const missing = series[index]!.x.length - samples.length;
    const gap = missing > 0 ? ` with ${missing} values that cannot be drawn` : "";
    if (first === undefined || last === undefined) return `${labelText(series[index]!.label)} is empty${gap}`;
    return `${labelText(series[index]!.label)} goes from ${short(first.y)} to ${short(last.y)}${gap}`;
  });
  const range = lines.flat(2).map((sample) => sample.x);
  const [from, to] = spread(range, false, 0).map(short);
  return `${labelText(axisTitle(y))} against ${labelText(axisTitle(x))} from ${from} to ${to}: ${parts.join("; ")}.`;
}
