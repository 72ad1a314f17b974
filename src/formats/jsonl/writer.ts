/** Tables as JSON lines. */
import { countOf, isStrings } from "../columns.ts";
import type { Batch, ColumnData, ColumnSchema } from "../dataset.ts";
import type { Table } from "../table.ts";
import { shortest, writeText } from "../text/writer.ts";

/**
 * Writes one object a row. Numbers are read back as they were: NaN is null, infinities are 1e999, which every parser of JSON
 * reads as infinite, and 64-bit integers have all their digits. `.gz` and `.zst` are compressed.
 */
export async function writeJsonl(path: string, table: Table): Promise<void> {
  await writeText(path, jsonlText(table));
}

async function* jsonlText({ schema, batches }: Table): AsyncGenerator<string> {
  for await (const batch of batches) yield* rowTexts(batch, schema);
}

function* rowTexts({ columns, length }: Batch, schema: readonly ColumnSchema[]): Generator<string> {
  const fields = schema.map((column) => {
    return { column, key: JSON.stringify(column.name), data: columns.get(column.name)! };
  });
  for (let row = 0; row < length; row++) {
    yield `{${fields.map(({ column, key, data }) => `${key}:${fieldText(data, column, row)}`).join(",")}}\n`;
  }
}

function fieldText(data: ColumnData, { type, shape }: ColumnSchema, row: number): string {
  const isBool = type === "bool";
  const width = countOf(shape);
  if (data.offsets === undefined) return valueText(data, shape, row * width, isBool);
  const elements: string[] = [];
  for (let k = data.offsets[row]!; k < data.offsets[row + 1]!; k++) {
    elements.push(valueText(data, shape, k * width, isBool));
  }
  return `[${elements.join(",")}]`;
}

/** The value of this shape that begins at index `at` of the values. */
function valueText(data: ColumnData, [length, ...inner]: readonly number[], at: number, isBool: boolean): string {
  if (length === undefined) return scalarText(data, at, isBool);
  const width = countOf(inner);
  const elements = Array.from({ length }, (_, k) => valueText(data, inner, at + k * width, isBool));
  return `[${elements.join(",")}]`;
}

function scalarText({ values }: ColumnData, at: number, isBool: boolean): string {
  if (isStrings(values)) return JSON.stringify(values[at]);
  const value = values[at]!;
  if (isBool) return value === 0 ? "false" : "true";
  return typeof value === "bigint" ? `${value}` : numberText(value);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "null";
  if (!Number.isFinite(value)) return value > 0 ? "1e999" : "-1e999";
  return shortest(value);
}
