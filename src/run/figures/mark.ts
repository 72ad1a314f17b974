/** How a series looks: colour, dashes and the sample in the legend. Points are drawn in ink, as data are. */
import type { LegendEntry } from "./legend.ts";
import { seriesClass, seriesDash } from "./palette.ts";
import { element } from "./svg.ts";

export interface DrawnSeries {
  readonly label: string;
  readonly draw?: "line" | "fill" | "points" | undefined;
}

const STROKE = 2;
const POINT_RADIUS = 3.4;

/** Place of a series among those that take a colour; undefined for points. */
function colourOf(all: readonly DrawnSeries[], index: number): number | undefined {
  if (all[index]!.draw === "points") return undefined;
  return all.slice(0, index).filter(({ draw }) => draw !== "points").length;
}

/** The group that holds all marks of one series. */
export function seriesGroup(all: readonly DrawnSeries[], index: number, ...marks: readonly string[]): string {
  const colour = colourOf(all, index);
  const attributes = {
    class: colour === undefined ? "series" : `series ${seriesClass(colour)}`,
    "data-label": all[index]!.label,
    fill: "none",
    stroke: "currentColor",
    "stroke-width": colour === undefined ? 1.5 : STROKE,
    "stroke-linejoin": "round",
    "stroke-dasharray": colour === undefined ? undefined : seriesDash(colour),
  };
  return element("g", attributes, ...marks);
}

export function area(d: string, opacity: number, kind: string): string {
  if (d === "") return "";
  return element("path", { class: kind, d, fill: "currentColor", "fill-opacity": opacity, stroke: "none" });
}

export function point(x: number, y: number): string {
  return element("circle", { cx: x, cy: y, r: POINT_RADIUS, fill: "currentColor", stroke: "none" });
}

export function legendEntries(all: readonly (DrawnSeries & { readonly shaded: boolean })[]): LegendEntry[] {
  return all.map(({ label, draw, shaded }, index) => ({
    label,
    sample: (x, y, width) => {
      const middle = x + width / 2;
      if (draw === "points") {
        const bar = element("line", { x1: middle, x2: middle, y1: y - 8, y2: y + 8 });
        return seriesGroup(all, index, shaded ? bar : "", point(middle, y));
      }
      const box = `M${x} ${y - 6}h${width}v12h${-width}Z`;
      const shade = draw === "fill" || shaded ? area(box, draw === "fill" ? 0.25 : 0.2, "sample") : "";
      const line = draw === "fill" ? `M${x} ${y - 6}h${width}` : `M${x} ${y}h${width}`;
      return seriesGroup(all, index, shade, element("path", { d: line }));
    },
  }));
}
