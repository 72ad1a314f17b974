/** The shape of a dataset or attribute (dataspace message). */
import { countOf } from "../columns.ts";
import { damaged, type Cursor } from "./structures.ts";

const MAX_RANK = 32;

/** Lengths of the axes, slowest first; [] for a scalar, undefined for "no value at all". */
export function readShape(cursor: Cursor): readonly number[] | undefined {
  const place = `${cursor.path}, byte ${cursor.position()}`;
  const version = cursor.u8();
  if (version !== 1 && version !== 2) throw damaged(place, "unknown version of a shape", version, "1 or 2");
  const rank = cursor.u8();
  cursor.skip(1);
  const nothing = cursor.u8() === 2 && version === 2;
  if (version === 1) cursor.skip(4);
  if (rank > MAX_RANK) throw damaged(place, "too many axes", rank, `at most ${MAX_RANK}`);
  const shape = Array.from({ length: rank }, () => cursor.u64());
  if (!Number.isSafeInteger(countOf(shape))) throw damaged(place, "an impossible shape", shape);
  return nothing ? undefined : shape;
}
