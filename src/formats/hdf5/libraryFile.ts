/**
 * Files that the classic reader does not read (superblock 2 and later, the newer groups and chunk indexes), through the
 * HDF5 library. The filters of a dataset are looked at before any of it is read: for a filter that the library does not
 * have it would return whatever lies in its memory. Rows are read in pieces, so that its memory stays small.
 */
import { GlueballError } from "../../base/index.ts";
import type { Attribute, Dataset, Group } from "h5wasm/node";
import { countOf } from "../columns.ts";
import { checkRows, rowBytes, type Hdf5Dataset, type Hdf5File, type Hdf5Object } from "./file.ts";
import { filterName } from "./filterList.ts";
import { loadLibrary, type Hdf5Library } from "./library.ts";
import { typeOfLibrary } from "./libraryTypes.ts";
import { columnForm, type Hdf5Value } from "./values.ts";

/** Filters that this build of the library has. */
const AVAILABLE: readonly number[] = [1, 2, 3, 5, 6]; // deflate, shuffle, fletcher32, nbit, scaleoffset
const PIECE = 2 ** 26; // bytes that the library reads at a time
const MAX_CHUNK = 2 ** 30; // bytes, as in the classic reader

/**
 * Lists everything in the file. `place` stands in errors: file and byte, where our own reader found something new to
 * it.
 * @throws GlueballError formats/hdf5-library where the file is none, is damaged or is cut off.
 */
export async function openWithLibrary(path: string, place = path): Promise<Hdf5File> {
  const library = await loadLibrary();
  const file = library.call(place, () => new library.h5wasm.File(path, "r"));
  const objects = new Map<string, Hdf5Object>();
  const warnings: string[] = [];
  try {
    library.call(place, () => {
      objects.set("/", { kind: "group", path: "/", attributes: attributesOf(file) });
      for (const name of file.paths()) addObject({ library, file, objects, warnings, filePath: path }, `/${name}`);
    });
  } catch (error) {
    file.close(); // else the library would give this file's content for a later one at the same place
    throw error;
  }
  return { path, reader: "library", objects, warnings, close: () => void file.close() };
}

interface Listing {
  readonly library: Hdf5Library;
  readonly file: Group;
  readonly filePath: string;
  readonly objects: Map<string, Hdf5Object>;
  readonly warnings: string[];
}

function addObject(listing: Listing, path: string): void {
  const { library, file, objects, warnings } = listing;
  const object = file.get(path);
  if (object instanceof library.h5wasm.Group) {
    objects.set(path, { kind: "group", path, attributes: attributesOf(object) });
  } else if (object instanceof library.h5wasm.Dataset) {
    const dataset = describe(object, listing, path);
    if (dataset !== undefined) objects.set(path, dataset);
  } else warnings.push(`${path} is a link or a type and is not followed`);
}

function attributesOf(object: Group | Dataset): Map<string, Hdf5Value> {
  return new Map(Object.entries(object.attrs).map(([name, attribute]) => [name, attributeOf(attribute)]));
}

function attributeOf(attribute: Attribute): Hdf5Value {
  const type = typeOfLibrary(attribute.metadata);
  const form = columnForm(type);
  const halfFloat = type.kind === "float" && type.size === 2;
  if (attribute.shape === null) return "";
  if (form === undefined || halfFloat) return `(${type.kind === "other" ? type.name : type.kind})`;
  const value = attribute.value;
  if (value === null) return "";
  return typeof value === "boolean" ? Number(value) : (value as Hdf5Value);
}

function describe(dataset: Dataset, listing: Listing, path: string): Hdf5Dataset | undefined {
  const { metadata, filters } = dataset;
  const shape = metadata.shape;
  if (shape === null) return undefined;
  const type = typeOfLibrary(metadata);
  const place = `${listing.filePath}, dataset ${path}`;
  const rowWidth = rowBytes({ shape, type });
  const checked = (first: number, count: number) => {
    checkRows({ shape, type }, place, first, count);
    checkFilters(filters, place);
    checkChunk(metadata.chunks ?? [], type.size, place);
  };
  return {
    kind: "dataset",
    path,
    place,
    attributes: attributesOf(dataset),
    shape,
    type,
    filters: filters.map(({ id, name, cd_values }) => ({ id, name, values: cd_values })),
    chunkRows: metadata.chunks?.[0] ?? 1,
    readBytes: (first, count) => {
      checked(first, count);
      return readPieces(listing.library, { dataset, shape, rowWidth, place }, first, count);
    },
    readTexts: (first, count) => {
      checked(first, count);
      const texts = listing.library.call(place, () =>
        dataset.slice(shape.length === 0 ? [] : [[first, first + count]]),
      );
      return (typeof texts === "string" ? [texts] : texts) as string[];
    },
  };
}

function checkFilters(filters: readonly { id: number; name: string }[], place: string): void {
  const unknown = filters.find(({ id }) => !AVAILABLE.includes(id));
  if (unknown === undefined) return;
  throw new GlueballError({
    code: "formats/hdf5-unknown-filter",
    what: `the data went through filter ${unknown.id} (${filterName(unknown)}), which is not read in such files`,
    place,
    expected: AVAILABLE.map((id) => `${id} (${filterName({ id })})`).join(", "),
    hint: "Pack the file again with gzip, for example h5repack -f GZIP=4 IN OUT",
  });
}

function checkChunk(chunk: readonly number[], elementBytes: number, place: string): void {
  const bytes = countOf(chunk) * elementBytes;
  if (bytes <= MAX_CHUNK) return;
  throw new GlueballError({
    code: "formats/hdf5-damaged",
    what: `the HDF5 file is damaged: chunks of ${chunk.join(" x ")} elements`,
    place,
    found: bytes,
    expected: `at most ${MAX_CHUNK} bytes`,
  });
}

interface Source {
  readonly dataset: Dataset;
  readonly shape: readonly number[];
  readonly rowWidth: number;
  readonly place: string;
}

function readPieces(library: Hdf5Library, source: Source, first: number, count: number): Uint8Array {
  const { rowWidth } = source;
  const out = new Uint8Array(count * rowWidth);
  const rowsAtOnce = Math.max(1, Math.floor(PIECE / Math.max(1, rowWidth)));
  for (let row = 0; row < count; row += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, count - row);
    library.call(source.place, () => readPiece(library, source, [first + row, rows], out.subarray(row * rowWidth)));
  }
  return out;
}

/** One call of the library, with its status looked at, which `Dataset.slice` of h5wasm does not do. */
function readPiece(library: Hdf5Library, source: Source, [first, rows]: [number, number], out: Uint8Array): void {
  const { dataset, shape, rowWidth } = source;
  const { _malloc: allocate, _free: release, get_dataset_data: read } = library.module;
  const bytes = rows * rowWidth;
  if (bytes === 0) return;
  const memory = allocate(bytes);
  if (memory === 0) throw new Error(`no memory for ${bytes} bytes`);
  try {
    const whole = shape.length === 0; // a scalar has no ranges
    const counts = whole ? null : shape.map((length, axis) => BigInt(axis === 0 ? rows : length));
    const starts = whole ? null : shape.map((_, axis) => BigInt(axis === 0 ? first : 0));
    const strides = whole ? null : shape.map(() => 1n);
    const status = read(dataset.file_id, dataset.path, counts, starts, strides, BigInt(memory));
    if (status < 0) throw new Error(`reading failed with status ${status}`);
    out.set(library.module.HEAPU8.subarray(memory, memory + bytes));
  } finally {
    release(memory);
  }
}
