/**
 * Rows of a chunked dataset. Each chunk that touches the rows asked for is read once and its filters are undone,
 * straight into the result where the chunk covers whole rows, as those of the field's large files do, else through a
 * buffer that is reused. Chunks at the edge are stored at full size. Where chunks were never written the rows hold the
 * fill value, with a warning; a dataset that is almost nothing but fill value is refused, because a damaged shape looks
 * like that.
 */
import { GlueballError } from "../../base/index.ts";
import { chunkGrid, readChunkIndex, type ChunkGrid, type ChunkLocation } from "./chunkIndex.ts";
import { countOf } from "../columns.ts";
import type { Hdf5Filter } from "./filterList.ts";
import { filterBuffers, undoFilters } from "./filters.ts";
import type { AddressSpace } from "./structures.ts";

export interface ChunkedSource {
  readonly space: AddressSpace;
  /** Of the dataset, for messages. */
  readonly path: string;
  readonly tree: number | undefined;
  readonly shape: readonly number[];
  readonly chunk: readonly number[];
  readonly elementBytes: number;
  readonly filters: readonly Hdf5Filter[];
  readonly fill: Uint8Array;
  readonly warnings: string[];
}

/** A function that reads rows [first, first + count) into fresh bytes; the index is read at its first call. */
export function createChunkedReader(source: ChunkedSource): (first: number, count: number) => Uint8Array {
  const grid = chunkGrid(source.shape, source.chunk);
  const rowBytes = countOf(source.shape.slice(1)) * source.elementBytes;
  const perBand = countOf(grid.counts.slice(1)); // chunks side by side that hold the same rows
  const wholeRows = perBand === 1 && source.shape.every((length, axis) => axis === 0 || length === source.chunk[axis]);
  const height = source.chunk[0]!;
  const contentOf = createChunkLoader(source, grid);
  return (first, count) => {
    const out = new Uint8Array(count * rowBytes);
    if (out.length === 0) return out;
    const target = { out, first, count, elementBytes: source.elementBytes };
    const lastBand = Math.floor((first + count - 1) / height);
    for (let band = Math.floor(first / height); band <= lastBand; band++) {
      const start = band * height - first;
      if (wholeRows && start >= 0 && start + height <= count) {
        const into = out.subarray(start * rowBytes, (start + height) * rowBytes);
        const content = contentOf(band, into);
        if (content !== into) into.set(content);
        continue;
      }
      for (let number = band * perBand; number < (band + 1) * perBand; number++) {
        copyChunk(contentOf(number), chunkStart(grid, number), grid, target);
      }
    }
    return out;
  };
}

/** The content of chunk `number`: in `into` where that is possible, else in a buffer that the next call overwrites. */
function createChunkLoader(source: ChunkedSource, grid: ChunkGrid): (number: number, into?: Uint8Array) => Uint8Array {
  const buffers = filterBuffers();
  const { space, elementBytes, filters } = source;
  const length = countOf(source.chunk) * elementBytes;
  let index: Map<number, ChunkLocation> | undefined;
  let unwritten: Uint8Array | undefined;
  return (number, into) => {
    index ??= loadIndex(source, grid, length);
    const location = index.get(number);
    if (location === undefined) return (unwritten ??= repeated(source.fill, length));
    const { address, storedBytes, mask } = location;
    const place = chunkPlace(source, grid, number, space.base + address);
    const bytes = space.file.read(space.base + address, storedBytes);
    return undoFilters({ bytes, mask, length, elementBytes, place }, filters, buffers, into);
  };
}

/** For messages: "FILE, dataset /df/block0_values, chunk 12 (from row 84), byte 12345". */
function chunkPlace(source: ChunkedSource, grid: ChunkGrid, number: number, byte: number): string {
  const [row] = chunkStart(grid, number);
  return `${source.space.file.path}, dataset ${source.path}, chunk ${number} (from row ${row}), byte ${byte}`;
}

function repeated(value: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (value.some((byte) => byte !== 0)) for (let at = 0; at < length; at += value.length) bytes.set(value, at);
  return bytes;
}

/** More unwritten chunks, or more bytes in them and so many times the file's size, are taken for damage. */
const MAX_UNWRITTEN = { chunks: 2 ** 20, bytes: 2 ** 26, timesFile: 16 } as const;

function loadIndex(source: ChunkedSource, grid: ChunkGrid, chunkBytes: number): Map<number, ChunkLocation> {
  const { space, path } = source;
  const index = source.tree === undefined ? new Map() : readChunkIndex(space, source.tree, grid);
  const missing = countOf(grid.counts) - index.size;
  const mostBytes = Math.max(MAX_UNWRITTEN.bytes, MAX_UNWRITTEN.timesFile * space.file.size);
  if (missing > MAX_UNWRITTEN.chunks || missing * chunkBytes > mostBytes) {
    throw new GlueballError({
      code: "formats/hdf5-mostly-unwritten",
      what: "most of the dataset was never written",
      place: `${space.file.path}, dataset ${path}`,
      found: `${index.size} chunks of ${chunkBytes} bytes`,
      expected: `${index.size + missing} for shape ${grid.shape.join(" x ")}`,
      hint: "The program that wrote the file did not finish, or the file is damaged",
    });
  }
  if (missing > 0) {
    source.warnings.push(
      `${path}: ${missing} of ${index.size + missing} chunks were never written; they read as fill value`,
    );
  }
  return index;
}

/** First index of chunk `number` along each axis. */
function chunkStart(grid: ChunkGrid, number: number): number[] {
  const start = grid.shape.map(() => 0);
  let rest = number;
  for (let axis = start.length - 1; axis >= 0; axis--) {
    start[axis] = (rest % grid.counts[axis]) * grid.chunk[axis];
    rest = Math.floor(rest / grid.counts[axis]);
  }
  return start;
}

interface Target {
  readonly out: Uint8Array;
  readonly first: number;
  readonly count: number;
  readonly elementBytes: number;
}

/** Copies what a chunk shares with the rows of `target`, run by run along the last axis. */
function copyChunk(content: Uint8Array, start: readonly number[], grid: ChunkGrid, target: Target): void {
  const { shape, chunk } = grid;
  const rank = shape.length;
  const low = start.map((at, axis) => (axis === 0 ? Math.max(at, target.first) : at));
  const high = start.map((at, axis) => {
    const end = axis === 0 ? target.first + target.count : shape[axis];
    return Math.min(at + chunk[axis], end);
  });
  const run = (high[rank - 1] - low[rank - 1]) * target.elementBytes;
  const at = low.slice();
  for (;;) {
    let from = 0;
    let to = 0;
    for (let axis = 0; axis < rank; axis++) {
      from = from * chunk[axis] + at[axis] - start[axis];
      to = to * shape[axis] + at[axis] - (axis === 0 ? target.first : 0);
    }
    from *= target.elementBytes;
    target.out.set(content.subarray(from, from + run), to * target.elementBytes);
    if (!advance(at, low, high, rank - 2)) return;
  }
}

/** The odometer over the axes before the last; false when it has gone round. */
function advance(at: number[], low: readonly number[], high: readonly number[], from: number): boolean {
  for (let axis = from; axis >= 0; axis--) {
    if (++at[axis] < high[axis]) return true;
    at[axis] = low[axis];
  }
  return false;
}
