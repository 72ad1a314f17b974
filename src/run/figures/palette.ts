/**
 * Colours of the series: the six-colour sequence of M. A. Petroff, arXiv:2107.02270, as adopted by CMS, which stays
 * distinguishable with the common colour deficiencies. On a dark page four of them are lightened, so that each keeps a
 * contrast of 3:1 and the least distance between two, seen with deuteranopia or protanopia, even grows (25 to 35 in
 * CIE L*a*b*). A dash pattern goes with each colour, so that figures also work in grey print.
 */
import { element } from "./svg.ts";

interface SeriesStyle {
  readonly light: string;
  readonly dark: string;
  /** SVG dash array; undefined is solid. */
  readonly dash: string | undefined;
}

export const PALETTE: readonly SeriesStyle[] = [
  { light: "#5790fc", dark: "#89b1fd", dash: undefined },
  { light: "#f89c20", dark: "#f89c20", dash: "8 3" },
  { light: "#e42536", dark: "#e9515e", dash: "2.5 2.5" },
  { light: "#964a8b", dark: "#964a8b", dash: "9 3 2 3" },
  { light: "#9c9ca1", dark: "#ceced0", dash: "14 4" },
  { light: "#7a21dd", dark: "#8e42e2", dash: "9 2 2 2 2 2" },
];

/** Ink and paper of figures and reports, light and dark. */
export const INK = { light: "#16181d", dark: "#e8e6e1" } as const;

/** Class of the series at `index`: sets `color`, which strokes and fills refer to. */
export function seriesClass(index: number): string {
  return `series-${(index % PALETTE.length) + 1}`;
}

export function seriesDash(index: number): string | undefined {
  return PALETTE[index % PALETTE.length]!.dash;
}

/** The style sheet inside every figure, so that a saved SVG follows light and dark as well. */
export function figureStyle(): string {
  const rules = (mode: "light" | "dark"): string =>
    `.figure{color:${INK[mode]}}` +
    PALETTE.map((style, index) => `.figure .${seriesClass(index)}{color:${style[mode]}}`).join("");
  // Printed paper is white, whatever the screen prefers.
  return element("style", {}, rules("light"), `@media screen and (prefers-color-scheme:dark){${rules("dark")}}`);
}
