/**
 * Comma-separated values with a header, plain or compressed. Numbers are read straight from the bytes of a line; a line
 * in which a cell begins with a quote takes the slow way through strings. A row with another number of cells than the header
 * is an error with its line.
 */
import { openWith } from "./arrays/openWith.ts";
import type { ByteFile } from "./byteFile.ts";
import { rowsPerBatch, selectColumns } from "./columns.ts";
import { numberOf, splitRow } from "./csv/cells.ts";
import { readHeader } from "./csv/header.ts";
import { CsvRow } from "./csv/row.ts";
import { rowHere } from "./csv/rows.ts";
import type { Batch, ColumnSchema, Dataset, Reader } from "./dataset.ts";
import { packingOf } from "./text/chunks.ts";
import { TextLines } from "./text/lines.ts";
import { warningLog } from "./text/warningLog.ts";
import type { WarningLog } from "./text/warningLog.ts";

const CELL_BYTES = 16; // about what a cell takes in memory

export const csvReader: Reader = {
  name: "csv",
  recognises: looksLikeCsv,
  open: (path) => openWith(path, openCsv),
};

/** Opens comma-separated values. @throws GlueballError formats/csv-no-header, formats/csv-duplicate-column */
export async function openCsv(file: ByteFile): Promise<Dataset> {
  const schema = await readHeader(file);
  const warnings = warningLog();
  return {
    path: file.path,
    format: `CSV${packingOf(file) === "plain" ? "" : ` (${packingOf(file)})`}`,
    schema,
    length: undefined,
    metadata: {},
    warnings: warnings.texts,
    batches: (start = 0, size, names) => {
      const selected = selectColumns(schema, names, file.path);
      return batches(file, { schema, selected, warnings }, start, size ?? rowsPerBatch(CELL_BYTES * selected.length));
    },
    close: () => Promise.resolve(file.close()),
  };
}

interface Reading {
  readonly schema: readonly ColumnSchema[];
  readonly selected: readonly ColumnSchema[];
  readonly warnings: WarningLog;
}

async function* batches(file: ByteFile, reading: Reading, start: number, size: number): AsyncGenerator<Batch> {
  reading.warnings.restart();
  const lines = new TextLines(file);
  const row = new CsvRow(reading);
  let seen = -1; // the header is no row
  try {
    while (lines.nextLine() || (await lines.refill())) {
      if (lines.remaining() === 0) continue;
      if (seen < 0) await rowHere(lines);
      else if (!row.read(lines)) row.readCells(lines, await rowHere(lines));
      seen++;
      if (seen <= start) row.take();
      else if (row.length === size) yield { first: seen - row.length, length: row.length, columns: row.take() };
    }
    if (row.length > 0) yield { first: seen - row.length, length: row.length, columns: row.take() };
  } finally {
    await lines.close();
  }
}

/** At least two columns with names, and as many cells in the second line. */
function looksLikeCsv(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("utf8").replace("\ufeff", "");
  if (/^\s*[{[<#]/.test(text) || /[^\t\n\r -\uffff]/.test(text)) return false;
  const [first = "", second = "", ...more] = text.split(/\r?\n/);
  const names = splitRow(first);
  if (!Array.isArray(names) || names.length < 2 || names.every(({ text: name }) => numberOf(name) !== undefined))
    return false;
  const cells = splitRow(second);
  const isWhole = more.length > 0 && Array.isArray(cells); // else it ends with the head, or goes on
  return !isWhole || cells.length === names.length;
}
