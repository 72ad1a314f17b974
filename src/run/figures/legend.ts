/**
 * The legend has no frame and must not cover data: it goes to the upper corner where the data leave most room, and the
 * y axis is made as much longer as is needed to clear it. On an axis whose ends are given, it goes to the emptiest
 * of the four corners instead.
 */
import { drawText, TICK_FONT } from "./frame.ts";
import type { Panel } from "./frame.ts";
import { labelWidth } from "./label.ts";
import { fromAxis, onAxis } from "./scale.ts";

export interface LegendEntry {
  readonly label: string;
  /** Draws the sample in a box of this width around the baseline point (x, y). */
  sample(x: number, y: number, width: number): string;
}

/** A point that must stay visible. */
export interface DataPoint {
  readonly x: number;
  readonly y: number;
}

export interface Corner {
  readonly left: boolean;
  readonly top: boolean;
}

const SAMPLE = 32;
const GAP = 10;
const ROW = 23;
const INSET = 20;

function legendSize(labels: readonly string[]): { width: number; height: number } {
  const widest = Math.max(...labels.map((label) => labelWidth(label, TICK_FONT)));
  return { width: SAMPLE + GAP + widest + INSET, height: labels.length * ROW + INSET };
}

/** The y axis end that gives the legend room in the better upper corner, and that corner. */
export function roomForLegend(
  labels: readonly string[],
  panel: Panel,
  data: readonly DataPoint[],
): { high: number; corner: Corner } {
  const { width, height } = legendSize(labels);
  const { low, high, log } = panel.y;
  const start = onAxis(low, log);
  const share = Math.max(0.3, 1 - height / (panel.bottom - panel.top)); // of the axis, below the legend
  const needed = (left: boolean): number => {
    const below = data.filter((point) => inColumns(panel, point, left, width));
    const highest = Math.max(low, ...below.map(({ y }) => y).filter((y) => !log || y > 0));
    return start + (onAxis(highest, log) - start) / share;
  };
  const [right, left] = [needed(false), needed(true)];
  const end = Math.max(onAxis(high, log), Math.min(right, left));
  return { high: fromAxis(end, log), corner: { left: left < right - 1e-9, top: true } };
}

/** The corner whose box holds the fewest points; upper and right ones are preferred. */
export function emptiestCorner(labels: readonly string[], panel: Panel, data: readonly DataPoint[]): Corner {
  const { width, height } = legendSize(labels);
  const corners = [true, false].flatMap((top) => [false, true].map((left) => ({ left, top })));
  const inside = ({ left, top }: Corner): number =>
    data.filter((point) => {
      const y = panel.y.position(point.y);
      const inRows = top ? y < panel.top + height : y > panel.bottom - height;
      return inRows && inColumns(panel, point, left, width);
    }).length;
  return corners.reduce((best, corner) => (inside(corner) < inside(best) ? corner : best));
}

function inColumns(panel: Panel, point: DataPoint, left: boolean, width: number): boolean {
  const x = panel.x.position(point.x);
  return left ? x < panel.left + width : x > panel.right - width;
}

export function drawLegend(entries: readonly LegendEntry[], panel: Panel, corner: Corner): string {
  const { width, height } = legendSize(entries.map(({ label }) => label));
  const x = corner.left ? panel.left + INSET : panel.right - width;
  const y = corner.top ? panel.top + INSET : panel.bottom - height;
  return entries
    .map(({ label, sample }, row) => {
      const middle = y + (row + 0.5) * ROW - 5;
      const place = { x: x + SAMPLE + GAP, y: middle + 5, anchor: "start", size: TICK_FONT, kind: "legend" } as const;
      return sample(x, middle, SAMPLE) + drawText(label, place);
    })
    .join("");
}
