/**
 * The look that experiments share (mplhep, ROOT styles): a closed frame, ticks inward on four sides with short ones
 * between, the x label at the right end, the y label at the top end. Text and frame use `currentColor`.
 */
import { labelContent, labelText } from "./label.ts";
import { figureStyle } from "./palette.ts";
import { axisTicks } from "./scale.ts";
import type { Scale, Ticks } from "./scale.ts";
import { element, escapeXml, pixels } from "./svg.ts";

export interface Axis {
  /** With the markup of label.ts. */
  readonly label: string;
  /** Written in brackets after the label. */
  readonly unit?: string | undefined;
  readonly log?: boolean | undefined;
  /** Ends of the axis; by default they follow from the data. */
  readonly range?: readonly [low: number, high: number] | undefined;
}

/** A drawn figure: one `<svg>` element and the sentence that stands for it where it cannot be seen. */
export interface Figure {
  readonly svg: string;
  readonly alt: string;
}

/** A rectangle with its two scales, in pixels from the upper left corner of the figure. */
export interface Panel {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Scale;
  readonly y: Scale;
}

const FIGURE_WIDTH = 640;
export const FONT = 17;
export const TICK_FONT = 15;
export const FRAME = { left: 84, right: 618, top: 34 } as const;

const X_TICKS = 7;
const LINE = 1.3;
const MAJOR = 10;
const MINOR = 5;

export function axisTitle({ label, unit }: Axis): string {
  return unit === undefined ? label : `${label} [${unit}]`;
}

/** Frame, ticks and numbers of a panel; `numbers` false leaves the x numbers to the panel below. */
export function drawFrame(panel: Panel, options: { readonly xNumbers: boolean; readonly yTicks: number }): string {
  const xTicks = axisTicks(panel.x, X_TICKS);
  const yTicks = axisTicks(panel.y, options.yTicks);
  const { left, right, top, bottom } = panel;
  const box = element("rect", { x: left, y: top, width: right - left, height: bottom - top });
  const marks = element("path", { d: xMarks(panel, xTicks) + yMarks(panel, yTicks) });
  const lines = element("g", { fill: "none", stroke: "currentColor", "stroke-width": LINE }, box, marks);
  return lines + (options.xNumbers ? xNumbers(panel, xTicks) : "") + yNumbers(panel, yTicks);
}

function xMarks({ x, top, bottom }: Panel, ticks: Ticks): string {
  const marks = (value: number, length: number): string => {
    const at = pixels(x.position(value));
    return `M${at} ${bottom}v${-length}M${at} ${top}v${length}`;
  };
  return [
    ...ticks.major.map(({ value }) => marks(value, MAJOR)),
    ...ticks.minor.map((value) => marks(value, MINOR)),
  ].join("");
}

function yMarks({ y, left, right }: Panel, ticks: Ticks): string {
  const marks = (value: number, length: number): string => {
    const at = pixels(y.position(value));
    return `M${left} ${at}h${length}M${right} ${at}h${-length}`;
  };
  return [
    ...ticks.major.map(({ value }) => marks(value, MAJOR)),
    ...ticks.minor.map((value) => marks(value, MINOR)),
  ].join("");
}

function xNumbers({ x, bottom }: Panel, { major }: Ticks): string {
  const texts = major.map(({ value, text }) =>
    drawText(text, { x: x.position(value), y: bottom + 21, anchor: "middle", size: TICK_FONT, kind: "x-number" }),
  );
  return texts.join("");
}

function yNumbers({ y, left, top }: Panel, { major, exponent }: Ticks): string {
  const texts = major.map(({ value, text }) =>
    drawText(text, { x: left - 8, y: y.position(value) + 5, anchor: "end", size: TICK_FONT, kind: "y-number" }),
  );
  const power = { x: left - 8, y: top - 9, anchor: "end", size: TICK_FONT, kind: "power" } as const;
  return texts.join("") + (exponent === 0 ? "" : drawText(`×$10^{${exponent}}$`, power));
}

/** The x label; a power of ten taken out of the numbers goes to the unit. */
export function drawXLabel(axis: Axis, panel: Panel): string {
  const { exponent } = axisTicks(panel.x, X_TICKS);
  const power = exponent === 0 ? [] : [`$10^{${exponent}}$`];
  const unit = [...power, ...(axis.unit === undefined ? [] : [axis.unit])].join(" ");
  const title = axisTitle({ label: axis.label, unit: unit === "" ? undefined : unit });
  return drawText(title, { x: panel.right, y: panel.bottom + 46, anchor: "end", size: FONT, kind: "x-label" });
}

export function drawYLabel(label: string, panel: Panel): string {
  return drawText(label, { x: 22, y: panel.top, anchor: "end", size: FONT, kind: "y-label", turned: true });
}

/** Words above the frame: the title at its left end, a note (sample, energy, "simulated") at its right end. */
export function drawHeading(panel: Panel, title: string | undefined, note: string | undefined): string {
  const y = panel.top - 9;
  const left =
    title === undefined ? "" : drawText(title, { x: panel.left, y, anchor: "start", size: FONT, bold: true });
  return left + (note === undefined ? "" : drawText(note, { x: panel.right, y, anchor: "end", size: TICK_FONT }));
}

interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  readonly size: number;
  readonly kind?: string;
  readonly bold?: boolean;
  readonly turned?: boolean;
}

export function drawText(label: string, place: TextPlace): string {
  if (label === "") return "";
  const { x, y, anchor, size, kind, bold, turned } = place;
  const attributes = {
    class: kind,
    x,
    y,
    "text-anchor": anchor,
    "font-size": size,
    "font-weight": bold === true ? "bold" : undefined,
    transform: turned === true ? `rotate(-90 ${pixels(x)} ${pixels(y)})` : undefined,
  };
  return element("text", attributes, labelContent(label, size));
}

/** Draws only what lies inside the panel: a nested `<svg>` cuts without needing an id. */
export function insidePanel({ left, right, top, bottom }: Panel, ...children: readonly string[]): string {
  const [width, height] = [right - left, bottom - top];
  const viewBox = [left, top, width, height].map(pixels).join(" ");
  return element("svg", { x: left, y: top, width, height, viewBox, overflow: "hidden" }, ...children);
}

/** The whole `<svg>`; `title` and `alt` are read aloud by screen readers. */
export function drawFigure(height: number, title: string, alt: string, ...children: readonly string[]): Figure {
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    class: "figure",
    viewBox: `0 0 ${FIGURE_WIDTH} ${height}`,
    width: FIGURE_WIDTH,
    height,
    role: "img",
    fill: "currentColor",
    "font-family": "Helvetica, Arial, 'Liberation Sans', sans-serif",
  };
  const heading = element("title", {}, escapeXml(labelText(title))) + element("desc", {}, escapeXml(alt));
  return { svg: element("svg", attributes, heading, figureStyle(), ...children), alt };
}
