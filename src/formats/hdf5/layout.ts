/**
 * How a dataset's bytes lie in the file (layout message 0x8): in the header, in one piece, or in chunks. Versions 3 to
 * 5 differ in the index of chunks, of which the B-tree of version 3 is read here.
 */
import { GlueballError } from "../../base/index.ts";
import { countOf } from "../columns.ts";
import { damaged, NotClassic, type Cursor } from "./structures.ts";

export type Layout =
  | { readonly kind: "compact"; readonly bytes: Uint8Array; readonly place: string }
  | { readonly kind: "contiguous"; readonly address: number | undefined; readonly place: string }
  | {
      readonly kind: "chunked";
      /** Root of the B-tree; undefined where nothing was ever written. */
      readonly tree: number | undefined;
      /** Lengths of a chunk along the axes. */
      readonly chunk: readonly number[];
      readonly place: string;
    };

const MAX_CHUNK = 2 ** 30; // bytes; HDF5 allows 4 GiB, and its advice is 1 MiB

/** @throws GlueballError formats/hdf5-damaged where the layout contradicts the shape or the element's size. */
export function readLayout(cursor: Cursor, shape: readonly number[], elementBytes: number): Layout {
  const place = `${cursor.path}, byte ${cursor.position()}`;
  const version = cursor.u8();
  if (version < 1 || version > 5) throw damaged(place, "unknown version of a layout", version, "1 to 5");
  if (version < 3) throw new NotClassic(place, `layout version ${version}`);
  const kind = cursor.u8();
  if (version > 3 && kind === 2) throw new NotClassic(place, "a chunk index of the newer kind");
  const length = countOf(shape) * elementBytes;
  if (kind === 0) return { kind: "compact", bytes: exactly(cursor.bytes(cursor.u16()), length, place), place };
  if (kind === 1) return contiguous(cursor, length, place);
  if (kind === 2) return chunked(cursor, { shape, elementBytes, place });
  if (version > 3 && kind === 3) throw otherFiles(place);
  throw damaged(place, "unknown layout of a dataset", kind, "0 to 3");
}

/** Data that lie in other files are not followed: a file from elsewhere must not choose what is read from this disk. */
export function otherFiles(place: string): GlueballError {
  return new GlueballError({
    code: "formats/hdf5-other-files",
    what: "a dataset is stored in other files, which are not followed",
    place,
    hint: "Copy it into one file, for example h5repack IN OUT",
  });
}

function exactly(bytes: Uint8Array, length: number, place: string): Uint8Array {
  if (bytes.length < length)
    throw damaged(place, "a dataset is shorter than its shape", bytes.length, `${length} bytes`);
  return bytes.subarray(0, length);
}

function contiguous(cursor: Cursor, length: number, place: string): Layout {
  const address = cursor.address();
  const stored = cursor.u64();
  if (address !== undefined && stored < length) {
    throw damaged(place, "a dataset is shorter than its shape", stored, `${length} bytes`);
  }
  return { kind: "contiguous", address, place };
}

interface Expected {
  readonly shape: readonly number[];
  readonly elementBytes: number;
  readonly place: string;
}

function chunked(cursor: Cursor, { shape, elementBytes, place }: Expected): Layout {
  const rank = cursor.u8() - 1;
  if (rank !== shape.length || rank === 0) {
    throw damaged(place, "chunks have another number of axes than the dataset", rank, `${shape.length}`);
  }
  const tree = cursor.address();
  const chunk = Array.from({ length: rank }, () => cursor.u32());
  const element = cursor.u32();
  if (element !== elementBytes) throw damaged(place, "chunks have another element size", element, `${elementBytes}`);
  const bytes = countOf(chunk) * elementBytes;
  if (!(bytes > 0 && bytes <= MAX_CHUNK)) {
    throw damaged(place, `chunks of ${chunk.join(" x ")} elements`, bytes, `1 to ${MAX_CHUNK} bytes`);
  }
  return { kind: "chunked", tree, chunk, place };
}

/** The value of what was never written: `fillValue` messages of versions 1 to 3, or the older one; zeros by default. */
export function readFillValue(cursor: Cursor | undefined, old: boolean, elementBytes: number): Uint8Array {
  const zeros = new Uint8Array(elementBytes);
  if (cursor === undefined) return zeros;
  if (!old && !isDefined(cursor)) return zeros;
  const place = `${cursor.path}, byte ${cursor.position()}`;
  const length = cursor.u32();
  if (length === 0) return zeros;
  if (length !== elementBytes) throw damaged(place, "a fill value has another size", length, `${elementBytes} bytes`);
  return cursor.bytes(length).slice();
}

function isDefined(cursor: Cursor): boolean {
  const version = cursor.u8();
  if (version === 3) return (cursor.u8() & 0x20) !== 0;
  const place = `${cursor.path}, byte ${cursor.position() - 1}`;
  if (version !== 1 && version !== 2) throw damaged(place, "unknown version of a fill value", version, "1 to 3");
  cursor.skip(2);
  const defined = cursor.u8();
  return version === 1 || defined !== 0;
}
