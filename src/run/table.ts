/**
 * Tables for the terminal and the report. A number is either measured, and then it has an error, or exact (a count, a
 * setting) and says so: a bare number is not a cell, so a value cannot be printed without its error by oversight.
 */
import { formatMeasured, formatNumber } from "./numbers.ts";
import type { Measured } from "./numbers.ts";

export interface Exact {
  readonly exact: number;
}
export type Cell = string | Measured | Exact;

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Marks a number that has no error because it is known exactly. */
export function exact(value: number): Exact {
  return { exact: value };
}

export function formatCell(cell: Cell): string {
  if (typeof cell === "string") return cell;
  return "exact" in cell ? formatNumber(cell.exact, 6) : formatMeasured(cell);
}

/** A column is aligned on the decimal point when all its filled cells are numbers. */
export function isNumeric(rows: Table["rows"], column: number): boolean {
  const filled = rows.map((row) => row[column]!).filter((cell) => cell !== "");
  return filled.length > 0 && filled.every((cell) => typeof cell !== "string");
}

/**
 * Pads texts so that their decimal points stand below each other when the column is written in figures of equal
 * width: `digit` fills the place of a figure, `point` that of a point.
 */
export function alignDecimals(texts: readonly string[], digit = " ", point = " "): string[] {
  const split = texts.map((text) => {
    const end = text.search(/[.e]| ±|$/);
    return { before: text.slice(0, end), after: text.slice(end) };
  });
  const left = Math.max(...split.map(({ before }) => before.length));
  const right = Math.max(...split.map(({ after }) => after.length));
  const pointed = split.some(({ after }) => after.startsWith("."));
  return split.map(({ before, after }) => {
    const rest = right - after.length;
    const fill = after === "" && pointed ? point + digit.repeat(rest - 1) : digit.repeat(rest);
    return digit.repeat(left - before.length) + before + after + fill;
  });
}

/** A table for the terminal: two spaces between columns, numbers aligned on the point, no rules. */
export function textTable({ columns, rows }: Table): string {
  const laidOut = columns.map((title, column) => {
    const texts = rows.map((row) => formatCell(row[column]!));
    const numeric = isNumeric(rows, column);
    const cells = numeric ? alignDecimals(texts) : texts;
    const width = Math.max(title.length, ...cells.map((cell) => cell.length));
    return [title, ...cells].map((cell) => (numeric ? cell.padStart(width) : cell.padEnd(width)));
  });
  const lines = [-1, ...rows.keys()].map((row) => laidOut.map((column) => column[row + 1]!).join("  "));
  return lines.map((line) => line.trimEnd()).join("\n");
}
