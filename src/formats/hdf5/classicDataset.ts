/** A dataset of a classic file, put together from its messages: shape, type, layout, filters, fill value. */
import { createChunkedReader } from "./chunkedRows.ts";
import { readShape } from "./dataspace.ts";
import { readDatatype, type Hdf5Type } from "./datatype.ts";
import { checkRows, rowBytes, type Hdf5Dataset } from "./file.ts";
import { readFilters, type Hdf5Filter } from "./filterList.ts";
import { REFERENCE_BYTES } from "./globalHeap.ts";
import { otherFiles, readFillValue, readLayout, type Layout } from "./layout.ts";
import { MESSAGE, type Message } from "./objectHeader.ts";
import { damaged, NotClassic, type AddressSpace } from "./structures.ts";
import type { Hdf5Value } from "./values.ts";

interface Surroundings {
  readonly space: AddressSpace;
  readonly path: string;
  readonly attributes: ReadonlyMap<string, Hdf5Value>;
  readonly warnings: string[];
  textsOf(references: Uint8Array, place: string): string[];
}

/** Filters that the HDF5 library has and this reader has not; it reads files that use them. */
const LIBRARY_FILTERS: readonly number[] = [5, 6]; // nbit, scaleoffset

/** Undefined where the object is no dataset (a named type) or holds no value at all. */
export function readClassicDataset(messages: readonly Message[], around: Surroundings): Hdf5Dataset | undefined {
  const content = (wanted: number) => messages.find(({ type }) => type === wanted)?.open();
  const [dataspace, datatype, layoutMessage] = [MESSAGE.dataspace, MESSAGE.datatype, MESSAGE.layout].map(content);
  if (dataspace === undefined || datatype === undefined || layoutMessage === undefined) return undefined;
  if (content(MESSAGE.externalFiles) !== undefined)
    throw otherFiles(`${around.space.file.path}, dataset ${around.path}`);
  const shape = readShape(dataspace);
  if (shape === undefined) return undefined;
  const type = readDatatype(datatype);
  if (type.kind === "variableString" && type.size !== REFERENCE_BYTES) {
    throw damaged(`${datatype.path}, byte ${datatype.position()}`, "a reference to a text has another size", type.size);
  }
  const layout = readLayout(layoutMessage, shape, type.size);
  const filterMessage = content(MESSAGE.filters);
  const filters = filterMessage === undefined ? [] : readFilters(filterMessage);
  if (filters.some(({ id }) => LIBRARY_FILTERS.includes(id)))
    throw new NotClassic(`${filterMessage!.path}, byte ${filterMessage!.position()}`, "a filter of the library's");
  const newFill = content(MESSAGE.fillValue);
  const fill = readFillValue(newFill ?? content(MESSAGE.oldFillValue), newFill === undefined, type.size);
  return assemble(around, { shape, type, layout, filters, fill });
}

interface Parts {
  readonly shape: readonly number[];
  readonly type: Hdf5Type;
  readonly layout: Layout;
  readonly filters: readonly Hdf5Filter[];
  readonly fill: Uint8Array;
}

function assemble(around: Surroundings, parts: Parts): Hdf5Dataset {
  const { shape, type, layout, filters } = parts;
  const { path, attributes } = around;
  const place = `${around.space.file.path}, dataset ${path}`;
  const read = rowReader(around, parts, rowBytes(parts));
  const readBytes = (first: number, count: number) => {
    checkRows(parts, place, first, count);
    return read(first, count);
  };
  return {
    kind: "dataset",
    path,
    place,
    attributes,
    shape,
    type,
    filters,
    chunkRows: layout.kind === "chunked" ? layout.chunk[0]! : 1,
    readBytes,
    readTexts: (first, count) => around.textsOf(readBytes(first, count), place),
  };
}

function rowReader(around: Surroundings, parts: Parts, width: number): (first: number, count: number) => Uint8Array {
  const { layout, shape, type, filters, fill } = parts;
  if (layout.kind === "compact") {
    return (first, count) => layout.bytes.slice(first * width, (first + count) * width);
  }
  const { space, path, warnings } = around;
  if (layout.kind === "contiguous" && layout.address !== undefined) {
    const start = space.base + layout.address;
    return (first, count) => space.file.read(start + first * width, count * width);
  }
  // Contiguous data that were never written are the same as one chunk a row of which none is there.
  const [tree, chunk] = layout.kind === "chunked" ? [layout.tree, layout.chunk] : [undefined, [1, ...shape.slice(1)]];
  if (shape.length === 0) return () => fill.slice();
  return createChunkedReader({ space, path, tree, shape, chunk, elementBytes: type.size, filters, fill, warnings });
}
