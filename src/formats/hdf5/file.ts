/**
 * An open HDF5 file, whichever of the two readers is behind it: a flat list of groups and datasets by path, each with
 * its attributes; a dataset gives any range of rows as bytes.
 */
import { EXIT, GlueballError, nearestNames } from "../../base/index.ts";
import type { NumberArray } from "../dataset.ts";
import { countOf } from "../columns.ts";
import type { Hdf5Type } from "./datatype.ts";
import type { Hdf5Filter } from "./filterList.ts";
import { decodeElements, type Hdf5Value } from "./values.ts";

export interface Hdf5Group {
  readonly kind: "group";
  /** From the root, for example "/df". */
  readonly path: string;
  readonly attributes: ReadonlyMap<string, Hdf5Value>;
}

export interface Hdf5Dataset {
  readonly kind: "dataset";
  readonly path: string;
  /** For messages: "FILE, dataset /df/x". */
  readonly place: string;
  readonly attributes: ReadonlyMap<string, Hdf5Value>;
  /** Lengths of the axes; [] for a scalar. */
  readonly shape: readonly number[];
  readonly type: Hdf5Type;
  readonly filters: readonly Hdf5Filter[];
  /** Rows (entries of the first axis) that are stored together: the natural grain of reading. */
  readonly chunkRows: number;
  /** The elements of rows `first` to `first + count - 1`, C order, byte order as in `type`. Fresh bytes. */
  readBytes(first: number, count: number): Uint8Array;
  /** The same for variable-length strings, which are not bytes of the dataset itself. */
  readTexts(first: number, count: number): string[];
}

export type Hdf5Object = Hdf5Group | Hdf5Dataset;

export interface Hdf5File {
  readonly path: string;
  /** Which reader is behind: our own for classic structures, or the HDF5 library. */
  readonly reader: "classic" | "library";
  /** Groups and datasets by path, parents before their members; "/" is the root group. */
  readonly objects: ReadonlyMap<string, Hdf5Object>;
  /** What is not read: soft links, chunks that were never written. Grows while rows are read. */
  readonly warnings: string[];
  close(): void;
}

/** A path as the file has it: from the root, with a leading slash. */
export function absolutePath(part: string): string {
  return part.startsWith("/") ? part : `/${part}`;
}

/** Number of rows: the length of the first axis, 1 for a scalar. */
export function rowsOf(dataset: Hdf5Dataset): number {
  return dataset.shape[0] ?? 1;
}

/** Bytes of one row. */
export function rowBytes({ shape, type }: Pick<Hdf5Dataset, "shape" | "type">): number {
  return countOf(shape.slice(1)) * type.size;
}

/**
 * Rows `first` to `first + count - 1` as a typed array of count x (product of the other axes) elements, or as strings.
 * @throws GlueballError formats/no-such-rows, and what the file's reader throws.
 */
export function readRows(dataset: Hdf5Dataset, first: number, count: number): NumberArray | string[] {
  if (dataset.type.kind === "variableString") return dataset.readTexts(first, count);
  return decodeElements(dataset.readBytes(first, count), dataset.type, dataset.place);
}

/** The whole of a small dataset. */
export function readAll(dataset: Hdf5Dataset): NumberArray | string[] {
  return readRows(dataset, 0, rowsOf(dataset));
}

/** The dataset at `path`. @throws GlueballError formats/hdf5-no-such-object with the nearest names. */
export function requireDataset(file: Hdf5File, path: string): Hdf5Dataset {
  const object = file.objects.get(path);
  if (object?.kind === "dataset") return object;
  const names = [...file.objects.values()].filter(({ kind }) => kind === "dataset").map((each) => each.path);
  const near = nearestNames(path, names);
  throw new GlueballError({
    code: "formats/hdf5-no-such-object",
    what: object === undefined ? "the file has no such dataset" : "this is a group and not a dataset",
    place: file.path,
    found: path,
    expected: near.length > 0 ? `for example ${near.join(", ")}` : `one of ${names.slice(0, 20).join(", ")}`,
  });
}

const MAX_READ = 2 ** 31; // bytes in one call

/** Refuses ranges outside the dataset, and ones that no typed array should hold. */
export function checkRows(
  dataset: Pick<Hdf5Dataset, "shape" | "type">,
  place: string,
  first: number,
  count: number,
): void {
  const rows = dataset.shape[0] ?? 1;
  const bytes = rowBytes(dataset);
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || first < 0 || count < 0 || first + count > rows) {
    throw new GlueballError({
      code: "formats/no-such-rows",
      what: "the rows asked for are not in the dataset",
      place,
      found: `rows ${first} to ${first + count - 1}`,
      expected: `rows 0 to ${rows - 1}`,
    });
  }
  if (count * bytes <= MAX_READ) return;
  throw new GlueballError(
    {
      code: "formats/hdf5-too-large",
      what: "the rows asked for do not fit the memory limit of one read",
      place,
      found: `${count} rows of ${bytes} bytes`,
      expected: `at most ${MAX_READ} bytes`,
      hint: "Read fewer rows at a time",
    },
    EXIT.tooLarge,
  );
}
