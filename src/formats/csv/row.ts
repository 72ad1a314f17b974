/** One row of comma-separated values after the other into columns. */
import type { ColumnData, ColumnSchema } from "../dataset.ts";
import { Float64List } from "../text/growingLists.ts";
import type { TextLines } from "../text/lines.ts";
import type { WarningLog } from "../text/warningLog.ts";
import type { Cell } from "./cells.ts";
import { isWhole, numberOf } from "./cells.ts";

const COMMA = 0x2c;
const QUOTE = 0x22;
const NINE = 0x39;

type Values = Float64List | bigint[] | string[] | undefined;

export class CsvRow {
  /** Rows in the columns. */
  length = 0;
  readonly #schema: readonly ColumnSchema[];
  readonly #selected: readonly ColumnSchema[];
  readonly #warnings: WarningLog;
  /** One a column of the file; undefined where it is not wanted. */
  #values: Values[];

  constructor(table: {
    readonly schema: readonly ColumnSchema[];
    readonly selected: readonly ColumnSchema[];
    readonly warnings: WarningLog;
  }) {
    this.#schema = table.schema;
    this.#selected = table.selected;
    this.#warnings = table.warnings;
    this.#values = this.#emptyValues();
  }

  /** Reads the current line as a row; false, and nothing kept, where a cell begins with a quote. */
  read(lines: TextLines): boolean {
    lines.at = lines.start;
    const count = this.#values.length;
    for (let k = 0; k < count; k++) {
      if (lines.bytes[lines.at] === QUOTE) {
        this.#undo(k);
        return false;
      }
      this.#readCell(lines, k);
      const isLast = lines.at >= lines.end;
      if (isLast !== (k === count - 1)) throw this.#ragged(lines, cellsIn(lines));
      lines.at++; // the comma
    }
    this.length++;
    return true;
  }

  /** Takes a row that was split already. */
  readCells(lines: TextLines, cells: readonly Cell[]): void {
    if (cells.length !== this.#values.length) throw this.#ragged(lines, cells.length);
    for (const [k, { text }] of cells.entries()) this.#push(lines, k, text);
    this.length++;
  }

  /** The columns so far, which are then forgotten here. */
  take(): Map<string, ColumnData> {
    const columns = new Map<string, ColumnData>();
    for (const { name, type } of this.#selected) {
      const values = this.#values[this.#schema.findIndex((column) => column.name === name)]!;
      if (values instanceof Float64List) columns.set(name, { values: values.take() });
      else if (type === "int64") columns.set(name, { values: BigInt64Array.from(values as bigint[]) });
      else columns.set(name, { values: values as string[] });
    }
    this.#values = this.#emptyValues();
    this.length = 0;
    return columns;
  }

  #emptyValues(): Values[] {
    return this.#schema.map((column) => {
      if (!this.#selected.includes(column)) return undefined;
      return column.type === "float64" ? new Float64List() : [];
    });
  }

  /** Leaves `lines.at` on the comma after the cell, or at the end of the line. */
  #readCell(lines: TextLines, k: number): void {
    const values = this.#values[k];
    const first = lines.bytes[lines.at]!;
    // Digits, signs and the point come before the colon; blanks, words and empty cells take the slow way.
    if (values instanceof Float64List && first > COMMA - 2 && first <= NINE && first !== COMMA) {
      const value = this.#fastNumber(lines);
      if (value !== undefined) {
        values.push(value);
        return;
      }
    }
    const from = lines.at;
    skipCell(lines);
    if (values !== undefined) this.#push(lines, k, lines.textBetween(from, lines.at));
  }

  /** A number that ends with its cell; undefined, and `at` where it was, where the slow way must decide. */
  #fastNumber(lines: TextLines): number | undefined {
    const from = lines.at;
    try {
      const value = lines.float();
      const ends = lines.at >= lines.end || lines.bytes[lines.at] === COMMA;
      if (ends && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
    } catch {
      // The slow way knows -inf, and names the column of what is no number.
    }
    lines.at = from;
    return undefined;
  }

  #push(lines: TextLines, k: number, text: string): void {
    const values = this.#values[k];
    if (values === undefined) return;
    const { name, type } = this.#schema[k]!;
    if (values instanceof Float64List) {
      const value = numberOf(text);
      if (value === undefined) throw this.#notANumber(lines, name, text);
      if (text.trim() === "") this.#warnings.add(`an empty cell of column ${name} is NaN`, `line ${lines.line}`);
      values.push(value);
    } else if (type === "int64") {
      if (!isWhole(text)) throw this.#notANumber(lines, name, text);
      (values as bigint[]).push(BigInt(text));
    } else (values as string[]).push(text);
  }

  /** Forgets the first `count` cells of the row that is being read. */
  #undo(count: number): void {
    for (const values of this.#values.slice(0, count)) {
      if (values instanceof Float64List) values.length--;
      else values?.pop();
    }
  }

  #notANumber(lines: TextLines, name: string, found: string) {
    const isLarge = isWhole(found);
    return lines.error({
      code: "formats/not-a-number",
      what: `a cell of column ${name} is no number, as those of the first rows are`,
      found: found.slice(0, 40),
      expected: isLarge ? "a whole number up to 2^53, which float64 holds" : "a number, nan or inf",
    });
  }

  #ragged(lines: TextLines, found: number) {
    lines.at = lines.start;
    return lines.error({
      code: "formats/csv-ragged-row",
      what: "a row has another number of cells than the header",
      found: `${found} cells`,
      expected: `${this.#values.length} cells`,
      hint: "A cell with a comma stands in double quotes",
    });
  }
}

function skipCell(lines: TextLines): void {
  const { bytes, end } = lines;
  let at = lines.at;
  while (at < end && bytes[at] !== COMMA) at++;
  lines.at = at;
}

function cellsIn(lines: TextLines): number {
  let count = 1;
  for (let at = lines.start; at < lines.end; at++) if (lines.bytes[at] === COMMA) count++;
  return count;
}
