/**
 * Where the chunks of a dataset lie: the leaves of a version 1 B-tree (type 1), each with the stored size, the filter
 * mask, the chunk's first index along every axis and its address. The chunks are numbered in C order over the grid that
 * they make of the dataset.
 */
import { walkTree } from "./group.ts";
import { damaged, type AddressSpace } from "./structures.ts";

export interface ChunkLocation {
  readonly address: number;
  readonly storedBytes: number;
  readonly mask: number;
}

/** How a dataset is cut: lengths of the axes, of a chunk along them, and the number of chunks along each. */
export interface ChunkGrid {
  readonly shape: readonly number[];
  readonly chunk: readonly number[];
  readonly counts: readonly number[];
}

export function chunkGrid(shape: readonly number[], chunk: readonly number[]): ChunkGrid {
  return { shape, chunk, counts: shape.map((length, axis) => Math.ceil(length / chunk[axis]!)) };
}

/** All chunks within the dataset's shape by their number. @throws GlueballError formats/hdf5-damaged. */
export function readChunkIndex(space: AddressSpace, root: number, grid: ChunkGrid): Map<number, ChunkLocation> {
  const chunks = new Map<number, ChunkLocation>();
  const rank = grid.shape.length;
  walkTree(space, root, { type: 1, keyBytes: 8 + 8 * (rank + 1) }, (entry) => {
    const place = `${entry.path}, byte ${entry.position()}`;
    const storedBytes = entry.u32();
    const mask = entry.u32();
    let number = 0;
    let inside = true;
    for (let axis = 0; axis < rank; axis++) {
      const start = entry.u64();
      if (start % grid.chunk[axis] !== 0) throw damaged(place, "a chunk is not where the grid has one", start);
      inside &&= start < grid.shape[axis];
      number = number * grid.counts[axis] + start / grid.chunk[axis];
    }
    entry.skip(8);
    const location = { address: entry.u64(), storedBytes, mask };
    if (!inside) return; // left over from before the dataset was made shorter
    if (chunks.has(number)) throw damaged(place, "two chunks claim the same rows", number);
    chunks.set(number, location);
  });
  return chunks;
}
