/** Tables as comma-separated values with a header. */
import { isStrings } from "../columns.ts";
import type { Batch, ColumnData, ColumnSchema } from "../dataset.ts";
import type { Table } from "../table.ts";
import { notWritable } from "../table.ts";
import { shortest, writeText } from "../text/writer.ts";
import { quotedText } from "./cells.ts";

/**
 * Writes scalar columns; every number is read back as it was. `.gz` and `.zst` are compressed.
 * @throws GlueballError formats/not-writable for lists and vectors
 */
export async function writeCsv(path: string, table: Table): Promise<void> {
  const list = table.schema.find(({ ragged, shape }) => ragged || shape.length > 0);
  if (list !== undefined) {
    throw notWritable(path, "CSV has no place for lists", list, "Leave the column out, or write JSON lines or Parquet");
  }
  await writeText(path, csvText(table));
}

async function* csvText({ schema, batches }: Table): AsyncGenerator<string> {
  yield `${schema.map(({ name }) => quotedText(name)).join(",")}\n`;
  for await (const batch of batches) yield* rowTexts(batch, schema);
}

function* rowTexts({ columns, length }: Batch, schema: readonly ColumnSchema[]): Generator<string> {
  const data = schema.map(({ name }) => columns.get(name)!);
  for (let row = 0; row < length; row++) yield `${data.map((column) => cellText(column, row)).join(",")}\n`;
}

function cellText({ values }: ColumnData, row: number): string {
  if (isStrings(values)) return quotedText(values[row]!);
  const value = values[row]!;
  return typeof value === "bigint" ? `${value}` : numberText(value);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return shortest(value);
}
