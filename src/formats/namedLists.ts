/** Columns that a layout such as NanoAOD or JetClass promises under a name: lists of numbers, equally long ones. */
import { GlueballError } from "../base/index.ts";
import type { Batch, ColumnData, NumberArray } from "./dataset.ts";

export type Numbers = Exclude<NumberArray, BigInt64Array | BigUint64Array>;

/** Columns `prefix_name` that all list the same objects, by name. @throws GlueballError formats/unexpected-column */
export function listsOf<Name extends string>(
  batch: Batch,
  prefix: string,
  names: readonly Name[],
): Readonly<Record<Name, Numbers>> {
  const { length } = listOf(batch, `${prefix}_${names[0]}`).values;
  const columns = names.map((name) => [name, listOf(batch, `${prefix}_${name}`, length).values]);
  return Object.fromEntries(columns) as Record<Name, Numbers>;
}

/** A column that is a list of numbers in each row, `length` in all. @throws GlueballError formats/unexpected-column */
export function listOf(batch: Batch, name: string, length?: number): { values: Numbers; offsets: Uint32Array } {
  const { values, offsets }: ColumnData = batch.columns.get(name)!;
  const numeric = !Array.isArray(values) && !(values instanceof BigInt64Array || values instanceof BigUint64Array);
  if (offsets !== undefined && numeric && values.length === (length ?? offsets[batch.length])) {
    return { values: values as Numbers, offsets };
  }
  throw new GlueballError({
    code: "formats/unexpected-column",
    what: "a column is not what its name promises",
    place: `${name}, rows ${batch.first} to ${batch.first + batch.length - 1}`,
    found: offsets === undefined ? "no list" : `${values.length} values`,
    expected: length === undefined ? "a list of numbers in each row" : `${length} numbers`,
  });
}
