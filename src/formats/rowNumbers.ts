/** The numbers of one row of a batch, for writers of formats that are made of events. */
import { GlueballError } from "../base/index.ts";
import { isStrings } from "./columns.ts";
import type { Batch } from "./dataset.ts";

const LARGEST_INTEGER = 0x7fffffff;

/** The values of a row, `width` numbers each; undefined where the batch has no such column of numbers. */
export function floatsOfRow({ columns }: Batch, name: string, row: number, width = 1): Float64Array | undefined {
  const column = columns.get(name);
  if (column === undefined || isStrings(column.values)) return undefined;
  const { values, offsets } = column;
  const [from, to] = offsets === undefined ? [row, row + 1] : [offsets[row]!, offsets[row + 1]!];
  return Float64Array.from({ length: (to - from) * width }, (_, k) => Number(values[from * width + k]));
}

/**
 * The same as integers of 32 bits; `format` is named where a number is none.
 * @throws GlueballError formats/not-writable
 */
export function integersOfRow(batch: Batch, name: string, row: number, format: string): Int32Array | undefined {
  const values = floatsOfRow(batch, name, row);
  const bad = values?.find((value) => !Number.isInteger(value) || Math.abs(value) > LARGEST_INTEGER);
  if (bad !== undefined)
    throw numberNotWritable(format, { name, row: batch.first + row }, bad, "a whole number of 31 bits");
  return values === undefined ? undefined : Int32Array.from(values);
}

/** A number of a column in a row of the file that a format has no place for. */
export function numberNotWritable(
  format: string,
  { name, row }: { readonly name: string; readonly row: number },
  found: number,
  expected: string,
): GlueballError {
  return new GlueballError({
    code: "formats/not-writable",
    what: `column ${name} has a number that ${format} has no place for`,
    place: `row ${row}`,
    found,
    expected,
  });
}
