import { OFFSETS_SUFFIX, SHARED_OFFSETS } from "../arrays/spool.ts";
import type { SpooledArray } from "../arrays/spool.ts";
import type { ColumnSchema } from "../dataset.ts";

/**
 * The arrays of the ragged store, if the table is of its form: all list columns have the same offsets, which then stand
 * once, and every other column is one of jets or events by its name. Else the arrays as they are.
 */
export function sharedOffsets(
  arrays: readonly SpooledArray[],
  schema: readonly ColumnSchema[],
): readonly SpooledArray[] {
  const offsets = arrays.filter(({ name }) => name.endsWith(OFFSETS_SUFFIX));
  const [first] = offsets;
  if (first === undefined || offsets.some(({ sha256 }) => sha256 !== first.sha256)) return arrays;
  const isStore = schema.every(({ name, ragged }) => ragged !== /^(jet|event)\./u.test(name));
  if (!isStore) return arrays;
  return [...arrays.filter((array) => !offsets.includes(array)), { ...first, name: SHARED_OFFSETS }];
}
