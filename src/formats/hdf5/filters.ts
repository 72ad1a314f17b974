/**
 * The filters through which the chunks of a dataset went, undone in reverse order; a set bit i in a chunk's mask means
 * that filter i was skipped for it. A filter that is not here is an error when a chunk needs it, never a number.
 */
import { inflateSync } from "node:zlib";
import { GlueballError } from "../../base/index.ts";
import { bloscContentLength, unblosc, type Scratch } from "./blosc.ts";
import { FilterFailure } from "./filterFailure.ts";
import { FILTER, filterName, type Hdf5Filter } from "./filterList.ts";
import { fletcher32 } from "./fletcher32.ts";
import { unlzf } from "./lzf.ts";
import { unshuffle } from "./shuffle.ts";

/** One chunk as it lies in the file. */
export interface StoredChunk {
  readonly bytes: Uint8Array;
  /** Bit i: filter i was skipped. */
  readonly mask: number;
  /** Bytes that must come out. */
  readonly length: number;
  /** Size of one element, which the shuffle filter needs. */
  readonly elementBytes: number;
  /** File, dataset, chunk and byte, for messages. */
  readonly place: string;
}

/** Buffers that a pipeline reuses from chunk to chunk. */
export interface FilterBuffers {
  readonly blocks: Scratch;
  readonly shuffled: Scratch;
  readonly output: Scratch;
}

export function filterBuffers(): FilterBuffers {
  const empty = () => ({ bytes: new Uint8Array(0) });
  return { blocks: empty(), shuffled: empty(), output: empty() };
}

const CHECKSUM = 4; // bytes that fletcher32 adds to what other filters are then given

/**
 * The content of a chunk: in `into` where that is given (of exactly its length), else in a buffer that the next call
 * overwrites.
 * @throws GlueballError formats/hdf5-unknown-filter and formats/hdf5-chunk-damaged, naming filter, chunk and byte.
 */
export function undoFilters(
  chunk: StoredChunk,
  filters: readonly Hdf5Filter[],
  buffers: FilterBuffers,
  into?: Uint8Array,
): Uint8Array {
  const applied = filters.filter((_, i) => (chunk.mask & (1 << i)) === 0).toReversed();
  let bytes = chunk.bytes;
  for (const [step, filter] of applied.entries()) {
    const last = step === applied.length - 1;
    try {
      bytes = undo(filter, bytes, { chunk, buffers, last, into: last ? into : undefined });
    } catch (error) {
      throw asChunkError(error, filter, chunk.place);
    }
  }
  if (bytes.length !== chunk.length) throw wrongLength(chunk, bytes.length);
  if (into === undefined || bytes === into) return bytes;
  into.set(bytes);
  return into;
}

interface Step {
  readonly chunk: StoredChunk;
  readonly buffers: FilterBuffers;
  /** Whether the content of the chunk comes out, and not the input of another filter. */
  readonly last: boolean;
  readonly into: Uint8Array | undefined;
}

function undo(filter: Hdf5Filter, bytes: Uint8Array, step: Step): Uint8Array {
  if (filter.id === FILTER.blosc) return undoBlosc(bytes, step);
  if (filter.id === FILTER.deflate) return inflate(bytes, step.chunk.length);
  if (filter.id === FILTER.shuffle) return undoShuffle(bytes, filter, step);
  if (filter.id === FILTER.fletcher32) return checkSum(bytes);
  if (filter.id === FILTER.lzf) return undoLzf(bytes, step);
  throw new GlueballError({
    code: "formats/hdf5-unknown-filter",
    what: `the data went through filter ${filter.id} (${filterName(filter)}), which is not read here`,
    place: step.chunk.place,
    expected: Object.entries(FILTER)
      .map(([name, id]) => `${id} (${name})`)
      .join(", "),
    hint: "Pack the file again with gzip, for example h5repack -f GZIP=4 IN OUT",
  });
}

function undoBlosc(bytes: Uint8Array, { chunk, buffers, last, into }: Step): Uint8Array {
  const length = bloscContentLength(bytes);
  if (last ? length !== chunk.length : length > chunk.length + CHECKSUM)
    throw new FilterFailure(`a content of ${length} bytes, expected ${chunk.length}`, 4);
  const output = into !== undefined && into.length === length ? into : room(buffers.output, length, bytes);
  unblosc(bytes, output, buffers.blocks);
  return output;
}

function undoLzf(bytes: Uint8Array, { chunk, buffers, into }: Step): Uint8Array {
  const output = into ?? room(buffers.output, chunk.length, bytes);
  unlzf(bytes, output);
  return output;
}

/** With room for all of it at once, which is twice as fast as zlib's habit of growing by 16 kB. */
function inflate(bytes: Uint8Array, length: number): Uint8Array {
  const most = Math.min(length + CHECKSUM, MOST_DEFLATED * bytes.length);
  return inflateSync(bytes, { maxOutputLength: length + CHECKSUM, chunkSize: most + ZLIB_ROOM });
}

const MOST_DEFLATED = 1032; // bytes that one byte of deflate can stand for
const ZLIB_ROOM = 64; // zlib wants no less in any case

function undoShuffle(bytes: Uint8Array, filter: Hdf5Filter, { chunk, buffers, into }: Step): Uint8Array {
  const size = filter.values[0] ?? chunk.elementBytes;
  if (size < 2) return bytes;
  const output =
    into !== undefined && into.length === bytes.length ? into : room(buffers.shuffled, bytes.length, bytes);
  unshuffle(bytes, output, size);
  return output;
}

/** `length` bytes of the scratch buffer; a fresh array where `input` lies in that buffer (the same filter twice). */
function room(scratch: Scratch, length: number, input: Uint8Array): Uint8Array {
  if (input.buffer === scratch.bytes.buffer) return new Uint8Array(length);
  if (scratch.bytes.length < length) scratch.bytes = new Uint8Array(length);
  return scratch.bytes.subarray(0, length);
}

/** The content before the checksum, if that fits. HDF5 before 1.6.3 stored it with the bytes of each half exchanged. */
function checkSum(bytes: Uint8Array): Uint8Array {
  if (bytes.length < CHECKSUM) throw new FilterFailure("the checksum is cut off", bytes.length);
  const content = bytes.subarray(0, bytes.length - CHECKSUM);
  const [a, b, c, d] = bytes.subarray(content.length);
  const stored = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
  const exchanged = (b | (a << 8) | (d << 16) | (c << 24)) >>> 0;
  const sum = fletcher32(content);
  if (sum !== stored && sum !== exchanged) {
    throw new FilterFailure(`the checksum is ${sum}, and the file says ${stored}`, content.length);
  }
  return content;
}

function asChunkError(error: unknown, filter: Hdf5Filter, place: string): unknown {
  if (error instanceof GlueballError) return error;
  const byte = error instanceof FilterFailure ? ` (byte ${error.byte} of the chunk)` : "";
  return new GlueballError({
    code: "formats/hdf5-chunk-damaged",
    what: `filter ${filter.id} (${filterName(filter)}) cannot be undone: ${(error as Error).message}${byte}`,
    place,
    hint: "Download or copy the file again",
  });
}

function wrongLength(chunk: StoredChunk, found: number): GlueballError {
  return new GlueballError({
    code: "formats/hdf5-chunk-damaged",
    what: "a chunk holds the wrong number of bytes",
    place: chunk.place,
    found,
    expected: `${chunk.length}`,
    hint: "Download or copy the file again",
  });
}
