/**
 * NumPy files as datasets: a `.npy` is one column, `values`; an `.npz` has a column for every member. The first axis are
 * the rows. A plain file is read at the rows that are asked for; a packed one (gzip, zstd, a deflated member) from its
 * beginning, piece by piece. Only arrays in Fortran order are read whole, since their rows are scattered.
 */
import { EXIT, GlueballError } from "../base/index.ts";
import { openBundle } from "./arrays/bundle.ts";
import type { ArrayCursor, StoredArray } from "./arrays/bundle.ts";
import { ByteStream } from "./arrays/byteStream.ts";
import { openWith } from "./arrays/openWith.ts";
import type { ByteFile } from "./byteFile.ts";
import { countOf, numbers } from "./columns.ts";
import type { NumberType } from "./columns.ts";
import type { Dataset, NumberArray, Reader } from "./dataset.ts";
import { arrayName, memberChunks, zipMembers } from "./npz.ts";
import { NPY_HEADER_BYTES, npyElements, readNpy, readNpyFile, readNpyLayout } from "./numpy.ts";
import type { NpyArray, NpyData, NpyLayout, NpyType } from "./numpy.ts";
import { packingOf, textChunks } from "./text/chunks.ts";

export const npyReader: Reader = {
  name: "npy",
  recognises: (head) => startsWith(head, "\x93NUMPY"),
  open: (path) => openWith(path, openNpy),
};

export const npzReader: Reader = {
  name: "npz",
  recognises: (head) => startsWith(head, "PK\x03\x04") || startsWith(head, "PK\x05\x06"),
  open: (path, part) => openWith(path, (file) => openNpz(file, part)),
};

const LARGEST_PIECE = 2 ** 31; // bytes

const TYPES: Readonly<Record<NpyType, NumberType>> = {
  f2: "float32",
  f4: "float32",
  f8: "float64",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  b1: "bool",
};

/** @throws GlueballError formats/npy-truncated and the other errors of `readNpy` */
export async function openNpy(file: ByteFile): Promise<Dataset> {
  const packing = packingOf(file);
  const array = packing === "plain" ? plainArray(file) : await packedArray("values", file.path, () => textChunks(file));
  const format = `NumPy array${packing === "plain" ? "" : ` (${packing})`}`;
  const metadata = { order: array.layout.header.fortranOrder ? "Fortran" : "C" };
  return openBundle({ path: file.path, format, arrays: [array], metadata, close: () => file.close() });
}

/** @throws GlueballError formats/npz-damaged, formats/unequal-lengths */
export async function openNpz(file: ByteFile, part?: string): Promise<Dataset> {
  const arrays: StoredArray[] = [];
  for (const member of zipMembers(file)) {
    const place = `${file.path}, member ${member.name}`;
    arrays.push(await packedArray(arrayName(member), place, () => memberChunks(file, member)));
  }
  return openBundle(
    { path: file.path, format: "NumPy archive", arrays, metadata: {}, close: () => file.close() },
    part,
  );
}

interface NpyStoredArray extends StoredArray {
  readonly layout: NpyLayout;
}

/** An array whose rows are read where they lie. */
function plainArray(file: ByteFile): NpyStoredArray {
  const layout = readNpyLayout(file.read(0, Math.min(file.size, NPY_HEADER_BYTES)), file.size, file.path);
  if (layout.header.fortranOrder) return wholeArray("values", layout, async () => readNpyFile(file.path));
  const { dataStart } = layout;
  const bytesPerRow = rowBytes(layout);
  const from = (row: number): ArrayCursor => {
    let at = dataStart + row * bytesPerRow;
    return {
      take: async (rows) => {
        const bytes = file.read(at, rows * bytesPerRow);
        at += bytes.length;
        return rowsFrom(bytes, layout, `${file.path}, byte ${at - bytes.length}`);
      },
      close: () => {},
    };
  };
  return { ...described("values", layout, from), direct: true };
}

/** An array that is unpacked from its beginning. */
async function packedArray(
  name: string,
  place: string,
  open: () => AsyncIterable<Uint8Array>,
): Promise<NpyStoredArray> {
  const layout = await peek(open, place);
  if (layout.header.fortranOrder) return wholeArray(name, layout, () => readWhole(open, layout, place));
  return described(name, layout, (row) => packedRows(new ByteStream(open(), place), layout, place, row));
}

async function peek(open: () => AsyncIterable<Uint8Array>, place: string): Promise<NpyLayout> {
  const stream = new ByteStream(open(), place);
  try {
    return readNpyLayout(await stream.takeUpTo(NPY_HEADER_BYTES), undefined, place);
  } finally {
    await stream.close();
  }
}

function packedRows(stream: ByteStream, layout: NpyLayout, place: string, from: number): ArrayCursor {
  const bytesPerRow = rowBytes(layout);
  const { shape } = layout.header;
  let row = from;
  let isPlaced = false;
  return {
    take: async (rows) => {
      if (!isPlaced) await stream.skip(layout.dataStart + from * bytesPerRow);
      isPlaced = true;
      const values = rowsFrom(await stream.take(rows * bytesPerRow), layout, `${place}, row ${row}`);
      row += rows;
      // The end of the content is where its checksum is compared.
      if (row === (shape[0] ?? 1)) await requireEnd(stream, place);
      return values;
    },
    close: () => void stream.close(),
  };
}

async function requireEnd(stream: ByteStream, place: string): Promise<void> {
  const rest = await stream.takeUpTo(1);
  if (rest.length === 0) return;
  throw new GlueballError({ code: "formats/npy-extra-bytes", what: "bytes follow the elements of the array", place });
}

async function readWhole(open: () => AsyncIterable<Uint8Array>, layout: NpyLayout, place: string): Promise<NpyArray> {
  const stream = new ByteStream(open(), place);
  const bytes = await stream.take(layout.dataStart + (layout.header.shape[0] ?? 1) * rowBytes(layout));
  await requireEnd(stream, place);
  return readNpy(bytes, place);
}

/** An array that has to be read whole. */
function wholeArray(name: string, layout: NpyLayout, read: () => Promise<NpyArray>): NpyStoredArray {
  return described(name, layout, (from) => {
    const width = countOf(layout.header.shape.slice(1));
    let whole: NpyArray | undefined;
    let row = from;
    return {
      take: async (rows) => {
        whole ??= await read();
        row += rows;
        return asNumbers(whole.data.subarray((row - rows) * width, row * width) as NpyData, layout.type);
      },
      close: () => {},
    };
  });
}

function described(name: string, layout: NpyLayout, from: StoredArray["from"]): NpyStoredArray {
  const { shape, fortranOrder, count } = layout.header;
  const piece = fortranOrder
    ? rowBytes({ ...layout, header: { ...layout.header, shape: [1, count] } })
    : rowBytes(layout);
  if (piece > LARGEST_PIECE) throw tooLarge(name, shape, piece);
  return { name, type: TYPES[layout.type], shape: shape.length === 0 ? [1] : shape, layout, direct: false, from };
}

function tooLarge(name: string, shape: readonly number[], bytes: number): GlueballError {
  return new GlueballError(
    {
      code: "formats/array-too-large",
      what: "an array in C order is read by rows and one in Fortran order whole, and this is too much for that",
      place: `array ${name} of shape (${shape.join(", ")})`,
      found: `${bytes} bytes`,
      expected: `at most ${LARGEST_PIECE} bytes`,
    },
    EXIT.tooLarge,
  );
}

function rowBytes({ type, header: { shape } }: NpyLayout): number {
  const width = type === "f2" ? 2 : numbers(TYPES[type], 0).BYTES_PER_ELEMENT;
  return countOf(shape.slice(1)) * width;
}

function rowsFrom(bytes: Uint8Array, { type, header }: NpyLayout, place: string): NumberArray {
  return asNumbers(npyElements(bytes, type, header, place), type);
}

/** Half precision has no column type of its own; float32 holds all its numbers. */
function asNumbers(data: NpyData, type: NpyType): NumberArray {
  return type === "f2" ? new Float32Array(data as Float16Array) : (data as NumberArray);
}

function startsWith(head: Uint8Array, magic: string): boolean {
  return [...magic].every((character, i) => head[i] === character.charCodeAt(0));
}
