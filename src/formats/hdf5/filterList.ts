/** The list of filters in the header of a dataset (message 0xB): through what its chunks went, in order. */
import { damaged, type Cursor } from "./structures.ts";

export interface Hdf5Filter {
  readonly id: number;
  /** As the file gives it; empty where it gives none. */
  readonly name: string;
  readonly values: readonly number[];
}

export const FILTER = { deflate: 1, shuffle: 2, fletcher32: 3, lzf: 32000, blosc: 32001 } as const;

/** Names of the filters that are met in files of the field, read here or not. Source: The HDF Group's registry. */
const NAMES: Readonly<Record<number, string>> = {
  1: "deflate",
  2: "shuffle",
  3: "fletcher32",
  4: "szip",
  5: "nbit",
  6: "scaleoffset",
  305: "lzo",
  307: "bzip2",
  32000: "lzf",
  32001: "blosc",
  32004: "lz4",
  32008: "bitshuffle",
  32013: "zfp",
  32015: "zstd",
  32026: "blosc2",
};

export function filterName(filter: { readonly id: number; readonly name?: string }): string {
  const given = filter.name ?? "";
  return NAMES[filter.id] ?? (given === "" ? "unknown" : given);
}

const MAX_FILTERS = 32; // one bit each in the mask of a chunk

/** A filter message: version 1 pads names and odd numbers of values to 8 bytes, version 2 does not. */
export function readFilters(cursor: Cursor): Hdf5Filter[] {
  const version = cursor.u8();
  const count = cursor.u8();
  const place = `${cursor.path}, byte ${cursor.position() - 2}`;
  if (version !== 1 && version !== 2) throw damaged(place, "unknown version of a filter list", version, "1 or 2");
  if (count > MAX_FILTERS) throw damaged(place, "too many filters", count, `at most ${MAX_FILTERS}`);
  if (version === 1) cursor.skip(6);
  return Array.from({ length: count }, () => readFilter(cursor, version));
}

function readFilter(cursor: Cursor, version: number): Hdf5Filter {
  const id = cursor.u16();
  const nameLength = version === 1 || id >= 256 ? cursor.u16() : 0;
  cursor.skip(2);
  const count = cursor.u16();
  const name = cursor.text(version === 1 ? Math.ceil(nameLength / 8) * 8 : nameLength);
  const values = Array.from({ length: count }, () => cursor.u32());
  if (version === 1 && count % 2 === 1) cursor.skip(4);
  return { id, name, values };
}
