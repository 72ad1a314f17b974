/**
 * Writes HDF5 files of any length in constant memory: each dataset is created empty and resizable along its first axis,
 * cut into chunks of about 256 kB, and grows by every block of rows. Chunks are packed with gzip, which every reader
 * of HDF5 has. The file has classic structures (superblock 0), so that old libraries and our own reader read it; it is
 * written under a temporary name and renamed when it is complete, so that nobody sees half a file.
 */
import { GlueballError } from "../../base/index.ts";
import type { Dataset, FileOptions, Group } from "h5wasm/node";
import { countOf, numbers, type NumberType } from "../columns.ts";
import type { NumberArray } from "../dataset.ts";
import { writeWhole } from "../table.ts";
import { loadLibrary, type Hdf5Library } from "./library.ts";

/** The library's names of the element types; bool becomes 0 and 1 in a byte. */
const TYPES: Readonly<Record<NumberType, string>> = {
  float64: "<d",
  float32: "<f",
  int8: "<b",
  int16: "<h",
  int32: "<i",
  int64: "<q",
  uint8: "<B",
  uint16: "<H",
  uint32: "<I",
  uint64: "<Q",
  bool: "<B",
};

export interface DatasetOptions {
  readonly type: NumberType;
  /** Shape of one row; [] for a column of numbers. */
  readonly rowShape: readonly number[];
  /** Rows of a chunk; by default as many as make about a quarter of a megabyte. */
  readonly chunkRows?: number;
}

export type AttributeInput = string | number | NumberArray;

/** A dataset that is being written. */
export interface RowWriter {
  /** Appends whole rows. @throws GlueballError formats/hdf5-wrong-rows for another type or a broken row. */
  append(values: NumberArray): void;
  attribute(name: string, value: AttributeInput): void;
}

export interface Hdf5Writer {
  /** An attribute of a group; "/" is the root. */
  attribute(path: string, name: string, value: AttributeInput): void;
  group(path: string): void;
  dataset(path: string, options: DatasetOptions): RowWriter;
  /** A whole column of texts of any length each, as h5py writes str; what follows a zero byte is lost. */
  texts(path: string, values: readonly string[], rowShape?: readonly number[]): Pick<RowWriter, "attribute">;
  /** Texts with as many bytes for each as the longest has, as numpy's bytes_ and PyTables do. */
  fixedTexts(path: string, values: readonly string[]): Pick<RowWriter, "attribute">;
}

const GZIP_LEVEL = 4;
const CHUNK_BYTES = 2 ** 18;

/** Lets `fill` write a new file; `path` is there when it is complete, and not at all when `fill` throws. */
export async function writeHdf5File(path: string, fill: (writer: Hdf5Writer) => Promise<void>): Promise<void> {
  const library = await loadLibrary();
  await writeWhole(path, async (temporary) => {
    const options = { libver: ["earliest", "latest"] } satisfies FileOptions;
    const file = library.call(temporary, () => new library.h5wasm.File(temporary, "w", options));
    try {
      await fill(writerOf(library, file, path));
    } finally {
      library.call(path, () => file.close());
    }
  });
}

function writerOf(library: Hdf5Library, file: Group, path: string): Hdf5Writer {
  return {
    attribute: (group, name, value) => {
      library.call(`${path}, group ${group}`, () => putAttribute(file.get(group) as Group, name, value));
    },
    group: (name) => void library.call(`${path}, group ${name}`, () => file.create_group(name)),
    dataset: (name, options) => createRows(library, file, `${path}, dataset ${name}`, { name, options }),
    texts: (name, values, rowShape = []) => {
      const shape = [values.length / countOf(rowShape), ...rowShape];
      return createTexts(library, file, `${path}, dataset ${name}`, { name, data: values, shape, dtype: "S" });
    },
    fixedTexts: (name, values) => {
      const texts = { name, data: values, shape: [values.length], dtype: fixedType(values) };
      return createTexts(library, file, `${path}, dataset ${name}`, texts);
    },
  };
}

function createRows(
  library: Hdf5Library,
  file: Group,
  place: string,
  { name, options }: { name: string; options: DatasetOptions },
): RowWriter {
  const { type, rowShape } = options;
  const empty = numbers(type, 0);
  const rowBytes = Math.max(1, countOf(rowShape) * empty.BYTES_PER_ELEMENT);
  const chunkRows = options.chunkRows ?? Math.max(1, Math.floor(CHUNK_BYTES / rowBytes));
  const dataset = library.call(place, () =>
    file.create_dataset({
      name,
      data: empty,
      dtype: TYPES[type],
      shape: [0, ...rowShape],
      maxshape: [null, ...rowShape],
      chunks: [chunkRows, ...rowShape],
      compression: "gzip",
      compression_opts: GZIP_LEVEL,
    }),
  );
  let rows = 0;
  return {
    append: (values) => {
      const more = wholeRows(values, options, place);
      if (more === 0) return;
      library.call(place, () => {
        dataset.resize([rows + more, ...rowShape]);
        dataset.write_slice([[rows, rows + more], ...rowShape.map((): [] => [])], values);
      });
      rows += more;
    },
    attribute: (attribute, value) => library.call(place, () => putAttribute(dataset, attribute, value)),
  };
}

/** Number of rows in `values`, which must be of the dataset's type. */
function wholeRows(values: NumberArray, { type, rowShape }: DatasetOptions, place: string): number {
  const width = countOf(rowShape);
  const rows = values.length / width;
  const wanted = numbers(type, 0).constructor;
  if (values.constructor === wanted && Number.isInteger(rows)) return rows;
  throw new GlueballError({
    code: "formats/hdf5-wrong-rows",
    what: "the rows to write do not fit the dataset",
    place,
    found: `${values.length} elements in a ${values.constructor.name}`,
    expected: `a multiple of ${width} elements in a ${wanted.name}`,
  });
}

interface Texts {
  readonly name: string;
  readonly data: readonly string[];
  readonly shape: readonly number[];
  readonly dtype: string;
}

function createTexts(library: Hdf5Library, file: Group, place: string, texts: Texts): Pick<RowWriter, "attribute"> {
  const { name, dtype } = texts;
  const dataset = library.call(place, () =>
    file.create_dataset({ name, data: [...texts.data], shape: [...texts.shape], dtype }),
  );
  return { attribute: (attribute, value) => library.call(place, () => putAttribute(dataset, attribute, value)) };
}

/** As numpy writes bytes_ of this length: plain ASCII where it is, else UTF-8; an empty text as one zero byte. */
function fixedType(values: readonly string[]): string {
  const encoder = new TextEncoder();
  const longest = values.reduce((bytes, value) => Math.max(bytes, encoder.encode(value).length), 1);
  return `${values.every((value) => ASCII.test(value)) ? "A" : "S"}${longest}`;
}

const ASCII = /^[\0-\x7f]*$/u;

/** Texts are of variable length and UTF-8, which h5py and PyTables both give back as str. */
function putAttribute(object: Group | Dataset, name: string, value: AttributeInput): void {
  if (typeof value === "string") object.create_attribute(name, value, [], "S");
  else if (typeof value === "number") object.create_attribute(name, value, [], Number.isInteger(value) ? "<q" : "<d");
  else object.create_attribute(name, value, [value.length]);
}
