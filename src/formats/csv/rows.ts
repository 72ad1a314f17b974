/** Rows of comma-separated values: a row is a line, or several where a newline stands in quotes. */
import { EXIT, GlueballError } from "../../base/index.ts";
import type { TextLines } from "../text/lines.ts";
import type { Cell } from "./cells.ts";
import { splitRow } from "./cells.ts";

/** No row is longer. */
const MAX_ROW = 2 ** 24;

/** The cells of the next row that is not blank; undefined at the end of the file. */
export async function nextRow(lines: TextLines): Promise<Cell[] | undefined> {
  do {
    if (!lines.nextLine() && !(await lines.refill())) return undefined;
  } while (lines.remaining() === 0);
  return rowHere(lines);
}

/** The cells of the row that begins with the current line. @throws GlueballError formats/csv-bad-quote */
export async function rowHere(lines: TextLines): Promise<Cell[]> {
  const { line } = lines;
  let cells = splitRow(lines.text());
  if (cells === undefined) cells = splitRow(await openRow(lines));
  if (Array.isArray(cells)) return cells;
  throw badQuote(lines, line);
}

/** The text of a row with an open quote at the end of its first line. An even number of quotes ends it. */
async function openRow(lines: TextLines): Promise<string> {
  const { line } = lines;
  const pieces = [lines.storedText()];
  let length = pieces[0]!.length;
  let quotes = quotesIn(pieces[0]!);
  while (quotes % 2 === 1) {
    if (!lines.nextLine() && !(await lines.refill())) throw badQuote(lines, line);
    const piece = lines.storedText();
    pieces.push(piece);
    quotes += quotesIn(piece);
    length += piece.length + 1;
    if (length > MAX_ROW) throw tooLong(lines, line);
  }
  return pieces.join("\n").replace(/\r$/, "");
}

function quotesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count++;
  return count;
}

function badQuote(lines: TextLines, line: number): GlueballError {
  return lines.error({
    code: "formats/csv-bad-quote",
    what: `the row of line ${line} has a quote that does not close before a comma or the end of a line`,
    hint: 'A quote inside quotes is written twice: ""',
  });
}

function tooLong(lines: TextLines, line: number): GlueballError {
  const { data } = lines.error({
    code: "formats/line-too-long",
    what: `the row of line ${line} has a quote that does not close`,
    found: `more than ${MAX_ROW} characters`,
  });
  return new GlueballError(data, EXIT.tooLarge);
}
