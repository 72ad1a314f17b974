/** What a histogram figure is made from, and what is refused. */
import { GlueballError } from "../../base/index.ts";
import type { Bin } from "./bins.ts";
import type { Axis } from "./frame.ts";

export interface HistogramSeries {
  readonly label: string;
  /** One value a bin: counts, or a density. */
  readonly values: ArrayLike<number>;
  /** One standard deviation, one a bin. */
  readonly errors?: ArrayLike<number> | undefined;
  /** `line` (default) and `fill` show errors as a band, `points` as bars: the look of data. */
  readonly draw?: "line" | "fill" | "points" | undefined;
}

export interface HistogramSpec {
  readonly title?: string | undefined;
  /** At the upper right: the sample, the energy, "simulated". */
  readonly note?: string | undefined;
  readonly x: Axis;
  readonly y: Axis;
  /** One more than there are bins, ascending. */
  readonly edges: ArrayLike<number>;
  readonly series: readonly HistogramSeries[];
  /** Label of the series that the others are divided by. */
  readonly ratioTo?: string | undefined;
}

export function binsOf({ edges }: HistogramSpec, { values, errors }: HistogramSeries): Bin[] {
  return Array.from(values, (value, bin) => ({
    left: edges[bin]!,
    right: edges[bin + 1]!,
    value,
    error: errors?.[bin],
  }));
}

/** r_i = v_i / b_i with error s_i / |b_i|; undefined where the reference is empty. */
export function ratioBins(spec: HistogramSpec, series: HistogramSeries, reference: HistogramSeries): Bin[] {
  return binsOf(spec, series).map((bin, index) => {
    const base = reference.values[index]!;
    if (base === 0 || bin.value === undefined) return { ...bin, value: undefined, error: undefined };
    const error = bin.error === undefined ? undefined : bin.error / Math.abs(base);
    return { ...bin, value: bin.value / base, error };
  });
}

/** @throws GlueballError run/figure-data. */
export function checkHistograms({ edges, series, ratioTo, x, y }: HistogramSpec): void {
  const labels = series.map(({ label }) => label);
  if (series.length === 0) throw refusal("a figure needs data", "no series", "one or more");
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    if (edges[bin]! < edges[bin + 1]!) continue;
    throw refusal("bin edges do not ascend", edges[bin + 1], `more than ${edges[bin]}`);
  }
  checkAxis(x, edges[0]!);
  checkAxis(y, undefined);
  for (const each of series) checkSeries(each, edges.length - 1);
  if (ratioTo !== undefined && !labels.includes(ratioTo)) {
    throw refusal("the reference of the ratio is not one of the series", ratioTo, labels.join(", "));
  }
}

function checkSeries({ label, values, errors }: HistogramSeries, bins: number): void {
  if (values.length !== bins) throw refusal(`"${label}" does not fit the bins`, values.length, `${bins} values`);
  if (errors !== undefined && errors.length !== bins) {
    throw refusal(`the errors of "${label}" do not fit the bins`, errors.length, `${bins} errors`);
  }
  const wrong = [...Array.from(values), ...Array.from(errors ?? [])].find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw refusal(`"${label}" is not finite`, wrong, "finite values and errors");
}

/** Ends of an axis, and its lowest value where that is known. @throws GlueballError run/figure-data. */
export function checkAxis({ label, log, range }: Axis, lowest: number | undefined): void {
  const start = range?.[0] ?? lowest;
  if (log === true && start !== undefined && !(start > 0)) {
    throw refusal(`the logarithmic axis "${label}" starts at 0 or below`, start, "a positive start");
  }
  if (range !== undefined && !(range[0] < range[1])) {
    throw refusal(`the axis "${label}" ends before it starts`, range, "low < high");
  }
}

export function refusal(what: string, found: unknown, expected: string): GlueballError {
  return new GlueballError({ code: "run/figure-data", what, found, expected });
}
