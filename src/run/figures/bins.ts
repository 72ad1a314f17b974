/** The marks of binned values: steps, error bands, points with bars. Shared by histograms and their ratios. */
import type { Panel } from "./frame.ts";
import { point } from "./mark.ts";
import { element, pixels } from "./svg.ts";

export interface Bin {
  readonly left: number;
  readonly right: number;
  /** Undefined where there is nothing to draw. */
  readonly value: number | undefined;
  readonly error: number | undefined;
}

/** Pixel of a value, kept within a panel's height of the panel: a log axis sends 0 to infinity. */
function level(value: number, { y, top, bottom }: Panel): number {
  const height = bottom - top;
  if (y.log && value <= 0) return bottom + height;
  return Math.min(Math.max(y.position(value), top - height), bottom + height);
}

/** The outline of the bins; with `base` (pixels) it starts and ends there, as a histogram does. */
export function stepPath(bins: readonly Bin[], panel: Panel, base?: number): string {
  const foot = base === undefined ? undefined : pixels(base);
  let path = "";
  let connected = false;
  for (const { left, right, value } of bins) {
    if (value === undefined) {
      connected = false;
      continue;
    }
    const [x0, x1] = [panel.x.position(left), panel.x.position(right)].map(pixels);
    const height = pixels(level(value, panel));
    if (!connected) path += foot === undefined ? `M${x0} ${height}` : `M${x0} ${foot}V${height}`;
    else path += `V${height}`;
    path += `H${x1}`;
    connected = true;
  }
  return foot === undefined || path === "" ? path : `${path}V${foot}`;
}

/** Boxes of one standard deviation up and down; empty where there are no errors. */
export function bandPath(bins: readonly Bin[], panel: Panel): string {
  const boxes = bins.map(({ left, right, value, error }) => {
    if (value === undefined || error === undefined || error === 0) return "";
    const [x0, x1] = [panel.x.position(left), panel.x.position(right)].map(pixels);
    return `M${x0} ${pixels(level(value + error, panel))}H${x1}V${pixels(level(value - error, panel))}H${x0}Z`;
  });
  return boxes.join("");
}

export function pointsWithBars(bins: readonly Bin[], panel: Panel): string {
  const marks = bins.map(({ left, right, value, error }) => {
    if (value === undefined) return "";
    const x = (panel.x.position(left) + panel.x.position(right)) / 2;
    const ends = error === undefined ? [] : [value - error, value + error].map((end) => level(end, panel));
    const bar = ends.length === 0 ? "" : element("line", { x1: x, x2: x, y1: ends[0], y2: ends[1] });
    return bar + point(x, level(value, panel));
  });
  return marks.join("");
}

/** Triangles at the panel's edge for values that it does not reach. */
export function beyondPath(bins: readonly Bin[], { x, y, top, bottom }: Panel): string {
  const triangles = bins.map(({ left, right, value }) => {
    if (value === undefined || (value >= y.low && value <= y.high)) return "";
    const at = pixels((x.position(left) + x.position(right)) / 2);
    return value > y.high ? `M${at} ${top + 2}l4 7h-8Z` : `M${at} ${bottom - 2}l4 -7h-8Z`;
  });
  return triangles.join("");
}
