/** An inspection as a person reads it on the terminal. */
import { exact, formatNumber, textTable } from "../run/index.ts";
import type { Cell } from "../run/index.ts";
import { formatBytes } from "./catalogue.ts";
import { typeText } from "./columns.ts";
import type { ColumnInspection, Inspection } from "./inspect.ts";

const MOST_COLUMNS = 40;
const MOST_METADATA = 12;
const MOST_WARNINGS = 10;
const LONGEST_TEXT = 100;
const FIRST_DIGITS = 4;

/** `all` prints every column; else those beyond the first forty are counted. */
export function inspectionText(inspection: Inspection, all: boolean): string {
  const { path, format, bytes, rows, inspected, columns, particles, metadata, warnings } = inspection;
  const shown = all ? columns : columns.slice(0, MOST_COLUMNS);
  const title = `${path}: ${format}, ${formatBytes(bytes)}, ${rows === undefined ? `more than ${inspected}` : rows} rows`;
  const table = {
    columns: ["column", "type", "unit", "min", "median", "max", "first row"],
    rows: shown.map(columnRow),
  };
  const hidden = columns.length - shown.length;
  return [
    title,
    ...(particles === undefined ? [] : [`particles: ${particles}`]),
    "",
    textTable(table),
    ...(hidden === 0 ? [] : [`and ${hidden} more columns: --all shows them`]),
    `Ranges are of ${inspected === rows ? "all" : `the first ${inspected}`} rows.`,
    ...block(
      "metadata",
      Object.entries(metadata).map(([key, value]) => `${key}: ${value}`),
      all ? Infinity : MOST_METADATA,
    ),
    ...block("warnings", warnings, all ? Infinity : MOST_WARNINGS),
  ].join("\n");
}

function columnRow(column: ColumnInspection): Cell[] {
  const { name, unit = "", range, first, firstCount } = column;
  const numbers = range === undefined ? ["", "", ""] : [exact(range.min), exact(range.median), exact(range.max)];
  const values = first.map((value) => (typeof value === "number" ? formatNumber(value, FIRST_DIGITS) : quoted(value)));
  return [
    shortened(name),
    typeText(column),
    unit,
    ...numbers,
    values.join(" ") + (firstCount > first.length ? " ..." : ""),
  ];
}

function quoted(text: string): string {
  return /^-?\d+$/u.test(text) ? text : JSON.stringify(shortened(text, LONGEST_TEXT / 4));
}

function block(title: string, lines: readonly string[], most: number): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, most).map((line) => `  ${shortened(line)}`);
  const hidden = lines.length - shown.length;
  return ["", `${title}:`, ...shown, ...(hidden === 0 ? [] : [`  and ${hidden} more: --all shows them`])];
}

/** One line of bounded length. */
function shortened(text: string, longest = LONGEST_TEXT): string {
  const line = text.replaceAll(/\s+/gu, " ");
  return line.length <= longest ? line : `${line.slice(0, longest)}...`;
}
