/** What the columns of comma-separated values are called and hold, from the first lines of a file. */
import { GlueballError } from "../../base/index.ts";
import type { ByteFile } from "../byteFile.ts";
import type { ColumnSchema } from "../dataset.ts";
import { TextLines } from "../text/lines.ts";
import type { Cell } from "./cells.ts";
import { isWhole, numberOf } from "./cells.ts";
import { nextRow } from "./rows.ts";

/** Rows by which the type of a column is chosen. */
const SAMPLE_ROWS = 1000;

/**
 * The columns: float64 where every cell of the first thousand rows is a number, int64 where a whole number needs it,
 * string otherwise. @throws GlueballError formats/csv-no-header, formats/csv-duplicate-column
 */
export async function readHeader(file: ByteFile): Promise<readonly ColumnSchema[]> {
  const lines = new TextLines(file);
  try {
    const header = await nextRow(lines);
    if (header === undefined) throw noHeader(file, "an empty file");
    const names = columnNames(header, lines);
    const sample: Cell[][] = [];
    while (sample.length < SAMPLE_ROWS) {
      const row = await nextRow(lines);
      if (row === undefined) break;
      if (row.length === names.length) sample.push(row); // others are errors when they are read
    }
    return names.map((name, k) => ({ name, type: typeOf(sample.map((row) => row[k]!)), shape: [], ragged: false }));
  } finally {
    await lines.close();
  }
}

function columnNames(header: readonly Cell[], lines: TextLines): string[] {
  if (header.length > 0 && header.every(({ text, quoted }) => !quoted && numberOf(text) !== undefined)) {
    throw lines.error({
      code: "formats/csv-no-header",
      what: "the first line has numbers only",
      found: header.slice(0, 5).map(({ text }) => text),
      expected: "the names of the columns",
      hint: "Put a line with names first",
    });
  }
  // pandas writes its row numbers without a name.
  const names = header.map(({ text }, k) => (text.trim() === "" ? `column${k}` : text.trim()));
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice === undefined) return names;
  throw lines.error({ code: "formats/csv-duplicate-column", what: "two columns have the same name", found: twice });
}

function typeOf(cells: readonly Cell[]): "float64" | "int64" | "string" {
  if (cells.length === 0 || cells.some(({ quoted }) => quoted)) return "string";
  if (cells.every(({ text }) => numberOf(text) !== undefined)) return "float64";
  return cells.every(({ text }) => isWhole(text)) ? "int64" : "string";
}

function noHeader(file: ByteFile, found: string): GlueballError {
  return new GlueballError({
    code: "formats/csv-no-header",
    what: "there is no header",
    place: `${file.path}, line 1`,
    found,
    expected: "the names of the columns",
  });
}
